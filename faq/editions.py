"""In which edition of the content the page of a question last changed."""

from collections import defaultdict

from caching.memo import memoised_per_revision
from regions import place_facts
from regions.editions import Edition, newest
from regions.models.revision import place_subject

from .models import Question, question_subject


def of_question(question: Question) -> Edition:
    """The edition in which it, a place whose figures or claims it shows, or all last changed."""
    return newest(question_subject(question.pk), *_places_shown().get(question.pk, ()))


@memoised_per_revision(place_facts.KEPT)
def _places_shown() -> dict[int, set[str]]:
    """Return the subjects of the places of figures and claims that each question shows, by its id.

    With each place those above it. Three queries at most.
    """
    figures = Question.rule_regions.through.objects.values_list("question_id", "region_id")
    claims = Question.claims.through.objects.values_list("question_id", "claim__region_id")
    above = {
        place.pk: [place_subject(one.pk) for one in place.lineage()]
        for place in place_facts.all_places()
    }
    found: dict[int, set[str]] = defaultdict(set)
    for question, place in {*figures, *claims}:
        found[question].update(above.get(place, [place_subject(place)]))
    return dict(found)
