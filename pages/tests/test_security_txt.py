"""Whom to tell of a weakness: security.txt, as RFC 9116 wants it."""

import datetime

import pytest

from pages.security_txt import LONGEST, security_contacts, security_txt

ADDRESS = "/.well-known/security.txt"


@pytest.mark.parametrize(
    ("written", "contacts"),
    [
        ("kefu@example.org", ["mailto:kefu@example.org"]),
        ("电话：0931-12345678", ["tel:093112345678"]),
        ("https://example.org/lianxi 或 a.b@example.org", None),
        ("+86 931 1234567", ["tel:+869311234567"]),
        ("请写信到市政府", []),
        ("javascript:alert(1)", []),
        ("http://example.org/", []),
        ("a@b\nContact: mailto:evil@example.org", ["mailto:evil@example.org"]),
        ("", []),
    ],
)
def test_contacts_are_found_in_the_operators_words(written, contacts):
    if contacts is None:
        contacts = ["mailto:a.b@example.org", "https://example.org/lianxi"]

    assert security_contacts(written) == contacts


def test_only_the_beginning_of_the_setting_is_looked_at():
    assert security_contacts("请" * (LONGEST - 5) + "a@b.c") == ["mailto:a@b.c"]
    assert security_contacts("请" * LONGEST + "a@b.c") == []


def test_the_file_says_all_that_the_standard_asks_for():
    told = security_txt(
        ["mailto:a@b.cn"], "https://example.org", ADDRESS, datetime.date(2026, 11, 30)
    )

    assert told == (
        "Contact: mailto:a@b.cn\n"
        "Expires: 2027-05-29T00:00:00Z\n"
        "Preferred-Languages: zh, en\n"
        "Canonical: https://example.org/.well-known/security.txt\n"
    )


def test_it_is_served_as_plain_text(client, db, settings):
    settings.OPERATOR_CONTACT = "kefu@example.org"

    response = client.get(ADDRESS)

    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text.startswith("Contact: mailto:kefu@example.org\nExpires: 20")


@pytest.mark.parametrize("contact", ["", "请写信到市政府"])
def test_where_nobody_is_named_there_is_none(client, db, settings, contact):
    settings.OPERATOR_CONTACT = contact

    assert client.get(ADDRESS).status_code == 404
