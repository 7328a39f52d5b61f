"""What changed since an edition of the content: the addresses of places and questions."""

from typing import NamedTuple

from caching.memo import memoised_per_revision
from faq.editions import of_question
from faq.models import Question, question_subject
from regions import editions, place_facts
from regions.editions import Edition
from regions.models.publication import Publication


class Changed(NamedTuple):
    """The page of a place or a question, and the edition in which it last changed."""

    kind: str
    title: str
    url: str
    edition: Edition


class BadNumber(ValueError):
    """What was asked for is no edition; the message says so to the reader, in Chinese."""


#: The most digits of a number that is looked at.
DIGITS = 9


def edition_number(typed: str, now: int) -> int | None:
    """Return the edition that a reader means by ``typed``, None where it is empty.

    Raises BadNumber where it is no whole number, or one of an edition after ``now``.
    """
    typed = typed[: DIGITS + 1].strip()
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit() and len(typed) <= DIGITS):
        raise BadNumber(f"版次是 0 到 {now} 的整数，例如 {now}。")
    if int(typed) > now:
        raise BadNumber(f"还没有第 {int(typed)} 版，现在是第 {now} 版。")
    return int(typed)


@memoised_per_revision(1, states=1)
def pages() -> list[Changed]:
    """Return all pages of places and questions, those that changed last first."""
    told = [
        Changed("地区", place.full_title, place.get_absolute_url(), editions.of_place(place))
        for place in place_facts.all_places()
    ]
    questions = Question.objects.published().in_order().only("slug", "question")
    told += [
        Changed("问题", one.question, one.get_absolute_url(), of_question(one)) for one in questions
    ]
    return sorted(told, key=lambda page: -page.edition.number)


def changed_since(number: int | None) -> list[Changed]:
    """Return the pages that changed after the edition ``number``, without it all of them."""
    return [page for page in pages() if number is None or page.edition.number > number]


@memoised_per_revision(1, states=1)
def _withdrawn() -> list[int]:
    """Return the edition in which each withdrawn question was, or was last changed since.

    Nothing else of it: what is withdrawn must not live on in a list of what is gone.
    """
    gone = Question.objects.originals().filter(status=Publication.WITHDRAWN)
    subjects = [question_subject(pk) for pk in gone.values_list("pk", flat=True)]
    return [editions.of_subject(subject).number for subject in subjects]


def withdrawn_since(number: int | None) -> int:
    """Return how many questions that were to be read in the edition ``number`` no longer are.

    0 without a number, and on the file of an edition, which holds nothing of what was withdrawn.
    """
    return 0 if number is None else sum(gone > number for gone in _withdrawn())
