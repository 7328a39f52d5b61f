"""What was read goes through a process and a database, and comes back the same."""

import datetime
import json
from decimal import Decimal
from types import SimpleNamespace

import pytest

from documents import limited
from documents.contents import Attachment, Contents
from documents.found import Credit, Deduction, Findings, Span
from documents.limited import ask_child
from documents.reading import Reading, packed, read, read_text, unpacked
from documents.tests.make import make_docx, make_page, make_pdf, paragraph, set_lines

CLAUSE = "退休人员个人账户每人每月划入100元。"
DAY = datetime.date(2023, 1, 1)
FULL = Reading(
    Contents("正文", "标题", "某局", "某〔2023〕1号", DAY, (Attachment("表", "https://a/b"),)),
    Findings(
        title="标题",
        document_number="某〔2023〕1号",
        publisher="某局",
        published_on=DAY,
        effective_from=DAY,
        valid_until=DAY,
        replaces=("旧〔2020〕1号",),
        attachments=("https://a/b",),
        credits=(
            Credit(
                "每月100元", Span(0, 5), min_age=70, amount=Decimal("100"),
                rate_percent=Decimal("2.50"), applies_from=DAY, floor=Decimal("60.5"),
                open=("period", "rate_of"), reasons={"period": "没说月还是年"},
            ),
        ),
        deductions=(Deduction("大额", "扣5元", Span(6, 9), amount=Decimal(5), period="year"),),
        places={"title": Span(0, 2)},
    ),
    keep_missed=True,
)  # fmt: skip


@pytest.mark.parametrize(
    "reading",
    [FULL, Reading(refused="scanned"), Reading(Contents(""), Findings())],
    ids=["full", "refused", "empty"],
)
def test_what_was_packed_is_unpacked_the_same(reading):
    again = unpacked(json.loads(json.dumps(packed(reading))))

    assert again == reading
    assert again.found is None or [one.reasons for one in again.found.credits] == [
        one.reasons for one in reading.found.credits
    ]


def test_the_public_form_has_every_key():
    read_as = json.loads(json.dumps(FULL.as_json()))

    assert list(read_as) == [
        "title", "document_number", "publisher", "published_on", "effective_from", "valid_until",
        "replaces", "attachments", "credits", "deductions", "refused",
    ]  # fmt: skip
    assert read_as["credits"] == [
        {
            "who": "retired", "min_age": 70, "max_age": None, "retired_from": None,
            "retired_until": None, "amount": "100.00", "period": None, "rate_percent": "2.5",
            "rate_of": None, "base_year": None, "applies_from": "2023-01-01", "applies_until": None,
            "place": None, "floor": "60.50", "cap": None, "open": ["period", "rate_of"],
            "quote": "每月100元",
        }
    ]  # fmt: skip
    assert read_as["deductions"] == [
        {
            "name": "大额", "amount": "5.00", "period": "year", "rate_percent": None,
            "rate_of": None, "quote": "扣5元",
        }
    ]  # fmt: skip
    assert (read_as["published_on"], read_as["refused"]) == ("2023-01-01", None)


def test_what_was_refused_has_the_same_keys():
    assert list(Reading(refused="doc").as_json()) == list(FULL.as_json())


@pytest.mark.parametrize(
    "raw",
    [
        make_page(f"<p>{CLAUSE}</p>"),
        make_pdf(set_lines(CLAUSE)),
        make_docx(paragraph(CLAUSE)),
        CLAUSE.encode(),
        CLAUSE.encode("gb18030"),
        f"\n　　{CLAUSE}\r\n".encode("utf-16"),
    ],
    ids=["page", "pdf", "docx", "text", "gb-text", "wide-text"],
)
def test_each_kind_of_file_is_read(raw):
    reading = read(raw)

    assert reading.refused is None
    assert reading.contents.text == CLAUSE
    assert isinstance(reading.found, Findings)


def test_pasted_text_keeps_its_lines_and_tabs():
    assert read_text("　第一条\r\n\r\n甲市\t 90 元 \udcff").contents.text == "第一条\n甲市\t90元 ?"


def test_hints_reach_the_page():
    page = make_page(f"<p class=a>{CLAUSE}</p><p>别的</p><a class=a href=b.pdf>附件</a>")

    reading = read(page, address="https://a.gov.cn/c/", keep=".a", content_type="text/html")

    assert reading.contents.text == f"{CLAUSE}\n附件"
    assert reading.contents.attachments == (Attachment("附件", "https://a.gov.cn/c/b.pdf"),)
    assert read(page, keep=".b").keep_missed


def test_a_child_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(limited, "LONGEST", 0.01)

    assert ask_child({"task": "text"}, CLAUSE.encode()) == {"refused": "failed"}


@pytest.mark.parametrize(
    ("held", "why"), [(limited.MEMORY, "too-large"), (limited.MEMORY // 3, "failed")]
)
def test_a_child_that_died_of_its_memory_says_so(monkeypatch, held, why):
    monkeypatch.setattr(limited, "_run", lambda *_: (False, held))
    own = SimpleNamespace(ru_maxrss=100_000)  # that of the tests depends on which ran before
    monkeypatch.setattr(limited.resource, "getrusage", lambda _: own)

    assert ask_child({"task": "text"}, b"a") == {"refused": why}


def test_a_machine_without_room_for_a_child_is_a_failure(monkeypatch):
    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(limited, "_run", full)

    assert ask_child({"task": "text"}, b"a") == {"refused": "failed"}


@pytest.mark.parametrize("answer", [b"", b"[1]", b'{"a":', b"\xff"])
def test_an_answer_that_is_none_is_a_failure(monkeypatch, answer):
    monkeypatch.setattr(limited, "_run", lambda _, out, __: (bool(out.write(answer)) or True, 0))

    assert ask_child({"task": "text"}, b"a") == {"refused": "failed"}


def test_a_wrong_question_is_a_failure():
    assert ask_child({"task": "links", "keep": 3}, b"<p>a</p>")["refused"] == "failed"
