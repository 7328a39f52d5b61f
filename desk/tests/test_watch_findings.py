"""What watching found: in the list of things to do, on a page of its own, and closed by people."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desk import publishing
from desk.models import Assignment
from desk.plausibility import doubts
from desk.watching import closing, words
from desk.watching.marked import marked
from desk.watching.section import last_night
from desk.worklist import section, worklist
from regions.models import OfficialDomain, Publication, RefundPolicy, TakeDown
from regions.tests.make import make_claim, make_policy, make_region, make_source
from watch.models import Finding, WatchedPage

from .answers import ticked
from .watch_rows import CLAUSE, DETAILS, NOW, make_finding, make_page, make_snapshot

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 30)
ADDRESS = "https://ybj.gansu.gov.cn/1.html"


def staff(name, role="编辑", **fields):
    user = User.objects.create_user(name, is_staff=True, **fields)
    user.groups.set(Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    return user, client


@pytest.fixture
def lan(db):
    return staff("lan", first_name="张兰")


@pytest.fixture
def ming(db):
    return staff("ming", "审核", first_name="李明")


@pytest.fixture
def source(db):
    return make_source(title="兰州的细则", url=ADDRESS)


@pytest.fixture
def watched(lanzhou, source):
    return make_page(lanzhou, source=source)


def address(finding):
    return reverse("admin:watch_finding_change", args=[finding.pk])


def close(client, finding, reason="checked", said="第六条没有变", **fields):
    posted = {"step": "close", "seen": closing.seen(finding), "reason": reason, "words": said}
    return client.post(address(finding), posted | fields, follow=True)


def listed(part=slice(0, 10), may=lambda permission: True):
    return section("findings", TODAY, may, part)


# --- The list of things to do ----------------------------------------------------------------


def test_what_was_seen_stands_in_the_list_in_a_line_with_its_kind_and_day(watched):
    finding = make_finding(watched)

    (row,) = listed().rows

    assert row.text == "甘肃省医疗保障局：第六条 90 → 100 元，自2027年1月1日"
    assert row.why == "官网的文字变了，2026年11月30日看到的"
    assert (row.url, row.task) == (address(finding), ("watch.finding", finding.pk))


def test_the_most_urgent_kind_comes_first_and_what_is_closed_not_at_all(watched):
    for kind in reversed(Finding.Kind.values):
        make_finding(watched, kind)
    make_finding(watched, closed_at=NOW)

    found = listed()

    assert found.count == 7
    assert [row.why.partition("，2026")[0] for row in found.rows] == Finding.Kind.labels


def test_its_lists_hold_as_many_as_they_say(watched, ming):
    for kind in ("changed", "new", "new"):
        make_finding(watched, kind)
    make_finding(watched, "new", closed_at=NOW)

    numbers = {
        link.label: ming[1].get(link.url).context["cl"].result_count for link in listed().lists
    }

    assert numbers == {"在“官网上看到的”里看": 3, "官网的文字变了 1 条": 1, "官网有新文件 2 条": 2}


def test_it_costs_as_many_queries_with_many_as_with_one(watched, lanzhou):
    make_finding(watched)
    with CaptureQueriesContext(connection) as one:
        listed()
    for kind in Finding.Kind.values:
        make_finding(make_page(lanzhou), kind)
    with CaptureQueriesContext(connection) as many:
        listed()

    assert (len(one), len(many)) == (3, 3)


def test_who_may_not_see_findings_is_told_of_none(watched):
    make_finding(watched)

    may_not = worklist(TODAY, lambda permission: permission != "watch.view_finding")

    assert "findings" not in {found.name for found in may_not}


def test_a_watch_that_stands_still_for_three_days_is_told(watched, lanzhou):
    make_page(lanzhou, active=False, visited_at=NOW)
    assert listed().note == ""  # nobody ever looked: that is told on the index

    WatchedPage.objects.filter(pk=watched.pk).update(visited_at=NOW - datetime.timedelta(days=3))
    assert listed().note == ""
    WatchedPage.objects.filter(pk=watched.pk).update(visited_at=NOW - datetime.timedelta(days=4))
    assert listed().note.startswith("2026年11月26日以后没有去看过官网，")


def test_the_index_says_what_the_last_night_came_to(watched, lanzhou, lan):
    assert last_night(NOW).words == "要看的官网有 1 页，还没有去看过"

    make_page(lanzhou, visited_at=NOW, outcome="blocked")
    make_page(lanzhou, visited_at=NOW - datetime.timedelta(hours=1), outcome="unchanged")
    make_page(lanzhou, visited_at=NOW - datetime.timedelta(days=1), outcome="seen")

    assert last_night(NOW).words == "昨夜看了 2 页官网，1 页被挡"
    later = last_night(NOW + datetime.timedelta(days=5))
    assert later.words == "2026年11月30日看了 2 页官网，1 页被挡"
    assert later.overdue.startswith("2026年11月30日以后没有去看过")
    assert "页官网" in lan[1].get(reverse("admin:index")).content.decode()


def test_two_people_do_not_look_at_the_same_finding(watched, lan, ming):
    finding = make_finding(watched)
    task = {"task": f"watch.finding:{finding.pk}", "step": "take"}

    lan[1].post(reverse("admin:assign"), task)

    told = ming[1].get(address(finding)).content.decode()
    assert "<b>张兰在做</b>" in told
    (mine,) = lan[1].get(reverse("admin:index")).context["mine"]
    assert [row.url for row in mine.rows] == [address(finding)]
    close(ming[1], finding)
    assert not Assignment.objects.exists()


def test_a_finding_that_closed_itself_is_no_longer_what_somebody_works_on(watched, lan):
    finding = make_finding(watched)
    Assignment.objects.take(finding, lan[0], timezone.now(), None, "")
    Finding.objects.update(closed_at=NOW, closed_because="又变回去了")

    assert lan[1].get(reverse("admin:index")).context["mine"] == []
    finding.delete()
    assert not Assignment.objects.exists()


# --- In words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("changed", "第六条 90 → 100 元，自2027年1月1日"),
        ("new", "《关于调整划入标准的通知》，2026年11月28日"),
        ("runs_out", "《实施细则》有效期到2027年12月31日"),
        ("gone", "官网说没有这一页了（404）"),
        ("blocked", "给的是拦截页"),
        ("unreadable", words.refusal({"refused": "scanned"})),
        ("selector", "要看的那一块（div.article）在页面上找不到了"),
    ],
)
def test_each_kind_is_said_in_a_line(watched, kind, said):
    assert words.in_words(make_finding(watched, kind)) == said


@pytest.mark.parametrize("kind", Finding.Kind.values)
@pytest.mark.parametrize("details", [{}, [], {"clauses": [1, {}], "title": None, "until": "哪天"}])
def test_details_that_lack_something_make_no_error(watched, lan, kind, details):
    finding = make_finding(watched, kind, details=details)

    assert lan[1].get(address(finding)).status_code == 200


def test_texts_from_outside_are_cut_and_turn_no_line_around(watched):
    title = "通知\u202e元001\u202c" + "长" * 5000
    finding = make_finding(watched, "new", details={"title": title, "address": "", "day": None})

    said = words.in_words(finding)

    assert said.startswith("《通知元001长")
    assert len(said) < 150


def test_what_differs_in_a_clause_is_marked_number_by_number():
    before, after = marked("每月90元，<b>70岁", "每月100元，<b>70岁")

    assert before == "每月<del>90</del>元，&lt;b&gt;70岁"
    assert after == "每月<ins>100</ins>元，&lt;b&gt;70岁"


def test_two_long_clauses_without_a_word_in_common_are_marked_at_once():
    before, after = marked("甲" * 5000, "乙" * 5000)

    assert (before.count("<del>"), after.count("<ins>")) == (1, 1)
    assert marked("", "新") == ("", "<ins>新</ins>")


# --- The page of a finding -------------------------------------------------------------------


def test_a_changed_text_shows_both_states_and_what_rests_on_it(
    watched, source, lanzhou, gansu, lan
):
    policy = make_policy(lanzhou, source=source)
    make_claim(gansu, source=source, statement="甘肃的说法")
    make_claim(gansu, source=source, status=Publication.DRAFT)
    snapshot = make_snapshot(watched)
    finding = make_finding(
        watched, snapshot=snapshot, before=make_snapshot(watched, text="每月90元")
    )

    answer = lan[1].get(address(finding))
    told = answer.content.decode()

    assert "每月<del>90</del>元" in told
    assert "<ins>100</ins>元" in told
    assert "甘肃省兰州市的标准</a>（管 1 个地方）" in told
    assert len(answer.context["facts"]) == 2
    assert reverse("admin:regions_refundpolicy_revise", args=[policy.pk]) in told
    assert "打开这一页</a>（ybj.gansu.gov.cn，另开一页）" in told


def test_a_source_at_the_address_counts_without_being_named(lanzhou, lan):
    page = make_page(lanzhou)
    source = make_source(url=page.url)
    policy = make_policy(lanzhou, source=source)
    finding = make_finding(page)

    answer = lan[1].get(address(finding))

    assert [link.label for link in answer.context["sources"]] == [str(source)]
    assert len(answer.context["facts"]) == 1
    assert any("官网上的文字变了" in doubt for doubt in doubts(policy, TODAY))
    change = reverse("admin:regions_source_change", args=[source.pk])
    assert address(finding) in lan[1].get(change).text


def test_a_fact_with_a_draft_copy_leads_to_it(watched, source, lanzhou, lan):
    draft = publishing.copy_of(make_policy(lanzhou, source=source))

    (fact,) = lan[1].get(address(make_finding(watched))).context["facts"]

    assert (fact.revise, fact.draft) == (
        "",
        reverse("admin:regions_refundpolicy_change", args=[draft.pk]),
    )


def test_a_page_shows_many_facts_with_as_many_queries_as_one(watched, source, gansu, lan):
    finding = make_finding(watched)
    counted = []
    for number in (1, 4):
        for n in range(number):
            place = make_region(slug=f"c{number}{n}", parent=gansu)
            make_policy(place, source=source)
            make_claim(place, source=source)
        with CaptureQueriesContext(connection) as queries:
            lan[1].get(address(finding))
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_a_new_document_says_whether_it_is_kept_already(watched, lan):
    finding = make_finding(watched, "new")
    assert "已经收着的来源里没有它" in lan[1].get(address(finding)).content.decode()

    make_source(title="收着的", url="http://ybj.gansu.gov.cn/2.html")
    told = lan[1].get(address(finding)).content.decode()

    assert "收着的" in told
    assert "已经收着的来源里没有它" not in told


@pytest.mark.parametrize(
    "bad",
    [
        "javascript:alert(1)",
        "https://shop.example.com/",
        "https://gov.cn.example.com/",
        "data:text/html,x",
        "//x",
    ],
)
def test_an_address_that_is_not_official_is_shown_but_not_linked(watched, lan, bad):
    details = DETAILS["new"] | {"address": bad}

    told = lan[1].get(address(make_finding(watched, "new", details=details))).content.decode()

    assert f'href="{bad}"' not in told
    assert "不要直接打开" in told


def test_an_address_that_was_taken_down_is_not_linked(watched, lan):
    TakeDown.objects.create(kind="domain", term="ybj.gansu.gov.cn", reason="被占", made_at=NOW)

    told = lan[1].get(address(make_finding(watched, "gone"))).content.decode()

    assert f'href="{watched.url}"' not in told


@pytest.mark.parametrize("kind", ["gone", "blocked", "unreadable", "selector", "runs_out"])
def test_each_kind_says_what_to_do_and_leads_to_where_it_is_looked_at(watched, lan, kind):
    answer = lan[1].get(address(make_finding(watched, kind)))

    assert answer.context["advice"]
    assert reverse("admin:watch_watchedpage_change", args=[watched.pk]) in answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "is_offered"), [("changed", True), ("new", True), ("gone", False)]
)
def test_a_text_that_can_be_read_leads_to_where_it_is(watched, lan, kind, is_offered):
    read = reverse("admin:regions_refundpolicy_read", args=[watched.region_id])
    finding = make_finding(watched, kind)

    told = lan[1].get(address(finding)).content.decode()

    assert (f'href="{read}?finding={finding.pk}"' in told) is is_offered
    assert ("给甘肃省兰州市录入标准" in told) is is_offered
    assert ("去改“看哪里”的这一行" in told) is not is_offered


def test_a_page_without_a_source_says_why_it_names_no_facts(lanzhou, lan):
    told = lan[1].get(address(make_finding(make_page(lanzhou)))).content.decode()

    assert "不知道这一页是哪份来源的官网" in told


def test_there_is_no_such_finding(lan):
    for pk in ("999", "x", "1" * 30, "１"):
        answer = lan[1].get(f"/admin/watch/finding/{pk}/change/")
        assert answer.status_code == 302, pk


def test_findings_are_neither_added_nor_deleted_by_hand(watched, ming):
    finding = make_finding(watched)
    for way in ("add/", f"{finding.pk}/delete/", f"{finding.pk}/history/"):
        assert ming[1].get(f"/admin/watch/finding/{way}").status_code in (302, 404), way

    assert Finding.objects.exists()


def test_who_has_no_role_sees_no_finding_and_no_raw_answer(watched):
    snapshot = make_snapshot(watched)
    client = staff("nobody", "没有")[1]

    raw = reverse("admin:watch_snapshot_raw", args=[snapshot.pk])
    for url in (address(make_finding(watched)), raw):
        assert client.get(url).status_code == 403
        assert Client().get(url).status_code == 302


# --- The raw answer --------------------------------------------------------------------------


def test_the_raw_answer_is_saved_as_it_came_and_never_opened_as_a_page_of_ours(watched, lan):
    raw = "<script>alert('兰州')</script>".encode("gb18030")
    snapshot = make_snapshot(watched, raw, sha256="a" * 64)

    answer = lan[1].get(reverse("admin:watch_snapshot_raw", args=[snapshot.pk]))

    assert answer.content == raw
    assert answer["Content-Type"] == "application/octet-stream"
    name = 'attachment; filename="ybj.gansu.gov.cn-aaaaaaaaaaaa.html"'
    assert answer["Content-Disposition"] == name
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_raw_answer_that_is_broken_says_so(watched, lan):
    snapshot = make_snapshot(watched, content_type="x/../../y")
    type(snapshot).objects.update(content=b"broken")

    answer = lan[1].get(reverse("admin:watch_snapshot_raw", args=[snapshot.pk]))

    assert answer.content.decode() == "留底坏了，打不开。"


# --- Closing ---------------------------------------------------------------------------------


def test_who_closes_says_why_and_both_are_kept(watched, lan):
    finding = make_finding(watched)

    close(lan[1], finding)

    finding.refresh_from_db()
    assert finding.closed_because == "对过了，不用改：第六条没有变"
    assert finding.closed_by == lan[0]
    told = lan[1].get(address(finding)).content.decode()
    assert "张兰，" in told
    assert "了结的：对过了，不用改：第六条没有变" in told


@pytest.mark.parametrize(
    ("kind", "reason", "said"),
    [
        ("changed", "unrelated", ""),
        ("changed", "unrelated", "！"),
        ("new", "other", ""),
        ("new", "", "写了"),
        ("new", "forged", "写了"),
        ("gone", "checked", ""),
    ],
)
def test_a_choice_is_needed_and_words_where_it_says_too_little(watched, lan, kind, reason, said):
    told = close(lan[1], make_finding(watched, kind), reason, said).content.decode()

    assert "没有了结：请" in told
    assert Finding.objects.open().exists()


@pytest.mark.parametrize(("kind", "said"), [("changed", "住院的"), ("new", "")])
def test_what_does_not_concern_us_is_closed_with_a_word_where_a_text_changed(
    watched, lan, kind, said
):
    close(lan[1], make_finding(watched, kind), "unrelated", said)

    assert not Finding.objects.open().exists()


def test_what_was_typed_is_still_there_where_closing_is_refused(watched, lan):
    finding = make_finding(watched)

    answer = close(lan[1], finding, "", "看过第六条")

    assert 'value="看过第六条"' in answer.content.decode()


def test_the_second_of_two_is_told_who_closed_it_and_why(watched, lan, ming):
    finding = make_finding(watched)
    close(lan[1], finding)

    told = close(ming[1], finding, "unrelated", "是住院的").content.decode()

    assert "已经了结了，您这次没有再记。张兰，" in told
    assert "您刚才写的，没有存：是住院的" in told
    finding.refresh_from_db()
    assert finding.closed_by == lan[0]


def test_one_that_closed_itself_meanwhile_says_so(watched, lan):
    finding = make_finding(watched)
    Finding.objects.update(closed_at=NOW, closed_because="又变回去了")

    assert "03:12它自己了结了：又变回去了" in close(lan[1], finding).content.decode()


def test_what_changed_again_since_it_was_shown_is_not_closed_unseen(watched, lan):
    finding = make_finding(watched)
    other = finding.details | {"clauses": [CLAUSE | {"words": "90 → 120 元"}]}
    Finding.objects.update(details=other)

    told = close(lan[1], finding).content.decode()

    assert "官网又看到了别的" in told
    assert Finding.objects.open().exists()


def test_a_closed_one_is_opened_again_once_and_what_was_done_is_still_told(watched, lan, ming):
    finding = make_finding(watched)
    close(lan[1], finding)

    ming[1].post(address(finding), {"step": "reopen"})
    told = ming[1].post(address(finding), {"step": "reopen"}).content.decode()

    assert Finding.objects.open().exists()
    assert "已经是没了结的" in told
    assert "李明：重新打开（张兰，" in told
    assert "张兰：了结：对过了，不用改：第六条没有变" in told


def test_who_may_only_look_closes_nothing(watched):
    user, client = staff("looks", "没有")
    user.user_permissions.add(*_permissions("view_finding"))
    finding = make_finding(watched)

    assert "看过了，了结它" not in client.get(address(finding)).content.decode()
    assert close(client, finding).status_code == 403
    assert Finding.objects.open().exists()


def _permissions(*names):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__in=names)


# --- Beside a source and a fact --------------------------------------------------------------


def test_a_source_says_what_its_official_page_came_to(watched, source, lan):
    change = reverse("admin:regions_source_change", args=[source.pk])
    assert "官网：还没有去看过" in lan[1].get(change).content.decode()

    WatchedPage.objects.update(visited_at=NOW, succeeded_at=NOW, outcome="unchanged")
    assert "官网：2026年11月30日看过，没有变" in lan[1].get(change).content.decode()

    WatchedPage.objects.update(outcome="changed")
    finding = make_finding(watched)
    told = lan[1].get(change).content.decode()
    assert "官网：2026年11月30日看过；文字变过，还没有人看完" in told
    assert address(finding) in told

    earlier = NOW - datetime.timedelta(days=9)
    WatchedPage.objects.update(outcome="blocked", succeeded_at=earlier)
    finding.delete()
    told = lan[1].get(change).content.decode()
    assert "2026年11月30日去看，被挡在外面；上次看成是2026年11月21日" in told


def test_a_source_that_is_not_watched_says_nothing_of_it(source, lan):
    change = reverse("admin:regions_source_change", args=[source.pk])

    assert "官网：" not in lan[1].get(change).content.decode()


def test_a_fact_whose_source_changed_is_published_only_by_who_answers_that(
    watched, source, lanzhou, ming
):
    policy = make_policy(lanzhou, source=source, status=Publication.IN_REVIEW)
    finding = make_finding(watched)
    review = reverse("admin:regions_refundpolicy_review", args=[policy.pk])

    assert any("来源在官网上的文字变了：2026年11月30日，第六条" in d for d in doubts(policy, TODAY))
    assert address(finding) in ming[1].get(review).content.decode()

    close(ming[1], finding)
    assert not any("官网上的文字" in d for d in doubts(policy, TODAY))


def test_only_an_open_change_of_its_own_source_is_doubted(watched, lanzhou, source):
    policy = make_policy(lanzhou, source=source)
    other = make_policy(make_region(slug="other"))
    make_finding(watched, "gone")
    make_finding(watched, closed_at=NOW)
    assert not any("官网" in doubt for doubt in doubts(policy, TODAY))

    make_finding(watched)
    assert not any("官网" in doubt for doubt in doubts(other, TODAY))
    assert any("官网" in doubt for doubt in doubts(RefundPolicy.objects.get(pk=policy.pk), TODAY))
    assert ticked(policy, TODAY)
    assert not OfficialDomain.objects.exists()
