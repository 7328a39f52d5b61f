"""Say what is wrong with this installation and what to do about it."""

import sys
from collections import Counter

from django.core.management.base import BaseCommand
from django.utils import timezone

from operation.doctor import examine
from operation.doctor.finding import Level


class Command(BaseCommand):
    help = "看看网站装得对不对，一行一样：好、注意、坏，后面写着怎么办。有坏的退出码是 1。"
    requires_system_checks = ()  # what they would refuse is what the doctor is asked about

    def handle(self, *, verbosity=1, **options):
        counted = Counter[Level]()
        for finding in examine(timezone.now()):
            counted[finding.level] += 1
            if verbosity or finding.level is not Level.GOOD:
                self.stdout.write(str(finding))
        said = "，".join(f"{level.value} {counted[level]}" for level in Level)
        self.stdout.write(f"一共：{said}。")
        if counted[Level.BAD]:
            sys.exit(1)
