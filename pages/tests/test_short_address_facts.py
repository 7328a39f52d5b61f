"""Short addresses over the real data: each page has one, or is asked about by its own."""

from collections import defaultdict

import pytest

from regions.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]


def test_each_place_is_reached_or_asked_about(client):
    by_slug = defaultdict(list)
    for place in Region.objects.pages().with_lineage():
        by_slug[place.slug].append(place.get_absolute_url())
    # 吉林省 and 吉林市, 山西 and 陕西 are read alike: who was told the address aloud is asked.
    for slug in ("jilin", "shanxi"):
        by_slug[slug].append("another that is read so")

    wrong = {
        slug: response.headers.get("Location")
        for slug, addresses in by_slug.items()
        if (response := client.get(f"/r/{slug}")).headers.get("Location")
        != (addresses[0] if len(addresses) == 1 else f"/search/?q={slug}")
    }

    assert wrong == {}


@pytest.mark.parametrize("slug", ["suzhou", "fuzhou", "taizhou", "yichun", "yulin", "jilin"])
def test_the_search_asks_which_of_the_two(client, slug):
    response = client.get(f"/r/{slug}", follow=True)

    assert response.status_code == 200
    assert "您说的是" in response.text
    for place in Region.objects.pages().filter(slug__in=[slug, f"{slug}shi"]):
        assert f'href="{place.get_absolute_url()}"' in response.text
