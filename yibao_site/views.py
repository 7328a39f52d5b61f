"""Pages that belong to no app: home, balance guide, search, about, display, health."""

from collections import Counter
from urllib.parse import urlencode

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from calculator.rules import RuleView, rules_of
from faq.models import Question
from faq.search import search as search_questions
from regions.finder import MAX_LISTED, Candidate, find
from regions.models import LookupChannel, Publication, Region, Source
from regions.models.region import normalise
from regions.views import channel_groups

from . import carto

YEAR = 365 * 24 * 3600
EXAMPLE_PLACE = "gansu/lanzhou"


def home(request):
    today = timezone.localdate()
    pages = list(Region.objects.pages().with_lineage().in_tree_order())
    rules = rules_of(pages, today, today)
    provinces = {p.slug: _province(p, pages, rules) for p in pages if p.is_province}
    example = next((p for p in pages if p.path == EXAMPLE_PLACE), None)
    context = {
        "tiles": [(provinces[slug], column) for slug, column in carto.tiles(set(provinces))],
        "areas": _areas(provinces.values()),
        "counts": Counter(_whose(p, rules[p.pk]) for p in pages),
        "pages": len(pages),
        "kinds": Counter(p["kind"] for p in provinces.values()),
        "example": example,
        "example_rule": rules[example.pk] if example else None,
        "questions": Question.objects.published().in_order()[:6],
        "ways": len(LookupChannel.Kind),
    }
    return render(request, "home.html", context)


def _province(province: Region, pages: list[Region], rules: dict) -> dict:
    """A province's tile: its own rule, or that only some of its cities are known."""
    view = rules[province.pk]
    kind = view.kind if view else "none"
    if view is None and any(rules[p.pk] for p in pages if p.path.startswith(f"{province.path}/")):
        kind = "cities"
    return {"region": province, "rule": view, "kind": kind}


def _areas(provinces) -> list[tuple[str, list[Region]]]:
    return [
        (name, [p["region"] for p in provinces if p["region"].code.startswith(digit)])
        for digit, name in carto.AREAS.items()
    ]


def _whose(region: Region, view: RuleView | None) -> str:
    if view is None:
        return "unknown"
    if view.policy.region_id != region.pk:
        return "province"
    return "province_page" if region.is_province else "own"


def balance(request):
    """The nine ways that work everywhere; places add their own on their pages."""
    nation = Region.objects.filter(level=Region.Level.NATION).first()
    channels = LookupChannel.objects.for_region(nation) if nation else []
    return render(request, "balance.html", {"groups": channel_groups(channels)})


def search(request):
    """Places and questions; a name that means one place leads straight to its page."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = find(text) if text else None
    if found and found.place:
        via = f"?{urlencode({'via': found.via})}" if found.via else ""
        return redirect(found.place.get_absolute_url() + via)
    candidates = found.candidates or _places_like(text) if found else []
    today = timezone.localdate()
    rules = rules_of([c.place for c in candidates], today, today)
    context = {
        "text": text,
        "places": [(c.place, rules[c.place.pk], c.name) for c in candidates],
        "ambiguous": bool(found and found.candidates),
        "outside": found.message if found and found.outside else "",
        "near": found.near if found and not candidates else [],
        "questions": search_questions(text),
    }
    return render(request, "search.html", context)


def _places_like(text: str) -> list[Candidate]:
    """Places with a page that match ``text``, that a matching county belongs to, or that a
    sentence mentions."""
    if len(normalise(text)) < 2:
        return []
    pages: dict[int, Candidate] = {}
    for region in Region.objects.matching(text).with_lineage().order_by("level", "code")[:100]:
        page = region.page()
        if page is not None:
            pages.setdefault(page.pk, Candidate(page, "" if page == region else region.name))
    if not pages:
        return [Candidate(place) for place in Region.objects.mentioned_in(text)[:MAX_LISTED]]
    return list(pages.values())[:MAX_LISTED]


def about(request):
    return render(request, "about.html")


def sources(request):
    """Every source that a published fact rests on, best checked first."""
    used = (
        Source.objects.filter(
            Q(policies__status=Publication.PUBLISHED)
            | Q(supported_policies__status=Publication.PUBLISHED)
            | Q(claims__status=Publication.PUBLISHED)
            | Q(questions__status=Publication.PUBLISHED)
            | Q(pk__in=LookupChannel.objects.active().values("source"))
        )
        .distinct()
        .order_by("-published_on", "title")
    )
    groups = [
        (label, [s for s in used if s.confidence == value])
        for value, label in Source.Confidence.choices
    ]
    context = {
        "groups": [group for group in groups if group[1]],
        "total": len(used),
        "checked": any(source.checked_on for source in used),
    }
    return render(request, "sources.html", context)


def display(request, size):
    """Switch large type by cookie and return to a page of this site."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ) or not target.startswith("/"):
        target = "/"
    response = redirect(target)
    if size == "large":
        response.set_cookie(
            "type", "large", max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie("type", samesite="Lax")
    response["Cache-Control"] = "no-store"
    return response


def not_found(request, exception):
    return render(request, "404.html", status=404)


def robots(request):
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /search/", "Disallow: /display/", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def healthz(request):
    """Whether the database answers and no migration is pending: 200 or 503."""
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    pages = Region.objects.pages().count()
    state = {"ok": not pending and pages > 0, "pending_migrations": pending, "pages": pages}
    return JsonResponse(state, status=200 if state["ok"] else 503)
