"""Look whether the addresses on our pages still work: for a nightly job."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from regions import link_check
from regions.models import LinkCheck, LookupChannel
from regions.models.link import official_domains
from yibao_site.views.about import sources_used


class Command(BaseCommand):
    help = "检查公开的网址打不打得开、有没有被转到别处，结果写在后台。给定时任务用。"

    def add_arguments(self, parser):
        parser.add_argument("--timeout", type=float, default=15, help="每次最多等几秒。")
        parser.add_argument("--pause", type=float, default=1, help="同一个网站隔几秒再查下一个。")
        parser.add_argument("--hosts", type=int, default=8, help="最多同时查几个网站。")

    def handle(self, *, timeout, pause, hosts, verbosity=1, **options):
        urls = addresses()
        checker = link_check.Checker(
            frozenset(official_domains()), timeout=timeout, pause=pause, hosts=hosts
        )
        found = list(checker.check_all(sorted(urls)))
        link_check.note(found, timezone.now())
        link_check.forget_unused(urls)
        if verbosity:
            for one in found:
                if one.outcome != LinkCheck.Outcome.FINE:
                    self.stdout.write(f"{one.outcome.label}　{one.url}　{one.reason}{one.advice}")
            self.stdout.write(f"查了 {len(found)} 个网址。")


def addresses() -> set[str]:
    """The addresses that public pages show."""
    channels = LookupChannel.objects.published().exclude(url="").values_list("url", flat=True)
    sources = sources_used().exclude(url="").values_list("url", flat=True)
    return {*channels, *sources}
