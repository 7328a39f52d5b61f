"""The views for large type and search engines."""

from django.conf import settings
from django.contrib.sitemaps.views import x_robots_tag
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from caching.responses import never_stored

YEAR = 365 * 24 * 3600


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
        "Disallow: /admin/",
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
