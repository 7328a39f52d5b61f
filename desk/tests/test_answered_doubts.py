"""Nothing doubtful goes public before somebody has said why it is right, one doubt at a time."""

import datetime
import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import publishing
from desk.models import Note
from desk.plausibility import doubts
from protection.tests.marked import mark
from regions.models import Publication, RefundPolicy
from regions.tests.make import make_example, make_policy, make_region, make_source

from .answers import reasons_for, ticked
from .browser_form import filled_in
from .test_policy_entry import entry, page_of

pytestmark = pytest.mark.django_db

IN_REVIEW, PUBLISHED = Publication.IN_REVIEW, Publication.PUBLISHED


def client_of(name, group):
    user = User.objects.create_user(name, first_name=name, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reviewer():
    return client_of("李明", "审核")


@pytest.fixture
def shenzhen():
    place = make_region("shenzhen", make_region("guangdong", name="广东省"), name="深圳市")
    make_policy(place, tiers=[(0, None, "251")])
    return place


@pytest.fixture
def xuzhou():
    return make_region("xuzhou", make_region("jiangsu", name="江苏省"), name="徐州市")


def doubtful(region, amount="1200", wording="每人每年划入1200元", **fields):
    """A rule in review with two doubts: too high, and of another period."""
    policy = make_policy(
        region, tiers=[(0, None, amount)], status=IN_REVIEW, wording=wording, **fields
    )
    make_example(policy, amount=Decimal(amount))
    return RefundPolicy.objects.get(pk=policy.pk)


def review_of(row):
    return reverse("admin:regions_refundpolicy_review", args=[row.pk])


def decision(row, **fields):
    return {"seen": publishing.seen(row), "step": "publish"} | fields


def today():
    return timezone.localdate()


def tags(page: str, name: str) -> list[str]:
    """The fields whose name begins so."""
    return re.findall(
        rf'<input[^>]*name="{name}[^>]*>|<textarea[^>]*name="{name}.*?</textarea>', page, re.DOTALL
    )


# --- The walk of a yearly sum typed as monthly ---------------------------------------------------


def test_a_yearly_sum_typed_as_monthly_is_held_back_until_somebody_says_why(
    reviewer, shenzhen, xuzhou
):
    editor = client_of("张兰", "编辑")
    wrong = entry(tiers=[("0", "", "1200", "")], examples=[("65", "", "1200")], _submit="1")
    wrong |= {"wording": "每人每年划入1200元", "full_text": "每人每年划入1200元"}

    told = editor.post(page_of(xuzhou), wrong, follow=True).text
    row = RefundPolicy.objects.get(region=xuzhou)
    page = reviewer.get(review_of(row)).text
    refused = reviewer.post(review_of(row), decision(row)).text

    high = "“不分年龄”合每月 1,200 元，现在公开的最高是深圳市的每月 251 元，这个比它的两倍还多"
    period = "原话说的是一年多少钱，这里选的是“每月”，请对一对。"
    for text in (told, page, refused):
        assert high in text
        assert period in text
    assert "有 2 处拿不准" in page
    assert page.index("看过了，没有错") < page.index('value="publish"')
    assert "没有发布：还有拿不准的没有看完" in refused
    row.refresh_from_db()
    assert row.status == IN_REVIEW

    done = reviewer.post(review_of(row), decision(row) | ticked(row, today()), follow=True).text

    assert "发布了" in done
    row.refresh_from_db()
    assert row.status == PUBLISHED
    notes = Note.objects.beside(row)
    assert [(note.kind, note.text, note.by.username) for note in notes] == [
        ("doubt", "对过原文，没有错。", "李明")
    ] * 2
    assert {note.about for note in notes} == set(doubts(row, today()))


def test_twelve_thousand_a_month_is_held_back_too(reviewer, shenzhen, xuzhou):
    row = doubtful(xuzhou, amount="12000", wording="每月12000元")
    form = decision(row, confirmed="1")

    page = reviewer.post(review_of(row), form).text

    assert "合每月 12,000 元，现在公开的最高是深圳市的每月 251 元" in page
    row.refresh_from_db()
    assert row.status == IN_REVIEW


# --- What counts as an answer --------------------------------------------------------------------


def only_ticks(form):
    return {name: text for name, text in form.items() if not name.startswith("reason-")}


def only_reasons(form):
    return {name: text for name, text in form.items() if not name.startswith("doubt-")}


def but_one(form):
    return dict(list(form.items())[1:])


def of_other_sentences(form):
    return {name[:-3] + "abc": text for name, text in form.items()}


@pytest.mark.parametrize("forged", [only_ticks, only_reasons, but_one, of_other_sentences])
def test_an_answer_that_is_not_whole_publishes_nothing(reviewer, shenzhen, xuzhou, forged):
    row = doubtful(xuzhou)

    page = reviewer.post(review_of(row), decision(row) | forged(ticked(row, today()))).text

    assert "没有发布：还有拿不准的没有看完" in page
    row.refresh_from_db()
    assert row.status == IN_REVIEW
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("reason", "enough"),
    [
        ("", False),
        ("  ", False),
        ("对", False),
        ("对\u200b\u200b", False),
        ("。。。", False),
        ("\x00\x00", False),
        ("\u3164\u3164", False),
        ("对的", True),
        (" 对过 ", True),
        ("OK", True),
        ("对过\x00原文", True),
    ],
)
def test_a_reason_says_something(reviewer, shenzhen, xuzhou, reason, enough):
    row = doubtful(xuzhou)
    form = decision(row) | ticked(row, today(), reason)

    page = reviewer.post(review_of(row), form, follow=True).text

    row.refresh_from_db()
    assert (row.status == PUBLISHED) is enough
    assert ("至少两个字" in page) is not enough


