"""Sheets: what leaves comes back unchanged, what was changed comes back as drafts."""

import csv
import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from caching.revision import current
from desk import publishing
from desk.spreadsheets import writing
from desk.spreadsheets.definitions import (
    AliasSheet,
    AreaCodeSheet,
    ChannelSheet,
    PolicySheet,
    StatisticSheet,
)
from desk.spreadsheets.files import Table, csv_file, read, xlsx_file
from desk.spreadsheets.questions import QuestionSheet
from faq.models import Question
from faq.tests.make import make_question
from regions.models import LookupChannel, Publication, RefundPolicy, RegionAlias, Statistic
from regions.tests.make import make_channel, make_example, make_policy, make_region, make_source

TODAY = datetime.date(2026, 11, 25)
DRAFT, IN_REVIEW = Publication.DRAFT, Publication.IN_REVIEW


@pytest.fixture
def gansu(db):
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


@pytest.fixture
def lanzhou(gansu):
    return make_region(
        slug="lanzhou", name="兰州市", short_name="兰州", code="620100", parent=gansu
    )


@pytest.fixture
def policy(lanzhou):
    policy = make_policy(lanzhou, tiers=[(0, 69, "100"), (70, None, "120")], key="lanzhou")
    make_example(policy, age=65, amount=Decimal(100), note="文件里的例子")
    return policy


@pytest.fixture
def editor(db):
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    client = Client()
    client.force_login(user)
    return client


def table_of(sheet_class, *rows: dict[str, str]) -> Table:
    """The sheet as exported; ``rows`` change its rows in turn, further ones are new."""
    sheet = sheet_class(TODAY)
    lines = [dict(zip(sheet.headings, line, strict=True)) for line in sheet.lines()]
    for place, changes in enumerate(rows):
        if place == len(lines):
            lines.append(dict.fromkeys(sheet.headings, ""))
        assert changes.keys() <= set(sheet.headings)
        lines[place] |= changes
    return Table(sheet.headings, [(n, list(line.values())) for n, line in enumerate(lines, 2)])


def take(sheet_class, *rows: dict[str, str], dry_run=False):
    return sheet_class(TODAY).take(table_of(sheet_class, *rows), dry_run=dry_run)


def steps(result) -> list[str]:
    return [row.step for row in result.rows]


def complaints(sheet_class, *rows: dict[str, str]) -> str:
    """What is said of rows that are refused."""
    result = take(sheet_class, *rows)
    return "\n".join(sentence for _, sentences in result.faults for sentence in sentences)


# --- Which row gets what ----------------------------------------------------------------------


def test_a_published_row_is_changed_by_a_draft_copy(policy):
    result = take(PolicySheet, {"年龄档2金额（元）": "130", "原话": "每月130元。"})

    draft = RefundPolicy.objects.get(replaces=policy)
    assert steps(result) == ["另起修改稿"]
    assert [tier.amount for tier in draft.tiers.all()] == [100, 130]
    assert draft.wording == "每月130元。"
    assert [example.note for example in draft.examples.all()] == ["文件里的例子"]
    assert [tier.amount for tier in policy.tiers.all()] == [100, 120]


def test_the_preview_tells_every_difference_and_keeps_nothing(policy):
    result = take(PolicySheet, {"年龄档2金额（元）": "130"}, dry_run=True)

    (row,) = result.rows
    assert row.differences == [("年龄档2金额（元）", "120", "130")]
    assert not RefundPolicy.objects.filter(replaces=policy).exists()


def begun_by_a_colleague(policy):
    """A draft copy in which somebody else has raised a tier and emptied a note already."""
    user = User.objects.create_user("zhao", first_name="赵", is_staff=True)
    draft = publishing.copy_of(policy)
    draft.notes = "别人写的"
    draft._history_user = user
    draft.save()
    draft.tiers.filter(min_age=70).update(amount=130)
    return draft


def test_a_draft_copy_that_was_begun_takes_what_differs_from_the_published_row_only(policy):
    draft = begun_by_a_colleague(policy)

    result = take(PolicySheet, {"内部备注": "问过医保局"})

    draft.refresh_from_db()
    (row,) = result.rows
    assert row.step == "改已有的修改稿"
    assert row.differences == [("内部备注", "", "问过医保局")]
    assert (draft.staff_note, draft.notes) == ("问过医保局", "别人写的")
    assert [tier.amount for tier in draft.tiers.all()] == [100, 130]


