"""The way of a fact through the admin: roles, steps, and two editors at one row."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.forms import model_to_dict
from django.urls import reverse

from desk import publishing
from desk.admin.mixins import workflow
from desk.history import events, restore
from desk.version_token import VersionToken
from regions.models import Claim, PolicyTier, Publication, RefundPolicy, Region, RegionAlias, Source
from regions.tests.make import (
    make_claim,
    make_example,
    make_policy,
    make_region,
    make_source,
    make_tier,
)

from .browser_form import filled_in

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = Publication.values


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
        "kind": claim.kind,
        "statement": claim.statement,
        "followed": claim.followed,
        "source": claim.source_id,
        "opened_version": VersionToken.of(claim),
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

    assert (answer.status_code, deleted.status_code) == (409, 403)
    claim.refresh_from_db()
    assert claim.statement == "另一份资料的说法。"
    assert client.get(page("change", claim)).status_code == 200


def test_a_superuser_edits_nothing_published_in_place(admin_client, gansu):
    claim = make_claim(gansu)

    answer = admin_client.post(page("change", claim), claim_form(claim, statement="改了。"))

    assert answer.status_code == 409
    claim.refresh_from_db()
    assert claim.statement == "另一份资料的说法。"


def test_an_editor_deletes_drafts_of_their_own_only(editor, reviewer, gansu):
    writer = User.objects.get(username="editor")
    own, other, third = (make_claim(gansu, status=DRAFT, statement=f"{n}。") for n in "甲乙丙")
    own.history.update(history_user=writer)
    other.history.update(history_user=User.objects.get(username="reviewer"))
    third.history.update(history_user=writer)

    answers = [editor.post(page("delete", row), {"post": "yes"}) for row in (own, other)]
    reviewer.post(page("delete", third), {"post": "yes"})

    assert [answer.status_code for answer in answers] == [302, 403]
    assert list(Claim.objects.all()) == [other]


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

    assert reviewer.get(page(step, claim)).url == reverse("admin:index")
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
        "opened_version": VersionToken.of(policy),
        "region": gansu.pk,
        "period": "month",
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


# --- Too late ----------------------------------------------------------------------------------


def save(editor, policy, **fields):
    """What somebody sees who saves the form of ``policy``."""
    form = model_to_dict(policy, fields=["period", "effective_from"])
    form = {name: value for name, value in form.items() if value is not None}
    form |= {"region": policy.region_id, "source": policy.source_id, "notes": "打了很久的字。"}
    form |= {"tiers-TOTAL_FORMS": 1, "tiers-INITIAL_FORMS": 0, "tiers-0-min_age": "0"}
    form |= {
        "tiers-0-amount": "88",
        "tiers-0-policy": policy.pk,
        "examples-TOTAL_FORMS": 0,
        "examples-INITIAL_FORMS": 0,
    }
    return editor.post(page("change", policy, "refundpolicy"), form | fields)


@pytest.mark.parametrize("status", [IN_REVIEW, PUBLISHED])
def test_who_saves_what_was_handed_in_meanwhile_gets_everything_back(editor, gansu, status):
    policy = make_policy(gansu, status=status)

    answer = save(editor, policy)

    assert answer.status_code == 409
    assert f"成了“{policy.get_status_display()}”" in answer.text
    assert "打了很久的字。" in answer.text
    assert "<td>从几岁 0，金额（元） 88</td>" in answer.text
    assert "甘肃省" in answer.text
    policy.refresh_from_db()
    assert policy.notes == ""


def test_who_saves_what_was_published_or_deleted_meanwhile_gets_everything_back(editor, gansu):
    policy = make_policy(gansu, status=DRAFT)
    address = page("change", policy, "refundpolicy")
    policy_before = RefundPolicy.objects.get()
    policy.delete()

    answer = save(editor, policy_before)

    assert answer.status_code == 409
    assert "不在了" in answer.text
    assert "打了很久的字。" in answer.text
    assert editor.get(address).status_code == 302


def test_who_may_change_nothing_is_refused_as_ever(client, gansu):
    client.force_login(User.objects.create_user("guest", is_staff=True))

    assert save(client, make_policy(gansu, status=PUBLISHED)).status_code == 403


def test_more_than_a_person_looks_at_are_not_published_at_once(reviewer, gansu, monkeypatch):
    monkeypatch.setattr(workflow, "MOST_AT_ONCE", 1)
    claims = [make_claim(gansu, status=IN_REVIEW, statement=f"说法{n}。") for n in range(2)]
    rows = {"_selected_action": [claim.pk for claim in claims], "action": "publish_rows"}

    answer = reviewer.post(reverse("admin:regions_claim_changelist"), rows, follow=True).text

    assert "一次最多发布 1 条" in answer


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
def test_a_day_a_century_off_is_refused_at_its_field(editor, gansu, day):
    policy = make_policy(gansu, status=DRAFT)

    answer = save(editor, policy, opened_version=VersionToken.of(policy), stated_until=day)

    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["stated_until"]


def test_a_rule_that_has_not_begun_says_from_when(reviewer, gansu):
    make_policy(gansu, effective_from=datetime.date(2099, 1, 1))

    listed = reviewer.get(reverse("admin:regions_refundpolicy_changelist")).text

    assert "已发布，将于2099年1月1日起生效" in listed


# --- Two editors -----------------------------------------------------------------------------


def test_the_second_to_save_loses_nothing_and_undoes_nothing(editor, reviewer, gansu):
    claim = make_claim(gansu, status=DRAFT)
    opened = editor.get(page("change", claim)).context["opened_state"]
    mine, theirs = claim_form(claim, statement="我写的。"), claim_form(claim, followed="别人写的。")

    reviewer.post(page("change", claim), theirs)
    answer = editor.post(page("change", claim), mine | {"opened_state": opened}, follow=True)

    claim.refresh_from_db()
    assert (claim.statement, claim.followed) == ("我写的。", "别人写的。")
    assert "reviewer" in answer.text
    assert "对方改的也在里面，没有被盖掉：本站怎么用。" in answer.text


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
            "opened_version": VersionToken.of(policy),
            "region": gansu.pk,
            "period": "month",
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
    asked = [(one.label, one.mine, one.theirs) for one in second.context["merged"].asked]
    assert asked == [("年龄档 不分年龄：金额（元）", "99", "88.00")]


def policy_form(policy, *tiers, **fields):
    """What the form of a draft posts: its own fields, and a row per tier (its id or "")."""
    form = {
        "opened_version": VersionToken.of(policy),
        "region": policy.region_id,
        "period": "month",
        "source": policy.source_id,
        "tiers-TOTAL_FORMS": len(tiers),
        "tiers-INITIAL_FORMS": len([tier for tier in tiers if tier[0]]),
        "examples-TOTAL_FORMS": 0,
        "examples-INITIAL_FORMS": 0,
    }
    for at, (pk, min_age, max_age, amount) in enumerate(tiers):
        form |= {f"tiers-{at}-id": pk, f"tiers-{at}-policy": policy.pk}
        form |= {f"tiers-{at}-min_age": min_age, f"tiers-{at}-max_age": max_age}
        form |= {f"tiers-{at}-amount": amount}
    return form | fields


def opened_by(client, policy):
    """What the form carries about how it was opened."""
    return {
        "opened_state": client.get(page("change", policy, "refundpolicy")).context["opened_state"]
    }


def answered(refused, choice):
    """What the browser posts of a form that asks, with the same ``choice`` for each question."""
    asked = refused.context["merged"].asked
    return filled_in(refused.text) | {f"choose-{one.name}": choice for one in asked}


def tiers_of(policy):
    return [(t.min_age, t.max_age, t.amount) for t in policy.tiers.order_by("min_age")]


def shown_tiers(page):
    """The rows that the form shows again, by what stands in their fields."""
    context = page.context["inline_admin_formsets"][0]
    rows = [one.form for one in context if one.form.prefix[-1].isdigit()]
    return [
        tuple(str(form[name].value() or "") for name in ("id", "min_age", "max_age", "amount"))
        for form in rows
    ]


@pytest.fixture
def two_bands(gansu):
    return make_policy(gansu, tiers=[(0, 69, "90"), (70, None, "120")], status=DRAFT)


def test_a_tier_that_is_gone_meanwhile_is_taken_as_a_new_one(editor, two_bands):
    low, high = two_bands.tiers.all()
    mine = policy_form(two_bands, (low.pk, 0, 69, "99"), (high.pk, 70, "", "120"))
    two_bands.save()
    high.delete()
    low.max_age = None
    low.save()

    refused = editor.post(page("change", two_bands, "refundpolicy"), mine)
    two_bands.refresh_from_db()
    answer = editor.post(
        page("change", two_bands, "refundpolicy"),
        answered(refused, "mine"),
    )

    assert shown_tiers(refused) == [(str(low.pk), "0", "69", "99"), ("", "70", "", "120")]
    assert answer.status_code == 302
    assert tiers_of(two_bands) == [(0, 69, 99), (70, None, 120)]


def test_a_tier_made_anew_under_another_id_is_the_one_the_form_means(editor, two_bands):
    low, high = two_bands.tiers.all()
    mine = policy_form(two_bands, (low.pk, 0, 69, "99"), (high.pk, 70, "", "120"))
    two_bands.tiers.all().delete()
    make_tier(two_bands, min_age=0, max_age=69, amount=Decimal("91"))
    make_tier(two_bands, min_age=70, max_age=None, amount=Decimal("121"))
    two_bands.save()

    refused = editor.post(page("change", two_bands, "refundpolicy"), mine)
    answer = editor.post(
        page("change", two_bands, "refundpolicy"),
        answered(refused, "mine"),
    )

    assert answer.status_code == 302
    assert tiers_of(two_bands) == [(0, 69, 99), (70, None, 120)]


def test_a_tier_keeps_its_id_where_somebody_added_one_of_the_same_age(editor, two_bands):
    low, high = two_bands.tiers.all()
    mine = policy_form(two_bands, (low.pk, 0, 79, "99"), (high.pk, 80, "", "120"))
    added = make_tier(two_bands, min_age=80, max_age=None, amount=Decimal("150"))
    two_bands.save()

    refused = editor.post(page("change", two_bands, "refundpolicy"), mine)

    assert [row[0] for row in shown_tiers(refused)] == [str(t.pk) for t in (low, high, added)]


def test_a_tier_that_somebody_added_meanwhile_is_shown_and_can_be_deleted(editor, two_bands):
    low, high = two_bands.tiers.all()
    mine = policy_form(two_bands, (low.pk, 0, 69, "99"), (high.pk, 70, "", "120"))
    high.max_age = 79
    high.save()
    added = make_tier(two_bands, min_age=80, max_age=None, amount=Decimal("150"))
    two_bands.save()

    refused = editor.post(page("change", two_bands, "refundpolicy"), mine)
    again = answered(refused, "mine") | {"tiers-2-DELETE": "on"}
    answer = editor.post(page("change", two_bands, "refundpolicy"), again)

    assert shown_tiers(refused)[2] == (str(added.pk), "80", "", "150.00")
    assert [row[3] for row in shown_tiers(refused)[:2]] == ["99", "120"]
    assert answer.status_code == 302
    assert tiers_of(two_bands) == [(0, 69, 99), (70, None, 120)]


def test_a_deleted_tier_that_is_gone_already_stays_gone(editor, two_bands):
    low, high = two_bands.tiers.all()
    opened = opened_by(editor, two_bands)
    mine = policy_form(two_bands, (low.pk, 0, "", "99"), (high.pk, 70, "", "120"), **opened)
    high.delete()
    two_bands.save()

    answer = editor.post(
        page("change", two_bands, "refundpolicy"),
        mine | {"tiers-1-DELETE": "on"},
    )

    assert answer.status_code == 302
    assert tiers_of(two_bands) == [(0, None, 99)]


def test_a_draft_restored_meanwhile_is_saved_from_a_form_that_was_open(editor, two_bands):
    before = events(two_bands)[-1].number
    low, high = two_bands.tiers.all()
    two_bands.save_because("改了金额")
    low.amount = Decimal("95")
    low.save()
    opened = opened_by(editor, two_bands)
    mine = policy_form(two_bands, (low.pk, 0, 69, "99"), (high.pk, 70, "", "120"), **opened)

    restore(two_bands, before)
    two_bands.refresh_from_db()
    refused = editor.post(page("change", two_bands, "refundpolicy"), mine)
    answer = editor.post(page("change", two_bands, "refundpolicy"), answered(refused, "mine"))

    assert answer.status_code == 302
    assert tiers_of(two_bands) == [(0, 69, 99), (70, None, 120)]
    assert [tier.pk for tier in two_bands.tiers.all()] == [low.pk, high.pk]


@pytest.mark.parametrize("count", ["x", "-1", "1000000", ""])
def test_a_crafted_number_of_rows_breaks_nothing(editor, two_bands, count):
    mine = policy_form(two_bands)
    two_bands.save()

    answer = editor.post(
        page("change", two_bands, "refundpolicy"), mine | {"tiers-TOTAL_FORMS": count}
    )

    assert answer.status_code == 200
    assert len(tiers_of(two_bands)) == 2


def test_an_other_name_that_is_gone_is_no_dead_end_for_the_form_of_its_place(admin_client, gansu):
    alias = RegionAlias.objects.create(region=gansu, name="陇")
    form = {
        name: "" if value is None else value
        for name, value in model_to_dict(gansu).items()
        if value is not False
    }
    form |= {"opened_version": VersionToken.of(gansu)}
    form |= {"aliases-TOTAL_FORMS": 1, "aliases-INITIAL_FORMS": 1}
    form |= {"aliases-0-id": alias.pk, "aliases-0-region": gansu.pk}
    form |= {"aliases-0-name": "陇", "aliases-0-kind": "former"}
    alias.delete()
    gansu.save()

    address = reverse("admin:regions_region_change", args=[gansu.pk])
    refused = admin_client.post(address, form)
    answer = admin_client.post(address, answered(refused, "mine"))

    assert answer.status_code == 302
    assert RegionAlias.objects.get().name == "陇"


def test_sources_and_places_are_guarded_too(reviewer, gansu):
    source = make_source(status=DRAFT)
    address = reverse("admin:regions_source_change", args=[source.pk])
    mine = filled_in(reviewer.get(address).text) | {"title": "新标题"}
    source.title = "别人的标题"
    source.save()

    answer = reviewer.post(address, mine)

    assert "您和对方都改了" in answer.text
    assert Source.objects.get().title == "别人的标题"


def test_what_a_refused_draft_lacks_is_told_on_publishing_too(gansu):
    policy = make_policy(gansu, status=IN_REVIEW)

    assert publishing.faults(policy) == ["还没有算例。至少写一个：几岁的人，每月的标准该是多少。"]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_name_that_is_deleted_is_told_to_who_has_its_place_open(admin_client, gansu, at_once):
    alias = RegionAlias.objects.create(region=gansu, name="陇")
    before = Region.objects.get(pk=gansu.pk).version
    if at_once:
        form = {"action": "delete_selected", "_selected_action": alias.pk, "post": "yes"}
        admin_client.post(reverse("admin:regions_regionalias_changelist"), form)
    else:
        address = reverse("admin:regions_regionalias_delete", args=[alias.pk])
        admin_client.post(address, {"post": "yes"})

    assert not RegionAlias.objects.exists()
    assert Region.objects.get(pk=gansu.pk).version == before + 1
