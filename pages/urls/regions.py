from django.urls import path

from pages.views.directory import RegionList
from pages.views.place import detail
from pages.views.suggestions import places
from pages.views_on_demand import view_of

app_name = "regions"
handout = view_of("pages.views.handout.handout")
picture = view_of("pages.views.picture.picture")
urlpatterns = [
    path("", RegionList.as_view(), name="index"),
    path("places.json", places, name="places"),
    path("<slug:province>/", detail, name="detail"),
    path("<slug:province>/sheet/", handout, name="handout"),
    path("<slug:province>/picture/", picture, name="picture"),
    path("<slug:province>/<slug:place>/", detail, name="detail"),
    path("<slug:province>/<slug:place>/sheet/", handout, name="handout"),
    path("<slug:province>/<slug:place>/picture/", picture, name="picture"),
]
