"""The browser fixtures of ``conftest.py``: complaints are heard, the served site is restored."""

import sqlite3

import pytest

pytestmark = pytest.mark.browser


def test_a_quiet_page_leaves_no_faults(page, console_faults):
    page.set_content("<script>console.log('hello')</script>")

    assert page.evaluate("1 + 1") == 2
    assert console_faults == []


@pytest.mark.parametrize(
    ("script", "heard"),
    [
        ("console.error('broken')", "error: broken"),
        ("console.warn('doubtful')", "warning: doubtful"),
        ("setTimeout(() => { throw new Error('thrown') })", "script: thrown"),
    ],
    ids=["error", "warning", "exception"],
)
def test_what_the_console_complains_about_is_a_fault(page, console_faults, script, heard):
    page.set_content("<p>page</p>")

    page.evaluate(script)
    page.wait_for_timeout(100)

    assert len(console_faults) == 1
    assert heard in console_faults[0]
    console_faults.clear()  # provoked


def test_the_site_answers_with_the_facts(page, site):
    page.goto(site.url + "/regions/gansu/lanzhou/")

    assert "兰州" in page.title()


def test_what_a_test_writes_is_undone(site):
    def count() -> int:
        with sqlite3.connect(site.database) as database:
            return database.execute("select count(*) from auth_user").fetchone()[0]

    site.manage(
        "createsuperuser",
        "--noinput",
        "--username=editor",
        "--email=",
        DJANGO_SUPERUSER_PASSWORD="only for this test",
    )
    assert count() == 1

    site.restore()

    assert count() == 0
