"""Scans: what is let in, who sees them, and how they come to a source and leave it."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import publishing, scans
from desk.history import events
from desk.version_token import VersionToken
from regions.models import Publication, Source, SourceScan, TakeDown
from regions.tests.make import make_policy, make_region, make_source

PDF = b"%PDF-1.7\n" + b"0" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 20
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 " + b"0" * 20


def file(content=PDF, name="通知.pdf"):
    return SimpleUploadedFile(name, content, content_type="text/html")


def client_of(role):
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def editor(db):
    return client_of("编辑")


@pytest.fixture
def reviewer(db):
    return client_of("审核")


def change(source):
    return reverse("admin:regions_source_change", args=[source.pk])


def source_form(source, **fields):
    form = {
        "title": source.title,
        "publisher": source.publisher,
        "full_text": source.full_text,
        "scans": [scan.pk for scan in source.scans.all()],
        "published_precision": source.published_precision,
        "published_on": "2026-06-01",
        "confidence": source.confidence,
        "opened_version": VersionToken.of(source),
    }
    return form | fields


# --- What is let in --------------------------------------------------------------------------


@pytest.mark.parametrize("content", [PDF, JPEG, PNG, WEBP], ids=["pdf", "jpeg", "png", "webp"])
def test_pictures_and_pdfs_are_let_in_whatever_they_are_called(content):
    scans.check([file(content, "无扩展名")])

    assert scans.content_type(content)


@pytest.mark.parametrize(
    "content",
    [b"<script>alert(1)</script>", b"GIF89a" + b"0" * 20, b"RIFF\x10\x00\x00\x00WAVEfmt ", b"%PDF"],
    ids=["script", "gif", "sound", "cut-short"],
)
def test_what_is_no_picture_or_pdf_is_refused_by_name(content):
    with pytest.raises(ValidationError, match=r"“通知\.pdf”不是图片，也不是 PDF"):
        scans.check([file(content)])


def test_ten_megabytes_are_let_in_and_a_byte_more_is_not(monkeypatch):
    monkeypatch.setattr(scans, "MAX_BYTES", len(PDF))

    scans.check([file(PDF)])
    with pytest.raises(ValidationError, match="超过 10 MB"):
        scans.check([file(PDF + b"0")])


def test_ten_files_are_let_in_and_eleven_are_not():
    scans.check([file()] * 10)

    with pytest.raises(ValidationError, match="一次最多收 10 个文件，您选了 11 个"):
        scans.check([file()] * 11)


@pytest.mark.django_db
def test_a_long_name_keeps_its_ending():
    source = make_source()

    scans.keep(source, [file(name="长" * 150 + ".pdf")], None)

    name = SourceScan.objects.get().name
    assert len(name) == 120
    assert name.endswith("长.pdf")


# --- Who sees them ---------------------------------------------------------------------------


def test_a_scan_is_shown_to_staff_as_what_it_is_and_kept_in_no_cache(editor):
    scans.keep(make_source(), [file(JPEG, "第一页.html")], None)
    scan = SourceScan.objects.get()

    answer = editor.get(reverse("admin:regions_sourcescan_file", args=[scan.pk]))

    assert answer.content == JPEG
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline; filename*=utf-8''%E7%AC%AC")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


def test_a_scan_is_shown_to_nobody_else(client, db):
    scans.keep(make_source(), [file()], None)
    address = reverse("admin:regions_sourcescan_file", args=[SourceScan.objects.get().pk])
    stranger = Client()
    stranger.force_login(User.objects.create_user("stranger", is_staff=True))

    assert client.get(address).status_code == 302
    assert stranger.get(address).status_code == 403


def test_a_scan_that_is_not_there_is_not_found(editor):
    assert editor.get(reverse("admin:regions_sourcescan_file", args=[99])).status_code == 404


# --- On the form of a source -----------------------------------------------------------------


def drafted(**fields):
    return make_source(status=Publication.DRAFT, **fields)


def test_scans_are_added_listed_and_removed_on_the_form(editor):
    source = drafted()

    editor.post(change(source), source_form(source, new_scans=[file(), file(PNG, "附页.png")]))
    source.refresh_from_db()
    page = editor.get(change(source)).text
    first, second = SourceScan.objects.order_by("pk")
    editor.post(change(source), source_form(source, scans=[second.pk]))

    assert (first.name, first.added_by.username) == ("通知.pdf", "编辑")
    assert reverse("admin:regions_sourcescan_file", args=[first.pk]) in page
    assert list(source.scans.all()) == [second]


def test_a_bad_scan_is_refused_on_the_form_and_nothing_saved(editor):
    source = drafted()

    answer = editor.post(
        change(source), source_form(source, title="改了", new_scans=[file(b"MZ" * 9)])
    )

    assert "不是图片，也不是 PDF" in answer.text
    assert 'value="改了"' in answer.text
    assert Source.objects.get().title == source.title


# --- How far a source was checked ------------------------------------------------------------


@pytest.mark.parametrize("role", ["editor", "reviewer"])
def test_nobody_chooses_original_by_hand(request, role):
    client = request.getfixturevalue(role)
    source = drafted()
    form = source_form(source, confidence="original", checked_on="2026-06-02")

    answer = client.post(change(source), form)

    assert 'value="original"' not in client.get(change(source)).text
    assert answer.status_code == 200
    assert Source.objects.get().confidence == Source.Confidence.SECONDARY


def original(**fields):
    return make_source(confidence="original", checked_on=datetime.date(2026, 6, 2), **fields)


def test_what_is_original_stays_so_while_its_words_stay(reviewer):
    source = original(status=Publication.DRAFT)

    reviewer.post(change(source), source_form(source, staff_note="存了纸质件"))

    source.refresh_from_db()
    assert (source.staff_note, source.confidence) == ("存了纸质件", "original")
    assert source.checked_on == datetime.date(2026, 6, 2)


@pytest.mark.parametrize(
    "fields", [{"title": "改了"}, {"full_text": "改了"}, {"published_on": "2026-05-01"}]
)
def test_who_changes_what_was_compared_has_to_take_the_mark_off(reviewer, fields):
    source = original(status=Publication.DRAFT)

    refused = reviewer.post(change(source), source_form(source, **fields)).text
    lowered = source_form(source, confidence="doc_seen", **fields)
    reviewer.post(change(source), lowered)

    assert "请先把“核对情况”改成别的" in refused
    source.refresh_from_db()
    assert (source.confidence, source.checked_on) == ("doc_seen", None)


def test_the_scan_of_a_comparison_is_not_dropped_with_the_mark(reviewer):
    source = original(status=Publication.DRAFT)
    scans.keep(source, [file()], User.objects.get())

    answer = reviewer.post(change(source), source_form(source, scans=[]))

    assert "请先把“核对情况”改成别的" in answer.text
    assert source.scans.exists()


def test_scans_that_come_and_go_are_in_the_history(editor):
    source = drafted()
    scans.keep(source, [file()], User.objects.get())

    editor.post(change(source), source_form(source, scans=[]))

    assert not source.scans.exists()
    gone, came, _ = events(source)
    assert [(one.label, one.old, one.new) for one in gone.changes] == [("扫描件", "通知.pdf", "空")]
    assert came.step == "加扫描件：通知.pdf"
    assert [(one.label, one.old, one.new) for one in came.changes] == [("扫描件", "空", "通知.pdf")]


def test_a_scan_goes_with_the_last_source_that_names_it(reviewer):
    source = make_source()
    scans.keep(source, [file()], None)
    draft = publishing.copy_of(source)
    delete = [reverse("admin:regions_source_delete", args=[one.pk]) for one in (draft, source)]

    reviewer.post(delete[0], {"post": "yes"})
    assert SourceScan.objects.exists()

    reviewer.post(delete[1], {"post": "yes"})
    assert not SourceScan.objects.exists()


def test_nobody_types_the_day_of_checking(reviewer):
    source = drafted()

    reviewer.post(change(source), source_form(source, checked_on="2026-06-02"))

    source.refresh_from_db()
    assert source.checked_on is None


def test_what_a_published_fact_names_is_not_deleted(reviewer):
    policy, named, idle = make_policy(make_region()), make_source(), make_source()
    policy.other_sources.add(named)

    for source in (policy.source, named, idle):
        address = reverse("admin:regions_source_delete", args=[source.pk])
        reviewer.post(address, {"post": "yes"})

    assert set(Source.objects.all()) == {policy.source, named}


def test_what_was_taken_down_is_not_typed_into_a_source(reviewer):
    TakeDown.objects.create(
        kind="domain", term="bad.example.com", reason="仿冒", made_at=timezone.now()
    )
    source = drafted()

    answer = reviewer.post(change(source), source_form(source, title="见 bad.example.com")).text

    assert "bad.example.com 已经停用" in answer


@pytest.mark.parametrize("published", ["1926-06-01", "2126-06-01"], ids=["before", "after"])
def test_a_document_of_another_century_is_refused(editor, published):
    source = drafted()

    answer = editor.post(change(source), source_form(source, published_on=published))

    assert "发布日期要在1990年1月1日到今天之间" in answer.text
