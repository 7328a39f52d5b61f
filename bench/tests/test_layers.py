"""The list of layers: all that is kept below the page store, and nothing that is gone."""

import re

from bench.layers import LAYERS
from bench.served import ROOT

PACKAGES = ("calculator", "faq", "pages", "regions", "yibao_site")
MEMOISED = re.compile(r"^@(?:memo\.)?memoised_per_revision\(.+\)\ndef (\w+)", re.MULTILINE)
FRAGMENT = re.compile(r"{% cache None (\w+)")
#: What is measured by a switch of its own.
SWITCHED = {"caching.addresses", "caching.static_storage"}


def memoised() -> set[str]:
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    return {
        ".".join([*file.relative_to(ROOT).with_suffix("").parts, name])
        for file in files
        if "tests" not in file.parts
        for name in MEMOISED.findall(file.read_text(encoding="utf-8"))
    }


def fragments() -> set[str]:
    files = (ROOT / "templates").rglob("*.html")
    found = {name for f in files for name in FRAGMENT.findall(f.read_text(encoding="utf-8"))}
    return {f"fragment {name}" for name in found}


def is_of(function: str, layer: str) -> bool:
    return f"{function}.".startswith(f"{layer}.")


def test_each_layer_that_is_measured_is_there():
    kept = memoised() | fragments() | SWITCHED
    gone = [row.name for row in LAYERS if not any(is_of(name, row.name) for name in kept)]

    assert gone == []


def test_all_that_is_kept_is_measured():
    kept = memoised() | fragments()
    unmeasured = {n for n in kept if not any(is_of(n, row.name) for row in LAYERS)}

    assert unmeasured == set()
