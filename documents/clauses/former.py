"""Tells figures that held before from those that hold: 由60元提高到80元, 原标准, 95元→100元."""

import re
from bisect import bisect_left

from .amounts import Figure

_SPAN = 240
_GROWN = (
    r"(?:提高|调整(?!前)|上调|增加|提升|降低|下调|下降|调减|调增|调低|调高|改(?!革)|减少|变更|变|恢复|涨"
    r"|升|降|调|统一)"
)
CHANGE = re.compile(rf"{_GROWN}[^,;。\d→]{{0,8}}?(?:到|至|为|成|按)|→|⇒|➡|-+>|=>|现(?:为|按|行)?")
#: A figure that the next one takes the place of, in the same words: 由每月60元、80元提高到.
#: The change of the next figure, whose old one has no unit: 满70周岁120→130元.
_OWN_CHANGE = re.compile(rf"\d(?:{CHANGE.pattern})")
_LISTED = re.compile(r"(?:[、和与及,/或]|每人|每月|每年|按|以?下|以?上|\(.{0,12}\)){0,4}")
_TURNS = re.compile(rf"{CHANGE.pattern}|{_GROWN}")
_OLD_NOUN = (
    r"(?<![按行照用遵])(?:原|旧|老)(?:有|来|先|定)?的?(?:办法|标准|政策|规定|制度|口径|模式|方式|做法|比例|额度|划入)"
    r"|(?<![按行照用遵])(?:此前|以前|过去|原来|原先|改革前|调整前|上年度?|去年)的?(?:办法|标准|政策|做法|比例|额度|划入)"
)
_OLD = re.compile(
    r"原(?!则|因|籍|参保|单位|工作|有)|(?:改革前|调整前|此前|以前|之前)(?!一年|上年|退休的|(?:已|就|的|办理|正式)[^,;。]{0,8}退休)(?<!日前)(?<!日以前)(?<!日之前)|过去"
    r"|(?:由|从)(?:现行|目前|现在|改革|以往)|旧(?:标准|办法)|(?<!以)上一?年度?(?:标准|划入)|去年"
)
_OLD_HEAD = re.compile(
    r"(?:^|[,;:。])(?:在)?(?:改革(?:之|以)?前|此前|以前|原来|原先|过去|之前|从前|早先|往年|去年"
    rf"|调整(?:之|以)?前)(?=[,:我全本各每]|退休(?!的))|(?:{_OLD_NOUN})"
)
_NEW = re.compile(
    r"改革(?:之|以)?后|调整(?:之|以)?后|现在|现行|如今|目前|今年|现|改为|调整为|提高到|提高至|[自从](?:20|本)|起|仍"
    r"|继续|新(?:办法|标准|政策|规定|制度|口径|模式|方式|的)|;"
)
_FROM_OLD = re.compile(r"(?:由|从)(?!统筹|财政|基金|单位|医保|个人|医疗|本|市|省)[^,;。元%]{0,24}$")
_FROM_OWN = re.compile(r"由[\"\u201c]?(?:原?按)?本人[^,;。元%]{0,20}$")
_STILL = re.compile(r"仍|继续|维持|保持|不变|不再|改为|现")
_ENDED = re.compile(r"不再(?:按|以|执行|实行|划)|取消")
_CLAUSE = re.compile(r"[,;。:]")
_SEGMENT = re.compile(r"[,;。(:]")


def is_former(text: str, figures: list[Figure], index: int, dated: list[int]) -> bool:
    """Whether the figure at ``index`` of ``figures`` held before and holds no more.

    ``dated`` says where the dates and ages of ``text`` begin.

    >>> from .amounts import figures_in
    >>> text = "由每月60元提高到80元"
    >>> [is_former(text, figures_in(text), each, []) for each in (0, 1)]
    [True, False]
    """
    figure = figures[index]
    before = text[max(0, figure.start - _SPAN) : figure.start]
    segment = _SEGMENT.split(before[-60:])[-1]
    if _ENDED.search(segment):
        return True
    heads = list(_OLD_HEAD.finditer(before))
    if heads and not _NEW.search(before, heads[-1].end()):
        return True
    if _OLD.search(segment) and not _STILL.search(segment):
        return True
    clause = _CLAUSE.split(before[-60:])[-1]
    from_old = bool(_FROM_OLD.search(clause) or _FROM_OWN.search(clause))
    behind = text[figure.end : figure.end + 40]
    if from_old and _TURNS.match(
        re.sub(r"^(?:划入|计入|记入|的?标准|定额|,|\)|[\"\u201c\u201d])*", "", behind)
    ):
        return True
    return _replaced(text, figures, index, dated, from_old)


def _replaced(
    text: str, figures: list[Figure], index: int, dated: list[int], from_old: bool
) -> bool:
    """Whether a word of change stands between the figure, or its list, and the next one."""
    figure = figures[index]
    for other in figures[index + 1 : index + 6]:
        between = text[figure.end : other.start]
        if (other.amount is None) != (figure.amount is None) or len(between) > _SPAN:
            return False
        between = between[-60:]
        if ";" in between or "。" in between:
            return False
        if _OWN_CHANGE.search(between):
            return False
        if CHANGE.search(between):
            first = bisect_left(dated, figure.end)
            apart = first < len(dated) and dated[first] < other.start
            return from_old or not apart
        if not _LISTED.fullmatch(between):
            return False
        figure = other
    return False
