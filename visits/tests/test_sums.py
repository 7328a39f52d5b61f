"""Sums a day: what is added, by several processes, what is kept apart and what is forgotten."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from visits import models
from visits.models import CountedHour, HashedTerm, PageVisits, SearchKey, SearchTerm, forget
from visits.sums import by_place

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 25)  # not the first of a key's days
A_DAY = datetime.timedelta(days=1)


def kept_fields(model):
    return {field.name for field in model._meta.get_fields()}


# --- Pages ---------------------------------------------------------------------------------------


def test_what_several_processes_counted_adds_up():
    PageVisits.objects.add(DAY, {"/": 3, "/faq/": 1})
    PageVisits.objects.add(DAY, {"/": 2})
    PageVisits.objects.add(DAY + A_DAY, {"/": 1})

    assert PageVisits.objects.sums(DAY, DAY) == {"/": 5, "/faq/": 1}
    assert PageVisits.objects.sums(DAY, DAY + A_DAY) == {"/": 6, "/faq/": 1}


def test_what_programs_follow_is_no_visit_of_the_place():
    kinds = PageVisits.Kind
    place = "/regions/gansu/lanzhou/"
    for name in ("feed/", "calendar/", "reminder/"):
        PageVisits.objects.add(DAY, {place + name: 96})
    PageVisits.objects.add(DAY, {place: 1, "/changes/calendar/": 5})

    assert by_place(PageVisits.objects.sums(DAY, DAY))["gansu/lanzhou"] == 1
    assert PageVisits.objects.other_kinds(DAY, DAY) == {kinds.FEED: 3 * 96 + 5}


def test_a_minute_of_many_pages_takes_few_queries(django_assert_num_queries):
    numbers = {f"/regions/{number}/": 1 for number in range(200)} | {"/": 40}

    with django_assert_num_queries(3):  # the rows; one for each number
        PageVisits.objects.add(DAY, numbers)


def test_a_day_keeps_one_row_of_an_address():
    PageVisits.objects.create(day=DAY, path="/", kind="page", number=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        PageVisits.objects.create(day=DAY, path="/", kind="page", number=1)
    PageVisits.objects.create(day=DAY + A_DAY, path="/", kind="page", number=1)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        ("/regions/gansu/lanzhou/", "page"),
        ("/regions/gansu/lanzhou.json", "twin"),
        ("/regions/gansu/feed/", "feed"),
        ("/changes/calendar/", "feed"),
        ("/data/places.csv", "data"),
        ("/api/v1/places/", "api"),
        ("/embed/calculator/", "embed"),
        ("/sitemap-faq.xml", "file"),
        ("/robots.txt", "file"),
    ],
)
def test_other_forms_are_kept_apart(path, kind):
    PageVisits.objects.add(DAY, {path: 7})

    assert PageVisits.objects.get().kind == kind
    assert bool(PageVisits.objects.sums(DAY, DAY)) == (kind == "page")
    assert PageVisits.objects.other_kinds(DAY, DAY) == ({} if kind == "page" else {kind: 7})


def test_a_place_has_the_visits_of_all_below_it():
    sums = {"/regions/gansu/": 1, "/regions/gansu/lanzhou/sheet/": 2, "/regions/": 9, "/faq/": 4}

    assert by_place(sums)["gansu"] == 3
    assert by_place(sums)["gansu/lanzhou"] == 2
    assert by_place(sums)["henan"] == 0


def test_nothing_is_kept_of_a_reader_and_no_time_but_the_day():
    assert kept_fields(PageVisits) == {"id", "day", "path", "kind", "number"}
    assert kept_fields(HashedTerm) == {"id", "key", "day", "digest", "number"}
    assert kept_fields(SearchTerm) == {
        *("id", "term", "number", "first_day", "last_day", "note", "blocked")
    }


# --- Minutes -------------------------------------------------------------------------------------


def test_minutes_in_which_sums_were_written_are_counted_once():
    for minute in (0, 59, 60, 1439, 1439):
        CountedHour.objects.note(DAY, minute)

    assert CountedHour.objects.minutes(DAY, DAY) == {DAY: 4}
    assert CountedHour.objects.minutes(DAY + A_DAY, DAY + A_DAY) == {}


# --- Searches ------------------------------------------------------------------------------------


def test_a_term_is_kept_in_plain_words_from_its_third_day_on():
    for past in (2, 1):
        SearchTerm.objects.add(DAY - past * A_DAY, {"鹰潭": 4})
        SearchTerm.objects.add(DAY - past * A_DAY, {"鹰潭": 1})
    assert not SearchTerm.objects.exists()
    assert not HashedTerm.objects.filter(digest__contains="鹰潭").exists()

    SearchTerm.objects.add(DAY, {"鹰潭": 1})

    term = SearchTerm.objects.get()
    assert (term.term, term.number, term.first_day, term.last_day) == ("鹰潭", 11, DAY, DAY)
    assert not HashedTerm.objects.exists()
    SearchTerm.objects.add(DAY + A_DAY, {"鹰潭": 2})
    assert SearchTerm.objects.get().number == 13


def test_often_on_two_days_is_not_enough():
    for day in (DAY, DAY + A_DAY):
        SearchTerm.objects.add(day, {"王小明": 1000})

    assert not SearchTerm.objects.exists()


def test_until_then_only_a_keyed_hash_is_kept_and_the_key_is_forgotten():
    SearchTerm.objects.add(DAY, {"鹰潭": 1})
    first = HashedTerm.objects.get()
    assert first.digest == first.key.digest("鹰潭")
    assert first.digest != SearchKey(first_day=DAY).digest("鹰潭")

    later = DAY + models.KEY_DAYS * A_DAY
    SearchTerm.objects.add(later, {"鹰潭": 1})

    assert SearchKey.objects.get() != first.key
    assert HashedTerm.objects.get().day == later


def test_a_flood_of_made_up_terms_stores_no_more_than_a_bound(monkeypatch):
    monkeypatch.setattr(models, "MOST_HASHES", 10)
    SearchTerm.objects.add(DAY, {"鹰潭": 1})

    SearchTerm.objects.add(DAY, {f"词{number}": 1 for number in range(50)})
    SearchTerm.objects.add(DAY, {"鹰潭": 1, "再来": 1})

    assert HashedTerm.objects.count() == 10
    assert HashedTerm.objects.get(digest=SearchKey.objects.get().digest("鹰潭")).number == 2


@pytest.mark.parametrize(
    ("number", "note", "blocked", "shown", "unread"),
    [
        (9, "加了。", False, [], 0),
        (10, "加了。", False, [10], 0),
        (39, "加了。", True, [], 0),
        (9, "", False, [], 0),
        (10, "", False, [], 1),
        (39, "", True, [], 0),
    ],
)
def test_terms_are_public_from_ten_on_once_staff_said_what_was_done(
    number, note, blocked, shown, unread
):
    SearchTerm.objects.create(
        term="鹰潭", number=number, first_day=DAY, last_day=DAY, note=note, blocked=blocked
    )

    assert [term.rounded for term in SearchTerm.objects.public()] == shown
    assert SearchTerm.objects.get().is_public == bool(shown)
    assert SearchTerm.objects.unread() == unread


def test_numbers_are_rounded_down_to_tens():
    assert SearchTerm(term="x", number=39).rounded == 30


def test_a_note_is_cut_to_a_line():
    with pytest.raises(ValidationError, match="200"):
        SearchTerm(term="x", number=1, first_day=DAY, last_day=DAY, note="字" * 201).full_clean()


# --- Forgetting ----------------------------------------------------------------------------------


def test_sums_are_forgotten_after_their_days(settings):
    settings.VISIT_DAYS = 400
    old, kept = DAY - 401 * A_DAY, DAY - 400 * A_DAY
    for day in (old, kept):
        PageVisits.objects.add(day, {"/": 1})
        CountedHour.objects.note(day, 0)
    SearchTerm.objects.create(term="久", number=1, first_day=old, last_day=old)
    SearchTerm.objects.create(term="办了", number=1, first_day=old, last_day=old, note="加了。")
    SearchTerm.objects.create(term="新", number=1, first_day=old, last_day=kept)
    SearchTerm.objects.add(DAY - 2 * models.KEY_DAYS * A_DAY, {"没满三天": 1})

    forget(DAY)

    assert list(PageVisits.objects.values_list("day", flat=True)) == [kept]
    assert list(CountedHour.objects.values_list("day", flat=True)) == [kept]
    assert set(SearchTerm.objects.values_list("term", flat=True)) == {"办了", "新"}
    assert not HashedTerm.objects.exists()
    assert not SearchKey.objects.exists()


def test_the_nightly_command_forgets_them(settings):
    settings.VISIT_DAYS = 1
    PageVisits.objects.add(timezone.localdate() - 3 * A_DAY, {"/": 1})

    call_command("forget_addresses", verbosity=0)

    assert not PageVisits.objects.exists()
