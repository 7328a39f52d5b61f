"""The documents name files, sections, commands, units and settings that exist."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from operation.tests.deployed import DEPLOY

BASE_DIR = Path(settings.BASE_DIR)
DOCUMENTS = [
    BASE_DIR / "README.md",
    *sorted((BASE_DIR / "docs").rglob("*.md")),
    *sorted(DEPLOY.glob("*.md")),
]
OPERATIONS = (BASE_DIR / "docs/operations.md").read_text(encoding="utf-8")
#: Names in capitals that others read: Django's own commands, a shell, the tests.
OTHERS_READ = {
    "PYTHONDONTWRITEBYTECODE",
    "DJANGO_SUPERUSER_USERNAME",
    "DJANGO_SUPERUSER_PASSWORD",
    "TEST_DATABASE_URL",
    "STOPPED_FOR",
    "MALLOC_ARENA_MAX",
}


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"```.*?```", "", text, flags=re.DOTALL), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(document: Path) -> list[str]:
    """The links of a document that lead to no file or section here."""
    dead = []
    text = re.sub(r"`[^`\n]*`", "", document.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (document.parent / name).resolve() if name else document
        found = file.exists() and (
            not anchor or anchor in anchors(file.read_text(encoding="utf-8"))
        )
        if not found:
            dead.append(target)
    return dead


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(BASE_DIR)))
def test_links_lead_somewhere(document):
    assert dead_links(document) == []


def test_a_link_to_nothing_is_noticed(tmp_path):
    document = tmp_path / "a.md"
    document.write_text(
        "# 一 B\n[x](#一-b) [y](#二) [z](b.md) [w](a.md#一-b) [u](https://x.org) `[v](/v/)`\n"
    )

    assert dead_links(document) == ["#二", "b.md"]


def test_sections_that_others_name_are_there():
    """Messages, comments and documents send the operator to a section by its name."""
    named = {
        (section, path.name)
        for pattern in ("*.md", "*.py", "*.conf", "*.example", "*.yaml")
        for folder in ("docs", "deploy", "operation", "yibao_site", "protection", ".")
        for path in (BASE_DIR / folder).glob(pattern if folder == "." else f"**/{pattern}")
        if path.name not in ("CHANGELOG.md", "test_docs.py")
        for section in re.findall(
            r"operations\.md[^“”\n]{0,5}“([^”\n]+)”", path.read_text(encoding="utf-8")
        )
    }
    known = {*re.findall(r"^#+ (.+)$", OPERATIONS, re.M), *re.findall(r"\*\*(.+?)\*\*", OPERATIONS)}

    assert named
    assert {(section, name) for section, name in named if section not in known} == set()


def test_the_contents_list_every_section_once():
    listed = re.findall(r"\]\(#([^)]+)\)", OPERATIONS.partition("## 目录")[2].partition("\n## ")[0])

    sections = re.findall(r"^## (.+)$", OPERATIONS, re.M)
    assert sorted(listed) == sorted(anchors("\n".join(f"## {s}" for s in sections)) - {"目录"})


def test_commands_are_there():
    named = set(re.findall(r"(?:manage\.py|\bmanage|deploy/manage) ([a-z_]+)\b", OPERATIONS))

    assert len(named) > 10
    assert named - set(get_commands()) == set()


def test_units_are_there():
    jobs = set(re.findall(r"yibao-job@([a-z_-]+)", OPERATIONS))
    units = set(re.findall(r"\byibao-[a-z-]+\.(?:timer|socket|service)\b", OPERATIONS))
    have = {path.name for path in (DEPLOY / "systemd").iterdir()}

    assert jobs
    assert jobs - set(get_commands()) - {"mirror-check"} == set()
    assert units - have == set()


def test_paths_in_the_tree_are_there():
    rooms = {path.name for path in BASE_DIR.iterdir() if path.is_dir()}
    named = {
        path
        for path in re.findall(r"`([a-z_]+/[\w./-]+\.(?:py|md|conf|example))`", OPERATIONS)
        if path.partition("/")[0] in rooms
    }

    assert named
    assert {path for path in named if not (BASE_DIR / path).exists()} == set()


def test_make_targets_are_there():
    makefile = (BASE_DIR / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"[`\n]make ([a-z-]+)", OPERATIONS))

    assert named
    assert named - set(re.findall(r"^([a-z-]+):", makefile, re.M)) == set()


def test_settings_are_there():
    example = (DEPLOY / "environment.example").read_text(encoding="utf-8")
    known = set(re.findall(r"^#?([A-Z][A-Z_]+)=", example, re.M)) | OTHERS_READ
    named = set(re.findall(r"`([A-Z][A-Z]+_[A-Z_]+)(?:=[^`]*)?`", OPERATIONS))

    assert named
    assert {name for name in named - known if not hasattr(settings, name)} == set()
