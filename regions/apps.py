from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "regions"
    verbose_name = "地区与资料"

    def ready(self):
        from . import reader_statements, revision_signals

        revision_signals.connect()
        reader_statements.connect()
