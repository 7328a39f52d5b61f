"""A posted form whose row was saved by others since it was opened, merged with what they saved.

A form carries fingerprints of all values as it was opened (``opened_state``). Whatever still has
its fingerprint was not touched here and takes the value of the database; what was touched here
only stays as typed; what both sides changed is asked. The merged form then counts as opened now.
"""

import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.models import BaseInlineFormSet
from django.http import QueryDict
from django.utils import timezone

from desk import merging
from desk.history import events
from desk.merging import Verdict
from desk.version_token import VersionToken

from .field_values import as_posted, compared, fingerprint_of, in_words, is_omitted
from .posted_rows import InlineRows, Outcome, PostedRows, Question

#: Carried by the form: the state it was opened with, and the questions that it shows.
STATE, ASKED = "opened_state", "asked"
ANSWER = "choose-"
#: The longest state of a form with thirty tiers and thirty examples takes 12,000 characters.
_LONGEST_STATE = 60_000
_MOST_ASKED = 200

State = dict[str, dict[str, dict[str, str]]]


def opened_state(form: forms.ModelForm, rows: Iterable[InlineRows]) -> str:
    """Return the text that a form carries: fingerprints of its values and of its rows'."""
    fields = compared(form.fields)
    own = {
        name: fingerprint_of(field, as_posted(field, form.get_initial_for_field(field, name)))
        for name, field in fields.items()
    }
    state: State = {"": {"": own}}
    for one in rows:
        state[one.prefix] = {str(part.pk): one.fingerprints(part) for part in one.parts}
    return json.dumps(state, separators=(",", ":"))


def rows_of(formset: BaseInlineFormSet, may_add: bool = True) -> InlineRows:
    """Return the rows that ``formset`` shows, with the fields that can be compared."""
    model: Any = formset.model
    pk = model._meta.pk.name
    return InlineRows(
        formset.prefix or "",
        [row.instance for row in formset.initial_forms],
        compared(formset.form.base_fields, formset.fk.name, pk, "DELETE"),
        model.PART_KEY,
        pk,
        may_add,
    )


def _read_state(text: str) -> State:
    """Return the state in a posted text; empty for any other text."""
    if len(text) > _LONGEST_STATE:
        return {}
    try:
        state = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(state, dict):
        return {}
    return {
        prefix: {
            pk: {name: fp for name, fp in cells.items() if isinstance(fp, str)}
            for pk, cells in rows.items()
            if isinstance(cells, dict)
        }
        for prefix, rows in state.items()
        if isinstance(rows, dict)
    }


class MergedForm:
    """What a posted form becomes: ``data`` to go on with, and what is asked or was taken over.

    ``form`` is unbound and shows the row as the database has it now; ``opened`` is the name of
    the input with the token of the row as it was opened.
    """

    def __init__(
        self, posted: QueryDict, form: forms.ModelForm, row: Any, opened: str = "opened_version"
    ):
        self.input = opened
        self.data: QueryDict = posted.copy()
        self.form, self.row = form, row
        self.opened = VersionToken.from_text(posted.get(opened, ""))
        self.now = VersionToken.of(row)
        self.state = _read_state(posted.get(STATE, ""))
        asked = posted.getlist(ASKED)[:_MOST_ASKED]
        self.answers = {name: posted.get(f"{ANSWER}{name}", "") for name in asked}
        self.outcome = Outcome()
        self.savers = ""

    @property
    def is_due(self) -> bool:
        """Whether the row changed since the form was opened, or a question was shown."""
        return self.opened != self.now or bool(self.answers)

    @property
    def asked(self) -> list[Question]:
        return self.outcome.asked

    def merge(self, rows: Iterable[InlineRows]) -> None:
        """Merge the fields, and the rows of each inline."""
        shown = list(rows)
        self._merge_fields(self.state.get("", {}).get("", {}))
        for one in shown:
            told = PostedRows(self.data, one).merge(self.state.get(one.prefix, {}), self.answers)
            self.outcome.asked += told.asked
            self.outcome.taken += told.taken
        if self.asked or self.outcome.taken:
            self.savers = self._savers()  # before this person's own save is among them
        for name in [one for one in self.data if one.startswith(ANSWER) or one == ASKED]:
            del self.data[name]
        self.data[self.input] = str(self.now)
        self.data[STATE] = opened_state(self.form, shown)

    def _merge_fields(self, base: dict[str, str]) -> None:
        for name, field in compared(self.form.fields, self.input).items():
            posted = self.data.getlist(name)
            now = as_posted(field, self.form.get_initial_for_field(field, name))
            mine, theirs = fingerprint_of(field, posted), fingerprint_of(field, now)
            said = Verdict.THEIRS
            if not is_omitted(field, self.data, name):
                said = merging.verdict(base.get(name), mine, theirs, self.answers.get(name))
            label = str(field.label or name)
            if said is not Verdict.THEIRS and posted != (kept := self._still_there(field, name)):
                posted, mine = kept, fingerprint_of(field, kept)
                said = Verdict.MINE if mine == theirs else said
            if said is Verdict.ASKED:
                question = Question(name, label, in_words(field, posted), in_words(field, now))
                self.outcome.asked.append(question)
            if said is Verdict.THEIRS:
                if mine != theirs:
                    self.outcome.taken.append(label)
                self.data.setlist(name, now)
                if not now:
                    del self.data[name]

    def _still_there(self, field: forms.Field, name: str) -> list[str]:
        """Return what was posted for ``field``, without links to rows that are gone by now."""
        posted = self.data.getlist(name)
        if not isinstance(field, forms.ModelMultipleChoiceField):
            return posted
        ids = [one for one in posted if one.isdecimal() and len(one) < 19]
        offered: Any = field.queryset
        there = set(map(str, offered.filter(pk__in=ids).values_list("pk", flat=True)))
        kept = [one for one in posted if one in there or one not in ids]
        self.data.setlist(name, kept)
        return kept

    def _savers(self) -> str:
        """Return who saved the row since the form was opened, and when: “李明 10:06”."""
        known, last = self.opened.version if self.opened else 0, self.now.version
        later = [event for event in events(self.row) if known < event.version <= last]
        said = [f"{e.who} {timezone.localtime(e.when):%H:%M}" for e in reversed(later)]
        return "、".join(dict.fromkeys(said))

    def tell(self, request) -> None:
        """Tell who saved a merged form what of others is in it."""
        if self.outcome.taken and not self.asked and self.opened != self.now:
            taken = "；".join(self.outcome.taken)
            opening = f"您打开以后，{self.savers} 存过这一条。" if self.savers else ""
            messages.info(request, f"{opening}对方改的也在里面，没有被盖掉：{taken}。")
