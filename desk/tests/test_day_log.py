"""今天发生了什么: all facts, sources and places, all people, one day."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import publishing
from desk.succession import rename
from regions.models import Publication, Source
from regions.tests.make import make_claim, make_policy, make_region, make_source, make_statistic

from .test_working_through import staff

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW = Publication.DRAFT, Publication.IN_REVIEW


@pytest.fixture
def lan(db):
    return staff("lan", first_name="张兰")


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


def log(client, **query):
    return client.get(reverse("admin:day_log"), query)


def lines(answer):
    return [(one.who, one.step, one.what) for one in answer.context["happenings"]]


def by(user, *rows):
    for row in rows:
        row.history.update(history_user=user)


def test_what_was_created_submitted_sent_back_published_and_withdrawn_is_told(lan, gansu):
    claim = make_claim(gansu, status=DRAFT, statement="一种说法")
    by(lan[0], claim)
    publishing.submit(claim)
    claim.refresh_from_db()
    publishing.send_back(claim, "漏了一句")
    claim.refresh_from_db()
    publishing.submit(claim)
    claim.refresh_from_db()
    publishing.apply(claim)
    publishing.withdraw(claim, "错了")

    told = [(who, step) for who, step, what in lines(log(lan[1])) if what.startswith("资料里的")]

    assert told == [
        ("系统", "撤下：错了"),
        ("系统", "发布"),
        ("系统", "提交审核"),
        ("系统", "退回修改：漏了一句"),
        ("系统", "提交审核"),
        ("张兰", "新建"),
    ]


def test_places_and_sources_are_told_with_links_to_row_and_history(lan, gansu):
    source = make_source(title="某通知", publisher="")
    gansu.name, gansu.short_name = "甘州省", "甘州"
    rename(gansu, "批复")

    answer = log(lan[1])

    happenings = {one.what: one for one in answer.context["happenings"]}
    assert happenings["来源：某通知"].url == reverse(
        "admin:regions_source_change", args=[source.pk]
    )
    assert "改名，原来叫甘肃省：批复" in {one.step for one in happenings.values()}
    client = staff("chief", "审核")[1]
    links = {link for one in happenings.values() for link in (one.url, one.history) if link}
    assert {client.get(link).status_code for link in links} == {200}


def test_the_publication_of_a_copy_is_one_line(lan, gansu):
    policy = make_policy(gansu)
    draft = publishing.copy_of(policy)
    draft.status = IN_REVIEW
    draft.save()

    publishing.apply(draft)

    steps = [step for _, step, what in lines(log(lan[1])) if what.startswith("划入标准")]
    assert steps[0] == "发布修改稿"
    assert "删除" not in steps


def test_what_was_deleted_is_told_with_what_is_left_of_its_name(lan, gansu):
    claim = make_claim(gansu, status=DRAFT)
    source = make_source(title="删掉的通知", publisher="")
    claim.delete()
    source.delete()

    told = [what for _, step, what in lines(log(lan[1])) if step == "删除"]

    assert told == ["来源（已经删掉了）：删掉的通知", "资料里的说法（已经删掉了）：甘肃省"]


def test_an_import_is_one_line_with_its_number(lan, gansu):
    for number in range(7):
        row = make_statistic(gansu, year=2000 + number, status=DRAFT)
        row.save_because("从表格导入")
        row.history.filter(history_change_reason="从表格导入").update(history_user=lan[0])
    for number in range(7):
        make_claim(gansu, statement=f"一条一条的{number}").save_because("录入标准")

    told = lines(log(lan[1]))

    assert ("张兰", "从表格导入，改动", "平均养老金 7 条") in told
    single = [step for _, step, what in told if what.startswith("资料里的说法：")]
    assert single.count("录入标准") == 7


def test_one_day_is_told_from_midnight_to_midnight_in_shanghai(lan, gansu, time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 28, 15, 59, tzinfo=datetime.UTC))
    make_source(title="夜里", publisher="")
    time_machine.move_to(datetime.datetime(2026, 11, 28, 16, 0, tzinfo=datetime.UTC))
    make_source(title="凌晨", publisher="")
    time_machine.move_to(datetime.datetime(2026, 11, 29, 4, 0, tzinfo=datetime.UTC))
    lan[1].force_login(lan[0])

    today, before = log(lan[1]), log(lan[1], day="2026-11-28")

    assert [what for _, _, what in lines(today)] == ["来源：凌晨"]
    assert [what for _, _, what in lines(before)] == ["来源：夜里"]
    assert "2026年11月28日发生了什么" in before.text
    assert today.context["after"] == ""


def test_one_person_is_chosen(lan, gansu):
    mine, others = make_source(title="我的", publisher=""), make_source(title="别人的")
    by(lan[0], mine)
    by(None, others)

    assert [what for _, _, what in lines(log(lan[1], who=lan[0].pk))] == ["来源：我的"]


@pytest.mark.parametrize(
    "query",
    [
        {"day": "x"},
        {"day": "9999-12-31"},
        {"day": "0001-01-01"},
        {"who": "x"},
        {"who": "9" * 40},
        {"p": "x"},
        {"p": "-3"},
        {"day": "2026-02-30", "p": "9" * 40},
    ],
)
def test_an_address_with_nonsense_shows_a_day(lan, query):
    assert log(lan[1], **query).status_code == 200


def test_a_long_day_has_pages_and_the_same_number_of_queries(lan, gansu):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            log(lan[1])
        return len(captured)

    make_source(title="一份", publisher="")
    few = queries()
    for number in range(150):
        make_source(title=f"通知{number}")

    assert queries() <= few
    assert len(lines(log(lan[1], p=2))) == 53  # with two places and the first source
    assert "第 2 页，共 2 页" in log(lan[1], p=2).text


def test_a_day_too_long_to_read_says_so(lan, monkeypatch):
    monkeypatch.setattr("desk.day_log.MOST", 2)
    for number in range(3):
        make_source(title=f"通知{number}")

    answer = log(lan[1])

    assert "只列最近" in answer.text
    assert Source.objects.count() == 3
    assert len(lines(answer)) == 2


def test_editors_and_reviewers_may_read_it_and_nobody_else(lan):
    User.objects.create_user("nobody", is_staff=True)
    client = Client()
    client.force_login(User.objects.get(username="nobody"))

    assert log(staff("chief", "审核")[1]).status_code == 200
    assert log(client).status_code == 403
    assert reverse("admin:day_log") in lan[1].get(reverse("admin:index")).text
    assert reverse("admin:day_log") not in client.get(reverse("admin:index")).text
