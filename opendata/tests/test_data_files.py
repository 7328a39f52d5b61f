"""The files of all facts: CSV and JSON Lines say the same, as the schema promises."""

import datetime
import gzip
import hashlib
import json
import re
from decimal import Decimal

import pytest

from opendata.files import folder
from opendata.files.writing import write_set
from opendata.tables import TABLES
from opendata.tests.written import cells, lines, set_of_facts, state
from regions.models import RefundPolicy, Region, Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

READ = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "date": datetime.date.fromisoformat,
    "boolean": {"true": True, "false": False}.__getitem__,
}


@pytest.fixture(scope="module")
def written(request):
    with set_of_facts(request) as made:
        yield made


@pytest.fixture(scope="module")
def package(written):
    return json.loads((written / folder.PACKAGE).read_text(encoding="utf-8"))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_cell_is_what_the_schema_says(written, package, table):
    resource = next(one for one in package["resources"] if one["path"] == f"{table.name}.csv")
    rows = cells(written, table.name)

    assert len(rows) == resource["rows"]
    for field in resource["schema"]["fields"]:
        limits = field.get("constraints", {})
        for row in rows:
            cell = row[field["name"]]
            if cell == "":
                assert not limits.get("required"), (field["name"], row)
                continue
            value = READ[field["type"]](cell)
            assert value in limits.get("enum", [value])


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_both_forms_say_the_same(written, table):
    def plain(value):
        if isinstance(value, bool):
            return str(value).lower()
        text = "" if value is None else str(value)
        return f"'{text}" if text[:1] in tuple("=+-@\t\r'") and text else text

    told = [
        {name: plain(value) for name, value in row.items()} for row in lines(written, table.name)
    ]

    assert told == cells(written, table.name)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_what_a_row_refers_to_is_there(written, table):
    for column in table.columns:
        if column.refers_to:
            other, key = column.refers_to
            known = {row[key] for row in cells(written, other or table.name)}
            named = {row[column.name] for row in cells(written, table.name)} - {""}
            assert named - known == set()
    if table.key:
        keys = [row[table.key] for row in cells(written, table.name)]
        assert len(keys) == len(set(keys))


def test_all_that_is_published_is_in_the_files(written):
    assert len(cells(written, "places")) == Region.objects.count()
    assert len(cells(written, "policies")) == RefundPolicy.objects.published().count()
    assert len(cells(written, "sources")) == Source.objects.shown().count()
    assert sum(row["has_page"] == "true" for row in cells(written, "places")) == 397


def test_excel_knows_the_encoding(written):
    assert (written / "places.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_sums_are_those_of_the_files(written, package):
    listed = dict(
        reversed(line.split("  ")) for line in (written / folder.SUMS).read_text().splitlines()
    )
    others = {path.name for path in written.iterdir() if path.suffix != folder.PACKED}

    assert set(listed) == others - {folder.SUMS}
    for name, digest in listed.items():
        content = (written / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        assert gzip.decompress((written / (name + folder.PACKED)).read_bytes()) == content
    for resource in package["resources"]:
        assert resource["hash"] == f"sha256:{listed[resource['path']]}"
        assert resource["bytes"] == (written / resource["path"]).stat().st_size


def test_two_hosts_write_the_same_bytes(written, tmp_path):
    write_set(tmp_path, state())

    assert (tmp_path / folder.SUMS).read_text() == (written / folder.SUMS).read_text()


def test_no_word_of_the_editors_is_in_the_files(written):
    notes = [
        note
        for model in (RefundPolicy, Source)
        for note in model.objects.exclude(staff_note="").values_list("staff_note", flat=True)
    ]
    for path in written.iterdir():
        if path.suffix in (".csv", ".jsonl", ".json"):
            text = path.read_text(encoding="utf-8")
            assert not any(note in text for note in notes)
            assert not re.search(r"staff|history", text)
