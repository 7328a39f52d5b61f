"""Publish changes of one question by the project's own steps, and write down when each stood.

``python -m cluster.publisher people`` makes the editor and the reviewer and prepares the
question. ``… run FILE --first N --count N --pace SECONDS`` publishes that many changes and adds a
line ``NUMBER TIME 1`` to FILE after each commit. Where the database is away the next change
is tried: what counts is what was acknowledged. It rests while there is a file with the ending
``.pause`` in place of that of FILE.
"""

import argparse
import os
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibao_site.settings")
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.db import (  # noqa: E402
    DatabaseError,
    InterfaceError,
    close_old_connections,
    transaction,
)
from django.utils import timezone  # noqa: E402

from desk import publishing  # noqa: E402
from faq.models import Question  # noqa: E402
from regions.models import Publication  # noqa: E402

from .marks import EDITED_SLUG, SLUG, marked  # noqa: E402
from .stage import EDITOR, PASSWORD, REVIEWER  # noqa: E402


def people() -> None:
    """Make who edits and who approves, and put the first mark on the page that is watched."""
    for name, role in ((EDITOR, "编辑"), (REVIEWER, "审核")):
        user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    publish(0)
    publishing.copy_of(Question.objects.originals().get(slug=EDITED_SLUG))


def publish(number: int) -> None:
    """Publish the change ``number``: copy, edit, submit, approve, in one transaction."""
    with transaction.atomic():
        draft = publishing.copy_of(Question.objects.originals().get(slug=SLUG))
        if draft.status == Publication.IN_REVIEW:  # somebody who was interrupted left it there
            publishing.send_back(draft)
            draft.refresh_from_db()
        draft.body = marked(draft.body, number)
        draft.save_because("改动")
        publishing.submit(draft)
        draft.refresh_from_db()
        publishing.publish(draft, User.objects.get(username=REVIEWER), timezone.localdate())


def run(file: Path, first: int, count: int, pace: float) -> None:
    number, pause = first, file.with_suffix(".pause")
    with file.open("a", buffering=1) as log:
        while number < first + count:
            while pause.exists():
                time.sleep(0.05)
            began = time.monotonic()
            try:
                publish(number)
            except (DatabaseError, InterfaceError) as error:
                print(f"{number}: {type(error).__name__} {error}", flush=True)
                close_old_connections()
            else:
                log.write(f"{number} {time.monotonic():.4f} 1\n")
            number += 1
            time.sleep(max(0.0, began + pace - time.monotonic()))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m cluster.publisher", description=__doc__)
    parser.add_argument("what", choices=["people", "run"])
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--pace", type=float, default=1.0)
    asked = parser.parse_args()
    if asked.what == "people":
        people()
    else:
        run(asked.file, asked.first, asked.count, asked.pace)


if __name__ == "__main__":
    main()
