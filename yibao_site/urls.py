"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path, re_path

from pages.sitemaps.base import PageSitemap
from pages.sitemaps.places import RegionSitemap
from pages.sitemaps.questions import QuestionSitemap
from pages.views import about, addresses, home, service
from pages.views.balance import balance, balance_kind
from pages.views.coverage import coverage
from pages.views.report import report, thanks
from pages.views_on_demand import view_of

SITEMAPS = {"regions": RegionSitemap, "faq": QuestionSitemap, "pages": PageSitemap}

urlpatterns = [
    path("", home.home, name="home"),
    path("regions/", include("opendata.urls.feeds_of_places")),  # first: feed/ is no place
    path("regions/", include("pages.urls.regions")),
    re_path(r"^r/(?P<name>[-\w]{1,60})/?$", addresses.short, name="short"),
    path("calculator/", include("pages.urls.calculator")),
    path("embed/", include("pages.urls.embed")),
    path("balance/", balance, name="balance"),
    path("balance/<slug:kind>/", balance_kind, name="balance-kind"),
    path("faq/", include("pages.urls.faq")),
    path("search/", view_of("pages.views.search.search"), name="search"),
    path("about/", about.about, name="about"),
    path("about/sources/", about.sources, name="sources"),
    path("about/accessibility/", about.accessibility, name="accessibility"),
    path("about/privacy/", about.privacy, name="privacy"),
    path("coverage/", coverage, name="coverage"),
    path("coverage/watch/", view_of("pages.views.watch.watch"), name="coverage-watch"),
    path("changes/", view_of("pages.views.changes.changes"), name="changes"),
    path("statistics/", view_of("pages.views.statistics.statistics"), name="statistics"),
    path("report/", report, name="report"),
    path("report/thanks/", thanks, name="report-thanks"),
    re_path(r"^display/(large|normal)/$", service.display, name="display"),
    path("robots.txt", service.robots),
    path("offline.js", service.offline_worker, name="offline"),
    path("sitemap.xml", service.sitemap_index, {"sitemaps": SITEMAPS}, name="sitemaps"),
    path("sitemap-<section>.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(".well-known/security.txt", service.security, name="security"),
    path("", include("opendata.urls")),
    re_path(r"^(?P<key>[-\w]{8,128})\.txt$", service.indexnow_key, name="indexnow-key"),
    path(settings.ADMIN_PATH, admin.site.urls),
]
handler404 = "pages.views.addresses.not_found"
handler500 = "yibao_site.failures.server_error"
