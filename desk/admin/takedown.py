"""查找并停用: find a domain or number on all pages and take it down everywhere at once."""

from itertools import groupby
from operator import itemgetter

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from desk import takedown
from desk.publishing import sentences
from regions import lookalikes
from regions.models import Publication, Region, Source, TakeDown
from regions.models.link import official_domains
from regions.terms import Term

from .mixins.read_only import ReadOnlyAdmin
from .mixins.refusals import tell_refusal

#: What the state's own websites lie below, and the hotlines that hold all over the country.
NATIONAL_DOMAINS = ("nhsa.gov.cn", "mohrss.gov.cn", "www.gov.cn", "gjzwfw.gov.cn")
NATIONAL_HOTLINES = ("12393", "12333", "12345")


class SearchForm(forms.Form):
    q = forms.CharField(
        label="域名、网址或电话号码", max_length=600, help_text="如 example.com 或 0746-8888123。"
    )

    def clean_q(self):
        """Return the typed text as a Term."""
        try:
            return Term.of(self.cleaned_data["q"], settings.OFFICIAL_DOMAINS)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="为什么停用",
        max_length=200,
        help_text="写一句，同事以后填到它时会看到。",
        error_messages={"required": "请写一句为什么，历史里要记。"},
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class CarefulReasonForm(ReasonForm):
    """Asks to type the term once more, where it is an official one that people rely on."""

    again = forms.CharField(
        label="照打一遍要停用的",
        max_length=100,
        error_messages={"required": "请照打一遍，免得一按就停。"},
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )

    def __init__(self, term: Term, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.term = term

    def clean_again(self) -> str:
        typed = self.cleaned_data["again"].strip().lower()
        if typed != self.term.text:
            raise ValidationError(f"打的是“{typed}”，不是“{self.term.text}”，没有停用。")
        return typed


@admin.register(TakeDown)
class TakeDownAdmin(ReadOnlyAdmin):
    """The list of take-downs, the page that finds and takes down, and the page that undoes."""

    list_display = ["term", "kind", "reason", "made_at", "made_by", "state"]
    list_filter = ["kind"]
    list_select_related = ["made_by", "undone_by"]
    search_fields = ["term", "reason"]
    change_list_template = "admin/takedown_list.html"

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"title": "停用了什么"} | (extra_context or {}))

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("find/", view(self.find), name="regions_takedown_find"),
            path("<int:pk>/", view(self.restore), name="regions_takedown_restore"),
        ]
        return own + super().get_urls()

    @admin.display(description="现在（点开可恢复）")
    def state(self, made):
        return format_html('<a href="{}">{}</a>', self._address(made), _state_of(made))

    def _address(self, made):
        return reverse("admin:regions_takedown_restore", args=[made.pk])

    def find(self, request):
        """Show where a term is used (GET) and take it down everywhere (POST)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_take_down = request.user.has_perm("regions.add_takedown")
        form = SearchForm(request.GET) if "q" in request.GET else SearchForm()
        term = form.cleaned_data["q"] if form.is_valid() else None
        warned = _warning(term) if term else ""
        posted = request.POST if request.method == "POST" else None
        reason = CarefulReasonForm(term, posted) if term and warned else ReasonForm(posted)
        if request.method == "POST":
            if not may_take_down:
                raise PermissionDenied
            if term is not None and reason.is_valid():
                try:
                    made = takedown.take_down(
                        term, reason.cleaned_data["reason"], request.user, timezone.now()
                    )
                except ValidationError as error:
                    tell_refusal(request, error)
                else:
                    messages.success(request, f"停用了 {made.term}，改动在下面，随时可以恢复。")
                    return redirect(self._address(made))
        active = (
            term
            and TakeDown.objects.filter(
                kind=term.kind, term=term.text, undone_at__isnull=True
            ).first()
        )
        hits = takedown.find(term) if term else []
        context = self.admin_site.each_context(request) | {
            "title": "查找并停用",
            "opts": self.opts,
            "form": form,
            "term": term,
            "active": self._address(active) if active else "",
            "groups": _grouped(hits),
            "reach": _reach(hits),
            "warned": warned,
            "reason": reason,
            "may_take_down": may_take_down and not active,
        }
        return TemplateResponse(request, "admin/takedown_find.html", context)

    def restore(self, request, pk):
        """Show what a take-down changed (GET) and undo it (POST)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        made = get_object_or_404(TakeDown.objects.select_related("made_by", "undone_by"), pk=pk)
        may_restore = request.user.has_perm("regions.change_takedown")
        if request.method == "POST":
            if not may_restore:
                raise PermissionDenied
            try:
                left = takedown.put_back(made, request.user, timezone.now())
            except ValidationError as error:
                left = sentences(error)
            else:
                messages.success(request, f"恢复了 {made.term}。")
            for sentence in left:
                messages.warning(request, sentence)
            return redirect(self._address(made))
        may_restore = may_restore and made.undone_at is None
        context = self.admin_site.each_context(request) | {
            "title": f"停用：{made.term}",
            "opts": self.opts,
            "made": made,
            "state": _state_of(made),
            "changes": takedown.changes_of(made),
            "may_restore": may_restore,
            "stays": takedown.preview_restore(made, request.user, timezone.now())
            if may_restore
            else [],
        }
        return TemplateResponse(request, "admin/takedown_restore.html", context)


