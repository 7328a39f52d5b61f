"""Every address that programs read, one module for each kind."""

from django.urls import include, path

urlpatterns = [
    path("", include("opendata.urls.twins")),
    path("", include("opendata.urls.feeds")),
    path("data/", include("opendata.urls.data")),
    path("", include("opendata.urls.edition")),
    path("api/v1/", include("opendata.urls.api")),
]
