"""What is told once, and what closes by itself without another visit."""

import datetime
from dataclasses import replace

import pytest

from documents import reading
from documents.found import Findings
from regions.tests.make import make_deduction, make_policy, make_region, make_source
from watch import findings, titles
from watch.models import Finding, Snapshot, WatchedPage

from .make import DAY, NIGHT, again, look, make_page, open_kinds
from .site import NEWER, RULE, Reply, document

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 30)


def ends(page=None) -> list[dict]:
    rows = Finding.objects.open().filter(kind=Finding.Kind.RUNS_OUT)
    return [one.details for one in rows.order_by("key")]


def snapshot(page, until) -> Snapshot:
    return Snapshot.objects.create(
        page=page,
        sha256="0" * 64,
        fetched_at=NIGHT,
        seen_at=NIGHT,
        address=page.url,
        status=200,
        content=b"",
        text="第一条",
        valid_until=until,
    )


@pytest.mark.parametrize(
    ("days", "told"), [(-400, True), (0, True), (60, True), (61, False)], ids=str
)
def test_a_document_that_runs_out_is_told_sixty_days_ahead(days, told):
    until = TODAY + datetime.timedelta(days=days)
    page = make_page("http://a.gov.cn/x", name="某办法")
    snapshot(page, until)

    findings.settle(NIGHT)
    findings.settle(NIGHT + DAY / 24)

    assert ends() == ([{"until": until.isoformat(), "title": "某办法"}] if told else [])


def test_the_last_day_that_a_page_states_is_kept_and_told(site, monkeypatch):
    site.replies["/x"] = Reply(document())
    found = Findings(valid_until=datetime.date(2026, 12, 31))
    read = reading.read
    monkeypatch.setattr(reading, "read", lambda *a, **k: replace(read(*a, **k), found=found))
    make_page(site.url("/x"))

    look()

    assert [one["until"] for one in ends()] == ["2026-12-31"]


def test_it_closes_where_the_day_moves():
    page = make_page("http://a.gov.cn/x")
    row = snapshot(page, TODAY)
    findings.settle(NIGHT)
    row.valid_until = TODAY + datetime.timedelta(days=365)
    row.save()

    findings.settle(NIGHT + DAY)

    assert ends() == []


def test_it_closes_where_a_later_rule_is_published():
    place, source = make_region(), make_source()
    page = make_page("http://a.gov.cn/x", source=source)
    snapshot(page, TODAY)
    began = datetime.date(2023, 1, 1)
    make_policy(place, source=source, effective_from=began, stated_until=TODAY + 9 * DAY)

    findings.settle(NIGHT)
    assert [one["until"] for one in ends()] == ["2026-11-30", "2026-12-09"]

    make_policy(place, effective_from=datetime.date(2027, 1, 1))
    findings.settle(NIGHT + DAY)
    assert ends() == []


def test_a_source_on_which_nothing_rests_runs_out_for_nobody():
    page = make_page("http://a.gov.cn/x", source=make_source())
    snapshot(page, TODAY)
    findings.settle(NIGHT)
    assert ends() == []

    make_deduction(make_region(), source=page.source)
    findings.settle(NIGHT)
    assert len(ends()) == 1


@pytest.mark.parametrize(
    ("checked", "closed"), [(TODAY, True), (TODAY - datetime.timedelta(days=1), False)]
)
@pytest.mark.parametrize("is_named", [True, False])
def test_a_change_closes_when_somebody_compared_since(checked, closed, is_named):
    """Also where the row does not name the source that has its address."""
    url = "http://a.gov.cn/x"
    source = make_source(checked_on=datetime.date(2025, 1, 1), url="" if is_named else url)
    page = make_page(url, source=source if is_named else None)
    found = Finding.objects.tell(page, "changed", "k", NIGHT, details={})
    source.checked_on = checked
    source.save()

    findings.settle(NIGHT + DAY)

    found.refresh_from_db()
    assert bool(found.closed_at) is closed


def test_who_compared_earlier_on_the_same_day_did_not_see_the_change(site):
    site.replies["/x"] = Reply(document())
    source = make_source(full_text=RULE, checked_on=TODAY)
    page = make_page(site.url("/x"), source=source)

    again(site, page, document(NEWER), day=0.5)  # two in the afternoon of the same day
    assert open_kinds() == ["changed"]

    source.checked_on = TODAY + datetime.timedelta(days=1)
    source.save()
    findings.settle(NIGHT + 2 * DAY)
    assert open_kinds() == []


@pytest.mark.parametrize(
    ("kind", "closed"), [("gone", True), ("blocked", True), ("changed", False)]
)
def test_of_a_page_that_is_no_longer_looked_at_only_what_was_seen_stays(kind, closed):
    page = make_page("http://a.gov.cn/x", active=False)
    found = Finding.objects.tell(page, kind, "k", NIGHT, details={})

    findings.settle(NIGHT + DAY)

    found.refresh_from_db()
    assert bool(found.closed_at) is closed


def test_two_that_tell_the_same_make_one_finding():
    page = make_page("http://a.gov.cn/x")

    first = Finding.objects.tell(page, "gone", "k", NIGHT, details={"status": 404})
    second = Finding.objects.tell(page, "gone", "k", NIGHT + DAY, details={"status": 410})

    assert (first.details, second) == ({"status": 404}, None)
    assert Finding.objects.get().found_at == NIGHT


@pytest.mark.parametrize(
    ("title", "counts"),
    [
        ("关于调整职工医保个人账户计入办法的通知", True),
        ("长沙市长期护理保险实施细则（试行）", True),
        ("关于做好2027年大病保险有关工作的通知", True),
        ("关于印发《职工基本医疗保险门诊共济保障机制实施…", True),
        ("《门诊共济》政策解读", True),
        ("关于调整城乡居民大病保险待遇的通知", False),
        ("我局召开退休干部座谈会", False),
        ("关于集中采购中选药品的通知", False),
        ("", False),
    ],
)
def test_titles_about_the_money_of_retirees_count(title, counts):
    assert titles.counts(title) is counts


def test_a_page_needs_an_official_address():
    with pytest.raises(Exception, match="只看官方网站"):
        WatchedPage(url="https://example.com/").clean()
