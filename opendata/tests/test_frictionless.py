"""The package of the files, judged by a program that nobody here wrote (``make open-data``)."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from opendata.files import folder
from opendata.tests.written import set_of_facts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

OURS = settings.BASE_DIR / ".frictionless/bin/frictionless"


@pytest.fixture(scope="module")
def frictionless() -> str:
    """The program, in an environment of its own; without it the tests are skipped."""
    found = shutil.which(os.environ.get("FRICTIONLESS") or OURS)
    if not found:
        pytest.skip("no frictionless: make open-data")
    return str(Path(found).absolute())


@pytest.fixture(scope="module")
def written(request, frictionless):
    with set_of_facts(request) as made:
        yield made


def judged(program: str, package: Path) -> dict:
    """What frictionless says of a package, as it prints it."""
    done = subprocess.run(  # noqa: S603 (the program that the operator named)
        [program, "validate", "--json", package.name],
        cwd=package.parent,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return json.loads(done.stdout)


def test_frictionless_finds_the_package_valid(written, frictionless):
    report = judged(frictionless, written / folder.PACKAGE)

    assert report["valid"], [task["errors"] for task in report["tasks"] if not task["valid"]]
    assert len(report["tasks"]) >= 19


def test_frictionless_sees_a_file_that_somebody_changed(written, frictionless):
    tiers = written / "tiers.csv"
    as_it_was = tiers.read_bytes()
    tiers.write_bytes(as_it_was.replace(b".00", b".0O", 1))

    report = judged(frictionless, written / folder.PACKAGE)

    tiers.write_bytes(as_it_was)
    assert not report["valid"]
