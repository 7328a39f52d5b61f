from django.apps import AppConfig


class OperationConfig(AppConfig):
    """The app of what keeps the site running: its commands, and the record of their runs."""

    name = "operation"
    verbose_name = "运维"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from . import order_of_text  # noqa: F401  registers its check
