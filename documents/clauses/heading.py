"""The head and the foot of a document: title, 文号, publisher, dates, what it replaces."""

import datetime
import re

from documents.contents import Contents
from documents.found import Findings, Span
from text.chinese_numbers import value
from text.dates import add_months, add_years

from .days import days_in
from .written import Line

_NUMBER = re.compile(
    r"(?P<name>[\u4e00-\u9fa5A-Za-z]{1,16})[〔(](?P<year>(?:19|20)\d\d)[〕)](?:第)?(?P<serial>\d{1,5})号"
)
_NUMBER_BEHIND = re.compile(r"\(?(?:文号:)?" + _NUMBER.pattern)
_HEAD, _FOOT = 16, 14  # lines
_SHORT = 40
_INTERPRETS = re.compile(r"解读|答记者问|一图读懂|图解|问答|新闻发布会|明白纸|热点|问与答")
_META = re.compile(
    r"(?:^|(?<=[\d局府厅会〕|]))(?P<key>索引号|发布机构|发文机关|发布单位|制定机关|发文单位|信息来源|来源|稿件来源|文号|发文字号|发文文号|文件编号|文件字号"
    r"|成文日期|印发日期|发文日期|签发日期|发布日期|发布时间|公开日期|公开时间|日期|时间|有效性|主题分类|主题词|分类|体裁|名称|标题|浏览次数|字号|字体)"
    r"[:](?=(?P<value>[^:]{0,60}))"
)
_AGENCY = re.compile(
    r"[\u4e00-\u9fa5]{2,26}(?:局|政府|办公厅|办公室|委员会|厅|管委会|保障部|财政部|税务总局|事务中心|服务中心|管理中心|经办中心)"
)
_FIRST_AGENCY = re.compile(
    r"[\u4e00-\u9fa5]{2,20}?(?:医疗保障局|人民政府办公[厅室]|人民政府|医保局)"
)
_TITLE_END = re.compile(
    r"(?:通知|意见|办法|公告|细则|方案|解读|规定|通告|函|问答|决定|条例|答记者问|批复|复函|规程|要点|报告)(?:\((?:试行|暂行|征求意见稿|修订|修正|节选|摘要|草案)[^()]*\)){0,2}$"
)
_TITLE = re.compile(r"关于|解读|一图读懂|答记者问|通知|公告|办法|细则|意见|问答|图解")
_NOT_TITLE = re.compile(r"[。;,:!]$|^(?:首页|当前位置|您的位置|各|附件|打印|字体|附:)")
_PREFIX = re.compile(r"^(?P<who>[\u4e00-\u9fa5、]{2,60}?(?:局|政府|办公厅|办公室|委员会|厅))关于")
_IN_FORCE = r"(?:正式)?(?:施行|执行|实施|生效|试行)"
_OWN = re.compile(
    r"本(?:通知|办法|细则|规定|意见|方案|公告|实施办法|实施细则|规程|通告|暂行办法|条例|文件)"
)
_ISSUED_DAY = re.compile(rf"自(?:发布|印发|公布|发文|下发|颁布|发出)之日(?:起)?{_IN_FORCE}")
_STARTS = re.compile(rf"起(?:正式|全面|同步)?{_IN_FORCE}|(?:于|自)?$")
_VALID_DAY = re.compile(
    r"(?:有效期(?:限)?(?:至|到|截至|截止到?|为|自|从|:)?|执行至|施行至|实施至|有效至)"
)
_VALID_YEARS = re.compile(
    r"(?:有效期(?:限)?|试行期(?:限)?|试行|施行期(?:限)?|暂行|实施期限)(?:为|:|是|暂定)?(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})(?P<unit>年|个月)"
)
_REPEALED = re.compile(r"废止|停止执行|停止施行|不再执行|失效")
_NAMED = re.compile(
    r"《(?P<title>[^《》]{2,80}(?:〈[^〈〉]{0,80}〉[^《》]{0,30})?(?:《[^《》]{0,80}》[^《》]{0,30})?)》"
)
_CITED = re.compile(r"(?:根据|按照|依据|按|依照|落实|贯彻)$")
_ATTACHED = re.compile(r"^附件?(?P<n>\d{0,2}|[一二三四五六七八九])[:](?P<name>.{2,80})$")
_LISTED = re.compile(r"^(?P<n>\d{1,2})[.、](?P<name>.{2,80})$")


