"""The names of public bodies, as heads and signatures print them."""

import re

_BODY = (
    r"(?:局|政府|办公厅|办公室|委员会|厅|管委会|保障部|税务总局|事务中心|事业中心|保险中心|结算中心|服务中心|管理中心|经办中心|医保中心|保障中心"
    r"|(?:健康|改革|发改|国资|卫健|工|党|市|省|县|区)委|总工会|联合会|监管局|分局|管理处|经办处|办事处|基金管理中心)"
)
_LAST = "[局府厅室委会心]"
_AGENCY = re.compile(rf"[\u4e00-\u9fa5]{{2,28}}{_BODY}|财政部|教育部|民政部|公安部|国务院")
_NO_AGENCY = re.compile(r"关于|通知|会议|各[县市区]|文件")
_SEALED = re.compile(r"\((?:盖章|公章|代章|章|印章|印)\)|(?:（)(?:盖章|公章|代章|章|印章|印)(?:）)")
_FIRST = re.compile(
    r"[\u4e00-\u9fa5]{2,20}?(?:医疗保障局|人民政府办公[厅室]|人民政府|医保局)(?![\u4e00-\u9fa5])"
)
_PARTED = re.compile(r"[\s、,，;；]+")
_PREFIX = re.compile(
    rf"^(?P<who>[\u4e00-\u9fa5、]{{2,60}}?{_BODY})(?:等[一二三四五六七八九十\d]+(?:部门|单位))?(?:办公[室厅])?(?:关于|转发|印发)"
)


def agencies(words: str) -> str | None:
    """Return the bodies that a line consists of, joined by 、, or None if it says more.

    >>> agencies("某市医疗保障局　某市财政局"), agencies("某市医疗保障局通知")
    ('某市医疗保障局、某市财政局', None)
    """
    if len(words) > 200:
        return None
    words = _SEALED.sub("", words)
    parts = [part for part in _PARTED.split(words) if part]
    if not parts or _NO_AGENCY.search(words):
        return None
    if all(_AGENCY.fullmatch(part) for part in parts):
        return "、".join(parts)
    whole = "".join(parts)
    return whole if len(whole) < 40 and _AGENCY.fullmatch(whole) else None


def first_agency(text: str) -> str | None:
    """Return the body that ``text`` begins with."""
    match = _FIRST.match(text)
    return match[0] if match else None


def agency_in_title(title: str) -> str | None:
    """Return the body that a title begins with: 某市医疗保障局关于……的通知."""
    words = "".join(title.split())
    match = _PREFIX.match(words)
    if match is None:
        return None
    if "等" in words[match.end("who") : match.end()]:
        return None
    who = match["who"]
    more = re.match(r"办公[室厅]", words[len(who) :])
    # The place begins each of several bodies: 某市医疗保障局某市财政局关于……
    who = re.sub(rf"(?<={_LAST})(?={re.escape(who[:2])})", "、", who)
    return who + (more[0] if more else "")
