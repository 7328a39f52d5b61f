"""A large file is looked at in parts, written at once, and locks nobody out in between."""

import dataclasses
import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F, Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from caching.revision import current
from desk import publishing
from desk.admin import spreadsheets
from desk.models import SheetBatch
from desk.spreadsheets import bulk, writing
from desk.spreadsheets.checking import Unanswerable, holds
from desk.spreadsheets.definitions import AliasSheet, ChannelSheet, PolicySheet
from desk.spreadsheets.files import Table, csv_file
from regions.kinds import publishable_models
from regions.models import LookupChannel, PolicyTier, Publication, RefundPolicy, WorkedExample
from regions.tests.make import make_channel, make_example, make_policy, make_source

pytestmark = pytest.mark.django_db

PLACE = "甘肃省兰州市"
TODAY = datetime.date(2026, 11, 25)


@pytest.fixture
def user(db):
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    return user


@pytest.fixture
def editor(user):
    client = Client()
    client.force_login(user)
    return client


def address(page: str, model: str = "regions_lookupchannel") -> str:
    return reverse(f"admin:{model}_sheet_{page}")


def new_channels(number: int) -> Table:
    sheet, source = ChannelSheet(TODAY), make_source()
    cells = {"地区": PLACE, "渠道": "打电话", "步骤": "打电话。", "来源": source.key}
    rows = [cells | {"名称": f"热线{n}", "电话": "12393"} for n in range(number)]
    assert cells.keys() <= set(sheet.headings)
    lines = [[row.get(heading, "") for heading in sheet.headings] for row in rows]
    return Table(sheet.headings, list(enumerate(lines, 2)))


def new_rules(number: int) -> Table:
    sheet, source = PolicySheet(TODAY), make_source()
    cells = {"地区": PLACE, "来源": source.key, "其他来源": source.key}
    cells |= {"年龄档1从几岁": "0", "年龄档1到几岁": "69", "年龄档1金额（元）": "80"}
    cells |= {"年龄档2从几岁": "70", "年龄档2金额（元）": "90"}
    cells |= {"算例1年龄": "65", "算例1每月标准（元）": "80"}
    rows = [cells | {"从哪天起执行": f"{2027 + n % 9}-{1 + n // 9:02}-01"} for n in range(number)]
    lines = [[row.get(heading, "") for heading in sheet.headings] for row in rows]
    return Table(sheet.headings, list(enumerate(lines, 2)))


def file_of(table: Table) -> SimpleUploadedFile:
    return SimpleUploadedFile(
        "表.csv", csv_file(table.headings, [cells for _, cells in table.rows])
    )


@pytest.fixture
def in_parts(monkeypatch):
    """Every file is a large one, and a request looks at one row of it."""
    monkeypatch.setattr(spreadsheets, "AT_ONCE", 0)
    monkeypatch.setattr(spreadsheets, "SECONDS", -1)


# --- In parts ---------------------------------------------------------------------------------


def test_a_large_file_shows_its_progress_goes_on_by_itself_and_is_confirmed(
    editor, lanzhou, in_parts
):
    begun = editor.post(address("import"), {"file": file_of(new_channels(3))})
    assert begun.headers["Location"] == address("batch")

    page = editor.get(address("batch"))
    assert "看过 0 行，一共 3 行" in page.text
    assert page.headers["Refresh"] == f"1; url={address('batch')}?next"
    pages = [editor.get(address("batch"), {"next": ""}) for _ in range(3)]

    assert ["看过 1 行" in pages[0].text, "看过 2 行" in pages[1].text] == [True, True]
    assert "新增草稿 3 条" in pages[2].text
    assert "Refresh" not in pages[2].headers
    assert not LookupChannel.objects.exists()
    batch = pages[2].context["batch"].pk
    done = editor.post(address("import"), {"confirmed": batch}, follow=True)
    assert "导入好了：新增草稿 3 条" in done.text
    assert LookupChannel.objects.filter(status=Publication.DRAFT).count() == 3
    assert not SheetBatch.objects.exists()


