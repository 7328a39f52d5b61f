"""Templates as a whole: each is used, says what it takes, and types no figure."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Engine

from text.figures import words_of_figures
from yibao_site.template_loader import Loader

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


ROOMS = [
    *("protection", "regions", "watch", "calculator", "faq", "pages", "opendata", "operation"),
    *("desk", "yibao_site"),
]
TEXTS = {name: (FOLDER / name).read_text(encoding="utf-8") for name in TEMPLATES}


def test_no_template_is_left_over():
    code = "".join(
        path.read_text(encoding="utf-8")
        for app in ROOMS
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py")
        if "tests" not in path.parts
    )

    def named(name):
        texts = [code, *(text for other, text in TEXTS.items() if other != name)]
        return any(f'"{name}"' in text for text in texts)

    assert [name for name in TEMPLATES if name not in BY_NAME and not named(name)] == []


def test_no_template_types_a_figure():
    visible = {name: re.sub(r"{[{%#].*?[}%#]}", "", text) for name, text in TEXTS.items()}

    # What tags say in their attributes is read out and shown too.
    said = {name: re.sub("[<>]", " ", text) for name, text in visible.items()}
    assert {name: found for name, text in said.items() if (found := words_of_figures(text))} == {}


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


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "<ul>\n  {% for x in rows %}\n\t<li>{{ x }}\n{% endfor %}",
            "<ul>\n{% for x in rows %}<li>{{ x }}\n{% endfor %}",
        ),
        ("{# What it is. #}\n<p>", "{# What it is. #}<p>"),
        ("{% block a %}\n甲\n{% endblock %}\n<p>", "{% block a %}甲\n{% endblock %}<p>"),
        ("{% if a %}<b>{% endif %}\n甲", "{% if a %}<b>{% endif %}\n甲"),
        ('{% include "a.html" %}\n甲', '{% include "a.html" %}\n甲'),
        ("<p>甲</p>\n", "<p>甲</p>"),
    ],
    ids=["indented", "comment", "block", "with-text", "include", "end"],
)
def test_a_page_carries_no_indentation_and_no_empty_line_of_a_tag_alone(tmp_path, written, read):
    (tmp_path / "list.html").write_text(written)
    loader = Loader(Engine.get_default(), [tmp_path])
    origin = next(loader.get_template_sources("list.html"))

    assert loader.get_contents(origin) == read


def test_our_templates_are_read_that_way_and_those_of_others_as_they_are():
    cached = Engine.get_default().template_loaders[0]

    assert [type(loader).__module__ for loader in cached.loaders] == [
        "yibao_site.template_loader",
        "django.template.loaders.app_directories",
    ]
