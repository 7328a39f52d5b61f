"""Ask before a database that was lost is made anew; `make run` begins with it."""

from django.core.management.base import BaseCommand, CommandError

from operation import installed


class Command(BaseCommand):
    help = "看看库还在不在：从前有资料、现在空了，就先说明白、问过再装。make run 先跑它。"
    requires_system_checks = []  # the database may have no tables as yet

    def handle(self, **options):
        try:
            installed.ask_or_refuse(self.stdout.write)
        except installed.Vanished as error:
            raise CommandError(str(error)) from error
