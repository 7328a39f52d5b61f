from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    """The app of what other programs read; it has no tables."""

    name = "opendata"
    verbose_name = "开放数据"
