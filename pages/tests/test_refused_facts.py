"""What residents are shown in each kind of place of the real data."""

import re

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]


@pytest.mark.parametrize("on", [{}, {"on": "2026-05-01"}, {"on": "2027-01-01"}])
@pytest.mark.parametrize(
    "place",
    [
        *("gansu", "gansu/lanzhou", "hunan/yongzhou", "shanghai", "zhejiang", "zhejiang/wenzhou"),
        *("zhejiang/hangzhou", "zhejiang/ningbo", "sichuan/chengdu", "guangdong/guangzhou"),
    ],
)
def test_no_place_shows_a_resident_the_retirees_card_on_any_day(client, place, on):
    text = client.get(f"/regions/{place}/", {"insurance": "resident", **on}).text

    assert 'id="rule"' not in text
    assert 'id="policy"' not in text
    assert 'class="month' not in text
    assert "元/月" not in text
    assert re.search(r"每[月年] ?(<[^>]*>)*\d", text) is None
