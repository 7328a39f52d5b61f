"""The work list to its end: pages of all rows, who works on what, and what comes next."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk import publishing
from desk.assignments import ago
from desk.models import Assignment
from desk.succession import merge
from desk.worklist import NAMES
from regions.models import CorrectionReport, Publication
from regions.tests.make import make_claim, make_policy, make_region, make_source, make_statistic

from .test_policy_entry import entry

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW = Publication.DRAFT, Publication.IN_REVIEW
NOW = datetime.datetime(2026, 11, 30, 2, 0, tzinfo=datetime.UTC)


def staff(name, role="编辑", **fields):
    user = User.objects.create_user(name, is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return user, client


@pytest.fixture
def lan(db):
    return staff("lan", first_name="张兰")


@pytest.fixture
def ming(db):
    return staff("ming", first_name="李明")


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


def cities(gansu, number):
    return [
        make_region(slug=f"c{n:02}", name=f"{n:02}市", parent=gansu, code=f"62{n:02}00")
        for n in range(1, number + 1)
    ]


def section_page(client, name="missing", **query):
    return client.get(reverse("admin:work_section", args=[name]), query)


def assign(client, row, step="take", **fields):
    task = f"{row._meta.label_lower}:{row.pk}"
    return client.post(reverse("admin:assign"), {"task": task, "step": step} | fields, follow=True)


def record(place, **query):
    return reverse("admin:regions_refundpolicy_record", args=[place.pk], query=query)


# --- Pages -----------------------------------------------------------------------------------


def test_all_places_without_a_document_are_listed_fifty_at_a_time(lan, gansu):
    cities(gansu, 60)

    first, second = section_page(lan[1]), section_page(lan[1], p=2)

    rows = [row.text for page in (first, second) for row, _, _ in page.context["rows"]]
    assert len(first.context["rows"]) == 50
    assert (len(rows), len(set(rows))) == (61, 61)
    assert rows[0] == "甘肃省"
    assert "第 2 页，共 2 页" in second.text


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "³", "9" * 40, "2&p=3"])
def test_a_page_that_is_not_there_shows_one_that_is(lan, gansu, number):
    answer = section_page(lan[1], p=number)

    assert answer.status_code == 200
    assert "甘肃省" in answer.text


def test_places_with_letters_come_first_with_a_link_to_them(lan, gansu):
    for place in cities(gansu, 3)[1:2]:
        CorrectionReport.objects.create(region=place)

    rows = [row for row, _, _ in section_page(lan[1]).context["rows"]]

    assert [row.text for row in rows][:2] == ["甘肃省", "甘肃省02市"]
    assert rows[1].also.label == "看来信"
    assert lan[1].get(rows[1].also.url).status_code == 200


def test_more_rows_on_a_page_cost_no_more_queries(lan, gansu):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            section_page(lan[1])
        return len(captured)

    cities(gansu, 2)
    few = queries()
    for place in make_more(gansu):
        assign(lan[1], place)

    assert queries() <= few


def make_more(gansu):
    return [
        make_region(slug=f"d{n}", name=f"丁{n}市", parent=gansu, code=f"63{n:02}00")
        for n in range(20)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_section_has_a_page_and_the_index_leads_there(name, gansu, lan):
    client = staff("pruefer", "审核")[1]

    assert section_page(client, name).status_code == 200
    assert section_page(lan[1], "nothing").status_code == 404


def test_the_index_leads_to_all_inside_the_desk(lan, gansu):
    page = lan[1].get(reverse("admin:index")).text

    assert f'<a href="{reverse("admin:work_section", args=["missing"])}">看全部</a>' in page


def test_who_may_see_nothing_finds_no_page(gansu):
    User.objects.create_user("nobody", is_staff=True)
    client = Client()
    client.force_login(User.objects.get(username="nobody"))

    assert section_page(client).status_code == 404


# --- 我在做 ----------------------------------------------------------------------------------


def test_others_see_who_works_on_a_place(lan, ming, gansu):
    assign(lan[1], gansu)

    assert "<b>张兰在做</b>" in section_page(ming[1]).text
    assert "<b>您在做</b>" in section_page(lan[1]).text
    assert "张兰在做，刚才接的" in ming[1].get(reverse("admin:index")).text
    assert "<b>张兰在做</b>" in ming[1].get(record(gansu)).text


def test_the_lists_and_the_form_of_a_draft_say_who_works_on_it(lan, ming, gansu):
    claim = make_claim(gansu, status=DRAFT)
    assign(lan[1], claim)
    assign(lan[1], gansu)

    drafts = ming[1].get(reverse("admin:regions_claim_changelist")).text
    form = ming[1].get(reverse("admin:regions_claim_change", args=[claim.pk])).text
    places = ming[1].get(reverse("admin:regions_region_changelist")).text

    assert "草稿，张兰在做" in drafts
    assert "<b>草稿，张兰在做</b>" in form
    assert "录入标准</a>，张兰在做" in places


def test_what_somebody_has_is_not_taken_by_a_second(lan, ming, gansu):
    assign(lan[1], gansu)

    answer = assign(ming[1], gansu)

    assert "张兰在做，刚才接的。要接过来，请写一句话告诉对方。" in answer.text
    assert Assignment.objects.get().by == lan[0]


def test_it_is_taken_over_with_a_word_that_the_first_can_read(lan, ming, gansu):
    assign(lan[1], gansu)

    refused = assign(ming[1], gansu, "take_over", word=" ", **{"from": lan[0].pk})
    assert "请写一句话" in refused.text
    assign(ming[1], gansu, "take_over", word="我今天\n录", **{"from": lan[0].pk})

    assert Assignment.objects.get().by == ming[0]
    index = lan[1].get(reverse("admin:index")).text
    assert "别人接过去的：1 个" in index
    assert "李明刚才接过去了：我今天 录" in index


def test_of_two_who_take_over_the_second_is_told_of_the_first(lan, ming, gansu):
    third = staff("hua", first_name="王华")
    assign(lan[1], gansu)
    assign(ming[1], gansu, "take_over", word="我来", **{"from": lan[0].pk})

    answer = assign(third[1], gansu, "take_over", word="我来", **{"from": lan[0].pk})

    assert "刚才换了人：现在李明在做" in answer.text
    assert Assignment.objects.get().by == ming[0]


def test_it_is_given_back_by_the_one_who_has_it_only(lan, ming, gansu):
    assign(lan[1], gansu)

    assign(ming[1], gansu, "give_back")
    assert Assignment.objects.exists()
    assign(lan[1], gansu, "give_back")
    assert not Assignment.objects.exists()


def test_after_two_weeks_it_is_forgotten(lan, ming, gansu):
    assign(lan[1], gansu)
    Assignment.objects.update(since=timezone.now() - datetime.timedelta(days=14, minutes=1))

    assert "张兰在做" not in section_page(ming[1]).text
    assign(ming[1], gansu)
    assert Assignment.objects.get().by == ming[0]
    assert "别人接过去的" not in lan[1].get(reverse("admin:index")).text


def test_it_is_done_when_it_is_published(lan, gansu):
    policy = make_policy(gansu, status=IN_REVIEW)
    assign(lan[1], gansu)
    assign(lan[1], policy)

    publishing.apply(policy)

    assert not Assignment.objects.exists()


def test_it_goes_with_a_deleted_draft(lan, gansu):
    claim = make_claim(gansu, status=DRAFT)
    assign(lan[1], claim)

    claim.delete()

    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    "task",
    [
        "",
        "regions.region",
        "regions.region:x",
        "auth.user:1",
        "no.such:1",
        "regions.region:999999",
        "regions.region:" + "9" * 40,
        "regions.region:-1",
        "\0:1",
    ],
)
def test_a_task_that_is_none_is_not_found(lan, task):
    answer = lan[1].post(reverse("admin:assign"), {"task": task, "step": "take"})

    assert answer.status_code == 404


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:x", ""])
def test_a_way_back_out_of_the_site_leads_to_the_index(lan, gansu, back):
    answer = lan[1].post(
        reverse("admin:assign"),
        {"task": f"regions.region:{gansu.pk}", "step": "take", "back": back},
    )

    assert answer.url == reverse("admin:index")


def test_who_may_not_enter_standards_takes_no_place(gansu):
    User.objects.create_user("nobody", is_staff=True)
    client = Client()
    client.force_login(User.objects.get(username="nobody"))

    assert assign(client, gansu).status_code == 403


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "刚才"),
        (1, "1分钟前"),
        (59, "59分钟前"),
        (60, "1小时前"),
        (1439, "23小时前"),
        (1440, "1天前"),
        (20000, "13天前"),
    ],
)
def test_how_long_ago_is_said_in_plain_words(minutes, said):
    assert ago(NOW - datetime.timedelta(minutes=minutes), NOW) == said


# --- 下一个 ----------------------------------------------------------------------------------


def test_the_entry_page_leads_to_the_next_gap_that_nobody_works_on(lan, ming, gansu):
    first, second, third, fourth = cities(gansu, 4)
    assign(ming[1], second)
    make_policy(third, status=DRAFT)

    page = lan[1].get(record(first, list="missing"))

    assert page.context["following"].label == "甘肃省04市"
    assert page.context["following"].url == record(fourth, list="missing")


def test_at_the_end_of_the_list_it_begins_again(lan, gansu):
    *_, last = cities(gansu, 2)

    page = lan[1].get(record(last, list="missing"))

    assert page.context["following"].label == "甘肃省"


def test_who_did_not_come_from_the_list_is_led_nowhere(lan, gansu):
    cities(gansu, 2)

    assert lan[1].get(record(gansu)).context["following"] is None


def test_who_corrects_the_rule_that_is_there_does_not_lose_the_list(lan, gansu):
    first, _ = cities(gansu, 2)
    policy = make_policy(first)

    page = lan[1].get(record(first, list="missing")).text

    assert f'href="?change={policy.pk}&amp;list=missing"' in page
    corrected = lan[1].get(record(first, change=policy.pk, list="missing"))
    assert corrected.context["following"] is not None


def test_where_nothing_is_left_nothing_is_offered(lan, gansu):
    assert lan[1].get(record(gansu, list="missing")).context["following"] is None


def test_after_saving_the_next_gap_is_one_click_away(lan, gansu):
    first, second = cities(gansu, 2)

    answer = lan[1].post(record(first, list="missing"), entry(), follow=True)

    assert "下一个还缺文件的" in answer.text
    assert record(second, list="missing").replace("&", "&amp;") in answer.text


def test_after_publishing_the_next_in_review_is_one_click_away(gansu):
    reviewer, client = staff("pruefer", "审核")
    own = make_statistic(gansu, year=2020, status=DRAFT)
    own._history_user = reviewer
    own.save()
    publishing.submit(own)
    source = make_source(url="https://www.gov.cn/a")
    one = make_statistic(gansu, year=2021, status=IN_REVIEW, source=source)
    two = make_statistic(gansu, year=2022, status=IN_REVIEW, source=source)
    address = reverse("admin:regions_statistic_review", args=[one.pk])
    seen = str(publishing.seen(one))

    answer = client.post(address, {"step": "publish", "seen": seen}, follow=True)

    assert "下一个等着审核的" in answer.text
    assert reverse("admin:regions_statistic_review", args=[two.pk]) in answer.text
    assert reverse("admin:regions_statistic_review", args=[own.pk]) not in answer.text


def test_a_source_that_is_published_with_its_fact_is_nobodys_work_any_more(lan, ming, gansu):
    source = make_source(status=DRAFT)
    claim = make_claim(gansu, source=source, status=IN_REVIEW)
    for row in (source, claim):
        Assignment.objects.take(row, lan[0], NOW, None, "")

    publishing.publish(claim, ming[0], NOW.date())

    source.refresh_from_db()
    assert source.status == Publication.PUBLISHED
    assert not Assignment.objects.exists()


def test_who_works_on_a_place_that_merges_works_on_the_one_it_merges_into(lan, ming, gansu):
    first, second, third = cities(gansu, 3)
    user, client = lan
    Assignment.objects.take(first, user, timezone.now(), None, "")
    Assignment.objects.take(third, ming[0], timezone.now(), None, "")

    merge(first, second, datetime.date(2026, 11, 30))
    page = client.get(reverse("admin:index")).content.decode()
    merge(second, third, datetime.date(2026, 11, 30))

    assert "给甘肃省02市录标准" in page
    assert "给甘肃省01市录标准" not in page
    held = Assignment.objects.get()
    assert (held.row, held.by) == (third.pk, ming[0])
