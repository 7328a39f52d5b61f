"""A source is changed by draft and second person, and is published with the fact on it."""

import datetime
import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import publishing, scans, takedown
from desk.history import events, restore
from desk.version_token import VersionToken
from desk.worklist import worklist
from faq.models import LocalAnswer, Question
from faq.tests.make import make_local_answer, make_question
from regions.kinds import publishable_models
from regions.models import (
    Claim,
    Deduction,
    Estimate,
    LookupChannel,
    Publication,
    RefundPolicy,
    Source,
    Statistic,
)
from regions.models.publication import MoveRefused
from regions.terms import Term
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_estimate,
    make_example,
    make_policy,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = Publication.values
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
ORIGINAL = Source.Confidence.ORIGINAL


def person(name, role):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor():
    return person("editor", "编辑")


@pytest.fixture
def reviewer():
    return person("reviewer", "审核")


@pytest.fixture
def second():
    return person("second", "审核")


def page(row, name):
    return reverse(f"admin:regions_{row._meta.model_name}_{name}", args=[row.pk])


def form_of(source, **fields):
    names = ["title", "publisher", "document_number", "url", "confidence", "quote", "full_text"]
    form = {name: getattr(source, name) for name in names}
    form["published_on"] = source.published_on or ""
    form["published_precision"] = source.published_precision
    form["scans"] = [scan.pk for scan in source.scans.all()]
    return form | {"opened_version": VersionToken.of(source)} | fields


def submitted(source, by):
    """``source`` as written by ``by`` and handed in."""
    source._history_user = by
    source.save()
    publishing.submit(source)
    return Source.objects.get(pk=source.pk)


def decide(client, row, step="publish", **fields):
    form = {"step": step, "seen": publishing.seen(row)} | fields
    return client.post(page(row, "review"), form, follow=True)


# --- Behind a public figure (the editors' finding A2) -----------------------------------------


def test_what_a_reviewer_rewrites_behind_a_figure_waits_for_a_second_person(
    client, lanzhou, reviewer, second
):
    rule = make_policy(lanzhou, source=make_source(title="兰州的通知", url="https://a.gov.cn/1"))
    alone, other = client_of(reviewer), client_of(second)
    new = {
        "publisher": "国家医疗保障局",
        "published_on": "2026-11-20",
        "url": "https://www.nhsa.gov.cn/x",
    }

    straight = alone.post(page(rule.source, "change"), form_of(rule.source, **new))
    alone.post(page(rule.source, "revise"))
    draft = Source.objects.get(replaces=rule.source)
    alone.post(page(draft, "change"), form_of(draft, **new) | {"_submit": "1"})
    draft = Source.objects.get(replaces=rule.source)
    refused = decide(alone, draft)
    before = client.get(lanzhou.get_absolute_url()).text
    listed = alone.get(reverse("admin:index")).text
    done = decide(other, draft)
    after = client.get(lanzhou.get_absolute_url()).text

    assert straight.status_code == 409
    assert "这一条您自己写过、改过，要请另一位审核员来发布" in refused.text
    assert "国家医疗保障局" not in before
    assert "来源：兰州的通知（国家医疗保障局）" in listed
    assert "发布了" in done.text
    assert "国家医疗保障局" in after
    rule.source.refresh_from_db()
    assert (rule.source.url, rule.source.status) == ("https://www.nhsa.gov.cn/x", PUBLISHED)
    assert not Source.objects.filter(replaces__isnull=False).exists()


SHOWN = {
    "title": "改了",
    "publisher": "改了",
    "document_number": "改了",
    "url": "https://changed.gov.cn/",
    "published_on": "2026-05-05",
    "published_precision": "year",
    "quote": "改了",
    "full_text": "改了",
    "confidence": "doc_seen",
}


@pytest.mark.parametrize("name", SHOWN)
def test_nobody_changes_a_field_of_a_published_source_directly(gansu, reviewer, name):
    source = make_policy(gansu).source

    answer = client_of(reviewer).post(
        page(source, "change"), form_of(source, **{name: SHOWN[name]})
    )

    assert answer.status_code == 409
    assert Source.objects.get(pk=source.pk).version == source.version


@pytest.mark.parametrize("name", SHOWN)
def test_each_field_changes_with_a_second_person(gansu, reviewer, second, name):
    source = make_policy(gansu).source
    draft = publishing.copy_of(source)
    client_of(reviewer).post(
        page(draft, "change"), form_of(draft, **{name: SHOWN[name]}) | {"_submit": "1"}
    )
    draft.refresh_from_db()

    shown = client_of(second).get(page(draft, "review")).text
    decide(client_of(second), draft)

    label = str(Source._meta.get_field(name).verbose_name)
    assert f'<th scope="row">{label}' in shown
    source.refresh_from_db()
    assert str(getattr(source, name)) == SHOWN[name]


