"""Whatever is folded away, what is found points into the text as it was given."""

import pytest

from documents.clauses.reader import read_clauses
from documents.contents import Contents


@pytest.mark.parametrize(
    "text",
    [
        "前文。\n　　退休人员个人账户每月划入 1\u200b1\u200b0 元，\u202a自\u202c2023年起。\n后文。",
        "退休人员个人账户标准（元/月）\n年龄\t标准\n不满70周岁\t１１０",
    ],
    ids=["invisible", "table"],
)
def test_a_quote_is_a_part_of_the_text(text):
    (credit,) = read_clauses(Contents(text)).credits

    assert credit.amount == 110
    assert text[credit.where.start : credit.where.end].strip() == credit.quote
    assert credit.quote in text


def test_the_heading_knows_where_it_stands():
    text = "关于划入标准的通知\n长医保发〔2023〕12号\n本通知自2023年5月1日起施行。"

    found = read_clauses(Contents(text))

    assert {name: text[at.start : at.end] for name, at in found.places.items()} == {
        "title": "关于划入标准的通知",
        "document_number": "长医保发〔2023〕12号",
        "effective_from": "2023年5月1日",
    }


@pytest.mark.parametrize(
    "text",
    [
        "1" * 30_000,
        "（" * 30_000,
        "退休\t1\t" * 5_000,
        "退休人员个人账户" * 3_000,
        "由60元提高到" * 3_000,
        "2023年1月1日至" * 3_000,
        "《关于》废止" * 3_000,
        "退休人员个人账户划入" + "、".join(f"每月{number}元" for number in range(2_000)),
    ],
    ids=["digits", "brackets", "tabs", "subjects", "raised", "dates", "titles", "amounts"],
)
def test_hostile_text_is_read_to_its_end(text):
    assert read_clauses(Contents(text)).document_number is None


def test_a_very_long_text_is_cut():
    text = "。" * 200_000 + "退休人员个人账户每月划入90元。"

    assert read_clauses(Contents(text)).credits == ()
    assert len(read_clauses(Contents(text[1_000:])).credits) == 1
