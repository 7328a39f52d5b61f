"""Facts of files into a database: what is missing is added, what staff wrote is told and kept."""

from decimal import Decimal

import pytest
from django.core.management import CommandError
from django.utils import timezone

from caching.revision import current
from desk.publishing import copy_of
from regions import fact_files
from regions.models import PolicyTier, RefundPolicy, Region, Source, Statistic
from text import progress

from .fact_lines import (
    ALL,
    CHINA,
    GANSU,
    LETTER,
    PAPER,
    PLACE,
    POLICY,
    RULE,
    TIER,
    YEAR,
    copies,
    policy,
    published_by,
)

pytestmark = pytest.mark.django_db


def test_an_empty_database_takes_every_row_with_its_links_and_a_record(load):
    said = load(*ALL)

    assert said == "装入：地区 2，来源 2，划入标准 1，年龄档 1，平均养老金 1\n"
    policy = RefundPolicy.objects.get()
    assert (policy.region.name, policy.source.key) == ("甘肃省", "paper")
    assert [source.key for source in policy.other_sources.all()] == ["letter"]
    assert [tier.amount for tier in policy.tiers.all()] == [Decimal("90.00")]
    for model in (Region, Source, RefundPolicy, PolicyTier, Statistic):
        reasons = set(model.history.values_list("history_change_reason", flat=True))
        assert fact_files.REASON in reasons, model


def test_a_fact_changed_on_the_day_its_line_states_and_not_when_it_is_loaded(load):
    load(*PLACE, (*POLICY, "2026-11-03"), TIER, YEAR)

    def day(row):
        return timezone.localdate(row.changed_at).isoformat()

    assert day(RefundPolicy.objects.get()) == "2026-11-03"
    assert {day(row) for row in (*Source.objects.all(), Statistic.objects.get())} == {"2026-10-01"}


def test_what_a_release_proposes_changes_on_the_day_it_is_published(loaded, li):
    loaded(*PLACE, (*RULE[0], "2026-11-03"), *RULE[1:], YEAR, propose=True)
    assert timezone.localdate(policy().changed_at).isoformat() == "2026-10-01"

    published_by(li, copies()[0])

    assert timezone.localdate(policy().changed_at) == timezone.localdate()


def test_a_second_time_nothing_is_written(load):
    load(*ALL)
    before = current(), [row.version for row in RefundPolicy.objects.all()]
    records = RefundPolicy.history.count()

    assert load(*ALL) == "没有缺的资料。\n"
    assert before == (current(), [row.version for row in RefundPolicy.objects.all()])
    assert RefundPolicy.history.count() == records


def test_rows_may_name_others_that_come_later_in_the_file(load):
    old = ("region", {"slug": "old", "name": "旧县", "short_name": "旧县", "level": 3})
    old[1].update(parent=["620000"], successor=["620100"])
    city = ("region", GANSU[1] | {"code": "620100", "slug": "lanzhou", "level": 2})
    city[1].update(parent=["620000"])

    load(CHINA, GANSU, old, POLICY, TIER, YEAR, LETTER, PAPER, city)

    policy = RefundPolicy.objects.get()
    assert (policy.source.key, policy.tiers.count()) == ("paper", 1)
    assert policy.other_sources.get().key == "letter"
    assert Statistic.objects.get().source.key == "paper"
    assert Region.objects.get(slug="old").successor.path == "gansu/lanzhou"


def test_a_part_stands_behind_the_fact_it_belongs_to(load):
    with pytest.raises(CommandError, match=r"^facts\.json：.*regions\.policytier"):
        load(CHINA, GANSU, PAPER, LETTER, TIER, POLICY)


def test_a_row_that_names_nothing_there_is_told_and_nothing_is_kept(load):
    lonely = ("policytier", {"policy": ["gansu-9"], "min_age": 0, "amount": "90.00"})
    unlinked = ("refundpolicy", POLICY[1] | {"other_sources": [["nobody"]]})

    for wrong in (lonely, unlinked):
        with pytest.raises(CommandError, match=r"^facts\.json：.+"):
            load(CHINA, GANSU, PAPER, LETTER, wrong)
        assert not Region.objects.exists(), wrong
        assert current().number == 0, wrong


