"""Take the steps of a fact's publication: copy, submit, send back, publish, withdraw.

Each step locks the row and runs in a transaction. The admin checks permissions; this module
ensures that nobody approves what they wrote.
"""

import copy
import datetime
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ManyToManyField

from desk import provenance
from desk.models import Assignment, Note
from desk.plausibility import doubts
from desk.provenance import source_of
from desk.row_locks import locked
from desk.version_token import VersionToken
from desk.worked_examples import disagreeing
from regions.kinds import text_fields
from regions.models import Publication, RefundPolicy, Source
from regions.models.link import refusal_of, taken_down
from regions.models.publication import COMPARED_REASON, MOVES, MoveRefused, Publishable
from regions.models.tier import check_rule
from regions.parts import replace_parts
from regions.terms import addresses_in
from text.reading import visible

UNCOMPARED = (
    "来源标着“依据原文”，这一条也会跟着标上。请打开原文对过、勾上再发布，或者退回去换一份来源。"
)


#: A reason why a doubt is none has at least so many letters or digits, and a note keeps so many
#: characters of it.
SHORTEST_REASON, LONGEST_REASON = 2, 500

Fact = TypeVar("Fact", bound=Publishable)


class Unanswered(ValidationError):
    """The row has doubts, and nobody has said why they are none."""


def copy_of(row: Fact) -> Fact:
    """Return the draft copy of a published or withdrawn row; create it if there is none.

    Once it is approved, its contents replace those of the row. Raises MoveRefused for a row that
    is a draft or in review.
    """
    with transaction.atomic():
        row = locked(row)
        if row.status not in Publication.SETTLED:
            raise MoveRefused("还没有发布的直接改就行，不用另起修改稿。")
        begun = type(row)._default_manager.filter(replaces=row).first()
        if begun is not None:
            return begun
        draft = type(row)(replaces=row)
        _take_contents(draft, row)
        draft.save_because("另起修改稿")
        _take_links_and_parts(draft, row)
    return draft


def locked_with_source(row):
    """Lock ``row`` and its sources, and return ``row`` as it is in the database now.

    Raises Gone where one of them was deleted.
    """
    if isinstance(row, Source):  # the public row first, as a comparison locks it before its copy
        list(Source.objects.select_for_update(of=("self",)).filter(draft=row.pk))
    row = locked(row)
    provenance.locked_sources(row)
    if source := source_of(row):
        row.source = locked(source)
    return row


def submit(row: Fact) -> None:
    """Submit a draft for approval. Raises ValidationError with all faults of the draft."""
    with transaction.atomic():
        row = locked(row)
        _check(row)
        row.move(Publication.IN_REVIEW)


def send_back(row: Fact, reason: str = "") -> None:
    """Send a row in review back to its writer, who is told ``reason``."""
    with transaction.atomic():
        locked(row).move(Publication.DRAFT, reason)


def send_back_note(row: Publishable) -> str:
    """Say who sent a draft back and why; empty unless it came back in its last step."""
    if row.status != Publication.DRAFT:
        return ""
    steps = row.history.order_by("-history_date", "-history_id").select_related("history_user")
    back = MOVES[Publication.IN_REVIEW, Publication.DRAFT]
    for record in steps:
        reason = record.history_change_reason or ""
        if reason.startswith(back):
            who = names_of([record.history_user_id]) if record.history_user_id else "审核员"
            return f"{who}退回了{reason.removeprefix(back)}"
        if record.status != Publication.DRAFT:
            break
    return ""


def seen(row: Publishable) -> VersionToken:
    """Return a token of what a reviewer of ``row`` sees; it changes when any of that changes.

    It covers the row, the row it replaces, and its sources.
    """
    return VersionToken.of(row, row.replaces, *provenance.sources_of(row))


def withdraw(row: Fact, reason: str) -> None:
    """Take a published fact off the pages; a source goes only with the facts that rest on it."""
    if isinstance(row, Source):
        raise MoveRefused("来源不单独撤下。要改它，请另起修改稿；资料不要了，请撤下那些资料。")
    with transaction.atomic():
        locked(row).move(Publication.WITHDRAWN, reason)


