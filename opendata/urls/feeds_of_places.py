"""The feed and the calendars of a place, below its page."""

from django.urls import path

from pages.views_on_demand import view_of

feed = view_of("opendata.views.feeds.feed")
calendar = view_of("opendata.views.feeds.calendar")
reminder = view_of("opendata.views.feeds.reminder")
urlpatterns = [
    path("<slug:province>/feed/", feed, name="place-feed"),
    path("<slug:province>/calendar/", calendar, name="place-calendar"),
    path("<slug:province>/reminder/", reminder, name="place-reminder"),
    path("<slug:province>/<slug:place>/feed/", feed, name="place-feed"),
    path("<slug:province>/<slug:place>/calendar/", calendar, name="place-calendar"),
    path("<slug:province>/<slug:place>/reminder/", reminder, name="place-reminder"),
]
