"""Facts of a release on a running site: what differs is proposed, what staff did is left alone."""

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
from desk.release.new_facts import succession_fields
from desk.release.standing import SYSTEM
from faq.models import Question
from regions.models import (
    Claim,
    PolicyTier,
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
    PAPER,
    POLICY,
    TIER,
    YEAR,
    changed,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 12, 1)
DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = Publication.values
PLACE = (CHINA, GANSU, PAPER, LETTER)
OLD = (*PLACE, POLICY, TIER, EXAMPLE, YEAR)
#: The next release: another amount from 70 on, a note, one source fewer.
TIERS = (
    changed(TIER, max_age=69),
    changed(TIER, min_age=70, amount="100.00"),
    changed(EXAMPLE, amount="100.00"),
)
RULE = (changed(POLICY, notes="另有规定。", other_sources=[]), *TIERS)
NEW = (*PLACE, *RULE, YEAR)


@pytest.fixture
def zhang():
    return User.objects.create_user("zhang", first_name="张兰")


@pytest.fixture
def li():
    return User.objects.create_user("li", first_name="李明")


@pytest.fixture
def loaded(load):
    load(*OLD)
    return load


def policy():
    return RefundPolicy.objects.get(key="gansu-1")


def copies():
    return list(RefundPolicy.objects.filter(replaces__isnull=False))


def revised(row, by, **fields):
    """A draft copy that ``by`` wrote, with other values."""
    draft = publishing.copy_of(row)
    draft._history_user = by
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def published_by(reviewer, row):
    row = type(row).objects.get(pk=row.pk)
    if row.status == DRAFT:
        publishing.submit(row)
    row = type(row).objects.get(pk=row.pk)
    row._history_user = reviewer
    return publishing.publish(row, reviewer, TODAY)


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
    assert reason == "新版资料：facts.json，来源：甘肃日报"
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
    assert "新版资料：facts.json，来源：甘肃日报" in page


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

    assert none <= 25
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

    assert "：改了没有审完的稿子\n" in said
    assert [(row.pk, row.notes, row.status) for row in copies()] == [
        (draft.pk, "又改了。", IN_REVIEW)
    ]


# --- What staff did ---------------------------------------------------------------------------


def test_what_staff_changed_is_told_and_not_proposed(loaded, zhang, li):
    published_by(li, revised(policy(), zhang, notes="编辑的话。"))

    said = loaded(*NEW, propose=True)

    assert "”：没有提，编辑改过（发布修改稿（张兰起草））\n" in said
    assert "要说明的：库里“编辑的话。”，资料“另有规定。”" in said
    assert copies() == []
    assert policy().notes == "编辑的话。"


def test_what_staff_changed_and_changed_back_is_still_theirs(loaded, zhang, li):
    published_by(li, revised(policy(), zhang, notes="编辑的话。"))
    published_by(li, revised(policy(), zhang, notes=""))

    assert "没有提，编辑改过（发布修改稿（" in loaded(*NEW, propose=True)
    assert copies() == []


def test_what_was_changed_without_a_record_is_told_and_not_proposed(loaded):
    RefundPolicy.objects.update(notes="直接写进库里的")
    PolicyTier.objects.update(amount=Decimal(90))

    assert "没有提，编辑改过，没有留下记录\n" in loaded(*NEW, propose=True)
    assert copies() == []


def test_what_the_database_says_like_the_release_is_no_contradiction(loaded):
    """A data migration wrote one field as the files have it; the rest is proposed."""
    RefundPolicy.objects.update(notes="另有规定。")

    assert "：提了修改稿\n" in loaded(*NEW, propose=True)


def test_what_staff_wrote_into_a_proposal_is_theirs(loaded, zhang, li):
    loaded(*NEW, propose=True)
    [draft] = copies()
    publishing.send_back(draft, "请补一句")
    draft = RefundPolicy.objects.get(pk=draft.pk)
    draft.notes, draft._history_user = "张兰补的。", zhang
    draft.save()
    later = (*PLACE, changed(RULE[0], notes="又改了。"), *TIERS, YEAR)

    said = loaded(*later, propose=True)

    assert "没有提，已有张兰、系统的修改稿，稿子没有动，和新版资料不一样" in said
    assert [row.notes for row in copies()] == ["张兰补的。"]
    published_by(li, draft)
    assert "没有提，编辑改过（发布修改稿（" in loaded(*later, propose=True)


