"""Load the facts of ``fixtures/`` into the database."""

from django.core.management.base import BaseCommand

from caching.revision import one_bump
from regions.fact_files import FactFiles
from regions.models import Region


class Command(BaseCommand):
    help = "装入 fixtures/ 里的资料：空库全部装入；已有资料的库只添缺的，并报告哪些不同。"

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="库里已经有资料时什么都不做。")

    def handle(self, *, if_empty=False, verbosity=1, **options):
        if if_empty and Region.objects.exists():
            if verbosity:
                self.stdout.write("库里已有资料，没有改动。")
            return
        files = FactFiles()
        with one_bump():
            files.load()
        if not verbosity:
            return
        if files.added:
            self.stdout.write("装入：" + "，".join(f"{k} {n}" for k, n in files.added.items()))
        else:
            self.stdout.write("没有缺的资料。")
        for met in files.met.values():
            for line in files.differences(met):
                self.stdout.write(f"不同，没有改动：{line}")
