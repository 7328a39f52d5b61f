"""Whatever is typed is cut or refused before anybody looks into it: no small request costs much."""

import datetime
import io
import unicodedata
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict

from calculator import parsing
from calculator.comparison import MAX_PLACES, Comparison
from calculator.forms import CalculatorForm
from desk.accounts import second_factor
from desk.accounts.forms import CodeField
from faq.search import search as search_questions
from pages.forms import MAX_SENT, MAX_TEXT, BalanceForm, ReportForm, WhereForm
from protection.tests.marked import mark
from regions.names import normalise
from regions.place_search import find, listed, matching, near
from regions.tests.make import make_region
from yibao_site.middleware import BodyLimitMiddleware

TODAY = datetime.date(2026, 11, 29)
LONG = 10_000
#: Combining marks take the square of their length to normalise; the rest is hard for patterns.
WORST = {
    "marks": "\u0315\u0300" * (LONG // 2),
    "ligatures": "\ufdfa" * LONG,
    "digits": "1" * LONG,
    "wide digits": "１" * LONG,
    "commas": "1," * (LONG // 2),
    "blanks": "x" + " " * LONG + "x",
    "dots": "1." * (LONG // 2),
    "dashes": "-" * LONG,
    "ones": "一" * LONG,
    "brackets": "(" * LONG,
    "currency": "¥" * LONG,
    "names": "兰州" * (LONG // 2),
}


@pytest.fixture
def short_only(monkeypatch):
    """Normalising what is longer than a field takes fails the test."""
    normalised = unicodedata.normalize

    def checked(form, text):
        assert len(text) <= 2000, f"{len(text)} characters were normalised"
        return normalised(form, text)

    monkeypatch.setattr(unicodedata, "normalize", checked)


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_readers_of_numbers_and_dates_refuse_what_is_too_long(text, short_only):
    readers = [
        parsing.age,
        parsing.average_pension,
        parsing.money,
        lambda typed: parsing.birth_month(typed, TODAY),
        lambda typed: parsing.month(typed, TODAY),
        lambda typed: parsing.day(typed, TODAY),
        second_factor.tidy,
    ]

    for reader in readers:
        with pytest.raises(ValueError, match="长"):
            reader(text)


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_a_report_refuses_what_is_too_long_in_each_field(text, short_only, db):
    asked = QueryDict(mutable=True)
    asked.update({"kind": "amount", "region": text, "amount": text, "month": text, "text": text})
    form = ReportForm(asked, today=TODAY)

    assert not form.is_valid()
    assert {"region", "amount", "month", "text"} <= set(form.errors)
    assert all("太长" in form.errors[name][0] for name in ("region", "amount", "month", "text"))


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_the_forms_by_get_refuse_what_is_too_long(text, short_only, db):
    case = QueryDict(mutable=True)
    case.update(dict.fromkeys(CalculatorForm.base_fields, text))
    guide = QueryDict(mutable=True)
    guide.update({"region": text})

    assert not CalculatorForm(case, today=TODAY).is_valid()
    assert not BalanceForm(guide).is_valid()
    assert not WhereForm(guide).is_valid()


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_searches_look_at_the_beginning_only(text, short_only, db):
    make_region(slug="gansu", name="甘肃省", short_name="甘肃")

    assert len(normalise(text)) <= 100 * 18  # one ligature stands for eighteen letters
    find(text)
    find(text, by_name=True)
    near(text)
    search_questions(text)
    listed(text)
    matching(text)


@pytest.mark.parametrize("text", WORST.values(), ids=WORST)
def test_a_code_is_refused_before_it_is_tidied(text, short_only):
    with pytest.raises(ValidationError, match="没有这么长"):
        CodeField().clean(text)


def test_a_code_typed_with_gaps_is_still_taken():
    assert CodeField().clean("１２３ ４５６") == "123456"
    assert CodeField().clean("\ufeff123\u200b456") == "123456"


def test_a_comparison_of_a_thousand_places_reads_few_of_them(db):
    data = QueryDict("&".join(f"region=p{number}" for number in range(900)))

    comparison = Comparison(data, today=TODAY)

    assert comparison.too_many
    assert len(comparison.forms) == MAX_PLACES


@pytest.mark.parametrize("path", ["/report/", "/admin/login/", "/", "/admin/"])
def test_a_long_body_is_refused_unread(client, db, monkeypatch, path):
    def read(*args):
        raise AssertionError("the body was parsed")

    monkeypatch.setattr("django.http.request.HttpRequest._load_post_and_files", read)

    response = client.post(path, {"text": "a" * BodyLimitMiddleware.LONGEST})

    assert response.status_code == 413
    assert "太长" in response.text
    assert response["Cache-Control"] == "no-store"


def test_an_editor_without_a_session_is_told_how_to_save_what_is_long(client, db):
    long = {"text": "a" * BodyLimitMiddleware.LONGEST}

    assert "另开一个窗口" in client.post("/admin/regions/source/1/change/", long).text
    assert "另开一个窗口" not in client.post("/report/", long).text


@pytest.mark.parametrize("cookie", ["sessionid", "desk_kept"])
def test_a_made_up_cookie_lets_no_long_body_be_parsed(client, db, cookie):
    client.cookies[cookie] = "1"

    response = client.post("/admin/regions/source/add/", {"a": "a" * BodyLimitMiddleware.LONGEST})

    assert response.status_code == 413


@pytest.mark.parametrize("path", ["/report/", "/admin/login/"])
def test_a_body_of_unknown_length_is_not_read(rf, path):
    """Django reads as much as ``Content-Length`` says, and nothing of a body in chunks."""
    environ = rf.post(path).environ
    del environ["CONTENT_LENGTH"]
    environ |= {
        "HTTP_TRANSFER_ENCODING": "chunked",
        "wsgi.input": io.BytesIO(b"text=" + b"a" * 1_000_000),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
    }

    assert not WSGIRequest(environ).POST


def test_the_login_takes_no_long_body_from_who_says_to_have_a_session(client, db):
    client.cookies["sessionid"] = "made-up"

    response = client.post("/admin/login/", {"username": "a" * BodyLimitMiddleware.LONGEST})

    assert response.status_code == 413


def test_the_longest_report_passes(client, db):
    asked = {"kind": "other", "text": "错" * 2000, "region": "", "token": ""}

    response = client.post("/report/", asked)

    assert response.status_code == 200
    assert "错" * 2000 in response.text


def test_what_a_browser_sends_at_most_comes_back_with_a_word(client, db):
    """What it lets anybody type fits the limit of a body, so no text is lost."""
    long = "错" * MAX_SENT
    asked = {"kind": "amount", "text": long, "token": "x" * 200}
    asked |= dict.fromkeys(["region", "amount", "month"], "错" * 100)

    response = client.post(
        "/report/", urlencode(asked), content_type="application/x-www-form-urlencoded"
    )

    assert response.status_code == 200
    assert f'maxlength="{MAX_SENT}"' in response.text
    assert long in response.text
    assert f"最多 {MAX_TEXT} 个字" in response.text


@pytest.mark.parametrize("name", ["text", "region", "amount", "month", "age"])
def test_what_no_browser_sends_is_not_shown_again_whole(client, db, name):
    """A quote takes six characters in a page: 32 KB of them would come back as 190."""
    asked = {"kind": "amount", "token": "", name: "x" * MAX_SENT + "'" * 10_000}

    response = client.post("/report/", asked)

    assert "x" * (MAX_SENT - 1) + "…" in response.text
    assert "&#x27;&#x27;" not in response.text


def test_staff_send_more(admin_client, admin_user):
    mark(admin_client, admin_user.pk)

    response = admin_client.post("/admin/regions/source/add/", {"full_text": "条" * 40_000})

    assert response.status_code == 200
