"""The page of every place and question in forms for programs: /regions/gansu/lanzhou.json."""

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from pages.views_on_demand import view_of

_NAME, _FORM = r"[-a-zA-Z0-9_]{1,60}", r"(?P<form>json|md|txt)"
_place = csrf_exempt(view_of("opendata.views.twins.place"))
_question = csrf_exempt(view_of("opendata.views.twins.question"))
urlpatterns = [
    re_path(rf"^regions/(?P<province>{_NAME})\.{_FORM}$", _place, name="province-twin"),
    re_path(
        rf"^regions/(?P<province>{_NAME})/(?P<place>{_NAME})\.{_FORM}$", _place, name="place-twin"
    ),
    re_path(rf"^faq/(?P<slug>{_NAME})\.{_FORM}$", _question, name="question-twin"),
    path("llms.txt", view_of("opendata.views.twins.overview"), name="llms"),
]
