"""Addresses that look official and are not are refused wherever one is typed."""

import pytest
from django.core.exceptions import ValidationError

from regions.lookalikes import refusal
from regions.models import LookupChannel, OfficialDomain, Source
from regions.tests.make import make_channel, make_region, make_source

OFFICIAL = {"gov.cn"}


@pytest.mark.parametrize(
    "url",
    [
        "http://g0v.cn/",
        "https://www.g0v.cn/",
        "https://gov.cm/",
        "https://gvo.cn/",
        "https://nhsa-gov.cn/",
        "https://gov-cn.com/",
        "https://govcn.com/",
        "https://www.nhsa.gov.cn.example.com/",
        "https://nhsa.com/",
        "https://xn--gv-fka.cn/",
        "https://g\u043ev.cn/",  # a Cyrillic letter
        "https://www.gov.cn@example.com/",
        "http://203.0.113.5/",
        "http://3405803781/",
        "http://0xCB007105/",
        "http://[2001:db8::1]/",
    ],
)
def test_a_lookalike_is_told(url):
    assert refusal(url, OFFICIAL)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.gov.cn/zhengce/",
        "https://ybj.hunan.gov.cn:8080/a?b=1",
        "https://english.www.gov.cn/",
        "https://www.sz12333.net.cn/",
        "https://www.163.com/",
        "https://www.gov.hk/",
        "",
    ],
)
def test_an_honest_address_passes(url):
    assert refusal(url, OFFICIAL) == ""


@pytest.mark.django_db
def test_a_source_may_not_lead_to_a_lookalike():
    source = Source(title="通知", confidence="seed", url="https://nhsa-gov.cn/a.html")

    with pytest.raises(ValidationError) as refused:
        source.full_clean()

    assert "gov.cn 结尾" in refused.value.message_dict["url"][0]


@pytest.mark.django_db
def test_a_third_party_channel_may_lead_elsewhere_but_not_to_a_lookalike():
    channel = make_channel(make_region(), operator=LookupChannel.Operator.THIRD_PARTY)

    channel.url = "https://www.example.com/"
    channel.full_clean()
    channel.url = "https://g0v.cn/"

    with pytest.raises(ValidationError, match="只差一点"):
        channel.full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["example-bureau.cn", "Example-Bureau.cn", "www.shiyb.org.cn"])
def test_an_official_domain_is_taken(typed):
    row = OfficialDomain(domain=typed, note="市医保局公告")

    row.full_clean()

    assert row.domain in ("example-bureau.cn", "shiyb.org.cn")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    [
        "cn",
        "com.cn",
        "gov.cn",
        "hn.cn",
        "g0v.cn",
        "nhsa-gov.cn",
        "https://a.cn/",
        "12393",
        "1.2.3.4",
    ],
)
def test_what_is_no_domain_of_its_own_is_refused(typed):
    row = OfficialDomain(domain=typed, note="试试")

    with pytest.raises(ValidationError) as refused:
        row.full_clean()

    assert "domain" in refused.value.message_dict


@pytest.mark.django_db
def test_a_domain_on_the_list_opens_official_channels():
    channel = make_channel(make_region(), url="https://yb.shiyb.org.cn/", source=make_source())
    with pytest.raises(ValidationError):
        channel.full_clean()

    OfficialDomain.objects.create(domain="shiyb.org.cn", note="市医保局公告")

    channel.full_clean()
