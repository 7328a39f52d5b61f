"""A source that is kept already is offered instead of a second one, however it is typed."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from desk import publishing
from desk.version_token import VersionToken
from regions.models import Publication, RefundPolicy, Source
from regions.same_source import numbered, same_sources
from regions.tests.make import make_claim, make_source

from .test_policy_entry import entry, page_of, scan

pytestmark = pytest.mark.django_db

NUMBER = "杭医保〔2026〕88号"
TYPED = [
    "杭医保〔2026〕88号",
    "杭医保[2026]88号",
    "杭医保（2026）88号",
    "杭医保(2026)第88号",
    "杭医保【2026】 88 号",
    "杭医保〔２０２６〕８８号",
    "杭医保［2026］88",
]


@pytest.fixture
def editor():
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    client = Client()
    client.force_login(user)
    return client


# --- What is the same -------------------------------------------------------------------------


def test_draft_copies_and_the_row_itself_are_no_second_source():
    source = make_source(document_number=NUMBER, url="https://a.gov.cn/1")
    copy = publishing.copy_of(source)

    assert same_sources("杭医保[2026]88号", "") == [source]
    assert same_sources("", "http://www.a.gov.cn/1/") == [source]
    assert same_sources(NUMBER, source.url, [copy.pk, copy.replaces_id]) == []


def test_nothing_typed_is_like_nothing():
    make_source()

    assert same_sources("", "") == []
    assert same_sources("号", "") == []


# --- Looking for it ---------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [*TYPED, "[2026]88", "（2026）88号"])
def test_the_list_finds_a_number_with_any_brackets(admin_client, typed):
    make_source(title="另一份", document_number="甬医保〔2026〕3号")
    source = make_source(document_number=NUMBER)

    answer = admin_client.get(reverse("admin:regions_source_changelist"), {"q": typed})

    assert list(answer.context["cl"].queryset) == [source]
    assert numbered(typed) == [source.pk]


@pytest.mark.parametrize("typed", ["杭医保[2026]88号", "杭医保（2026）88号"])
def test_a_field_for_sources_finds_it_too(admin_client, typed):
    source = make_source(document_number=NUMBER)
    publishing.copy_of(source)
    query = {"app_label": "regions", "model_name": "claim", "field_name": "source"}

    answer = admin_client.get(reverse("admin:autocomplete"), query | {"term": typed})

    assert [row["id"] for row in answer.json()["results"]] == [str(source.pk)]


# --- On 录入标准 -------------------------------------------------------------------------------


def test_a_document_with_the_same_number_is_offered_and_not_saved_again(editor, gansu):
    kept = make_source(title="收着的", document_number=NUMBER)

    answer = editor.post(page_of(gansu), entry(document_number="杭医保[2026]88号"))

    assert "已经收着这一份：收着的（某市医保局），杭医保〔2026〕88号" in answer.text
    assert f'name="same" value="{kept.pk}"' in answer.text
    assert "不是同一份，另存一份新的" in answer.text
    assert Source.objects.count() == 1
    assert not RefundPolicy.objects.exists()


def test_the_offered_one_is_taken_and_what_it_lacks_waits_in_its_draft(editor, gansu):
    kept = make_source(title="收着的", document_number=NUMBER, full_text="", url="")

    form = entry(document_number="杭医保[2026]88号", same=kept.pk, scans=[scan()])
    editor.post(page_of(gansu), form)

    policy = RefundPolicy.objects.get()
    assert policy.source == kept
    copy = Source.objects.get(replaces=kept)
    assert (copy.title, copy.full_text) == ("收着的", "第六条　退休人员每月划入130元。")
    assert copy.scans.exists()
    assert not kept.scans.exists()


def test_another_document_is_saved_where_that_is_what_is_meant(editor, gansu):
    kept = make_source(document_number=NUMBER)

    editor.post(page_of(gansu), entry(document_number=NUMBER, same="another"))

    assert RefundPolicy.objects.get().source != kept
    assert Source.objects.count() == 2


@pytest.mark.parametrize("forged", ["", "999", "x"])
def test_no_other_answer_takes_or_saves_a_source(editor, gansu, forged):
    make_source(document_number=NUMBER)

    answer = editor.post(page_of(gansu), entry(document_number=NUMBER, same=forged))

    assert "请选用哪一份" in answer.text
    assert Source.objects.count() == 1


def test_an_answer_without_a_question_changes_nothing(editor, gansu):
    other = make_source()

    editor.post(page_of(gansu), entry(same=other.pk))

    assert RefundPolicy.objects.get().source.title == "关于调整划入标准的通知"


# --- On the form of a source ------------------------------------------------------------------


def new_source(**fields):
    form = {"title": "又一份", "published_precision": "day", "confidence": "secondary"}
    return form | fields


@pytest.mark.parametrize(
    "typed", [{"document_number": "杭医保[2026]88号"}, {"url": "http://www.a.gov.cn/1/"}]
)
def test_the_form_offers_what_is_kept_and_saves_a_second_one_only_when_told(editor, typed):
    kept = make_source(title="收着的", document_number=NUMBER, url="https://a.gov.cn/1")
    add = reverse("admin:regions_source_add")

    offered = editor.post(add, new_source(**typed))
    first = Source.objects.count()
    editor.post(add, new_source(**typed, another="on"))

    assert "已经收着这一份" in offered.text
    assert reverse("admin:regions_source_change", args=[kept.pk]) in offered.text
    assert 'type="checkbox" name="another"' in offered.text
    assert (first, Source.objects.count()) == (1, 2)


def test_a_form_that_leaves_number_and_address_alone_asks_nothing(editor):
    make_source(document_number=NUMBER)
    twin = make_source(document_number=NUMBER, status=Publication.DRAFT)
    form = {
        "opened_version": VersionToken.of(twin),
        "title": "改了",
        "document_number": NUMBER,
        "published_precision": "day",
        "confidence": "secondary",
    }

    editor.post(reverse("admin:regions_source_change", args=[twin.pk]), form)

    twin.refresh_from_db()
    assert twin.title == "改了"


def test_a_fact_on_it_counts_for_neither(gansu):
    make_claim(gansu, source=make_source(document_number=NUMBER))

    assert len(same_sources(NUMBER, "")) == 1