def test_scans_come_and_go_with_a_second_person(gansu, reviewer, second):
    source = make_policy(gansu).source
    scans.keep(source, [SimpleUploadedFile("旧.png", PNG)], None)
    source.refresh_from_db()
    draft = publishing.copy_of(source)
    new = {"scans": [], "new_scans": SimpleUploadedFile("新.png", PNG), "_submit": "1"}

    client_of(reviewer).post(page(draft, "change"), form_of(draft, **new))
    before = [scan.name for scan in source.scans.all()]
    draft.refresh_from_db()
    shown = client_of(second).get(page(draft, "review")).text
    decide(client_of(second), draft)

    assert before == ["旧.png"]
    assert re.search(r"扫描件.*旧\.png.*新\.png", shown, re.DOTALL)
    assert [scan.name for scan in source.scans.all()] == ["新.png"]


def test_a_copy_names_the_same_scans_and_stores_none(gansu):
    source = make_source()
    scans.keep(source, [SimpleUploadedFile("1.png", PNG)], None)

    draft = publishing.copy_of(source)

    assert list(draft.scans.all()) == list(source.scans.all())


def test_one_person_alone_publishes_where_there_is_only_one(gansu, reviewer, settings):
    settings.SOLO_EDITOR = True
    draft = publishing.copy_of(make_source())
    draft.publisher = "改了"

    publishing.publish(submitted(draft, reviewer), reviewer, TODAY)

    assert Source.objects.get().publisher == "改了"


def test_an_earlier_state_comes_back_as_a_draft(gansu):
    source = make_source(publisher="甲")
    first = events(source)[0].number
    source.publisher = "乙"
    source.save_because("发布修改稿")

    draft = restore(source, first)

    assert (draft.replaces, draft.publisher) == (source, "甲")
    assert Source.objects.originals().get().publisher == "乙"


def test_a_source_is_not_withdrawn_alone(gansu, reviewer):
    source = make_source()

    shown = client_of(reviewer).get(page(source, "change")).text

    assert "修改（另起修改稿）" in shown
    assert "撤下</a>" not in shown
    with pytest.raises(MoveRefused, match="来源不单独撤下"):
        publishing.withdraw(source, "不要了")


def test_no_field_offers_the_draft_copy_of_a_source(gansu, reviewer):
    source = make_source(title="唯一的通知")
    publishing.copy_of(source)
    query = {"app_label": "regions", "model_name": "claim", "field_name": "source"}

    answer = client_of(reviewer).get(reverse("admin:autocomplete"), query | {"term": "唯一的通知"})

    assert [row["id"] for row in answer.json()["results"]] == [str(source.pk)]


def test_a_fact_does_not_rest_on_a_draft_copy(gansu, reviewer):
    copy = publishing.copy_of(make_source())
    claim = make_claim(gansu, source=copy, status=DRAFT)

    with pytest.raises(ValidationError, match="是另一份来源的修改稿，请选原来那一份"):
        publishing.submit(claim)


def test_a_fact_is_published_on_what_is_public_of_its_source(client, lanzhou, reviewer):
    source = make_source(publisher="甲")
    draft = publishing.copy_of(source)
    draft.publisher = "乙"
    draft.save()

    claim = publishing.publish(
        make_claim(lanzhou, source=source, status=IN_REVIEW), reviewer, TODAY
    )

    assert claim.source == source
    assert Source.objects.get(pk=source.pk).publisher == "甲"


# --- A new source -----------------------------------------------------------------------------


def test_a_new_source_is_published_with_the_first_fact_on_it(gansu, editor, reviewer):
    source = make_source(title="新通知", status=DRAFT)
    claim = make_claim(gansu, source=source, status=IN_REVIEW)
    client = client_of(reviewer)

    shown = client.get(page(claim, "review")).text
    decide(client, claim)

    assert "一起发布的新来源" in shown
    assert "标题：新通知" in shown
    source.refresh_from_db()
    assert source.status == PUBLISHED
    assert events(source)[0].step == f"发布：和资料里的说法“{claim}”一起"


def test_further_new_sources_are_published_too(gansu, reviewer):
    policy = make_policy(gansu, status=IN_REVIEW)
    make_example(policy)
    further = make_source(status=IN_REVIEW)
    policy.other_sources.add(further)

    publishing.publish(policy, reviewer, TODAY)

    further.refresh_from_db()
    assert further.status == PUBLISHED