def test_a_row_twice_is_noticed_across_the_parts(editor, lanzhou, in_parts):
    table = new_channels(2)
    table.rows.append((4, table.rows[0][1]))
    editor.post(address("import"), {"file": file_of(table)})

    for _ in range(3):
        page = editor.get(address("batch"), {"next": ""})

    assert page.context["faults"] == [(4, ["和第 2 行是同一条，只留一行。"])]


def test_a_file_can_be_cancelled_at_any_time(editor, lanzhou, in_parts):
    editor.post(address("import"), {"file": file_of(new_channels(2))})
    page = editor.get(address("batch"), {"next": ""})

    cancelled = editor.post(address("import"), {"cancelled": page.context["batch"].pk}, follow=True)

    assert "取消了，什么都没有导入" in cancelled.text
    assert not SheetBatch.objects.exists()
    assert "这份预览不在了" in editor.get(address("batch"), follow=True).text


def test_a_file_that_was_left_half_way_is_offered_again(editor, lanzhou, in_parts):
    editor.post(address("import"), {"file": file_of(new_channels(2))})
    editor.get(address("batch"), {"next": ""})

    page = editor.get(address("import"))

    assert "“表.csv”，一共 2 行，看过 1 行" in page.text
    assert address("batch") in page.text


def test_a_new_file_takes_the_place_of_the_one_before(editor, lanzhou):
    first = editor.post(address("import"), {"file": file_of(new_channels(1))})
    editor.post(address("import"), {"file": file_of(new_channels(2))})

    late = editor.post(address("import"), {"confirmed": first.context["batch"].pk}, follow=True)

    assert "这份预览不在了" in late.text
    assert SheetBatch.objects.get().rows == 2
    assert not LookupChannel.objects.exists()


def test_a_confirmation_that_is_sent_twice_imports_once(editor, lanzhou):
    preview = editor.post(address("import"), {"file": file_of(new_channels(2))})
    for _ in range(2):
        page = editor.post(
            address("import"), {"confirmed": preview.context["batch"].pk}, follow=True
        )

    assert "这份预览不在了" in page.text
    assert LookupChannel.objects.count() == 2


def test_nobody_confirms_or_sees_the_file_of_somebody_else(editor, lanzhou):
    preview = editor.post(address("import"), {"file": file_of(new_channels(1))})
    other = User.objects.create_superuser("other")
    client = Client()
    client.force_login(other)

    page = client.post(address("import"), {"confirmed": preview.context["batch"].pk}, follow=True)

    assert "这份预览不在了" in page.text
    assert "不要了" not in client.get(address("import")).text
    assert not LookupChannel.objects.exists()


def test_files_that_nobody_confirmed_are_forgotten(editor, user, lanzhou):
    editor.post(address("import"), {"file": file_of(new_channels(1))})
    SheetBatch.objects.update(begun_at=F("begun_at") - datetime.timedelta(hours=9))

    editor.get(address("import"))

    assert not SheetBatch.objects.exists()


def test_many_rows_that_are_all_unchanged_have_nothing_to_confirm(editor, lanzhou, in_parts):
    for number in range(3):
        make_channel(lanzhou, name=f"热线{number}")
    sheet = ChannelSheet(TODAY)
    table = Table(sheet.headings, list(enumerate(sheet.lines(), 2)))
    editor.post(address("import"), {"file": file_of(table)})

    for _ in range(3):
        page = editor.get(address("batch"), {"next": ""})

    assert "不变 3 条：表里的和现在的一样" in page.text
    assert not page.context["confirmable"]


# --- Without waiting --------------------------------------------------------------------------


def queries_of(sheet_class, table) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        result = sheet_class(TODAY).take(table, dry_run=True)
    assert not result.faults
    return [query["sql"] for query in queries]


def test_a_preview_of_more_new_rows_asks_no_more_and_writes_nothing(lanzhou):
    few, many = (queries_of(PolicySheet, new_rules(number)) for number in (1, 20))

    assert len(few) == len(many)
    assert all(sql.startswith("SELECT") for sql in many)


