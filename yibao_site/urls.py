"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path, re_path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("regions/", include("regions.urls")),
    path("calculator/", include("calculator.urls")),
    path("balance/", views.balance, name="balance"),
    path("faq/", include("faq.urls")),
    path("search/", views.search, name="search"),
    path("about/", views.about, name="about"),
    path("about/sources/", views.sources, name="sources"),
    re_path(r"^display/(large|normal)/$", views.display, name="display"),
    path("robots.txt", views.robots),
    path("healthz", views.healthz),
    path("admin/", admin.site.urls),
]
handler404 = "yibao_site.views.not_found"
