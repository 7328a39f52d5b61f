"""``conftest.py`` fails a test when one of our templates prints what nobody passed."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine, Origin, Template, TemplateSyntaxError
from django.template.loader import render_to_string

OURS = Path(settings.BASE_DIR) / "templates"
THEIRS = Path(settings.BASE_DIR) / ".venv" / "admin"


def render(source: str, folder: Path = OURS, name: str = "page.html", **context) -> str:
    """Render ``source`` as if it were a file ``name`` in ``folder``."""
    origin = Origin(str(folder / name), template_name=name)
    return Template(source, origin, engine=Engine.get_default()).render(Context(context))


@pytest.mark.parametrize(
    "source",
    [
        "{{ missing }}",
        "{{ missing.part }}",
        "{{ place.missing }}",
        "{{ missing|upper }}",
        "{% if place %}{{ missing }}{% endif %}",
        "{% with copy=missing %}{% endwith %}",
        "{% icon missing %}",
    ],
)
def test_a_missing_variable_fails(source):
    with pytest.raises(TemplateSyntaxError, match="missing"):
        render(source, place={"name": "兰州"})


def test_the_failure_names_variable_and_template():
    with pytest.raises(TemplateSyntaxError, match=r"regions/x\.html.*place\.nmae"):
        render("{{ place.nmae }}", name="regions/x.html", place={"name": "兰州"})


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("{{ place.name }}", "兰州"),
        ("{{ empty }}{{ nothing }}", "None"),
        ("{% if missing %}yes{% else %}no{% endif %}", "no"),
        ("{% if missing.part == 1 or not missing %}yes{% endif %}", "yes"),
        ("{% for x in missing %}x{% empty %}none{% endfor %}", "none"),
        ("{% firstof missing 'other' %}", "other"),
        ("{{ missing|default:'other' }}", "other"),
    ],
)
def test_what_is_passed_or_asked_about_is_fine(source, printed):
    assert render(source, place={"name": "兰州"}, empty="", nothing=None) == printed


def test_templates_of_others_print_nothing_instead():
    assert render("[{{ missing }}{{ missing|lower }}]", folder=THEIRS) == "[]"


def test_our_own_admin_templates_are_strict():
    with pytest.raises(TemplateSyntaxError, match="missing"):
        render("{{ missing }}", folder=OURS / "admin")


def test_only_our_part_of_an_extended_template_is_strict():
    """Theirs print what they like around our blocks; in our blocks the rule holds."""
    their_base = Template(
        "[{{ missing }}{% block content %}{% endblock %}]",
        Origin(str(THEIRS / "base.html"), template_name="base.html"),
        engine=Engine.get_default(),
    )
    fine = "{% extends base %}{% block content %}{{ place }}{% endblock %}"
    wrong = "{% extends base %}{% block content %}{{ missing }}{% endblock %}"

    assert render(fine, base=their_base, place="兰州") == "[兰州]"
    with pytest.raises(TemplateSyntaxError, match=r"page\.html"):
        render(wrong, base=their_base)


def test_templates_of_the_admin_still_render():
    """They print variables that are not always there."""
    assert "<html" in render_to_string("admin/base.html")
