"""How many reports are taken: no flood shuts the form for others, and storage stays bounded."""

import datetime

import pytest

from regions.models import DaySecret, ReportTicket
from regions.models.report import ADDRESS_LIMIT, CEILING, NEAR_LIMIT, SITE_LIMIT, WIDE_LIMIT

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 11, 25, 4, tzinfo=datetime.UTC)  # in Shanghai
HONEST = ["203.0.113.9/32", "203.0.113.0/24", "203.0.0.0/16"]


def taken(networks, now=NOON) -> bool:
    return ReportTicket.objects.admit(networks, now) is not None


def flood(number: int, wide="w{n}", near="n{n}") -> None:
    """So many tickets of this hour, of as many addresses."""
    secret, _ = DaySecret.objects.get_or_create(day=NOON.date())
    ReportTicket.objects.bulk_create(
        ReportTicket(
            day=secret,
            address_hash=secret.digest(f"a{n}"),
            near_hash=secret.digest(near.format(n=n)),
            wide_hash=secret.digest(wide.format(n=n)),
            created_at=NOON,
        )
        for n in range(number)
    )


def of_one(level: int, number: int) -> list[str]:
    """An address whose networks are others' from ``level`` on, and its own before."""
    return [f"{name} {number if at < level else ''}" for at, name in enumerate(HONEST)]


@pytest.mark.parametrize(
    ("level", "limit"),
    [(0, ADDRESS_LIMIT), (1, NEAR_LIMIT), (2, WIDE_LIMIT)],
    ids=["address", "near", "wide"],
)
def test_each_network_has_a_limit_of_its_own(level, limit):
    answers = [taken(of_one(level, number)) for number in range(limit + 2)]

    assert answers == [True] * limit + [False] * 2
    assert taken(["198.51.100.1/32", "198.51.100.0/24", "198.51.0.0/16"])


def test_the_next_hour_takes_them_again():
    for _ in range(ADDRESS_LIMIT):
        assert taken(HONEST)

    assert not taken(HONEST)
    assert taken(HONEST, NOON + datetime.timedelta(hours=1, minutes=1))


def test_a_flood_of_made_up_addresses_does_not_shut_the_form():
    flood(SITE_LIMIT)

    assert taken(HONEST)
    assert not taken(HONEST)  # past the site's limit one of a network has to do
    assert not taken(["203.0.113.10/32", *HONEST[1:]])
    assert taken(["203.0.114.9/32", "203.0.114.0/24", "203.0.0.0/16"])


def test_below_the_limit_of_the_site_a_second_one_is_taken():
    flood(SITE_LIMIT - 2)

    assert taken(HONEST)
    assert taken(HONEST)
    assert not taken(HONEST)


def test_a_flood_from_few_networks_takes_no_more_than_their_share():
    """65,536 households of one customer, or all customers of one network."""
    one = [taken([f"{n}::/64", "2001:db8:1::/48", "2001:db8::/32"]) for n in range(100)]
    many = [taken([f"{n}::/64", f"{n}::/48", "2001:db9::/32"]) for n in range(100)]

    assert one.count(True) == NEAR_LIMIT
    assert many.count(True) == WIDE_LIMIT
    assert taken(["2001:dba:1:1::/64", "2001:dba:1::/48", "2001:dba::/32"])


def test_nobody_gets_past_the_ceiling():
    flood(CEILING - 1)

    assert taken(HONEST)
    assert not taken(["198.51.100.1/32", "198.51.100.0/24", "198.51.0.0/16"])


def test_those_without_an_address_have_a_share_together():
    answers = [taken(["unknown"]) for _ in range(ADDRESS_LIMIT + 1)]

    assert answers == [True] * ADDRESS_LIMIT + [False]
    assert {t.near_hash + t.wide_hash for t in ReportTicket.objects.all()} == {""}


def test_a_ticket_names_no_network():
    taken(HONEST)
    ticket, secret = ReportTicket.objects.get(), DaySecret.objects.get()

    hashes = [ticket.address_hash, ticket.near_hash, ticket.wide_hash]

    assert hashes == [secret.digest(network) for network in HONEST]
    assert not any("203.0" in value for value in hashes)


def test_the_count_takes_one_query(django_assert_num_queries):
    taken(HONEST)

    # the savepoint and its release, past days, the secret twice, the counts, the ticket
    with django_assert_num_queries(7):
        taken(HONEST)
