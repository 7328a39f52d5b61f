"""Rename and merge places without breaking links or searches.

The old address answers 301 and the old name is still found. A merged place leads to its
successor in one step; places that had merged into it then lead to that successor too.
"""

import datetime
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from desk.models import Assignment, Merge
from desk.row_locks import locked
from faq.models import LocalAnswer, Question
from regions.models import (
    Claim,
    CorrectionReport,
    Deduction,
    Estimate,
    LookupChannel,
    ReaderStatement,
    RefundPolicy,
    Region,
    RegionAlias,
    Statistic,
)
from regions.names import stem
from regions.place_facts import province_in

#: What may hang on a place: the model, its field that names the place, and what we call it.
LINKS: tuple[tuple[type[Model], str, str], ...] = (
    (Region, "parent", "下级地区"),
    (Region, "successor", "以前并进来的地方"),
    (RefundPolicy, "region", "划入标准"),
    (RefundPolicy, "base_region", "按它的平均养老金算的标准"),
    (Deduction, "region", "代扣"),
    (Statistic, "region", "平均养老金"),
    (Estimate, "region", "估算比例"),
    (LookupChannel, "region", "查询渠道"),
    (Claim, "region", "资料里的说法"),
    (CorrectionReport, "region", "读者来信"),
    (ReaderStatement, "region", "读者报来一样的数"),
    (LocalAnswer, "region", "各地答案"),
    (Question, "regions", "这里的人常问的问题"),
    (Question, "rule_regions", "写着它的标准的问题"),
)


def hanging(place: Region) -> list[tuple[type[Model], str, str, int]]:
    """Count the rows that name ``place``: model, field and label as in ``LINKS``, and number."""
    counted = [
        (model, field, label, model._default_manager.filter(**{field: place}).count())
        for model, field, label in LINKS
    ]
    return [line for line in counted if line[-1]]


def rename(place: Region, reason: str = "") -> None:
    """Save the new names and slug of ``place``, and keep the former names findable.

    Raises ValidationError where another place has them or nothing was changed.
    """
    with transaction.atomic():
        before = locked(place)
        names = ["name", "short_name", "pinyin", "initials", "slug"]
        if all(getattr(place, name) == getattr(before, name) for name in names):
            raise ValidationError("名字和网址用名都没有变，没有要存的。")
        why = _because(f"改名，原来叫{before.name}", reason)
        place.full_clean()
        place.save_because(why)
        place.aliases.filter(
            kind=RegionAlias.Kind.FORMER, name__in=[place.name, place.short_name]
        ).delete()
        _remember(place, _names(before), why)


def merge(
    place: Region,
    into: Region,
    on: datetime.date,
    reason: str = "",
    *,
    by: User | None = None,
    now: datetime.datetime | None = None,
) -> list[Region]:
    """Merge ``place`` into ``into`` on the day ``on``; return its children, which move to ``into``.

    Its names and the places that had merged into it lead to ``into`` from then on, and who works
    on its standard works on that of ``into``. Facts stay with ``place``. With the moment ``now``,
    what moved is noted, so that ``desk.unmerging`` can undo it. Raises ValidationError with the
    reasons where it cannot be merged.
    """
    with transaction.atomic():
        before, into = locked(place), locked(into)
        if refused := refusal(before, into):
            raise ValidationError(refused)
        why = _because(f"并入{into}", reason)
        moved = _move_below(into, before, why)
        before_it = list(before.predecessors.all())
        for former in before_it:  # or their addresses would redirect twice
            former.successor = into
            former.save_because(why)
        place.ended_on, place.successor = on, into
        place.full_clean()
        place.save_because(why)
        known = [RegionAlias.Kind.FORMER, RegionAlias.Kind.COLLOQUIAL]
        others = before.aliases.filter(kind__in=known).values_list("name", flat=True)
        added = _remember(into, [*_names(before), *others], why)
        Assignment.objects.hand_over(place, into)
        if now is not None:
            noted = {
                "ended_on": before.ended_on.isoformat() if before.ended_on else None,
                "children": _noted(moved),
                "predecessors": _noted(before_it),
                "aliases": [{"pk": alias.pk, "version": alias.version} for alias in added],
            }
            Merge.objects.create(
                place=place, into=into, reason=reason, undo=noted, made_at=now, made_by=by
            )
    return moved


def _noted(places: Iterable[Region]) -> list[dict[str, object]]:
    """Return ids and names, to be kept with a merge."""
    return [{"pk": place.pk, "name": place.name} for place in places]


def new_address(before: str, place: Region) -> list[str]:
    """Say how addresses changed since ``place`` had the path ``before``; empty if they did not."""
    if before == place.path:
        return []
    told = [f"网址从 /regions/{before}/ 换成 /regions/{place.path}/，旧网址会转过去。"]
    if place.is_province:
        told.append("省里各地的网址一起换，旧的都会转过去。")
    elif province_in(before) != province_in(place.path) and place.children.exists():
        told.append("下级的网址一起换，旧的都会转过去。")
    return told


def refusal(place: Region, into: Region) -> str:
    """Say why ``place``, as the database has it, cannot merge into ``into``; empty if it can."""
    if place.level == Region.Level.NATION:
        return "“全国”不能并到别处。"
    if place.successor_id is not None:
        return f"{place.name}已经并入{place.successor}了。"
    if into.pk == place.pk:
        return "不能并入自己。"
    if into.ended_on is not None or into.successor_id is not None:
        return f"{into.name}自己已经撤销了，请填它现在归的地方。"
    if place.pk in [above.pk for above in into.lineage()]:
        return f"{into.name}是{place.name}的下级，不能并进去。先给它选好别的上级。"
    if into.page() is None:
        return f"{into.name}没有页面，旧网址没有地方可转。"
    return ""


def _because(step: str, reason: str) -> str:
    return f"{step}：{reason}" if reason else step


def _names(place: Region) -> list[str]:
    """Return the names of a place, without a short name that is only the stem of the name."""
    short = [] if stem(place.short_name) == stem(place.name) else [place.short_name]
    return [place.name, *short]


def _remember(place: Region, names: Iterable[str], why: str) -> list[RegionAlias]:
    """Save ``names`` as former names of ``place``, except those that it has; return the new."""
    added = []
    known = {place.name, place.short_name, *place.aliases.values_list("name", flat=True)}
    for name in dict.fromkeys(names):
        if name not in known:
            alias = RegionAlias(region=place, name=name, kind=RegionAlias.Kind.FORMER)
            alias.save_because(why)
            added.append(alias)
    return added


def _move_below(into: Region, place: Region, why: str) -> list[Region]:
    """Move the children of ``place`` to ``into`` and return them.

    Raises ValidationError with a sentence for each child that cannot be moved.
    """
    children = list(place.children.all())
    faults = []
    for child in children:
        if child.level <= into.level:
            faults.append(
                f"{child.name}的级别不比{into.name}低，挂不到它下面。请先给{child.name}选好别的上级。"
            )
            continue
        child.parent = into
        try:
            child.full_clean()
            child.save_because(why)
        except ValidationError as error:
            faults += [f"{child.name}挂不到{into.name}下面：{said}" for said in error.messages]
    if faults:
        raise ValidationError(faults)
    return children