def publish(
    row: Fact,
    by: User,
    today: datetime.date,
    confirmed: bool = False,
    answers: Mapping[str, str] = MappingProxyType({}),
) -> Fact:
    """Publish a row in review and return the public row.

    A draft copy is published in place of the row it replaces. ``by`` must not have written it.
    ``confirmed`` says that ``by`` has compared it with the document on ``today``; its source then
    becomes 依据原文. ``answers`` says of each doubt about the row, by its sentence, why it is none;
    they are kept beside the public row. Raises ValidationError with the reasons where it cannot
    be published.
    """
    with transaction.atomic():
        row = locked_with_source(row)
        if row.status != Publication.IN_REVIEW:
            raise MoveRefused(f"现在是“{row.get_status_display()}”，先提交审核，才能发布。")
        if refusal := refused_to(row, by):
            raise ValidationError(refusal)
        _check(row)
        if isinstance(row, Source):
            _compare(row, today, confirmed)
        elif source := source_of(row):
            if confirmed:
                confirm(source, row, today)
            elif source.confidence == Source.Confidence.ORIGINAL:
                raise ValidationError(UNCOMPARED)
        reasons = _reasons(row, today, answers)
        public = apply(row)
        provenance.publish_new(public)
        for doubt, reason in reasons.items():
            Note.objects.write(public, Note.Kind.DOUBT, by, reason, about=doubt)
        return public


def _reasons(row: Fact, today: datetime.date, answers: Mapping[str, str]) -> dict[str, str]:
    """Return why each doubt about ``row`` is none. Raises ValidationError where that is missing."""
    reasons = {doubt: reason_in(answers.get(doubt, "")) for doubt in doubts(row, today)}
    if bare := [doubt for doubt, reason in reasons.items() if not reason]:
        named = "".join(f"（{number}）{doubt}" for number, doubt in enumerate(bare, start=1))
        raise Unanswered(
            f"还有 {len(bare)} 处拿不准的没有写明。请在审核页上一处一处看过，写上为什么：{named}"
        )
    return reasons


def reason_in(text: str) -> str:
    """Return the reason that somebody typed, cut to its limit; empty where it says nothing."""
    words = " ".join(visible(text[:LONGEST_REASON]).split())
    reason = "".join(filter(str.isprintable, words))  # PostgreSQL keeps no NUL
    return reason if sum(map(str.isalnum, reason)) >= SHORTEST_REASON else ""


def apply(row: Fact) -> Fact:
    """Publish a row in review without checks and return the public row."""
    target = row.replaces
    if target is None:
        row.move(Publication.PUBLISHED)
        finished(row)
        return row
    target = cast(Fact, locked(target))
    _take_contents(target, row)
    reason = published_because(names_of(row.writers()))
    if target.status == Publication.WITHDRAWN:
        target.move(Publication.PUBLISHED, reason)
    else:
        target.save_because(reason)
    _take_links_and_parts(target, row)
    Note.objects.hand_over(row, target)
    finished(target)
    row.delete()
    return target


def finished(row: Publishable) -> None:
    """Forget who worked on a fact that was published, and on the place that it fills."""
    Assignment.objects.done(row)
    if isinstance(row, RefundPolicy):
        Assignment.objects.done(row.region)


def published_because(names: str) -> str:
    """Return the reason in the history of a row that took the contents of its draft copy."""
    return f"发布修改稿（{names}起草）" if names else "发布修改稿"


def faults(row: Publishable, sourced: bool = True) -> list[str]:
    """Return every reason why ``row`` cannot be published as it is.

    Without ``sourced``, what its sources lack is none: it was published on them before.
    """
    try:
        _check(row, sourced)
    except ValidationError as error:
        return sentences(error)
    return []


def refused_to(row: Publishable, user: User) -> str:
    """Say why ``user`` may not approve ``row``; empty if they may."""
    if not settings.SOLO_EDITOR and user.pk in row.writers():
        return "这一条您自己写过、改过，要请另一位审核员来发布。"
    if own := provenance.written_by(row, user.pk):
        return f"来源“{own}”您自己写过、改过，还没有发布过，要请另一位审核员来看。"
    return ""


