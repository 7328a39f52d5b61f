"""In which edition of the content the page of a question last changed."""

from collections import defaultdict

from caching.memo import memoised_per_revision
from regions import place_facts
from regions.editions import Edition, newest, of_place
from regions.models import Region

from .models import Question, question_subject


def of_question(question: Question) -> Edition:
    """The edition in which it, a place whose figures or claims it shows, or all last changed."""
    own = newest(question_subject(question.pk))
    places = (of_place(place) for place in _places_shown().get(question.pk, ()))
    return max([own, *places], key=lambda edition: edition.number)


@memoised_per_revision(place_facts.KEPT)
def _places_shown() -> dict[int, list[Region]]:
    """Return the places of the figures and claims that each question shows, by its id.

    Three queries.
    """
    figures = Question.rule_regions.through.objects.values_list("question_id", "region_id")
    claims = Question.claims.through.objects.values_list("question_id", "claim__region_id")
    shown = {*figures, *claims}
    places = Region.objects.with_lineage().in_bulk({place for _, place in shown})
    found: dict[int, list[Region]] = defaultdict(list)
    for question, place in shown:
        found[question].append(places[place])
    return dict(found)
