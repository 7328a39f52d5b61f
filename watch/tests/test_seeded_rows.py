"""The rows 看哪里 of a site that has all facts."""

import pytest

from regions.models import Region, Source
from watch.models import WatchedPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

#: Where employee insurance is another law: no bureau of ours, and no credit.
ELSEWHERE = {"香港特别行政区", "澳门特别行政区", "台湾省"}


def test_each_of_the_31_bureaus_has_a_list():
    lists = WatchedPage.objects.filter(kind="list").values_list("region__name", flat=True)
    provinces = Region.objects.filter(level=Region.Level.PROVINCE).values_list("name", flat=True)

    assert sorted(lists) == sorted(set(provinces) - ELSEWHERE)
    assert len(lists) == 31


def test_each_official_address_of_a_source_has_a_row():
    official = Source.objects.filter(url__regex=r"^https?://[^/]+\.gov\.cn/.")
    documents = set(official.values_list("url", flat=True))

    assert documents
    assert documents <= set(WatchedPage.objects.values_list("url", flat=True))