def test_the_preview_tells_that_there_is_a_draft_copy_and_whose(policy):
    begun_by_a_colleague(policy)

    result = take(PolicySheet, {"内部备注": "问过医保局"}, dry_run=True)

    assert result.rows[0].doubts[0].startswith("已经有一份修改稿（赵起草）")


@pytest.mark.parametrize(
    ("cells", "named"),
    [({"要说明的": "我写的"}, "要说明的"), ({"年龄档1金额（元）": "110"}, "年龄档")],
    ids=["a-field", "the-tiers"],
)
def test_what_the_draft_copy_has_changed_already_is_not_overwritten(policy, cells, named):
    draft = begun_by_a_colleague(policy)

    found = complaints(PolicySheet, cells)

    draft.refresh_from_db()
    assert found == (
        f"{named}：已有的修改稿（赵起草）里，这一栏也改过，改得和表里不一样。"
        "请打开修改稿，在页面上改。"
    )
    assert draft.notes == "别人写的"


def test_the_same_sheet_a_second_time_changes_nothing(policy):
    take(PolicySheet, {"年龄档2金额（元）": "130", "原话": "每月130元。"})

    again = take(PolicySheet, {"年龄档2金额（元）": "130", "原话": "每月130元。"})

    assert steps(again) == ["不变"]


def test_parts_are_changed_in_place_so_that_an_open_form_finds_them(lanzhou):
    draft = make_policy(lanzhou, tiers=[(0, 69, "100"), (70, None, "120")], status=DRAFT)
    make_example(draft, age=65, amount=Decimal(100))
    tiers, example = [tier.pk for tier in draft.tiers.all()], draft.examples.get()

    take(PolicySheet, {"年龄档1金额（元）": "80", "算例1每月标准（元）": "80"})

    assert [tier.pk for tier in draft.tiers.all()] == tiers
    assert [tier.history.count() for tier in draft.tiers.all()] == [2, 1]
    assert draft.tiers.all()[0].amount == 80
    assert draft.examples.get() == example
    assert draft.examples.get().amount == 80


def test_a_draft_is_changed_itself(lanzhou):
    draft = make_policy(lanzhou, status=DRAFT)

    result = take(PolicySheet, {"年龄档1金额（元）": "80"})

    assert steps(result) == ["修改草稿"]
    assert draft.tiers.get().amount == 80
    assert RefundPolicy.objects.count() == 1


@pytest.mark.parametrize("copied", [False, True], ids=["itself", "its-copy"])
def test_what_is_in_review_is_refused(lanzhou, copied):
    policy = make_policy(lanzhou)
    make_example(policy)
    row = publishing.copy_of(policy) if copied else policy
    RefundPolicy.objects.filter(pk=row.pk).update(status=IN_REVIEW)

    found = complaints(PolicySheet, {"原话": "新的"})

    assert found == "正在审核，先退回再导入。"


@pytest.mark.parametrize("what", ["handed-in", "begun", "changed", "deleted"])
def test_what_somebody_did_while_a_sheet_was_looked_at_keeps_all_of_it_out(policy, what):
    if what == "handed-in":
        make_example(publishing.copy_of(policy), age=66, amount=Decimal(100))
    sheet = PolicySheet(TODAY)
    table = table_of(PolicySheet, {"原话": "新的"})
    result = sheet.take(table, dry_run=True)
    if what == "handed-in":
        policy.refresh_from_db()
        policy.draft.move(IN_REVIEW)
    elif what == "begun":
        publishing.copy_of(policy)
    elif what == "changed":
        RefundPolicy.objects.get(pk=policy.pk).save()
    else:
        policy.delete()

    with pytest.raises(writing.MovedOn):
        writing.write(sheet, result.plans)

    assert not RefundPolicy.objects.filter(wording="新的").exists()


def test_a_row_without_a_key_becomes_a_draft(lanzhou):
    source = make_source(title="兰州通知")

    result = take(
        PolicySheet,
        {
            "地区": "620100",
            "从哪天起执行": "2027/1/1",
            "年龄档1从几岁": "0",
            "年龄档1人均养老金的（%）": "2.8%",
            "来源": "兰州通知",
            "其他来源": source.key,
        },
    )

    policy = RefundPolicy.objects.get()
    assert steps(result) == ["新增草稿"]
    assert (policy.status, policy.region, policy.source) == (DRAFT, lanzhou, source)
    assert policy.effective_from == datetime.date(2027, 1, 1)
    assert policy.tiers.get().rate_percent == Decimal("2.8")
    assert list(policy.other_sources.all()) == [source]
    assert policy.history.earliest().history_change_reason == "从表格导入"


