"""Propose what a release says otherwise, as drafts of the account 系统 that a reviewer decides on.

A published row gets a draft copy, a draft is changed itself, a new fact that must not be published
at once becomes a draft. What a person wrote, changed, withdrew or deleted is told and left alone,
and what was proposed once is not proposed again.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model

from desk import publishing
from desk.history import states
from desk.provenance import source_of
from regions.fact_files import Fact, FactFiles, Met, name_of, written
from regions.models import Publication, Source
from regions.models.publication import Publishable
from regions.parts import replace_parts

from .contents import (
    Contents,
    agree,
    contents_in_files,
    contents_of,
    fact_of,
    parts_in_files,
)
from .new_facts import NewFacts
from .standing import (
    HINDERED,
    PROPOSED,
    changed_by_staff,
    last_released,
    proposed_before,
    released_contents,
    system,
)

Kept = TypeVar("Kept", bound=Publishable)


@dataclass(frozen=True)
class Outcome:
    """What became of one fact that differs: ``step`` in a few words, and in what it differs."""

    step: str
    name: str
    lines: list[str] = field(default_factory=list)


class Proposals:
    """The drafts of a release; ``outcomes`` tells of every fact that differs."""

    def __init__(self, files: FactFiles, new: NewFacts):
        self.files, self.new = files, new
        self.outcomes: list[Outcome] = []
        self._system: User | None = None

    def make(self) -> None:
        """Propose what differs; the caller opens the transaction (``one_bump``)."""
        for met in self.files.met.values():
            if met.stored is None:
                continue
            lines = self.files.differences(met)
            if step := self._step(met, met.stored, bool(lines)):
                self.outcomes.append(Outcome(step, name_of(met.stored), lines))
        for met in self.files.held.values():
            name = name_of(met.row.fact)
            self.outcomes.append(Outcome(self._new(met, fact_of(met)), name))
        for row in self.files.vanished():
            self.outcomes.append(Outcome("新版资料里没有了，没有动", name_of(row)))

    @property
    def counts(self) -> Counter[str]:
        """The number of facts by step, without the reasons."""
        return Counter(outcome.step.split("，")[0] for outcome in self.outcomes)

    # What there is of a fact, and what is to be done

    def _step(self, met: Met, row: Fact, differs: bool) -> str:
        """Do what is to be done about a row of the files; return what was done, in words."""
        if not differs:
            left = self.files.copy_of(row)
            if left is None or changed_by_staff(left) or agree(contents_of(left), contents_of(row)):
                return ""
            return "从前提的修改稿还在，这一版又和库里一样了，请审核员退回、删掉"
        if isinstance(row, Publishable):
            return self._changed(met, row)
        return "没有草稿可提，要改请在后台改"

    def _changed(self, met: Met, row: Kept) -> str:
        """Propose a fact that is there and differs; return what was done, in words."""
        wanted, to = contents_in_files(self.files, met), fact_of(met).status
        if row.status in Publication.UNPUBLISHED:
            return self._changed_draft(met, row, wanted)
        draft = type(row)._default_manager.filter(replaces=row).first()
        if draft is not None:
            return self._begun(met, draft, wanted)
        if to != Publication.PUBLISHED:
            return f"没有提，新版资料里是“{Publication(to).label}”，要撤下请审核员撤"
        if why := changed_by_staff(row, wanted):
            return f"没有提，{why}"
        before = proposed_before(row)
        if before is not None and agree(before, wanted):
            return "没有再提，从前提过，没有采用"
        return self._write(met, type(row)(replaces=row))

    def _changed_draft(self, met: Met, row: Publishable, wanted: Contents) -> str:
        """Change a draft that a release brought and nobody has written in since."""
        if why := changed_by_staff(row, wanted):
            return f"没有提，还是草稿，{why}"
        steps = self._steps_since(row)
        if not agree(contents_of(row), wanted):
            if row.status == Publication.IN_REVIEW and any(steps):
                return "没有提，正等着审核"
            return self._write(met, row)
        if row.status == Publication.IN_REVIEW:
            return "提过了，等着审核"
        if fact_of(met).status != Publication.PUBLISHED or steps:
            return "没有提，还是草稿"
        return self._write(met, row)

    def _begun(self, met: Met, draft: Publishable, wanted: Contents) -> str:
        """Tell of a draft copy that is there; bring it up to date if it is a proposal."""
        same = agree(contents_of(draft), wanted)
        if changed_by_staff(draft):
            names = publishing.names_of(draft.writers()) or "编辑"
            said = "，和新版资料一样" if same else "，和新版资料不一样，请起草的人对一对"
            return f"没有提，已有{names}的修改稿，稿子没有动{said}"
        if not same:
            return self._write(met, draft)
        waits = draft.status == Publication.IN_REVIEW
        return "提过了，等着审核" if waits else "提过了，还没有提交审核"

    def _new(self, met: Met, fact: Publishable) -> str:
        """Propose a new fact that must not be published at once."""
        if found := self.new.deleted(fact):
            before = released_contents(found[0])
            wanted = contents_in_files(self.files, met)
            if before is None or agree(before, wanted):
                return f"没有添，{met.why}"
        if not self.files.complete(met.row):
            return f"没有添，它指向的一行没有（{met.why}）"
        return f"{self._write(met, fact)}，没有直接发布：{met.why}"

    def _steps_since(self, row: Publishable) -> list[User | None]:
        """Return who took each step since a release last wrote the row; None for the program."""
        known = list(states(row))
        last = last_released(row, known)
        later = known if last is None else known[last + 1 :]
        return [state.record.history_user for state in later]

    # Writing

    def _write(self, met: Met, draft: Publishable) -> str:
        """Give ``draft`` what the files say and submit it; return what was done, in words."""
        fact, begun = fact_of(met), draft.pk is not None
        goes = fact.status == Publication.PUBLISHED
        if not begun:
            draft.status = Publication.DRAFT
        for column in draft.content_fields():
            setattr(draft, column.attname, written(fact, column))
        try:
            draft.validate_constraints()
        except ValidationError as error:
            return f"没有提，资料不合规矩：{''.join(publishing.sentences(error))}"
        draft._history_user = self._account()
        draft.save_because(f"{PROPOSED}{met.row.file}{self._sources(met)}")
        self._link(met, draft)
        for name in draft.PARTS:
            replace_parts(draft, name, parts_in_files(met, name))
        kind = "修改稿" if draft.replaces_id else "草稿"
        step = f"照新版改了没审完的{kind}" if begun else f"提了{kind}"
        if draft.status == Publication.DRAFT and goes:
            return step + self._submit(draft)
        return step

    def _submit(self, draft: Publishable) -> str:
        """Submit a proposal; return what hinders that, to be put after the step."""
        try:
            publishing.submit(draft)
        except ValidationError as error:
            faults = "".join(publishing.sentences(error))
            draft.save_because(f"{HINDERED}{faults}")
            return f"，{HINDERED}{faults}"
        return ""

    def _link(self, met: Met, draft: Publishable) -> None:
        """Set the links of a draft; of those not in the files, a copy has what its row has."""
        told = dict(self.files.links_in(met.row))
        for link in draft._meta.many_to_many:
            if link in told:
                publishing.set_link(draft, link, told[link])
            elif draft.replaces is not None:
                named = getattr(draft.replaces, link.name).values_list("pk", flat=True)
                publishing.set_link(draft, link, named)

    def _sources(self, met: Met) -> str:
        """Name the sources that the files give for a fact, to be put after the name of the file."""
        if isinstance(fact_of(met), Source):
            return ""
        source = source_of(fact_of(met))
        ids = [
            pk
            for link, targets in self.files.links_in(met.row)
            if link.related_model is Source
            for pk in targets
        ]
        named: Iterable[Model] = [source] if source else Source.objects.filter(pk__in=ids)
        return f"，来源：{'；'.join(map(str, named)) or '没有写'}"

    def _account(self) -> User:
        if self._system is None:
            self._system = system()
        return self._system
