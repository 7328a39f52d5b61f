"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path, re_path

from regions.views.balance import balance

from .views import about, home, search, service

urlpatterns = [
    path("", home.home, name="home"),
    path("regions/", include("regions.urls")),
    path("calculator/", include("calculator.urls")),
    path("balance/", balance, name="balance"),
    path("faq/", include("faq.urls")),
    path("search/", search.search, name="search"),
    path("about/", about.about, name="about"),
    path("about/sources/", about.sources, name="sources"),
    re_path(r"^display/(large|normal)/$", service.display, name="display"),
    path("robots.txt", service.robots),
    path("healthz", service.healthz),
    path("admin/", admin.site.urls),
]
handler404 = "yibao_site.views.service.not_found"
