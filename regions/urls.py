from django.urls import path

from . import views

app_name = "regions"
urlpatterns = [
    path("", views.RegionList.as_view(), name="index"),
    path("<slug:province>/", views.detail, name="detail"),
    path("<slug:province>/<slug:place>/", views.detail, name="detail"),
]
