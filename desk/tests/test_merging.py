"""Two people at one row: what only one of them changed holds, what both changed is asked."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from desk.merging import Verdict, verdict, verdict_on_deleted, verdict_on_gone
from protection.tests.marked import mark
from regions.models import Publication, RegionAlias, SourceScan
from regions.tests.make import make_example, make_policy, make_source, make_tier

from .browser_form import filled_in

V = Verdict
DRAFT = Publication.DRAFT


# --- Field by field --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "answer", "expected"),
    [
        pytest.param("a", "a", "a", None, V.MINE, id="nobody"),
        pytest.param("a", "b", "a", None, V.MINE, id="only-i"),
        pytest.param("a", "a", "b", None, V.THEIRS, id="only-they"),
        pytest.param("a", "b", "b", None, V.MINE, id="both-the-same"),
        pytest.param("a", "b", "c", None, V.ASKED, id="both"),
        pytest.param(None, "a", "b", None, V.ASKED, id="nobody-knows-how-it-was-opened"),
        pytest.param("c", "b", "c", "mine", V.MINE, id="asked-and-mine"),
        pytest.param("c", "b", "c", "theirs", V.THEIRS, id="asked-and-theirs"),
        pytest.param("c", "b", "c", "", V.ASKED, id="asked-and-not-answered"),
        pytest.param("c", "b", "d", "mine", V.ASKED, id="changed-again-after-the-question"),
        pytest.param("c", "b", "d", "theirs", V.THEIRS, id="changed-again-and-theirs-anyway"),
        pytest.param("c", "c", "c", "", V.MINE, id="retyped-as-theirs"),
        pytest.param("c", "b", "c", "forged", V.MINE, id="an-answer-that-is-none"),
    ],
)
def test_whose_value_holds(base, mine, theirs, answer, expected):
    assert verdict(base, mine, theirs, answer) is expected


@pytest.mark.parametrize(
    ("base", "theirs", "answer", "expected"),
    [
        ({"a": "1"}, {"a": "1"}, None, V.MINE),
        ({"a": "1"}, {"a": "2"}, None, V.ASKED),
        (None, {"a": "1"}, None, V.ASKED),
        ({"a": "2"}, {"a": "2"}, "", V.ASKED),
        ({"a": "2"}, {"a": "2"}, "mine", V.MINE),
        ({"a": "2"}, {"a": "2"}, "theirs", V.THEIRS),
        ({"a": "2"}, {"a": "3"}, "mine", V.ASKED),
    ],
)
def test_whether_a_row_deleted_here_goes(base, theirs, answer, expected):
    assert verdict_on_deleted(base, theirs, answer) is expected


@pytest.mark.parametrize(
    ("base", "mine", "answer", "expected"),
    [
        ({"a": "1"}, {"a": "1"}, None, V.THEIRS),
        ({"a": "1"}, {"a": "2"}, None, V.ASKED),
        (None, {"a": "1"}, None, V.ASKED),
        (None, {"a": "2"}, "", V.ASKED),
        (None, {"a": "2"}, "mine", V.MINE),
        (None, {"a": "2"}, "theirs", V.THEIRS),
    ],
)
def test_whether_a_row_deleted_there_goes(base, mine, answer, expected):
    assert verdict_on_gone(base, mine, answer) is expected


# --- Two at one draft ------------------------------------------------------------------------


def client_of(name, role):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def li(db):
    return client_of("li", "编辑")


@pytest.fixture
def wang(db):
    return client_of("wang", "编辑")


@pytest.fixture
def policy(gansu):
    policy = make_policy(gansu, tiers=[(0, 69, "100"), (70, None, "120")], status=DRAFT, wording="")
    make_example(policy, age=65, amount=Decimal(100))
    return policy


def address(row):
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_change", args=[row.pk])


def opened(client, row):
    return filled_in(client.get(address(row)).text)


def answered(refused, choice):
    asked = refused.context["merged"].asked
    return filled_in(refused.text) | {f"choose-{one.name}": choice for one in asked}


def figures(policy):
    return [tier.amount for tier in policy.tiers.order_by("min_age")]


def test_what_one_did_not_touch_takes_the_value_of_the_other(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"wording": "王改的原话。", "tiers-1-amount": "101"})

    answer = li.post(
        address(policy), mine | {"notes": "李写的。", "examples-0-amount": "99"}, follow=True
    )

    policy.refresh_from_db()
    assert (policy.wording, policy.notes) == ("王改的原话。", "李写的。")
    assert figures(policy) == [100, 101]
    assert policy.examples.get().amount == 99
    assert "wang" in answer.text
    assert "没有被盖掉：原话；年龄档 70岁及以上：金额（元）。" in answer.text


def test_who_answers_is_not_named_as_the_one_who_saved(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"notes": "王写的。", "wording": "王改的原话。"})
    refused = li.post(address(policy), mine | {"notes": "李写的。"})
    assert re.search(r"您打开以后，wang \d\d:\d\d 存过这一条", refused.text)

    answer = li.post(address(policy), answered(refused, "theirs"), follow=True)

    assert "对方改的、您没有动的" in refused.text  # told beside the questions, not once more
    assert "存过这一条" not in answer.text


def test_who_submits_is_told_too(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"wording": "王改的原话。"})

    answer = li.post(address(policy), mine | {"notes": "李写的。", "_submit": "1"}, follow=True)

    assert "没有被盖掉：原话" in answer.text


def test_only_what_both_changed_is_asked_and_the_answer_holds(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"notes": "王写的。", "wording": "王改的原话。"})

    refused = li.post(address(policy), mine | {"notes": "李写的。", "tiers-0-amount": "90"})

    asked = [(one.label, one.mine, one.theirs) for one in refused.context["merged"].asked]
    assert asked == [("要说明的", "李写的。", "王写的。")]
    assert "请更正" not in refused.text
    policy.refresh_from_db()
    assert (policy.notes, figures(policy)) == ("王写的。", [100, 120])

    again = li.post(address(policy), filled_in(refused.text))
    assert [one.label for one in again.context["merged"].asked] == ["要说明的"]

    li.post(address(policy), answered(again, "mine"))
    policy.refresh_from_db()
    assert (policy.notes, policy.wording) == ("李写的。", "王改的原话。")
    assert figures(policy) == [90, 120]


def test_the_value_of_the_other_may_be_chosen(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"tiers-1-amount": "101"})

    refused = li.post(address(policy), mine | {"tiers-1-amount": "102", "notes": "李写的。"})
    answer = li.post(address(policy), answered(refused, "theirs"))

    policy.refresh_from_db()
    assert answer.status_code == 302
    assert (figures(policy), policy.notes) == ([100, 101], "李写的。")


def test_an_answer_holds_for_the_value_that_was_shown_only(li, wang, policy):
    mine = opened(li, policy)
    wang.post(address(policy), opened(wang, policy) | {"notes": "王写的。"})
    refused = li.post(address(policy), mine | {"notes": "李写的。"})
    wang.post(address(policy), opened(wang, policy) | {"notes": "王又写的。"})

    again = li.post(address(policy), answered(refused, "mine"))

    asked = [(one.mine, one.theirs) for one in again.context["merged"].asked]
    assert asked == [("李写的。", "王又写的。")]


def test_a_row_deleted_by_one_and_changed_by_the_other_is_asked(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"examples-0-DELETE": "on"})

    refused = li.post(address(policy), mine | {"examples-0-amount": "99"})
    asked = [(one.mine, one.theirs) for one in refused.context["merged"].asked]
    li.post(address(policy), answered(refused, "mine"))

    assert asked == [("留着", "删掉了")]
    assert [example.amount for example in policy.examples.all()] == [99]


def test_a_row_changed_by_the_other_and_deleted_here_is_asked(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"examples-0-amount": "99"})

    refused = li.post(address(policy), mine | {"examples-0-DELETE": "on"})
    asked = [one.mine for one in refused.context["merged"].asked]
    li.post(address(policy), answered(refused, "theirs"))

    assert asked == ["删掉"]
    assert [example.amount for example in policy.examples.all()] == [99]


def test_a_row_deleted_by_the_other_and_untouched_here_is_deleted(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"examples-0-DELETE": "on"})

    answer = li.post(address(policy), mine | {"notes": "李写的。"})

    assert answer.status_code == 302
    assert not policy.examples.exists()


def test_rows_added_by_both_are_kept(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    new = {"examples-TOTAL_FORMS": "2", "examples-1-id": "", "examples-1-policy": str(policy.pk)}
    wang.post(address(policy), theirs | new | {"examples-1-age": "71", "examples-1-amount": "120"})

    li.post(address(policy), mine | new | {"examples-1-age": "75", "examples-1-amount": "120"})

    assert sorted(example.age for example in policy.examples.all()) == [65, 71, 75]


def test_links_are_merged_as_one_field(li, wang, policy):
    other = make_source(title="另一份")
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"other_sources": [str(other.pk)]})

    li.post(address(policy), mine | {"notes": "李写的。"})

    assert list(policy.other_sources.all()) == [other]


@pytest.mark.parametrize("state", ["", "x", "[]", '{"":1}', '{"":{"":[]}}', "{" * 70_000, None])
def test_a_form_that_does_not_know_how_it_was_opened_is_asked_all_that_differs(li, policy, state):
    mine = opened(li, policy) | {"opened_version": "", "notes": "李写的。"}
    mine |= {"opened_state": state or ""}
    if state is None:
        del mine["opened_state"]
    mark(li, int(li.session["_auth_user_id"]))

    refused = li.post(address(policy), mine)

    assert [one.label for one in refused.context["merged"].asked] == ["要说明的"]
    policy.refresh_from_db()
    assert policy.notes == ""


def test_another_fault_is_told_beside_the_question(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"notes": "王写的。"})

    refused = li.post(address(policy), mine | {"notes": "李写的。", "effective_from": "某天"})

    assert "您和对方都改了" in refused.text
    assert "输入一个有效的日期" in refused.text


def test_a_place_and_its_other_names_are_merged_too(admin_client, gansu):
    alias = RegionAlias.objects.create(region=gansu, name="陇")
    mine, theirs = opened(admin_client, gansu), opened(admin_client, gansu)
    admin_client.post(address(gansu), theirs | {"short_name": "甘"})

    answer = admin_client.post(address(gansu), mine | {"aliases-0-name": "陇上"})

    alias.refresh_from_db()
    gansu.refresh_from_db()
    assert answer.status_code == 302
    assert (gansu.short_name, alias.name) == ("甘", "陇上")


def test_a_tier_that_the_other_moved_to_another_age_is_told_once(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    ages = {"tiers-0-max_age": "74", "tiers-1-min_age": "75"}
    wang.post(address(policy), theirs | ages)

    answer = li.post(address(policy), mine | {"notes": "李写的。"})

    assert answer.status_code == 302
    assert [tier.min_age for tier in policy.tiers.order_by("min_age")] == [0, 75]


def test_a_form_opened_once_more_is_saved_without_a_question(li, policy):
    answer = li.post(address(policy), opened(li, policy) | {"notes": "李写的。"})

    assert answer.status_code == 302


# --- 录入标准 over a rule that was published again meanwhile ----------------------------------


@pytest.fixture
def public(gansu):
    policy = make_policy(gansu, tiers=[(0, 69, "100"), (70, None, "120")], wording="从前的原话。")
    make_example(policy, age=65, amount=Decimal(100))
    return policy


def entry_of(policy):
    address = reverse("admin:regions_refundpolicy_record", args=[policy.region_id])
    return f"{address}?change={policy.pk}"


def filled_entry(client, policy):
    return filled_in(client.get(entry_of(policy)).text, "seen")


def test_a_correction_takes_over_what_was_published_meanwhile(li, public):
    form = filled_entry(li, public)
    public.wording = "新公布的原话。"
    public.save()
    public.tiers.filter(min_age=70).update(amount=125)
    public.tiers.filter(min_age=0).delete()
    make_tier(public, min_age=0, max_age=64, amount=Decimal(100))
    make_tier(public, min_age=65, max_age=69, amount=Decimal(110))

    answer = li.post(entry_of(public), form | {"notes": "李写的。"}, follow=True)

    draft = public.draft
    assert "没有被盖掉：原话" in answer.text
    assert (draft.wording, draft.notes) == ("新公布的原话。", "李写的。")
    assert figures(draft) == [100, 110, 125]


def test_what_was_published_and_typed_over_is_asked(li, public):
    form = filled_entry(li, public) | {"wording": "李的原话。"}
    public.wording = "新公布的原话。"
    public.save()

    refused = li.post(entry_of(public), form)
    asked = [(one.label, one.mine, one.theirs) for one in refused.context["merged"].asked]
    again = filled_in(refused.text, "seen") | {"choose-wording": "mine"}
    li.post(entry_of(public), again)

    assert asked == [("原话", "李的原话。", "新公布的原话。")]
    assert public.draft.wording == "李的原话。"


def test_a_tier_removed_from_a_correction_stays_removed(li, public):
    form = filled_entry(li, public)
    public.notes = "新公布的说明。"
    public.save()
    rest = {name: value for name, value in form.items() if not name.startswith("tiers-1-")}
    rest |= {"tiers-TOTAL_FORMS": "1", "tiers-0-max_age": ""}

    li.post(entry_of(public), rest)

    assert [(tier.min_age, tier.max_age) for tier in public.draft.tiers.all()] == [(0, None)]
    assert public.draft.notes == "新公布的说明。"


# --- Who saved, and links that are gone --------------------------------------------------------


def test_only_the_others_are_named_as_who_saved(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"wording": "王改的原话。"})

    answer = li.post(address(policy), mine | {"notes": "李写的。"}, follow=True)

    [told] = [str(one) for one in answer.context["messages"] if "没有被盖掉" in str(one)]
    assert "wang" in told
    assert "li " not in told


def test_who_chose_the_value_of_the_other_is_not_told_of_it_as_news(li, wang, policy):
    mine, theirs = opened(li, policy), opened(wang, policy)
    wang.post(address(policy), theirs | {"notes": "王写的。"})
    refused = li.post(address(policy), mine | {"notes": "李写的。"})

    answer = li.post(address(policy), answered(refused, "theirs"), follow=True)

    assert "没有被盖掉" not in answer.text


@pytest.fixture
def three_scans(db):
    source = make_source(status=DRAFT)
    for name in ("一.pdf", "二.pdf", "三.pdf"):
        source.scans.add(
            SourceScan.objects.create(name=name, content_type="application/pdf", content=b"%PDF-1")
        )
    return source


def without_scan(form, scan):
    return form | {"scans": [pk for pk in form["scans"] if pk != str(scan.pk)]}


def test_scans_that_both_removed_are_asked_by_name(li, wang, three_scans):
    first, second, _third = three_scans.scans.order_by("pk")
    mine, theirs = opened(li, three_scans), opened(wang, three_scans)
    wang.post(address(three_scans), without_scan(theirs, first))

    refused = li.post(address(three_scans), without_scan(mine, second))
    [question] = refused.context["merged"].asked
    assert (question.mine, question.theirs) == ("三.pdf", "二.pdf\n三.pdf")
    assert "选择一个有效的选项" not in refused.text

    li.post(address(three_scans), answered(refused, "mine"))
    assert [scan.name for scan in three_scans.scans.all()] == ["三.pdf"]


def test_a_scan_that_both_removed_is_not_asked(li, wang, three_scans):
    first, _, third = three_scans.scans.order_by("pk")
    mine, theirs = opened(li, three_scans), opened(wang, three_scans)
    wang.post(address(three_scans), without_scan(without_scan(theirs, first), third))

    answer = li.post(address(three_scans), without_scan(mine, third))

    assert answer.status_code == 302
    assert [scan.name for scan in three_scans.scans.all()] == ["二.pdf"]
