"""Delete the senders of earlier days' reports, old login records and old sums; run nightly."""

import datetime

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from regions.models import ReportTicket
from visits.models import forget


class Command(BaseCommand):
    help = (
        "删掉今天以前的来信计数和当天的密钥，以及满期的登录记录、访问数、没搜到的词。给定时任务用。"
    )

    def handle(self, *, verbosity=1, **options):
        gone = ReportTicket.objects.all().forget(timezone.localdate())
        gone += forget(timezone.localdate())
        limit = timezone.now() - datetime.timedelta(days=settings.LOGIN_RECORD_DAYS)
        for records in (AccessLog, AccessFailureLog, AccessAttempt):
            gone += records.objects.filter(attempt_time__lt=limit).delete()[0]
        if verbosity:
            self.stdout.write(f"删了 {gone} 行。")
