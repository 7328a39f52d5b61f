"""What is doubted of the answers to a question in one place."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from faq.models import LocalAnswer, Question
from regions.models import Publication
from regions.models.publication import Publishable
from text.chinese_numbers import numbers_in

from .any_fact import far_away, tagged

#: As many years of contributions are asked for.
FEWEST_YEARS, MOST_YEARS = 10, 40


def _label(row: Publishable, name: str) -> str:
    return next(str(f.verbose_name) for f in row.content_fields() if f.name == name)


def of_local_answer(row: LocalAnswer, today: datetime.date) -> Iterator[str]:
    """Yield what is doubted of a local answer."""
    said = numbers_in(f"{row.statement} {row.wording}")
    names = ("men_years", "women_years", "local_years")
    told = {name: getattr(row, name) for name in names if getattr(row, name) is not None}
    for name, years in told.items():
        label = _label(row, name)
        fewest = 1 if name == "local_years" else FEWEST_YEARS
        if not fewest <= years <= MOST_YEARS:
            yield f"“{label}”写的是 {years}，不在 {fewest} 到 {MOST_YEARS} 之间，请再看一眼。"
        if said and Decimal(years) not in said:
            yield f"这里的话和原话里都没有 {years}（“{label}”），请对一对。"
    yield from _money_unquoted(row)
    if told.get("women_years", 0) > told.get("men_years", MOST_YEARS):
        yield "女的年数比男的还多，请看看是不是填反了。"
    if told.get("local_years", 0) > max(told.get("men_years", MOST_YEARS), 0):
        yield "当地实际缴费的年数比一共要交的还多，请看看是不是填反了。"
    if told and row.question.category != Question.Category.RETIRE:
        yield "年数只给问要交满多少年的问题，这个问题不在“退休与年限”里。"
    if row.question.status != Publication.PUBLISHED:
        yield f"问题“{row.question}”没有公开，这条答案发布了也看不到。"
    if not row.question.differs:
        yield "这个问题没有写“各地哪里不同”，请看看答案是不是真的因地而异。"
    yield from far_away(row.effective_from, today)
    yield from tagged(row, ("statement", "wording"))


def _money_unquoted(row: LocalAnswer) -> Iterator[str]:
    """Warn of money and rates that the quoted clause, which has numbers, does not state."""
    from text.figures import figures_in  # only who publishes pays for its patterns

    quoted = numbers_in(row.wording)
    for figure in figures_in(row.statement):
        if quoted and figure.value is not None and figure.value not in quoted:
            yield f"原话里没有 {figure.words}，请对一对。"