def test_a_preview_of_more_changed_rows_asks_no_more_and_writes_nothing(lanzhou):
    for number in range(8):
        policy = make_policy(lanzhou, effective_from=datetime.date(2010 + number, 1, 1))
        make_example(policy, age=65, amount=Decimal(100))
    sheet = PolicySheet(TODAY)
    lines = [dict(zip(sheet.headings, line, strict=True)) for line in sheet.lines()]
    rows = [(n, list((line | {"原话": "新的"}).values())) for n, line in enumerate(lines, 2)]

    few = queries_of(PolicySheet, Table(sheet.headings, rows[:1]))
    many = queries_of(PolicySheet, Table(sheet.headings, rows))

    assert len(few) == len(many)
    assert all(sql.startswith("SELECT") for sql in many)


def test_a_killed_confirmation_leaves_nothing_but_the_preview(editor, lanzhou, monkeypatch):
    monkeypatch.setattr(writing, "FEW", 0)
    preview = editor.post(
        address("import", "regions_refundpolicy"), {"file": file_of(new_rules(3))}
    )
    run = bulk.Statements.run

    def killed(self):
        self.ready = self.ready[:3]
        run(self)
        raise DatabaseError("gone")

    monkeypatch.setattr(bulk.Statements, "run", killed)
    with pytest.raises(DatabaseError):
        editor.post(
            address("import", "regions_refundpolicy"),
            {"confirmed": preview.context["batch"].pk},
        )
    assert not RefundPolicy.objects.exists()
    assert not RefundPolicy.history.exists()

    monkeypatch.setattr(bulk.Statements, "run", run)
    editor.post(
        address("import", "regions_refundpolicy"), {"confirmed": preview.context["batch"].pk}
    )
    assert RefundPolicy.objects.count() == 3


def test_a_file_cancelled_while_another_window_confirms_does_not_come_back(
    editor, user, lanzhou, monkeypatch
):
    preview = editor.post(address("import"), {"file": file_of(new_channels(2))})
    newer = new_channels(1)

    def overtaken(*_, **__):
        SheetBatch.objects.begin(user, LookupChannel, "新.csv", dataclasses.asdict(newer), 1)
        raise writing.MovedOn("有几条刚有人改过。")

    monkeypatch.setattr(writing, "write", overtaken)
    editor.post(address("import"), {"confirmed": preview.context["batch"].pk})

    assert SheetBatch.objects.get().name == "新.csv"


# --- Many at once, as one by one --------------------------------------------------------------


def looks(model: type[models.Model], *left_out: str) -> list[tuple]:
    """All rows of ``model``, without ids and moments, in a stable order."""
    left_out = (*left_out, "id", "key", "changed_at", "history_id", "history_date")
    names = [f.attname for f in model._meta.concrete_fields if f.name not in left_out]
    rows = model._default_manager.order_by(model._meta.pk.name)
    return [tuple(getattr(row, name) for name in names) for row in rows]


def state_after(monkeypatch, few: int, table: Table) -> list:
    """What a sheet leaves: facts, parts, links, and their histories."""
    monkeypatch.setattr(writing, "FEW", few)
    sheet = PolicySheet(TODAY)
    result = sheet.take(table)
    assert result.kept, result.faults
    ids = {row.pk: n for n, row in enumerate(RefundPolicy.objects.order_by("pk"))}
    parts = [
        (ids[row.policy_id], *values)
        for part in (PolicyTier, WorkedExample)
        for row, values in zip(part.objects.order_by("pk"), looks(part, "policy"), strict=True)
    ]
    links = [
        sorted(source.pk for source in row.other_sources.all())
        for row in RefundPolicy.objects.order_by("pk")
    ]
    last = [
        (record.wording, sorted(one.source_id for one in record.other_sources.all()))
        for row in RefundPolicy.objects.order_by("pk")
        if (record := row.history.latest())
    ]
    return [looks(RefundPolicy, "version", "replaces"), sorted(map(str, parts)), links, last]


