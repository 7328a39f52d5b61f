"""The sheet of sources: drafts come of it, and what nobody compared is not called so."""

import datetime

import pytest

from desk import publishing
from desk.admin.sources import repeated
from desk.spreadsheets.files import Table
from desk.spreadsheets.sources import TOO_LONG, SourceSheet
from regions.models import Publication, Source, SourceScan
from regions.tests.make import make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
ORIGINAL = Source.Confidence.ORIGINAL


def take(*rows, dry_run=False):
    """Import rows, each given as cells by heading."""
    sheet = SourceSheet(TODAY, repeated())
    lines = [
        (number, [row.get(heading, "") for heading in sheet.headings])
        for number, row in enumerate(rows, 2)
    ]
    return sheet.take(Table(sheet.headings, lines), dry_run=dry_run)


def exported(source):
    sheet = SourceSheet(TODAY)
    rows = [dict(zip(sheet.headings, line, strict=True)) for line in sheet.lines()]
    return next(row for row in rows if row["编号"] == source.key)


NEW = {
    "标题": "关于调整的通知",
    "发布者": "兰州市医保局",
    "文号": "兰医保〔2026〕8号",
    "发布日期": "2026年5月1日",
    "核对情况": "二手资料",
    "文件正文": "第六条　每月130元。",
}


def test_a_new_source_comes_as_a_draft_on_which_a_fact_can_rest():
    take(NEW)

    source = Source.objects.get()
    assert (source.status, source.publisher) == (Publication.DRAFT, "兰州市医保局")
    assert source.published_on == datetime.date(2026, 5, 1)
    assert source.lacking == ""


def test_a_published_source_changes_through_a_copy():
    source = make_source()

    result = take(exported(source) | {"发布者": "改了"})

    assert result.rows[0].step == "另起修改稿"
    source.refresh_from_db()
    assert source.publisher == "某市医保局"
    assert Source.objects.get(replaces=source).publisher == "改了"


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_repeats_a_number_or_an_address_is_in_doubt(dry_run):
    make_source(title="收着的", document_number="兰医保〔2026〕8号")
    here = {"网址": "https://a.gov.cn/1", "文号": ""}
    again = {"网址": "http://www.a.gov.cn/1/", "文号": "", "标题": "又一份"}

    first, second, third = take(NEW, NEW | here, NEW | again, dry_run=dry_run).rows

    assert ["已经收着文号或网址一样的：收着的" in doubt for doubt in first.doubts] == [True]
    assert second.doubts == []
    assert "网址和第 3 行的一样，是同一份就只留一行。" in third.doubts


def test_the_sources_that_are_kept_are_read_once_for_all_rows_of_a_sheet(
    django_assert_num_queries,
):
    told = repeated()
    rows = [Source(title="新的", document_number=f"兰医保〔2026〕{n}号") for n in range(3)]
    kept = make_source(title="收着的", document_number="兰医保〔2026〕9号")

    with django_assert_num_queries(1):
        assert [list(told(row)) for row in rows] == [[], [], []]

    twin = Source(title="新的", document_number="兰医保[2026]9号")
    assert ["收着的" in doubt for doubt in told(twin)] == [True]
    assert list(told(kept)) == []


def test_nobody_writes_original_in_a_sheet():
    result = take(NEW | {"核对情况": "依据原文"})

    [(_, [fault])] = result.faults
    assert "“依据原文”不在表里填" in fault
    assert not Source.objects.exists()


def test_words_that_were_compared_change_only_without_the_mark():
    source = make_source(confidence=ORIGINAL, checked_on=TODAY)
    row = exported(source) | {"发布者": "改了"}

    refused = take(row).faults
    take(row | {"核对情况": "二手资料"})

    assert "改了对过的内容" in refused[0][1][0]
    draft = Source.objects.get(replaces=source)
    assert (draft.confidence, draft.checked_on) == (Source.Confidence.SECONDARY, None)


def test_a_note_changes_with_the_mark():
    source = make_source(confidence=ORIGINAL, checked_on=TODAY)

    take(exported(source) | {"内部备注": "存了纸质件"})

    draft = Source.objects.get(replaces=source)
    assert (draft.staff_note, draft.confidence, draft.checked_on) == ("存了纸质件", ORIGINAL, TODAY)


def test_a_text_too_long_for_a_cell_stays_as_it_is():
    source = make_source(full_text="长" * 40_000)

    row = exported(source)
    unchanged, [new] = take(row).rows[0], take(NEW | {"文件正文": TOO_LONG}).faults

    assert row["文件正文"] == TOO_LONG
    assert unchanged.step == "不变"
    assert "不是正文" in new[1][0]


def test_a_draft_copy_has_no_row_of_its_own():
    publishing.copy_of(make_source())

    assert len(list(SourceSheet(TODAY).lines())) == 1


def test_many_sources_keep_their_scans_and_the_state_of_their_copies():
    sources = [make_source(title=f"通知{n}") for n in range(45)]
    for source in sources:
        scan = SourceScan.objects.create(
            name="1.png", content_type="image/png", content=source.title.encode()
        )
        source.scans.add(scan)

    result = take(*(exported(source) | {"发布者": "改了"} for source in sources))

    assert result.kept
    assert SourceScan.objects.count() == 45
    copies = Source.objects.filter(replaces__isnull=False)
    assert copies.count() == 45
    for copy in copies:
        assert (copy.status, copy.publisher) == (Publication.DRAFT, "改了")
        assert list(copy.scans.all()) == list(copy.replaces.scans.all())
        assert copy.history.count() >= 1