def test_a_new_statistic_is_found_by_place_and_year_the_next_time(lanzhou):
    source = make_source()
    row = {"地区": "甘肃省兰州市", "年份": "2023", "来源": source.key}
    figure = "平均养老金（元/月）"

    take(StatisticSheet, row | {figure: "3800"})
    again = take(StatisticSheet, row | {figure: "3,900.50"})

    assert steps(again) == ["修改草稿"]
    assert Statistic.objects.get().average_pension == Decimal("3900.5")


def test_a_question_is_found_by_its_slug(db):
    question = make_question(slug="lapse")

    take(QuestionSheet, {"一句话回答": "没有白交，接着算。"})

    question.refresh_from_db()
    assert question.short_answer == "没有白交。"
    assert Question.objects.get(replaces=question).short_answer == "没有白交，接着算。"


def test_a_channel_changes_through_a_copy(lanzhou):
    channel = make_channel(lanzhou, phone="12393")

    take(ChannelSheet, {"渠道": "微信", "要身份证": "是"})

    draft = LookupChannel.objects.get(replaces=channel)
    assert (draft.kind, draft.needs_id_card) == ("wechat", True)


def test_other_names_and_area_codes_change_at_once(lanzhou):
    take(AliasSheet, {"现在属于": "620100", "名字": "金城", "种类": "俗称"})
    take(AreaCodeSheet, {}, {}, {"电话区号": "0931"})

    lanzhou.refresh_from_db()
    assert RegionAlias.objects.get(region=lanzhou).kind == "colloquial"
    assert lanzhou.area_code == "0931"


def test_the_form_of_a_place_that_is_open_is_told_of_other_names_from_a_sheet(lanzhou):
    opened = lanzhou.version

    take(AliasSheet, {"现在属于": "620100", "名字": "金城", "种类": "俗称"}, dry_run=True)
    lanzhou.refresh_from_db()
    assert lanzhou.version == opened

    take(AliasSheet, {"现在属于": "620100", "名字": "金城", "种类": "俗称"})
    lanzhou.refresh_from_db()
    assert lanzhou.version == opened + 1
    assert lanzhou.history.first().history_change_reason == "别名：金城"

    take(AliasSheet, {})
    lanzhou.refresh_from_db()
    assert lanzhou.version == opened + 1


@pytest.mark.parametrize("written", ["2027-01-01", "2027/1/1", "2027年1月1日"])
def test_a_day_is_read_in_each_form_that_is_named(policy, written):
    take(PolicySheet, {"从哪天起执行": written})

    draft = RefundPolicy.objects.get(replaces=policy)
    assert draft.effective_from == datetime.date(2027, 1, 1)


@pytest.mark.parametrize(
    ("written", "amount"),
    [("130元", "130"), ("130.50 元", "130.5"), ("1,234", "1234"), ("12,345.60", "12345.6")],
)
def test_an_amount_is_read_as_it_is_printed(policy, written, amount):
    take(PolicySheet, {"年龄档2金额（元）": written})

    tiers = RefundPolicy.objects.get(replaces=policy).tiers.all()
    assert tiers[1].amount == Decimal(amount)


