"""What staff changed, drafted, withdrew or deleted, a release tells of and leaves alone."""

import datetime
from decimal import Decimal

import pytest

from desk import publishing
from desk.release.new_facts import succession_fields
from faq.models import Question
from regions.models import (
    Claim,
    Deduction,
    PolicyTier,
    Publication,
    RefundPolicy,
    Region,
    Source,
    Statistic,
)
from regions.tests.make import make_policy

from .fact_lines import (
    EXAMPLE,
    NEW,
    OLD,
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
    revised,
)

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = Publication.values

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

    assert "：照新版改了没审完的草稿\n" in said
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

    assert "提了草稿，没有直接发布：同一个地方的划入标准“甘肃省 2024-01-01”，编辑改过" in said
    row = RefundPolicy.objects.get(key="gansu-2")
    assert (row.status, row.tiers.get().amount, row.examples.count()) == (
        IN_REVIEW,
        Decimal(120),
        1,
    )
    assert "划入标准“甘肃省 2026-01-01”：提过了，等着审核\n" in loaded(*OLD, *LATER, propose=True)


def test_a_new_deduction_beside_a_rule_that_staff_changed_waits_for_a_person(loaded, zhang, li):
    """They may have entered what arrives: it must not be taken off a second time."""
    named = {name: POLICY[1][name] for name in ("region", "source")}
    fields = {"key": "d", "kind": "care", "name": "长护险", "amount": "2.78", "from_account": "yes"}
    new = ("regions.deduction", fields | named | {"status": PUBLISHED})
    loaded(*OLD, changed(new, key="before"))
    Deduction.objects.get(key="before").delete()
    published_by(li, revised(policy(), zhang, notes="编辑的话。"))

    said = loaded(*OLD, new)

    assert "没有添，会从划入标准“甘肃省 2024-01-01”里减，那一条编辑改过" in said
    assert not Deduction.objects.exists()
    loaded(*OLD, new, propose=True)
    assert Deduction.objects.get().status in (DRAFT, IN_REVIEW)


def test_a_new_rule_does_not_push_aside_one_that_staff_are_writing(loaded, zhang):
    revised(policy(), zhang, notes="写了一半")

    loaded(*OLD, *LATER, propose=True)

    assert RefundPolicy.objects.get(key="gansu-2").status == IN_REVIEW


def test_a_new_rule_does_not_take_the_place_of_one_that_staff_withdrew(loaded):
    publishing.withdraw(policy(), "不对")

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


def question(slug, related, **fields):
    """The line of a question; ``related`` is written at both of its ends, as in the fixtures."""
    fields |= {"slug": slug, "category": "refund", "question": "问", "short_answer": "答"}
    return "faq.question", {"status": "published", "related": [[r] for r in related]} | fields


def test_questions_that_name_each_other_are_proposed_once_and_keep_doing_so(loaded, li):
    """Also one that is still a draft, to which a new one was linked from its own end."""
    before = [question("a", ["b"], body="旧"), question("b", ["a"], body="旧")]
    loaded(*OLD, *before, question("c", [], body="旧", status="draft"))
    release = (
        question("a", ["b", "c"], body="新"),
        question("b", ["a"], body="新"),
        question("c", ["a", "d"], body="新"),
        question("d", ["c"], body="新"),
    )

    loaded(*OLD, *release, propose=True)
    again = loaded(*OLD, *release, propose=True)

    assert again.endswith("\n一共：提过了 3 条\n")
    for row in Question.objects.filter(status=IN_REVIEW):
        published_by(li, row)
    related = {q.slug: {r.slug for r in q.related.all()} for q in Question.objects.all()}
    assert related == {"a": {"b", "c"}, "b": {"a"}, "c": {"a", "d"}, "d": {"c"}}
    assert loaded(*OLD, *release, propose=True).endswith("没有要提的。\n")


def test_the_fields_of_a_succession_are_read_from_the_constraint():
    assert succession_fields(RefundPolicy) == ("region",)
    assert succession_fields(Statistic) == ()
