"""Notes beside facts: they move with a published draft copy and go with a deleted fact."""

import pytest

from desk import publishing
from desk.models import Note
from regions.models import Publication
from regions.tests.make import make_statistic

pytestmark = pytest.mark.django_db


@pytest.fixture
def statistic(lanzhou):
    return make_statistic(lanzhou, year=2024)


def test_a_note_stands_beside_its_row_only(statistic, zhang, lanzhou):
    other = make_statistic(lanzhou, year=2023)
    Note.objects.write(statistic, Note.Kind.COMMENT, zhang, "第三页写的是全口径")

    assert [str(note) for note in Note.objects.beside(statistic)] == ["第三页写的是全口径"]
    assert not Note.objects.beside(other)


def test_the_notes_of_a_draft_copy_go_over_to_what_it_replaces(statistic, zhang, li):
    statistic.status = Publication.PUBLISHED
    statistic.save()
    draft = publishing.copy_of(statistic)
    Note.objects.write(draft, Note.Kind.DOUBT, zhang, "文件原话如此", about="比去年多一倍")

    public = publishing.apply(draft)

    assert [(note.about, note.text) for note in Note.objects.beside(public)] == [
        ("比去年多一倍", "文件原话如此")
    ]


def test_the_notes_of_a_deleted_row_go_with_it(statistic, zhang):
    Note.objects.write(statistic, Note.Kind.COMMENT, zhang, "先放着")

    statistic.delete()

    assert not Note.objects.exists()
