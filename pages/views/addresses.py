"""Addresses that are no page: short ones, those with dirt in them, and wrong ones."""

from urllib.parse import urlencode

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from pages.embedding import may_be_framed, not_found_in_frame
from pages.mended_address import mended, offers
from regions.models import Region
from regions.place_search import find


def moved(request, address: str) -> HttpResponse:
    """Redirect for good to an address of this site, with the reader's query string."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{address}?{query}" if query else address, permanent=True)


def short(request, name):
    """Lead from an address that people can say, /r/lanzhou, to the page of the place.

    Where it names several places the search asks which: jilin is 吉林省, and 吉林市. Counties that
    are called like a city do not count: its own sheet prints this address.
    """
    pages = Region.objects.pages_called(name.lower())
    offered = find(name, by_name=True).offered
    if pages:
        others = [c.place for c in offered if not c.name and c.place not in pages]
        pages += others
    else:
        pages = [candidate.place for candidate in offered]
    if not pages:
        raise Http404(name)
    if len(pages) > 1:
        return redirect(f"{reverse('search')}?{urlencode({'q': name})}")
    return moved(request, pages[0].get_absolute_url())


def not_found(request, exception):
    """Answer 404 with the places that the address may name, or redirect to the page it means.

    A frame on another site gets a small page, and only addresses that may stand in it.
    """
    places, framed = [], may_be_framed(request.path)
    try:
        address = mended(request.path) if request.method in {"GET", "HEAD"} else ""
        if address and (may_be_framed(address) or not framed):
            # A search may find something else tomorrow, a page stays.
            return redirect(address) if "?" in address else moved(request, address)
        places = offers(request.path)
    except (OperationalError, InterfaceError):
        pass  # what a page cannot find out is no reason to answer worse than 404
    if framed:
        return not_found_in_frame(request, places)
    return render(request, "404.html", {"places": places}, status=404)
