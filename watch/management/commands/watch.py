"""Look at the official pages that are due; a timer runs this at night."""

import datetime
import time
from collections import Counter

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fetching.fetch import agent_of
from watch import findings, hours
from watch.models import Finding, WatchedPage
from watch.one_run import AnotherRun, one_run, stopped_in_order
from watch.politeness import Asker
from watch.refusals import official_only
from watch.rows import add_missing_rows
from watch.visiting import Looked
from watch.watching import NoNetwork, Run

NO_NETWORK = (
    "我们这里没有网络：几乎所有网站都没有回音，不会是它们一起坏了。没有回音的页什么都没有记。"
    "请先看这台机器能不能上网、能不能查到域名。"
)
MOST_HOSTS = 4
_OUTCOME = WatchedPage.Outcome
#: How the summary calls the outcomes, in its order.
_SUMMARY = {
    _OUTCOME.UNCHANGED: "没变",
    _OUTCOME.SEEN: "第一次看到",
    _OUTCOME.CHANGED: "变了",
    _OUTCOME.GONE: "没有了",
    _OUTCOME.UNREADABLE: "读不出",
    _OUTCOME.BLOCKED: "被挡",
    _OUTCOME.FORBIDDEN: "不让看",
    _OUTCOME.FAILED: "没连上",
}


class Command(BaseCommand):
    help = "夜里去看官网有没有新文件、原文变没变，结果进后台“要做的事”。给定时任务用。"

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="不等夜里，现在就看。")
        parser.add_argument(
            "--page", type=int, help="只看这一行（“看哪里”的编号），今天看过也再看。"
        )
        parser.add_argument("--dry-run", action="store_true", help="只列出要看的，不去看。")
        parser.add_argument("--hosts", type=int, default=3, help="最多同时看几个网站（1 到 4）。")
        parser.add_argument("--longest", type=float, default=240, help="一次最多看多少分钟。")
        parser.add_argument("--private", action="store_true", help="内网的机器也看（试验用）。")
        parser.add_argument("--pause", type=float, default=1, help="同一个网站最少隔几秒。")

    def handle(self, *, verbosity=1, **options):
        self.verbosity = verbosity
        self.told = self.due = 0
        seconds = options["longest"] * 60
        if not (options["now"] or options["page"] or options["dry_run"]):
            seconds = min(seconds, self.seconds_of_night())
            if not seconds:
                self.say(f"不到夜里（{settings.WATCH_HOURS} 点），不看。要现在看请加 --now。")
                return
        if options["dry_run"]:
            self.list_pages(self.pages(options["page"]))
            return
        try:
            with one_run(settings.VAR_DIR / "watch.lock"), stopped_in_order():
                self.look(seconds, options)
        except AnotherRun:
            self.say("另一次还没有看完，这次不看。")

    def seconds_of_night(self) -> float:
        try:
            night = hours.hours_of(settings.WATCH_HOURS)
        except ValueError as error:
            raise CommandError(str(error)) from error
        return hours.left(night, timezone.localtime())

    def look(self, seconds: float, options: dict) -> None:
        """Make the missing rows, look at what is due, and say what came of it."""
        added = add_missing_rows()
        if added:
            self.say(f"“看哪里”添了 {added} 行。")
        begun = timezone.now()
        findings.settle(begun)
        asker = Asker(
            official_only(),
            agent_of(settings.SITE_URL),
            pause=options["pause"],
            private=options["private"],
        )
        run = Run(asker, timezone.now, timezone.localdate, self.tell)
        watched = time.monotonic()
        try:
            hosts = max(1, min(options["hosts"], MOST_HOSTS))
            pages = self.pages(options["page"])
            self.due = len(pages)
            run.go(pages, hosts=hosts, longest=seconds)
        except NoNetwork as error:
            raise CommandError(NO_NETWORK) from error
        finally:
            self.sum_up(run, begun, time.monotonic() - watched)

    def pages(self, pk: int | None) -> list[WatchedPage]:
        """Return what is to be looked at: everything that is due, or one page."""
        now = timezone.now()
        if pk is None:
            return list(WatchedPage.objects.due(now))
        page = WatchedPage.objects.filter(pk=pk).first()
        if page is None:
            raise CommandError(f"“看哪里”没有编号 {pk} 的一行。")
        if page.rests_until and page.rests_until > now:
            until = timezone.localtime(page.rests_until)
            raise CommandError(f"{page.name}：对方要我们歇到 {until:%Y-%m-%d %H:%M}，没有去看。")
        return [page]

    def list_pages(self, pages: list[WatchedPage]) -> None:
        for page in pages:
            self.say(f"要看　{page.pk}　{page.name}　{page.url}")
        self.say(f"要看 {len(pages)} 页，{len({page.host for page in pages})} 个网站。")

    def tell(self, page: WatchedPage, looked: Looked) -> None:
        """Say what a page came to, and how many of those that are due were looked at."""
        self.told += 1
        outcome = WatchedPage.Outcome(looked.outcome).label
        words = "" if looked.words == outcome else f"　{looked.words}"
        self.say(f"{outcome}　{page.name}　{page.url}{words}　（{self.told}/{self.due}）")

    def sum_up(self, run: Run, begun: datetime.datetime, seconds: float) -> None:
        """Say in a line what was looked at and what came of it."""
        counted = Counter(looked.outcome for looked in run.looked)
        parts = [f"{word} {counted[one]}" for one, word in _SUMMARY.items() if counted[one]]
        new = Finding.objects.filter(found_at__gte=begun)
        parts += [f"新文件 {number}"] if (number := new.filter(kind="new").count()) else []
        parts += [f"官网原文未变 {number}"] if (number := run.unchanged) else []
        if run.silent and not run.looked:
            parts = [f"{len(run.silent)} 页没有回音"]
        requests = sum(host.requests for host in run.asker.hosts.values())
        said = "，".join(parts) or "没有要看的"
        self.say(
            f"看了 {len(run.looked)} 页，请求 {requests} 次，用了 {seconds:.0f} 秒：{said}。"
            f"新告诉编辑 {new.count()} 件。"
        )

    def say(self, words: str) -> None:
        if self.verbosity:
            self.stdout.write(words)
