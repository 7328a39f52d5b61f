"""Passwords: which hasher, how many at once, and what those of before become."""

import contextlib
import threading
import time

import pytest
from django.contrib.auth import authenticate, hashers
from django.contrib.auth.models import User

from protection import passwords

PASSWORD = "yi-ge-chang-mima"


@pytest.fixture(autouse=True)
def real_hashers(settings):
    """The tests' own settings take quick ones."""
    settings.PASSWORD_HASHERS = ["protection.passwords.Argon2", "protection.passwords.PBKDF2"]


def test_a_password_is_hashed_by_argon2_with_nineteen_mebibytes():
    made = hashers.make_password(PASSWORD)

    assert made.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert hashers.check_password(PASSWORD, made)
    assert not hashers.check_password("cai-de", made)


@pytest.mark.parametrize(("typed", "kept"), [(PASSWORD, "argon2$"), ("cai-de", "pbkdf2_sha256$")])
def test_a_password_of_before_is_stored_anew_when_it_opens(rf, db, typed, kept):
    old = passwords.PBKDF2().encode(PASSWORD, "salt-of-before", iterations=1000)
    User.objects.create(username="mei", password=old)

    authenticate(rf.post("/admin/login/"), username="mei", password=typed)

    assert User.objects.get().password.startswith(kept)


@pytest.mark.parametrize("name", ["mei", "nobody"], ids=["known", "unknown"])
def test_an_unknown_name_takes_one_hash_as_a_known_one_does(rf, db, monkeypatch, name):
    User.objects.create_user("mei", password=PASSWORD)
    turns = []

    @contextlib.contextmanager
    def counted():
        turns.append(1)
        yield

    monkeypatch.setattr(passwords, "turn", counted)

    assert authenticate(rf.post("/admin/login/"), username=name, password="cai-de") is None
    assert len(turns) == 1


def test_one_is_hashed_at_once_and_a_second_has_to_wait(monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0)

    with passwords.turn(), pytest.raises(passwords.TooManyHashesError):
        passwords.Argon2().encode(PASSWORD, "some-salt-here")
    assert passwords.Argon2().encode(PASSWORD, "some-salt-here")


def test_a_turn_comes_when_another_hash_is_done(monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 30)
    made = []
    waiting = [
        threading.Thread(target=lambda: made.append(hashers.make_password(PASSWORD)))
        for _ in range(passwords.MOST_WAITING)
    ]

    with passwords.turn():
        for one in waiting:
            one.start()
        while passwords._places._value:
            time.sleep(0.01)
        with pytest.raises(passwords.TooManyHashesError):  # the next does not even wait
            hashers.make_password(PASSWORD)
        assert not made
    for one in waiting:
        one.join()

    assert len(made) == passwords.MOST_WAITING


@pytest.mark.parametrize("hasher", [passwords.Argon2, passwords.PBKDF2])
def test_a_hash_that_fails_gives_its_turn_back(hasher, monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0)
    for _ in range(passwords.AT_ONCE + 1):
        with pytest.raises((TypeError, AttributeError)):
            hasher().encode(None, None)

    with passwords.turn():
        pass


def test_a_login_without_a_turn_is_told_to_try_again(client, db, monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0)
    User.objects.create_superuser("mei", password=PASSWORD)
    typed = {"username": "mei", "password": PASSWORD}

    with passwords.turn():
        busy = client.post("/admin/login/", typed)

    assert busy.status_code == 503
    assert busy["Retry-After"] == "1"
    assert "请等1秒" in busy.text
    assert client.post("/admin/login/", typed).status_code == 302