# --- What is refused --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"编号": "nowhere"}, "没有这个编号"),
        ({"地区": "兰洲市"}, "没有“兰洲市”这个地区"),
        ({"地区": ""}, "地区：这一栏必填"),
        ({"来源": "没有的"}, "没有编号或标题是“没有的”的来源"),
        ({"从哪天起执行": "2026-13-01"}, "从哪天起执行：输入一个有效的日期"),
        ({"从哪天起执行": "2026.1"}, "如 2026-01-01、2026/1/1、2026年1月1日"),
        ({"从哪天起执行": "2126-01-01"}, "从哪天起执行：写的是 2126 年"),
        ({"金额按": "每季"}, "金额按：没有“每季”这一项"),
        ({"暂定": "也许"}, "暂定：只能填“是”或“否”"),
        (
            {"年龄档1金额（元）": "三五百"},
            "年龄档1：金额（元）：不认识“三五百”。输入一个数，如 75、",
        ),
        ({"年龄档1金额（元）": "2.8%"}, "年龄档1：金额（元）：不认识“2.8%”"),
        ({"年龄档1金额（元）": "97,5"}, "年龄档1：金额（元）：不认识“97,5”"),
        ({"年龄档1金额（元）": "1,23,456"}, "不认识“1,23,456”"),
        ({"年龄档1金额（元）": "1e2"}, "不认识“1e2”"),
        ({"年龄档1金额（元）": "-5"}, "金额要大于 0"),
        (
            {"年龄档1人均养老金的（%）": "3元", "年龄档1金额（元）": ""},
            "人均养老金的（%）：不认识“3元”",
        ),
        (
            {"年龄档1人均养老金的（%）": "2,8", "年龄档1金额（元）": ""},
            "人均养老金的（%）：不认识“2,8”",
        ),
        ({"年龄档1金额（元）": ""}, "年龄档1：每一档只填一样"),
        ({"年龄档1到几岁": "59", "年龄档1从几岁": "60"}, "“到几岁”不能小于“从几岁”"),
        ({"年龄档2从几岁": "72"}, "70"),
        ({"年龄档1人均养老金的（%）": "280", "年龄档1金额（元）": ""}, "比例要大于 0，不超过 100"),
    ],
)
def test_a_wrong_cell_is_told_and_nothing_is_kept(policy, cells, sentence):
    found = complaints(PolicySheet, cells)

    assert sentence in found
    assert RefundPolicy.objects.count() == 1


def test_one_wrong_row_keeps_all_rows_out(lanzhou):
    make_channel(lanzhou, name="甲")
    make_channel(lanzhou, name="乙")

    result = take(ChannelSheet, {"电话": "12393"}, {"步骤": ""})

    assert [line for line, _ in result.faults] == [3]
    assert LookupChannel.objects.count() == 2


def test_a_refused_sheet_is_no_change_of_the_content(lanzhou):
    before = current()

    result = take(
        AliasSheet, {"现在属于": "620100", "名字": "金城", "种类": "俗称"}, {"名字": "皋兰"}
    )

    assert len(result.faults) == 1
    assert not result.kept
    assert current() == before


def test_the_same_row_twice_is_refused(policy):
    table = table_of(PolicySheet)
    table.rows.append((3, table.rows[0][1]))

    result = PolicySheet(TODAY).take(table, dry_run=False)

    assert result.faults == [(3, ["和第 2 行是同一条，只留一行。"])]


@pytest.mark.parametrize("dry_run", [True, False])
def test_two_new_rows_of_one_place_and_start_are_refused_in_the_preview_too(policy, dry_run):
    table = table_of(PolicySheet, {"编号": "", "从哪天起执行": "2030-01-01"})
    other = list(table.rows[0][1])
    other[table.headings.index("原话")] = "另一句。"
    table.rows.append((3, other))

    result = PolicySheet(TODAY).take(table, dry_run=dry_run)

    assert result.faults == [(3, ["和第 2 行是同一条，只留一行。"])]
    assert RefundPolicy.objects.count() == 1


def new_policy(start: str) -> dict[str, str]:
    """The cells of a new rule of 兰州."""
    cells = {"地区": "620100", "从哪天起执行": start, "来源": make_source().key}
    return cells | {"年龄档1从几岁": "0", "年龄档1金额（元）": "80"}


@pytest.mark.parametrize("status", [DRAFT, Publication.PUBLISHED])
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_new_row_where_another_moves_to_is_refused_in_the_preview_too(lanzhou, status, dry_run):
    make_policy(lanzhou, status=status, effective_from=datetime.date(2025, 1, 1))
    rows = {"从哪天起执行": "2026-01-01"}, new_policy("2026-01-01")

    result = take(PolicySheet, *rows, dry_run=dry_run)

    assert result.faults == [(3, ["和第 2 行是同一条，只留一行。"])]


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_new_row_takes_the_start_that_a_draft_above_it_leaves(lanzhou, dry_run):
    make_policy(lanzhou, status=DRAFT, effective_from=datetime.date(2025, 1, 1))
    rows = {"从哪天起执行": "2026-01-01"}, new_policy("2025-01-01")

    result = take(PolicySheet, *rows, dry_run=dry_run)

    assert (result.faults, steps(result)) == ([], ["修改草稿", "新增草稿"])


