"""What waits to be done, on the index of the admin."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import publishing
from desk.worklist import worklist
from faq.tests.make import make_question
from regions.models import CorrectionReport, LinkCheck, Publication, Region, Source
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

from .watch_rows import make_finding, make_page

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
DRAFT, IN_REVIEW = Publication.DRAFT, Publication.IN_REVIEW


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


@pytest.fixture
def lanzhou(gansu):
    return make_region(
        slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu, code="620100"
    )


def section(name, today=TODAY, may=lambda permission: True):
    return next(section for section in worklist(today, may) if section.name == name)


def texts(name, today=TODAY):
    return [row.text for row in section(name, today).rows]


def sourced(*, published=None, checked=None, confidence=Source.Confidence.DOC_SEEN):
    return make_source(published_on=published, checked_on=checked, confidence=confidence)


def checked_link(url, outcome, **fields):
    now = timezone.now()
    return LinkCheck.objects.create(
        url=url, outcome=outcome, reason="打不开。", checked_at=now, **fields
    )


def client_of(role):
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(*Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    return client


# --- Policies --------------------------------------------------------------------------------


def test_policies_unchecked_for_a_year_are_due_and_fresh_ones_are_not(gansu, lanzhou):
    make_policy(gansu, source=sourced(checked=datetime.date(2025, 11, 24)))
    make_policy(lanzhou, source=sourced(checked=datetime.date(2025, 11, 25)))

    (row,) = section("due").rows

    assert row.text == "甘肃省"
    assert row.why == "2025年11月24日以后没有核对过；管 1 个地方"


def test_what_is_due_is_told_by_pages_served_then_by_reports(gansu, lanzhou):
    old = datetime.date(2024, 1, 1)
    for slug in ("a", "b", "c"):
        make_policy(make_region(slug=slug, parent=gansu), source=sourced(checked=old))
    make_policy(gansu, source=sourced(checked=old))
    reported = Region.objects.get(slug="b").policies.get()
    CorrectionReport.objects.create(policy=reported, region=reported.region)
    CorrectionReport.objects.create(
        policy=Region.objects.get(slug="c").policies.get(), handled=True
    )

    assert texts("due") == ["甘肃省", "甘肃省b市", "甘肃省a市", "甘肃省c市"]


def test_a_policy_that_holds_nowhere_today_is_not_due(gansu):
    old = datetime.date(2024, 1, 1)
    make_policy(gansu, effective_from=old, source=sourced(checked=old))
    make_policy(gansu, effective_from=datetime.date(2026, 1, 1), source=sourced(checked=TODAY))

    assert section("due").count == 0


def test_what_is_withheld_has_a_list_of_its_own(gansu, lanzhou):
    make_policy(gansu, source=sourced(published=datetime.date(2020, 1, 1)))
    make_policy(lanzhou, tiers=[(0, 69, "75")], source=sourced(checked=TODAY))

    assert {row.text: row.why for row in section("withheld").rows} == {
        "甘肃省": "2020年1月1日的，从未核对；管 1 个地方",
        "甘肃省兰州市": "年龄档录得不全；管 1 个地方",
    }
    assert section("due").count == 0


def test_a_figure_without_its_document_leads_to_where_it_gets_one(gansu, lanzhou):
    old = datetime.date(2024, 1, 1)
    make_policy(gansu, source=sourced(checked=old, confidence=Source.Confidence.SECONDARY))
    policy = make_policy(lanzhou, source=sourced(checked=old))

    unseen, seen = section("due").rows

    assert unseen.url == reverse("admin:regions_refundpolicy_record", args=[gansu.pk])
    assert seen.url == reverse("admin:regions_refundpolicy_change", args=[policy.pk])


def test_missing_documents_lead_to_where_they_are_recorded(gansu, lanzhou):
    make_policy(lanzhou, source=sourced(checked=TODAY, confidence=Source.Confidence.SEED))

    rows = section("missing").rows

    assert [(row.text, row.why) for row in rows] == [
        ("甘肃省", "现在的数没查到"),
        ("甘肃省兰州市", "有数字，没见到文件"),
    ]
    record = reverse("admin:regions_refundpolicy_record", args=[gansu.pk])
    assert rows[0].url == f"{record}?list=missing"


# --- What grows old beside them -----------------------------------------------------------------


def test_other_facts_that_nobody_checked_for_a_year_are_due_the_oldest_first(lanzhou):
    fresh, old = datetime.date(2025, 11, 25), datetime.date(2025, 11, 24)
    make_claim(lanzhou, source=sourced(published=datetime.date(2020, 1, 1)))
    statistic = make_statistic(lanzhou, source=sourced(checked=old))
    channel = make_channel(lanzhou, source=sourced())
    question = make_question(reviewed_on=datetime.date(2022, 5, 1))
    make_estimate(lanzhou, source=sourced(checked=fresh))
    make_question(slug="fresh", reviewed_on=fresh)
    make_claim(lanzhou, statement="稿子", status=DRAFT, source=sourced(checked=old))

    found = section("aged")

    assert [(row.text, row.why) for row in found.rows] == [
        ("资料里的说法：甘肃省兰州市：另一份资料的说法。", "2020年1月1日的，从未核对"),
        (f"常见问题：{question}", "2022年5月1日以后没有核对过"),
        (f"平均养老金：{statistic}", "2025年11月24日以后没有核对过"),
        (f"查询渠道：{channel}", "来源没有日期"),
    ]
    assert found.count == 4
    assert found.rows[1].url == reverse("admin:faq_question_change", args=[question.pk])


def test_a_channel_that_somebody_walked_through_is_fresh(lanzhou):
    make_channel(lanzhou, checked_on=TODAY, source=sourced(published=datetime.date(2020, 1, 1)))

    assert section("aged").count == 0


def test_a_question_that_nobody_reviewed_is_due(lanzhou):
    make_question()

    (row,) = section("aged").rows

    assert row.why == "从未核对"


def test_only_the_kinds_that_a_person_may_see_are_told(lanzhou):
    make_question()
    make_channel(lanzhou, source=sourced())

    found = section("aged", may=lambda permission: permission == "faq.view_question")

    assert [link.label for link in found.lists] == ["常见问题 1 条"]
    assert found.count == 1


def test_the_lists_of_what_grows_old_hold_as_many_as_they_say(lanzhou, time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z")
    old = datetime.date(2024, 1, 1)
    make_channel(lanzhou, source=sourced(checked=old))
    make_channel(lanzhou, name="窗口", source=sourced(checked=TODAY))
    make_claim(lanzhou, source=sourced())
    make_statistic(lanzhou, source=sourced(published=old))
    make_estimate(lanzhou, source=sourced(published=old))
    make_question(slug="a", reviewed_on=datetime.date(2025, 11, 24))
    make_question(slug="b", reviewed_on=old)
    make_question(slug="c", reviewed_on=datetime.date(2025, 11, 25))
    make_question(slug="d")
    client = client_of("审核")

    lists = section("aged").lists

    said = {link.label: client.get(link.url).context["cl"].result_count for link in lists}
    assert said == {
        "查询渠道 1 条": 1,
        "资料里的说法 1 条": 1,
        "平均养老金 1 条": 1,
        "估算范围 1 条": 1,
        "常见问题 3 条": 3,
    }


# --- Links -----------------------------------------------------------------------------------


def test_links_in_trouble_are_told_the_dangerous_first_with_the_fact_that_names_them(lanzhou):
    checked_link("https://fine.example.gov.cn/", LinkCheck.Outcome.FINE)
    checked_link("https://a.example.gov.cn/", LinkCheck.Outcome.BY_HAND)
    checked_link("https://b.example.gov.cn/", LinkCheck.Outcome.BROKEN)
    checked_link("https://c.example.gov.cn/", LinkCheck.Outcome.DANGEROUS)
    channel = make_channel(lanzhou, name="网上大厅", url="https://c.example.gov.cn/")
    source = make_source(title="兰州的通知", publisher="", url="https://b.example.gov.cn/")

    found = section("links")

    assert found.count == 3
    assert [row.text for row in found.rows] == [
        "甘肃省兰州市，网上大厅",
        "来源“兰州的通知”",
        "没有哪里再用它",
    ]
    assert found.rows[0].why == "危险：打不开。（c.example.gov.cn）"
    assert [row.url for row in found.rows] == [
        reverse("admin:regions_lookupchannel_change", args=[channel.pk]),
        reverse("admin:regions_source_change", args=[source.pk]),
        "",
    ]


# --- Reports ---------------------------------------------------------------------------------


def test_open_reports_are_grouped_by_policy_the_most_first(gansu, lanzhou):
    policy = make_policy(gansu)
    for region in (gansu, lanzhou):
        CorrectionReport.objects.create(policy=policy, region=region)
    CorrectionReport.objects.create(policy=policy, handled=True)
    CorrectionReport.objects.create(region=lanzhou)

    found = section("reports")

    assert found.count == 3
    assert [row.text for row in found.rows] == ["甘肃省的标准", "甘肃省兰州市，没说哪条标准"]
    assert found.rows[0].why.startswith("2 封来信，")
    assert found.rows[0].url == reverse("admin:regions_refundpolicy_change", args=[policy.pk])


def test_reports_on_no_place_are_told_together(gansu):
    CorrectionReport.objects.create()
    CorrectionReport.objects.create()

    (row,) = section("reports").rows

    assert (row.text, row.why[:5]) == ("没写地方的", "2 封来信")


# --- Drafts ----------------------------------------------------------------------------------


def test_drafts_of_every_kind_wait_in_review_first_then_the_last_touched(lanzhou):
    make_policy(lanzhou, status=DRAFT)
    make_claim(lanzhou, status=DRAFT)
    make_statistic(lanzhou, status=DRAFT)
    make_channel(lanzhou)
    question = make_question(status=IN_REVIEW)

    found = section("drafts")

    assert found.count == 4
    assert [row.text.split("：")[0] for row in found.rows] == [
        "常见问题",
        "平均养老金",
        "资料里的说法",
        "划入标准",
    ]
    assert found.rows[0].url == reverse("admin:faq_question_review", args=[question.pk])
    assert [link.label for link in found.lists][:2] == ["划入标准 1 条", "资料里的说法 1 条"]


def test_a_draft_says_who_began_it(lanzhou):
    writer = User.objects.create_user("wang", last_name="王")
    claim = make_claim(lanzhou, status=DRAFT)
    claim.history.update(history_user=writer)

    (row,) = section("drafts").rows

    assert row.why.startswith("草稿，")
    assert row.why.endswith("，王起草")


def test_a_draft_that_was_given_back_says_so_until_it_is_handed_in_again(lanzhou):
    claim = make_claim(lanzhou, status=DRAFT)
    publishing.submit(claim)
    waiting = section("drafts").rows[0].why
    publishing.send_back(claim, "原话漏了一句")
    returned = section("drafts").rows[0].why
    publishing.submit(claim)

    assert returned.endswith("，退回来的")
    assert "退回来的" not in waiting + section("drafts").rows[0].why


def test_a_new_source_says_with_which_fact_it_is_approved(lanzhou):
    source = make_source(title="兰州的通知", status=DRAFT)
    make_source(title="没有用的", status=DRAFT)
    policy = make_policy(lanzhou, source=source, status=IN_REVIEW)

    first, *others = section("drafts").rows

    assert first.url == reverse("admin:regions_refundpolicy_review", args=[policy.pk])
    said = {row.text.partition("（")[0]: row for row in others}
    assert f"不用单独提交，和“划入标准：{policy}”一起审" in said["来源：兰州的通知"].why
    assert said["来源：兰州的通知"].also.url == first.url
    assert "一起审" not in said["来源：没有用的"].why


def test_a_changed_source_of_a_draft_is_submitted_by_itself(lanzhou):
    source = make_source(title="兰州的通知")
    make_source(title="兰州的通知", replaces=source, status=DRAFT)
    make_policy(lanzhou, source=source, status=DRAFT)

    assert not any("一起审" in row.why for row in section("drafts").rows)


def test_sources_of_public_facts_that_lack_something_are_told_with_what(lanzhou, gansu):
    make_claim(lanzhou, source=make_source(title="甲", publisher="", published_on=None))
    make_claim(gansu, source=make_source(title="乙", full_text="", url="https://b.gov.cn/"))
    make_claim(lanzhou, source=make_source(title="丙"))
    make_claim(lanzhou, status=DRAFT, source=make_source(title="丁", publisher=""))
    make_policy(lanzhou, source=make_source(title="戊", full_text="", publisher=""))

    found = section("sources")

    assert [row.text for row in found.rows] == ["戊", "甲"]  # that of a standard first
    assert found.rows[1].why == "发布者、日期"


# --- The list as a whole ---------------------------------------------------------------------


def test_a_section_shows_ten_and_counts_all(gansu):
    for number in range(12):
        make_claim(gansu, statement=f"说法{number}", status=DRAFT)

    found = section("drafts")

    assert (found.count, len(found.rows), found.cut) == (12, 10, "这里只列前 10 条。")


def test_a_section_that_groups_all_of_its_reports_is_not_cut(gansu):
    CorrectionReport.objects.create(region=gansu)
    CorrectionReport.objects.create(region=gansu)

    found = section("reports")

    assert (found.count, len(found.rows), found.cut) == (2, 1, "")


def test_who_may_see_nothing_is_told_of_nothing(lanzhou):
    make_policy(lanzhou, status=DRAFT)
    CorrectionReport.objects.create(region=lanzhou)

    found = worklist(TODAY, lambda permission: False)

    assert sum(section.count for section in found) == 0
    assert {section.name for section in found} == {"drafts"}


def everything(number):
    """Something for each section, in a place of its own."""
    place = make_region(slug=f"place-{number}")
    old = datetime.date(2024, 1, 1)
    policy = make_policy(place, source=sourced(checked=old))
    make_policy(
        make_region(slug=f"silent-{number}"),
        source=sourced(published=datetime.date(2019, 1, 1)),
    )
    make_region(slug=f"unknown-{number}")
    make_policy(place, status=DRAFT)
    make_claim(place, status=IN_REVIEW)
    make_claim(place, source=sourced(checked=old))
    make_statistic(place, source=sourced(checked=old))
    make_question(slug=f"question-{number}", status=DRAFT)
    make_question(slug=f"reviewed-{number}", reviewed_on=old)
    CorrectionReport.objects.create(policy=policy)
    CorrectionReport.objects.create(region=place)
    url = f"https://a{number}.example.gov.cn/"
    make_channel(place, url=url)
    checked_link(url, LinkCheck.Outcome.BROKEN)
    make_finding(make_page(place))


def test_many_rows_cost_as_many_queries_as_one(django_assert_num_queries):
    everything(1)
    everything(2)
    everything(3)

    # links: all, whose pages show them (two), sources, channels, the last check; visits; what
    # watching found: how many, the first, the last visit; reports: all, policies,
    # places; alike reports; drafts: nine counts, the order of three kinds, the first of them,
    # and who began them; places;
    # policies, tiers, other sources, deductions; reports on policies; reports on places, and
    # who goes by their own amount (kept, with its revision); seven kinds that grow old;
    # sources that lack something: how many, the first, their scans
    with django_assert_num_queries(6 + 1 + 3 + 3 + 1 + 9 + 3 + 3 + 3 + 1 + 4 + 1 + 3 + 7 + 3):
        worklist(TODAY, lambda permission: True)


def test_every_link_of_the_index_leads_somewhere():
    everything(1)
    client = client_of("审核")
    sections = client.get(reverse("admin:index")).context["sections"]

    links = {row.url for s in sections for row in s.rows if row.url}
    links |= {row.also.url for s in sections for row in s.rows if row.also}
    links |= {link.url for s in sections for link in s.lists}
    answers = {link: client.get(link).status_code for link in links}

    assert {s.name for s in sections} == {
        "links",
        "findings",
        "reports",
        "drafts",
        "withheld",
        "due",
        "missing",
        "aged",
        "sources",
    }
    assert set(answers.values()) == {200}, answers


def test_the_lists_it_leads_to_hold_as_many_as_it_counts():
    everything(1)
    everything(2)
    CorrectionReport.objects.create(handled=True)
    client = client_of("审核")
    sections = client.get(reverse("admin:index")).context["sections"]

    counted = {
        s.name: client.get(s.lists[0].url).context["cl"].result_count
        for s in sections
        if s.name in ("links", "findings", "reports", "withheld")
    }

    assert counted == {s.name: s.count for s in sections if s.name in counted}
    assert parse_qs(urlsplit(sections[0].lists[0].url).query).keys() == {"outcome__in"}


def test_every_filtered_list_holds_as_many_as_its_section_counts(gansu, lanzhou):
    """Also where the same standard is due twice: too old, replaced, faulty, or only a draft."""
    everything(1)
    old = sourced(checked=datetime.date(2024, 1, 1))
    make_policy(lanzhou, source=old, effective_from=datetime.date(2024, 1, 1))
    make_policy(lanzhou, source=old, effective_from=datetime.date(2025, 1, 1))
    make_policy(lanzhou, source=old, status=DRAFT)
    make_policy(gansu, tiers=[(0, 69, "75")], source=sourced(checked=TODAY))
    make_question(slug="never")
    client = client_of("审核")
    sections = client.get(reverse("admin:index")).context["sections"]
    filtered = {s.name: s for s in sections if s.name != "missing"}  # a public page

    held = {
        name: sum(client.get(link.url).context["cl"].result_count for link in s.lists)
        for name, s in filtered.items()
    }

    assert held == {name: s.count for name, s in filtered.items()}


def test_the_index_says_what_is_done(gansu):
    page = client_of("编辑").get(reverse("admin:index")).text

    assert "没有要处理的：有问题的网址、官网上看到的、读者来信、" in page
    assert 'id="w-missing"' in page
    assert 'id="w-links"' not in page


def test_staff_without_a_role_see_an_index_without_work(gansu):
    page = client_of("nobody").get(reverse("admin:index")).text

    assert "现在没有要做的事。" in page
    assert "甘肃" not in page
