import datetime

import pytest

from operation.models import OperationRun

AT = datetime.datetime(2026, 11, 30, 3, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def noted(number: int, *, ok: bool = True, kind: str = OperationRun.Kind.BACKUP) -> OperationRun:
    start = AT + number * MINUTE
    return OperationRun.objects.note(
        kind, started_at=start, ended_at=start + MINUTE, ok=ok, summary=f"第{number}次"
    )


def test_the_newest_run_and_the_newest_good_one_differ():
    good, bad = noted(1), noted(2, ok=False)
    noted(3, kind=OperationRun.Kind.DRILL)

    assert OperationRun.objects.newest("backup") == bad
    assert OperationRun.objects.newest_good("backup") == good
    assert OperationRun.objects.newest("mirror") is None


def test_only_the_last_runs_of_a_kind_are_kept(monkeypatch):
    monkeypatch.setattr(OperationRun, "KEPT", 3)
    drill = noted(0, kind=OperationRun.Kind.DRILL)

    runs = [noted(number) for number in range(5)]

    assert list(OperationRun.objects.filter(kind="backup").order_by("pk")) == runs[2:]
    assert OperationRun.objects.newest("drill") == drill
