"""What changed: standards by their start, facts by the day they were saved."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from desk import publishing
from faq.tests.make import make_local_answer, make_question
from pages import change_log
from regions.models import LookupChannel, Publication, RefundPolicy
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_example,
    make_nation,
    make_policy,
    make_region,
    make_source,
    make_statistic,
    make_tier,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)


def on(days: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=days)


def starting(region, *days, **fields):
    return [make_policy(region, effective_from=day, **fields) for day in days]


def saved(row, moment: str):
    """Let ``row`` have been saved at ``moment``, in UTC."""
    when = datetime.datetime.fromisoformat(moment).replace(tzinfo=datetime.UTC)
    row.history.update(history_date=when)


def starts_of(views):
    return [view.policy.effective_from for view in views]


def test_what_starts_after_today_is_coming_the_soonest_first(lanzhou):
    starting(lanzhou, on(40), on(1), on(0), on(-1))

    found = change_log.starts(TODAY)

    assert starts_of(found.coming) == [on(1), on(40)]
    assert starts_of(found.begun) == [on(0), on(-1)]


def test_only_the_last_two_years_are_new(lanzhou):
    edge = datetime.date(2024, 11, 25)
    starting(lanzhou, edge, edge + datetime.timedelta(days=1))

    found = change_log.starts(TODAY)

    assert starts_of(found.begun) == [datetime.date(2024, 11, 26)]
    assert found.latest is None


def test_the_last_two_years_are_two_years_on_the_last_day_of_a_month_too(lanzhou):
    starting(lanzhou, datetime.date(2024, 12, 31), datetime.date(2025, 1, 1))

    assert starts_of(change_log.starts(datetime.date(2026, 12, 31)).begun) == [
        datetime.date(2025, 1, 1)
    ]


def test_where_none_is_new_the_latest_of_the_old_is_told(lanzhou):
    starting(lanzhou, None, datetime.date(2023, 1, 1), datetime.date(2024, 1, 1))

    found = change_log.starts(TODAY)

    assert found.begun == []
    assert found.latest.policy.effective_from == datetime.date(2024, 1, 1)


def test_the_last_day_of_february_has_a_day_two_years_before():
    assert change_log.starts(datetime.date(2028, 2, 29)).begun == []


@pytest.mark.parametrize("status", [Publication.DRAFT, Publication.WITHDRAWN])
def test_what_is_not_published_is_no_change(lanzhou, status):
    starting(lanzhou, on(1), on(-1), status=status)

    found = change_log.starts(TODAY)

    assert (found.coming, found.begun, found.latest, change_log.days(TODAY)) == ([], [], None, [])


def test_days_are_days_in_shanghai_the_newest_first(lanzhou):
    saved(make_policy(lanzhou), "2026-11-20T15:59:59")
    saved(make_channel(lanzhou), "2026-11-20T16:00:00")

    newer, older = change_log.days(TODAY)

    assert (newer.day, dict(newer.counts)) == (datetime.date(2026, 11, 21), {"查询办法": 1})
    assert (older.day, dict(older.counts)) == (datetime.date(2026, 11, 20), {"划入标准": 1})


def test_few_changes_are_named_and_linked(lanzhou):
    make_policy(lanzhou)
    make_channel(lanzhou, name="兰州热线")
    make_channel(make_nation())
    make_claim(lanzhou)
    make_statistic(lanzhou)
    make_question()

    (day,) = change_log.days(TODAY)

    assert day.named
    assert [(change.about, change.url) for change in day.changes] == [
        ("甘肃省兰州市", "/regions/gansu/lanzhou/#policy"),
        ("全国，医保服务热线", "/balance/#balance"),
        ("甘肃省兰州市，兰州热线", "/regions/gansu/lanzhou/#balance"),
        ("甘肃省兰州市", "/regions/gansu/lanzhou/"),
        ("医保断了，以前交的白交了吗？", "/faq/lapse/"),
        ("甘肃省兰州市2022年", "/regions/gansu/lanzhou/"),
    ]


@pytest.mark.parametrize(("number", "named"), [(12, True), (13, False)])
def test_many_changes_are_told_in_numbers(lanzhou, number, named):
    for at in range(number):
        make_channel(lanzhou, name=f"热线{at}")

    (day,) = change_log.days(TODAY)

    assert (day.named, len(day.changes)) == (named, number if named else 0)
    assert day.in_numbers == [f"查询办法 {number} 种"]


def test_what_is_not_shown_is_no_change(lanzhou):
    make_channel(lanzhou, status=Publication.DRAFT)
    make_claim(lanzhou, status=Publication.DRAFT)
    make_question(status=Publication.DRAFT)

    assert change_log.days(TODAY) == []


def test_only_the_latest_twenty_days_are_told(lanzhou):
    for number in range(21):
        saved(make_channel(lanzhou, name=f"热线{number}"), f"2026-10-{number + 1:02}T04:00:00")

    days = change_log.days(TODAY)

    assert len(days) == 20
    assert days[-1].day == datetime.date(2026, 10, 2)


def test_the_page_tells_coming_new_and_saved(client, lanzhou):
    today = timezone.localdate()
    make_policy(lanzhou, effective_from=today + datetime.timedelta(days=30))
    make_policy(
        lanzhou, effective_from=today - datetime.timedelta(days=30), tiers=[(0, None, "90")]
    )

    page = client.get("/changes/").text

    assert page.index("将于") < page.index("年开始的标准") < page.index("每月 90 元")
    assert "新收录" in page
    assert "<b>每月 90 元</b>" in page.split('id="m-site"')[1]
    assert 'href="/regions/gansu/lanzhou/#policy"' in page


def test_a_figure_past_its_limit_is_not_told(client, lanzhou):
    old = make_policy(lanzhou, effective_from=datetime.date(2020, 1, 1))
    old.source.published_on = datetime.date(2020, 1, 1)
    old.source.save()

    page = client.get("/changes/").text

    assert "需核实" in page
    assert "75" not in page.split("<main")[1].split("</main>")[0]


def test_the_page_stands_without_any_fact(client):
    page = client.get("/changes/").text

    assert "还没有收录任何资料" in page


def test_the_page_costs_the_same_with_more_facts(client, lanzhou, django_assert_max_num_queries):
    make_question()
    for number in range(4):
        place = make_region(slug=f"place-{number}", parent=lanzhou.parent)
        starting(place, on(10), on(-10), datetime.date(2020, 1, 1))
        make_statistic(place)
        make_claim(place)
        make_deduction(place)
        make_local_answer(place)
    days = [f"2026-11-{at + 1:02}T04:00:00" for at in range(12)]
    for row, day in zip(RefundPolicy.objects.all(), days, strict=True):
        saved(row, day)
    for row in LookupChannel.objects.all():
        saved(row, days[0])

    # begun and coming, each with tiers and other sources; for each of seven kinds the days, the
    # facts and their history, and of these: two more for policies, links of policies and
    # questions, tiers
    with django_assert_max_num_queries(6 + 7 * 3 + 2 + 6 + 1):
        client.get("/changes/")


# --- What it was before ----------------------------------------------------------------------


def told():
    """What the history says of policies: the figures and the other labels, newest day first."""
    return [
        ([(f.ages, f.old, f.new) for f in change.figures], change.fields)
        for day in change_log.days(TODAY)
        for change in reversed(day.changes)
        if change.kind == "划入标准"
    ]


def replace(policy, tiers, **fields):
    """Publish a changed copy in place of ``policy``."""
    draft = publishing.copy_of(policy)
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    draft.tiers.all().delete()
    for low, high, amount in tiers:
        make_tier(draft, min_age=low, max_age=high, amount=Decimal(amount))
    publishing.submit(draft)
    return publishing.apply(draft)


@pytest.mark.parametrize(
    ("make", "before", "after", "said"),
    [
        (make_deduction, {"amount": 7}, {"amount": Decimal("8.66")}, ("每月 7 元", "每月 8.66 元")),
        (make_deduction, {"amount": None}, {"amount": 7}, ("数没有查到", "每月 7 元")),
        (make_local_answer, {"statement": "三十年。"}, {"statement": "满 30 年。"},
         ("三十年。", "满 30 年。")),
    ],
)  # fmt: skip
def test_a_figure_of_another_kind_is_told_as_it_was_and_is(lanzhou, make, before, after, said):
    row = make(lanzhou, **before)
    for name, value in after.items():
        setattr(row, name, value)
    row.save()

    changes = change_log.days(TODAY)[0].changes

    assert [(f.old, f.new) for change in changes for f in change.figures][-1] == said
    assert changes[-1].fields == []


def test_a_deduction_past_its_limit_is_told_without_its_figure(lanzhou):
    make_deduction(lanzhou, source=make_source(published_on=datetime.date(2015, 1, 1)))

    assert change_log.days(TODAY)[0].changes[0].figures == []


@pytest.fixture
def by_age(lanzhou):
    policy = make_policy(lanzhou, tiers=[(0, 69, "90"), (70, None, "100")])
    make_example(policy, age=65, amount=Decimal("90"))
    return policy


@pytest.fixture
def flat(lanzhou):
    policy = make_policy(lanzhou, tiers=[(0, None, "90")])
    make_example(policy, age=65, amount=Decimal("90"))
    return policy


def test_a_new_policy_tells_its_figure(flat):
    assert told() == [([("", "", "每月 90 元")], [])]


def test_a_changed_figure_tells_what_it_was(flat):
    flat.examples.update(amount=Decimal("95"))
    replace(flat, [(0, None, "95")], wording="每月95元。")

    assert told()[0] == ([("", "每月 90 元", "每月 95 元")], ["原话"])


def test_where_only_a_band_changed_the_band_is_told(by_age):
    replace(by_age, [(0, 69, "90"), (70, None, "110")])

    assert told()[0] == ([("70岁及以上", "每月 100 元", "每月 110 元")], [])


def test_each_of_several_changes_tells_the_figure_of_its_time(flat):
    flat.examples.all().delete()
    for amount in ("95", "98"):
        make_example(flat, age=65, amount=Decimal(amount))
        replace(flat, [(0, None, amount)])
        flat.examples.all().delete()

    lines = [line for figures, _ in told() for line in figures]

    assert lines == [
        ("", "每月 95 元", "每月 98 元"),
        ("", "每月 90 元", "每月 95 元"),
        ("", "", "每月 90 元"),
    ]


def test_what_was_never_published_is_not_told(lanzhou):
    policy = make_policy(lanzhou, tiers=[(0, None, "66")], status=Publication.DRAFT)
    make_example(policy, amount=Decimal("90"))
    policy.tiers.all().delete()
    make_tier(policy, min_age=0, amount=Decimal("90"))
    publishing.submit(policy)
    publishing.apply(RefundPolicy.objects.get(pk=policy.pk))

    assert told() == [([("", "", "每月 90 元")], [])]


def test_a_draft_copy_is_not_told_before_it_is_published(flat):
    draft = publishing.copy_of(flat)
    draft.tiers.update(amount=Decimal("95"))

    assert told() == [([("", "", "每月 90 元")], [])]


def test_notes_of_staff_are_no_change_and_are_not_told(client, flat):
    flat.staff_note = "打电话问过李科长"
    flat.save()

    page = client.get("/changes/").text

    assert len(told()) == 1
    assert "李科长" not in page
    assert "内部备注" not in page


def test_what_no_page_shows_of_a_question_is_no_change():
    question = make_question()
    question.synonyms, question.order = "断交 停保", 3
    question.save()

    [day] = change_log.days(timezone.localdate())

    assert [change.is_new for change in day.changes] == [True]


def test_a_countys_fact_leads_to_the_page_it_belongs_to(lanzhou):
    county = make_region(slug="yuzhong", parent=lanzhou, has_page=False)
    make_claim(county)
    make_statistic(county)

    [day] = change_log.days(timezone.localdate())

    assert {change.url for change in day.changes} == {lanzhou.get_absolute_url()}


def test_taking_a_policy_back_and_showing_it_again_is_no_change(flat):
    publishing.withdraw(flat, "核对")
    RefundPolicy.objects.get(pk=flat.pk).move(Publication.PUBLISHED)

    assert len(told()) == 1


def test_other_sources_are_told_by_name_only(flat):
    flat.save()
    flat.other_sources.add(make_source())

    assert told()[0] == ([], ["其他来源"])


def test_other_facts_tell_which_of_their_parts_changed(client, lanzhou):
    channel = make_channel(lanzhou, name="兰州热线")
    channel.phone, channel.steps = "12393", "先拨号。"
    channel.save()

    page = client.get("/changes/").text

    (first, second) = change_log.days(TODAY)[0].changes
    assert (first.is_new, second.is_new) == (True, False)
    assert second.fields == ["电话", "步骤"]
    assert "改了：电话、步骤" in page


def test_a_withheld_figure_is_not_told_by_its_past_either(client, flat):
    flat.examples.update(amount=Decimal("95"))
    replace(flat, [(0, None, "95")])
    flat.source.published_on = datetime.date(2020, 1, 1)
    flat.source.save()

    page = client.get("/changes/").text.split("<main")[1].split("</main>")[0]

    assert told() == [([], ["金额"]), ([], [])]
    assert "90" not in page
    assert "95" not in page


def test_the_page_tells_the_old_and_the_new_figure(client, flat):
    flat.examples.update(amount=Decimal("95"))
    replace(flat, [(0, None, "95")])

    page = client.get("/changes/").text

    assert "每月 90 元 <span" in page
    assert "<b>每月 95 元</b>" in page
