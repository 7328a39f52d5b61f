"""The two forms of 录入标准: the document, and the rule that it states."""

import datetime
from functools import partial
from typing import cast

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils import timezone

from desk import scans
from desk.effects import in_words
from desk.pending_scans import PendingScans
from desk.version_token import VersionToken
from regions.models import Publication, RefundPolicy, Source
from regions.same_source import named, same_sources
from text.formats import day

from ..mixins.concurrent_edits import SoundDays
from ..mixins.kept_scans import KeepsScans
from ..sources import ScansField, SoundSource

NEW, ANOTHER = "new", "another"
MOVED_ON = "您打开以后，公开的这一条又改过，这次没有存。请对照上面现在的样子，再存一次。"

READ_IS_GONE = "读的那个文件不在了，没法一起存。要它的扫描件，请在这里重新选一次。"

#: The fields of a new document; it is new where any of them is filled in.
TYPED = ["title", "document_number", "publisher", "published_on", "url", "full_text"]
RULE = [
    "effective_from",
    "ended_on",
    "stated_until",
    "population",
    "period",
    "base_year",
    "base_region",
    "provisional",
    "wording",
    "basis",
    "notes",
    "staff_note",
]
#: The fields in which the second step of a staged rule differs from the first.
NEXT = ["effective_from", "base_year", "wording"]
#: The fields that say until when a rule holds, which of a staged one is the second step.
UNTIL = ["ended_on", "stated_until"]


class DocumentForm(KeepsScans, SoundSource):
    """Chooses an existing source or describes a new one.

    ``given`` says that the rule to be corrected has a source, which is kept where both are empty.
    Where the number or the address typed is that of a source, ``same`` offers that one first.
    """

    existing = forms.ModelChoiceField(
        Source.objects.originals(), label="已经收着的来源", required=False
    )
    same = forms.ChoiceField(label="是不是同一份", required=False, widget=forms.RadioSelect)
    scans = ScansField()
    # Whether the file that was read is kept as a scan too.
    kept_reading = forms.BooleanField(required=False)

    def __init__(self, *args, given=False, admin_site, read_scan=None, **kwargs):
        kwargs["instance"] = Source(confidence=Source.Confidence.SECONDARY)
        super().__init__(*args, **kwargs)
        self.given = given
        self.offers, self.taken = False, None
        link = RefundPolicy._meta.get_field("source")
        existing = self.fields["existing"]
        existing.widget = AutocompleteSelect(link, admin_site)
        existing.widget.choices = existing.choices
        existing.help_text = "按标题、文号找。找不到的，在下面写新的。"
        if given:
            existing.help_text += "都空着，就还用原来那一份。"
        self.fields["title"].required = False
        self.read_scan = read_scan
        if read_scan is None:
            del self.fields["kept_reading"]
        else:
            self.fields["kept_reading"].label = read_scan.label

    def clean(self):
        cleaned = super().clean()
        self._add_read_scan(cleaned)
        typed, existing = any(cleaned.get(name) for name in TYPED), cleaned.get("existing")
        if typed and not existing:
            self._offer_same(cleaned)
        if typed and existing:
            self.add_error("existing", "这里选了一份，下面又写了新文件。两样只留一样。")
        elif typed and not cleaned.get("title"):
            self.add_error("title", "新文件要写标题。")
        elif not (typed or existing or self.given or self.errors):
            self.add_error("existing", "请选一份来源，或者在下面写新文件的标题。")
        return cleaned

    def _add_read_scan(self, cleaned) -> None:
        """Take the file that was read as one of the scans, where it is ticked."""
        if self.read_scan is None and self.data.get("kept_reading"):
            self.add_error("scans", READ_IS_GONE)
        if not cleaned.get("kept_reading") or "scans" in self.errors:
            return
        together = [*(cleaned.get("scans") or []), self.read_scan.as_uploaded()]
        try:
            scans.check(together)
        except forms.ValidationError as error:
            self.add_error("kept_reading", error)
        else:
            cleaned["scans"] = together

    def _offer_same(self, cleaned) -> None:
        """Ask whether a source with this number or address is meant; take the one chosen."""
        answer = self.data.get(self.add_prefix("same"), "")
        self.errors.pop("same", None)  # its choices are known only now
        found = same_sources(cleaned.get("document_number") or "", cleaned.get("url") or "")
        known = {str(source.pk): source for source in found}
        if not known:
            return
        cast(forms.ChoiceField, self.fields["same"]).choices = [
            *((pk, f"用这一份：{named(source)}") for pk, source in known.items()),
            (ANOTHER, "不是同一份，另存一份新的"),
        ]
        self.offers = True
        if answer in known:
            self.taken = known[answer]
        elif answer != ANOTHER:
            names = "；".join(map(named, found))
            self.add_error("same", f"已经收着这一份：{names}。请选用哪一份。")

    @property
    def is_new(self) -> bool:
        return self.taken is None and bool(self.cleaned_data.get("title"))

    @property
    def typed(self) -> dict[str, object]:
        """What was typed of the source that was taken, which may lack some of it."""
        return {name: self.cleaned_data[name] for name in TYPED} if self.taken else {}

    @property
    def chosen(self) -> Source | None:
        """The existing source that was chosen, or taken in place of the one typed."""
        return self.taken or self.cleaned_data["existing"]


