"""Which older documents a document ends, and what is attached to it."""

import re

from ..written import Line
from .in_force import sentences_with
from .numbers import NUMBER, written
from .page import Page

_REPEALED = re.compile(r"废止|停止执行|停止施行|停止实施|不再执行|失效|不再适用")
_NO_REPEAL = re.compile(
    r"已(?:经)?(?:于[^,;。]{0,14})?(?:被)?(?:废止|失效|停止执行)|自动(?:废止|失效)|届满[^,;。]{0,6}失效|逾期"
)
_CITED = re.compile(r"(?:根据|按照|依据|按|依照|落实|贯彻|参照|执行)$")
#: Behind its name: only a part of it ends.
_PART_OF_IT = re.compile(
    r"(?:文件)?(?:中)?(?:第[一二三四五六七八九十百\d]{1,5}[条款项章]|中?(?:的)?(?:与|同(?!时)|有关|关于|涉及|部分|规定的)|中的?)"
)
_FOLLOWING = re.compile(r"(?:以下|下列|如下)[^。]{0,20}(?:文件|规定|通知|:$)")
_SERIAL = re.compile(r"[、,和及](?P<serial>\d{1,5})号")
_NUMBER_BEHIND = re.compile(r"(?:的通知)?\(?(?:文号:)?" + NUMBER.pattern)
_LONGEST_TITLE = 120
_LONGEST_LIST = 200
_ATTACHED = re.compile(
    r"^(?:相关|本文)?附件?(?:下载)?(?P<n>\d{0,2}|[一二三四五六七八九])(?:[:]|(?=《)|(?<=\d)[.、])(?P<name>.{0,400})$"
)
_LISTED = re.compile(r"^(?P<n>\d{1,2})[.、](?P<name>.{2,80})$")
_NEXT = re.compile(r"(?<=[^\d])(?P<n>\d{1,2})[.、](?=[^\d])")


def replaced(page: Page, title: str | None) -> list[str]:
    """Return the documents that end: the number of each, else its title without 《》."""
    found: list[str] = []
    for line, start, sentence in sentences_with(page, _REPEALED):
        for match in re.finditer(r"[^;]+", sentence):
            text = match[0]
            if not _REPEALED.search(text) or _NO_REPEAL.search(text):
                continue
            named = _documents_in(text)
            if _FOLLOWING.search(text) and not named:
                named = _listed_below(page, line)
            if named:
                page.mark("replaces", line, start + match.start(), start + match.end())
            found += [name for name in named if name != (title or "")]
    return list(dict.fromkeys(found))


def _listed_below(page: Page, lead: Line) -> list[str]:
    """Return the documents in the list that ``lead`` announces."""
    found: list[str] = []
    first = page.place_of(lead) + 1
    for line in page.paragraphs[first : first + _LONGEST_LIST]:
        named = _documents_in(line.text)
        if not named or not re.match(r"[\d一二三四五六七八九十(《]", line.text):
            break
        found += named
    return found


def _documents_in(text: str) -> list[str]:
    """Return the documents that a sentence names, those it cites or ends in part left out."""
    first = text.find("《")
    found = _numbers(text, 0, first if first >= 0 else len(text))
    titles = _titles(text)
    for index, (start, stop) in enumerate(titles):
        number = _NUMBER_BEHIND.match(text, stop)
        end = number.end() if number else stop
        end += text.startswith(")", end)
        cited = _CITED.search(text[max(0, start - 4) : start])
        if not cited and not _PART_OF_IT.match(text, end):
            found[start] = written(number) if number else text[start + 1 : stop - 1]
        until = titles[index + 1][0] if index + 1 < len(titles) else len(text)
        found |= _numbers(text, end, until)
    return [found[place] for place in sorted(found)]


def _titles(text: str) -> list[tuple[int, int]]:
    """Return where the titles in 《》 stand, those within others left out."""
    found: list[tuple[int, int]] = []
    depth = start = 0
    for match in re.finditer("[《》]", text):
        if match[0] == "《":
            if depth and match.start() - start > _LONGEST_TITLE:
                depth = 0  # the one before was never closed
            start = match.start() if depth == 0 else start
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0 and match.end() - start > 3:
                found.append((start, match.end()))
    return found


def _numbers(text: str, start: int, end: int) -> dict[int, str]:
    """Return the numbers of documents in ``text[start:end]``: 医保发〔2015〕3号、4号 are two."""
    found: dict[int, str] = {}
    for match in NUMBER.finditer(text, start, end):
        name = match["name"]
        cited = _CITED.search(text[max(0, match.start() - 4) : match.start()]) or re.match(
            "根据|按照|依据|依照", name
        )
        behind = match.end() + text.startswith(")", match.end())
        if cited or _PART_OF_IT.match(text, behind):
            continue
        found[match.start()] = written(match, text[max(0, match.start() - 1) : match.start()])
        at = match.end()
        while more := _SERIAL.match(text, at, end):
            found[more.start()] = re.sub(r"\d+号$", f"{more['serial']}号", found[match.start()])
            at = more.end()
    return found


def attached(page: Page) -> list[str]:
    """Return what is attached: the address where there is a link, else the name in the text."""
    if page.contents.attachments:
        return [each.address or each.name for each in page.contents.attachments]
    named: list[str] = []
    going_on = False
    for line in page.lines:
        match = _ATTACHED.match(line.text)
        listed = _LISTED.match(line.text) if going_on else None
        going_on = bool(match or listed)
        names = _names(match["name"]) if match else [listed["name"]] if listed else []
        named += [name for name in map(_bare, names) if 2 <= len(name) <= 100]
    return list(dict.fromkeys(named))


def _names(text: str) -> list[str]:
    """Return the names of a list in one line: 1.标准表2.说明."""
    if not re.match(r"1[.、]", text):
        return [text]
    found, start, count = [], 2, 2
    for match in _NEXT.finditer(text):
        if int(match["n"]) == count:
            found.append(text[start : match.start()])
            start, count = match.end(), count + 1
    return [*found, text[start:]]


def _bare(name: str) -> str:
    name = re.sub(r"^\d{1,2}[.、]", "", name).rstrip("。;,")
    return name[1:-1] if re.fullmatch(r"《[^《》]*》", name) else name
