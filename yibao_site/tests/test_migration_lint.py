import subprocess
import sys

import pytest
from django.apps import apps
from django.conf import settings

from yibao_site.tests.migration_lint import RELEASED


def judged(*arguments: str) -> tuple[int, str]:
    """What ``make check`` would be told: exit code and words. Outside the tests' transactions."""
    done = subprocess.run(  # noqa: S603 (our own interpreter)
        [sys.executable, "-m", "yibao_site.tests.migration_lint", *arguments],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize("after", ["operation=0", "regions=24"], ids=["new-table", "may-be-empty"])
def test_what_the_version_before_does_not_notice_passes(after):
    code, words = judged(after)

    assert code == 0, words
    assert " OK" in words


@pytest.mark.parametrize(
    ("after", "why"),
    [("regions=12", "DROPPING columns"), ("regions=9", "neither empty nor a db_default")],
    ids=["goes", "has-to-be-filled"],
)
def test_a_column_that_the_version_before_would_trip_over_is_refused(after, why):
    code, words = judged(after)

    assert code == 1
    assert why in words


def test_every_app_of_ours_with_migrations_is_looked_at():
    ours = {
        app.label
        for app in apps.get_app_configs()
        if (settings.BASE_DIR / app.label / "migrations").is_dir()
    }

    assert ours == RELEASED.keys()
