"""官网原文未变: what we keep of a source stands on its page, word for word."""

import datetime

import pytest

from regions.models import Source
from regions.tests.make import make_policy, make_region, make_source
from watch.models import Finding
from watch.source_texts import stand_in
from watch.watching import Run

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
    tiers = [(0, None, "90")]
    make_policy(make_region(), tiers, source=watched.source, wording=wording)

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


@pytest.mark.parametrize(
    ("kept", "page", "stands"),
    [
        ("退休人员每月……90元", "退休人员每月划入90元", True),
        ("退休人员……90元", "退休人员每月190元", False),
        ("退休人员……90元", "退休人员每月1,090元", False),
        ("退休人员……九十元", "退休人员每月一百九十元", False),
        ("退休人员每月划入100", "退休人员每月划入1000元", False),
        ("退休人员每月划入2", "退休人员每月划入2.5%", False),
        ("退休人员\n70岁以下\n90", "退休人员\n70岁以下\t90\n70岁以上\t100", True),
        ("70岁以下\n90元\n70岁以上\n100元", "70岁以下\t90元\n70岁以上\t100元", True),
        ("70岁以下\n90元\n70岁以上\n100元", "70岁以下\t100元\n70岁以上\t90元", False),
        ("退休人员每月划入90元", "由退休人员每月划入90元提高到每月划入100元。", False),
        ("退休人员每月划入90元", "退休人员每月划入90元的标准调整为100元。", False),
    ],
)
def test_a_figure_stands_only_where_it_is_whole_and_in_its_place(kept, page, stands):
    assert stand_in([kept], page) is stands


@pytest.mark.parametrize(
    ("amount", "quote", "noted"),
    [
        ("90", RULE, True),
        ("90", "第七条 本办法由市医疗保障局负责解释", False),
        ("9", RULE, False),
        ("80", RULE, False),
    ],
)
def test_words_without_the_figure_that_rests_on_them_prove_nothing(
    site, watched, amount, quote, noted
):
    source = make_source(url=watched.url, full_text="", quote=quote)
    make_policy(make_region(), [(0, None, amount)], source=source)

    look(watched)

    assert bool(Source.objects.get().unchanged_on) is noted


@pytest.mark.parametrize("hidden", ["<!--{}-->", "<script>{}</script>", "<p hidden>{}</p>"])
def test_a_figure_that_nobody_sees_on_the_page_is_not_there(site, watched, hidden):
    make_source(url=watched.url, full_text=RULE)
    site.replies["/x"] = Reply(document(NEWER, hidden.format(RULE)))

    look(watched)

    assert Source.objects.get().unchanged_on is None


def test_a_source_that_changed_at_one_of_its_pages_is_not_noted_at_another(site, watched):
    source = make_source(url=watched.url, full_text=RULE)
    site.replies["/copy"] = Reply(document())
    copy = make_page(site.url("/copy"), source=source)
    Finding.objects.tell(copy, "changed", "k", NIGHT, details={})

    look(watched)

    assert Source.objects.get().unchanged_on is None


def test_a_source_that_an_editor_rewrites_during_the_run_is_not_noted(site, watched, monkeypatch):
    source = make_source(url=watched.url, full_text=RULE)
    note = Run._note

    def note_then_edit(self, came):
        note(self, came)
        source.full_text = NEWER
        source.save()

    monkeypatch.setattr(Run, "_note", note_then_edit)

    run = look(watched)

    assert (run.unchanged, Source.objects.get().unchanged_on) == (0, None)
