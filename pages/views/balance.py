"""The balance guide: which way suits what one has at hand, and a national page per kind."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from caching.responses import never_stored
from faq.models import Question
from pages import province_tiles
from pages.balance_advice import (
    GROUPS,
    HINTS,
    ReaderSituation,
    advise,
    channel_groups,
    demands,
    task,
)
from pages.forms import BalanceForm
from pages.statement_words import statement_of
from regions import place_facts
from regions.models import LookupChannel, Region

from .paper import address_on_paper, unfolded

TITLE = "医保卡余额|怎么查"
PHONE = LookupChannel.Kind.PHONE
#: What to read where an entry is another than expected.
FURTHER = "refund-not-match"


def balance(request):
    """Show the channels that suit a reader's situation, in their place where they name one."""
    form = BalanceForm(request.GET)
    form.is_valid()
    have, place = form.chosen, form.place
    region = place or _nation()
    channels = LookupChannel.objects.for_region(region) if region else []
    advices = advise(have, channels) if have else []
    suited = [advice for advice in advices if advice.suits]
    phone = next((c for c in channels if c.kind == LookupChannel.Kind.PHONE), None)
    area_code = place.area_code if place else ""
    away = have == ReaderSituation.AWAY
    heading = _heading(have, place)
    context = {
        "form": form,
        "have": have,
        "place": place,
        "heading": heading,
        "all_open": form.address_for(open="all"),
        "title": heading.replace("|", ""),
        "situations": [
            {
                "have": value,
                "hint": HINTS[value],
                "url": form.address_for(have=value),
                "current": value == have,
            }
            for value in ReaderSituation
        ],
        "groups": _with_demands(channels),
        "first": suited[:1],
        "also": suited[1:],
        "unsuited": [advice for advice in advices if not advice.suits],
        "phone": phone,
        "area_code": area_code,
        "shared": place_facts.sharing_area_code(place) if place else [],
        "away": away,
        "from_afar": phone.from_afar(area_code) if phone and away else "",
        "kinds": _kinds(channels),
        "questions": _questions()[:8],
    }
    return unfolded(request, render(request, "pages/balance/index.html", context))


def _nation() -> Region | None:
    return Region.objects.filter(level=Region.Level.NATION).first()


def _questions():
    return Question.objects.published().filter(category=Question.Category.BALANCE).in_order()


def _questions_and_further() -> tuple[list[Question], Question | None]:
    """The questions on balances, and the one to read on, in one query."""
    wanted = Q(category=Question.Category.BALANCE) | Q(slug=FURTHER)
    rows = list(Question.objects.published().filter(wanted).in_order())
    further = next((row for row in rows if row.slug == FURTHER), None)
    return [row for row in rows if row.slug != FURTHER][:8], further


def _heading(have: ReaderSituation | None, place: Region | None) -> str:
    where = f"{place.short_name}参保，|" if place else ""
    if have is None:
        return f"{where}{TITLE}"
    return f"{where}{have.label}，|余额怎么查"


def _kinds(channels: Iterable[LookupChannel] = ()) -> list[tuple[str, str, str]]:
    """Every kind with its label and what it takes, empty where ``channels`` has none of it."""
    takes = {channel.kind: demands(channel) for channel in channels}
    order = [kind for _, _, _, kinds in GROUPS for kind in kinds]
    return [(k.value, k.label, takes.get(k.value, "")) for k in order]


def _with_demands(channels: list[LookupChannel]) -> list[dict]:
    """The groups, each channel with what it takes."""
    return [
        {**group, "channels": [(channel, demands(channel)) for channel in group["channels"]]}
        for group in channel_groups(channels)
    ]


def balance_kind(request, kind):
    """Show one kind of channel: the national one, whom it suits, and places with their own.

    The parameter ``region``, the path of a page, tells a reader from there what differs there and
    leads back; anything else in it is ignored, and such an answer is not kept.
    """
    if kind not in LookupChannel.Kind.values:  # capitals too; the 404 handler leads on
        raise Http404(kind)
    kinds = list(LookupChannel.objects.of_kind(kind))
    channel = next((c for c in kinds if c.region.level == Region.Level.NATION), None)
    label = LookupChannel.Kind(kind).label
    heading = task(channel) if channel else f"{label}：|医保卡余额怎么查"
    local = [c for c in kinds if c.region.page() is not None]
    asked = request.GET.get("region", "")
    place = place_facts.page_at(asked) if asked else None
    questions, further = _questions_and_further()
    context = {
        "channel": channel,
        "label": label,
        "heading": heading,
        "title": heading.replace("|", ""),
        "description": _description(channel, heading, len({c.region_id for c in local})),
        "trail": [("查余额", reverse("balance"))],
        "further": further,
        "others": [row for row in _kinds() if row[0] != kind],
        "questions": questions,
        **_of_the_place(place, kind),
        **_on_paper(request.path, place),
        **_of_the_nation(channel),
        **_of_other_places(local),
    }
    response = render(request, "pages/balance/kind.html", context)
    return never_stored(response) if asked and place is None else response


def _on_paper(path: str, place: Region | None) -> dict[str, str]:
    """The address under the steps of a place; the nation's have the page's own."""
    if place is None:
        return {}
    today = timezone.localdate()
    return {"on_paper": address_on_paper(path, f"region={place.path}", today)}


def _of_the_place(place: Region | None, kind: str) -> dict[str, object]:
    """What differs in the place a reader came from."""
    if place is None:
        return {"place": None, "place_path": "", "area_code": "", "own": [], "shared": []}
    channels = place_facts.channels()[place.pk]
    return {
        "place": place,
        "place_path": place.path,
        "area_code": place.area_code,
        "own": [c for c in channels if c.kind == kind and not c.is_national],
        "shared": place_facts.sharing_area_code(place) if kind == PHONE else [],
    }


def _of_the_nation(channel: LookupChannel | None) -> dict[str, object]:
    """Whom the national one suits, and how to read the entries that it shows."""
    if channel is None:
        return {"situations": [], "demands": "", "statement": None}
    return {
        "situations": [(have, advise(have, [channel])[0]) for have in ReaderSituation],
        "demands": demands(channel),
        "statement": statement_of(channel),
    }


def _of_other_places(local: list[LookupChannel]) -> dict[str, object]:
    """The places with one of their own, by part of the country."""
    by_area = sorted(local, key=lambda c: (c.region.code[:1], c.region.level, c.region.code))
    return {
        "areas": [
            (province_tiles.AREAS.get(digit, "其他"), list(rows))
            for digit, rows in groupby(by_area, key=lambda c: c.region.code[:1])
        ],
        "local_count": len({c.region_id for c in local}),
        "checked": _common_check(local),
        "official": any(c.host and c.operator == LookupChannel.Operator.OFFICIAL for c in local),
    }


def _common_check(channels: list[LookupChannel]) -> str:
    """How far the sources were checked, in words, where all were checked as far; else empty."""
    labels = {channel.source.grade for channel in channels}
    return labels.pop() if len(labels) == 1 else ""


def _description(channel: LookupChannel | None, heading: str, local: int) -> str:
    """The page in a sentence or two, from the row."""
    text = f"{heading.replace('|', '')}，"
    if channel is None:
        return f"{text}不分地方的步骤还没有收录。这里列出有自己办法的地方，和别的查法。"
    text += f"一步一步写清楚。{demands(channel)}"
    if channel.bring:
        text += f"要准备：{channel.bring.replace(chr(10), '；')}。"
    return text + (f"另有 {local} 个地方有自己的。" if local else "看看适合哪种情况。")
