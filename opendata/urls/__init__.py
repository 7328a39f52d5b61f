"""Every address that programs read, one module for each kind."""

from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", include("opendata.urls.twins")),
    path("", include("opendata.urls.feeds")),
    path("data/", include("opendata.urls.data")),
    path("", include("opendata.urls.edition")),
    path("api/", RedirectView.as_view(pattern_name="api:guide"), name="api-newest"),
    path("api/v1/", include("opendata.urls.api")),
]