def test_a_draft_of_staff_that_the_release_contradicts_is_told_and_kept(loaded, zhang):
    draft = revised(policy(), zhang, notes="写了一半")

    said = loaded(*NEW, propose=True)

    assert (
        "划入标准“甘肃省 2024-01-01”：没有提，已有张兰的修改稿，稿子没有动，"
        "和新版资料不一样，请起草的人对一对\n"
    ) in said
    assert [(row.pk, row.notes, row.tiers.count()) for row in copies()] == [
        (draft.pk, "写了一半", 1)
    ]


def test_what_staff_withdrew_is_not_proposed(loaded, li):
    row = policy()
    row._history_user = li
    row.status = WITHDRAWN
    row.save_because("撤下：不对")

    said = loaded(*NEW, propose=True)

    assert "：没有提，李明撤下了（撤下：不对）\n" in said
    assert copies() == []
    assert policy().status == WITHDRAWN


def test_what_the_release_withdraws_is_left_to_a_reviewer(loaded):
    said = loaded(*PLACE, changed(POLICY, status="withdrawn"), TIER, EXAMPLE, YEAR, propose=True)

    assert "：没有提，新版资料里是“已撤下”，要撤下请审核员撤\n" in said
    assert policy().status == PUBLISHED


def test_an_end_is_proposed_like_any_other_change(loaded):
    loaded(*PLACE, changed(POLICY, ended_on="2026-12-31"), TIER, EXAMPLE, YEAR, propose=True)

    assert [draft.ended_on for draft in copies()] == [datetime.date(2026, 12, 31)]


def test_what_staff_entered_under_the_same_key_is_theirs(load, zhang):
    load(*PLACE)
    place, paper = Region.objects.get(path="gansu"), Source.objects.get(key="paper")
    row = Statistic(region=place, year=2022, average_pension=Decimal(3900), source=paper)
    row._history_user = zhang
    row.status = PUBLISHED
    row.save()

    said = load(*PLACE, YEAR, propose=True)

    assert "平均养老金“甘肃省 2022年”：没有提，张兰录的\n" in said
    assert Statistic.objects.get().average_pension == Decimal(3900)


# --- Drafts of a release ------------------------------------------------------------------------


def test_a_draft_of_a_release_that_nobody_touched_is_changed_itself(load):
    draft = changed(POLICY, status="draft")
    load(*PLACE, draft, TIER, EXAMPLE)

    said = load(*PLACE, changed(draft, notes="新的话。"), TIER, EXAMPLE, propose=True)

    assert "：改了没有审完的稿子\n" in said
    assert (policy().notes, policy().status) == ("新的话。", DRAFT)
    assert copies() == []


def test_a_draft_that_the_release_now_publishes_is_submitted_once(load):
    load(*PLACE, changed(POLICY, status="draft"), TIER, EXAMPLE)

    load(*PLACE, POLICY, TIER, EXAMPLE, propose=True)

    assert policy().status == IN_REVIEW
    assert "提过了，等着审核" in load(*PLACE, POLICY, TIER, EXAMPLE, propose=True)
    publishing.send_back(policy(), "不对")
    assert "没有提，还是草稿\n" in load(*PLACE, POLICY, TIER, EXAMPLE, propose=True)
    assert policy().status == DRAFT


def test_a_draft_of_a_release_that_staff_wrote_in_is_left_alone(load, zhang):
    load(*PLACE, changed(POLICY, status="draft"), TIER, EXAMPLE)
    row = policy()
    row.notes, row._history_user = "张兰的话。", zhang
    row.save()

    assert "没有提，还是草稿，张兰改过\n" in load(*NEW, propose=True)
    assert policy().notes == "张兰的话。"


# --- New facts ----------------------------------------------------------------------------------

LATER = (
    changed(POLICY, key="gansu-2", effective_from="2026-01-01"),
    changed(TIER, policy=["gansu-2"], amount="120.00"),
    changed(EXAMPLE, policy=["gansu-2"], amount="120.00"),
)


