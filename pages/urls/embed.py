"""What stands in frames on other sites, at addresses that stay for ever, and the page on it."""

from django.urls import path

from pages.views_on_demand import view_of

app_name = "embed"
place = view_of("pages.views.embed.place")
urlpatterns = [
    path("", view_of("pages.views.embed.snippet"), name="snippet"),
    path("calculator/", view_of("pages.views.embed.calculator"), name="calculator"),
    path("<slug:province>/", place, name="place"),
    path("<slug:province>/<slug:place>/", place, name="place"),
]
