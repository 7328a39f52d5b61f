"""Clauses are read from files as they are from their text: page, DOCX and PDF, bytes to figures.

The PDFs in ``files/`` are known clauses printed by Chromium.
"""

from pathlib import Path

import pytest

from documents.reading import read
from documents.tests import judge
from documents.tests.clause_files import as_docx, as_page

CLAUSES = {clause.name: clause for clause in judge.load("all")}
PAGES = [
    "below seventy and from seventy on",
    "three bands as list items under a head",
    "the period only in the caption, ages over rows of two cities",
    "rate with the amount it comes to",
    "working people first, retirees after",
    "deductible, ceiling and shares of outpatient care",
    "own pension, floor and cap in one sentence",
    "cities by age in columns",
    "amount taken off the credit of a month",
    "a set of rules with one sentence on the credit",
]
PAPERS = [
    "amounts rising in two steps, as list items",
    "two cohorts with a figure each",
    "working people and retirees in one table",
    "notice with number, signature and duration",
    "regulation on outpatient care only",
    "questions to a head of office",
]
PRINTED = {
    "notice.pdf": "notice with number, signature and duration",
    "rules.pdf": "a set of rules with one sentence on the credit",
    "bands.pdf": "three bands as list items under a head",
    "cities.pdf": "cities in rows, two of them alike",
}


def faults(clause, reading):
    assert reading.refused is None
    judgement = judge.judge(clause, reading.found, reading.contents.text)
    figures = judgement.figures
    return figures.wrong, figures.missed, judgement.wrong, judgement.missed


@pytest.mark.parametrize("name", PAGES)
def test_figures_come_out_of_a_bureaus_page(name):
    raw = as_page(CLAUSES[name].text)

    reading = read(raw, content_type="text/html", address="http://ybj.example.gov.cn/art/1.html")

    assert faults(CLAUSES[name], reading)[:2] == (0, 0), faults(CLAUSES[name], reading)


@pytest.mark.parametrize("name", PAPERS)
def test_figures_come_out_of_a_docx(name):
    raw = as_docx(CLAUSES[name].text)

    reading = read(raw, name="通知.docx")

    assert faults(CLAUSES[name], reading)[:2] == (0, 0), faults(CLAUSES[name], reading)


@pytest.mark.parametrize("name", PRINTED)
def test_figures_come_out_of_a_pdf(name):
    raw = (Path(__file__).parent / "files" / name).read_bytes()

    reading = read(raw, name=name)

    clause = CLAUSES[PRINTED[name]]
    assert faults(clause, reading)[:2] == (0, 0), faults(clause, reading)
