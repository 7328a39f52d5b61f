"""From when a document is in force, until when, and which documents it ends."""

import datetime

import pytest

from documents.clauses.reader import read_clauses
from documents.contents import Contents


def notice(*clauses: str) -> Contents:
    """A notice signed on 25 November 2022 that says ``clauses``."""
    return Contents(
        "\n".join(
            [
                "宜昌市医疗保障局关于某事的通知",
                "各县市：",
                *clauses,
                "宜昌市医疗保障局",
                "2022年11月25日",
            ]
        )
    )


def day(words: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(words) if words else None


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("本通知自2023年1月1日起执行。", "2023-01-01"),
        ("本通知自2023年1月1日零时起正式实施。", "2023-01-01"),
        ("本通知施行日期为2023年1月1日。", "2023-01-01"),
        ("本通知于二〇二三年一月一日起施行。", "2023-01-01"),
        ("本通知自印发之日起执行。", "2022-11-25"),
        ("自2023年1月1日起，每月划入80元。本通知自下发之日起执行。", "2022-11-25"),
        ("本办法自2023年1月1日起施行，其中第六条自2023年7月1日起执行。", "2023-01-01"),
        ("第三条自2023年7月1日起执行。本通知自2023年1月1日起施行。", "2023-01-01"),
        ("本通知第一条自2023年1月1日起执行，第二条自2023年7月1日起执行。", None),
        ("本通知自印发之日起30日后施行。", None),
        ("本通知从下月起执行。", None),
        ("某医保发〔2019〕8号自2019年1月1日起施行以来，成效明显。", None),
    ],
)
def test_a_document_begins_on_its_own_day(clause, expected):
    assert read_clauses(notice(clause)).effective_from == day(expected)


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("本通知自2023年1月1日起执行，有效期五年。", "2027-12-31"),
        ("本通知自2023年1月1日起执行，有效期至2027年12月31日。", "2027-12-31"),
        ("本通知自2023年1月1日起试行，试行期暂定一年。", "2023-12-31"),
        ("本办法自2023年1月1日至2025年12月31日试行。", "2025-12-31"),
        ("本办法自2023年1月1日起施行，至2027年12月31日止。", "2027-12-31"),
        ("本办法自施行之日起5年内有效，自2023年1月1日起施行。", "2027-12-31"),
        ("本办法自2023年2月1日起施行，有效期自印发之日起3年。", "2025-11-24"),
        ("本通知自发布之日起施行，有效期与省实施办法一致。", None),
        ("本通知自2023年1月1日起施行，有效期至新政策出台之日止。", None),
        ("异地就医备案有效期为6个月。本通知自2023年1月1日起施行。", None),
        ("《某市办法》有效期延长至2025年12月31日。", None),
        ("《某办法》自2018年5月1日起施行，有效期5年。本通知自2023年1月1日起施行。", None),
    ],
)
def test_a_document_ends_on_its_last_day(clause, expected):
    assert read_clauses(notice(clause)).valid_until == day(expected)


@pytest.mark.parametrize(
    ("clauses", "expected"),
    [
        (["《关于印发〈某市办法〉的通知》（某医保发〔2019〕8号）、《某市规定》同时废止。"],
         ("某医保发〔2019〕8号", "某市规定")),
        (["《关于印发《某市办法》的通知》同时废止。"], ("关于印发《某市办法》的通知",)),
        (["某医保发〔2019〕8号和某人社发〔2015〕66号同时停止执行。"],
         ("某医保发〔2019〕8号", "某人社发〔2015〕66号")),
        (["原某医保发〔2019〕8号、9号文件同时废止。"],
         ("某医保发〔2019〕8号", "某医保发〔2019〕9号")),
        (["根据《省办法》（省医保发〔2022〕1号），《某市办法》（和政发〔2010〕5号）废止。"],
         ("和政发〔2010〕5号",)),
        (["下列文件同时废止：", "1.《甲办法》（某政发〔2010〕5号）", "2.《乙规定》"],
         ("某政发〔2010〕5号", "乙规定")),
        (["以往规定与本通知不一致的，以本通知为准。"], ()),
        (["《某市办法》（某政发〔2010〕5号）中与本通知不一致的，同时废止。"], ()),
        (["《某市办法》第五条同时废止。"], ()),
        (["原《某市办法》已于2020年废止。"], ()),
        (["本办法有效期5年，有效期届满自动失效。"], ()),
    ],
)  # fmt: skip
def test_what_ends_altogether_is_replaced(clauses, expected):
    assert read_clauses(notice(*clauses)).replaces == expected
