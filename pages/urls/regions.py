from django.urls import path

from pages.views.directory import RegionList
from pages.views.handout import sheet
from pages.views.place import detail
from pages.views.suggestions import places

app_name = "regions"
urlpatterns = [
    path("", RegionList.as_view(), name="index"),
    path("places.json", places, name="places"),
    path("<slug:province>/", detail, name="detail"),
    path("<slug:province>/sheet/", sheet, name="sheet"),
    path("<slug:province>/<slug:place>/", detail, name="detail"),
    path("<slug:province>/<slug:place>/sheet/", sheet, name="sheet"),
]