def test_who_wrote_the_new_source_does_not_publish_the_fact_on_it(gansu, reviewer, second):
    source = make_source(status=DRAFT)
    source._history_user = reviewer
    source.save()
    claim = make_claim(gansu, source=source, status=IN_REVIEW)

    with pytest.raises(ValidationError, match="您自己写过、改过，还没有发布过"):
        publishing.publish(claim, reviewer, TODAY)
    publishing.publish(claim, second, TODAY)

    assert Claim.objects.get().status == PUBLISHED


def test_who_wrote_a_source_that_was_approved_since_may_publish_on_it(gansu, reviewer):
    source = make_source()
    source._history_user = reviewer
    source.save()

    publishing.publish(make_claim(gansu, source=source, status=IN_REVIEW), reviewer, TODAY)

    assert Claim.objects.get().status == PUBLISHED


@pytest.mark.parametrize("link", ["source", "other_sources"])
def test_a_source_changed_while_it_was_looked_at_is_shown_again(gansu, reviewer, link):
    policy = make_policy(gansu, status=IN_REVIEW, source=make_source(status=DRAFT))
    make_example(policy)
    policy.other_sources.add(make_source(status=DRAFT))
    client = client_of(reviewer)
    form = {"step": "publish", "seen": publishing.seen(policy)}
    named = policy.source if link == "source" else policy.other_sources.get()
    named.publisher = "改了"
    named.save()

    answer = client.post(page(policy, "review"), form)

    assert "这一条或它的来源又改过" in answer.text
    assert RefundPolicy.objects.get().status == IN_REVIEW


def test_a_draft_of_a_source_stands_on_the_work_list(reviewer):
    draft = publishing.copy_of(make_source(title="通知", publisher="甲"))
    draft._history_user = reviewer
    draft.save()

    [section] = [s for s in worklist(TODAY, lambda permission: True) if s.name == "drafts"]

    assert [row.text for row in section.rows] == ["来源：通知（甲）"]
    assert section.rows[0].url == page(draft, "change")


# --- What a source needs before a fact rests on it (A3) ----------------------------------------

BARE = {"publisher": "", "published_on": None, "full_text": ""}
MAKE = {
    RefundPolicy: make_policy,
    Deduction: make_deduction,
    LookupChannel: make_channel,
    Claim: make_claim,
    Statistic: make_statistic,
    Estimate: make_estimate,
    LocalAnswer: make_local_answer,
}


def test_every_kind_of_fact_is_tried():
    assert {*MAKE, Question, Source} == set(publishable_models())


@pytest.mark.parametrize("model", MAKE)
def test_nothing_is_published_on_a_title(gansu, reviewer, model):
    row = MAKE[model](gansu, status=IN_REVIEW, source=make_source(title="测试文件舟山", **BARE))

    with pytest.raises(ValidationError) as refused:
        publishing.publish(row, reviewer, TODAY)

    said = "来源“测试文件舟山”还缺：发布者、日期，以及网址、扫描件、正文里的一样。"
    assert said in refused.value.messages
    assert (
        said
        in client_of(reviewer)
        .get(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_review", args=[row.pk]))
        .text
    )


def test_no_question_is_published_on_a_title(reviewer):
    question = make_question(status=IN_REVIEW)
    question.sources.add(make_source(title="测试文件舟山", **BARE))

    with pytest.raises(ValidationError, match="来源“测试文件舟山”还缺：发布者、日期，以及"):
        publishing.publish(question, reviewer, TODAY)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"publisher": " "}, "还缺：发布者。"),
        ({"published_on": None}, "还缺：日期。"),
        ({"full_text": " "}, "还缺：网址、扫描件、正文里的一样。"),
        ({"publisher": "", "full_text": ""}, "还缺：发布者，以及网址、扫描件、正文里的一样。"),
    ],
    ids=["publisher", "date", "original", "two"],
)
def test_what_is_missing_is_named(fields, said):
    assert make_source(title="通知", **fields).lacking == f"来源“通知”{said}"


@pytest.mark.parametrize("kept", ["url", "full_text", "scan"])
def test_one_thing_to_compare_with_is_enough(kept):
    source = make_source(full_text="第一条" if kept == "full_text" else "")
    if kept == "url":
        source.url = "https://a.gov.cn/"
    if kept == "scan":
        scans.keep(source, [SimpleUploadedFile("1.png", PNG)], None)

    assert source.lacking == ""


