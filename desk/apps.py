from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The app that lets Django find the desk's admin, commands and its few models."""

    name = "desk"
    verbose_name = "编辑部"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from django.db.models.signals import post_delete

        from .models.assignment import forget_assignment
        from .models.note import forget_notes

        post_delete.connect(forget_notes, dispatch_uid="forget notes")
        post_delete.connect(forget_assignment, dispatch_uid="forget assignment")
