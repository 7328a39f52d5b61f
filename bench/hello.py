"""The unit: an empty Django view without middleware, as small as Django allows.

``application`` is a whole project in a module; gunicorn and ``ask.py`` run it like the site.
"""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    DEBUG=False,
    INSTALLED_APPS=[],
    LOGGING_CONFIG=None,
    MIDDLEWARE=[],
    ROOT_URLCONF="bench.hello",
    SECRET_KEY="of nothing",  # noqa: S106 (there is nothing to keep)
)


def hello(request):
    return HttpResponse("hello")


urlpatterns = [path("", hello), path("robots.txt", hello)]  # the second tells that it is up

django.setup()
application = WSGIHandler()
