"""Which titles of a bureau's list are about the money of retirees, and count as new documents."""

import datetime

from .article import normalised

#: What a title speaks of. The words that count where a row names none of its own.
SUBJECTS = (
    "个人账户",
    "个人帐户",
    "门诊共济",
    "共济保障",
    "划入",
    "计入",
    "划拨",
    "退休",
    "长期护理",
    "长护险",
    "大额医疗",
    "大额补助",
    "大病保险",
    "大病医疗",
    "职工医保",
    "职工基本医疗保险",
    "职工基本医保",
    "城镇职工",
)
#: And what it is: news of a meeting about it are no document.
KINDS = (
    *("通知", "办法", "细则", "意见", "方案", "规定", "规则", "公告", "通告", "决定"),
    *("解读", "问答", "答记者问", "一图读懂", "政策", "标准", "待遇", "调整"),
)
#: A title that was cut may have had its kind behind.
_CUT = ("…", "...", "..")
#: Documents that were there before anybody looked count for so long.
RECENT = datetime.timedelta(days=400)
MOST_AT_FIRST = 10
MOST_LATER = 30


def counts(title: str, words: str = "") -> bool:
    """Whether a title is worth telling: it has one of ``words``, or of the usual ones.

    >>> counts("关于调整职工医保个人账户计入办法的通知"), counts("我局召开退休干部座谈会")
    (True, False)
    """
    plain = normalised(title)
    if own := words.split():
        return any(normalised(word) in plain for word in own)
    if "居民" in plain and "职工" not in plain:
        return False
    known = any(kind in plain for kind in KINDS) or plain.endswith(_CUT)
    return known and any(subject in plain for subject in SUBJECTS)


def is_recent(day: datetime.date | None, today: datetime.date) -> bool:
    return day is not None and today - RECENT <= day
