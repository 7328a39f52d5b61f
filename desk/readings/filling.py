"""What a reading fills of 录入标准, each value with the words that it came from.

Whatever is doubtful stays empty and says why: what the text leaves open, what two sentences say
differently, and what one form cannot hold.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from documents.contents import Contents
from documents.found import Credit, Deduction, Findings, Span
from documents.reading import Reading
from regions.models import Region
from text.reading import harmless

from .credits import Step, fits_no_form, staged, steps_in_words
from .marks import MOST, Marks
from .places import MOST as MOST_PLACES
from .places import OtherPlaces, credits_of, names_in, publisher_elsewhere, title_elsewhere
from .printed import placed, table_head

#: The most characters of the text that the field 文件正文 is given.
MOST_TEXT = 60_000
#: How much of a sentence stands beneath a field.
SENTENCE = 160
#: How much of a text says whether it is only put out for comment.
_HEAD = 400
_FOR_COMMENT = re.compile(
    r"征求意见稿|送审稿|讨论稿|[(（]\s*(?:修订|修改|修正)?草案|公开征求[^。\n]{0,80}意见的(?:公告|通知|通告|函|启事)"
)
FOR_COMMENT = "这是征求意见的稿子，还没有生效，数都没有填。请等正式的文件。"
NOT_IN_TEXT = "正文里没有，是网页、文件自带的信息里写的，请多看一眼。"
_LENGTHS = {"title": 200, "document_number": 80, "publisher": 120, "url": 600}


@dataclass(frozen=True)
class Note:
    """What stands beneath a field: the words that it came from, or why it is empty.

    ``number`` is that of the mark in the text, 0 without one; ``said`` is empty where the words
    stand above already.
    """

    said: str
    number: int = 0
    is_open: bool = False

    @property
    def is_of_row(self) -> bool:
        """Whether the words stand above the row of the field."""
        return not self.said


@dataclass
class Filling:
    """The values and the notes by the names of the fields on the page, and what was left out.

    ``tiers`` and ``next_tiers`` are rows of values. ``remarks`` say what was not filled and why;
    ``left`` are the figures that were found and not filled, in words, each with its mark.
    """

    marks: Marks
    document: dict[str, Any] = field(default_factory=dict)
    rule: dict[str, Any] = field(default_factory=dict)
    tiers: list[dict[str, Any]] = field(default_factory=list)
    second: dict[str, Any] = field(default_factory=dict)
    next_tiers: list[dict[str, Any]] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    left: list[Note] = field(default_factory=list)
    elsewhere: OtherPlaces | None = None
    deductions: tuple[Deduction, ...] = ()

    def note(self, name: str, said: str, span: Span | None = None, is_open: bool = False) -> None:
        """Note ``said`` beneath the field ``name``, and lead back to it from its mark."""
        number = self.marks.number(span)
        self.notes[name] = Note(_short(said), number, is_open)
        if number:
            self.marks.back.setdefault(number, f"id_{name}")


def filled(reading: Reading, region: Region, address: str = "") -> Filling:
    """Return what ``reading``, whose document came from ``address``, fills for ``region``."""
    contents, found = reading.contents, reading.found
    if contents is None or found is None:
        filling = Filling(Marks.of("", []))
        _address(filling, address)
        return filling
    found = replace(found, places=placed(contents.text, found))
    filling = Filling(Marks.of(contents.text, _spans(contents.text, found)))
    filling.deductions = tuple(
        replace(one, name=harmless(one.name), quote=harmless(one.quote)) for one in found.deductions
    )
    _document(filling, contents, found, address)
    _rule(filling, found)
    mine = _credits_here(filling, found, region)
    if mine and _is_for_comment(contents, found):
        filling.remarks.append(FOR_COMMENT)
        _leave(filling, mine)
    else:
        _figures(filling, mine, found)
    if reading.keep_missed:
        filling.remarks.append("网页改版了，“只看这一块”没有找到，读的是整页，请当心。")
    if not found.credits:
        filling.remarks.append("正文里没有读到给退休人员的数，年龄档请照着原文填。")
    return filling


def _is_for_comment(contents: Contents, found: Findings) -> bool:
    """Whether a text is put out for comment, so that nothing of it holds yet."""
    head = f"{found.title or contents.title}\n{contents.text[:_HEAD]}"
    return bool(_FOR_COMMENT.search(head.replace(" ", "")))


def _spans(text: str, found: Findings) -> list[Span]:
    rows: list[Credit | Deduction] = [*found.credits, *found.deductions]
    heads = (table_head(text, credit.where) for credit in found.credits)
    return [*found.places.values(), *(row.where for row in rows), *filter(None, heads)]


def _short(said: str) -> str:
    plain = " ".join(harmless(said).split())
    return plain if len(plain) <= SENTENCE else f"{plain[:SENTENCE]}…"


def _address(filling: Filling, address: str) -> None:
    if address and len(address) <= _LENGTHS["url"]:
        filling.document["url"] = address
        filling.note("url", "文件就是从这里取来的。")


def _document(filling: Filling, contents: Contents, found: Findings, address: str) -> None:
    for name in ("title", "document_number", "publisher"):
        value = " ".join(harmless(getattr(found, name) or "").split())
        if value:
            filling.document[name] = value[: _LENGTHS[name]]
            _note_place(filling, name, found)
    if found.published_on:
        filling.document["published_on"] = found.published_on
        _note_place(filling, "published_on", found)
    _address(filling, address)
    text = harmless(contents.text)
    filling.document["full_text"] = text[:MOST_TEXT]
    if len(text) > MOST_TEXT:
        said = f"全文 {len(text)} 个字，太长，这里只放了前 {MOST_TEXT} 个字。"
        filling.note("full_text", said, is_open=True)
        filling.remarks.append(said)


def _note_place(filling: Filling, name: str, found: Findings, at: str = "") -> None:
    span = found.places.get(name)
    said = filling.marks.text[span.start : span.end] if span else NOT_IN_TEXT
    filling.note(at or name, said, span)


def _rule(filling: Filling, found: Findings) -> None:
    for name, at in (("effective_from", "effective_from"), ("valid_until", "stated_until")):
        if value := getattr(found, name):
            filling.rule[at] = value
            _note_place(filling, name, found, at)


def _credits_here(filling: Filling, found: Findings, region: Region) -> list[Credit]:
    """Return the credits of ``region``; the others are listed, with the places they are of."""
    mine, filling.elsewhere = credits_of(found.credits, region)
    if filling.elsewhere is None and not any(credit.place for credit in mine):
        filling.elsewhere = publisher_elsewhere(found.publisher or "", region) or title_elsewhere(
            found.title or "", region
        )
        mine = [] if filling.elsewhere else mine
    if filling.elsewhere is not None:
        _leave(filling, list(found.credits))
    elif mine and any(credit.place for credit in mine):
        _leave(filling, [credit for credit in found.credits if not credit.place])
        _tell_others(filling, [credit for credit in found.credits if credit not in mine])
    return mine


def _tell_others(filling: Filling, others: list[Credit]) -> None:
    """Say of which other places the document has figures, for whom nothing is filled here."""
    names = list(dict.fromkeys(name for one in others for name in names_in(one.place or "")))
    if names:
        more = "等" if len(names) > MOST_PLACES else ""
        said = "、".join(names[:MOST_PLACES])
        filling.remarks.append(f"这份文件还写了{said}{more}的数。存好这一条，再去那里录。")


def _leave(filling: Filling, credits: list[Credit]) -> None:
    """List figures that are not filled, so that nobody has to look for them."""
    for credit in credits[:MOST]:
        said = _short(f"{steps_in_words(credit)}——“{credit.quote}”")
        filling.left.append(Note(said, filling.marks.number(credit.where)))


def _figures(filling: Filling, credits: list[Credit], found: Findings) -> None:
    """Fill the tiers, in one step or two, unless one form cannot hold what the text says."""
    if not credits:
        return
    steps = staged(credits, found.effective_from)
    if why := fits_no_form(steps):
        filling.remarks.append(harmless(why))
        _leave(filling, credits)
        return
    first, *later = steps
    _step(filling, first, filling.rule, filling.tiers, "")
    filling.rule["base_year"] = first.base_year
    filling.rule["basis"] = first.basis  # never that of other figures, where a rule is corrected
    if first.basis:
        filling.note("basis", first.credits[0].quote, first.credits[0].where)
    if later:
        second = later[0]
        if second.period is None and first.period is not None:
            filling.rule["period"] = ""
            why = "第二步没有写明是每月还是每年，请看原文再选。"
            filling.note("period", why, second.credits[0].where, is_open=True)
        _step(filling, second, filling.second, filling.next_tiers, "next")
        filling.second["base_year"] = second.base_year
        if filling.second.get("wording") == filling.rule.get("wording"):
            del filling.second["wording"]
            del filling.notes["next-wording"]
    if steps[-1].until:
        filling.rule["stated_until"] = steps[-1].until
        filling.note("stated_until", steps[-1].credits[0].quote, steps[-1].credits[0].where)


def _step(filling: Filling, step: Step, rule: dict, tiers: list[dict], prefix: str) -> None:
    dash, parts = (f"{prefix}-", f"{prefix}_tiers") if prefix else ("", "tiers")
    one = step.credits[0]
    if step.start and (prefix or one.applies_from):
        rule["effective_from"] = step.start
        filling.note(f"{dash}effective_from", one.quote, one.where)
    text = filling.marks.text
    head = table_head(
        text, min((credit.where for credit in step.credits), key=lambda span: span.start)
    )
    above = text[head.start : head.end] if head else ""
    wording = f"{above}\n{step.wording}" if above else step.wording
    rule["wording"] = harmless(wording)
    filling.note(f"{dash}wording", wording, head or one.where)
    if not prefix:
        rule["period"] = step.period or ""
        if {"month": "月", "year": "年"}.get(step.period or "", "\0") in above:
            filling.note("period", above, head)
        else:
            filling.note("period", one.quote, one.where)
    if step.base_year is not None:
        filling.note(f"{dash}base_year", one.quote, one.where)
    for name, credit, why in step.open:
        at = name if name == "stated_until" else f"{dash}{name}"  # it is that of the last step
        filling.note(at, why, credit.where, is_open=True)
    for number, tier in enumerate(step.tiers):
        tiers.append(tier.values)
        for name in tier.values:
            if tier.values[name] not in (None, ""):
                filling.note(f"{parts}-{number}-{name}", "", tier.credit.where)
        filling.note(f"{parts}-{number}", tier.credit.quote, tier.credit.where)
        for name, why in tier.open.items():
            filling.note(f"{parts}-{number}-{name}", why, tier.credit.where, is_open=True)
