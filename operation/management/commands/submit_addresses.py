"""``manage.py submit_addresses``: tell search engines which addresses changed, each once."""

import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from faq.models import Question, question_subject
from operation.models import OperationRun, SubmittedAddress
from operation.noting import note
from operation.submitting import MOST, Letter, changed, gone, submit
from pages.sitemaps.base import Entry, PageSitemap
from pages.sitemaps.places import RegionSitemap
from pages.sitemaps.questions import QuestionSitemap
from regions import editions
from regions.models.revision import place_subject
from regions.place_facts import all_places


class Command(BaseCommand):
    help = "把改过的网址告诉搜索引擎（百度推送、IndexNow），每个改动只交一次；给定时任务用"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只列出要交哪些，不交。")
        parser.add_argument("--private", action="store_true", help="内网的机器也交。")

    def handle(self, *, dry_run, private, **options):
        letters = _letters()
        if not letters:
            self.stdout.write("没有设 BAIDU_PUSH_TOKEN、INDEXNOW_KEY，什么都没有交。")
            return
        started, entries, moments = timezone.now(), _entries(), _moments()
        told, faults, figures = [], [], {}
        for letter in letters:
            name, new = letter.engine.label, changed(letter.engine, entries, moments)
            lost = gone(letter.engine, entries)
            if dry_run:
                self.stdout.write(f"{name}：要交 {len(lost + new)} 个网址，一次最多 {MOST} 个。")
                for address, day in lost + new:
                    self.stdout.write(f"{address} {day or ''}".strip())
                continue
            if not lost + new:
                told.append(f"{name}没有新的")
                continue
            outcome = submit(letter, new, settings.SITE_URL, started, lost=lost, private=private)
            left = "" if outcome.remain is None else f"，今天还能交 {outcome.remain} 个"
            told.append(f"{name}收了 {len(outcome.taken)} 个网址{left}")
            figures[letter.engine.value] = len(outcome.taken)
            faults += [outcome.fault] if outcome.fault else []
        if dry_run:
            return
        summary = "；".join(told) + "。" + "".join(faults)
        ended = timezone.now()
        kind = OperationRun.Kind.SUBMIT
        note(
            kind, started, ended, ok=not faults, summary=summary, figures=figures,
            faults=self.stderr,
        )  # fmt: skip
        if faults:
            raise CommandError(summary)
        self.stdout.write(summary)


def _letters() -> list[Letter]:
    """The engines that the operator has a key of."""
    engines = SubmittedAddress.Engine
    known = [
        Letter(engines.BAIDU, settings.BAIDU_PUSH_URL, settings.BAIDU_PUSH_TOKEN),
        Letter(engines.INDEXNOW, settings.INDEXNOW_URL, settings.INDEXNOW_KEY),
    ]
    return [letter for letter in known if letter.key]


def _entries() -> list[Entry]:
    today = timezone.localdate()
    kinds = (RegionSitemap, QuestionSitemap, PageSitemap)
    return [entry for kind in kinds for entry in kind.entries(today)]


def _moments() -> dict[str, datetime.datetime]:
    """When a fact of each place and question last changed or was taken back, if that is known."""
    subjects = {place.get_absolute_url(): place_subject(place.pk) for place in all_places()}
    for question in Question.objects.published():
        subjects[question.get_absolute_url()] = question_subject(question.pk)
    found = ((address, editions.of_subject(subject).at) for address, subject in subjects.items())
    return {address: at for address, at in found if at is not None}
