"""What the desk does with a source leaves 官网原文未变 alone, or clears it with the text."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from desk import publishing
from desk.history import events, restore
from desk.spreadsheets.sources import SourceSheet
from desk.version_token import VersionToken
from regions.models import Source
from regions.tests.make import make_source

from .answers import reasons_for

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 30)
URL = "https://www.gov.cn/a.html"


@pytest.fixture
def source():
    return make_source(url=URL, unchanged_on=DAY)


def day_of(source) -> datetime.date | None:
    return Source.objects.get(pk=source.pk).unchanged_on


def published(draft) -> Source:
    publishing.submit(draft)
    draft = Source.objects.get(pk=draft.pk)
    reviewer = User.objects.create_user("reviewer")
    return publishing.publish(draft, reviewer, DAY, answers=reasons_for(draft, DAY))


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("staff_note", "备注", True),
        ("title", "通知，改了标题", True),
        ("url", "https://www.gov.cn/b.html", False),
        ("full_text", "文件的正文，改了。", False),
        ("quote", "一句原话。", False),
    ],
)
def test_a_published_draft_keeps_it_unless_the_text_or_the_address_is_another(
    source, field, value, kept
):
    draft = publishing.copy_of(source)
    setattr(draft, field, value)
    draft.save()

    assert day_of(draft) is None
    assert published(draft).pk == source.pk
    assert day_of(source) == (DAY if kept else None)


def test_what_was_seen_while_a_draft_waited_is_kept(source):
    draft = publishing.copy_of(source)
    draft.staff_note = "备注"
    draft.save()
    later = DAY + datetime.timedelta(days=1)
    Source.objects.seen_unchanged(source.pk, later)

    published(draft)

    assert day_of(source) == later


def test_an_open_form_and_a_review_do_not_notice_it(source):
    draft = publishing.copy_of(source)
    shown = [VersionToken.of(source), publishing.seen(draft)]

    Source.objects.seen_unchanged(source.pk, DAY + datetime.timedelta(days=1))

    source, draft = (Source.objects.get(pk=one.pk) for one in (source, draft))
    assert [VersionToken.of(source), publishing.seen(draft)] == shown


def test_the_history_does_not_tell_of_it_and_restoring_does_not_set_it(source):
    first = events(source)[-1]
    source.staff_note = "备注"
    source.save()

    restored = restore(source, first.number)

    assert "官网原文未变" not in [c.label for event in events(source) for c in event.changes]
    assert (day_of(restored), day_of(source)) == (None, DAY)


def test_editors_see_it_and_cannot_type_it(admin_client, source):
    address = reverse("admin:regions_source_change", args=[source.pk])
    page = admin_client.get(address).text

    assert "官网原文未变" in page
    assert 'name="unchanged_on"' not in page


def test_a_sheet_shows_it_and_takes_none(source):
    sheet = SourceSheet(DAY)
    (column,) = [c for c in sheet.columns() if "官网原文未变（只看）" in c.headings]

    assert column.shown(source) == ["2026-11-30"]
    assert "unchanged_on" not in {c.name for c in sheet.columns()}
