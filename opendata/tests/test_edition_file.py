"""The file of the edition: it holds what pages show, nothing else, and a site runs on it."""

import datetime
import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection

from faq.tests.make import make_local_answer
from opendata.files import edition_file
from opendata.files.edition_file import PUBLIC
from regions.models import CorrectionReport, SourceScan
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_policy,
    make_reader_statement,
    make_region,
    make_source,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 30)
#: Written into every private corner; it must be nowhere in the file.
SECRET = "只给自己人看的话"
LEFT_BEHIND = {"staff_note", "full_text", "note", "reason", "keep", "drop", "title_words"} | {
    "etag",
    "last_modified",
    "seen_by_id",
}


@pytest.fixture
def secrets(lanzhou):
    """Public facts with private things in and around them."""
    user = User.objects.create_user(f"user{SECRET}", f"{SECRET}@example.org", "password-1234")
    source = make_source(full_text=SECRET, staff_note=SECRET)
    source.scans.add(SourceScan.objects.create(name=SECRET, content=SECRET.encode(), added_by=user))
    policy = make_policy(
        lanzhou, tiers=[(0, None, Decimal("90"))], source=source, staff_note=SECRET
    )
    policy._history_user = user
    policy.save_because(SECRET)
    make_policy(
        make_region(slug="baiyin", parent=lanzhou.parent),
        tiers=[(0, None, Decimal("90"))],
        status="draft",
        wording=SECRET,
        source=make_source(title=SECRET),
    )
    make_deduction(lanzhou, staff_note=SECRET)
    make_channel(lanzhou, status="withdrawn", name=SECRET)
    make_local_answer(lanzhou, staff_note=SECRET)
    make_reader_statement(lanzhou, Decimal("88"), seen_by=user)
    CorrectionReport.objects.create(kind="other", region=lanzhou, text=SECRET)
    return policy


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "edition.sqlite3"
    edition_file.write(path, TODAY)
    return path


def rows_of(path):
    with closing(sqlite3.connect(path)) as file:
        tables = file.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
        return {
            name: file.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            for (name,) in tables
        }


def test_nothing_private_is_in_any_byte_of_it(secrets, written):
    content = written.read_bytes()

    assert len(content) > 100_000
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        assert SECRET.encode(encoding) not in content
    assert "兰州市".encode() in content  # the bytes do tell what is there


def test_only_the_tables_of_public_facts_have_rows(secrets, written):
    public = {copied.model._meta.db_table for copied in PUBLIC}
    filled = {name for name, number in rows_of(written).items() if number}

    assert filled - public == {"django_migrations", "sqlite_sequence"}
    assert {"regions_region", "regions_refundpolicy", "regions_policytier"} <= filled


def test_every_table_is_there_with_all_its_columns(written):
    with closing(sqlite3.connect(written)) as file, connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            name = model._meta.db_table
            found = {row[1] for row in file.execute(f'PRAGMA table_info("{name}")')}
            described = connection.introspection.get_table_description(cursor, name)
            assert (name, found) == (name, {column.name for column in described})


def test_what_is_written_for_the_editors_is_empty_in_every_copied_row(secrets, written):
    with closing(sqlite3.connect(written)) as file:
        for copied in PUBLIC:
            for column in copied.without:
                sql = f'SELECT DISTINCT "{column}" FROM "{copied.model._meta.db_table}"'  # noqa: S608
                assert {value for (value,) in file.execute(sql)} <= {"", None}


def test_no_column_for_the_editors_alone_is_forgotten():
    """A column of this kind in a copied table is named among those that stay behind."""
    for copied in PUBLIC:
        names = {field.attname for field in copied.model._meta.local_concrete_fields}
        private = names & {"staff_note", "full_text", "note"} | {
            name for name in names if name.endswith("_by_id")
        }
        assert private <= set(copied.without), copied.model
        assert set(copied.without) <= LEFT_BEHIND


def test_no_copied_row_refers_to_a_person():
    for copied in PUBLIC:
        for field in copied.model._meta.local_concrete_fields:
            if field.related_model is User:
                assert field.attname in copied.without


def test_a_withheld_figure_is_in_no_byte_of_it(lanzhou, tmp_path):
    source = make_source(published_on=datetime.date(2021, 1, 1), quote="九十一块三毛七")
    other = make_source(published_on=datetime.date(2021, 1, 1), quote="也是九十一块三毛七")
    make_claim(lanzhou, followed="按九十一块三毛七")
    make_claim(lanzhou.parent, followed="甘肃的照写")
    policy = make_policy(
        lanzhou, tiers=[(0, None, Decimal("91.37"))], source=source, wording="每月九十一块三毛七"
    )
    policy.other_sources.add(other)
    make_deduction(lanzhou, amount=Decimal("8.66"), source=source, wording="八块六毛六")

    edition_file.write(tmp_path / "edition.sqlite3", TODAY)

    content = (tmp_path / "edition.sqlite3").read_bytes()
    assert "九十一块三毛七".encode() not in content
    assert "八块六毛六".encode() not in content
    assert "甘肃的照写".encode() in content
    with closing(sqlite3.connect(tmp_path / "edition.sqlite3")) as file:
        assert file.execute("SELECT count(*) FROM regions_policytier").fetchone() == (0,)
        assert file.execute("SELECT amount FROM regions_deduction").fetchall() == [(None,)]
