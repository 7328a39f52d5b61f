"""Reads tables: places or ages in rows or columns, the unit and the period in the head."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from documents.found import Period

from .ages import bands_in
from .amounts import Figure, figures_in
from .bases import Base, base_in
from .context import Context, Event, Rest, after, events_in
from .days import days_in
from .places import is_place
from .stages import Dates
from .stated import LineRead, Stated, said_once
from .statements import MOST_NUMBERS, read_line
from .written import Line, Row

_LONG_CELL = 40
_AGES = re.compile(r"年龄|周岁|岁")
_OTHER_COLUMN = re.compile(
    r"序号|人数|备注|^(?!.*(?:比例|标准|%)).*养老金|基数|缴费|电话|年限|工资|余额|合计|编号|起付|限额|报销|差额|变化|减少|增加|增幅|增减|幅度|扣"
)
_OLD_COLUMN = re.compile(r"改革前|调整前|原(?!则)|此前|以前|旧|现行")
_BEGINS = re.compile(r"(?:执行|实施|施行|起始|开始|生效)(?:时间|日期|年月)")
#: What was spent altogether, no rule for anybody.
_SUMS = re.compile(r"[万亿]元|收支|决算|预算|运行情况|统计表")
_YUAN = re.compile(r"元")
_PERCENT = re.compile(r"%")


@dataclass
class _Column:
    text: str
    context: Context
    amounts: bool = False
    rates: bool = False
    skipped: bool = False
    ages: bool = False


def read_table(rows: list[Row], above: Context, caption: str) -> LineRead:
    """Read a table; ``above`` is what the lines before it say, ``caption`` the last of them."""
    read = LineRead([], above, 0)
    if any(_SUMS.search(text) for text in (caption, *(cell.text for cell in rows[0].cells))):
        return read
    heads = 0
    while heads < len(rows) and not _is_data(rows[heads]):
        heads += 1
    heads = min(heads, 4)
    width = max(len(row.cells) for row in rows)
    columns = [_column(rows[:heads], index, caption) for index in range(width)]
    filled: list[Row] = []
    for row in rows[heads:]:
        below = filled and not row.cells[0].text and len(row.cells) > 2
        filled.append(Row((filled[-1].cells[0], *row.cells[1:])) if below else row)
    for row in filled:
        if read.figures > MOST_NUMBERS:
            break
        _read_row(row, columns, above, read)
    return read


def _is_data(row: Row) -> bool:
    return any(
        figure.role == "figure" for cell in row.cells for figure in figures_in(cell.text, bare=True)
    )


def _column(heads: list[Row], index: int, caption: str) -> _Column:
    texts = [row.cells[index].text for row in heads if index < len(row.cells)]
    text = ",".join(dict.fromkeys(texts))
    context = Context()
    for event in events_in(text + ","):
        if not isinstance(event, Figure):
            context = after(context, event)
    unit = text if _YUAN.search(text) or _PERCENT.search(text) else caption
    return _Column(
        text,
        context,
        amounts=bool(_YUAN.search(unit)),
        rates=bool(_PERCENT.search(text)),
        skipped=bool(_OTHER_COLUMN.search(text) or _OLD_COLUMN.search(text)),
        ages=bool(_AGES.search(text)),
    )


def _read_row(row: Row, columns: list[_Column], above: Context, read: LineRead) -> None:
    labels, figures = above, []
    in_yuan = any(_YUAN.search(cell.text) and not figures_in(cell.text) for cell in row.cells)
    for cell, column in zip(row.cells, columns, strict=False):
        if not cell.text or cell.text.startswith("序号"):
            continue
        if _is_prose(cell) and not column.skipped:
            inner = read_line(cell, _over(labels, column.context))
            read.stated += said_once(inner.stated)
            continue
        found = _cell_figures(cell, replace(column, amounts=column.amounts or in_yuan))
        if found:
            figures += [(cell, column, figure) for figure in found]
        elif not column.skipped:
            labels = _labelled(labels, cell, column)
        elif "基数" in column.text and (base := base_in(cell.text, [])):
            labels = replace(labels, base=base)
    whole = _whole(row.cells)
    stated = [
        one
        for cell, column, figure in figures
        if (one := _stated(whole, cell, column, figure, labels))
    ]
    named = [base for column in columns if (base := base_in(column.text, []))]
    for one in stated:
        if one.rate is not None and one.base is None and len(named) == 1:
            one.base = named[0]
    read.figures += len(figures)
    read.stated += _row_once(stated)


def _is_prose(cell: Line) -> bool:
    """Whether a cell is read as a sentence: it is long, or parts several matters itself."""
    return len(cell.text) > _LONG_CELL or (";" in cell.text and len(figures_in(cell.text)) > 1)


def _cell_figures(cell: Line, column: _Column) -> list[Figure]:
    if column.skipped:
        return []
    figures = figures_in(cell.text, bare=column.amounts or column.rates)
    sure = [figure for figure in figures if figure.role == "figure"]
    if column.rates and not column.amounts:
        return [
            replace(figure, amount=None, rate=figure.amount)
            if figure.rate is None and figure.end - figure.start == len(cell.text)
            else figure
            for figure in sure
        ]
    return sure


def _labelled(context: Context, cell: Line, column: _Column) -> Context:
    events: Iterable[Event] = events_in(cell.text + ",")
    for event in events:
        if isinstance(event, Rest):  # 全体, 其他: no ages, but the place of its own column
            context = replace(context, band=None)
        elif not isinstance(event, Figure):
            context = after(context, event)
    if column.ages and (bands := bands_in(cell.text, bare=True)):
        context = replace(context, band=bands[0])
    if _BEGINS.search(column.text) and (days := days_in(cell.text)) and not context.stage:
        day = days[0]
        context = replace(context, stage=Dates(day.start, day.end, False, day.first, None))
    if is_place(cell.text):
        context = replace(context, places=tuple(re.split("[、,，]", cell.text)))
    return context


def _over(above: Context, near: Context) -> Context:
    """Return ``above`` with what ``near`` says put over it."""
    said = {
        name: value
        for name in ("subject", "topic", "period", "band", "stage", "cohort", "base")
        if (value := getattr(near, name)) is not None
    }
    if near.places:
        said["places"] = near.places
    return replace(
        above, **said, account=above.account or near.account, verb=above.verb or near.verb
    )


def _stated(
    whole: Line, cell: Line, column: _Column, figure: Figure, labels: Context
) -> Stated | None:
    if column.context.subject == "other" or column.context.topic in ("other", "deduction"):
        return None
    context = _over(labels, column.context)
    if labels.subject in ("other", "both") and column.context.subject is None:
        return None
    for event in events_in(cell.text):
        if not isinstance(event, Figure):
            context = after(context, event)
    if not context.is_credit:
        return None
    period: Period | None = figure.period or context.period
    base: Base | None = None
    if figure.rate is not None:
        base = (
            base_in(cell.text[: figure.start], [])
            or base_in(column.text, _spans(column.context.stage))
            or context.base
        )
    return Stated(
        whole,
        (0, len(whole.text)),
        (0, len(whole.text)),
        amount=figure.amount,
        rate=figure.rate,
        period=period or ("month" if base and base.monthly else None),
        band=context.band,
        stage=context.stage,
        cohort=context.cohort,
        places=context.places,
        base=base,
    )


def _spans(stage: Dates | None) -> list[tuple[int, int]]:
    return [(stage.start, stage.end)] if stage else []


def _row_once(stated: list[Stated]) -> list[Stated]:
    """Join the rate and the amount of a row, and leave out a year's sum beside the month's."""
    once: list[Stated] = []
    for one in stated:
        same = next((each for each in once if each.group() == one.group()), None)
        if same is None:
            once.append(one)
        elif same.amount is None and one.amount is not None and one.rate is None:
            same.amount, same.period = one.amount, one.period or same.period
        elif same.rate is None and one.rate is not None and one.amount is None:
            same.rate, same.base = one.rate, one.base
        elif (
            same.amount
            and one.amount
            and sorted((same.amount * 12, one.amount * 12))
            and (same.amount == one.amount * 12 or one.amount == same.amount * 12)
        ):
            continue
        else:
            once.append(one)
    return once


def _whole(cells: tuple[Line, ...]) -> Line:
    full = [cell for cell in cells if cell.text]
    return Line(
        "".join(cell.text for cell in full),
        [place for cell in full for place in cell.starts],
        [place for cell in full for place in cell.ends],
    )
