"""From page to page of a long list."""

from django.core.paginator import Page
from django.http import HttpRequest


def page_links(request: HttpRequest, page: Page) -> dict[str, str]:
    """Return the addresses of the previous and next page, where they exist, with all filters."""
    links = {}
    for key, there, number in (
        ("previous", page.has_previous(), page.number - 1),
        ("next", page.has_next(), page.number + 1),
    ):
        if there:
            query = request.GET.copy()
            query.pop("page", None)
            if number > 1:  # the first page has one address only
                query["page"] = str(number)
            links[key] = f"?{query.urlencode()}" if query else request.path
    return links
