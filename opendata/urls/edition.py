"""Which edition this is, and what changed since."""

from django.urls import path

from pages.views_on_demand import view_of

urlpatterns = [
    path("edition/", view_of("opendata.views.edition.page"), name="edition"),
    path("edition.json", view_of("opendata.views.edition.in_json"), name="edition-json"),
]