def heading(contents: Contents, found: list[Line]) -> Findings:
    """Return the findings of the head and the foot; credits are read elsewhere."""
    return _Heading(contents, found).findings()


class _Heading:
    """The fields of one document, each with where in the text it was read."""

    def __init__(self, contents: Contents, found: list[Line]):
        self.contents, self.lines = contents, found
        self.head, self.foot = found[:_HEAD], found[-_FOOT:]
        self.meta = {
            match["key"]: (line, match)
            for line in reversed(self.head)
            for match in _META.finditer(line.text[:300])
        }
        self.places: dict[str, Span] = {}

    def findings(self) -> Findings:
        title = self._title()
        interprets = bool(_INTERPRETS.search(title or ""))
        published = self._published_on()
        effective = self._effective_from(published)
        return Findings(
            title=title,
            document_number=None if interprets else self._document_number(),
            publisher=self._publisher(title),
            published_on=published,
            effective_from=effective,
            valid_until=self._valid_until(effective),
            replaces=tuple(self._replaces(title)),
            attachments=tuple(self._attachments()),
            places=self.places,
        )

    def _words(self, line: Line, start: int = 0, end: int | None = None) -> str:
        span = line.span(start, len(line.text) if end is None else end)
        return self.contents.text[span.start : span.end].strip()

    def _mark(self, name: str, line: Line, start: int = 0, end: int | None = None) -> None:
        self.places[name] = line.span(start, len(line.text) if end is None else end)

    def _title(self) -> str | None:
        if self.contents.title.strip():
            return " ".join(self.contents.title.split())
        for index, line in enumerate(self.head):
            if not self._may_be_title(line) or not _TITLE.search(line.text):
                continue
            following = self.head[index + 1] if index + 1 < len(self.head) else None
            words = self._words(line)
            if (
                not _TITLE_END.search(line.text)
                and following
                and len(following.text) < 60
                and _TITLE_END.search(following.text)
                and not _NOT_TITLE.search(following.text)
            ):
                words += self._words(following)
                self.places["title"] = Span(line.starts[0], following.ends[-1])
            else:
                self._mark("title", line)
            return _without_number(_squeezed(words))
        first = self.lines[0] if len(self.lines) > 1 else None
        if first and self._may_be_title(first) and len(first.text) <= _SHORT:
            self._mark("title", first)
            return _squeezed(self._words(first))
        return None

    def _may_be_title(self, line: Line) -> bool:
        text = line.text
        return (
            4 <= len(text) <= 90
            and not _NOT_TITLE.search(text)
            and not _META.match(text)
            and not _NUMBER.fullmatch(text)
            and line.level == 9
            and "。" not in text
            and not _agencies(self._words(line))
            and not re.fullmatch(r"[\d年月日:/.-]+", text)
        )

    def _document_number(self) -> str | None:
        if self.contents.document_number.strip():
            given = "".join(self.contents.document_number.split())
            match = _NUMBER.search(
                given.translate(str.maketrans("［］[]（）【】", "〔〕〔〕〔〕〔〕"))
            )
            return _number(match) if match else given
        for key in ("文号", "发文字号", "发文文号", "文件字号", "文件编号"):
            if key in self.meta:
                line, meta = self.meta[key]
                if match := _NUMBER.search(line.text, meta.start("value")):
                    self._mark("document_number", line, *match.span())
                    return _number(match)
        for line in self.head:
            match = _NUMBER.search(line.text)
            if match and self._is_own(line.text, match):
                self._mark("document_number", line, *match.span())
                return _number(match)
        return None

    def _is_own(self, text: str, match: re.Match[str]) -> bool:
        before, behind = text[: match.start()].rstrip("("), text[match.end() :].lstrip(")")
        if not before and (not behind or behind.startswith(("签发人", "关于"))):
            return True
        return not behind and bool(_TITLE_END.search(before)) and "《" not in before

    def _publisher(self, title: str | None) -> str | None:
        given = self.contents.publisher.strip()
        if given and _agencies(given):
            return _agencies(given)
        for key in (
            "发文机关",
            "制定机关",
            "发布机构",
            "发布单位",
            "发文单位",
            "来源",
            "信息来源",
            "稿件来源",
        ):
            if key in self.meta:
                line, meta = self.meta[key]
                if not meta["value"]:
                    continue
                who = _agencies(self._words(line, *meta.span("value")))
                first = _FIRST_AGENCY.match(line.text, meta.start("value"))
                if who or first:
                    self._mark("publisher", line, *meta.span("value"))
                    return who or (first[0] if first else None)
        return self._signed() or self._at_head() or self._in_title(title)

    def _signed(self) -> str | None:
        """Return who signed: the agencies in the lines above the last day."""
        for index in range(len(self.foot) - 1, 0, -1):
            if not _is_day(self.foot[index].text):
                continue
            names: list[str] = []
            for line in reversed(self.foot[:index]):
                who = _agencies(self._words(line))
                if not who:
                    break
                names.insert(0, who)
                self._mark("publisher", line)
            if names:
                return "、".join(names)
        return None

    def _at_head(self) -> str | None:
        names: list[str] = []
        for line in self.head[:5]:
            if who := _agencies(self._words(line)):
                names.append(who)
                self._mark("publisher", line)
            elif names:
                break
        return "、".join(names) or None

    def _in_title(self, title: str | None) -> str | None:
        match = _PREFIX.match("".join((title or "").split()))
        return match["who"] if match else None

    def _published_on(self) -> datetime.date | None:
        if self.contents.published_on:
            return self.contents.published_on
        for keys in (
            ("发布日期", "发布时间", "公开日期", "公开时间"),
            ("成文日期", "印发日期", "发文日期", "签发日期", "日期", "时间"),
        ):
            for key in keys:
                if key in self.meta:
                    line, meta = self.meta[key]
                    days = [
                        d for d in days_in(line.text) if d.start >= meta.start("value") and d.day
                    ]
                    if days:
                        self._mark("published_on", line, days[0].start, days[0].end)
                        return days[0].first
            if keys[0] == "发布日期" and (day := self._day_signed()):
                return day
        return None

    def _day_signed(self) -> datetime.date | None:
        for line in reversed(self.foot):
            days = [day for day in days_in(line.text) if day.day]
            if _is_day(line.text) and days:
                self._mark("published_on", line)
                return days[0].first
            if days and line.text.endswith(("印发", "印发)")):
                self._mark("published_on", line)
                return days[-1].first
        return None

    def _sentences(self, words: re.Pattern[str]) -> list[tuple[Line, int, str]]:
        found = []
        for line in self.lines:
            if not words.search(line.text):
                continue
            for match in re.finditer(r"[^。!?]+", line.text):
                if words.search(match[0]):
                    found.append((line, match.start(), match[0]))
        return found

    def _effective_from(self, published: datetime.date | None) -> datetime.date | None:
        own: list[tuple[Line, int, int, datetime.date | None]] = []
        other: list[tuple[Line, int, int, datetime.date | None]] = []
        for line, start, text in self._sentences(re.compile(_IN_FORCE)):
            into = own if _OWN.search(text) else other
            if match := _ISSUED_DAY.search(text):
                into.append((line, start + match.start(), start + match.end(), published))
                continue
            for day in days_in(text):
                behind = text[day.end : day.end + 10]
                if re.match(
                    rf"(?:零时|0时)?(?:起|开始){{1,2}}(?:正式|全面|同步)?{_IN_FORCE}", behind
                ):
                    into.append((line, start + day.start, start + day.end, day.first))
                    break
        chosen = own or other
        if len({each[3] for each in chosen}) != 1 or chosen[0][3] is None:
            return None
        line, first, last, effective = chosen[0]
        self._mark("effective_from", line, first, last)
        return effective

    def _valid_until(self, effective: datetime.date | None) -> datetime.date | None:
        for line, start, text in self._sentences(
            re.compile(r"有效|试行|施行|暂行|执行至|实施期限|止")
        ):
            if match := _VALID_YEARS.search(text):
                number = value(match["n"])
                if not number or not effective:
                    continue
                self._mark("valid_until", line, start + match.start(), start + match.end())
                add = add_years if match["unit"] == "年" else add_months
                return add(effective, int(number)) - datetime.timedelta(days=1)
            days = days_in(text)
            for index, day in enumerate(days):
                if len(days) > index + 1 and text[day.end : days[index + 1].start] in (
                    "至",
                    "到",
                    "-",
                ):
                    continue  # the first day of a span
                before = text[max(0, day.start - 26) : day.start]
                said = _VALID_DAY.search(before) and re.search(
                    r"(?:至|到|止|为|:|有效期|截至|-)$", before
                )
                ends = text.startswith("止", day.end) and _OWN.search(text)
                if said or ends:
                    self._mark("valid_until", line, start + day.start, start + day.end)
                    return day.last
        return None

    def _replaces(self, title: str | None) -> list[str]:
        found: list[str] = []
        for line, start, sentence in self._sentences(_REPEALED):
            for match in re.finditer(r"[^;]+", sentence):
                if _REPEALED.search(match[0]):
                    named = _documents_named(match[0])
                    if named:
                        self._mark("replaces", line, start + match.start(), start + match.end())
                    found += [name for name in named if name != (title or "")]
        return list(dict.fromkeys(found))

    def _attachments(self) -> list[str]:
        linked = [each.address or each.name for each in self.contents.attachments]
        known = "".join("".join(each.name.split()) for each in self.contents.attachments)
        named: list[str] = []
        going_on = False
        for line in self.lines:
            text = line.text
            match = _ATTACHED.match(text) or (_LISTED.match(text) if going_on else None)
            going_on = bool(match)
            if match is None:
                continue
            name = re.sub(r"^\d{1,2}[.、]", "", match["name"]).rstrip("。;")
            name = name[1:-1] if re.fullmatch(r"《[^《》]*》", name) else name
            if name not in named and not (self.contents.attachments and (name in known or linked)):
                named.append(name)
        return linked + named


