"""A browser with the mark that a login leaves, for tests that log in without the page."""

from django.http import HttpResponse
from django.test import Client, RequestFactory

from protection.staff_mark import mark_staff


def mark(client: Client, owner: int) -> None:
    """Give ``client`` the mark of the user ``owner``."""
    answer = HttpResponse()
    mark_staff(RequestFactory().get("/"), answer, owner)
    client.cookies.update(answer.cookies)
