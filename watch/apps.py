from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "watch"
    verbose_name = "官网有没有变"
    default_auto_field = "django.db.models.BigAutoField"
