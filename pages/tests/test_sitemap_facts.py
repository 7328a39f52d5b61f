"""The sitemaps of the real data: a page is as new as its facts, however late they were loaded."""

import re

import pytest
from django.conf import settings
from django.utils import timezone

from regions import fact_files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]


def days_in_the_files() -> set[str]:
    names = [*fact_files.FILES, fact_files.EDITION]
    texts = ((settings.BASE_DIR / "fixtures" / name).read_text(encoding="utf-8") for name in names)
    return {day for text in texts for day in re.findall(r'"changed_on": "([^"]+)"', text)}


def test_no_line_has_a_day_to_come():
    assert max(days_in_the_files()) <= timezone.localdate().isoformat()


@pytest.mark.parametrize("section", ["regions", "faq", "pages"])
def test_the_day_of_loading_is_nowhere(client, time_machine, section):
    time_machine.move_to("2026-12-03T04:00:00Z", tick=False)
    page = client.get(f"/sitemap-{section}.xml").text

    days = set(re.findall(r"<lastmod>([^<]+)</lastmod>", page))

    assert days
    assert days <= days_in_the_files()
