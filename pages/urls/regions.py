from django.urls import path

from pages.views.directory import RegionList
from pages.views.handout import handout
from pages.views.picture import picture
from pages.views.place import detail
from pages.views.suggestions import places

app_name = "regions"
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
