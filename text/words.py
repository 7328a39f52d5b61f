"""What no line may break in two: the words of headings, and figures with their units.

Chinese is written without blanks, so that a browser breaks a line anywhere.
At most four characters a word, so that the longest fits a small screen in the largest type.
"""

import re

_FIELD = """
医保 医保卡 社保卡 身份证 医保码 个人账户 居民医保 职工医保 合作医疗 家庭共济 亲情账户 退休
退休人员 退休教师 退休手续 退休金 养老金 参保 参保地 余额 返款 到账 划入 标准 医疗 保险 断交 中断
停保 补交 补足 交费 缴费 报销 比例 年限 年数 年龄 累计 连续 清零 提现 现金 代办 授权 窗口 自助机
电话 热线 网站 手机 微信 零钱 支付宝 密码 关系 医院 药店 药械 保健品 日用品 医药费 看病 买药 挂失
继承 继承人 近亲属 家人 父母 老人 单位 职工 居民 城市 当地 各地 全国 全省 外地 外省 税务 部门
规定 政策 新政策 改革 门诊 大病 中间人 官方 入口 资料 出处 记录 计算器 数字 数额 办法 步骤
"""
_COMMON = """
每月 每年 以前 以后 怎么 怎么办 怎么查 什么 多少 多少钱 是不是 真的 一样 一次 一般 一年 可以 不能
不会 没有 不是 应该 还是 或者 如果 已经 忘了 白交 白交了 打钱 打进 进去 自己 别人 有人 多数 多半
不少 只有 地方 地区 时候 情况 核实 核对 免费 查询 收费 不收费 本人 统一 固定 先问 接着 继续 一步
三步 哪里 几号 多久 上限 好处 申请 取消 听说 开通 转到 转移 能不能 为什么 准不准 智能 第一档
第二档 写的 交的 一点 不知道 平台 应用 年底 下一年 结转 不清楚 办好了 还没 拿不准 全部
"""
_UNIT = "元起|元|个工作日|个月|个|年度|年|月|日|号|天|岁|档|种|次|倍|份|条|处|项|人|名|%"
_NUMBER = rf"\d[\d,.%–-]*(?:\s?(?:{_UNIT}))?"
_PHONE = r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"
#: A day is one figure: 2025年10月31日.
_FIGURE = re.compile(rf"{_PHONE}|(?:\d{{4}}年)?(?:\d\d?月)?\d[\d,.%–-]{{0,15}}\s?(?:{_UNIT})")
WORDS = frozenset((_FIELD + _COMMON).split())
#: A negation stands before its word, a particle behind it.
_KEPT = re.compile(
    "([不没未]?(?:"
    + "|".join(sorted(WORDS, key=len, reverse=True))
    + f")(?:[的吗呢]|了(?=[，。？！]|$))?|{_NUMBER})"
)


def pieces(text: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it must stay on one line.

    >>> pieces("退休后医保卡")
    [('退休', True), ('后', False), ('医保卡', True)]
    """
    found = _KEPT.split(text)
    return [(piece, at % 2 == 1) for at, piece in enumerate(found) if piece]


def figures_kept(escaped: str) -> str:
    """Return words that stand in HTML, each figure with its unit in an element that stays whole.

    So does a telephone number, whose hyphen would let it break.

    >>> figures_kept("满70岁")
    '满<span class="w">70岁</span>'
    """
    return _FIGURE.sub(r'<span class="w">\g<0></span>', escaped)
