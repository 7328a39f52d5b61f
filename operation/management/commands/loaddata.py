"""Django's ``loaddata``, which brings the history of rows along and writes none of its own.

Left alone it would write a second history of every list of sources and regions it fills, under
numbers that the history in the file then wants.
"""

from typing import Any

from django.core.management.commands import loaddata
from django.test.utils import override_settings


class Command(loaddata.Command):
    def handle(self, *fixture_labels: str, **options: Any) -> None:
        with override_settings(SIMPLE_HISTORY_ENABLED=False):
            super().handle(*fixture_labels, **options)
