"""Files at addresses of their own: what browsers and phones ask for unasked, and the card."""

import json
import struct

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR / "site_root"


def size_of(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/favicon.ico", "image/"),
        ("/mark.svg", "image/svg+xml"),
        ("/apple-touch-icon.png", "image/png"),
        ("/card.png", "image/png"),
        ("/site.webmanifest", "application/manifest+json"),
    ],
)
def test_each_is_there_and_may_be_kept_for_a_day(client, address, kind):
    response = client.get(address)

    assert response.status_code == 200
    assert response["Content-Type"].startswith(kind)
    assert response["Cache-Control"] == "max-age=86400, public"
    assert b"".join(response.streaming_content) == (ROOT / address[1:]).read_bytes()


def test_the_manifest_names_pictures_of_the_size_it_says():
    manifest = json.loads((ROOT / "site.webmanifest").read_text(encoding="utf-8"))

    assert manifest["icons"]
    for icon in manifest["icons"]:
        width, height = size_of((ROOT / icon["src"][1:]).read_bytes())
        assert icon["sizes"] == f"{width}x{height}"


def test_the_icon_of_browsers_holds_the_sizes_of_tabs():
    icon = (ROOT / "favicon.ico").read_bytes()
    _, kind, count = struct.unpack("<HHH", icon[:6])
    found = []
    for number in range(count):
        entry = struct.unpack("<BBBBHHII", icon[6 + 16 * number : 22 + 16 * number])
        found.append(size_of(icon[entry[7] : entry[7] + entry[6]]))

    assert (kind, found) == (1, [(16, 16), (32, 32), (48, 48)])


def test_the_card_is_wide_and_light():
    card = (ROOT / "card.png").read_bytes()

    assert size_of(card) == (1200, 630)
    assert len(card) < 60_000
    assert size_of((ROOT / "apple-touch-icon.png").read_bytes()) == (180, 180)


@pytest.mark.django_db
def test_every_page_links_them(client):
    text = client.get("/about/").text

    for link in ('href="/mark.svg"', 'href="/apple-touch-icon.png"', 'href="/site.webmanifest"'):
        assert link in text


@pytest.mark.django_db
def test_every_page_says_that_it_is_for_phones_and_desks(client):
    assert '<meta name="applicable-device" content="pc,mobile">' in client.get("/about/").text
