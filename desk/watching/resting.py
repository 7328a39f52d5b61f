"""What rests on a source, and the pages it reaches: who has to be looked at once a text changed."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from calculator.situation import rules_of
from desk.work_items import WITHOUT_PLACE, Link, admin_url
from regions.models import RefundPolicy, Region, Source
from regions.models.publication import Publishable, PublishableQuerySet
from regions.models.region import LINEAGE

#: Facts that are listed, and places named of each.
MOST, NAMED = 50, 3


@dataclass(frozen=True)
class Resting:
    """A published fact: its name, how far it reaches, pages that show it, and its draft copy.

    ``draft`` leads to the draft copy, ``revise`` is where one is begun; one of them is empty.
    """

    name: str
    url: str
    reach: str
    pages: list[Link]
    draft: str
    revise: str


def resting_on(sources: Iterable[Source], today: datetime.date) -> tuple[list[Resting], int]:
    """Return the published facts that rest on ``sources``, and how many are left out.

    Standards come first. The number of queries does not depend on the number of facts.
    """
    by_kind: dict[type[Publishable], set[int]] = defaultdict(set)
    for source in sources:
        for fact in source.published_facts():
            by_kind[type(fact)].add(fact.pk)
    number = sum(map(len, by_kind.values()))
    places = _places_by_policy(today) if RefundPolicy in by_kind else {}
    found: list[Resting] = []
    for model in sorted(by_kind, key=lambda kind: kind is not RefundPolicy):
        ids = sorted(by_kind[model])[: MOST - len(found)]
        copies: Iterable[Any] = PublishableQuerySet(model).filter(**{"replaces__in": ids})
        drafts = {copy.replaces_id: copy for copy in copies}
        for fact in _named(model, ids):
            draft = drafts.get(fact.pk)
            found.append(_resting(fact, draft, places))
    return found, number - len(found)


def _places_by_policy(today: datetime.date) -> dict[int, list[Region]]:
    """Return the places with a page that each policy serves today, by its id."""
    shown = list(Region.objects.pages().with_lineage().in_tree_order())
    rules = rules_of(shown, today, today)
    found: dict[int, list[Region]] = defaultdict(list)
    for place in shown:
        if (view := rules[place.pk]) is not None:
            found[view.policy.pk].append(place)
    return found


def _named(model: type[Publishable], ids: Iterable[int]) -> list[Publishable]:
    rows = model._default_manager.filter(pk__in=ids).order_by("pk")
    return list(rows if model in WITHOUT_PLACE else rows.select_related(LINEAGE))


def _resting(
    fact: Publishable, draft: Publishable | None, places: dict[int, list[Region]]
) -> Resting:
    region: Region | None = getattr(fact, "region", None)
    name, reach, pages = f"{fact._meta.verbose_name}：{fact}", "", []
    if isinstance(fact, RefundPolicy):
        served = places.get(fact.pk, [])
        name = f"{fact.region.full_title}的标准"
        reach = f"管 {len(served)} 个地方" if served else "现在没有地方用它"
        pages = [Link(place.full_title, place.get_absolute_url()) for place in served[:NAMED]]
    elif region is not None and (page := region.page()) is not None:
        pages = [Link(page.full_title, page.get_absolute_url())]
    return Resting(
        name=name,
        url=admin_url(fact),
        reach=reach,
        pages=pages,
        draft=admin_url(draft) if draft else "",
        revise="" if draft else admin_url(fact, "revise"),
    )
