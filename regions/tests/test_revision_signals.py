"""The content revision: raised with each change of what pages show, whoever makes it."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from caching.revision import current, one_bump
from desk import publishing, takedown
from desk.spreadsheets.definitions import AliasSheet, PolicySheet
from desk.spreadsheets.files import Table
from faq.models import Question
from faq.tests.make import make_question
from regions import fact_files, revision_signals
from regions.models import (
    ContentRevision,
    Publication,
    RefundPolicy,
    Region,
    RegionAlias,
    Source,
    revision,
)
from regions.terms import Term

from .make import (
    make_channel,
    make_claim,
    make_estimate,
    make_example,
    make_policy,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, PUBLISHED = Publication.DRAFT, Publication.IN_REVIEW, Publication.PUBLISHED


def question_of(region, **fields):
    return make_question(**fields)


KINDS = [make_policy, make_channel, make_claim, make_statistic, make_estimate, question_of]


@pytest.mark.parametrize("make", KINDS)
def test_a_published_fact_counts_and_a_draft_does_not(gansu, make):
    source = {} if make is question_of else {"source": make_source()}
    draft = make(gansu, status=DRAFT, **source)
    before = current()
    draft.save()
    drafted = current()
    type(draft).objects.get(pk=draft.pk).delete()

    fact = make(gansu, status=PUBLISHED, **source)
    made = current()
    fact.save()
    saved = current()
    fact.delete()

    assert before == drafted
    assert before.number < made.number < saved.number < current().number


def test_tiers_and_links_count_with_their_fact(gansu):
    public, draft = make_policy(gansu), make_policy(gansu, status=DRAFT)
    source = make_source()
    before = current()

    draft.tiers.get().save()
    make_example(draft)
    draft.other_sources.add(source)
    draft.tiers.all()[0].delete()
    drafted = current()
    public.tiers.get().save()
    one = current()
    public.other_sources.add(source)
    two = current()
    public.tiers.get().delete()

    assert drafted == before
    assert before.number < one.number < two.number < current().number


def test_places_their_names_and_sources_count(gansu):
    for row in (gansu, RegionAlias.objects.create(region=gansu, name="陇"), make_source()):
        before = current()
        row.save()
        assert current().number > before.number


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (RefundPolicy, {"notes": "改"}),
        (Source, {"publisher": "改"}),
        (Region, {"area_code": "0931"}),
        (RegionAlias, {"reading": "long"}),
        (Question, {"order": 7}),
    ],
)
def test_changing_many_at_once_counts_too(gansu, model, change):
    before = current()

    model.objects.all().update(**change)

    assert current().number > before.number


def test_a_change_that_is_undone_is_not_counted(gansu):
    before = current()

    with transaction.atomic():
        gansu.save()
        transaction.set_rollback(True)

    assert current() == before


def test_many_changes_may_count_as_one(gansu):
    before = current()

    with one_bump():
        gansu.save()
        gansu.save()
    after = current()
    with one_bump():
        pass

    assert after.number == before.number + 1
    assert current() == after


def test_loading_facts_counts_once_and_asks_little(django_assert_max_num_queries):
    # most for 189 rows with links, each with a record; of sources, what was seen of them
    with django_assert_max_num_queries(4850):
        call_command("load_facts", verbosity=0)

    assert ContentRevision.objects.get().number == 1
    for model in (Region, RegionAlias, Source, RefundPolicy):
        assert {row.version for row in model.objects.all()} == {1}
        added = model.history.filter(history_type="+", history_change_reason="装入资料")
        assert added.count() == model.objects.count()


def test_facts_that_are_not_loaded_whole_leave_the_count_and_the_rows(monkeypatch):
    monkeypatch.setattr(fact_files, "FILES", [*fact_files.FILES, "no-such-file.json"])

    with pytest.raises(FileNotFoundError):
        call_command("load_facts", verbosity=0)

    assert current().number == 0
    assert not Region.objects.exists()


def test_rows_inserted_at_once_say_what_rows_saved_one_by_one_say(gansu):
    RegionAlias.objects.bulk_create(
        [RegionAlias(region=gansu, name="long", kind=RegionAlias.Kind.READING)]
    )
    Region.objects.bulk_create(
        [Region(slug="baiyin", short_name="白银市", level=2, parent=gansu, pinyin="bai yin")]
    )

    assert RegionAlias.objects.get().reading == "long"
    place = Region.objects.get(slug="baiyin")
    assert (place.path, place.stem, place.pinyin_joined) == ("gansu/baiyin", "白银", "baiyin")
    assert place.version == 1


def test_publishing_withdrawing_and_taking_down_count(gansu, django_user_model):
    reviewer = django_user_model.objects.create_user("reviewer")
    claim = make_claim(gansu, status=IN_REVIEW, statement="见 bad.example.com。")
    steps = [
        lambda: publishing.publish(claim, reviewer, timezone.localdate()),
        lambda: takedown.take_down(Term.of("bad.example.com"), "假网站", reviewer, timezone.now()),
        lambda: publishing.withdraw(type(claim).objects.get(), "错了"),
    ]

    for step in steps:
        before = current()
        step()
        assert current().number > before.number


SHEETS = [(PolicySheet, "要说明的", "改一句。"), (AliasSheet, "种类", "俗称")]


def test_a_sheet_counts_once_and_only_for_what_is_shown(gansu):
    make_policy(gansu, status=DRAFT)
    for name in ("陇", "甘"):
        RegionAlias.objects.create(region=gansu, name=name)
    before = current()

    for sheet_class, column, word in SHEETS:
        sheet = sheet_class(timezone.localdate())
        at = sheet.headings.index(column)
        lines = [[*line[:at], word, *line[at + 1 :]] for line in sheet.lines()]
        table = Table(sheet.headings, list(enumerate(lines, start=2)))
        result = sheet_class(timezone.localdate()).take(table, dry_run=False)
        assert not result.faults

    assert current().number == before.number + 1


@pytest.mark.parametrize(
    "change",
    [
        lambda policy: Source.objects.filter(pk=policy.source_id).update(title="改"),
        lambda policy: _save(policy.source, title="改"),
        lambda policy: _save(policy.tiers.get(), amount=Decimal(99)),
        lambda policy: _save(policy, notes="改"),
    ],
    ids=["update", "source", "tier", "policy"],
)
def test_a_change_that_cannot_be_counted_is_not_made(gansu, monkeypatch, change):
    make_policy(gansu)
    before = _shown()
    monkeypatch.setattr(revision_signals, "bump_revision", _fail)
    monkeypatch.setattr(revision, "bump_revision", _fail)

    with pytest.raises(RuntimeError):
        change(RefundPolicy.objects.get())

    assert _shown() == before


def _shown():
    policy = RefundPolicy.objects.get()
    return policy.source.title, policy.tiers.get().amount, policy.notes


def _save(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def _fail(touched=()):
    raise RuntimeError("between the change and its count")


def test_of_blocks_in_one_another_the_outermost_counts(gansu):
    before = current()
    with one_bump():
        make_channel(gansu)
        with pytest.raises(ValueError, match="inside"), one_bump():
            raise ValueError("inside")
        assert current() == before

    assert current().number == before.number + 1