def test_a_new_row_does_not_take_the_start_that_a_published_row_has_until_approval(lanzhou):
    make_policy(lanzhou, effective_from=datetime.date(2025, 1, 1), key="lanzhou")

    found = complaints(PolicySheet, {"从哪天起执行": "2026-01-01"}, new_policy("2025-01-01"))

    assert found == "已经有一条一样的（编号 lanzhou）。要改它，请填上这个编号。"


def test_a_new_row_that_is_there_already_is_refused(policy):
    found = complaints(PolicySheet, {"编号": ""})

    assert found == "已经有一条一样的（编号 lanzhou）。要改它，请填上这个编号。"


def test_a_place_cannot_be_added(lanzhou):
    found = complaints(AreaCodeSheet, {}, {}, {}, {"代码": "999999", "电话区号": "0999"})

    assert found == "没有这个代码的地区。"


def test_an_area_code_that_lost_its_zero_is_told(lanzhou):
    found = complaints(AreaCodeSheet, {}, {}, {"电话区号": "931"})

    assert "区号是 0 开头的三位或四位数字" in found


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        (["现在属于", "名字"], "缺这几栏：种类"),
        (["现在属于", "名字", "种类", "颜色"], "不认识的栏：颜色"),
        (["现在属于", "名字", "种类", "名字"], "写了两次：名字"),
    ],
    ids=["missing", "strange", "twice"],
)
def test_other_columns_are_refused(db, headings, sentence):
    with pytest.raises(ValidationError) as refusal:
        AliasSheet(TODAY).take(Table(headings, []), dry_run=True)

    assert sentence in "".join(refusal.value.messages)


def test_a_heading_with_a_wrong_letter_is_told_with_the_right_one(db):
    headings = PolicySheet(TODAY).headings
    wrong = [h.replace("年龄档2金额", "年龄档2金颜").replace("原话", "原活") for h in headings]

    with pytest.raises(ValidationError) as refusal:
        PolicySheet(TODAY).take(Table(wrong, []), dry_run=True)

    assert refusal.value.messages == [
        "表头“年龄档2金颜（元）”是不是“年龄档2金额（元）”？请照后面的改。",
        "表头“原活”是不是“原话”？请照后面的改。",
        "请用模板，或者用导出的文件改。",
    ]


# --- Files ------------------------------------------------------------------------------------


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("大.csv", b"a" * 5_000_001, "超过 5 MB"),
        ("空.csv", b"", "是空的"),
        ("行.csv", b"a\n" + b"1\n" * 5_001, "超过 5,000 行"),
        ("长.csv", b"a\n1,2\n", "第 2 行比表头长"),
        ("引号.csv", b'a\n"1\n', "引号没有配对"),
        ("图.csv", b"a\n\x00", "不是 CSV"),
        ("码.csv", b"a\n\xff\xff", "认不出文字编码"),
        ("旧.xls", b"\xd0\xcf\x11\xe0", "旧格式 .xls"),
        ("宏.xlsm", b"PK", "带宏"),
        ("宏.xlsx", packed(**{"xl__vbaProject.bin": b"x"}), "带宏"),
        ("坏.xlsx", b"PK nothing", "读不出来"),
        ("别的.xlsx", packed(a=b"x"), "读不出来"),
        ("炸弹.xlsx", packed(a=b"0" * 60_000_001), "展开以后太大"),
        ("网页.html", b"<table>", "只收 .xlsx 和 .csv"),
    ],
)
def test_a_file_that_is_no_good_sheet_is_refused(name, content, sentence):
    with pytest.raises(ValidationError) as refusal:
        read(name, content)

    assert sentence in refusal.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_csv_is_read_in_the_encodings_of_excel(encoding):
    table = read("表.csv", "地区,电话\r\n兰州市,12393\r\n,\r\n".encode(encoding))

    assert table == Table(["地区", "电话"], [(2, ["兰州市", "12393"])])


def test_cells_of_excel_are_read_as_one_would_type_them():
    book, out = Workbook(), io.BytesIO()
    book.active.append(["比例", "日期", "数", "小数", "是否", "空", None])
    book.active.append([0.028, datetime.datetime(2026, 1, 1), 130, 0.1 + 0.2, True, None])
    book.active["A2"].number_format = "0.00%"
    book.save(out)

    table = read("表.xlsx", out.getvalue())

    assert table.rows == [(2, ["2.8%", "2026-01-01", "130", "0.3", "是", ""])]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-5", "@x", "'=1", "0931", "第一行\n第二行"])