@pytest.mark.parametrize(
    ("words", "goes"),
    [
        ("文件里说每月打到卡里 90 元。", True),
        ("文件里说每月九十元，打到卡里。", True),
        ("文件里说每月打 900 元。", False),
    ],
)
def test_only_the_same_figures_stay_on_a_source_that_lacks_something(lanzhou, words, goes):
    bare = make_source(title="旧文", **BARE)
    copy = publishing.copy_of(make_claim(lanzhou, source=bare, statement="说每月打 90 元。"))
    copy.statement = words
    copy.save()

    assert (publishing.faults(copy) == []) is goes


def test_a_rule_with_another_amount_needs_a_whole_source(lanzhou):
    public = make_policy(lanzhou, source=make_source(title="旧文", **BARE))
    copy = publishing.copy_of(public)
    copy.notes = "社保卡里看得到。"
    copy.save()
    assert not [fault for fault in publishing.faults(copy) if "还缺" in fault]

    copy.tiers.update(amount="91")

    assert [fault for fault in publishing.faults(copy) if "还缺" in fault]


def test_another_source_that_lacks_something_is_refused_even_for_the_same_figures(lanzhou):
    copy = publishing.copy_of(make_claim(lanzhou, source=make_source(title="旧文", **BARE)))
    copy.source = make_source(title="别的旧文", **BARE)
    copy.save()

    assert "来源“别的旧文”还缺" in "".join(publishing.faults(copy))


@pytest.mark.parametrize(("before", "after", "goes"), [("", "甲", True), ("甲", "", False)])
def test_a_public_source_may_lack_what_it_lacked_and_no_more(before, after, goes):
    source = make_source(title="旧文", **BARE | {"publisher": before})
    copy = publishing.copy_of(source)
    copy.publisher = after
    copy.save()

    assert (publishing.faults(copy) == []) is goes


def test_a_source_that_is_public_stays_so_and_is_completed_before_a_fact_on_it_changes(
    client, lanzhou, reviewer, second
):
    claim = make_claim(lanzhou, source=make_source(title="旧文", **BARE))
    copy = publishing.copy_of(claim)
    copy.statement = "另一份资料说每月 91 元。"
    copy.save()

    assert "旧文" in client.get(lanzhou.get_absolute_url()).text
    with pytest.raises(ValidationError, match="还缺"):
        publishing.submit(copy)
    draft = publishing.copy_of(claim.source)
    draft.publisher, draft.published_on, draft.url = "甲", TODAY, "https://a.gov.cn/"
    publishing.publish(submitted(draft, reviewer), second, TODAY)
    publishing.submit(copy)

    copy.refresh_from_db()
    assert copy.status == IN_REVIEW


def test_what_a_take_down_withdrew_comes_back_whatever_its_source_lacks(gansu, reviewer):
    channel = make_channel(gansu, phone="12393", source=make_source(**BARE))
    made = takedown.take_down(Term.of("12393"), "试试", reviewer, timezone.now())

    assert takedown.put_back(made, reviewer, timezone.now()) == []

    channel.refresh_from_db()
    assert channel.status == PUBLISHED


# --- 依据原文 -----------------------------------------------------------------------------------


def test_a_source_compared_on_its_own_review_becomes_original(gansu, reviewer):
    draft = publishing.copy_of(make_source())
    publishing.submit(draft)

    publishing.publish(draft, reviewer, TODAY, confirmed=True)

    source = Source.objects.get()
    assert (source.confidence, source.checked_on) == (ORIGINAL, TODAY)


def test_changed_words_do_not_keep_the_mark(gansu, reviewer):
    source = make_source(confidence=ORIGINAL, checked_on=TODAY)
    draft = publishing.copy_of(source)
    draft.publisher = "改了"
    draft.save()
    publishing.submit(draft)

    with pytest.raises(ValidationError, match="来源标着“依据原文”"):
        publishing.publish(draft, reviewer, TODAY)

    assert Source.objects.originals().get().publisher != "改了"


def test_a_note_alone_keeps_the_mark(gansu, reviewer):
    source = make_source(confidence=ORIGINAL, checked_on=TODAY)
    draft = publishing.copy_of(source)
    draft.staff_note = "存了纸质件"
    draft.save()
    publishing.submit(draft)

    publishing.publish(draft, reviewer, TODAY)

    source.refresh_from_db()
    assert (source.staff_note, source.confidence) == ("存了纸质件", ORIGINAL)


