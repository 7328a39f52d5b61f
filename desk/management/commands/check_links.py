"""Check whether the addresses on our pages still work; a nightly job runs this.

Without a network of our own nothing is saved, and the command fails, so that the job tells.
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Field, Model, URLField
from django.utils import timezone

from desk import link_check
from operation.models import OperationRun
from regions import terms
from regions.kinds import publishable_models, text_fields
from regions.models import LinkCheck, Source
from regions.models.link import official_domains
from regions.models.publication import Publication, Publishable
from text.progress import Progress

NO_NETWORK = (
    "我们这里没有网络，什么都没有记。几乎所有网站都没有回音，不会是它们一起坏了："
    "请先看这台机器能不能上网、能不能查到域名，再查一遍。"
)
NEVER_SHOWN = ("staff_note", "synonyms", "full_text")


class Command(BaseCommand):
    help = "检查公开的网址打不打得开、有没有被转到别处，结果写在后台。给定时任务用。"

    def add_arguments(self, parser):
        parser.add_argument("--timeout", type=float, default=15, help="每次最多等几秒。")
        parser.add_argument("--pause", type=float, default=1, help="同一个网站隔几秒再查下一个。")
        parser.add_argument("--private", action="store_true", help="内网的机器也查。")
        parser.add_argument("--hosts", type=int, default=8, help="最多同时查几个网站。")

    def handle(self, *, timeout, pause, hosts, private, verbosity=1, **options):
        urls = addresses()
        checker = link_check.Checker(
            frozenset(official_domains()),
            timeout=timeout,
            pause=pause,
            hosts=hosts,
            private=private,
        )
        begun = timezone.now()
        found = []
        with Progress(self.stdout if verbosity else None, "查网址", len(urls)) as so_far:
            for one in checker.check_all(sorted(urls)):
                found.append(one)
                so_far.step(one.url)
        if link_check.without_network(found):
            self.note(begun, "这台机器没有网络，没有查成。")
            raise CommandError(NO_NETWORK)
        link_check.note(found, timezone.now())
        link_check.forget_unused(urls)
        self.note(begun, f"查了 {len(found)} 个网址。", Counter(one.outcome for one in found))
        if verbosity:
            for one in found:
                if one.outcome != LinkCheck.Outcome.FINE:
                    self.stdout.write(f"{one.outcome.label}　{one.url}　{one.reason}{one.advice}")
            self.stdout.write(f"查了 {len(found)} 个网址。")

    def note(
        self, begun: datetime.datetime, summary: str, found: Mapping[str, int] | None = None
    ) -> None:
        """Keep what this run came to; without ``found`` it failed."""
        OperationRun.objects.note(
            OperationRun.Kind.LINKS,
            started_at=begun,
            ended_at=timezone.now(),
            ok=found is not None,
            summary=summary,
            figures=dict(found or {}),
        )


def addresses() -> set[str]:
    """Return the addresses that public pages show, from address fields and from texts."""
    found = set[str]()
    for source in Source.objects.shown():
        found |= {source.url, *_within(source.shown_texts)}
    for model in publishable_models():
        if model is not Source:
            found |= _of_facts(model)
    return found - {""}


def _of_facts(model: type[Publishable]) -> set[str]:
    """Return the addresses in the published facts of one model and their parts."""
    found = set[str]()
    published = model._default_manager.filter(status=Publication.PUBLISHED)
    for fact in published.prefetch_related(*model.PARTS):
        for row in [fact, *(part for name in model.PARTS for part in getattr(fact, name).all())]:
            for field in _shown_fields(type(row)):
                text = getattr(row, field.name)
                found.update([text] if isinstance(field, URLField) else _within([text]))
    return found


def _shown_fields(model: type[Model]) -> list[Field]:
    """Return the text fields of a fact or part that pages show."""
    return [field for field in text_fields(model) if field.name not in NEVER_SHOWN]


def _within(texts: Iterable[str]) -> list[str]:
    return [url for text in texts for url in terms.addresses_in(text)]
