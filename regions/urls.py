from django.urls import path

from .views.directory import RegionList
from .views.place import detail

app_name = "regions"
urlpatterns = [
    path("", RegionList.as_view(), name="index"),
    path("<slug:province>/", detail, name="detail"),
    path("<slug:province>/<slug:place>/", detail, name="detail"),
]
