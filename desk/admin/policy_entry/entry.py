"""The forms of 录入标准 taken together: one document, and one or two steps of its rule."""

import contextlib
from collections.abc import Iterator
from typing import Any

from django.contrib.admin import helpers
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict

from calculator.rules import RuleView
from desk import publishing, scans
from desk.readings.filling import Filling
from desk.readings.marks import Marks
from desk.row_locks import locked
from desk.version_token import VersionToken
from desk.work_items import Link
from regions.models import Publication, RefundPolicy, Region, Source
from regions.parts import replace_parts

from ..mixins.field_values import compared
from ..mixins.merged_form import STATE, MergedForm, opened_state
from ..mixins.posted_rows import InlineRows
from .beside import Beside
from .forms import (
    MOVED_ON,
    NEW,
    NEXT,
    RULE,
    TYPED,
    UNTIL,
    NextForm,
    RuleForm,
    document_form,
    next_form,
    rule_form,
)
from .parts import EXAMPLE, RARE_IN_EXAMPLES, RARE_IN_TIERS, TIER, remaining

SHORT_QUOTE = 300
AS_PUBLISHED = "下面的年龄档还是现在公开的，不是从这份文件里读出来的。请对着原文一档一档看。"
PARTS_FIELDS = [[*TIER, *RARE_IN_TIERS], [*EXAMPLE, *RARE_IN_EXAMPLES]]
DOCUMENT_FIELDS = [
    ("文件", ["existing"]),
    ("找不到的，写新的", [*TYPED[:4], "published_precision", "url"]),
    ("原文留底", ["scans", "full_text"]),
]


class Step:
    """One start of the rule: the form of the policy, its tiers and its worked examples.

    ``of`` is the published rule that fills the parts, ``read`` are tiers that were read and come
    in the place of its own; ``prefix`` tells the steps apart.
    """

    def __init__(self, entry: "Entry", form: RuleForm | NextForm, of=None, prefix="", read=()):
        self.entry, self.form = entry, form
        self.filled = entry.filled if form.is_bound else {}
        self.read = [] if self.filled else list(read)
        self.name = "第二步：" if prefix else ""
        self.tiers, self.examples = (
            self._parts(name, inline, fields, of, prefix)
            for name, inline, fields in zip(
                RefundPolicy.PARTS, entry.inlines, PARTS_FIELDS, strict=True
            )
        )

    def _parts(self, name, inline, fields, of, prefix):
        """Return a formset whose parts are all new, because a draft copy has its own parts."""
        rows = getattr(of, name).all() if of is not None and not self.filled else []
        initial = [model_to_dict(row, fields=fields) for row in rows]
        if self.read:  # other figures need other examples
            initial = self.read if name == "tiers" else []
        made = inline.get_formset(self.entry.request, None, extra=max(len(initial), 2))
        # The policy of the form, which the tiers have to fit.
        known: dict[str, Any] = {"instance": self.form.instance, "initial": initial}
        return made(**self.filled, **known, prefix=f"{prefix}{name}")

    @property
    def formsets(self):
        return self.tiers, self.examples

    @property
    def is_filled(self) -> bool:
        forms = [self.form, *self.tiers.forms, *self.examples.forms]
        return self.form.is_bound and any(form.has_changed() for form in forms)

    def is_valid(self) -> bool:
        # No short circuit: the page shows the faults of all forms at once.
        found = [form.is_valid() for form in (self.form, *self.formsets)]
        return all(found)

    def keep(self, policy: RefundPolicy) -> None:
        policy.save_because("录入标准")
        for name, formset in zip(RefundPolicy.PARTS, self.formsets, strict=True):
            replace_parts(policy, name, remaining(formset))

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield each fault: the id of its field, which may be ``""``, and a sentence naming it."""
        yield from faults_of(self.form, self.name)
        for formset in self.formsets:
            for error in formset.non_form_errors():
                yield f"{formset.prefix}-group", f"{self.name}{error}"
            for number, form in enumerate(formset.forms, start=1):
                kind = f"{self.name}{formset.model._meta.verbose_name}第 {number} 行"
                for name, errors in form.errors.items():
                    field = form[name if name in form.fields else form.visible_fields()[0].name]
                    label = f"{kind}，{field.label}" if name in form.fields else kind
                    yield from ((field.auto_id, f"{label}：{error}") for error in errors)

    def shown(self) -> list[helpers.InlineAdminFormSet]:
        """Return the formsets as the objects that the admin's own templates print."""
        admin = self.entry.model_admin
        return [
            helpers.InlineAdminFormSet(inline, formset, inline.fieldsets, model_admin=admin)
            for inline, formset in zip(self.entry.inlines, self.formsets, strict=True)
        ]


