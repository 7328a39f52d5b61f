from django.urls import path

from pages.views import calculator

app_name = "calculator"
urlpatterns = [
    path("", calculator.calculator, name="calculator"),
    path("check/", calculator.check, name="check"),
    path("compare/", calculator.compare, name="compare"),
]
