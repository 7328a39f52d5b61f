from django.apps import AppConfig


class DeskConfig(AppConfig):
    """It has no models: Django finds its admin and its commands by this."""

    name = "desk"
    verbose_name = "编辑部"
