"""What a search found, in short words for tests."""

from pages.search_hits import CheckHit, PlaceHit


def found(client, typed):
    """Return all hits in order: places by name, questions by slug, pages by address."""
    context = client.get("/search/", {"q": typed}).context
    return [_told(hit) for hit in [*context["hits"], *context["more"]]]


def _told(hit):
    if isinstance(hit, PlaceHit):
        of = "#resident" if hit.resident else "#balance" if hit.balance else ""
        return hit.place.short_name + of
    return hit.url if isinstance(hit, CheckHit) else hit.question.slug
