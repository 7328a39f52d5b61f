"""Puts the clause reader together: ``read_clauses`` turns the text of a document into findings.

The lines are read from the first to the last. A line inherits what the heading or the lead
above it has settled (whom, what, how often, from when); then the bands of all credits settle
each other's limits, and what is said twice counts once.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from documents.contents import Contents
from documents.found import Findings

from .amounts import figures_in
from .bases import base_in
from .context import Context
from .credits import credits
from .head_and_foot.heading import heading
from .scope import words_in
from .stated import LineRead, Stated, said_once
from .statements import MOST_FIGURES, MOST_NUMBERS, read_line
from .tables import read_table
from .taken_off import taken_off
from .written import ANSWER, MARK, PLAIN, Line, Row, lines, paragraphs

_LEAD = re.compile(r"[:]$|(?:如下|以下标准|具体如下|分别为|下列标准|见下表)[。;,]?$")
_TITLE = re.compile(r"的?(?:通知|公告|通告|意见|公示|函)$")
_GENERAL_LEAD = re.compile(r"(?:通知|公告|意见|规定|解读|解释|通告|办法|答复|回复|说明)如下")
_HEADING = re.compile(r"[^。;,!]{1,34}")
#: 不满70周岁：3360, below a line that says 单位：元.
_BARE_ITEM = re.compile(r"(?P<label>[^:。]{2,30}:)(?P<number>\d[\d,.]{1,8})[;。]?")
_IN_YUAN = re.compile(r"单位:元|\((?:元|元/(?:人·?)?[月年])\)")
_ABOVE = re.compile(
    r"(?:上述|前述|该)(?:每人|每月)*(?P<amount>\d{2,4}(?:\.\d{1,2})?)元(?:为|是|即|相当于)"
)
#: An item that goes on about the one before: 二、划入额度为……
_OF_BEFORE = re.compile(
    r"(?:具体)?(?:划入|计入|记入|配置|划拨|注入|划账)(?:额度?|标准|金额|比例|办法|定额)"
    r"|经测算|据此|具体(?:标准|金额|额度)|(?:按|依)(?:此|上述)"
)
_CAPTION = 80
#: Longer texts are cut: the longest document of a bureau has some 60,000 characters.
LONGEST = 200_000


def read_clauses(contents: Contents) -> Findings:
    """Read what the document states for retirees' credits, its heading and its dates.

    >>> text = "退休人员个人账户由统筹基金按定额划入，每人每月70元。"
    >>> [(each.amount, each.period) for each in read_clauses(Contents(text)).credits]
    [(Decimal('70'), 'month')]
    """
    contents = replace(contents, text=contents.text[:LONGEST])
    raw = lines(contents.text)
    findings = heading(contents, raw)
    body = _Body(findings.title or "")
    parts = list(_parts(paragraphs(raw)))
    for part in parts:
        if len(body.stated) > MOST_FIGURES or body.figures > MOST_NUMBERS:
            break
        body.read(part)
    taken = taken_off(parts, findings.title or "", contents.text)
    stated = [one for one in body.stated if not taken.covers(one.line.span(*one.at))]
    return replace(findings, credits=tuple(credits(stated, contents.text)), deductions=taken.found)


def _parts(found: Iterable[Line | Row]) -> Iterator[Line | list[Row]]:
    """Yield the lines one by one, the rows of a table together."""
    table: list[Row] = []
    for each in found:
        line = each
        if isinstance(line, Row):
            full = [cell for cell in line.cells if cell.text]
            if len(full) > 1:
                table.append(line)
                continue
            line = full[0]
            if table:
                table.append(Row((line,)))
                continue
        if table:
            yield table
            table = []
        yield line
    if table:
        yield table


@dataclass
class _Lead:
    """A line that the lines below it depend on, as long as they are at ``children`` or deeper."""

    text: str
    level: int
    children: int | None
    context: Context


class _Body:
    """The lines of a document, read one after the other."""

    def __init__(self, title: str):
        self.root = _root(title)
        self.leads: list[_Lead] = []
        self.stated: list[Stated] = []
        self.figures = 0
        self.before = Context()
        self.last = ""

    def read(self, part: Line | list[Row]) -> None:
        if isinstance(part, list):
            above = self._inherited(PLAIN)
            caption = self.last if len(self.last) <= _CAPTION else ""
            if caption and not above.is_credit:
                for word in sorted(words_in(caption), key=lambda word: word.start):
                    above = above.told(word)
            self._keep(read_table(part, above, caption))
            return
        level = part.level
        if (pair := _BARE_ITEM.fullmatch(part.text)) and self._in_yuan():
            cells = (part[: pair.end("label")], part[pair.start("number") : pair.end("number")])
            self._keep(read_table([Row(cells)], self._inherited(level), self.leads[-1].text))
            return
        read = read_line(part, self._inherited(level, part.text))
        self.before = read.context
        self._keep(read)
        self._explain(part.text)
        self.last = part.text
        self._lead(part, level, read)

    def _keep(self, read: LineRead) -> None:
        self.figures += read.figures
        for name, amount in read.limits:
            self._limit(name, amount)
        self.stated += said_once(read.stated)

    def _in_yuan(self) -> bool:
        return bool(self.leads) and bool(_IN_YUAN.search(self.leads[-1].text))

    def _explain(self, text: str) -> None:
        """Put a rate to the amount above that it explains: 上述90元为2022年……平均水平的2%."""
        above = _ABOVE.search(text)
        if above is None:
            return
        amount = Decimal(above["amount"])
        rates = [
            figure
            for figure in figures_in(text[above.end() : above.end() + _CAPTION])
            if figure.rate is not None and figure.role == "figure"
        ]
        for one in self.stated:
            if len(rates) == 1 and one.amount == amount and one.rate is None:
                one.rate = rates[0].rate
                one.base = base_in(text[above.end() : above.end() + rates[0].start], [])

    def _limit(self, name: str, amount: Decimal) -> None:
        """Put a floor or a cap of a line of its own on the rates right above it."""
        for one in reversed(self.stated):
            if one.rate is None or getattr(one, name) is not None:
                break
            setattr(one, name, amount)

    def _inherited(self, level: int, text: str = "") -> Context:
        if self.leads and self.leads[-1].children is None:
            last = self.leads[-1]
            if level <= last.level < ANSWER:
                self.leads.pop()
            else:
                last.children = level
        while self.leads and level < (self.leads[-1].children or 0):
            self.leads.pop()
        context = self.leads[-1].context if self.leads else self.root
        if not context.is_credit and self.before.is_credit and _goes_on(text):
            context = replace(self.before, weak=True, band=None, stage=None, cohort=None, places=())
        return context

    def _lead(self, line: Line, level: int, read: LineRead) -> None:
        """Keep ``line`` for the lines below if it leads them."""
        text = line.text
        context = read.context
        if _TITLE.search(text):
            context = replace(context, stage=None)
        if read.figures:
            context = replace(context, band=None, cohort=None, places=())
        if _LEAD.search(text):
            general = bool(_GENERAL_LEAD.search(text))
            self.leads.append(_Lead(text, level, None, replace(context, weak=general)))
        elif text.endswith("?") or (_HEADING.fullmatch(text) and level != PLAIN):
            strong = not read.figures
            self.leads.append(
                _Lead(text, level, min(level + 1, PLAIN), replace(context, weak=not strong))
            )
        elif level != PLAIN:
            plain = replace(context, weak=True, band=None, stage=None, cohort=None, places=())
            self.leads.append(_Lead(text, level, level + 1, plain))
        elif _HEADING.fullmatch(text) and not read.figures:
            self.leads.append(_Lead(text, level, PLAIN, replace(context, weak=True)))
        elif self.leads and self.leads[-1].level == PLAIN and not read.figures:
            self.leads.pop()


def _goes_on(text: str) -> bool:
    mark = MARK.match(text)
    return bool(_OF_BEFORE.match(text, mark.end() if mark else 0))


def _root(title: str) -> Context:
    context = Context()
    for word in sorted(words_in(title), key=lambda word: word.start):
        context = context.told(word)
    return replace(context, weak=True, name="")
