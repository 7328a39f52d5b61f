"""Everyday words that look or sound like names of places.

Found by comparing a list of common words with all names; only what may stand in a question of
ours is kept.
"""

import re

#: Words in which, or across whose end, a name stands by accident: 医保定点 is no 保定, 社保山东 no
#: 保山, 大理石厂 no 大理, 开通辽宁 no 通辽.
_HOLDING = """
医保 社保 参保 居保 职保 断保 停保 退保 续保 投保 劳保 农保 农合 开通 出来
大理石 大理岩 普洱茶 东方航空 中山装
"""
HOLDING = re.compile("|".join(_HOLDING.split()))

#: Words that sound like the name of a page: 大力 and 大理.
_SOUNDING = """
大清 大力 大利 大年 大梁 大巴 达理 沿岸 进城 新兴 进化 金花 西岸 山头 上头
宣称 全周 光源 无为 匀称 同化 进场 进厂 中位 中尉 本息 无息 利息 将息 保单
通令 通话 通化 复建 清道 临下 林下 前南 义理 故园 单头 三名 五位 心象 经常
集中 相信 信心 行业 道理 包含 四周 即将 代理 复习 精细 本市 家乡 礼仪 历经
简化 复兴 长久 乡下 流水 厂家 上周 雨水 细雨 常驻 田间 那场 果园 河岸 加息
定下 八成 久远 阳台 周三 单名 年长 建行 交行 车费 厂子 老城 心安 班会 余力
十元 新月 进门 山下 山中 风水 行星 九间 沿江 岸边 无心 港元 天井 凉水 佳作
天师 莫名 绵延 镇静 湖岸 小门 三头 江心 南行 环山 六万 成堆 内经 商路 河运
本心 阳间 定心 东光 洞房 合璧 砚台 槐花 清扬 进行 开始 那里 哪里 利益 尚未
海岸 前年 一年 三年 附加 安上 扶助 无助 临场 铁路 新区 海归
西南 白色
"""
#: Words that are the name of a county, without its type word.
_NAMING = """
资源 合作 比如 南部 解放 公园 动力 前进 港口 公安 友好 市区 通道 城中 民众
兵团 城区 平安 中方 延长 光明 运河 四方 万年 东风 光泽 南岸 城北 会同 工农
富裕 前锋 长子 清新 宏伟 平定 郊区 振兴 露天 三角 互助 建平 大成 和平 六合
矿区 双桥 二道 民权 小店 同心 平房 灯塔 天涯 海棠 回民 桥头 江岸 安居 鼓楼
富民 天心 市郊 民主 团结 向阳 长青 长寿 新市 新城 工业 城东 城西 城南 东区
西区 南区 北区 市中 中区 西城 东城 河西 河东 海关 一师
"""
WORDS = frozenset((_SOUNDING + _NAMING).split())