def faults_of(form, step: str = "") -> Iterator[tuple[str, str]]:
    for name, errors in form.errors.items():
        field = form[name] if name in form.fields else None
        where, label = (field.auto_id, f"{field.label}：") if field else ("", "")
        yield from ((where, f"{step}{label}{error}") for error in errors)


class Entry:
    """The forms of the page taken together."""

    def __init__(
        self, model_admin, request, region: Region, rules: list[RuleView], beside: Beside | None
    ):
        self.model_admin, self.request, self.region, self.rules = (
            model_admin,
            request,
            region,
            rules,
        )
        #: The reading that fills the forms.
        self.beside = beside
        drafts = RefundPolicy.objects.filter(region=region, status__in=Publication.UNPUBLISHED)
        self.unpublished = list(drafts)
        self.drafts = {row.replaces_id: model_admin.address(row) for row in self.unpublished}
        open_rules = [rule for rule in rules if rule.policy.pk not in self.drafts]
        #: The draft copy of a published source that the scans went to.
        self.added_to: Source | None = None
        posted = request.method == "POST"
        chosen = request.POST.get("target") if posted else request.GET.get("change")
        old = next((r.policy for r in open_rules if str(r.policy.pk) == chosen), None)
        self.old = old
        self.stands = VersionToken.of(old) if old is not None else None
        self.inlines = model_admin.get_inline_instances(request)
        self.given = {"region": region, "rules": open_rules, "is_first": not rules}
        self.merged = self._merge(old) if posted and old is not None else None
        posted_data = self.merged.data if self.merged else request.POST
        self.filled = {"data": posted_data} if posted else {}
        read = beside.filling if beside is not None and not posted else Filling(Marks("", []))
        self._make_forms(read)
        self.first = Step(self, self.rule, of=old, read=read.tiers)
        self.second = self._second(self.filled, read)
        if posted and not self.second.is_filled:
            self.second = self._second({})  # an empty step has no faults to show
        if beside is not None:
            if old is not None and not posted and not read.tiers:
                beside.filling.remarks.append(AS_PUBLISHED)
            self._note(beside)

    def _make_forms(self, read: Filling) -> None:
        """Make the forms of the document and of the rule, filled with what was ``read``."""
        old, beside = self.old, self.beside
        document: dict[str, Any] = dict(self.filled)
        if beside is not None:
            document["read_scan"] = scan = beside.scan
            document["initial"] = read.document | {"kept_reading": scan is not None}
        self.document = document_form(
            self.request,
            self.model_admin,
            given=old is not None,
            **document,
            files=self.request.FILES or None,
        )
        self.rule = rule_form(
            self.request,
            self.model_admin,
            **self.given,
            stands=self.stands,
            initial=self._opened() | read.rule,
            **self.filled,
        )

    def _opened(self) -> dict[str, Any]:
        """Return the values of the rule that is corrected, as published."""
        return {"target": NEW} if self.old is None else _contents(self.old)

    def _second(self, filled: dict, read: Filling | None = None) -> Step:
        given = {"region": self.region, **filled}
        if read is not None:
            given["initial"] = read.second
        form = next_form(self.request, self.model_admin, **given)
        return Step(self, form, prefix="next_", read=read.next_tiers if read else ())

    def _note(self, beside: Beside) -> None:
        """Write beneath the fields what they were read from."""
        filling, second = beside.filling, self.second
        beside.note_fields(self.document, filling.document)
        beside.note_fields(self.rule, filling.rule)
        beside.note_fields(second.form, filling.second, "next-")
        beside.note_parts(self.first.tiers.forms, filling.tiers, "tiers")
        beside.note_parts(second.tiers.forms, filling.next_tiers, "next_tiers")

    def _rows(self) -> list[InlineRows]:
        """Return the parts of the rule that is corrected; the page holds no ids of theirs."""
        found = []
        for name, inline in zip(RefundPolicy.PARTS, self.inlines, strict=True):
            shown = inline.get_formset(self.request, None).form.base_fields
            fields = compared(shown, "id", "policy", "DELETE")
            parts = list(getattr(self.old, name).all())
            found.append(InlineRows(name, parts, fields, inline.model.PART_KEY, has_ids=False))
        return found

    def _merge(self, old: RefundPolicy) -> MergedForm | None:
        """Merge what was typed with what was published over the rule since the page was opened."""
        merged = MergedForm(self.request.POST, self._unbound(old), old, opened="seen")
        opened = merged.opened
        if opened is None or opened.pk != old.pk or not merged.is_due:
            return None
        merged.merge(self._rows())
        return merged

    def _unbound(self, old: RefundPolicy) -> RuleForm:
        """Return the form as it shows the published rule ``old``."""
        filled = {"stands": self.stands, "initial": _contents(old)}
        return rule_form(self.request, self.model_admin, **self.given, **filled)

    def _state(self) -> str:
        """Return how the rule that is corrected was opened, for the page to carry."""
        if self.old is None:
            return ""
        if self.rule.is_bound:
            return self.rule.data.get(STATE, "")
        # As it was published: what was read counts as typed here.
        return opened_state(self._unbound(self.old), self._rows())

    def is_valid(self) -> bool:
        # No short circuit: the page shows the faults of all forms at once.
        found = [self.first.is_valid(), self.document.is_valid()]
        found.append(not (self.merged and self.merged.asked))
        if self.second.is_filled:
            found.append(self.second.is_valid() and self._begins_later())
        if not all(found):
            self.document.keep_uploads()
        return all(found)

    def _begins_later(self) -> bool:
        following = self.second.form
        if isinstance(following, NextForm) and "effective_from" not in self.rule.errors:
            following.refuse_before(self.rule.cleaned_data.get("effective_from"))
        return not following.errors

    def refuse(self, error: ValidationError) -> None:
        self.rule.add_error(None, error)
        self.document.keep_uploads()

    @transaction.atomic
    def save(self, submits: bool) -> list[RefundPolicy]:
        """Save each step as a draft, and submit them if ``submits``. Raises ValidationError."""
        policy = self._draft()
        policy.source = self._source(policy)
        for name in RULE:
            setattr(policy, name, self.rule.cleaned_data[name])
        saved = [policy]
        if self.second.is_filled:
            for name in UNTIL:
                setattr(policy, name, None)
            saved.append(self._following(policy))
        for step, row in zip((self.first, self.second), saved, strict=False):
            with _told_of(step):
                row.full_clean(exclude=["status"])
                step.keep(row)
                if submits:
                    publishing.submit(row)
        return saved

    def _following(self, first: RefundPolicy) -> RefundPolicy:
        """Return the policy of the second step: as the first one, but for what was typed."""
        policy = RefundPolicy(region=self.region, source=first.source)
        typed = self.rule.cleaned_data | {
            name: value for name, value in self.second.form.cleaned_data.items() if value
        }
        typed["base_year"] = self.second.form.cleaned_data["base_year"]
        rows = remaining(self.second.tiers)
        if not any(row.rate_percent is not None or row.at_least_average for row in rows):
            typed["base_region"] = None
        for name in RULE:
            setattr(policy, name, typed[name])
        return policy

    def _draft(self) -> RefundPolicy:
        """Return a new policy, or the draft copy of the one that is corrected.

        Raises ValidationError where it was changed, or a draft copy begun, in the meantime.
        """
        old = self.rule.replaced
        if old is None:
            return RefundPolicy(region=self.region)
        held = locked(old)
        if VersionToken.of(held) != self.stands:
            raise ValidationError(MOVED_ON)
        if RefundPolicy.objects.filter(replaces=held).exists():
            raise ValidationError("刚才有人给这一条另起了修改稿，请去改那一份。")
        return publishing.copy_of(held)

    def _source(self, policy: RefundPolicy) -> Source:
        """Return the chosen, new or former source, after saving it and the uploaded scans."""
        files = self.document.cleaned_data["scans"]
        if not self.document.is_new:
            source = self.document.chosen or policy.source
            self._add_to(source, files, self.document.typed)
            return source
        source = self.document.instance
        source.pk = None  # of a first try that was rolled back
        source._state.adding = True
        wording = self.rule.cleaned_data["wording"].strip()
        if len(wording) <= SHORT_QUOTE:
            source.quote = wording
        source.save_because("录入标准")
        scans.keep(source, files, self.request.user)
        return source

    def _add_to(self, source: Source, files, typed: dict[str, object]) -> None:
        """Add scans and what it lacks to a source, or to its draft copy where it is published.

        Raises ValidationError where it, or its draft copy, waits for its reviewer.
        """
        new = {name: value for name, value in typed.items() if value and not getattr(source, name)}
        if not files and not new:
            return
        settled = source.status in Publication.SETTLED
        draft = locked(publishing.copy_of(source) if settled else source)
        if draft.status != Publication.DRAFT:
            raise ValidationError(f"来源“{source}”正在等审核。先退回来，才能往里加。")
        for name, value in new.items():
            setattr(draft, name, value)
        if new:
            draft.save_because("录入标准，补上缺的")
        scans.keep(draft, files, self.request.user)
        self.added_to = draft if settled else None

    def others(self) -> list[Link]:
        """Return links to the drafts that replace no published rule."""
        published = {rule.policy.pk for rule in self.rules}
        rows = [row for row in self.unpublished if row.replaces_id not in published]
        return [
            Link(f"{row}（{row.get_status_display()}）", self.model_admin.address(row))
            for row in rows
        ]

    def faults(self) -> Iterator[tuple[str, str]]:
        yield from faults_of(self.document)
        yield from self.first.faults()
        if self.second.is_filled:
            yield from self.second.faults()

    def context(self) -> dict:
        """Return the forms as the objects that the admin's own templates print."""
        tiers, examples = self.first.shown()
        parts = {
            "what": ("这一条从哪天起、给谁", ["target", "effective_from", "population", "period"]),
            "rate": ("按比例的才填", ["base_year", "base_region"]),
            "clause": ("写着数字的那一句", ["wording"]),
            "more": ("说明和少用的", ["notes", "basis", "provisional", *UNTIL, "staff_note"]),
        }
        shown = {
            name: self._shown(self.rule, [(title, fields)], folds=name == "more")
            for name, (title, fields) in parts.items()
        }
        media = self.document.media + self.rule.media + tiers.media + examples.media
        next_tiers, next_examples = self.second.shown()
        return {
            "document": self._shown(self.document, self._document_fields()),
            "rule": shown,
            "tiers": tiers,
            "examples": examples,
            "next": {
                "start": self._shown(self.second.form, [("", NEXT[:1])]),
                "more": self._shown(self.second.form, [("", NEXT[1:])]),
                "tiers": next_tiers,
                "examples": next_examples,
                "unfolds": self.second.is_filled or bool(self.second.read),
            },
            "media": self.model_admin.media + media,
            "faults": list(self.faults()) if self.rule.is_bound else [],
            "old": self.old,
            "seen": self.stands or "",
            "opened_state": self._state(),
            "merged": self.merged,
            "beside": self.beside,
            "reading": self.beside.reading.pk if self.beside else "",
        }

    def _document_fields(self) -> list[tuple[str, list[str]]]:
        offer = [("已经收着一样的", ["same"])] if self.document.offers else []
        optional = ("kept_reading", "kept_scans")
        kept = [name for name in optional if name in self.document.fields]
        *others, (title, fields) = DOCUMENT_FIELDS
        return [*offer, *others, (title, [*kept, *fields])]

    def _shown(self, form, parts, folds=False) -> list[helpers.Fieldset]:
        """Return fieldsets; with ``folds`` they are closed, unless one of the fields is filled."""
        noted = self.beside.filling.notes if self.beside else {}
        read = any(name in noted for _, fields in parts for name in fields)
        empty = self.old is None and not read
        classes = ["collapse"] if folds and empty else []
        made = [(name, {"fields": fields, "classes": classes}) for name, fields in parts]
        return list(helpers.AdminForm(form, made, {}, model_admin=self.model_admin))


@contextlib.contextmanager
def _told_of(step: Step) -> Iterator[None]:
    """Name the step in the faults that are raised inside the ``with`` block."""
    try:
        yield
    except ValidationError as error:
        said = [f"{step.name}{one}" for one in publishing.sentences(error)]
        raise ValidationError(said) from None


def _contents(policy: RefundPolicy) -> dict:
    """Return the initial values of a form that corrects ``policy``."""
    return model_to_dict(policy, fields=RULE) | {"target": str(policy.pk)}
