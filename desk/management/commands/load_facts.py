"""Load the facts of ``fixtures/`` into the database, and propose what differs."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from caching.revision import one_bump
from desk.release.new_facts import NewFacts
from desk.release.proposals import Proposals
from operation import installed
from regions.fact_files import FactFiles, name_of
from regions.models import Region
from watch.rows import add_missing_rows


class Command(BaseCommand):
    help = (
        "装入 fixtures/ 里的资料：空库全部装入；已有资料的库只添缺的，并报告哪些不同。"
        "加 --propose，不同的提成草稿，等人审核；编辑改过的不动。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="库里已经有资料时什么都不做。")
        parser.add_argument(
            "--propose", action="store_true", help="不同的由“系统”提成草稿，进“要做的事”。"
        )

        parser.add_argument(
            "--refill", action="store_true", help="库从前有资料、现在空了，也从头装入。"
        )

    def handle(self, *, if_empty=False, propose=False, refill=False, verbosity=1, **options):
        if not refill:
            try:
                installed.ask_or_refuse(self.stdout.write)
            except installed.Vanished as error:
                raise CommandError(str(error)) from error
        if if_empty and Region.objects.exists():
            self.remember()
            if verbosity:
                self.stdout.write("库里已有资料，没有改动。")
            return
        new = NewFacts()
        files = FactFiles(refused=new.against)
        proposals = Proposals(files, new)
        try:
            with one_bump():
                files.load(self.stdout if verbosity else None)
                if propose:
                    proposals.make()
                add_missing_rows()
        except ValidationError as error:
            raise CommandError("".join(error.messages)) from error
        self.remember()
        if not verbosity:
            return
        self.tell_added(files)
        if propose:
            self.tell_proposals(proposals)
        else:
            self.tell_differences(files)

    def remember(self):
        """Note outside the database that it holds facts, so that a lost one is not refilled."""
        try:
            installed.remember(timezone.localdate().isoformat())
        except OSError as error:  # a container may have no folder of its own
            self.stderr.write(f"没能在 VAR_DIR 里记下这个库装过资料：{error}")

    def tell_added(self, files):
        if files.added:
            self.stdout.write("装入：" + "，".join(f"{k} {n}" for k, n in files.added.items()))
        else:
            self.stdout.write("没有缺的资料。")

    def tell_differences(self, files):
        for met in files.met.values():
            for line in files.differences(met):
                self.stdout.write(f"不同，没有改动：{line}")
        for met in files.held.values():
            self.stdout.write(f"{name_of(met.row.fact)}：没有添，{met.why}（--propose 会提成草稿）")

    def tell_proposals(self, proposals):
        for outcome in proposals.outcomes:
            self.stdout.write(f"{outcome.name}：{outcome.step}")
            for line in outcome.lines:
                self.stdout.write(f"　　{line}")
        counts = "，".join(f"{step} {number} 条" for step, number in proposals.counts.items())
        self.stdout.write(f"一共：{counts}" if counts else "资料和库里一样，没有要提的。")
