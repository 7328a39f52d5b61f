"""The reference of the environment names what the programs read, and nothing else."""

import ast
import itertools
import re

from django.conf import settings

from operation.tests.deployed import DEPLOY

EXAMPLE = (DEPLOY / "environment.example").read_text(encoding="utf-8")


def told() -> set[str]:
    """The names in the table of the settings' docstring, and those gunicorn's settings read."""
    source = (settings.BASE_DIR / "yibao_site/settings.py").read_text(encoding="utf-8")
    table = (ast.get_docstring(ast.parse(source)) or "").partition("=====")[2]
    of_table = re.findall(r"``([A-Z][A-Z_]+)``", table)
    gunicorn = (settings.BASE_DIR / "gunicorn.conf.py").read_text(encoding="utf-8")
    return {*of_table, *re.findall(r"environ\.get\(.(\w+)", gunicorn)}


def read() -> set[str]:
    """The names that the settings ask the environment for."""
    source = (settings.BASE_DIR / "yibao_site/settings.py").read_text(encoding="utf-8")
    return set(re.findall(r'\benv(?:\.\w+)?\(\s*"([A-Z_]+)"', source))


def test_the_example_lists_every_setting_and_no_other():
    listed = re.findall(r"^#?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE)

    assert sorted(listed) == sorted(told())


def test_the_table_lists_what_the_settings_read():
    assert read() - told() == set()


def test_every_setting_is_explained_above():
    lines = EXAMPLE.splitlines()
    bare = [
        line
        for above, line in itertools.pairwise(lines)
        if re.match(r"#?[A-Z_]+=", line) and not re.match(r"# |#?[A-Z_]+=", above)
    ]

    assert [line for line in bare if line not in ("#BIND=127.0.0.1:8000", "#DEBUG=0")] == []
