"""The views for large type, search engines and the health check."""

from functools import cache
from threading import Lock

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import x_robots_tag
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from caching.responses import never_stored
from pages.security_txt import security_contacts, security_txt
from regions.models import Region

YEAR = 365 * 24 * 3600
_reading = Lock()


def display(request, size):
    """Switch large type by cookie and return to a page of this site."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ) or not target.startswith("/"):
        target = "/"
    response = redirect(target)
    if size == "large":
        response.set_cookie(
            "type", "large", max_age=YEAR, samesite="Lax", secure=request.is_secure()
        )
    else:
        response.delete_cookie("type", samesite="Lax")
    return never_stored(response)


def robots(request):
    """Everything may be read but the editors' pages and the switch, which leads back here.

    The search and a reader's own results say “noindex” themselves, and only who may read a
    page can see that: forbidden here, their addresses could still be listed from links.
    """
    lines = [
        "User-agent: *",
        # An address that nobody is to guess is not told to everybody either.
        *[f"Disallow: {path}" for path in [settings.ADMIN_URL] if path == "/admin/"],
        "Disallow: /display/",
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemaps')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@x_robots_tag
def sitemap_index(request, sitemaps):
    """List the sitemap of each kind, at the site's public address whatever host was asked."""
    kinds = [
        {
            "location": settings.SITE_URL + reverse("sitemap", args=[kind]),
            "last_mod": sitemap().newest(),
        }
        for kind, sitemap in sitemaps.items()
    ]
    return render(request, "sitemap_index.xml", {"sitemaps": kinds}, content_type="application/xml")


def security(request):
    """Whom to tell of a weakness, as RFC 9116 wants it; 404 where nobody is named."""
    contacts = security_contacts(settings.OPERATOR_CONTACT)
    if not contacts:
        raise Http404
    told = security_txt(contacts, settings.SITE_URL, reverse("security"), timezone.localdate())
    return HttpResponse(told, content_type="text/plain; charset=utf-8")


def healthz(request):
    """Whether the database answers, no migration is pending and the desk stands: 200 or 503."""
    pending = len(_known_migrations() - MigrationRecorder(connection).applied_migrations().keys())
    pages = Region.objects.pages().count()
    desk = _desk_stands()
    state = {
        "ok": not pending and pages > 0 and desk,
        "pending_migrations": pending,
        "pages": pages,
        "desk": desk,
    }
    return never_stored(JsonResponse(state, status=200 if state["ok"] else 503))


def _known_migrations() -> frozenset[tuple[str, str]]:
    """Return the migrations on disk; the lock makes simultaneous first probes read them once."""
    with _reading:
        return _migrations()


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """App and name of each migration of this process's code, which stays as it is."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _desk_stands() -> bool:
    """Whether the editors' pages are registered and have addresses."""
    try:
        reverse("admin:regions_refundpolicy_changelist")
    except NoReverseMatch:
        return False
    return admin.site.is_registered(Region)
