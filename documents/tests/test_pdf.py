"""PDF: characters by where they stand, into lines, rows and paragraphs."""

import pytest

from documents.contents import Refused
from documents.pdf import read_pdf
from documents.radicals import USUAL
from documents.tests.make import make_pdf, set_lines

#: Two lines as wide as a line gets; the library takes two that are equal for one in bold.
FULL = "按照国家和省里的规定，经市政府同意，现将有关工作通知如"
NEXT = "为了更好地保障退休人员的门诊待遇，根据国家的要求现就如下"

RARE = "龘靐齉齾爩鱻麤龗灪吁龖厵滟爨癵籱饢驫鲡鹂鸾"


def text_of(*pages, **options):
    return read_pdf(make_pdf(*pages, **options)).text


def why_refused(raw):
    with pytest.raises(Refused) as refused:
        read_pdf(raw)
    return refused.value.why


def test_a_full_line_goes_on_in_the_next():
    page = set_lines(f"{FULL}下每人每月1", f"00元，{FULL[:20]}。") + set_lines("第二段。", y=600)

    assert text_of(page) == f"{FULL}下每人每月100元，{FULL[:20]}。\n第二段。"


def test_an_indented_line_begins_a_paragraph():
    page = [*set_lines(FULL, NEXT), (122, 704, 16, FULL[2:]), *set_lines(NEXT[::-1], y=676)]

    assert text_of(page) == f"{FULL}{NEXT}\n{FULL[2:]}{NEXT[::-1]}"


def test_a_sentence_that_ends_a_full_line_ends_its_paragraph_before_a_number():
    page = set_lines(f"{FULL[:-1]}。", "二、另一条。")

    assert text_of(page).split("\n") == [f"{FULL[:-1]}。", "二、另一条。"]


def test_a_signature_and_its_day_are_no_paragraph():
    page = [*set_lines(FULL, NEXT), (420, 600, 16, "某市医保局"), (400, 570, 16, "2022年12月20日")]
    page.append((90, 540, 16, "附件：标准表"))

    assert text_of(page).split("\n")[1:] == ["某市医保局", "2022年12月20日", "附件：标准表"]


def test_a_title_of_two_lines_is_one():
    title = [(163, 760, 22, "关于调整退休人员个人账户"), (207, 725, 22, "划入标准的通知")]

    assert text_of([*title, *set_lines(FULL, NEXT, y=640)]).startswith(
        "关于调整退休人员个人账户划入标准的通知\n"
    )


def test_numbers_and_heads_of_pages_are_left_out():
    pages = [
        [
            (200, 800, 10, "某市医疗保障局文件"),
            *set_lines(FULL, f"第{number}。"),
            (280, 40, 10, "— 3 —"),
        ]
        for number in "甲乙丙"
    ]

    assert text_of(*pages).split("\n") == [f"{FULL}第{number}。" for number in "甲乙丙"]


def test_a_paragraph_goes_on_over_the_page():
    assert text_of(set_lines(FULL, NEXT), set_lines("下。")) == f"{FULL}{NEXT}下。"


def test_wide_gaps_part_the_cells_of_a_row():
    rows = [(90, 700, "年龄", "每月"), (90, 670, "不满70周岁", "100元")]
    page = [part for x, y, one, two in rows for part in ((x, y, 16, one), (x + 200, y, 16, two))]

    assert text_of(page) == "年龄\t每月\n不满70周岁\t100元"


def test_cells_are_told_by_the_rules_around_them():
    rules = b" 80 600 400 100 re 80 650 m 480 650 l 280 600 m 280 700 l S"
    page = [(90, 680, 16, "70周岁以下的退"), (90, 660, 16, "休人员"), (290, 670, 16, "100元"),
            (90, 630, 16, "70周岁及以上"), (290, 630, 16, "110元")]  # fmt: skip

    assert text_of(page, extra=rules) == "70周岁以下的退休人员\t100元\n70周岁及以上\t110元"


def test_a_cell_that_spans_rows_stands_in_each():
    rules = b" 80 600 400 100 re 280 650 m 480 650 l 280 600 m 280 700 l S"
    page = [(90, 645, 16, "甲市"), (290, 670, 16, "100元"), (290, 620, 16, "110元")]

    assert text_of(page, extra=rules) == "甲市\t100元\n甲市\t110元"


def test_a_frame_around_a_page_is_no_table():
    page = set_lines(FULL, NEXT, "下。")

    assert text_of(page, extra=b" 20 20 550 800 re S") == f"{FULL}{NEXT}下。"


def test_radicals_are_folded_to_characters():
    assert (
        text_of(set_lines("⼈⺠医保⾃⽉起，⻅⻚⻓⻋⻢⻥⻬⻰")) == "人民医保自月起，见页长车马鱼齐龙"
    )


def test_every_radical_has_its_character():
    supplement = [*range(0x2E80, 0x2E9A), *range(0x2E9B, 0x2EF4)]

    assert all(radical in USUAL for radical in [*supplement, *range(0x2F00, 0x2FD6)])
    assert all(0x3400 <= usual < 0x2E80 << 4 for usual in USUAL.values())


@pytest.mark.parametrize(
    "raw",
    [
        make_pdf([], picture=True),
        make_pdf([(90, 50, 10, "3")], picture=True),
        make_pdf(set_lines(FULL), picture=True, mode=3),
        make_pdf(set_lines(FULL), unicode=False),
        make_pdf(set_lines(FULL + "\ue001\ue002")),
        make_pdf(set_lines(FULL + "\ufffd")),
        make_pdf(set_lines(*(RARE[turn:] + RARE[:turn] for turn in range(6)))),
    ],
    ids=["picture", "page-number", "guessed", "no-meaning", "private", "replaced", "wrong-meaning"],
)
def test_what_only_looks_like_text_is_scanned(raw):
    assert why_refused(raw) == "scanned"


def test_one_unknown_character_in_two_hundred_spoils_nothing():
    lines = [FULL[turn:] for turn in range(8)]

    assert text_of(set_lines(*lines, "\ue001")).startswith(FULL)


def test_a_page_that_is_a_picture_is_named_in_its_place():
    pages = [set_lines(FULL), [(90, 50, 10, "3")], set_lines(NEXT)]

    assert text_of(*pages) == f"{FULL}{NEXT}"
    assert text_of(*pages, picture=True).split("\n") == [FULL, "（第2页是图，没有字。）", NEXT]


def test_a_stamp_on_a_page_with_text_is_no_matter():
    assert text_of(set_lines(f"{FULL}下。"), picture=True) == f"{FULL}下。"
