"""The history of a fact: who changed what and when, and the way back as a draft."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import publishing
from desk.history import FieldChange, events, restore
from desk.version_token import VersionToken
from faq.tests.make import make_question
from regions.models import Claim, PolicyTier, Publication, RefundPolicy
from regions.tests.make import make_claim, make_example, make_policy, make_source

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = Publication.values


@pytest.fixture
def policy(gansu):
    return make_policy(gansu, tiers=[(0, 69, "90"), (70, None, "120")])


@pytest.fixture
def editor(client):
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    client.force_login(user)
    return client


def changes(row, at=0):
    return [(change.label, change.old, change.new) for change in events(row)[at].changes]


def page(name, row, *args):
    return reverse(f"admin:regions_{row._meta.model_name}_{name}", args=[row.pk, *args])


def set_tier(policy, min_age, amount, reason="改了金额"):
    policy.save_because(reason)
    tier = policy.tiers.get(min_age=min_age)
    tier.amount = Decimal(amount)
    tier.save()


# --- What happened ---------------------------------------------------------------------------


def test_a_draft_copy_says_that_it_is_one(policy):
    policy.other_sources.add(make_source())
    draft = publishing.copy_of(policy)

    assert events(draft)[-1].step == "另起修改稿"


def test_the_first_event_tells_all_that_is_filled_in(gansu):
    claim = make_claim(gansu)

    [first] = events(claim)

    assert first.is_first
    assert first.step == "新建"
    said = {change.label: change.new for change in first.changes}
    assert said["地区"] == "甘肃省"
    assert said["状态"] == "已发布"
    assert "另一份资料的说法。" in said.values()
    assert not {"第几版", "最近改动", "编号", "要改的那一条"} & set(said)


def test_a_change_tells_the_old_and_the_new_value_and_why(gansu):
    claim = make_claim(gansu)
    claim.followed = ""
    claim.save_because("和文件不符")

    newest, first = events(claim)

    label = str(Claim._meta.get_field("followed").verbose_name)
    assert newest.changes == [FieldChange(label, "没有见到文件。", "空")]
    assert (newest.step, newest.who, first.is_first) == ("和文件不符", "系统", True)


def test_choices_days_and_ticks_are_told_in_words(policy):
    policy.effective_from = datetime.date(2026, 7, 1)
    policy.period = RefundPolicy.Period.YEAR
    policy.provisional = True
    policy.save()

    assert changes(policy) == [
        ("从哪天起执行", "空", "2026年7月1日"),
        ("金额按", "每月", "每年"),
        ("暂定", "否", "是"),
    ]


def test_links_belong_to_the_saving_they_came_with(policy):
    source = make_source(title="甲通知", publisher="")
    policy.save_because("添了来源")
    policy.other_sources.set([source])
    policy.other_sources.add(make_source(title="乙通知", publisher=""))

    assert len(events(policy)) == 2
    [(label, old, new)] = changes(policy)
    assert (label, old) == ("其他来源", "空")
    assert new.split("\n") == ["乙通知", "甲通知"]


def test_tiers_and_examples_are_told_on_the_page_of_their_policy(policy):
    make_example(policy, age=65, amount=Decimal("90"))
    set_tier(policy, 0, "95")
    policy.examples.all().delete()

    assert changes(policy) == [
        ("年龄档 不满70岁", "90 元", "95 元"),
        ("算例 65岁", "90 元", "没有"),
    ]


def test_each_saving_keeps_the_tiers_it_left(policy):
    set_tier(policy, 0, "95")
    set_tier(policy, 0, "99")

    assert changes(policy) == [("年龄档 不满70岁", "95 元", "99 元")]
    assert changes(policy, 1) == [("年龄档 不满70岁", "90 元", "95 元")]


def test_a_published_copy_is_one_event_of_the_row_it_replaced(policy):
    make_example(policy, age=65, amount=Decimal("90"))
    draft = publishing.copy_of(policy)
    set_tier(draft, 0, "95")
    draft.move(IN_REVIEW)
    publishing.apply(draft)

    [newest, _] = events(policy)

    assert newest.step.startswith("发布修改稿")
    assert newest.changes == [FieldChange("年龄档 不满70岁", "90 元", "95 元")]


def test_the_history_takes_no_more_queries_for_more_savings(policy):
    set_tier(policy, 0, "95")
    with CaptureQueriesContext(connection) as few:
        events(policy)
    for amount in ("96", "97", "98", "99"):
        set_tier(policy, 0, amount)

    with CaptureQueriesContext(connection) as many:
        events(policy)

    assert len(many) == len(few)


# --- The way back ----------------------------------------------------------------------------


def test_an_earlier_state_comes_back_as_a_draft_with_tiers_examples_and_links(policy):
    source = make_source()
    make_example(policy, age=65, amount=Decimal("90"))
    policy.other_sources.add(source)
    policy.notes = "改过。"
    set_tier(policy, 0, "95")
    policy.tiers.get(min_age=70).delete()
    policy.examples.all().delete()
    policy.other_sources.clear()

    draft = restore(policy, events(policy)[1].number)

    assert (draft.replaces, draft.status, draft.notes) == (policy, DRAFT, "")
    assert [(t.min_age, t.amount) for t in draft.tiers.all()] == [(0, 90), (70, 120)]
    assert [(e.age, e.amount) for e in draft.examples.all()] == [(65, 90)]
    assert list(draft.other_sources.all()) == [source]
    policy.refresh_from_db()
    assert (policy.notes, policy.tiers.get().amount) == ("改过。", 95)


def test_parts_come_back_in_place_so_that_an_open_form_finds_them(gansu):
    draft = make_policy(gansu, tiers=[(0, 69, "90"), (70, None, "120")], status=DRAFT)
    example = make_example(draft, age=65, amount=Decimal("90"))
    tiers = [tier.pk for tier in draft.tiers.all()]
    set_tier(draft, 0, "95")
    example.note = "后来写的"
    example.save()

    restore(draft, events(draft)[1].number)

    assert [(t.pk, t.amount) for t in draft.tiers.all()] == [(tiers[0], 90), (tiers[1], 120)]
    assert draft.examples.get() == example
    assert draft.examples.get().note == ""
    assert PolicyTier.objects.get(pk=tiers[1]).history.count() == 1


def test_the_restored_draft_can_be_published(policy):
    make_example(policy, age=65, amount=Decimal("90"))
    set_tier(policy, 0, "95")
    policy.examples.update(amount=Decimal("95"))
    draft = restore(policy, events(policy)[1].number)

    publishing.submit(draft)
    draft.refresh_from_db()
    publishing.apply(draft)

    assert policy.tiers.get(min_age=0).amount == 90


def test_a_draft_gets_its_own_earlier_state_back(gansu):
    claim = make_claim(gansu, status=DRAFT)
    claim.statement = "改坏了。"
    claim.save()

    assert restore(claim, events(claim)[1].number) == claim

    claim.refresh_from_db()
    assert claim.statement == "另一份资料的说法。"
    assert events(claim)[0].step.startswith("恢复成")


def test_a_draft_copy_that_was_begun_is_filled_and_keeps_what_it_said_in_its_history(gansu):
    claim = make_claim(gansu)
    claim.statement = "后来的。"
    claim.save()
    begun = publishing.copy_of(claim)
    begun.statement = "别人写了一半。"
    begun.save()

    draft = restore(claim, events(claim)[1].number)

    assert (draft, draft.statement) == (begun, "另一份资料的说法。")
    assert "别人写了一半。" in [old for _, old, _ in changes(draft)]


@pytest.mark.parametrize("copied", [True, False], ids=["copy", "itself"])
def test_what_is_in_review_is_not_restored(gansu, copied):
    claim = make_claim(gansu, status=PUBLISHED if copied else DRAFT)
    (publishing.copy_of(claim) if copied else claim).move(IN_REVIEW)
    claim.refresh_from_db()

    with pytest.raises(ValidationError, match="正在等审核"):
        restore(claim, events(claim)[-1].number)


def test_a_state_that_names_what_was_deleted_is_refused(gansu):
    claim = make_claim(gansu)
    gone = claim.source
    claim.source = make_source()
    claim.save()
    gone.delete()

    with pytest.raises(ValidationError, match="“来源”已经删掉了"):
        restore(claim, events(claim)[1].number)

    assert not Claim.objects.filter(replaces=claim).exists()


def test_an_address_that_another_question_took_is_refused():
    question = make_question("lapse", status=DRAFT)
    question.slug = "other"
    question.save()
    make_question("lapse")

    with pytest.raises(ValidationError, match="已经有一个问题"):
        restore(question, events(question)[-1].number)


def test_a_question_comes_back_with_its_links(gansu):
    question = make_question()
    question.regions.add(gansu)
    related = make_question("second")
    question.related.add(related)
    question.save()
    question.regions.clear()
    question.related.clear()

    draft = restore(question, events(question)[1].number)

    assert list(draft.regions.all()) == [gansu]
    assert list(draft.related.all()) == [related]


# --- The page --------------------------------------------------------------------------------


def test_the_page_tells_who_changed_what(editor, gansu):
    claim = make_claim(gansu, status=DRAFT)
    form = {
        "region": gansu.pk,
        "kind": claim.kind,
        "statement": "<b>新</b>的说法",
        "followed": claim.followed,
    }
    form |= {"source": claim.source_id, "opened_version": VersionToken.of(claim)}

    editor.post(page("change", claim), form)
    text = editor.get(page("history", claim)).text

    assert "，editor" in text
    assert "&lt;b&gt;新&lt;/b&gt;的说法" in text
    assert "另一份资料的说法。" in text


def test_an_editor_restores_from_the_page(editor, policy):
    set_tier(policy, 0, "95")
    number = events(policy)[1].number
    shown = editor.get(page("history", policy)).text

    answer = editor.post(page("restore", policy, number))

    assert shown.count("恢复成这个样子") == 1
    assert page("restore", policy, number) in shown
    draft = RefundPolicy.objects.get(replaces=policy)
    assert answer.url == page("change", draft)
    assert draft.tiers.get(min_age=0).amount == 90


def test_what_is_refused_is_said_on_the_page(editor, gansu):
    claim = make_claim(gansu)
    claim.save()
    publishing.copy_of(claim).move(IN_REVIEW)

    answer = editor.post(page("restore", claim, events(claim)[1].number), follow=True)

    assert answer.redirect_chain[-1][0] == page("history", claim)
    assert "正在等审核" in answer.text


def test_following_a_link_restores_nothing(editor, policy):
    number = events(policy)[0].number

    assert editor.get(page("restore", policy, number)).url == reverse("admin:index")
    assert not RefundPolicy.objects.filter(replaces=policy).exists()


def test_a_state_of_another_row_is_not_found(editor, policy, gansu):
    other = make_claim(gansu)

    assert editor.post(page("restore", other, 10**6)).status_code == 404


def test_places_have_a_history_but_no_way_back(admin_client, gansu):
    gansu.name = "甘肃"
    gansu.save_because("试改")

    text = admin_client.get(page("history", gansu)).text

    assert "恢复成这个样子" not in text
    assert "试改" in text
    number = events(gansu)[1].number
    assert admin_client.post(page("restore", gansu, number)).status_code == 404


def test_a_long_history_has_pages(admin_client, gansu):
    claim = make_claim(gansu)
    for _ in range(31):
        claim.save()

    first = admin_client.get(page("history", claim)).text
    last = admin_client.get(page("history", claim), {"page": 2}).text

    assert "第 1 页，共 2 页" in first
    assert "新建" in last
