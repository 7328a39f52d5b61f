"""The way of a fact through the admin: roles, steps, and two editors at one row."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from regions import publishing
from regions.models import Claim, PolicyTier, Publication, RefundPolicy, Source
from regions.tests.make import (
    make_claim,
    make_example,
    make_policy,
    make_region,
    make_source,
)

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = Publication.values


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃")


def somebody(name, role):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def editor(client_of):
    return client_of(somebody("editor", "编辑"))


@pytest.fixture
def reviewer(client_of):
    return client_of(somebody("reviewer", "审核"))


@pytest.fixture
def client_of():
    from django.test import Client

    def enter(user):
        client = Client()
        client.force_login(user)
        return client

    return enter


def page(name, row, model="claim"):
    return reverse(f"admin:regions_{model}_{name}", args=[row.pk])


def claim_form(claim, **fields):
    form = {
        "region": claim.region_id,
        "statement": claim.statement,
        "followed": claim.followed,
        "source": claim.source_id,
        "opened_version": claim.version,
    }
    return form | fields


# --- Roles -----------------------------------------------------------------------------------


def test_an_editor_writes_and_submits_but_does_not_publish(editor, gansu):
    claim = make_claim(gansu, status=DRAFT)

    editor.post(page("change", claim), claim_form(claim, statement="改了。", _submit="1"))

    claim.refresh_from_db()
    assert (claim.status, claim.statement) == (IN_REVIEW, "改了。")
    answer = editor.post(
        reverse("admin:regions_claim_changelist"),
        {"action": "publish_rows", "_selected_action": [claim.pk]},
    )
    claim.refresh_from_db()
    assert claim.status == IN_REVIEW
    assert "publish_rows" not in editor.get(reverse("admin:regions_claim_changelist")).text
    assert answer.status_code == 302
    assert editor.post(page("withdraw", claim), {"reason": "不对"}).status_code == 403


@pytest.mark.parametrize("status", [IN_REVIEW, PUBLISHED, WITHDRAWN])
@pytest.mark.parametrize("role", ["editor", "reviewer"])
def test_what_is_no_draft_is_looked_at_only(request, gansu, role, status):
    client = request.getfixturevalue(role)
    claim = make_claim(gansu, status=status)

    answer = client.post(page("change", claim), claim_form(claim, statement="改了。"))
    deleted = client.post(page("delete", claim), {"post": "yes"})

    assert (answer.status_code, deleted.status_code) == (403, 403)
    claim.refresh_from_db()
    assert claim.statement == "另一份资料的说法。"
    assert client.get(page("change", claim)).status_code == 200


def test_a_superuser_edits_nothing_published_in_place(admin_client, gansu):
    claim = make_claim(gansu)

    answer = admin_client.post(page("change", claim), claim_form(claim, statement="改了。"))

    assert answer.status_code == 403


# --- Steps -----------------------------------------------------------------------------------


def test_revising_leads_to_a_draft_copy_and_again_to_the_same(editor, gansu):
    claim = make_claim(gansu)

    first = editor.post(page("revise", claim))
    second = editor.post(page("revise", claim))

    draft = Claim.objects.get(replaces=claim)
    assert first.url == second.url == page("change", draft)
    assert "看现在公开的那一条" in editor.get(first.url).text
    assert "去看修改稿" in editor.get(page("change", claim)).text


@pytest.mark.parametrize("step", ["revise", "send_back"])
def test_a_step_is_not_taken_by_following_a_link(reviewer, gansu, step):
    claim = make_claim(gansu)

    assert reviewer.get(page(step, claim)).status_code == 403
    assert Claim.objects.count() == 1


def test_what_was_submitted_can_be_taken_back(editor, gansu):
    claim = make_claim(gansu, status=IN_REVIEW)

    editor.post(page("send_back", claim))

    claim.refresh_from_db()
    assert claim.status == DRAFT


def test_withdrawing_asks_why_first(reviewer, client, gansu):
    claim = make_claim(gansu)

    asked = reviewer.get(page("withdraw", claim)).text
    without = reviewer.post(page("withdraw", claim), {"reason": " "}).text
    claim.refresh_from_db()
    assert "为什么撤下" in asked
    assert "请写一句为什么" in without
    assert claim.status == PUBLISHED

    reviewer.post(page("withdraw", claim), {"reason": "网站关了"})

    claim.refresh_from_db()
    assert claim.status == WITHDRAWN
    assert claim.history.first().history_change_reason == "撤下：网站关了"
    assert claim.history.first().history_user.username == "reviewer"


def test_an_incomplete_draft_is_kept_and_not_submitted(editor, gansu):
    policy = make_policy(gansu, status=DRAFT)
    tier = policy.tiers.get()
    form = {
        "opened_version": policy.version,
        "region": gansu.pk,
        "period": "month",
        "deduction_period": "month",
        "source": policy.source_id,
        "notes": "新写的一句。",
        "tiers-TOTAL_FORMS": 1,
        "tiers-INITIAL_FORMS": 1,
        "tiers-0-id": tier.pk,
        "tiers-0-policy": policy.pk,
        "tiers-0-min_age": 0,
        "tiers-0-amount": "75",
        "examples-TOTAL_FORMS": 0,
        "examples-INITIAL_FORMS": 0,
        "_submit": "1",
    }

    answer = editor.post(page("change", policy, "refundpolicy"), form, follow=True).text

    policy.refresh_from_db()
    assert (policy.status, policy.notes) == (DRAFT, "新写的一句。")
    assert "还没有算例" in answer


def test_many_are_submitted_and_published_at_once_and_the_rest_named(editor, reviewer, gansu):
    ready = make_policy(gansu, status=DRAFT)
    make_example(ready)
    half = make_policy(make_region(slug="hunan", name="湖南省"), status=DRAFT)
    rows = {"_selected_action": [ready.pk, half.pk]}
    listed = reverse("admin:regions_refundpolicy_changelist")

    submitted = editor.post(listed, rows | {"action": "submit_rows"}, follow=True).text
    shown = reviewer.post(listed, rows | {"action": "publish_rows"}).text
    assert set(RefundPolicy.objects.published()) == set()
    published = reviewer.post(listed, as_shown(ready, half), follow=True).text

    assert "提交审核了 1 条" in submitted
    assert "还没有算例" in submitted
    assert "不分年龄：每月 75 元" in shown
    assert "发布了 1 条" in published
    assert set(RefundPolicy.objects.published()) == {ready}


def as_shown(*rows):
    """What the page of several drafts posts, as they are now."""
    form = {"action": "publish_rows", "shown": "1", "_selected_action": [row.pk for row in rows]}
    for row in rows:
        row.refresh_from_db()
        form[f"seen-{row.pk}"] = publishing.seen(row)
    return form


def test_of_many_none_is_published_that_changed_since_it_was_shown(reviewer, gansu):
    claim = make_claim(gansu, status=IN_REVIEW)
    form = as_shown(claim)
    claim.statement = "又改了。"
    claim.save()

    answer = reviewer.post(reverse("admin:regions_claim_changelist"), form, follow=True).text

    assert "又改过" in answer
    assert not Claim.objects.published()


def test_a_copy_of_a_withdrawn_row_says_that_it_brings_it_back(reviewer, gansu):
    claim = make_claim(gansu)
    draft = publishing.copy_of(claim)
    publishing.submit(draft)
    form = as_shown(draft)
    publishing.withdraw(claim, "错的")
    listed = reverse("admin:regions_claim_changelist")

    refused = reviewer.post(listed, form, follow=True).text
    shown = reviewer.post(listed, {"action": "publish_rows", "_selected_action": draft.pk}).text

    assert "又改过" in refused
    assert "它就又公开了" in shown
    assert not Claim.objects.published()


@pytest.mark.parametrize("chosen", ["x", "\0", "1" * 30, "-1"])
def test_an_action_on_nonsense_is_refused_in_words(reviewer, gansu, chosen):
    make_claim(gansu)
    form = {"action": "submit_rows", "_selected_action": chosen}

    answer = reviewer.post(reverse("admin:regions_claim_changelist"), form, follow=True)

    assert answer.status_code == 200
    assert "没认出您选的是哪几条" in answer.text


@pytest.mark.parametrize("day", ["0026-01-01", "2125-01-01"])
def test_a_day_a_century_off_is_refused_at_its_field(reviewer, day):
    source = make_source()
    form = {
        "opened_version": source.version,
        "title": source.title,
        "confidence": source.confidence,
        "published_precision": "day",
        "checked_on": day,
        "scans-TOTAL_FORMS": 0,
        "scans-INITIAL_FORMS": 0,
    }

    page = reviewer.post(reverse("admin:regions_source_change", args=[source.pk]), form)

    assert page.status_code == 200
    assert "checked_on" in page.context["adminform"].form.errors
    assert Source.objects.get().checked_on is None


def test_a_rule_that_has_not_begun_says_from_when(reviewer, gansu):
    make_policy(gansu, effective_from=datetime.date(2099, 1, 1))

    listed = reviewer.get(reverse("admin:regions_refundpolicy_changelist")).text

    assert "已发布，将于2099年1月1日起生效" in listed


# --- Two editors -----------------------------------------------------------------------------


def test_the_second_to_save_is_told_and_loses_nothing(editor, reviewer, gansu):
    claim = make_claim(gansu, status=DRAFT)
    mine, theirs = claim_form(claim, statement="我写的。"), claim_form(claim, followed="别人写的。")

    reviewer.post(page("change", claim), theirs)
    answer = editor.post(page("change", claim), mine)

    claim.refresh_from_db()
    assert (claim.statement, claim.followed) == ("另一份资料的说法。", "别人写的。")
    assert "别人存过这一条" in answer.text
    assert "reviewer" in answer.text
    assert "本站怎么用：没有见到文件。 → 别人写的。" in answer.text
    assert "我写的。" in answer.text


def test_having_seen_the_change_one_may_save_all_the_same(editor, reviewer, gansu):
    claim = make_claim(gansu, status=DRAFT)
    mine = claim_form(claim, statement="我写的。")
    reviewer.post(page("change", claim), claim_form(claim, followed="别人写的。"))
    claim.refresh_from_db()

    editor.post(page("change", claim), mine | {"over_version": claim.version})

    claim.refresh_from_db()
    assert claim.statement == "我写的。"


def test_a_tick_holds_for_the_version_that_was_seen_only(editor, gansu):
    claim = make_claim(gansu, status=DRAFT)
    mine = claim_form(claim, statement="我写的。")
    claim.save()
    seen = claim.version
    claim.save()

    editor.post(page("change", claim), mine | {"over_version": seen})

    claim.refresh_from_db()
    assert claim.statement == "另一份资料的说法。"


@pytest.mark.parametrize("version", ["", "x", None])
def test_a_form_without_its_version_is_not_saved(editor, gansu, version):
    claim = make_claim(gansu, status=DRAFT)
    form = claim_form(claim, statement="我写的。") | {"opened_version": version}
    if version is None:
        del form["opened_version"]

    answer = editor.post(page("change", claim), form)

    claim.refresh_from_db()
    assert answer.status_code == 200
    assert claim.statement == "另一份资料的说法。"


def test_tiers_are_guarded_by_the_version_of_their_policy(editor, reviewer, gansu):
    policy = make_policy(gansu, status=DRAFT)
    tier = policy.tiers.get()

    def form(amount):
        return {
            "opened_version": policy.version,
            "region": gansu.pk,
            "period": "month",
            "deduction_period": "month",
            "source": policy.source_id,
            "tiers-TOTAL_FORMS": 1,
            "tiers-INITIAL_FORMS": 1,
            "tiers-0-id": tier.pk,
            "tiers-0-policy": policy.pk,
            "tiers-0-min_age": 0,
            "tiers-0-amount": amount,
            "examples-TOTAL_FORMS": 0,
            "examples-INITIAL_FORMS": 0,
        }

    first = reviewer.post(page("change", policy, "refundpolicy"), form("88"))
    second = editor.post(page("change", policy, "refundpolicy"), form("99"))

    assert first.status_code == 302
    assert PolicyTier.objects.get().amount == Decimal("88.00")
    assert 'value="99"' in second.text
    assert "年龄档 不分年龄：75 元 → 88 元" in second.text


def test_sources_and_places_are_guarded_too(reviewer, gansu):
    source = make_source()
    form = {
        "opened_version": source.version,
        "title": "新标题",
        "confidence": source.confidence,
        "published_precision": "day",
    }
    source.save()

    answer = reviewer.post(reverse("admin:regions_source_change", args=[source.pk]), form)

    assert "别人存过这一条" in answer.text
    assert Source.objects.get().title == source.title


def test_what_a_refused_draft_lacks_is_told_on_publishing_too(gansu):
    policy = make_policy(gansu, status=IN_REVIEW)

    assert publishing.faults(policy) == ["还没有算例。至少写一个：几岁的人，每月该到账多少。"]
