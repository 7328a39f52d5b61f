"""Facts of a release on a running site: what differs is proposed, and only once."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from caching.revision import current
from desk import publishing
from desk.release.standing import SYSTEM
from regions.models import (
    Publication,
    RefundPolicy,
    Region,
    Source,
    Statistic,
)
from regions.tests.make import make_policy

from .fact_lines import (
    ALL,
    CHINA,
    EXAMPLE,
    GANSU,
    LETTER,
    NEW,
    OLD,
    PAPER,
    PLACE,
    POLICY,
    RULE,
    TIER,
    TIERS,
    YEAR,
    changed,
    copies,
    policy,
    published_by,
)

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = Publication.values

# --- What nobody changed ----------------------------------------------------------------------


def test_a_rule_that_differs_gets_a_copy_in_review_with_tiers_examples_and_links(loaded):
    said = loaded(*NEW, propose=True)

    assert said.startswith("没有缺的资料。\n划入标准“甘肃省 2024-01-01”：提了修改稿\n")
    assert "　　甘肃省 2024-01-01，年龄档“70岁及以上”：库里没有这一行\n" in said
    assert said.endswith("\n一共：提了修改稿 1 条\n")
    draft = RefundPolicy.objects.get(replaces=policy())
    assert (draft.status, draft.notes) == (IN_REVIEW, "另有规定。")
    assert [(t.min_age, t.max_age, t.amount) for t in draft.tiers.all()] == [
        (0, 69, Decimal(90)),
        (70, None, Decimal(100)),
    ]
    assert [example.amount for example in draft.examples.all()] == [Decimal(100)]
    assert not draft.other_sources.exists()
    assert policy().notes == ""
    assert policy().tiers.get().amount == Decimal(90)


def test_a_proposal_says_who_made_it_and_from_which_file_and_source(loaded):
    loaded(*NEW, propose=True)

    [draft] = copies()
    system = User.objects.get(username=SYSTEM)
    assert draft.writers() == {system.pk}
    reason = draft.history.filter(history_user=system).first().history_change_reason
    assert reason == "新版资料：facts.json，来源：甘肃日报（甘肃日报社）"
    assert not system.is_active
    assert not system.is_staff
    assert not system.has_usable_password()


def test_a_proposal_stands_in_the_work_list_and_its_page_opens(loaded, admin_client):
    loaded(*NEW, propose=True)

    [draft] = copies()
    assert "系统起草" in admin_client.get(reverse("admin:index")).text
    address = reverse("admin:regions_refundpolicy_review", args=[draft.pk])
    page = admin_client.get(address).text
    assert "系统起草" in page
    assert "新版资料：facts.json，来源：甘肃日报（甘肃日报社）" in page


def test_any_reviewer_publishes_a_proposal_and_then_nothing_differs(loaded, li):
    loaded(*NEW, propose=True)

    published_by(li, *copies())

    assert policy().notes == "另有规定。"
    assert [tier.amount for tier in policy().tiers.all()] == [Decimal(90), Decimal(100)]
    said = "没有缺的资料。\n资料和库里一样，没有要提的。\n"
    assert loaded(*NEW, propose=True) == said
    assert copies() == []


def test_the_release_after_a_published_proposal_is_proposed_too(loaded, li):
    loaded(*NEW, propose=True)
    published_by(li, *copies())

    loaded(*PLACE, changed(RULE[0], notes="又改了。"), *TIERS, YEAR, propose=True)

    assert [draft.notes for draft in copies()] == ["又改了。"]


def test_without_the_option_nothing_is_proposed_and_nobody_is_made(loaded):
    said = loaded(*NEW)

    assert "不同，没有改动：划入标准“甘肃省 2024-01-01”，要说明的" in said
    assert copies() == []
    assert not User.objects.exists()


def test_where_nothing_differs_nobody_is_made_and_nothing_is_written(loaded):
    before = current()

    loaded(*OLD, propose=True)

    assert current() == before
    assert not User.objects.exists()


def test_a_proposal_that_cannot_be_submitted_stays_a_draft_and_says_why(loaded):
    wrong = changed(EXAMPLE, amount="95.00")

    said = loaded(*PLACE, POLICY, TIER, wrong, YEAR, propose=True)

    [draft] = copies()
    assert draft.status == DRAFT
    assert "提了修改稿，还不能提交审核：算例“70岁”写的是 95 元" in said
    again = loaded(*PLACE, POLICY, TIER, wrong, YEAR, propose=True)
    assert "：提过了，还没有提交审核\n" in again
    assert draft.history.count() == RefundPolicy.objects.get(pk=draft.pk).history.count()


def test_what_breaks_a_rule_of_the_model_is_told_and_the_rest_is_proposed(loaded):
    wrong = changed(POLICY, ended_on="2020-01-01")

    said = loaded(
        *PLACE, wrong, TIER, EXAMPLE, changed(YEAR, average_pension="4100.00"), propose=True
    )

    assert "：没有提，资料不合规矩：“到哪天为止”不能早于“从哪天起执行”。\n" in said
    assert copies() == []
    assert Statistic.objects.get(replaces__isnull=False).average_pension == Decimal(4100)


def test_each_fact_that_differs_costs_the_same_and_the_others_nothing(load):
    years = [changed(YEAR, year=year) for year in range(2012, 2022)]
    load(*OLD, *years)

    def asked(*others):
        """The queries of a run in which the years ``others`` differ."""
        said = [changed(y, average_pension="4100.00") if y in others else y for y in years]
        with CaptureQueriesContext(connection) as queries:
            load(*OLD, *said, propose=True)
        Statistic.objects.filter(replaces__isnull=False).delete()
        return len(queries)

    none = asked()
    asked(years[0])  # makes the account
    one, two, three = asked(years[1]), asked(*years[2:4]), asked(*years[4:7])

    assert none <= 27
    assert three - two == two - one <= 45


# --- Twice ------------------------------------------------------------------------------------


def test_run_twice_it_proposes_nothing_twice(loaded):
    loaded(*NEW, propose=True)
    [draft] = copies()
    records, before = draft.history.count(), current()

    said = loaded(*NEW, propose=True)

    assert "划入标准“甘肃省 2024-01-01”：提过了，等着审核\n" in said
    assert copies() == [draft]
    assert draft.history.count() == records
    assert current() == before


def test_a_proposal_that_was_deleted_comes_back_only_with_other_values(loaded, li):
    loaded(*NEW, propose=True)
    [draft] = copies()
    publishing.send_back(draft, "不对")
    draft = RefundPolicy.objects.get(pk=draft.pk)
    draft._history_user = li
    draft.delete()

    said = loaded(*NEW, propose=True)

    assert "：没有再提，从前提过，没有采用\n" in said
    assert copies() == []
    loaded(*PLACE, changed(RULE[0], notes="又改了。"), *TIERS, YEAR, propose=True)
    assert [draft.notes for draft in copies()] == ["又改了。"]


def test_a_proposal_that_was_sent_back_is_not_submitted_again(loaded):
    loaded(*NEW, propose=True)
    publishing.send_back(*copies(), "不对")

    said = loaded(*NEW, propose=True)

    assert "：提过了，还没有提交审核\n" in said
    assert [draft.status for draft in copies()] == [DRAFT]


def test_a_proposal_still_waiting_follows_the_next_release(loaded):
    loaded(*NEW, propose=True)
    [draft] = copies()

    said = loaded(*PLACE, changed(RULE[0], notes="又改了。"), *TIERS, YEAR, propose=True)

    assert "：照新版改了没审完的修改稿\n" in said
    assert [(row.pk, row.notes, row.status) for row in copies()] == [
        (draft.pk, "又改了。", IN_REVIEW)
    ]


def test_a_proposal_that_the_next_release_takes_back_is_told(loaded):
    loaded(*NEW, propose=True)

    said = loaded(*OLD, propose=True)

    assert "从前提的修改稿还在，这一版又和库里一样了，请审核员退回、删掉\n" in said
    assert len(copies()) == 1


# --- The rest -----------------------------------------------------------------------------------


def test_a_source_that_differs_is_proposed_like_any_fact(loaded):
    paper = changed(PAPER, title="兰州日报")

    said = loaded(CHINA, GANSU, paper, LETTER, *OLD[4:], propose=True)

    assert "来源“甘肃日报（甘肃日报社）”：提了修改稿\n" in said
    assert "标题：库里“甘肃日报”，资料“兰州日报”" in said
    assert Source.objects.get(key="paper").title == "甘肃日报"
    assert Source.objects.get(replaces__key="paper").title == "兰州日报"


def test_what_no_file_has_any_more_is_told(loaded):
    said = loaded(*PLACE, POLICY, TIER, EXAMPLE, propose=True)

    assert "平均养老金“甘肃省 2022年”：新版资料里没有了，没有动\n" in said
    assert Statistic.objects.get().status == PUBLISHED


def test_what_staff_added_is_not_missed(loaded, zhang):
    place = Region.objects.get(path="gansu")
    make_policy(place, effective_from=datetime.date(2026, 1, 1))

    assert "没有要提的" in loaded(*OLD, propose=True)


def test_an_account_that_may_log_in_under_the_name_is_refused_and_nothing_is_kept(loaded):
    User.objects.create_user(SYSTEM)

    with pytest.raises(CommandError, match="请先到后台给那个账号改名"):
        loaded(*NEW, propose=True)

    assert copies() == []


def test_proposing_is_silent_if_asked_and_makes_no_page_anew(loaded):
    before = current()

    assert loaded(*NEW, propose=True, verbosity=0) == ""

    assert current() == before
    assert len(copies()) == 1


def test_an_empty_database_is_filled_as_ever(load):
    said = load(*ALL, propose=True)

    assert said.startswith("装入：地区 2，来源 2，划入标准 1，年龄档 1，平均养老金 1\n")
    assert policy().status == PUBLISHED
