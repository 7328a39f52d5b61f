"""A changed key: what former keys signed holds as long as they are named, and no longer."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from desk.accounts import kept_posts

OLD, NEW = "the key of yesterday", "the key of today"


@pytest.fixture
def old_key(settings):
    settings.SECRET_KEY = OLD


@pytest.fixture
def change(settings):
    """Change the key, with the old one named as a former one or not."""

    def changed(*former: str) -> None:
        settings.SECRET_KEY = NEW
        settings.SECRET_KEY_FALLBACKS = list(former)

    return changed


def test_former_keys_come_from_the_environment(tmp_path):
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from yibao_site import settings; print(settings.SECRET_KEY_FALLBACKS)",
        ],
        cwd=settings.BASE_DIR,
        env=os.environ | {"VAR_DIR": str(tmp_path), "SECRET_KEY_FALLBACKS": "one,,two"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert told.strip() == "['one', 'two']"


@pytest.mark.django_db
@pytest.mark.parametrize(("former", "status"), [([OLD], 200), ([], 302)])
def test_staff_stay_logged_in_while_the_old_key_is_named(old_key, change, client, former, status):
    client.force_login(User.objects.create_superuser("root"))
    assert client.get(settings.ADMIN_URL).status_code == 200

    change(*former)

    assert client.get(settings.ADMIN_URL).status_code == status


def test_an_open_form_stays_its_editors_while_the_old_key_is_named(old_key, change):
    data = {kept_posts.OWNER: kept_posts.owner_text(User(pk=7))}

    change(OLD)
    assert kept_posts.owner_of(data) == 7

    change()
    assert kept_posts.owner_of(data) is None