def test_text_comes_back_as_it_left_and_is_no_formula(text):
    as_csv, as_xlsx = csv_file(["甲"], [[text]]), xlsx_file(["甲"], [[text]], [])

    cell = load_workbook(io.BytesIO(as_xlsx)).worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert list(csv.reader(io.StringIO(as_csv.decode("utf-8-sig"))))[1][0][0] not in "=+-@"
    assert read("表.csv", as_csv).rows == read("表.xlsx", as_xlsx).rows == [(2, [text])]


# --- The pages --------------------------------------------------------------------------------


def address(model: str, page: str) -> str:
    return reverse(f"admin:{model}_sheet_{page}")


def sent(client, model: str, table: Table, name="表.csv"):
    content = csv_file(table.headings, [cells for _, cells in table.rows])
    return client.post(address(model, "import"), {"file": SimpleUploadedFile(name, content)})


def test_an_editor_sees_the_differences_and_confirms(editor, policy):
    preview = sent(
        editor, "regions_refundpolicy", table_of(PolicySheet, {"年龄档2金额（元）": "<b>130"})
    )
    assert "输入一个数" in preview.text

    preview = sent(
        editor, "regions_refundpolicy", table_of(PolicySheet, {"年龄档2金额（元）": "13000"})
    )
    assert "还没有导入" in preview.text
    assert "请看看是不是一年的数" in preview.text
    assert not RefundPolicy.objects.filter(replaces=policy).exists()

    done = editor.post(
        address("regions_refundpolicy", "import"),
        {"confirmed": preview.context["batch"].pk},
        follow=True,
    )

    assert "导入好了：另起修改稿 1 条" in done.text
    draft = RefundPolicy.objects.get(replaces=policy)
    assert draft.writers() == {User.objects.get(username="editor").pk}


def test_what_changed_since_the_preview_is_shown_before_it_is_imported(editor, lanzhou):
    draft = make_channel(lanzhou, status=DRAFT, phone="1")
    preview = sent(editor, "regions_lookupchannel", table_of(ChannelSheet, {"电话": "12393"}))
    draft.phone = "2"
    draft.save()

    again = editor.post(
        address("regions_lookupchannel", "import"), {"confirmed": preview.context["batch"].pk}
    )

    draft.refresh_from_db()
    assert draft.phone == "2"
    assert "预览以后有人改过" in again.text
    assert again.context["changed"][0].differences == [("电话", "2", "12393")]


def test_what_a_colleague_did_since_the_preview_need_not_be_confirmed(editor, lanzhou):
    draft = make_channel(lanzhou, status=DRAFT, phone="1")
    preview = sent(editor, "regions_lookupchannel", table_of(ChannelSheet, {"电话": "12393"}))
    draft.phone = "12393"
    draft.save()

    again = editor.post(
        address("regions_lookupchannel", "import"), {"confirmed": preview.context["batch"].pk}
    )

    assert "有人已经照表里的改好了，不用再导入" in again.text
    assert "再确认一次" not in again.text


def test_two_questions_that_name_each_other_are_imported_as_the_preview_shows(editor, db):
    first, second = (make_question(slug=slug, status=DRAFT) for slug in ("a", "b"))
    table = table_of(QuestionSheet, {"接着看": "b"}, {"接着看": "a"})
    preview = sent(editor, "faq_question", table)

    done = editor.post(
        address("faq_question", "import"), {"confirmed": preview.context["batch"].pk}, follow=True
    )

    assert "导入好了：修改草稿 2 条" in done.text
    assert (first.related.get(), second.related.get()) == (second, first)


def test_a_row_refused_since_the_preview_is_named_and_nothing_is_imported(editor, lanzhou):
    first = make_channel(lanzhou, status=DRAFT, phone="1", name="A")
    second = make_channel(lanzhou, status=DRAFT, phone="2", name="B")
    preview = sent(
        editor,
        "regions_lookupchannel",
        table_of(ChannelSheet, {"电话": "12393"}, {"电话": "12345"}),
    )
    second.phone = "3"
    second.save()
    second.move(IN_REVIEW)

    page = editor.post(
        address("regions_lookupchannel", "import"),
        {"confirmed": preview.context["batch"].pk},
        follow=True,
    )

    first.refresh_from_db()
    assert first.phone == "1"
    assert "第 3 行" in page.text
    assert "正在审核" in page.text
    assert "什么都没有导入" in page.text
    assert "导入好了" not in page.text


