"""Addresses of a site whose desk could not be loaded: none but those of the probes."""

urlpatterns: list = []