def confirm(source: Source, row: Publishable, today: datetime.date) -> None:
    """Mark ``source`` as 依据原文 because a person compared ``row`` with it on ``today``.

    Raises ValidationError where nothing is kept of the document to compare with.
    """
    if not source.can_be_compared:
        raise ValidationError("来源没有扫描件、正文或网址，没有原文可对，不能标“依据原文”。")
    draft = Source.objects.select_for_update().filter(replaces=source).first()
    marked = [draft] if draft is not None and provenance.says_the_same(draft, source) else []
    for one in [source, *marked]:
        one.confidence, one.checked_on = Source.Confidence.ORIGINAL, today
        one.save_because(f"{COMPARED_REASON}：{row}")


def _compare(draft: Source, today: datetime.date, confirmed: bool) -> None:
    """Mark a source in review as 依据原文 where its reviewer ``confirmed`` it.

    Raises ValidationError where it claims to be 依据原文 and nobody compared what it says now.
    """
    if confirmed and draft.can_be_compared:
        draft.confidence, draft.checked_on = Source.Confidence.ORIGINAL, today
    elif draft.confidence == Source.Confidence.ORIGINAL and not provenance.is_compared(draft):
        raise ValidationError(UNCOMPARED)


def sentences(error: ValidationError) -> list[str]:
    """Return the messages of ``error`` without duplicates."""
    return list(dict.fromkeys(error.messages))


def names_of(users: Iterable[int]) -> str:
    """Return the names of the users with these ids, joined by 、."""
    people = User.objects.filter(pk__in=users).order_by("pk")
    return "、".join(map(name_of, people))


def name_of(user: User) -> str:
    """Return the full name of a user, or the user name where there is none."""
    return user.get_full_name() or user.get_username()


def drafted_by(names: str) -> str:
    """Return who began a row, to be put after its state: ，张兰起草. Empty for no names."""
    return f"，{names}起草" if names else ""


def _check(row: Publishable, sourced: bool = True) -> None:
    """Raise ValidationError with every fault that ``row`` would have if it were published."""
    found: list[str] = []
    if isinstance(row, RefundPolicy):
        try:
            check_rule(row, row.tiers.all())
        except ValidationError as error:
            found += error.messages
        else:
            found += disagreeing(row)
    # Under the key of the replaced row, which unique constraints then do not count as a twin.
    candidate = copy.copy(row.replaces or row)
    _take_contents(candidate, row)
    candidate.status = Publication.PUBLISHED
    try:
        candidate.full_clean()
    except ValidationError as error:
        found += sentences(error)
    if sourced:
        found += provenance.faults_of(row)
    found += provenance.too_weak(row)
    source = source_of(row)
    parts = [part for name in row.PARTS for part in getattr(row, name).all()]
    texts = [getattr(one, f.name) for one in (row, *parts) for f in text_fields(type(one))]
    texts += source.shown_texts if source else []
    if gone := taken_down(*texts):
        found.append(gone)
    found += filter(None, map(refusal_of, {url for text in texts for url in addresses_in(text)}))
    if found:
        raise ValidationError(found)


def _take_contents(target: Publishable, row: Publishable) -> None:
    for field in row.content_fields():
        setattr(target, field.attname, getattr(row, field.attname))


def set_link(row: Publishable, link: ManyToManyField, ids: Iterable[int]) -> None:
    """Let ``row`` name the rows ``ids`` by ``link``.

    Copies of other rows that name it by a link that is set from both ends go on doing so.
    """
    named, there = set(ids), getattr(row, link.name)
    if link.remote_field.symmetrical:
        named |= set(there.filter(replaces__isnull=False).values_list("pk", flat=True))
    there.set(named)


def _take_links_and_parts(target: Publishable, row: Publishable) -> None:
    """Give ``target`` the links of ``row`` and copies of its parts."""
    for link in row._meta.many_to_many:
        set_link(target, link, getattr(row, link.name).values_list("pk", flat=True))
    for name in row.PARTS:
        replace_parts(target, name, getattr(row, name).all())
