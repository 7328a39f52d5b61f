"""Addresses of a site whose desk could not be loaded."""

from django.urls import path

from pages.views.service import healthz

urlpatterns = [path("healthz", healthz)]