def test_a_line_that_cannot_be_read_is_quoted(load):
    for model, fields in [
        ("source", {"key": "paper", "titel": "甘肃日报"}),
        ("nothing", {}),
        ("statistic", YEAR[1] | {"average_pension": "四千"}),
    ]:
        with pytest.raises(CommandError, match=r"^facts\.json：") as refusal:
            load(CHINA, GANSU, PAPER, (model, fields))
        assert f"regions.{model}" in str(refusal.value)


def test_what_staff_changed_is_told_field_by_field_and_kept(load):
    load(*ALL)
    policy = RefundPolicy.objects.get()
    policy.notes, policy.effective_from = "另有说明", None
    policy.save()
    policy.other_sources.clear()
    policy.tiers.update(amount=Decimal(95))
    name = "甘肃省 开始日期不详"

    said = load(*ALL)

    assert said.splitlines() == [
        "没有缺的资料。",
        f"不同，没有改动：划入标准“{name}”，从哪天起执行：库里“空”，资料“2024-01-01”",
        f"不同，没有改动：划入标准“{name}”，要说明的：库里“另有说明”，资料“空”",
        f"不同，没有改动：划入标准“{name}”，其他来源：不一样",
        f"不同，没有改动：{name}，年龄档“不分年龄”，金额（元）：库里“95.00”，资料“90.00”",
    ]
    policy.refresh_from_db()
    assert (policy.notes, policy.other_sources.count()) == ("另有说明", 0)
    assert policy.tiers.get().amount == Decimal(95)


def test_a_part_that_staff_took_away_does_not_come_back(load):
    load(*ALL)
    PolicyTier.objects.get().delete()

    said = load(*ALL)

    assert "年龄档“不分年龄”：库里没有这一行" in said
    assert not PolicyTier.objects.exists()


def test_what_is_missing_is_added_beside_what_is_there(load):
    load(CHINA, GANSU, PAPER)
    kept = Region.objects.get(path="gansu")

    assert load(*ALL) == "装入：来源 1，划入标准 1，年龄档 1，平均养老金 1\n"
    assert RefundPolicy.objects.get().region == kept
    assert Region.objects.count() == 2


def test_a_place_that_got_another_name_and_address_is_known_by_its_code(load):
    load(*ALL)
    place = Region.objects.get(path="gansu")
    place.slug, place.name = "long", "陇省"
    place.save()

    said = load(*ALL)

    assert Region.objects.count() == 2
    assert "地区“陇省”，全称：库里“陇省”，资料“甘肃省”" in said
    assert "装入" not in said


def test_a_draft_copy_is_not_taken_for_its_row(load):
    load(*ALL)
    for row in (Statistic.objects.get(), RefundPolicy.objects.get()):
        copy_of(row)

    assert load(*ALL) == "没有缺的资料。\n"
    assert (Statistic.objects.count(), RefundPolicy.objects.count()) == (2, 2)


def test_a_database_with_facts_is_left_alone_where_only_an_empty_one_is_to_be_filled(load):
    load(CHINA)

    assert load(*ALL, if_empty=True) == "库里已有资料，没有改动。\n"
    assert load(*ALL, if_empty=True, verbosity=0) == ""
    assert Region.objects.count() == 1


def test_a_long_text_is_quoted_in_one_line_where_it_begins_to_differ(load):
    text = "\n".join(["一段话。"] * 20)
    load(CHINA, GANSU, PAPER, LETTER, ("refundpolicy", POLICY[1] | {"notes": text}), TIER)

    said = load(CHINA, GANSU, PAPER, LETTER, ("refundpolicy", POLICY[1] | {"notes": text + "完"}))

    [line] = [line for line in said.splitlines() if "要说明的" in line]
    assert line.endswith("库里“…↵一段话。↵一段话。↵一段话。”，资料“…↵一段话。↵一段话。↵一段话。完”")


def test_a_part_that_the_files_lack_is_told(load):
    load(*ALL)

    assert "年龄档“不分年龄”：资料里没有这一行\n" in load(*ALL[:5], YEAR)
    assert PolicyTier.objects.exists()


def test_a_line_that_stands_twice_is_refused(load):
    with pytest.raises(CommandError, match="前面已经有这一行"):
        load(CHINA, GANSU, GANSU)


def test_it_says_how_far_it_is_unless_it_is_to_be_quiet(load, monkeypatch):
    monkeypatch.setattr(progress, "LOGGED", 0.0)

    assert load(*ALL).startswith(f"装入 facts：1/{len(ALL)}\n装入 facts：2/{len(ALL)}\n")
    assert load(*ALL, verbosity=0) == ""
