"""Close a finding with a reason, or open it again; the second of two people is told."""

import datetime
import hashlib
import json

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction

from desk.models import Assignment
from desk.publishing import name_of
from desk.row_locks import locked_or_none
from watch.models import Finding

from .words import at

#: Characters of what somebody writes on closing.
LONGEST_WORDS = 150


class Reason(models.TextChoices):
    """Why somebody closes a finding."""

    CHECKED = "checked", "对过了，不用改"
    DONE = "done", "已经照着录了、改了"
    UNRELATED = "unrelated", "和我们无关"
    OTHER = "other", "别的"


def needs_words(finding: Finding, reason: str) -> bool:
    """Whether a choice alone says too little: of a changed text, one has to say what was seen."""
    return finding.kind == Finding.Kind.CHANGED or reason in (Reason.CHECKED, Reason.OTHER)


def seen(finding: Finding) -> str:
    """Return a token of what a page shows of a finding; it changes when any of that changes."""
    shown = json.dumps([finding.snapshot_id, finding.details], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def close(pk: int, shown: str, because: str, by: User, now: datetime.datetime) -> Finding:
    """Close a finding that is still as it was ``shown``. Raises ValidationError where it is not."""
    with transaction.atomic():
        finding = _locked(pk)
        if told := closed_in_words(finding):
            raise ValidationError(f"已经了结了，您这次没有再记。{told}。")
        if seen(finding) != shown:
            raise ValidationError("您打开以后，官网又看到了别的。下面是现在的，请再看一遍。")
        finding.closed_at, finding.closed_by, finding.closed_because = now, by, because
        finding.save(update_fields=["closed_at", "closed_by", "closed_because"])
        Assignment.objects.done(finding)
    return finding


def reopen(pk: int) -> Finding:
    """Open a closed finding again. Raises ValidationError where it is open."""
    with transaction.atomic():
        finding = _locked(pk)
        if finding.closed_at is None:
            raise ValidationError("这一条已经是没了结的，刚才可能有人重新打开了。")
        finding.closed_at = finding.closed_by = None
        finding.closed_because = ""
        finding.save(update_fields=["closed_at", "closed_by", "closed_because"])
    return finding


def closed_in_words(finding: Finding) -> str:
    """Say who closed a finding, when and why; empty while it is open."""
    if finding.closed_at is None:
        return ""
    when, why = at(finding.closed_at), finding.closed_because or "没有写为什么"
    if finding.closed_by is None:
        return f"{when}它自己了结了：{why}"
    return f"{name_of(finding.closed_by)}，{when}了结的：{why}"


def _locked(pk: int) -> Finding:
    finding = locked_or_none(Finding, pk)
    if finding is None:
        raise ValidationError("这一条已经不在了：看哪里的那一行可能删掉了。")
    return finding
