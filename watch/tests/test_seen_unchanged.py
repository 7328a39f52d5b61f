"""官网原文未变: what we keep of a source stands on its page, word for word."""

import datetime

import pytest

from regions.models import Source
from regions.tests.make import make_policy, make_region, make_source

from .make import DAY, NIGHT, again, look, make_page
from .site import NEWER, RULE, Reply, document

pytestmark = pytest.mark.django_db


@pytest.fixture
def watched(site):
    site.replies["/x"] = Reply(document())
    return make_page(site.url("/x"))


@pytest.mark.parametrize(
    ("kept", "noted"),
    [
        ({"full_text": RULE}, True),
        ({"full_text": f"（略）\n{RULE} …… 自2023年1月1日起施行"}, True),
        ({"full_text": "", "quote": "退休人员个人账户由统筹基金每月划入 90 元"}, True),
        ({"full_text": "—", "quote": RULE}, True),
        ({"full_text": NEWER}, False),
        ({"full_text": NEWER, "quote": RULE}, False),
        ({"full_text": "", "quote": ""}, False),
        ({"full_text": "90元"}, False),
    ],
)
def test_a_source_whose_words_stand_on_its_page_is_noted(site, watched, kept, noted):
    source = make_source(url=watched.url, **kept)

    look(watched)

    assert Source.objects.get().unchanged_on == (datetime.date(2026, 11, 30) if noted else None)
    assert source.version == Source.objects.get().version


@pytest.mark.parametrize(("wording", "noted"), [("每月划入90元", True), ("每月划入80元", False)])
def test_the_words_of_the_rules_that_rest_on_it_must_stand_there_too(site, watched, wording, noted):
    watched.source = make_source(full_text=RULE)
    watched.save()
    make_policy(make_region(), source=watched.source, wording=wording)

    look(watched)

    assert bool(Source.objects.get().unchanged_on) is noted


def test_what_the_website_says_did_not_change_counts_as_seen(site, watched):
    site.replies["/x"] = Reply(document(), etag='"1"')
    make_source(url=watched.url, full_text=RULE)

    look(watched)
    look(watched, now=NIGHT + DAY)

    assert Source.objects.get().unchanged_on == datetime.date(2026, 12, 1)


def test_while_a_change_waits_for_a_person_nothing_is_noted(site, watched):
    make_source(url=watched.url, full_text=RULE)
    look(watched)

    again(site, watched, document(RULE, "第六条之一 本条另有规定的除外，每月划入70元。"))

    assert Source.objects.get().unchanged_on == datetime.date(2026, 11, 30)