def test_what_a_colleague_changed_in_a_row_that_the_sheet_leaves_alone_stays(editor, lanzhou):
    first = make_channel(lanzhou, status=DRAFT, phone="1", name="A")
    second = make_channel(lanzhou, status=DRAFT, phone="2", name="B")
    preview = sent(editor, "regions_lookupchannel", table_of(ChannelSheet, {"电话": "12393"}))
    second.phone = "3"
    second.save()

    editor.post(
        address("regions_lookupchannel", "import"), {"confirmed": preview.context["batch"].pk}
    )

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.phone, second.phone) == ("12393", "3")


def test_an_age_that_nobody_reaches_is_refused_in_words(policy):
    table = table_of(PolicySheet, {"年龄档2从几岁": "8101"})

    result = PolicySheet(TODAY).take(table, dry_run=True)

    [(line, sentences)] = result.faults
    assert line == 2
    assert "不超过 130 岁" in "".join(sentences)


def test_columns_changed_by_an_upgrade_since_the_preview_are_told(editor, lanzhou, monkeypatch):
    draft = make_channel(lanzhou, status=DRAFT, phone="1")
    preview = sent(editor, "regions_lookupchannel", table_of(ChannelSheet, {"电话": "12393"}))
    columns = ChannelSheet.columns
    monkeypatch.setattr(ChannelSheet, "columns", lambda self: columns(self)[:-1])

    page = editor.post(
        address("regions_lookupchannel", "import"),
        {"confirmed": preview.context["batch"].pk},
        follow=True,
    )

    draft.refresh_from_db()
    assert draft.phone == "1"
    assert page.status_code == 200
    assert "什么都没有导入" in page.text


@pytest.mark.parametrize("payload", ["nothing", ""], ids=["forged", "empty"])
def test_a_forged_confirmation_imports_nothing(editor, policy, payload):
    page = editor.post(
        address("regions_refundpolicy", "import"), {"confirmed": payload}, follow=True
    )

    assert "这份预览不在了" in page.text
    assert "没有导入什么" in page.text


def test_an_unchanged_sheet_has_nothing_to_confirm(editor, policy):
    page = sent(editor, "regions_refundpolicy", table_of(PolicySheet))

    assert "没有要导入的" in page.text
    assert not page.context["confirmable"]


@pytest.mark.parametrize("name", ["表.csv", "表.xlsx"])
def test_a_broken_file_is_told_at_the_form(editor, name):
    page = editor.post(
        address("regions_statistic", "import"), {"file": SimpleUploadedFile(name, b"\xff\xfe\x00")}
    )

    assert page.status_code == 200
    assert page.context["form"].errors["file"]


def test_an_editor_may_not_change_places_by_sheet(editor, lanzhou):
    area_codes = editor.get(address("regions_region", "import"))
    aliases = editor.get(address("regions_regionalias", "import"))

    assert (area_codes.status_code, aliases.status_code) == (403, 403)


@pytest.mark.parametrize(
    "model",
    [
        "regions_refundpolicy",
        "regions_lookupchannel",
        "regions_statistic",
        "regions_claim",
        "regions_estimate",
        "regions_deduction",
        "faq_localanswer",
        "regions_regionalias",
        "regions_region",
        "faq_question",
    ],
)
def test_every_list_leads_to_its_sheets(admin_client, model, db):
    page = admin_client.get(reverse(f"admin:{model}_changelist"))

    for name in ("xlsx", "csv", "import"):
        assert address(model, name) in page.text
    assert admin_client.get(address(model, "import")).status_code == 200
    template = admin_client.get(address(model, "template"))
    assert load_workbook(io.BytesIO(template.content)).sheetnames == ["资料", "怎么填"]


def test_the_csv_begins_with_the_mark_that_excel_needs(admin_client, policy):
    file = admin_client.get(address("regions_refundpolicy", "csv"))

    assert file.content.startswith("\ufeff编号,地区".encode())
    assert "attachment" in file.headers["Content-Disposition"]
