"""Made-up requests: that they are what a browser could send, of every kind, and judged rightly."""

import pytest
from hypothesis import HealthCheck, given, settings

from bench.fuzz import LONGEST, Outcome, told
from bench.fuzz_requests import HOSTILE, Asked, Form, Page, posting, reading, wandering

TOKEN = ("token", "signed")
FORM = Form("/report/", {"token": [""], "kind": ["amount"], "words": [""]}, {"kind": ["amount"]})
FILES = Form("/admin/sheet/", {"token": [""]}, {}, ("file",))
LOOK = settings(
    max_examples=100,
    derandomize=True,  # the same each time
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

PAGE = """
<a href="/admin/x/">x</a> <form method="get"><input name="q"></form>
<form method="post" action="/admin/y/?a=1" enctype="multipart/form-data">
<input name="csrfmiddlewaretoken" value="t"><input type="checkbox" name="tick">
<select name="kind"><option value="a">A</option><option value="b">B</option></select>
<textarea name="words">typed</textarea><input type="file" name="scan">
</form>
"""


def test_a_page_tells_its_links_and_the_forms_that_post():
    page = Page("/admin/")
    page.feed(PAGE)

    assert page.links == ["/admin/x/"]
    (form,) = page.forms
    assert form.address == "/admin/y/"
    assert form.values == {
        "csrfmiddlewaretoken": ["t"],
        "tick": ["on"],
        "kind": [""],
        "words": [""],
    }
    assert form.offered == {"kind": ["a", "b"]}
    assert form.files == ("scan",)


def test_requests_of_every_kind_are_made_up_and_counted():
    seen: list[Asked] = []
    kinds = [
        reading({"/search/": ["q"]}),
        wandering(),
        posting([FORM], TOKEN),
        posting([FILES], TOKEN),
    ]
    for kind in kinds:

        @LOOK
        @given(kind)
        def one(asked):
            seen.append(asked)

        one()

    methods = {asked.method for asked in seen}
    assert {"GET", "POST", "HEAD"} <= methods
    assert any("q=" in asked.query for asked in seen)
    assert all(b"signed" in a.body for a in seen if a.path in ("/report/", "/admin/sheet/"))
    assert any(asked.kind.startswith("multipart/") for asked in seen)
    assert max(len(asked.query) for asked in seen) <= 4000


@pytest.mark.parametrize(
    ("status", "seconds", "code"),
    [(200, 0.1, 0), (404, LONGEST, 0), (500, 0.1, 1), (503, 0.1, 1), (200, LONGEST + 0.1, 1)],
)
def test_what_fails_or_takes_long_ends_with_1(capsys, status, seconds, code):
    outcome = Outcome()
    outcome.add(Asked("GET", "/admin/x/12/change/"), status, seconds)

    assert told(outcome, 1) == code
    assert f"{status}  GET /admin/x/N/change/" in capsys.readouterr().out


def test_too_few_requests_are_no_success():
    assert told(Outcome(), 1) == 1


def test_what_once_stopped_the_site_is_among_the_values():
    assert any(value.count("\u0301") > 1000 for value in HOSTILE)
    assert "\x00" in HOSTILE