def _state_of(made: TakeDown) -> str:
    return "停用中" if made.undone_at is None else "已恢复"


def _warning(term: Term) -> str:
    """Say whose an official domain or hotline is, and what to think of before; else empty."""
    if term.kind == TakeDown.Kind.PHONE:
        if term.text not in NATIONAL_HOTLINES:
            return ""
        whose = f"{term.text} 是全国的热线，各地的页面都叫人打它"
    elif lookalikes.belongs(term.text, NATIONAL_DOMAINS):
        whose = f"{term.text} 是国家机关自己的网站，各地的页面都可能用着它"
    elif lookalikes.belongs(term.text, official_domains()):
        whose = f"{term.text} 是官方网站"
    else:
        return ""
    return f"{whose}。只是一时打不开的，不要停用；确定被人占了、换了，才停。"


def _reach(hits) -> str:
    """Say how many rows a take-down would hit, how many of them are public, and how far."""
    if not hits:
        return ""
    used = set(Source.objects.shown().values_list("pk", flat=True))
    owners = list({(type(hit.owner), hit.owner.pk): hit.owner for hit in hits}.values())
    public = [
        owner
        for owner in owners
        if (
            owner.pk in used if isinstance(owner, Source) else owner.status == Publication.PUBLISHED
        )
    ]
    nation = Region.Level.NATION
    regions = {owner.region_id for owner in public if hasattr(owner, "region_id")}
    everywhere = Region.objects.filter(pk__in=regions, level=nation).exists()
    told = f"一共 {len(owners)} 条资料用着，其中 {len(public)} 条公开着"
    where = (
        "。有全国通用的，所有地方的页面都会变。"
        if everywhere
        else f"，写的是 {len(regions)} 个地方。"
    )
    return told + (where if public else "。")


def _grouped(hits):
    """Group hits by kind of fact, each with its admin page and its publication state."""
    used = set(Source.objects.shown().values_list("pk", flat=True))
    lines = sorted(((hit.kind, hit) for hit in hits), key=itemgetter(0))
    return [
        (kind, [_line(hit, used) for _, hit in group])
        for kind, group in groupby(lines, key=itemgetter(0))
    ]


def _line(hit, used):
    owner = hit.owner
    meta = owner._meta
    if isinstance(owner, Source) and not owner.replaces_id:
        state = "公开的资料用着" if owner.pk in used else "公开的资料没有用"
    else:
        state = owner.get_status_display()
    return {
        "name": str(owner),
        "url": reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[owner.pk]),
        "state": state,
        "excerpts": hit.excerpts,
    }
