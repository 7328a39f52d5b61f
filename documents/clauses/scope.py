"""Whom and what a sentence is about: retirees or others, the credit or another matter.

The word nearest before a figure decides. Retirees appear in rules on deductibles and hospital
bills as well, and working people in rules on credits: a figure needs both to be right.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Subject = Literal["retired", "both", "other"]
Topic = Literal["credit", "other", "deduction"]

#: What is taken off: the name without what follows it.
DEDUCTION_NAME = (
    r"(?:长期护理保险|长期照护保险|长护险|长护保险|照护保险"
    r"|大病(?:医疗|补充|统筹|救助|保障|互助|医保){0,3}(?:保险)?"
    r"|大额(?:医疗|补充|费用|医药费|救助|互助|补助|统筹){0,4}(?:保险|资金)?"
    r"|重(?:大疾|特大疾)病(?:医疗)?(?:补充)?(?:保险|救助|互助|补助)?(?:资金)?|补充医疗保险|(?:职工)?意外伤害保险)"
)
_RETIRED = (
    r"(?:离?退休|退职)(?:后)?(?:\(职\)|、退职)?(?!年龄|金(?!额)|费|手续|审批|证|时间|待遇|前|工资|年份|次月|上月|条件|当[年月])"
    r"|办理[^,;。]{0,8}退休手续(?:后|的)|老职工|享受[^,;。]{0,8}退休[^,;。]{0,8}待遇|退休(?:审批)?手续[^,;。\d]{0,24}的(?:参保)?(?:人员|职工|人)"
)
_SUBJECTS = {
    "both": (
        r"在职(?:职工|人员|参保人员)?(?:和|及|与|、|以及|或)(?:离?退休|灵活就业人员[和及、]离?退休)(?:职工|人员)?"
        r"|退休(?:职工|人员)?(?:和|及|与|、|以及)在职|全体参保(?:人员|职工)|参保(?:人员|职工|人)(?!.{0,4}退休)"
    ),
    "working": (
        r"在职(?!转退休|时)|用人单位(?!的?退休)|单位(?:缴|和)|(?<!事业)单位(?:按|为)|(?<!险)(?<!险费)个人缴(?:纳|费)(?=的|部分|全部|\d)|单位职工|缴费人员|公务员(?:退休)?"
        r"|(?:[234]\d|[二三四]十[一二三四五六七八九]?)(?:周?岁)[^,;。\d]{0,10}职工(?!医保|基本)"
        r"|(?:建国前|新中国成立前|中华人民共和国成立前|二等乙级|革命伤残|伤残军人|离休|享受劳模|劳动模范|1949|劳模|低保|特困|困难|残疾|职称|军转|女性?(?=退休)|男性?(?=退休)|(?<![及和与、含括])灵活就业(?:人员)?的?(?=退休(?!后))|公务员(?=退休)|参加(?:革命)?工作)[^,;。:、]{0,24}(?=.)"
        r"|(?<!含)(?<!括)(?<!和)(?<!及)(?<!、)灵活就业(?:参保)?人员(?!.{0,8}退休)|居民|失业|新生儿|学生|儿童|职工家属|供养|遗属"
    ),
    "retired": _RETIRED,
}
_ACCOUNT = (
    r"个人(?:医疗|医保)?(?:保险)?[账帐]户|医保(?:个人)?[账帐]户|医疗(?:保险)?[账帐]户|个[账帐]|医保卡|医疗保险卡"
    r"|(?:医保|社保)?IC卡|社保卡(?:医保|医疗)[账帐]户|医保(?:返款|返还|划账|划卡|返钱)|卡金|[账帐]户(?:资金)?(?=按|每月|的?划入|标准)"
)
#: The account is spent, rested upon or emptied here, not credited.
_NO_CREDIT_BEHIND = re.compile(
    r"(?:资金|里的钱|中的资金)?(?:可|主要|只能|余额|结余|支付|支取|使用|用于|消费|利息|存款|自付|家庭|共济|支出|购买|转账|清退|不足|累计"
    r"|按[^,;。]{0,14}计息|按季|年度内|当期收入|历年|取现|提取|清零|继承|跨)"
)
_VERB = (
    r"(?:不再|不)?(?:划入|计入|记入|划拨|拨入|划转|注入|注资|打入|配入|充入|返还|返款|返(?=\d)"
    r"|划账|入账|划多少|预划|发放到|拨付|配置)"
)
_NO_VERB_BEHIND = re.compile(
    r"(?:职工|基本)?(?:医保|医疗保险|门诊)?(?:统筹(?!地?区)|报销|待遇|范围|累计|成本|限额|年度|支付|门诊|长期护理|长护|大病|大额|定点|医院|基金)"
)
#: Verbs of money in general need an account beside them.
_ALONE = ("划入", "计入", "记入")
_OTHER = (
    r"起付|支付限额|最高限额|封顶线|报销|支付比例|支付标准|(?<!含)补助|(?<!含)补贴|住院|门诊(?!共济保障|共济(?:机制|改革|实施))(?:统筹|待遇|费用|支付|限额|额度|慢)"
    r"|门诊怎么|普通门诊|(?<!人)(?<!不)(?<!再)(?<!续)(?<!止)缴费(?!基数|年限|工资)|(?<!不)(?<!再)缴纳(?!基本医疗保险费,)|保费标准|财政|罚|利率|利息|活期|余额|结余|基金收入|(?<!金)收入|支出|津贴|体检|奖励|套取|冒用|套现|消费|盗刷|慰问|过节|节日|取暖|高温"
    r"|自付|自负|负担|(?<!不予)支付(?!的方式)|看病|花了|转账|补缴|一次性缴|补足(?![到至])|增加养老金|调整(?:企业|退休人员|机关)*基本养老金"
    r"|养老金(?:水平)?(?:达到|提高|增加|调整|上调|待遇)|护理待遇|待遇标准|抚恤|丧葬|生育|工伤|失业保险|签约|共济(?:支出|限额|额度|金额|账户)"
    r"|(?<!前)(?<!时)到账(?!时间)|实际到手|实得|违规|欺诈|骗取|诊疗|挂号|药品|处方|耗材"
)
_NAMED_OR_OTHER = re.compile(f"(?P<name>{DEDUCTION_NAME})|{_OTHER}")
_TAKEN_BEHIND = re.compile(r"[^,;。:]{0,4}(?:代扣|扣|代缴|划缴|缴纳)")
#: What stands between 从 and the account; 由统筹基金向其个人账户 is no taking.
_OWN_FUND = r"(?:(?!统筹|基金|单位|财政|向|为|给|经办|中心)[^,;。:]){0,10}"
_FROM = re.compile(
    rf"[从由]{_OWN_FUND}$|不再?(?:划入|计入|记入|建立?|设立?|单独划入)(?:职工|本人|其)?$"
)
_SUBJECT = re.compile("|".join(f"(?P<{name}>{words})" for name, words in _SUBJECTS.items()))
_ACCOUNT_WORD = re.compile(_ACCOUNT)
_VERB_WORD = re.compile(_VERB)


#: 长期护理保险费由个人和单位共同缴纳: the paying is that of the deduction.
_NAME_BEFORE = re.compile(rf"{DEDUCTION_NAME}[^;。]*$")
_OTHER_ACCOUNT = re.compile(r"(?:养老(?:保险)?|年金|公积金|家庭)(?:的)?$")
#: 由个人账户划入长护基金: taken off, not credited.
_FROM_ACCOUNT = re.compile(
    rf"(?:[从由]{_OWN_FUND}|养老(?:保险)?(?:个人)?|年金(?:个人)?|公积金)[账帐]户[^,;。:]{{0,4}}$"
)
_SHARE_OF_CREDIT = re.compile(r"(?:总?额|金额|资金)(?:的\d|中)")
#: 已办理退休手续并按规定不再缴费的参保人员.
_WHO_RETIRED = re.compile(
    r"(?:(?:办理|办结|完成|批准)[^;。在]{0,12}退休|法定退休|享受[^;。在]{0,10}退休|退休(?:手续|待遇|审批|条件))[^;。\d]{0,40}的$"
)


@dataclass(frozen=True)
class Word:
    """A word that says whom or what the figures behind it are about."""

    start: int
    end: int
    subject: Subject | None = None
    topic: Topic | None = None
    account: bool = False
    verb: bool = False
    strong: bool = False
    name: str = ""


def words_in(text: str) -> Iterator[Word]:
    """Yield the words of ``text`` that settle subject and topic, in no order."""
    for match in _SUBJECT.finditer(text):
        subject: Subject = "other"
        before = text[max(0, match.start() - 8) : match.start()]
        if match[0].startswith("参保") and (
            "退休" in before
            or _WHO_RETIRED.search(text[max(0, match.start() - 60) : match.start()])
        ):
            yield Word(match.start(), match.end(), subject="retired")
            continue
        if match.lastgroup == "working" and before.endswith(("含", "包括")):
            continue
        if match.lastgroup in ("both", "retired"):
            subject = "both" if match.lastgroup == "both" else "retired"
        yield Word(match.start(), match.end(), subject=subject)
    for match in _ACCOUNT_WORD.finditer(text):
        spent = _NO_CREDIT_BEHIND.match(text, match.end())
        other = spent or _OTHER_ACCOUNT.search(text[max(0, match.start() - 8) : match.start()])
        topic: Topic | None = "other" if other else "credit"
        if _FROM.search(text[max(0, match.start() - 12) : match.start()]) or _TAKEN_BEHIND.match(
            text, match.end()
        ):
            topic = None
        yield Word(match.start(), match.end(), topic=topic, account=True)
    for match in _VERB_WORD.finditer(text):
        if match[0].startswith("不") or _NO_VERB_BEHIND.match(text, match.end()):
            continue
        if _FROM_ACCOUNT.search(text[max(0, match.start() - 24) : match.start()]):
            continue
        if _SHARE_OF_CREDIT.match(text, match.end()):
            continue
        strong = match[0] in _ALONE
        yield Word(match.start(), match.end(), topic="credit", verb=True, strong=strong)
    for match in _NAMED_OR_OTHER.finditer(text):
        name = match["name"] or ""
        if match[0].startswith("缴") and _NAME_BEFORE.search(
            text[max(0, match.start() - 40) : match.start()]
        ):
            continue
        topic = "deduction" if name else "other"
        yield Word(match.start(), match.end(), topic=topic, name=name)
