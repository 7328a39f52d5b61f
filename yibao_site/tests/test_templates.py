"""Templates as a whole: each is used, says what it takes, and types no figure."""

import re
from pathlib import Path

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


TEXTS = {name: (FOLDER / name).read_text(encoding="utf-8") for name in TEMPLATES}


def test_no_template_is_left_over():
    code = "".join(
        path.read_text(encoding="utf-8")
        for app in ("calculator", "desk", "faq", "pages", "regions", "yibao_site")
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
        if "tests" not in path.parts
    )

    def named(name):
        texts = [code, *(text for other, text in TEXTS.items() if other != name)]
        return any(f'"{name}"' in text for text in texts)

    assert [name for name in TEMPLATES if name not in BY_NAME and not named(name)] == []


def test_no_template_types_a_figure():
    visible = {name: re.sub(r"{[{%#].*?[}%#]}", "", text) for name, text in TEXTS.items()}

    assert {name: found for name, text in visible.items() if (found := figures_in(text))} == {}


def test_a_part_says_in_its_first_line_what_it_takes():
    parts = [name for name in TEMPLATES if name.startswith("components/") or "/_" in name]
    says = re.compile(r"({% load \w+ %})?{# .*Takes[: ].* #}")

    assert parts
    assert [name for name in parts if not says.match(TEXTS[name].splitlines()[0])] == []


def test_parts_are_included_with_only_what_they_take():
    includes = [
        (name, include)
        for name, text in TEXTS.items()
        if not name.startswith("components/")
        for include in re.findall(r"{% include (.*?) %}", text)
    ]

    assert includes
    assert [i for i in includes if " with " in i[1] and not i[1].endswith(" only")] == []