@pytest.mark.parametrize("status", [Publication.DRAFT, Publication.PUBLISHED])
@pytest.mark.parametrize("cells", [{"原话": "新的"}, {"年龄档1金额（元）": "99"}, {"其他来源": ""}])
def test_many_rows_are_written_as_one_would_be(lanzhou, status, cells, monkeypatch):
    """Once one by one and once at once; the second time the rows are as before."""
    others = make_source(key="other")
    for year in (2024, 2025):
        start = datetime.date(year, 1, 1)
        policy = make_policy(lanzhou, status=status, effective_from=start, key=f"k{year}")
        make_example(policy, age=65, amount=Decimal(100))
        policy.other_sources.add(others)
    sheet = PolicySheet(TODAY)
    lines = [dict(zip(sheet.headings, line, strict=True)) for line in sheet.lines()]
    rows = [list((line | cells).values()) for line in lines]
    rows += [row for _, row in new_rules(2).rows]
    table = Table(sheet.headings, list(enumerate(rows, 2)))

    found = []
    for few in (1_000, 0):
        with transaction.atomic():
            found.append(state_after(monkeypatch, few, table))
            transaction.set_rollback(True)

    assert found[0] == found[1]


def test_rows_written_at_once_have_a_writer_a_reason_and_a_version(
    editor, user, lanzhou, monkeypatch
):
    monkeypatch.setattr(writing, "FEW", 0)
    preview = editor.post(
        address("import", "regions_refundpolicy"), {"file": file_of(new_rules(2))}
    )
    before = current()

    editor.post(
        address("import", "regions_refundpolicy"), {"confirmed": preview.context["batch"].pk}
    )

    row = RefundPolicy.objects.first()
    assert (row.writers(), row.version) == ({user.pk}, 1)
    assert row.history.get().history_change_reason == "从表格导入"
    assert [tier.history.get().history_type for tier in row.tiers.all()] == ["+", "+"]
    assert row.history.get().history_user == user
    assert current() == before
    publishing.submit(row)  # nothing is missing
    later = make_policy(lanzhou, effective_from=datetime.date(1999, 1, 1))
    assert later.pk > RefundPolicy.objects.exclude(pk=later.pk).latest("pk").pk


def test_names_that_hold_at_once_are_limited(editor, lanzhou, monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_ONE_BY_ONE", 1)
    admin = User.objects.create_superuser("chief")
    client = Client()
    client.force_login(admin)
    sheet = AliasSheet(TODAY)
    cells = {"现在属于": PLACE, "种类": "俗称"}
    rows = [cells | {"名字": name} for name in ("金城", "皋兰")]
    lines = [[row.get(h, "") for h in sheet.headings] for row in rows]
    table = Table(sheet.headings, list(enumerate(lines, 2)))

    page = client.post(address("import", "regions_regionalias"), {"file": file_of(table)})

    assert "一次最多改 1 条，请分成几份" in page.text
    assert not page.context["confirmable"]


# --- Conditions in memory ---------------------------------------------------------------------


def checks() -> list[models.CheckConstraint]:
    rows: list[type[models.Model]] = [*publishable_models(), PolicyTier, WorkedExample]
    return [
        one
        for row in rows
        for one in row._meta.constraints
        if isinstance(one, models.CheckConstraint)
    ]


@pytest.mark.parametrize("constraint", checks(), ids=lambda one: one.name)
def test_every_condition_of_a_fact_is_worked_out(constraint):
    model = next(
        row
        for row in [*publishable_models(), PolicyTier, WorkedExample]
        if constraint in row._meta.constraints
    )

    holds(constraint.condition, model())


NUMBERS = [None, Decimal(-1), Decimal(0), Decimal(50), Decimal(101)]


@pytest.mark.parametrize("low", NUMBERS)
@pytest.mark.parametrize("high", NUMBERS)
def test_a_condition_holds_as_the_database_says(low, high):
    row = PolicyTier(floor=low, ceiling=high, min_age=0)
    for condition in (
        Q(floor__lte=F("ceiling")) | Q(floor__isnull=True),
        ~Q(floor__gt=0) & Q(ceiling__lte=100),
        Q(floor__in=[Decimal(0), Decimal(50)]) | ~Q(ceiling__gte=F("floor")),
    ):
        expected = condition.check(row._get_field_expression_map(meta=row._meta))
        assert (holds(condition, row) is not False) == expected


def test_a_condition_that_is_not_known_is_asked_of_the_database():
    with pytest.raises(Unanswerable):
        holds(Q(as_of__startswith="20"), PolicyTier())