def _documents_named(text: str) -> list[str]:
    """Return the documents of a sentence that repeals, by number or else by title."""
    found: dict[int, str] = {}
    ends = [0]
    for match in _NAMED.finditer(text):
        if _CITED.search(text[max(0, match.start() - 4) : match.start()]):
            ends.append(match.end() + 30)
            continue
        number = _NUMBER_BEHIND.match(text, match.end())
        found[match.start()] = _number(number) if number else match["title"]
        ends.append(number.end() if number else match.end())
    for number in _NUMBER.finditer(text, max(ends)):
        cited = _CITED.search(text[max(0, number.start() - 4) : number.start()])
        if not cited:
            found[number.start()] = _number(number)
    return [found[start] for start in sorted(found)]


def _number(match: re.Match[str]) -> str:
    name = re.sub(r"^(?:关于|根据|按照|以及|和|及|与|原|废止)", "", match["name"])
    return f"{name}〔{match['year']}〕{match['serial']}号"


def _agencies(words: str) -> str | None:
    """Return the agencies that a line consists of, joined by 、, or None if it says more."""
    parts = [part for part in re.split(r"[\s、,，]+", words) if part]
    if not parts or len(words) > 120:
        return None
    names = parts if all(_AGENCY.fullmatch(part) for part in parts) else [re.sub(r"\s", "", words)]
    if all(_AGENCY.fullmatch(name) and not re.search("关于|通知", name) for name in names):
        return "、".join(names)
    return None


def _is_day(text: str) -> bool:
    days = days_in(text)
    return (
        len(days) == 1 and days[0].day is not None and days[0].end - days[0].start >= len(text) - 2
    )


def _squeezed(words: str) -> str:
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", words).strip()


def _without_number(title: str) -> str:
    return re.sub(r"\s*[(（][^()（）]{1,16}[〔\[(（]\d{4}[〕\])）]\d+号[)）]$", "", title)
