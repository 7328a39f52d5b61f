"""All places with all facts: their page and its twins give the same figure, grade and dates.

One pass over everything, so that no place is left out; nothing is written down twice.
"""

import html
import json
import re

import pytest
from django.utils import timezone

from faq.models import Question
from opendata.place_prose import place_prose
from opendata.question_document import question_document
from opendata.question_prose import question_prose
from regions.place_facts import all_places
from text.wrapping import COLUMNS, columns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

#: What stands in large type is the first of these on a page.
FIGURE = re.compile(r'<p class="answer__(?:fig|none)[^"]*">(.*?)</p>', re.DOTALL)
#: Figures as people write them, without which nothing is compared.
NUMBERS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def words(marked: str) -> str:
    """The words of a piece of HTML without blanks."""
    return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]+>", "", marked)))


def told(text: str) -> str:
    """The words of a twin without blanks, line ends and the marks of Markdown."""
    return re.sub(r"[\s\\]|^#+|^- ", "", text)


def shown(page: str) -> str:
    """What stands in large type on the page of a place."""
    return words(FIGURE.findall(page)[0]).removeprefix("每月打")


def in_large_type(data: dict) -> str:
    """What the page must show in large type, from the JSON alone."""
    figure = data["figure"]
    if figure is None:
        return data["headline"]
    many = "起" if figure["rising"] else ""
    return f"{figure['lead']}{figure['shown']}{'' if figure['is_rate'] else '元'}{many}"


@pytest.fixture(scope="module")
def forms(facts, django_db_blocker):
    """Every place with its page and its three twins, as they are sent."""
    from django.test import Client

    client = Client()
    with django_db_blocker.unblock():
        found = []
        for place in all_places():
            page = client.get(place.get_absolute_url()).text
            at = place.get_absolute_url().removesuffix("/")
            found.append(
                (place, page, *(client.get(f"{at}.{f}").text for f in ("json", "md", "txt")))
            )
        return [(place, page, json.loads(data), md, txt) for place, page, data, md, txt in found]


def test_every_place_has_all_forms(forms):
    assert len(forms) == len(all_places()) > 390


def test_the_large_figure_is_the_same_in_all_forms(forms):
    wrong = {}
    for place, page, data, md, txt in forms:
        large, here = shown(page), in_large_type(data).replace(" ", "")
        if data["places"] and data["places"]["kind"] == "differs":
            large = here = data["headline"].replace(" ", "")
        if large != here or not all(large in told(form) for form in (md, txt)):
            wrong[place.path] = (large, here)

    assert wrong == {}


def test_grade_and_age_are_the_same_in_all_forms(forms):
    wrong = []
    for place, page, data, md, txt in forms:
        if (rule := data["rule"]) is None:
            continue
        plain = words(page)
        said = [rule["grade"]["words"], rule["freshness"]["in_words"]]
        known = [told(word) in form for word in said for form in (plain, told(md), told(txt))]
        if not all(known):
            wrong.append((place.path, said))

    assert wrong == []


def test_every_tier_deduction_and_local_answer_is_the_same_in_all_forms(forms):
    wrong = []
    for place, page, data, md, txt in forms:
        plain = words(page)
        tiers = (data["rule"] or {}).get("tiers") or []
        said = [tier["in_words"] for tier in tiers]
        said += [row["in_words"] for row in data["deductions"]]
        for words_ in said:
            if not all(told(words_) in told(form) for form in (md, txt)):
                wrong.append((place.path, words_))
        for row in data["deductions"]:
            if told(row["in_words"]) not in plain:
                wrong.append((place.path, row["in_words"]))
        for tier in tiers:
            numbers = NUMBERS.findall(tier["in_words"].partition("，")[0])
            if not all(number in plain for number in numbers):
                wrong.append((place.path, tier["in_words"]))

    assert wrong == []


def test_no_withheld_rule_has_an_amount_in_any_form(forms):
    withheld = [
        (data, md, txt)
        for _, _, data, md, txt in forms
        if data["rule"] and data["rule"]["withheld"]
    ]

    for data, md, txt in withheld:
        assert data["figure"] is None
        assert data["rule"]["tiers"] is None
        assert "需核实" in md
        assert "需核实" in txt


def test_lines_of_text_are_short_but_for_an_address_alone(forms):
    lines = [line for *_, txt in forms for line in txt.splitlines()]
    today = timezone.localdate()
    for question in Question.objects.published():
        lines += question_prose(question_document(question, today)).as_text().splitlines()

    long = [line for line in lines if columns(line) > COLUMNS]
    assert [line for line in long if not line.strip().startswith("http")] == []


def test_prose_is_made_from_the_data_alone(forms):
    """So nothing can be said in a text that programs do not get."""
    assert all(place_prose(data).as_text() == txt for _, _, data, _, txt in forms)


def of_no_nation(data: dict) -> list[dict]:
    """The facts a place's JSON tells that are its own or its province's."""
    facts = [*data["channels"], *data["claims"], *data["deductions"], *data["local_answers"]]
    facts += [rule for rule in (data["rule"], data["coming"]) if rule]
    mine = {data["place"]["path"], (data["place"]["province"] or data["place"])["path"]}
    return [fact for fact in facts if fact["region"]["path"] in mine]


def test_a_page_is_listed_if_and_only_if_it_tells_a_fact_of_its_place_or_province(forms):
    listed = {place.path: '<meta name="robots" content="noindex' not in page
              for place, page, *_ in forms}  # fmt: skip
    told_here = {
        place.path: bool(of_no_nation(data) or data["no_estimate"]) for place, _, data, *_ in forms
    }

    assert {path for path, fine in listed.items() if fine != told_here[path]} == set()
    assert sum(listed.values()) > 300