def test_a_new_rule_beside_one_that_nobody_changed_is_published_as_before(loaded):
    loaded(*OLD, *LATER, propose=True)

    assert RefundPolicy.objects.get(key="gansu-2").status == PUBLISHED


def test_a_new_rule_does_not_push_aside_one_that_staff_changed(loaded, zhang, li):
    published_by(li, revised(policy(), zhang, notes="编辑的话。"))

    said = loaded(*OLD, *LATER)

    assert "划入标准“甘肃省 2026-01-01”：没有添，同一个地方的划入标准" in said
    assert not RefundPolicy.objects.filter(key="gansu-2").exists()

    said = loaded(*OLD, *LATER, propose=True)

    assert "提了新草稿，没有直接发布：同一个地方的划入标准“甘肃省 2024-01-01”，编辑改过" in said
    row = RefundPolicy.objects.get(key="gansu-2")
    assert (row.status, row.tiers.get().amount, row.examples.count()) == (
        IN_REVIEW,
        Decimal(120),
        1,
    )
    assert "划入标准“甘肃省 2026-01-01”：提过了，等着审核\n" in loaded(*OLD, *LATER, propose=True)


def test_a_new_rule_does_not_push_aside_what_staff_withdrew_or_drafts(loaded, zhang):
    revised(policy(), zhang, notes="写了一半")

    loaded(*OLD, *LATER, propose=True)

    assert RefundPolicy.objects.get(key="gansu-2").status == IN_REVIEW


def test_a_rule_that_staff_entered_under_another_key_is_no_error(loaded, zhang):
    place = Region.objects.get(path="gansu")
    own = make_policy(place, effective_from=datetime.date(2026, 1, 1))

    said = loaded(*OLD, *LATER, propose=True)

    assert "没有直接发布：这个地区已经有一条同一天开始、已发布的标准\n" in said
    assert RefundPolicy.objects.get(key="gansu-2").status in Publication.UNPUBLISHED
    own.refresh_from_db()
    assert own.status == PUBLISHED


def test_a_new_fact_that_staff_deleted_comes_back_only_with_other_values(loaded, zhang, li):
    published_by(li, revised(policy(), zhang, notes="编辑的话。"))
    loaded(*OLD, *LATER, propose=True)
    row = RefundPolicy.objects.get(key="gansu-2")
    publishing.send_back(row, "不对")
    row = RefundPolicy.objects.get(key="gansu-2")
    row._history_user = li
    row.delete()

    assert "没有添，李明删掉过\n" in loaded(*OLD, *LATER, propose=True)
    assert "划入标准“甘肃省 2026-01-01”：没有添，李明删掉过" in loaded(*OLD, *LATER)
    assert not RefundPolicy.objects.filter(key="gansu-2").exists()

    other = changed(LATER[0], notes="又改了。")
    loaded(*OLD, other, *LATER[1:], propose=True)

    assert RefundPolicy.objects.get(key="gansu-2").notes == "又改了。"


def test_a_question_that_names_what_was_held_back_is_added_without_it(loaded, li):
    claim = ("claim", {"key": "c1", "region": ["620000"], "status": "draft", "source": ["paper"]})
    claim[1].update(statement="说法", followed="没有用")
    loaded(*OLD, claim)
    row = Claim.objects.get()
    row._history_user = li
    row.delete()
    question = ("faq.question", {"slug": "q", "status": "published", "claims": [["c1"]]})
    question[1].update(category="refund", question="问", short_answer="答", body="答")

    loaded(*OLD, claim, question, propose=True)

    assert not Claim.objects.exists()
    assert not Question.objects.get().claims.exists()


def test_the_fields_of_a_succession_are_read_from_the_constraint():
    assert succession_fields(RefundPolicy) == ("region",)
    assert succession_fields(Statistic) == ()


# --- The rest -----------------------------------------------------------------------------------


def test_a_source_that_differs_is_told_because_it_has_no_drafts(loaded):
    paper = changed(PAPER, title="兰州日报")

    said = loaded(CHINA, GANSU, paper, LETTER, *OLD[4:], propose=True)

    assert "来源“甘肃日报”：没有草稿可提，要改请在后台改\n" in said
    assert "标题：库里“甘肃日报”，资料“兰州日报”" in said
    assert Source.objects.get(key="paper").title == "甘肃日报"


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
