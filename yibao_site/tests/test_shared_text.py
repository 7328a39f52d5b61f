"""A place's page has a face of its own: how much of it stands on its nearest sister, measured."""

import statistics

import pytest
from django.test import Client
from django.utils import timezone

from calculator.situation import situation_of
from regions import place_facts
from yibao_site.tests import shared_text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

#: How much may be shared, at most, by half of the pages; from 0 to 1.
OF_ALL = 0.65
#: The same of pages with a rule of their own, with the names of places left out.
OF_OWN_RULES = 0.80


def test_only_whole_lines_of_the_main_part_count():
    html = (
        "<header><p>这一行在页头，不算进正文里面去。</p></header><main><h1>短的标题</h1>"
        "<p>这一行<b>够长，</b>连加粗的也在里面。</p><p>短的一行。</p>"
        "<script>var x = '脚本里的话，谁也看不见的';</script></main>"
    )

    assert shared_text.lines(html) == ["这一行够长，连加粗的也在里面。"]


def test_the_nearest_sister_is_the_page_with_most_of_the_text():
    pages = {"a": ["x" * 20, "y" * 20], "b": ["x" * 20, "z" * 60], "c": ["z" * 60]}

    assert shared_text.shares(pages) == {"a": 0.5, "b": 0.75, "c": 1.0}


def test_names_are_left_out_longest_first():
    assert shared_text.masked(["兰州市和兰州"], ["兰州", "兰州市"]) == ["某地和某地"]


def test_half_of_the_pages_share_no_more_than_that():
    places, client = place_facts.all_places(), Client()
    html = {place.path: client.get(place.get_absolute_url()).text for place in places}
    pages = {path: shared_text.lines(page) for path, page in html.items() if "noindex" not in page}
    names = {name for place in places for name in (place.name, place.short_name)}
    today = timezone.localdate()
    own = [p.path for p in places if p.path in pages and situation_of(p, today, today).own]

    plain = shared_text.shares(pages)
    masked = shared_text.shares({p: shared_text.masked(rows, names) for p, rows in pages.items()})

    of_all = statistics.median(plain.values())
    of_own_rules = statistics.median(masked[path] for path in own)

    print(f"{len(plain)} pages {of_all:.3f}, {len(own)} with rules {of_own_rules:.3f}")  # pytest -s
    assert of_all <= OF_ALL
    assert of_own_rules <= OF_OWN_RULES
