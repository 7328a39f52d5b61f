"""How many failed logins are allowed: of a name and an address, of an address, of a name."""

import datetime

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.accounts.login_limits import OF_ADDRESS, OF_NAME, OF_WIDER

pytestmark = pytest.mark.django_db

PASSWORD = "yi-ge-chang-mima"
LIMIT = settings.AXES_FAILURE_LIMIT
OFFICE, HOME = "203.0.113.1", "198.51.100.1"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=False) as clock:
        yield clock


@pytest.fixture(autouse=True)
def mei(db):
    return User.objects.create_superuser("mei", password=PASSWORD)


def log_in(client, name="mei", address=OFFICE, password=PASSWORD, code=""):
    typed = {"username": name, "password": password, "code": code}
    return client.post(reverse("admin:login"), typed, REMOTE_ADDR=address).status_code


def failed(times: int, name="mei{n}", address=OFFICE) -> None:
    """So many failures of now, a row each."""
    now = datetime.datetime.now(datetime.UTC)
    AccessAttempt.objects.bulk_create(
        AccessAttempt(
            username=name.format(n=n),
            ip_address=address.format(n=n, x=f"{n:x}"),
            user_agent="",
            failures_since_start=1,
            attempt_time=now,
        )
        for n in range(times)
    )


def test_a_new_name_each_time_is_stopped(client):
    failed(OF_ADDRESS * LIMIT - 1)

    last = log_in(client, "another", password="cai-de")
    rows = AccessFailureLog.objects.count()
    after = [log_in(client, f"new{n}", password="cai-de") for n in range(5)]

    assert last == 429
    assert after == [429] * 5
    assert AccessFailureLog.objects.count() == rows  # nothing more is stored
    assert log_in(client, address=HOME) == 302


def test_below_that_an_address_is_open(client):
    failed(OF_ADDRESS * LIMIT - 1)

    assert log_in(client) == 302


def test_the_mistakes_of_a_colleague_shut_only_their_own_name(client):
    User.objects.create_superuser("wang", password=PASSWORD)
    answers = [log_in(client, "wang", password="cai-de") for _ in range(LIMIT + 20)]

    assert answers == [200] * (LIMIT - 1) + [429] * 21
    assert log_in(client, "wang") == 429
    assert log_in(client, "mei") == 302


def test_an_address_is_open_again_after_half_an_hour(client, clock):
    failed(OF_ADDRESS * LIMIT)
    assert log_in(client) == 429

    clock.shift(settings.AXES_COOLOFF_TIME + datetime.timedelta(seconds=1))

    assert log_in(client) == 302


@pytest.mark.parametrize(
    ("network", "address", "answer"),
    [
        ("2001:db8:1:{x}::", "2001:db8:1:ffff::7", 429),
        ("2001:db8:1:{x}::", "2001:db8:2:1::7", 302),
        ("2001:db8:0:{x}::", "2001:db8:0:ffff::7", 429),
        ("2001:db8:10:{x}::", "2001:db8:1:ffff::7", 302),
    ],
    ids=["same", "another", "with-a-zero", "longer-name"],
)
def test_the_households_of_a_customer_are_counted_together(client, network, address, answer):
    failed(OF_WIDER * LIMIT, address=network)

    assert log_in(client, address=address) == answer


def test_guesses_at_a_name_from_everywhere_are_stopped(client):
    failed(OF_NAME * LIMIT - 1, name="mei", address="192.0.2.{n}")
    assert log_in(client, address=HOME, password="cai-de") == 429

    assert log_in(client, address=HOME) == 429


def test_below_that_the_name_is_open_from_everywhere(client):
    failed(OF_NAME * LIMIT - 1, name="mei", address="192.0.2.{n}")

    assert log_in(client, address=HOME) == 302


def test_no_stranger_shuts_a_person_out_where_they_logged_in_before(client):
    assert log_in(client, address=HOME) == 302
    client.logout()
    failed(OF_NAME * LIMIT + 50, name="mei", address="192.0.2.{n}")

    assert log_in(client, address=OFFICE) == 429
    assert log_in(client, address=HOME) == 302


def test_how_many_codes_of_a_phone_can_be_tried_in_a_day(client, clock, mei):
    """Who knows the password and asks from a new address each time, as often as is allowed."""
    phone = TOTPDevice.objects.create(user=mei, name="手机验证器")
    right = TOTP(phone.bin_key).token()
    for time in range(24 * 4):
        wrong = f"{(right + 1 + time) % 1_000_000:06d}"
        log_in(client, address=f"10.0.{time}.1", code=wrong)
        clock.shift(15 * 60)

    phone.refresh_from_db()
    assert 10 <= phone.throttling_failure_count <= 17  # each doubles the wait: 2 ** 17 s are a day
