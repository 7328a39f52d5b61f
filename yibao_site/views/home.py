"""The first page: find a place, the tasks, the provinces, where numbers come from."""

from collections import Counter

from django.shortcuts import render
from django.utils import timezone

from calculator.rules import RuleView, rules_of
from faq.models import Question
from regions.models import LookupChannel, Region
from yibao_site import carto, structured_data

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
        "data": structured_data.website(),
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
