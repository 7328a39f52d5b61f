"""The files of all facts, and the page that lists them."""

from django.urls import path

from opendata.views import data

urlpatterns = [
    path("", data.page, name="data"),
    path("<str:name>", data.file, name="data-file"),
]
