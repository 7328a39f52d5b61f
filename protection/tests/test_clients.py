"""Whose request it is: our proxies' entries are believed, no others."""

import ipaddress

import pytest

from protection import clients


def asked(rf, forwarded, peer="10.0.0.1"):
    return rf.get(
        "/", REMOTE_ADDR=peer, **({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    )


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (0, "198.51.100.1", "10.0.0.1"),
        (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"),
        (1, "203.0.113.5", "203.0.113.5"),
        (2, "198.51.100.1, 203.0.113.5, 192.0.2.7", "203.0.113.5"),
        (2, "203.0.113.5, 192.0.2.7", "203.0.113.5"),
        (3, "198.51.100.1,203.0.113.5,192.0.2.7,192.0.2.8", "203.0.113.5"),
    ],
    ids=["none", "one-forged", "one", "two-forged", "two", "three-forged"],
)
def test_the_entry_of_our_outermost_proxy_is_believed(rf, settings, proxies, forwarded, counted):
    settings.TRUSTED_PROXIES = proxies

    assert str(clients.address_of(asked(rf, forwarded))) == counted


@pytest.mark.parametrize(
    ("proxies", "forwarded", "counted"),
    [
        (2, "192.0.2.7", "192.0.2.7"),
        (3, "198.51.100.1, 192.0.2.7", "192.0.2.7"),
        (2, "", "10.0.0.1"),
    ],
    ids=["round-the-cdn", "round-it-with-a-forged-one", "round-all"],
)
def test_who_comes_in_behind_the_outer_proxies_cannot_choose(
    rf, settings, proxies, forwarded, counted
):
    settings.TRUSTED_PROXIES = proxies

    assert str(clients.address_of(asked(rf, forwarded))) == counted


@pytest.mark.parametrize("peer", ["203.0.113.1", "127.0.0.1", ""], ids=["far", "near", "socket"])
def test_without_a_proxy_of_ours_nobody_else_says_who_asks(rf, settings, peer):
    settings.TRUSTED_PROXIES = 0
    request = asked(rf, "198.51.100.1", peer=peer)

    assert clients.networks_of(request) == ([f"{peer}/32"] if peer else [clients.UNKNOWN])
    assert not clients.came_through_proxy(request.META)
    assert not clients.is_from_inside(request.META)


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [("198.51.100.1", "198.51.100.1"), ("", None)],
    ids=["through", "past"],
)
def test_behind_a_socket_file_only_the_proxy_says_who_asks(rf, settings, forwarded, address):
    settings.TRUSTED_PROXIES = 1
    request = asked(rf, forwarded, peer="")

    assert clients.address_of(request) == (address and ipaddress.ip_address(address))
    assert clients.came_through_proxy(request.META) is bool(forwarded)
    assert clients.is_from_inside(request.META) is not bool(forwarded)


@pytest.mark.parametrize(
    ("meta", "own"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "::1"}, True),
        ({}, True),  # a socket file
        ({"REMOTE_ADDR": "192.168.1.4"}, False),
        ({"REMOTE_ADDR": "8.8.8.8"}, False),
        ({"REMOTE_ADDR": "nowhere"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "8.8.8.8"}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_VIA": "1.1 x"}, False),
        ({"HTTP_X_FORWARDED_FOR": "8.8.8.8"}, False),
    ],
)
def test_whether_a_program_of_this_machine_asks_for_itself(meta, own):
    assert clients.is_from_this_machine(meta) is own


def test_a_long_list_is_cut_before_it_is_read(rf, settings):
    settings.TRUSTED_PROXIES = 2
    long = "198.51.100.1, " * 100_000 + "203.0.113.5, 192.0.2.7"

    assert str(clients.address_of(asked(rf, long))) == "203.0.113.5"


@pytest.mark.parametrize("forwarded", ["somebody", "9.9.9.9, ", "1.2.3.4.5", "9" * 2000])
def test_what_is_no_address_counts_together(rf, settings, forwarded):
    settings.TRUSTED_PROXIES = 1

    assert clients.networks_of(asked(rf, forwarded), wider_4=(24,)) == [clients.UNKNOWN]
    assert clients.household_of(asked(rf, forwarded)) is None


@pytest.mark.parametrize(
    ("address", "networks"),
    [
        ("203.0.113.9", ["203.0.113.9/32", "203.0.113.0/24", "203.0.0.0/16"]),
        ("::ffff:203.0.113.9", ["203.0.113.9/32", "203.0.113.0/24", "203.0.0.0/16"]),
        (
            "2001:db8:1:203:4::5",
            ["2001:db8:1:203::/64", "2001:db8:1:200::/56", "2001:db8:1::/48", "2001:db8::/32"],
        ),
    ],
    ids=["v4", "v4-in-v6", "v6"],
)
def test_the_wider_networks_of_an_address(rf, address, networks):
    request = asked(rf, "", peer=address)

    assert clients.networks_of(request, wider_4=(24, 16), wider_6=(56, 48, 32)) == networks


@pytest.mark.parametrize(("prefix", "same"), [(48, True), (64, False)])
def test_two_households_of_a_customer_share_only_the_wider_network(prefix, same):
    one, other = (ipaddress.ip_address(f"2001:db8:1:{n}::9") for n in (1, 2))

    assert (clients.network(one, prefix) == clients.network(other, prefix)) is same