class RuleForm(SoundDays, forms.ModelForm):
    """Takes the rule that the document states, as a new one or as a correction of one of ``rules``.

    ``rules`` are the published ones of ``region`` without a draft copy; ``stands`` is the token of
    the chosen one as it is now; ``is_first`` says that nothing is published for the place.
    """

    target = forms.ChoiceField(
        label="录的是什么",
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": "这一条刚才有人另起了修改稿，或者撤下了。请看页首，再选。"
        },
    )
    # The token of the published row that filled the form.
    seen = forms.CharField(required=False)

    def __init__(self, *args, region, rules, stands, is_first, **kwargs):
        kwargs["instance"] = RefundPolicy(region=region)
        super().__init__(*args, **kwargs)
        self.stands = stands
        given = self.data.get("period") if self.is_bound else self.initial.get("period")
        if given == "":  # a document that was read does not say
            self.fields["period"].choices = [("", "请选"), *self.fields["period"].choices]
        self.rules = {str(rule.policy.pk): rule.policy for rule in rules}
        self.fields["target"].choices = [
            (NEW, "这里的第一条标准" if is_first else "接在后面的新标准（旧的留作历史）"),
            *((str(rule.policy.pk), f"改正{name_of(rule)}") for rule in rules),
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("target") == NEW:
            refuse_second(self, cleaned.get("effective_from"))
        if self.stands is not None and (text := cleaned.get("seen")):
            seen = VersionToken.from_text(text)
            if seen is None or (seen.pk == self.stands.pk and seen != self.stands):
                self.add_error(None, MOVED_ON)
        return cleaned

    @property
    def replaced(self) -> RefundPolicy | None:
        """The published row that is corrected; None for a new rule."""
        return self.rules.get(self.cleaned_data["target"])


class NextForm(SoundDays, forms.ModelForm):
    """Takes what is different in the second step of a staged rule; all else is as in the first."""

    def __init__(self, *args, region, **kwargs):
        super().__init__(*args, instance=RefundPolicy(region=region), **kwargs)
        self.fields["effective_from"].label = "第二步从哪天起"
        self.fields["effective_from"].help_text = "比上面的第一步晚。"
        self.fields["wording"].label = "写第二步的那一句"
        self.fields["wording"].help_text = "照抄。和上面是同一句的空着。"

    def clean(self):
        cleaned = super().clean()
        refuse_second(self, cleaned.get("effective_from"))
        return cleaned

    def refuse_before(self, first: datetime.date | None) -> None:
        """Refuse a step that does not begin after the ``first`` one."""
        start = self.cleaned_data.get("effective_from")
        if first is None or start is None:
            self.add_error("effective_from", "分两步的，两步都要写从哪天起，不然分不出先后。")
        elif start <= first:
            self.add_error("effective_from", f"第二步要比第一步（{day(first)}）晚。")


def refuse_second(form: forms.ModelForm, start: datetime.date | None) -> None:
    """Refuse a new rule with the start of another one of the place, published or unpublished."""
    if "effective_from" in form.errors:
        return
    twins = RefundPolicy.objects.originals().filter(
        region=form.instance.region, effective_from=start
    )
    when = f"{day(start)}开始" if start else "没写开始日期"
    published = twins.published().first()
    if published is not None:
        way = "请在上面选“改正”"
        if hasattr(published, "draft"):
            way = "它的修改稿还没有发布，请去改那一份，页首有链接"
        form.add_error("effective_from", f"这里已经有一条{when}、已发布的标准。要改它，{way}。")
    elif twins.filter(status__in=Publication.UNPUBLISHED).exists():
        form.add_error("effective_from", f"这里已经有一份{when}的草稿，请去改那一份，不用再录。")


def name_of(rule) -> str:
    """Return a published rule as a choice among others: “2025年1月1日起，每月 70 元”."""
    start = rule.policy.effective_from
    return f"“{f'{day(start)}起' if start else '开始日期不详'}，{in_words(rule)}”"


def document_form(request, model_admin, **kwargs):
    """Return a DocumentForm with the fields and widgets that the admin uses for a source."""
    sources = model_admin.admin_site.get_model_admin(Source)
    made = forms.modelform_factory(
        Source,
        form=DocumentForm,
        fields=[*TYPED, "published_precision"],
        formfield_callback=partial(sources.formfield_for_dbfield, request=request),
    )
    made.pending = PendingScans(request.user, request.path, timezone.now())
    return made(**kwargs | {"admin_site": model_admin.admin_site})


def rule_form(request, model_admin, **kwargs):
    """Return a RuleForm with the fields and widgets that the admin uses for a policy."""
    made = forms.modelform_factory(
        RefundPolicy,
        form=RuleForm,
        fields=RULE,
        formfield_callback=partial(model_admin.formfield_for_dbfield, request=request),
    )
    return made(**kwargs)


def next_form(request, model_admin, **kwargs):
    """Return a NextForm with the fields and widgets that the admin uses for a policy."""
    made = forms.modelform_factory(
        RefundPolicy,
        form=NextForm,
        fields=NEXT,
        formfield_callback=partial(model_admin.formfield_for_dbfield, request=request),
    )
    return made(prefix="next", **kwargs)
