"""In which edition of the content the page of a question last changed."""

from collections import defaultdict

from caching.memo import memoised_per_revision
from regions import place_facts
from regions.editions import Edition, newest, of_place
from regions.models import Region

from .models import Question, question_subject


def of_question(question: Question) -> Edition:
    """The edition in which it, an amount it shows of a place, or all last changed."""
    own = newest(question_subject(question.pk))
    places = (of_place(place) for place in _places_shown().get(question.pk, ()))
    return max([own, *places], key=lambda edition: edition.number)


@memoised_per_revision(place_facts.KEPT)
def _places_shown() -> dict[int, list[Region]]:
    """Return the places whose amounts each question shows, by its id. Two queries."""
    links = Question.rule_regions.through.objects.values_list("question_id", "region_id")
    found: dict[int, list[Region]] = defaultdict(list)
    shown = list(links)
    rows = Region.objects.with_lineage().in_bulk({region for _, region in shown})
    for question, region in shown:
        found[question].append(rows[region])
    return dict(found)
