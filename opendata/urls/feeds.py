"""The feed of all changes, and the calendar of all that are to come."""

from django.urls import path

from pages.views_on_demand import view_of

urlpatterns = [
    path("changes/feed/", view_of("opendata.views.feeds.feed"), name="changes-feed"),
    path("changes/calendar/", view_of("opendata.views.feeds.calendar"), name="changes-calendar"),
]
