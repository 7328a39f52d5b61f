"""Reads the places that a sentence or an address mentions, from the left."""

import re
from dataclasses import dataclass

from .everyday import HOLDING
from .index import Kind, Name, NameIndex

#: What makes a name in front that of a street, an estate or a building.
_STREET = re.compile(
    r"[东西南北中]?(?:大道|大街|[路街巷弄]|胡同|新村|小区|花园|家园|花苑|名苑|嘉园|公寓|公馆|人家"
    r"|大厦|大楼|广场|新城|城(?![镇乡市居关区里中东西南北]))|[一二三四五六七八九十\d]+路"
)
#: What stands in the rest of an address behind the name of the city.
_ADDRESS = re.compile(
    r"[路街巷弄号村镇乡组栋幢楼室苑屯庄]|胡同|小区|社区|花园|单元|大道"
    r"|园区|高新区|开发区|经开区|新区|新城|市区"
)
#: What somebody writes who asks, not who gives an address.
_ASKS = re.compile(
    r"怎么|多少|哪|什么|如何|能不能|可以|吗|呢|医|余额|返|退休|养老|报销|查|卡|钱|社保|工资|缴|账"
    r"|药|电话|号码|职工|居民|农合|农村|保险|共济|断|门诊|慢"
)
#: What stands before a place that somebody writes about his own: 老家朝阳, 我妈在朝阳.
#: Possessive: 家住 is 家 and 住 too, so that giving back would try each of both ways.
_BEFORE = re.compile(
    r"(?:中华人民共和国|中国|[我俺咱]们?|老家|户口|户籍|参保地?|现住|住|家|人|是|在|于|的"
    r"|老?[爸妈爹娘]|父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|老伴|老公|老婆|爱人|儿子|女儿)*+"
)
#: What stands before and behind the place where somebody is insured: 医保在兰州, 兰州的医保.
_INSURED_IN = re.compile(r"(?:医保|社保|保险|参保地?)(?:关系)?(?:还|都|[交缴办])*[在是于从]$")
_LONGEST_INSURED = 8
_INSURED = re.compile(r"(?:参保|的?(?:[交缴]的)?(?:医保|社保))(?!关系|[还都交缴办]*[在是于地])")
#: Shorter names of counties are everyday words (和平, 平安, 郊区).
_SHORTEST = 3


@dataclass(frozen=True)
class Mention:
    """Who may be meant by the words from ``start`` to ``end``; ``last`` are the last of them."""

    names: list[Name]
    start: int
    end: int
    last: str


def mentions(index: NameIndex, word: str) -> list[Mention]:
    """Return what places ``word``, a normalised sentence, mentions, in its order.

    Behind a province or a city its counties count, by their short names too. Streets and estates
    that are named after a place do not mention it.
    """
    found: list[Mention] = []
    at = 0
    while at < len(word) - 1:
        before = found[-1] if found else None
        touching = before is not None and before.end == at
        if before is not None and touching and (inside := _inside(index, word, before)):
            found[-1], at = inside, inside.end
            continue
        new, other = _longest(index, word, at), HOLDING.match(word, at)
        if other and (new is None or new.end < other.end()):
            at = other.end()  # 医保定点 is no 保定
            continue
        if new is None:
            at += 1
            continue
        at = new.end
        if _is_street(word, new, touching) and _inside(index, word, new) is None:
            continue  # but 台州路桥 is a district
        if before is not None and (names := _below(index, before, new)):
            found[-1] = Mention(names, before.start, new.end, new.last)
        else:
            found.append(new)
    return found


def beside(word: str, said: list[Mention], home: Mention | None = None) -> str:
    """Return what of ``word`` stands beside the places that it mentions.

    Where ``home`` is known, the place where somebody is insured, those away from it are 外地.
    """
    rest, at = [], 0
    for mention in said:
        rest += [word[at : mention.start], "外地" if home and _away(home, mention) else ""]
        at = mention.end
    return "".join([*rest, word[at:]])


def insured(word: str, said: list[Mention]) -> Mention | None:
    """Return the one of several places where somebody says to be insured: 医保在兰州."""
    told = [
        mention
        for mention in said
        if _INSURED.match(word, mention.end)
        or _INSURED_IN.search(word, max(mention.start - _LONGEST_INSURED, 0), mention.start)
    ]
    return told[0] if len(told) == 1 < len(said) else None


def _away(home: Mention, other: Mention) -> bool:
    """Whether two mentions are of places neither of which lies in the other."""
    return not any(
        a.page in (b.page, b.province) or b.page == a.province
        for a in home.names
        for b in other.names
    )


def behind_oneself(word: str) -> str:
    """Return ``word`` from where a place may begin that somebody names first.

    >>> behind_oneself("我妈在兰州退休")
    '兰州退休'
    """
    said = _BEFORE.match(word)
    return word[said.end() :] if said else word


def is_address(word: str, said: list[Mention]) -> bool:
    """Whether all of ``word`` says where the places are: 老家朝阳, 成都高新区北京路1号."""
    before, behind = word[: said[0].start], word[said[-1].end :]
    if not _BEFORE.fullmatch(before):
        return False
    return not behind or (bool(_ADDRESS.search(behind)) and not _ASKS.search(behind))


def _is_street(word: str, new: Mention, touching: bool) -> bool:
    behind = word[new.end :]
    if _STREET.match(behind):
        return True
    # 伊宁市上海人家小区: what follows a place at once is a second one only where no address does.
    return touching and bool(_ADDRESS.search(behind)) and not _ASKS.search(behind)


def _inside(index: NameIndex, word: str, before: Mention) -> Mention | None:
    """Return the longest name at the end of a mention of something that lies in it, if any."""
    at = before.end
    within = index.within_reach(before.names)
    provinces = [name.place for name in before.names if name.is_page]
    for end in range(min(at + index.longest, len(word)), at + 1, -1):
        text = word[at:end]
        names = (
            index.called(text, within)
            or index.moved_from(before.last, text)
            or index.split_off(provinces, text)
        )
        in_full = any(name.name == text for name in names)
        if names and (in_full or not _STREET.match(word[end:])):
            return Mention(names, before.start, end, text)
    return None


def _below(index: NameIndex, before: Mention, new: Mention) -> list[Name]:
    """Return which of the new names lie in what was mentioned before: 甘肃省的兰州."""
    within = index.within_reach(before.names)
    return [name for name in new.names if within(name)]


def _longest(index: NameIndex, word: str, at: int) -> Mention | None:
    """Return the mention of the longest name that begins at ``at``, if there is one."""
    for end in range(min(at + index.longest, len(word)), at + 1, -1):
        text = word[at:end]
        if any(_counts(name, text) for name in index.either(text)):
            return Mention(index.called(text), at, end, text)
    return None


def _counts(name: Name, text: str) -> bool:
    """Whether a name counts in the middle of a sentence, written as ``text``."""
    if name.is_page or not name.page:  # a place of ours, or one that is none of ours: 香港
        return True
    if name.kind in (Kind.COLLOQUIAL, Kind.APART, Kind.UNSURE):
        return name.name == text
    return name.name == text and len(text) >= _SHORTEST
