"""A place that somebody types means the same in every form that asks for one."""

import datetime

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from calculator.comparison import Comparison
from calculator.forms import CalculatorForm
from pages.forms import BalanceForm, ReportForm
from regions.tests.make import make_region

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)


def calculator(data):
    return CalculatorForm(data, today=TODAY)


def balance(data):
    return BalanceForm(data)


def comparison(data):
    return Comparison(data, today=TODAY).person


def report(data):
    return ReportForm(data, today=TODAY)


FORMS = [calculator, comparison, balance, report]


@pytest.fixture(params=FORMS, ids=lambda form: form.__name__)
def ask(request, lanzhou):
    """Fill in a form with a place alone."""
    for slug in ("jilin", "liaoning"):
        make_region(slug=f"{slug}-chaoyang", name="朝阳市", short_name="朝阳")

    def asked(place):
        form = request.param(QueryDict(urlencode({"region": place})))
        form.is_valid()
        return form

    return asked


@pytest.mark.parametrize("typed", ["兰州", " 兰州市 ", "甘肃省兰州市", "gansu/lanzhou"])
def test_a_place_is_found_by_its_names_and_its_address(ask, lanzhou, typed):
    form = ask(typed)

    assert (form.place, form.candidates, form.errors.get("region")) == (lanzhou, [], None)


def test_two_places_of_one_name_are_offered(ask):
    form = ask("朝阳")

    assert form.place is None
    assert [c.place.short_name for c in form.candidates] == ["朝阳", "朝阳"]
    assert "不止一个" in form.errors["region"][0]


@pytest.mark.parametrize("typed", ["兰" * 101, "兰" * 20_000], ids=["long", "endless"])
def test_what_is_too_long_is_not_looked_for(ask, typed):
    form = ask(typed)

    assert (form.place, form.found) == (None, None)
    assert "太长" in form.errors["region"][0]


def test_what_no_keyboard_writes_does_not_come_back(ask):
    assert "\x00" not in ask("兰\x00州").typed_place


@pytest.mark.parametrize(
    "typed",
    ["甘肃省，兰州市", "中国甘肃省兰州市", "蘭州", "lánzhōu", "兰州市东方红街1号", "兰州\u200b"],
)
def test_every_form_reads_a_place_as_the_search_does(ask, lanzhou, typed):
    form = ask(typed)

    assert (form.place, form.errors.get("region")) == (lanzhou, None)


def test_the_sound_of_two_places_is_asked_about_and_the_offered_links_ask_no_more(ask):
    jilin = make_region(slug="jilin", name="吉林省", short_name="吉林", pinyin="ji lin")
    make_region(slug="jilinshi", name="吉林市", parent=jilin, pinyin="ji lin")

    form = ask("jilin")

    assert [c.place.name for c in form.candidates] == ["吉林省", "吉林市"]
    assert [ask(c.place.parameter).place for c in form.candidates] == [
        c.place for c in form.candidates
    ]


def test_a_place_in_a_sentence_is_offered(ask, lanzhou):
    form = ask("兰州医保怎么查")

    assert (form.place, [c.place for c in form.candidates]) == (None, [lanzhou])
    assert "您说的是甘肃省兰州市吗？" in form.errors["region"][0]
