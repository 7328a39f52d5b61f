"""The addresses of the API; the first part of each says which version it keeps to."""

from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from pages.views_on_demand import view_of

app_name = "api"


def _view(name: str):
    """Return a view that loads when it is asked for; nothing posted is taken, so no token is."""
    return csrf_exempt(view_of(f"opendata.views.api.{name}"))


place = _view("place")
urlpatterns = [
    path("", view_of("opendata.views.api_guide.guide"), name="guide"),
    path("openapi.json", _view("openapi"), name="openapi"),
    path("places", _view("places"), name="places"),
    path("places/<slug:province>", place, name="place"),
    path("places/<slug:province>/<slug:place>", place, name="place"),
    path("policies", _view("policies"), name="policies"),
    path("deductions", _view("deductions"), name="deductions"),
    path("channels", _view("channels"), name="channels"),
    path("local-answers", _view("local_answers"), name="local-answers"),
    path("questions", _view("questions"), name="questions"),
    path("questions/<slug:slug>", _view("question"), name="question"),
    path("calculate", _view("calculate"), name="calculate"),
    path("compare", _view("compare"), name="compare"),
    path("<path:rest>", _view("nothing"), name="nothing"),
]
