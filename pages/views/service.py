"""The views for large type and search engines."""

from django.conf import settings
from django.contrib.sitemaps.views import x_robots_tag
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from caching.responses import never_stored
from caching.static_storage import without_comments
from pages.security_txt import security_contacts, security_txt

YEAR = 365 * 24 * 3600
#: What keeps pages on the phone of who asked for it. At the root, where all pages are in its reach.
_WORKER = without_comments(
    (settings.BASE_DIR / "static/js/offline/worker.js").read_text(encoding="utf-8")
)


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


def offline_worker(request):
    """The script that keeps pages on a phone; browsers ask for it anew, so it is never old."""
    return HttpResponse(_WORKER, content_type="text/javascript; charset=utf-8")


def indexnow_key(request, key):
    """The file by which search engines see that who sends addresses with the key is this site."""
    if not settings.INDEXNOW_KEY or key != settings.INDEXNOW_KEY:
        raise Http404
    return HttpResponse(key, content_type="text/plain; charset=utf-8")
