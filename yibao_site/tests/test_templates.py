"""Templates as a whole: each is used, says what it takes, and types no figure."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from regions.figures import figures_in

FOLDER = Path(settings.BASE_DIR) / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
#: Found by Django itself.
BY_NAME = {
    "400.html",
    "403.html",
    "403_csrf.html",
    "500.html",
    "admin/base_site.html",
    "admin/submit_line.html",
}


def text_of(name):
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_is_left_over(name):
    code = "".join(
        path.read_text(encoding="utf-8")
        for app in ("calculator", "desk", "faq", "pages", "regions", "yibao_site")
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
        if "tests" not in path.parts
    )
    others = "".join(text_of(other) for other in TEMPLATES if other != name)

    assert name in BY_NAME or f'"{name}"' in code + others


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_types_a_figure(name):
    visible = re.sub(r"{[{%#].*?[}%#]}", "", text_of(name))

    assert figures_in(visible) == []


def test_no_line_of_the_admin_is_too_long_to_be_read_in_a_diff():
    lines = [line for name in TEMPLATES if "admin/" in name for line in text_of(name).splitlines()]

    assert [line for line in lines if len(line) > 160] == []


@pytest.mark.parametrize("name", [n for n in TEMPLATES if n.startswith("components/") or "/_" in n])
def test_a_part_says_in_its_first_line_what_it_takes(name):
    assert re.match(r"({% load \w+ %})?{# .*Takes[: ].* #}", text_of(name).splitlines()[0])


@pytest.mark.parametrize("name", [n for n in TEMPLATES if n.startswith("components/") is False])
def test_parts_are_included_with_only_what_they_take(name):
    includes = re.findall(r"{% include (.*?) %}", text_of(name))

    assert [i for i in includes if " with " in i and not i.endswith(" only")] == []