def test_a_very_long_reason_is_cut_and_kept(reviewer, shenzhen, xuzhou):
    row = doubtful(xuzhou)
    mark(reviewer, int(reviewer.session["_auth_user_id"]))

    reviewer.post(review_of(row), decision(row) | ticked(row, today(), "长" * 10_000))

    assert {note.text for note in Note.objects.beside(row)} == {"长" * 500}


def test_what_was_typed_and_ticked_is_kept_and_each_fault_stands_beside_its_field(
    reviewer, shenzhen, xuzhou
):
    row = doubtful(xuzhou, source=make_source(full_text="每人每年划入1200元"))
    form = decision(row, confirmed="1") | ticked(row, today())
    first, second = (name.removeprefix("doubt-") for name in form if name.startswith("doubt-"))
    form[f"reason-{first}"] = "<b>对</b>过"
    del form[f"doubt-{first}"], form[f"reason-{second}"]

    page = reviewer.post(review_of(row), form).text

    tick, other = tags(page, "doubt-")
    assert f'aria-describedby="no-tick-{first}"' in tick
    assert "checked" in other
    assert "aria-invalid" not in other
    reason, none = tags(page, "reason-")
    assert reason.endswith(">&lt;b&gt;对&lt;/b&gt;过</textarea>")
    assert "aria-invalid" not in reason
    assert f'aria-describedby="no-reason-{second}"' in none
    assert f'id="no-tick-{first}">看过了、没有错，才勾这一格' in page
    assert f'id="no-reason-{second}">请写上为什么没有错' in page
    assert "checked" in tags(page, "confirmed")[0]


def test_nothing_is_called_missing_before_it_was_asked_for(reviewer, shenzhen, xuzhou):
    page = reviewer.get(review_of(doubtful(xuzhou))).text

    assert 'class="doubt__fault"' not in page
    assert "aria-invalid" not in page


def test_ticks_of_an_older_state_do_not_count_and_the_reasons_stay(reviewer, shenzhen, xuzhou):
    row = doubtful(xuzhou)
    form = decision(row, confirmed="1") | ticked(row, today())
    row.notes = "别人刚改过。"
    row.save()

    page = reviewer.post(review_of(row), form).text

    assert "又改过" in page
    assert not any("checked" in tag for tag in tags(page, "(?:doubt-|confirmed)"))
    assert all(tag.endswith(">对过原文，没有错。</textarea>") for tag in tags(page, "reason-"))
    row.refresh_from_db()
    assert row.status == IN_REVIEW


def test_a_doubt_that_says_something_else_by_now_is_asked_again(reviewer, shenzhen, xuzhou):
    row = doubtful(xuzhou)
    form = decision(row) | ticked(row, today(), "市局打电话问过")
    make_policy(make_region("dongguan"), tiers=[(0, None, "260")])

    page = reviewer.post(review_of(row), form).text

    assert "您写的“市局打电话问过”说的那一处已经变了" in page
    assert "现在公开的最高是dongguan市的每月 260 元" in page
    row.refresh_from_db()
    assert row.status == IN_REVIEW


def test_who_only_looks_sees_the_doubts_and_nothing_to_tick(shenzhen, xuzhou):
    page = client_of("张兰", "编辑").get(review_of(doubtful(xuzhou))).text

    assert "原话说的是一年多少钱" in page
    assert not tags(page, "doubt-")


def test_a_row_without_doubts_is_published_as_ever(reviewer, shenzhen, xuzhou):
    row = doubtful(xuzhou, amount="130", wording="每月130元")

    page = reviewer.get(review_of(row)).text
    reviewer.post(review_of(row), decision(row))

    assert "拿不准" not in page
    row.refresh_from_db()
    assert row.status == PUBLISHED


# --- Every way to the public goes past the doubts ------------------------------------------------


def test_publishing_without_an_answer_names_the_doubts(shenzhen, xuzhou):
    row, user = doubtful(xuzhou), User.objects.create_user("li")
    answers = reasons_for(row, today())
    one = dict([answers.popitem()])

    with pytest.raises(ValidationError, match=r"还有 2 处.*（1）.*深圳市.*（2）原话说的是一年"):
        publishing.publish(row, user, today())
    with pytest.raises(ValidationError, match="还有 1 处"):
        publishing.publish(row, user, today(), answers=one)
    publishing.publish(row, user, today(), answers=answers | one)

    assert Note.objects.beside(row).count() == 2


