from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The app that lets Django find the desk's admin and commands; it has no models."""

    name = "desk"
    verbose_name = "编辑部"