@pytest.mark.parametrize("same", [True, False])
def test_a_comparison_reaches_a_draft_that_says_the_same(gansu, reviewer, same):
    source = make_source()
    draft = publishing.copy_of(source)
    if not same:
        draft.publisher = "改了"
        draft.save()
    claim = make_claim(gansu, source=source, status=IN_REVIEW)

    publishing.publish(claim, reviewer, TODAY, confirmed=True)

    draft.refresh_from_db()
    assert (draft.confidence == ORIGINAL) is same


# --- Take-downs -------------------------------------------------------------------------------


def test_a_term_is_cut_out_of_a_draft_of_a_source_and_comes_back(reviewer):
    source = make_source(title="见 bad.example.com")
    draft = publishing.copy_of(source)
    draft.publisher = "bad.example.com"
    draft.save()

    made = takedown.take_down(Term.of("bad.example.com"), "仿冒", reviewer, timezone.now())
    source.refresh_from_db()
    draft.refresh_from_db()
    gone = [source.title, draft.title, draft.publisher]
    left = takedown.put_back(made, reviewer, timezone.now())
    draft.refresh_from_db()

    assert not any("bad.example.com" in text for text in gone)
    assert left == []
    assert (draft.title, draft.publisher) == ("见 bad.example.com", "bad.example.com")


# --- Who may do what --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "status", "used", "goes"),
    [
        ("编辑", DRAFT, False, True),
        ("编辑", PUBLISHED, False, False),
        ("审核", DRAFT, False, True),
        ("审核", PUBLISHED, False, True),
        ("审核", PUBLISHED, True, False),
    ],
)
def test_a_source_is_deleted_by_whom_and_where_it_may(gansu, role, status, used, goes):
    user = person("somebody", role)
    source = make_source(status=status)
    source.history.update(history_user=user)
    if used:
        make_claim(gansu, source=source)

    client_of(user).post(page(source, "delete"), {"post": "yes"})

    assert Source.objects.exists() is not goes


def test_an_editor_does_not_publish_a_source(editor):
    draft = make_source(status=IN_REVIEW)

    assert decide(client_of(editor), draft).status_code == 403
    draft.refresh_from_db()
    assert draft.status == IN_REVIEW


# --- The document beside the figures ----------------------------------------------------------


def test_pictures_and_text_of_the_document_stand_on_the_review_page(gansu, reviewer):
    source = make_source(full_text="第六条 每月130元。")
    scans.keep(source, [SimpleUploadedFile("第3页.png", PNG)], None)
    scans.keep(source, [SimpleUploadedFile("全文.pdf", b"%PDF-1.7\n0000")], None)
    claim = make_claim(gansu, source=source, status=IN_REVIEW)

    shown = client_of(reviewer).get(page(claim, "review")).text

    picture, text = (
        reverse("admin:regions_sourcescan_file", args=[s.pk]) for s in source.scans.all()
    )
    assert f'<img src="{picture}" alt="第3页.png"' in shown
    assert f'<img src="{text}"' not in shown
    assert f'href="{text}"' in shown
    assert "<p>第六条 每月130元。</p>" in shown


def test_a_pending_draft_of_the_source_is_linked_from_the_review(gansu, reviewer):
    claim = make_claim(gansu, status=IN_REVIEW)
    draft = publishing.copy_of(claim.source)

    assert page(draft, "review") in client_of(reviewer).get(page(claim, "review")).text


@pytest.mark.parametrize(
    ("fields", "lacks"),
    [
        ({}, False),
        ({"publisher": ""}, True),
        ({"published_on": None}, True),
        ({"full_text": ""}, True),
        ({"full_text": "", "url": "https://a.gov.cn/"}, False),
    ],
    ids=["whole", "publisher", "date", "original", "address"],
)
def test_what_is_incomplete_is_found_as_it_is_told(gansu, reviewer, fields, lacks):
    source = make_claim(gansu, source=make_source(**fields)).source
    address = reverse("admin:regions_source_changelist")

    found = client_of(reviewer).get(address, {"incomplete": "shown"}).context["cl"].queryset

    assert bool(source.lacking) is lacks
    assert (source in found) is lacks
    assert (source in Source.objects.incomplete()) is lacks


def test_a_scan_completes_a_source():
    source = make_source(full_text="")
    scans.keep(source, [SimpleUploadedFile("1.png", PNG)], None)

    assert source not in Source.objects.incomplete()


def test_a_draft_of_a_source_says_what_changes_with_it(lanzhou, reviewer):
    source = make_source()
    claim = make_claim(lanzhou, source=source)
    draft = publishing.copy_of(source)

    shown = client_of(reviewer).get(page(draft, "review")).text

    assert f"用着它、跟着变的：资料里的说法“{claim}”，一共 1 条" in shown
