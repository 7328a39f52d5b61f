"""Whether what looks after the content runs: on the desk's index, and counted for monitors."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from desk import content_health
from desk.content_health import care
from operation.jobs import DAY, LIMITS, WATCH_LIMIT, State, jobs
from operation.models import OperationRun
from regions.models import LinkCheck, Region
from watch.models import WatchedPage

from .watch_rows import make_page

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 30, 2, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)
Kind = OperationRun.Kind


def ran(kind, at, *, ok=True):
    OperationRun.objects.note(kind, started_at=at - MINUTE, ended_at=at, ok=ok, summary="x")


def job(name):
    return next((one for one in jobs(NOW) if one.name == name), None)


def test_what_never_ran_is_told_and_a_mirror_need_not_be():
    assert job("backup").words == "备份还没有做过"
    assert job("drill").state is State.NEVER
    assert job("mirror") is None
    assert (
        care(NOW).alarm
        == "备份还没有做过；恢复演练还没有做过；网址检查还没有做过。请告诉管服务器的人。"
    )
    assert care(NOW).well == ""


@pytest.mark.parametrize("kind", LIMITS)
def test_a_job_is_overdue_after_its_limit_and_not_before(kind):
    limit, _ = LIMITS[kind]
    ran(kind, NOW - limit)
    assert job(kind).state is State.WELL

    OperationRun.objects.update(ended_at=NOW - limit - MINUTE)
    assert job(kind).state is State.LATE
    assert job(kind).words == f"{kind.label}有{limit.days}天没有做成了"


def test_a_run_that_failed_is_told_until_the_next_good_one():
    ran(Kind.BACKUP, NOW - DAY, ok=False)
    assert job("backup").words == "备份还没有做成过"
    ran(Kind.BACKUP, NOW - 3 * MINUTE)
    assert job("backup").state is State.WELL
    ran(Kind.BACKUP, NOW - MINUTE, ok=False)
    assert (job("backup").state, job("backup").words) == (State.FAILED, "备份最近一次没有做成")
    ran(Kind.BACKUP, NOW)
    assert job("backup").words == "备份：2026年11月30日做好的"


def test_a_check_of_links_by_a_version_that_noted_no_runs_counts(gansu):
    LinkCheck.objects.create(
        url="https://a.gov.cn/", outcome="fine", reason="打得开。", checked_at=NOW - 2 * DAY
    )
    assert job("links").state is State.WELL

    LinkCheck.objects.update(checked_at=NOW - 2 * DAY - MINUTE)
    assert job("links").state is State.LATE


def test_watching_is_overdue_after_its_limit_and_says_what_was_not_seen(gansu):
    assert job("watch").state is State.NEVER
    make_page(gansu, url="https://a.gov.cn/1")
    make_page(gansu, url="https://a.gov.cn/2")
    WatchedPage.objects.update(visited_at=NOW - WATCH_LIMIT, outcome="unchanged")
    WatchedPage.objects.filter(url__endswith="2").update(outcome="blocked")
    assert job("watch").words.endswith("，1页没有看成")

    WatchedPage.objects.update(visited_at=NOW - WATCH_LIMIT - MINUTE)
    assert job("watch").words == "看官网有3天没有做成了"


def test_jobs_take_three_queries(gansu, django_assert_num_queries):
    ran(Kind.BACKUP, NOW)
    make_page(gansu)

    with django_assert_num_queries(3):
        jobs(NOW)


def test_the_index_tells_editors_what_to_do_about_it(admin_client):
    now = timezone.now()
    ran(Kind.BACKUP, now - 3 * DAY)
    ran(Kind.DRILL, now)

    page = admin_client.get(reverse("admin:index")).text

    assert "备份有3天没有做成了；网址检查还没有做过。请告诉管服务器的人。" in page
    assert "恢复演练：" in page


def test_readers_are_told_nothing_of_it(client, lanzhou):
    ran(Kind.BACKUP, timezone.now() - 9 * DAY)

    pages = [client.get(path).text for path in ("/", "/about/", "/coverage/", "/healthz")]

    assert not any("备份" in page or "backup" in page for page in pages)


def test_monitors_are_told_figures_and_ages(gansu):
    make_page(gansu)
    ran(Kind.BACKUP, NOW - 2 * MINUTE)
    Region.objects.update(has_page=True)

    told = content_health.figures(NOW)

    assert set(told.waiting) >= {"links", "reports", "drafts", "withheld", "due", "missing"}
    assert told.watched == {"never": 1}
    assert told.links == {}
    assert told.ages == {"backup": 120.0}
