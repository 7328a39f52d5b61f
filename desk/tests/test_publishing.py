"""From draft to published: who may take which step, and what a draft copy leaves behind."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from desk import publishing
from faq.models import Question
from faq.tests.make import make_question
from regions.models import (
    Claim,
    Estimate,
    LookupChannel,
    Publication,
    RefundPolicy,
    Source,
    Statistic,
    TakeDown,
)
from regions.models.publication import MOVES, MoveRefused
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_example,
    make_policy,
    make_source,
    make_statistic,
)

from .answers import reasons_for

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = Publication.values


@pytest.fixture
def editor():
    return User.objects.create_user("editor")


@pytest.fixture
def reviewer():
    return User.objects.create_user("reviewer")


def written_by(user, row):
    """``row`` as if ``user`` had typed it."""
    row._history_user = user
    row.save()
    return type(row).objects.get(pk=row.pk)


def policy_in_review(region, amount="130.00", **fields):
    fields.setdefault("status", Publication.IN_REVIEW)
    policy = make_policy(region, tiers=[(0, None, amount)], **fields)
    make_example(policy, amount=Decimal(amount))
    return policy


# --- The table of moves ----------------------------------------------------------------------


@pytest.mark.parametrize("to", Publication.values)
@pytest.mark.parametrize("status", Publication.values)
def test_only_the_steps_of_the_table_are_taken(gansu, status, to):
    claim = make_claim(gansu, status=status)

    if (status, to) in MOVES:
        claim.move(to, "为什么")
        assert Claim.objects.get().status == to
        assert claim.history.first().history_change_reason == f"{MOVES[status, to]}：为什么"
    else:
        with pytest.raises(MoveRefused, match="不能直接变成"):
            claim.move(to)
        assert Claim.objects.get().status == status


MAKERS = [make_channel, make_claim, make_estimate, make_statistic]


@pytest.mark.parametrize("make", MAKERS)
def test_every_kind_of_fact_goes_the_same_way(gansu, reviewer, make):
    row = make(gansu, status=DRAFT)

    publishing.submit(row)
    publishing.publish(row, reviewer, TODAY)
    publishing.withdraw(row, "不对")

    row.refresh_from_db()
    assert row.status == WITHDRAWN
    reasons = row.history.order_by("history_id").values_list("history_change_reason", flat=True)
    assert list(reasons) == [None, "提交审核", "发布", "撤下：不对"]


# --- Who approves ----------------------------------------------------------------------------


def test_who_wrote_a_draft_does_not_approve_it(gansu, editor, reviewer):
    policy = written_by(editor, policy_in_review(gansu))

    with pytest.raises(ValidationError, match="请另一位审核员"):
        publishing.publish(policy, editor, TODAY)
    publishing.publish(policy, reviewer, TODAY)

    assert RefundPolicy.objects.get().status == PUBLISHED


def test_who_changed_a_word_of_it_is_a_writer_too(gansu, editor, reviewer):
    policy = written_by(editor, policy_in_review(gansu))
    policy = written_by(reviewer, policy)

    assert policy.writers() == {editor.pk, reviewer.pk}
    with pytest.raises(ValidationError):
        publishing.publish(policy, reviewer, TODAY)


def test_taking_a_step_is_not_writing(gansu, editor, reviewer):
    policy = written_by(editor, policy_in_review(gansu))
    policy._history_user = reviewer
    policy.move(DRAFT)
    policy.move(IN_REVIEW)

    assert policy.writers() == {editor.pk}


def test_a_team_of_one_may_approve_its_own(gansu, editor, settings):
    settings.SOLO_EDITOR = True
    policy = written_by(editor, policy_in_review(gansu))

    publishing.publish(policy, editor, TODAY)

    assert RefundPolicy.objects.get().status == PUBLISHED


# --- What is not published -------------------------------------------------------------------


def test_without_a_worked_example_nothing_is_published(gansu, reviewer):
    policy = make_policy(gansu, status=IN_REVIEW)

    with pytest.raises(ValidationError, match="还没有算例"):
        publishing.publish(policy, reviewer, TODAY)

    assert RefundPolicy.objects.get().status == IN_REVIEW


def test_while_an_example_disagrees_nothing_is_published(gansu, reviewer):
    policy = policy_in_review(gansu)
    make_example(policy, age=80, amount=Decimal("140.00"))

    with pytest.raises(ValidationError, match="计算器算出来是"):
        publishing.publish(policy, reviewer, TODAY)

    assert RefundPolicy.objects.get().status == IN_REVIEW


def test_a_second_rule_of_the_same_start_is_not_published(gansu, reviewer):
    make_policy(gansu, effective_from=TODAY)
    policy = policy_in_review(gansu, effective_from=TODAY)

    assert publishing.faults(policy) == ["这个地区已经有一条同一天开始、已发布的标准。"]
    with pytest.raises(ValidationError):
        publishing.publish(policy, reviewer, TODAY)


@pytest.mark.parametrize("status", [DRAFT, PUBLISHED, WITHDRAWN])
def test_only_what_is_in_review_is_published(gansu, reviewer, status):
    policy = policy_in_review(gansu, status=status)

    with pytest.raises(ValidationError):
        publishing.publish(policy, reviewer, TODAY)

    assert RefundPolicy.objects.get().status == status


# --- Draft copies ----------------------------------------------------------------------------


def test_a_copy_says_the_same_and_takes_the_place_of_its_row(gansu, editor, reviewer):
    old = make_policy(gansu, tiers=[(0, 69, "90.00"), (70, None, "95.00")], notes="旧")
    make_example(old, amount=Decimal("90.00"))
    other = make_source()
    old.other_sources.add(other)

    draft = publishing.copy_of(old)

    assert [t.amount for t in draft.tiers.all()] == [Decimal("90.00"), Decimal("95.00")]
    assert list(draft.other_sources.all()) == [other]
    assert (draft.status, draft.notes, draft.replaces) == (DRAFT, "旧", old)

    draft.notes = "新"
    draft = written_by(editor, draft)
    draft.tiers.filter(min_age=70).update(amount=Decimal("99.00"))
    publishing.submit(draft)
    answers = reasons_for(draft, TODAY)
    public = publishing.publish(draft, reviewer, TODAY, answers=answers)

    assert RefundPolicy.objects.get() == old == public
    assert public.key == old.key
    assert public.notes == "新"
    assert [t.amount for t in public.tiers.all()] == [Decimal("90.00"), Decimal("99.00")]
    assert public.history.first().history_change_reason == "发布修改稿（editor起草）"
    assert public.history.last().notes == "旧"


def test_until_then_the_public_row_stands_unchanged(gansu):
    old = make_policy(gansu, tiers=[(0, None, "90.00")])

    draft = publishing.copy_of(old)
    draft.tiers.update(amount=Decimal("95.00"))

    current = RefundPolicy.objects.resolve(gansu, TODAY)
    assert [t.amount for t in current.tiers.all()] == [Decimal("90.00")]


def test_there_is_one_copy_at_a_time(gansu):
    old = make_policy(gansu)

    assert publishing.copy_of(old) == publishing.copy_of(old)
    assert RefundPolicy.objects.count() == 2


def test_a_draft_is_not_copied(gansu):
    with pytest.raises(MoveRefused, match="直接改"):
        publishing.copy_of(make_policy(gansu, status=DRAFT))


def test_a_withdrawn_row_comes_back_through_a_copy(gansu, reviewer):
    claim = make_claim(gansu, status=WITHDRAWN)

    draft = publishing.copy_of(claim)
    publishing.submit(draft)
    publishing.publish(draft, reviewer, TODAY)

    assert Claim.objects.get().status == PUBLISHED


@pytest.mark.parametrize("make", MAKERS)
def test_rows_that_are_one_of_a_kind_can_be_copied_too(gansu, make):
    row = make(gansu)

    draft = publishing.copy_of(row)

    assert draft.replaces == row
    assert list(type(row).objects.originals()) == [row]


def test_a_question_keeps_its_address_and_what_it_was_called(reviewer):
    question = make_question(slug="old")
    draft = publishing.copy_of(question)
    draft.slug = "new"
    draft.save()
    publishing.submit(draft)

    publishing.publish(draft, reviewer, TODAY)

    kept = Question.objects.get()
    assert (kept.pk, kept.slug, kept.former_slugs) == (question.pk, "new", "old")


# --- Compared with the document --------------------------------------------------------------


def test_compared_with_the_document_a_source_becomes_an_original(gansu, reviewer):
    source = make_source(full_text="第六条 每月 130 元。")
    policy = policy_in_review(gansu, source=source)

    publishing.publish(policy, reviewer, TODAY, confirmed=True)

    source = Source.objects.get()
    assert (source.confidence, source.checked_on) == (Source.Confidence.ORIGINAL, TODAY)


def test_with_nothing_to_compare_nothing_is_confirmed(gansu, reviewer):
    policy = policy_in_review(gansu, source=make_source(full_text=""))

    with pytest.raises(ValidationError, match="还缺：网址、扫描件、正文里的一样"):
        publishing.publish(policy, reviewer, TODAY, confirmed=True)

    assert RefundPolicy.objects.get().status == IN_REVIEW
    assert Source.objects.get().confidence == Source.Confidence.SECONDARY


def test_a_mark_is_not_passed_on_to_a_figure_that_nobody_compared(gansu, reviewer):
    source = make_source(
        full_text="第六条 每月130元。", confidence=Source.Confidence.ORIGINAL, checked_on=TODAY
    )
    policy = policy_in_review(gansu, amount="150.00", source=source)
    answers = reasons_for(policy, TODAY)

    with pytest.raises(ValidationError, match="打开原文对过"):
        publishing.publish(policy, reviewer, TODAY, answers=answers)
    assert RefundPolicy.objects.get().status == IN_REVIEW

    publishing.publish(policy, reviewer, TODAY, confirmed=True, answers=answers)
    assert RefundPolicy.objects.get().status == PUBLISHED


@pytest.mark.parametrize("make", [make_channel, make_claim, make_statistic, make_estimate])
def test_no_fact_of_any_kind_gets_the_mark_unseen(gansu, reviewer, make):
    source = make_source(
        full_text="第六条 平均每月4000元。", confidence=Source.Confidence.ORIGINAL, checked_on=TODAY
    )
    fact = make(gansu, source=source, status=IN_REVIEW)

    with pytest.raises(ValidationError, match="打开原文对过"):
        publishing.publish(fact, reviewer, TODAY)
    publishing.publish(fact, reviewer, TODAY, confirmed=True)

    fact.refresh_from_db()
    assert fact.status == PUBLISHED


@pytest.mark.parametrize("make", [policy_in_review, make_claim, make_statistic])
def test_what_was_looked_at_is_another_once_its_source_changed(gansu, make):
    fact = make(gansu, source=make_source(full_text="第六条 每月130元。"), status=IN_REVIEW)
    before = publishing.seen(fact)

    source = fact.source
    source.full_text = ""
    source.save()

    assert publishing.seen(type(fact).objects.get()) != before


def test_further_sources_are_looked_at_too(gansu):
    policy, further = policy_in_review(gansu), make_source()
    policy.other_sources.add(further)
    before = publishing.seen(policy)

    further.save()

    assert publishing.seen(policy) != before


@pytest.mark.parametrize(
    "text", ["请看[国家医保局](https://nhsa-gov.cn/login)。", "打开 https://g0v.cn/ 再登录。"]
)
def test_a_link_that_only_looks_official_is_not_published(gansu, reviewer, text):
    claim = make_claim(gansu, status=IN_REVIEW, statement=text)
    question = make_question(status=IN_REVIEW, body=text)

    for fact in (claim, question):
        with pytest.raises(ValidationError, match=r"不是|冒充"):
            publishing.publish(fact, reviewer, TODAY)


def test_what_was_taken_down_is_not_published_through_a_source(gansu, reviewer):
    source = make_source(publisher="evil.example")
    TakeDown.objects.create(
        kind="domain", term="evil.example", reason="假网站", made_at=timezone.now()
    )

    with pytest.raises(ValidationError, match="已经停用"):
        publishing.publish(policy_in_review(gansu, source=source), reviewer, TODAY)


def test_what_was_taken_down_is_not_published_in_a_text(gansu, reviewer):
    TakeDown.objects.create(
        kind="domain", term="evil.example", reason="假网站", made_at=timezone.now()
    )
    claim = make_claim(gansu, status=IN_REVIEW, statement="见 evil.example 上的说法。")

    with pytest.raises(ValidationError, match="已经停用"):
        publishing.publish(claim, reviewer, TODAY)


def test_who_gave_a_draft_back_and_why_is_told_until_it_is_submitted_again(gansu, reviewer):
    claim = make_claim(gansu, status=IN_REVIEW)
    claim._history_user = reviewer
    claim.move(DRAFT, "没有网址，请补")

    assert publishing.send_back_note(claim) == "reviewer退回了：没有网址，请补"
    claim.save()
    assert publishing.send_back_note(claim) == "reviewer退回了：没有网址，请补"
    publishing.submit(claim)
    claim.refresh_from_db()
    assert publishing.send_back_note(claim) == ""


# --- The history -----------------------------------------------------------------------------


@pytest.mark.parametrize("model", [RefundPolicy, Claim, Estimate, Statistic, LookupChannel])
def test_copies_are_never_published_themselves(gansu, model):
    makers = {
        RefundPolicy: make_policy,
        Claim: make_claim,
        Estimate: make_estimate,
        Statistic: make_statistic,
        LookupChannel: make_channel,
    }
    draft = publishing.copy_of(makers[model](gansu))
    draft.status = PUBLISHED

    with pytest.raises(ValidationError, match="不会单独发布"):
        draft.validate_constraints()
