from django.urls import path

from pages.views import faq

app_name = "faq"
urlpatterns = [
    path("", faq.index, name="index"),
    path("<slug:slug>/", faq.detail, name="detail"),
]
