"""Names of places that a sentence tells figures apart by: 兰州市、白银市每月90元，天水市85元."""

import re
from dataclasses import dataclass

#: The pooling areas by their short names, as the national code of divisions has them.
_NAMES = """
石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同
阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽
鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安 锡林郭勒 阿拉善 沈阳 大连 鞍山 抚顺
本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 长春 吉林市 四平 辽源
通化 白山 松原 白城 延边 哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯
七台河 牡丹江 黑河 绥化 大兴安岭 南京 无锡 徐州 常州 苏州 南通 连云港 淮安
盐城 扬州 镇江 泰州 宿迁 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山
台州 丽水 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州
六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 南昌
景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄
东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 郑州 开封
洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口
驻马店 武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施
长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西
广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源
阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州
贵港 玉林 百色 贺州 河池 来宾 崇左 海口 三亚 三沙 儋州 成都 自贡 攀枝花
泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中
资阳 阿坝 甘孜 凉山 贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南
昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏
怒江 迪庆 拉萨 日喀则 昌都 林芝 山南 那曲 阿里 西安 铜川 宝鸡 咸阳 渭南
延安 汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉
庆阳 定西 陇南 临夏 甘南 西宁 海东 海北 黄南 海南州 果洛 玉树 海西 银川
石嘴山 吴忠 固原 中卫 乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞
阿克苏 克孜勒苏 喀什 和田 伊犁 塔城 阿勒泰 北京 天津 上海 重庆 仙桃 潜江
天门 神农架 济源 省本级 省直 区本级 市本级 自治区本级 石河子
"""
_SUFFIX = r"(?:市|地区|盟|林区|(?:[\u4e00-\u9fa5]{1,3}族){1,3}自治州|蒙古自治州|哈萨克自治州|州)?"
_LISTED = "|".join(sorted(_NAMES.split(), key=len, reverse=True))
#: 本市 and 各州 are no names.
_NO_NAME = r"(?![全各本我该当统外其此在由对从向按和及与])"
_OTHER = (
    rf"{_NO_NAME}[\u4e00-\u9fa5]{{2,3}}[市县州盟]"
    r"(?=[、,:和及为]|每人|每月|\d|按|均|统一|的?退休|参保|个人)"
)
_REST = (
    r"(?:其余|其他|其它)各?(?:市州|市\(州\)|市县区|县市区|县\(市、区\)|县\(市\)区?|县区|州市|地区"
    r"|统筹地?区|各?[市县区州])"
)
_DISTRICT = r"(?<=[、和及与])[\u4e00-\u9fa5]{2,3}区(?=[、,:和及]|的?退休)"
_PLACE = re.compile(
    rf"(?:{_LISTED}){_SUFFIX}|(?<![\u4e00-\u9fa5]){_OTHER}|(?<=[、和及为]){_OTHER}|{_REST}|市级"
    rf"|{_DISTRICT}"
)
#: A bureau or a base, not a place a figure is for.
_NO_PLACE_BEHIND = re.compile(
    r"(?:医疗|医保|人民|财政|人力|人社|统计|税务|日报|晚报|政府|社会|职工|基本|城镇|城乡|企业|养老|局|区|县|20|19|全体|的)"
)
_JOINED = re.compile(r"[、和与及,以]{1,2}")
CELL = re.compile(r"(?![全各合小])[\u4e00-\u9fa5]{1,12}?(?:市|县|区|州|盟|本级|省直|全省|师)")


@dataclass(frozen=True)
class Place:
    """One name, or several joined by 、, that stand side by side."""

    names: tuple[str, ...]
    start: int
    end: int


def places_in(text: str) -> list[Place]:
    """Return the places in ``text``; those that stand side by side are one.

    >>> [place.names for place in places_in("兰州市、白银市每月90元，天水市85元")]
    [('兰州市', '白银市'), ('天水市',)]
    """
    found: list[Place] = []
    for match in _PLACE.finditer(text):
        if _NO_PLACE_BEHIND.match(text, match.end()):
            continue
        last = found[-1] if found else None
        if last and _JOINED.fullmatch(text, last.end, match.start()):
            found[-1] = Place((*last.names, match[0]), last.start, match.end())
        else:
            found.append(Place((match[0],), match.start(), match.end()))
    return found


def is_place(cell: str) -> bool:
    """Whether a cell of a table is the name of one or several places."""
    return all(
        CELL.fullmatch(name) or re.fullmatch(_LISTED, name) for name in re.split("[、,，]", cell)
    )
