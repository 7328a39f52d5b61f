"""Loading lines as those of a fixture file."""

import json
from io import StringIO

import pytest
from django.core.management import call_command


@pytest.fixture
def load(tmp_path, settings, monkeypatch):
    """Load lines as those of one file; returns what the command says.

    A line is a model and its fields, and the day it changed where that is not the edition's.
    """
    settings.BASE_DIR = tmp_path
    monkeypatch.setattr("regions.fact_files.FILES", ["facts.json"])
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures" / "edition.json").write_text('{"changed_on": "2026-10-01"}')

    def load(*lines, **options):
        written = [
            {"model": model if "." in model else f"regions.{model}", "fields": fields}
            | ({"changed_on": day[0]} if day else {})
            for model, fields, *day in lines
        ]
        path = tmp_path / "fixtures" / "facts.json"
        path.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")
        out = StringIO()
        call_command("load_facts", stdout=out, **options)
        return out.getvalue()

    return load


@pytest.fixture
def zhang(db):
    from django.contrib.auth.models import User

    return User.objects.create_user("zhang", first_name="张兰")


@pytest.fixture
def li(db):
    from django.contrib.auth.models import User

    return User.objects.create_user("li", first_name="李明")


@pytest.fixture
def loaded(load):
    from .fact_lines import OLD  # models cannot be imported before the settings

    load(*OLD)
    return load
