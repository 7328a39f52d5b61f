"""The site's middleware: headers, methods, limits, clean queries, one revision, 503."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import InterfaceError, OperationalError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from caching.memo import one_revision
from caching.page_store import CONTENT_VERSION
from caching.responses import never_stored
from opendata.responses import in_words_for_programs
from pages.embedding import may_be_framed
from pages.parameters import mended_query
from protection.clients import address_of
from protection.content_policy import content_policy
from protection.staff_mark import marked_as

logger = logging.getLogger(__name__)


class PublicPagesMiddleware:
    """Set ``Cache-Control`` on answers to GET and HEAD that have none.

    Browsers ask each time, which costs a 304; shared caches keep a page for a minute, and go on
    serving it while they fetch the next or cannot reach us. Answers to staff are private.
    """

    PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if "Cache-Control" in response.headers or request.method not in ("GET", "HEAD"):
            return response
        if settings.SESSION_COOKIE_NAME in request.COOKIES or response.cookies:
            response.headers["Cache-Control"] = "private, no-cache"
        elif response.status_code == HTTPStatus.OK:
            response.headers["Cache-Control"] = self.PUBLIC
        return response


class ProblemsMiddleware:
    """Say to programs in their own format what other middleware says on a page: 404, 405, 429 …"""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        return in_words_for_programs(request.path, response)


class CleanQueryMiddleware:
    """Redirect from an address with dirt behind its parameters, ?age=74。, to the clean one.

    Whatever is clean once stays as it is, so that no redirect follows another.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        """Return the redirect for a request that reads a page of ours, if there is dirt."""
        if request.method not in ("GET", "HEAD") or not request.GET:
            return None
        query = mended_query(request.resolver_match.view_name, request.GET)
        return redirect(f"{request.path}?{query}", permanent=True) if query else None


class OneRevisionMiddleware:
    """Let a request look at most once whether the content changed, so that its page is of a piece.

    The page store has looked already and tells; whoever it does not answer looks at their first
    need. Only the editors' desk, where one request shows before and after, looks at each step.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path.startswith(settings.ADMIN_URL):
            return self.get_response(request)
        version = request.META.get(CONTENT_VERSION)
        with one_revision(version.revision if version else None):
            return self.get_response(request)


class OutOfReachMiddleware:
    """Answer 503 with ``Retry-After`` where a view cannot use the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        """Answer 503 to a database error, except SQLite's error for a missing table.

        SQLite raises the same exception for that, but it is a fault of ours.
        """
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        if str(exception).startswith("no such "):
            return None
        # A line, not a traceback: while it lasts, there is one for every reader.
        logger.error(
            "%s %r: the database cannot be used: %s", request.method, request.path, exception
        )
        response = render(request, "503.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        response.headers["Retry-After"] = "60"
        return never_stored(response)


class ReadersOnlyMiddleware:
    """On a host whose database takes no writes, answer nothing but public pages.

    ``deploy/nginx/site.conf`` sends the rest to hosts of the primary; what comes here all the
    same is told so before anything of it is read. A session is no reason: staff read as readers.
    """

    def __init__(self, get_response):
        if not settings.READERS_ONLY:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request):
        desk = request.path.startswith(settings.ADMIN_URL)
        if desk or request.path.startswith("/report/") or request.method == "POST":
            context = {"desk": desk}
            response = render(
                request, "readers_only.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE
            )
            response.headers["Retry-After"] = "60"
            return never_stored(response)
        return self.get_response(request)


class BodyLimitMiddleware:
    """Refuse request bodies over ``LONGEST`` bytes unread, except from staff in the admin.

    The longest valid report takes 18 KB. Staff, who carry their mark, upload sheets and scans.
    """

    LONGEST = 32 * 1024  # bytes

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if self._length(request) > self.LONGEST and not _is_of_staff(request):
            context = {"desk": request.path.startswith(settings.ADMIN_URL)}
            return never_stored(
                render(request, "413.html", context, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            )
        return self.get_response(request)

    @staticmethod
    def _length(request) -> int:
        """The length of the body as announced: Django reads no more than that."""
        try:
            return int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return 0


def _is_of_staff(request) -> bool:
    """Whether staff sent the request, not to the login: anybody can post to that."""
    return bool(marked_as(request)) and not request.path.startswith(f"{settings.ADMIN_URL}login")


class MethodsMiddleware:
    """Answer 405 to whatever neither reads nor posts: no page of ours takes anything else.

    OPTIONS belongs to CORS, which no address of ours allows. TRACE would send back what the
    request carried, cookies included.
    """

    READS = "GET, HEAD"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in ("GET", "HEAD", "POST"):
            return self.get_response(request)
        response = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        takes_posts = request.path.startswith((settings.ADMIN_URL, reverse("report")))
        response.headers["Allow"] = f"{self.READS}, POST" if takes_posts else self.READS
        return never_stored(response)


class AdminNetworksMiddleware:
    """Answer 404 for the editors' pages to whoever is not in ``settings.ADMIN_NETWORKS``.

    It is the answer to an address that is nowhere: none that is nearly the desk's leads on to it.
    Without such networks everybody may log in.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = f"{request.path}/".lower()
        if settings.ADMIN_NETWORKS and asked.startswith(settings.ADMIN_URL):
            address = address_of(request)
            if address is None or not any(address in one for one in settings.ADMIN_NETWORKS):
                return render(request, "404.html", {"places": []}, status=HTTPStatus.NOT_FOUND)
        return self.get_response(request)


class SecurityHeadersMiddleware:
    """Send the content policy of ``settings.SECURE_CSP``, refuse device features and embedding.

    Pages vary by cookie: large type is one. The card of a forwarded link and the icons may stand
    in pages of others (``EMBEDDED``): chat programs and browsers show them there. What is made
    for frames on other sites (``pages/embedding.py``) may be framed, refusals there as well.
    """

    EMBEDDED = frozenset(f"/{file.name}" for file in settings.WHITENOISE_ROOT.iterdir())

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = content_policy()
        self.framed = content_policy(frame_ancestors="*")

    def __call__(self, request):
        response = self.get_response(request)
        framed = may_be_framed(request.path)
        if framed:
            response.headers.pop("X-Frame-Options", None)  # there is no value for everybody
        policy = self.framed if framed else self.policy
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        response.headers.setdefault(
            "Cross-Origin-Resource-Policy",
            "cross-origin" if framed or request.path in self.EMBEDDED else "same-origin",
        )
        if not response.streaming:  # refusals of other middleware come without
            response.headers.setdefault("Content-Length", str(len(response.content)))
        if response.headers.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, ["Cookie"])
        return response
