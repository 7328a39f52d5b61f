"""The forms of 录入标准: the document on one side, what it says on the other."""

from functools import partial
from typing import cast

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect

from desk.effects import in_words
from desk.version_token import VersionToken
from regions.models import Publication, RefundPolicy, Source
from text.formats import day

from .mixins.concurrent_edits import SoundDays
from .sources import ScansField, SoundSource

NEW = "new"
MOVED_ON = "您打开以后，公开的这一条又改过，这次没有存。请对照上面现在的样子，再存一次。"

#: What of a new document is typed; any of it says that there is one.
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
    "deduction_name",
    "deduction_amount",
    "deduction_period",
    "deduction_taken",
    "deduction_disputed",
    "wording",
    "basis",
    "notes",
    "staff_note",
]


class DocumentForm(SoundSource):
    """A source that is there, or a new one. ``given``: the rule to be changed has one already."""

    existing = forms.ModelChoiceField(Source.objects.all(), label="已经收着的来源", required=False)
    scans = ScansField()

    def __init__(self, *args, given: bool = False, admin_site, **kwargs):
        kwargs["instance"] = Source(confidence=Source.Confidence.SECONDARY)
        super().__init__(*args, **kwargs)
        self.given = given
        link = RefundPolicy._meta.get_field("source")
        existing = cast(forms.ModelChoiceField, self.fields["existing"])
        existing.widget = AutocompleteSelect(link, admin_site)
        existing.widget.choices = existing.choices
        existing.help_text = "按标题、文号找。找不到的，在下面写新的。"
        if given:
            existing.help_text += "都空着，就还用原来那一份。"
        self.fields["title"].required = False

    def clean(self):
        cleaned = super().clean()
        typed, existing = any(cleaned.get(name) for name in TYPED), cleaned.get("existing")
        if typed and existing:
            self.add_error("existing", "这里选了一份，下面又写了新文件。两样只留一样。")
        elif typed and not cleaned.get("title"):
            self.add_error("title", "新文件要写标题。")
        elif not (typed or existing or self.given or self.errors):
            self.add_error("existing", "请选一份来源，或者在下面写新文件的标题。")
        return cleaned

    @property
    def is_new(self) -> bool:
        return bool(self.cleaned_data.get("title"))


class RuleForm(SoundDays, forms.ModelForm):
    """What the document says, as a new rule of ``region`` or in place of one of ``rules``.

    ``rules`` are the published ones of which there is no draft copy yet; ``stands``: what the
    one that was chosen looks like now; ``is_first``: nothing at all is published for the place.
    """

    target = forms.ChoiceField(
        label="录的是什么",
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": "这一条刚才有人另起了修改稿，或者撤下了。请看页首，再选。"
        },
    )
    # Which published row filled the form, and what it looked like.
    seen = forms.CharField(required=False)

    def __init__(self, *args, region, rules, stands: VersionToken | None, is_first, **kwargs):
        kwargs["instance"] = RefundPolicy(region=region)
        super().__init__(*args, **kwargs)
        self.stands = stands
        self.rules = {str(rule.policy.pk): rule.policy for rule in rules}
        target = cast(forms.ChoiceField, self.fields["target"])
        target.choices = [
            (NEW, "这里的第一条标准" if is_first else "接在后面的新标准（旧的留作历史）"),
            *((str(rule.policy.pk), f"改正{name_of(rule)}") for rule in rules),
        ]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("target") == NEW:
            self._refuse_second(cleaned.get("effective_from"))
        if self.stands is not None and (text := cleaned.get("seen")):
            seen = VersionToken.from_text(text)
            if seen is None or (seen.pk == self.stands.pk and seen != self.stands):
                self.add_error(None, MOVED_ON)
        return cleaned

    def _refuse_second(self, start) -> None:
        """Two rules of one start: the second is a correction, or somebody else's draft."""
        if "effective_from" in self.errors:
            return
        twins = RefundPolicy.objects.originals().filter(
            region=self.instance.region, effective_from=start
        )
        when = f"{day(start)}开始" if start else "没写开始日期"
        published = twins.published().first()
        if published is not None:
            way = "请在上面选“改正”"
            if str(published.pk) not in self.rules:
                way = "它的修改稿还没有发布，请去改那一份，页首有链接"
            self.add_error("effective_from", f"这里已经有一条{when}、已发布的标准。要改它，{way}。")
        elif twins.filter(status__in=Publication.UNPUBLISHED).exists():
            self.add_error(
                "effective_from", f"这里已经有一份{when}的草稿，请去改那一份，不用再录。"
            )

    @property
    def replaced(self) -> RefundPolicy | None:
        """The published row that is corrected; None for a rule of its own."""
        return self.rules.get(self.cleaned_data["target"])


def name_of(rule) -> str:
    """How a published rule is named among others: “2025年1月1日起，每月 70 元”."""
    start = rule.policy.effective_from
    return f"“{f'{day(start)}起' if start else '开始日期不详'}，{in_words(rule)}”"


def document_form(request, desk, **kwargs) -> DocumentForm:
    sources = desk.admin_site.get_model_admin(Source)
    made = forms.modelform_factory(
        Source,
        form=DocumentForm,
        fields=[*TYPED, "published_precision"],
        formfield_callback=partial(sources.formfield_for_dbfield, request=request),
    )
    return cast(DocumentForm, made(**kwargs | {"admin_site": desk.admin_site}))


def rule_form(request, desk, **kwargs) -> RuleForm:
    made = forms.modelform_factory(
        RefundPolicy,
        form=RuleForm,
        fields=RULE,
        formfield_callback=partial(desk.formfield_for_dbfield, request=request),
    )
    return cast(RuleForm, made(**kwargs))
