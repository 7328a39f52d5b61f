"""Sentences and words that state no rule: wishes, drafts, rumours, mistakes, means, sums paid once.

Who reads them as a rule gets a wrong figure; so whatever looks like one of them gives nothing.
"""

import re

#: A person's case goes on to the end of the sentence.
_PERSON = re.compile(
    r"[张李王赵刘陈杨黄周吴徐孙胡朱高林何郭马](?:某|先生|女士|阿姨|大爷|大妈|大娘|师傅|叔叔|奶奶|爷爷|老师|老汉|伯|婆婆)"
    r"|老[张李王赵刘陈](?!职)|某(?:市|县|省|地|职工|退休|人|甲|企业|单位)|[甲乙丙](?:某|市|职工)"
)
_ENDED = re.compile(r"废止|停止执行|不再执行|不再实行|取消|作废|失效")
_UNTRUE = re.compile(
    r"诈骗|骗[子局走钱]|被骗|受骗|行骗|冒充|谎称|谨防|警方|辟谣|不实|谣|网传|传言|误传|流传|传闻|虚假|假消息|并非(?:如此|每)|属误|没有(?:的事|根据|依据)|系误读|疑问"
)
#: Somebody wishes it, or it is a draft of which nobody knows what becomes.
_WISHED = re.compile(
    r"希望|建议|呼吁|诉求|提案|提议|议案|倡议|(?:委员|代表|网友|群众|市民|职工|有人)[^,。;]{0,6}(?:提出|认为|反映|询问|咨询)"
    r"|征求意见|征询|拟(?:设|将|调|提|按|定|由)|讨论稿|草案|方案[一二三两]|两[个种]方案|设想|研究(?:将|提高|调整)|争取|力争|预计(?!入)|有望|可能(?:会|将|提)|考虑(?:将|按|提)"
)
_COUNTED = re.compile(
    r"(?<!执行)(?<!实行)(?<!期限)(?<!有效期)(?<!标准)(?:截至|截止(?:目前|到))|迄今"
)
_MISTAKEN = re.compile(
    r"误[划计发记入打拨转扣]|错[划计发记入打拨转]|[多重漏少](?:划|计|记|打|拨|转|发|注)(?:入|付|了|给|的|\d)|(?<!得)(?<!免)(?<!不)重复(?:划|计|记|发|打|拨)|冲正|追回|退回"
    r"|系统(?:故障|错误|异常)|差错|核减|收回"
)
#: Something paid once, or a sum of money that was paid, not one that is due.
_ONCE = re.compile(
    r"一次性(?<!年一次性)(?<!年初一次性)(?:给予|发放|划入|计入|划拨|注入|补|奖|返还|拨付|打入|转入|为)|铺底|启动资金|补(?:划|发|记|计)|试发|首次开户"
    r"|(?:共|累计|总共|合计)(?:计|为|向|给)?[^,;。]{0,20}(?:划入|计入|划拨|注入|拨付|发放)|(?:万人|亿元|万元)"
)
_MEANS = re.compile(
    r"人均(?![^,;。]{0,8}(?:养老|退休金|基本)|(?:每月|每年|月|年)?定额)|平均(?:每人|每月|划入|计入|到账|增加|减少|每位)|月均(?:为[^,;。]{0,14})?(?:划入|计入|到账|注入)"
    r"|户均|据统计|实际支出"
)
#: What another document wants of others: 国办发〔2021〕14号文件提出.
_QUOTED = re.compile(
    r"^(?:(?!根据|按照|依据|依照|贯彻|落实)[^。]){0,60}?(?:国办发|国务院|国家|指导意见)[^,。;据照]{0,30}(?:提出|要求|规定|明确)(?=[,:])"
)
_FEES = re.compile(r"工本费|手续费|制卡费|补卡|换卡|收取|押金|价格|优惠价|每张|滞纳")
#: What arrives after something was taken off.
_NET = re.compile(
    r"(?:扣除|扣缴|代扣|减去|扣减|扣去|扣|缴纳|剔除)[^;。]{0,30}?后|扣后|实际(?:每人|每月|每年|按月|可|能|月){0,3}(?:划入|划拨|到账|到手|计入|记入|入账|注入|发放|打入|所得|领取|得到|收到)"
    r"|净(?:额|入|划|得|到|计|记|增|发|收)|实(?:划|得|到|入|记|计(?!算)|领|收|拿)|实发(?=\d|金额|每)|剩余|余下|剩下|到手"
)
_ENDED_HERE = re.compile(r"不再(?:按|以|执行|实行|划)")
#: Conditions that a credit has no word for: years paid in, what one's work was.
_CONDITIONS = re.compile(
    r"(?:满|不足|达到?|缴费|工龄)\d{1,2}年(?:及|\(含\)|含)?(?:以[上下])?(?:\(含\))?的?(?:退休|[,:]?(?:每|按|个人账户|划|计))|[一二三四]级伤残"
    r"|(?:缴费|工作|参保)年限每|工龄|[上下]半年|(?<!\()(?:没有|(?<!\()无|未(?:享受|领取)?)[^,;。按]{0,6}(?:养老金|退休金)的?"
)
#: 机关……120元，企业……90元: two kinds of retirees.
_KINDS = re.compile(
    r"(?:机关|事业)[^;。]{0,30}退休[^;。]{0,30}元[^。]{0,20}企业|企业[^;。]{0,6}退休[^;。]{0,30}元[^。]{0,20}(?:机关|事业)"
)
_CONDITIONED = re.compile(r"[;。]|元|%")
_SEGMENT = re.compile(r"[,;。(:]")


def states_nothing(sentence: str) -> bool:
    """Whether the figures of a sentence are no rule: a question, a wish, a person's case.

    >>> states_nothing("有委员建议每月划入200元。"), states_nothing("每月划入90元。")
    (True, False)
    """
    return sentence.endswith("?") or any(
        words.search(sentence)
        for words in (_PERSON, _ENDED, _UNTRUE, _WISHED, _MISTAKEN, _QUOTED, _KINDS, _COUNTED)
    )


def is_no_rule(part: str) -> bool:
    """Whether the words before a figure, since the last stop, make it a mean, a fee, a net sum."""
    segment = _SEGMENT.split(part)[-1]
    return bool(
        _NET.search(part)
        or _ONCE.search(segment)
        or _MEANS.search(segment)
        or _FEES.search(segment)
        or _CONDITIONS.search(_CONDITIONED.split(part)[-1])
        or _ENDED_HERE.search(segment)
    )
