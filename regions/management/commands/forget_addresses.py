"""Forget who wrote to us on earlier days: for a nightly job, should no report come in to do it."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from regions.models import ReportTicket


class Command(BaseCommand):
    help = "删掉今天以前的来信计数和当天的密钥。新来信也会顺手删，这个命令给定时任务用。"

    def handle(self, *, verbosity=1, **options):
        gone = ReportTicket.objects.all().forget(timezone.localdate())
        if verbosity:
            self.stdout.write(f"删了 {gone} 行。")
