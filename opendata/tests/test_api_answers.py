"""The API answers as the pages do: a thousand made-up cases on the facts, figure by figure."""

import json
import random
import re
from decimal import Decimal
from html import unescape
from urllib.parse import urlencode

import pytest

from calculator.answers import Outcome
from credit.credit import StepKind
from opendata.api.examples import EXAMPLES, OUTCOMES
from regions.place_facts import all_places
from text.formats import yuan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

#: Cases in one place each, and comparisons of four places: a thousand answers in all.
ALONE, COMPARED = 200, 200
#: The names of the amounts on pages, and here.
NAMES = {"month": "month", "year": "year", "month-low": "month_low", "month-high": "month_high"}
#: Steps of an amount that the document states: the page says them in a sentence.
IN_A_SENTENCE = {kind.value for kind in (StepKind.STATED, StepKind.MONTHLY, StepKind.ARRIVES)}


def cases(seed: int, number: int):
    """Make up persons, each as parameters without a place; all numbers are plausible."""
    chance = random.Random(seed)  # noqa: S311
    for _ in range(number):
        person = {
            "insurance": chance.choice(["employee"] * 6 + ["unsure", "resident"]),
            "status": chance.choice(["retired"] * 6 + ["unsure", "not-yet", "working"]),
            "age": str(chance.randint(45, 99)),
        }
        if chance.random() < 0.4:
            person["average_pension"] = f"{chance.randint(100_000, 900_000) / 100:.2f}"
        if chance.random() < 0.3:
            person["own_pension"] = str(chance.randint(1_000, 9_000))
        if chance.random() < 0.2:
            person["on"] = f"{chance.randint(2019, 2030)}-{chance.randint(1, 12):02}-01"
        yield person


def places(seed: int, number: int) -> list[str]:
    known = [place.parameter for place in all_places()]
    return random.Random(seed).choices(known, k=number)  # noqa: S311


def amounts(html: str) -> dict[str, str]:
    """Return the amounts of an answer on a page, by their names here."""
    found = re.findall(r'<data class="([\w-]+)" value="([\d.]+)"', html)
    return {NAMES[name]: value for name, value in found}


def plain(html: str) -> str:
    """Return a piece of a page without its tags, with blanks that are like others."""
    text = unescape(re.sub(r"<[^>]+>", "", html)).replace("\u00a0", " ")
    return re.sub(r"\s+", " ", text).strip()


def ledger(html: str) -> list[tuple[str, str]]:
    """Return the steps of an answer on a page, each as words and a result."""
    [block] = re.findall(r'<h3>怎么算的</h3>.*?<dl class="ledger">(.*?)</dl>', html, re.S)
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", block, re.S)
    return [(plain(words), plain(result)) for words, result in rows]


def assert_same_steps(steps, html, case):
    if '<dl class="ledger">' in html.partition("怎么算的")[2].partition("<h3>")[0]:
        minus = {"deduction": "−"}
        told = [(s["in_words"], minus.get(s["kind"], "") + shown(s["result"])) for s in steps]
        assert told == ledger(html), case
    else:
        assert {step["kind"] for step in steps} <= IN_A_SENTENCE, case


def shown(amount: str) -> str:
    return yuan(Decimal(amount)).replace("\u00a0", " ")


def assert_same_amounts(found, said, case):
    told = {name: found[name] for name in NAMES.values() if found[name] is not None}
    assert told == said, case


def test_an_answer_is_the_one_of_the_page(client):
    outcomes = set()
    for place, person in zip(places(1, ALONE), cases(2, ALONE), strict=True):
        asked = urlencode({"region": place} | person)
        page = client.get(f"/calculator/?{asked}").text
        response = client.get(f"/api/v1/calculate?{asked}")
        _, section, answer = page.partition('<section id="answer"')
        assert bool(section) == (response.status_code == 200), asked
        if not section:
            assert response.status_code == 422
            continue
        answer, found = answer.partition("</section>")[0], response.json()
        top = answer.partition("</h2>")[2].partition("<h3>")[0]
        assert f'data-outcome="{found["outcome"]}"' in answer, asked
        assert_same_amounts(found, amounts(top), asked)
        assert_same_steps(found["steps"], answer, asked)
        if found["rule"]:
            assert found["rule"]["sources"][0]["title"] in plain(answer), asked
        outcomes.add(found["outcome"])

    assert {"credit", "needs-average-pension", "estimate", "not-eligible"} <= outcomes


def test_the_answers_of_a_comparison_are_those_of_the_page(client):
    for seed, person in enumerate(cases(3, COMPARED)):
        asked = urlencode({"region": places(seed, 4)} | person, doseq=True)
        page = client.get(f"/calculator/compare/?{asked}").text
        response = client.get(f"/api/v1/compare?{asked}")
        rows = re.findall(r'<tr data-outcome="([\w-]+)">(.*?)</tr>', page, re.S)
        assert bool(rows) == (response.status_code == 200), asked
        if not rows:
            continue
        told = response.json()["places"]
        assert [row["outcome"] for row in told] == [outcome for outcome, _ in rows], asked
        for row, (_, html) in zip(told, rows, strict=True):
            assert_same_amounts(row, amounts(html), asked)


def test_the_example_of_a_fault_keeps_its_indentation(client):
    shown = unescape(client.get("/api/v1/").text.split("<pre><code>")[1].split("</code>")[0])

    assert json.loads(shown)["errors"][0]["parameter"] == "age"
    assert [len(line) - len(line.lstrip()) for line in shown.splitlines()] == [0, 1, 1, 3]


def test_the_examples_on_the_page_give_what_it_says(client):
    page = client.get("/api/v1/").text
    for example in EXAMPLES:
        assert client.get(example.address).status_code == 200, example.address
    for example in OUTCOMES:
        assert example.outcome.value in page
        if example.address:
            assert client.get(example.address).json()["outcome"] == example.outcome.value
    assert {example.outcome for example in OUTCOMES} == set(Outcome)
