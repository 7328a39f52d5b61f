"""A row that somebody else takes away between being looked at and being held: no page breaks."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from desk import history, publishing, takedown
from desk.row_locks import Gone, locked
from regions.models import Publication, RefundPolicy, Region, RegionAlias, Source
from regions.terms import Term
from regions.tests.make import make_example, make_policy, make_source

pytestmark = pytest.mark.django_db

GONE = "这份稿子已经不在了：刚才可能有人发布了，或者删掉了。"
LIST = "/admin/regions/refundpolicy/"


def told(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def taken_away(monkeypatch):
    """Let every row be deleted just before it is held."""

    def hold(row):
        type(row)._default_manager.filter(pk=row.pk).delete()
        return locked(row)

    for module in (publishing, history):
        monkeypatch.setattr(module, "locked", hold)


@pytest.mark.usefixtures("taken_away")
@pytest.mark.parametrize(
    ("step", "status"),
    [
        ("revise", Publication.PUBLISHED),
        ("withdraw", Publication.PUBLISHED),
        ("send_back", Publication.IN_REVIEW),
        ("restore", Publication.DRAFT),
    ],
)
def test_a_step_leads_back_to_the_list_and_says_why(admin_client, lanzhou, step, status):
    policy = make_policy(lanzhou, status=status)
    numbers = [policy.history.first().history_id] if step == "restore" else []
    address = reverse(f"admin:regions_refundpolicy_{step}", args=[policy.pk, *numbers])

    answer = admin_client.post(address, {"reason": "换了"})

    assert (answer.status_code, answer.url) == (302, LIST)
    assert told(answer) == [GONE]


@pytest.mark.usefixtures("taken_away")
def test_a_decision_leads_back_to_the_list_and_says_why(admin_client, lanzhou):
    policy = make_policy(lanzhou, status=Publication.IN_REVIEW)

    address = reverse("admin:regions_refundpolicy_review", args=[policy.pk])
    answer = admin_client.post(address, {"step": "publish", "seen": str(publishing.seen(policy))})

    assert (answer.status_code, answer.url) == (302, LIST)
    assert told(answer) == [GONE]


def test_of_many_the_one_that_a_colleague_published_is_named_and_the_others_go_on(
    admin_client, lanzhou, monkeypatch
):
    rules = [make_policy(lanzhou, effective_from=datetime.date(2024 + n, 1, 1)) for n in range(3)]
    drafts = []
    for rule in rules:
        make_example(rule)
        drafts.append(publishing.copy_of(rule))
        publishing.submit(drafts[-1])
    form = {"action": "publish_rows", "shown": "1", "_selected_action": [d.pk for d in drafts]}
    for draft in RefundPolicy.objects.filter(replaces__isnull=False):
        form[f"seen-{draft.pk}"] = str(publishing.seen(draft))
    publish, colleague = publishing.publish, []

    def faster(row, *args, **kwargs):
        if not colleague:
            others = RefundPolicy.objects.filter(replaces__isnull=False).exclude(pk=row.pk)
            colleague.append(publish(others.first(), *args, **kwargs))
        return publish(row, *args, **kwargs)

    monkeypatch.setattr(publishing, "publish", faster)
    answer = admin_client.post(reverse("admin:regions_refundpolicy_changelist"), form)

    said = told(answer)
    assert answer.status_code == 302
    assert [sentence for sentence in said if sentence.endswith(GONE)] == [said[0]]
    assert said[1:] == ["发布了 2 条。"]
    assert not RefundPolicy.objects.filter(replaces__isnull=False).exists()


def test_a_row_that_is_there_is_held_as_it_stands_now(lanzhou):
    old = Region.objects.get(pk=lanzhou.pk)
    Region.objects.filter(pk=lanzhou.pk).update(area_code="0931")

    assert locked(old).area_code == "0931"


def test_who_holds_a_row_that_is_gone_is_told(lanzhou):
    policy = make_policy(lanzhou)
    RefundPolicy.objects.filter(pk=policy.pk).delete()

    with pytest.raises(Gone, match="已经不在了"):
        locked(policy)


def test_a_draft_is_held_with_its_source_as_both_stand_now(lanzhou):
    policy = make_policy(lanzhou, source=make_source(title="通知"))
    assert policy.source.title == "通知"
    Source.objects.update(title="改过的通知")

    assert publishing.locked_with_source(policy).source.title == "改过的通知"


def test_a_take_down_goes_on_without_a_row_that_is_gone(lanzhou, admin_user, monkeypatch):
    stays = make_source(title="见 https://fake.example/a", url="https://fake.example/a")
    goes = make_source(title="也见 https://fake.example/b")
    find = takedown.find

    def faster(term):
        hits = find(term)
        Source.objects.filter(pk=goes.pk).delete()
        return hits

    monkeypatch.setattr(takedown, "find", faster)
    now = datetime.datetime(2026, 11, 29, tzinfo=datetime.UTC)
    made = takedown.take_down(Term("domain", "fake.example"), "假的", admin_user, now)

    stays.refresh_from_db()
    assert "fake.example" not in stays.title + stays.url
    assert {change["pk"] for change in made.undo} == {stays.pk}


# --- Other names, and the place they belong to --------------------------------------------------


@pytest.fixture
def names(lanzhou):
    return [RegionAlias.objects.create(region=lanzhou, name=f"金城{n}") for n in range(3)]


def delete_all(client, names):
    form = {"action": "delete_selected", "_selected_action": [n.pk for n in names], "post": "yes"}
    return client.post(reverse("admin:regions_regionalias_changelist"), form)


def test_names_deleted_together_are_each_in_the_history_of_their_place(
    admin_client, lanzhou, names
):
    version = lanzhou.version

    delete_all(admin_client, names)

    lanzhou.refresh_from_db()
    assert lanzhou.version == version + 3
    steps = [event.step for event in history.events(lanzhou)][:3]
    assert sorted(steps) == [f"删掉别名：{name.name}" for name in names]


@pytest.mark.parametrize("way", ["deleted", "saved"])
def test_what_a_colleague_saved_of_the_place_meanwhile_stays(
    admin_client, lanzhou, names, monkeypatch, way
):
    from desk.admin import places

    def hold(row):
        place = Region.objects.get(pk=row.pk)
        if not place.area_code:  # just before the first is held
            place.area_code = "0931"
            place.save()
        return locked(row)

    monkeypatch.setattr(places, "locked", hold)
    if way == "deleted":
        delete_all(admin_client, names)
    else:
        form = {"region": lanzhou.pk, "name": "皋兰", "kind": "former"}
        admin_client.post(reverse("admin:regions_regionalias_add"), form)

    lanzhou.refresh_from_db()
    assert lanzhou.area_code == "0931"
    assert any(change.new == "0931" for e in history.events(lanzhou) for change in e.changes)