def test_several_at_once_leaves_out_what_has_doubts(reviewer, shenzhen, xuzhou):
    wrong, right = doubtful(xuzhou), doubtful(shenzhen, amount="130", wording="每月130元")
    wrong_form = {f"seen-{row.pk}": publishing.seen(row) for row in (wrong, right)}
    right.effective_from = datetime.date(2026, 1, 1)
    right.save()
    wrong_form[f"seen-{right.pk}"] = publishing.seen(right)
    chosen = {"action": "publish_rows", "_selected_action": [wrong.pk, right.pk]}
    address = reverse("admin:regions_refundpolicy_changelist")

    page = reviewer.post(address, chosen).text
    forged = reviewer.post(address, chosen | wrong_form | {"shown": "1"}, follow=True).text

    assert "有 2 处拿不准，这里不发布" in page
    assert f'href="{review_of(wrong)}">到审核页上看' in page
    assert "发布这 1 条" in page
    assert f'name="_selected_action" value="{right.pk}"' in page
    assert f'name="_selected_action" value="{wrong.pk}"' not in page
    assert "没有发布：还有 2 处拿不准的没有写明" in forged
    assert RefundPolicy.objects.get(pk=wrong.pk).status == IN_REVIEW
    assert RefundPolicy.objects.get(pk=right.pk).status == PUBLISHED


def test_several_at_once_that_all_have_doubts_have_no_button(reviewer, shenzhen, xuzhou):
    chosen = {"action": "publish_rows", "_selected_action": [doubtful(xuzhou).pk]}

    page = reviewer.post(reverse("admin:regions_refundpolicy_changelist"), chosen).text

    assert "1 条有拿不准的地方，不能在这里一起发布" in page
    assert '<button type="submit" class="button">' not in page


# --- What was answered stays beside the fact -----------------------------------------------------


def test_an_answer_is_told_in_the_history_and_when_the_fact_is_changed_again(
    reviewer, shenzhen, xuzhou
):
    row = doubtful(xuzhou)
    reviewer.post(review_of(row), decision(row) | ticked(row, today(), "市局<br>文件写明"))
    draft = publishing.copy_of(row)
    publishing.submit(draft)

    history = reviewer.get(reverse("admin:regions_refundpolicy_history", args=[row.pk])).text
    review = reviewer.get(review_of(draft)).text

    for page in (history, review):
        assert "从前拿不准、看过的" in page
        assert "没有错：市局&lt;br&gt;文件写明" in page
        assert "李明，" in page


def test_answers_to_a_draft_copy_go_to_the_public_row(reviewer, xuzhou):
    old = make_policy(xuzhou, tiers=[(0, None, "100")])
    make_example(old, amount=Decimal("100"))
    draft = publishing.copy_of(old)
    draft.wording = "每人每年划入100元"
    draft.save()
    publishing.submit(draft)
    draft.refresh_from_db()

    reviewer.post(review_of(draft), decision(draft) | ticked(draft, today()))

    assert not RefundPolicy.objects.filter(pk=draft.pk).exists()
    assert "原话说的是一年多少钱" in Note.objects.beside(old).get().about


def test_an_answer_whose_writer_is_gone_stays(reviewer, shenzhen, xuzhou):
    row = doubtful(xuzhou)
    reviewer.post(review_of(row), decision(row) | ticked(row, today()))
    Note.objects.update(by=None)

    page = (
        client_of("王", "审核")
        .get(reverse("admin:regions_refundpolicy_history", args=[row.pk]))
        .text
    )

    assert "从前的同事，" in page


# --- A session that ends during a review ---------------------------------------------------------


@pytest.mark.parametrize("is_own", [False, True])
def test_a_decision_after_the_end_of_the_session_goes_on_by_the_same_rules(
    reviewer, shenzhen, xuzhou, is_own
):
    user = User.objects.get(username="李明")
    user.set_password("of a test that is over soon")
    user.save()
    reviewer.force_login(user)
    row = doubtful(xuzhou)
    form = filled_in(reviewer.get(review_of(row)).text, holding="seen")
    assert set(form) >= {"seen", "form_owner"}
    posted = form | decision(row) | ticked(row, today())
    if is_own:  # another window of the same person saved it meanwhile
        record = row.history.latest()
        record.history_user = user
        record.save()
    Session.objects.all().delete()

    page = reviewer.post(review_of(row), posted)
    assert "您填的一个字都不会丢" in page.text
    login = filled_in(page.text, holding="kept_post")
    login |= {"username": "李明", "password": "of a test that is over soon"}
    answer = reviewer.post(review_of(row), login)
    again = reviewer.post(review_of(row), login)

    row.refresh_from_db()
    assert row.status == (IN_REVIEW if is_own else PUBLISHED)
    assert answer.status_code == (200 if is_own else 302)
    assert Note.objects.beside(row).count() == (0 if is_own else 2)
    assert "没有再办第二次" in again.text
    if is_own:
        assert "要请另一位审核员来发布" in answer.text
