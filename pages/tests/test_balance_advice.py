"""Which way is named first to whom, and why not another: read from rows, without a database."""

import datetime
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.balance_advice import (
    GROUPS,
    HINTS,
    ReaderSituation,
    advise,
    channel_groups,
    demands,
    group_of,
    ways_of,
)
from regions.models import LookupChannel, Region

Kind = LookupChannel.Kind
EVERY = [LookupChannel(kind=kind, name=kind) for kind in Kind.values]
#: Best first, as an adviser at the counter would name them; after the bar what does not suit.
ORDER = {
    "id-card": "phone counter wechat alipay app platform | website kiosk hospital",
    "social-card": "phone kiosk counter hospital wechat alipay app platform website |",
    "no-smartphone": "phone counter kiosk hospital | wechat alipay website platform app",
    "for-parents": "phone counter kiosk hospital wechat alipay app platform website |",
    "away": "phone wechat alipay app platform website | counter kiosk hospital",
}


def told(have, channels=EVERY):
    return {advice.channel.kind: advice for advice in advise(ReaderSituation(have), channels)}


@given(st.permutations(EVERY), st.sampled_from(list(ORDER)))
def test_the_best_way_is_named_first_in_whatever_order_the_rows_are(channels, have):
    suits, _, unsuited = ORDER[have].partition("|")

    advices = advise(ReaderSituation(have), channels)

    assert [a.channel.kind for a in advices if a.suits] == suits.split()
    assert [a.channel.kind for a in advices] == suits.split() + unsuited.split()


@given(st.lists(st.sampled_from(Kind.values), max_size=12), st.sampled_from(ReaderSituation))
def test_no_way_is_lost_and_those_of_a_kind_keep_their_order(kinds, have):
    channels = [LookupChannel(kind=kind, name=f"{n:02}") for n, kind in enumerate(kinds)]

    advices = advise(have, channels)

    assert sorted(a.channel.name for a in advices) == [channel.name for channel in channels]
    for kind in set(kinds):
        names = [a.channel.name for a in advices if a.channel.kind == kind]
        assert names == sorted(names)


def test_a_way_that_does_not_suit_says_what_it_would_take():
    website = LookupChannel(kind=Kind.WEBSITE, name="网站")
    kiosk = LookupChannel(kind=Kind.KIOSK, name="自助机", needs_social_card=True)

    only_id = told("id-card", [website, kiosk, LookupChannel(kind=Kind.HOSPITAL, name="医院")])
    assert only_id["website"].reason == "登录一般还要社保卡号和网站密码。"
    assert only_id["hospital"].reason == "一般要出示医保码或社保卡。"
    assert only_id["kiosk"].reason == "要社保卡。"
    for kind in LookupChannel.ONLINE:
        assert "要能上网的手机或电脑" in told("no-smartphone")[kind].reason
    for kind in LookupChannel.ON_SITE:
        assert told("away")[kind].reason == "要到现场去。外地的能不能查，资料没有写。"


def test_what_a_row_asks_for_counts_before_what_its_kind_usually_takes():
    website = LookupChannel(kind=Kind.WEBSITE, name="网站", needs_social_card=True)
    phone = LookupChannel(kind=Kind.PHONE, name="热线", needs_id_card=True)

    assert told("id-card", [website])["website"].reason == "要社保卡。"
    assert not told("social-card", [phone])["phone"].suits
    assert told("id-card", [phone])["phone"].suits


def test_who_helps_their_parents_is_told_how_at_each_kind():
    extra = {kind: advice.extra for kind, advice in told("for-parents").items()}

    assert "用免提一起打" in extra["phone"]
    assert "能不能代办" in extra["counter"]
    assert "密码由父母自己输" in extra["kiosk"]
    assert "看病买药" in extra["hospital"]
    assert {extra[kind] for kind in LookupChannel.ONLINE} == {extra["wechat"]}
    assert "父母自己的账号" in extra["wechat"]


def test_what_to_know_besides_stands_behind_what_it_takes_and_only_where_it_suits():
    for have in ReaderSituation:
        for advice in advise(have, EVERY):
            if advice.suits:
                assert advice.reason == demands(advice.channel) + advice.extra
            else:
                assert advice.extra == ""


def test_every_kind_belongs_to_one_group_and_every_situation_has_its_hint():
    assert sorted(chain.from_iterable(kinds for *_, kinds in GROUPS)) == sorted(Kind.values)
    assert {group_of(kind) for kind in LookupChannel.ON_SITE} == {"place"}
    assert group_of(Kind.PHONE) == "phone"
    assert set(HINTS) == set(ReaderSituation)


def test_the_groups_hold_every_row_once_and_leave_out_what_is_empty():
    groups = channel_groups(EVERY[::-1])

    assert [group["key"] for group in groups] == ["phone", "online", "place"]
    assert sorted(c.kind for g in groups for c in g["channels"]) == sorted(Kind.values)
    assert [group["key"] for group in channel_groups(EVERY[:1])] == [group_of(EVERY[0].kind)]
    assert channel_groups([]) == []


def way(kind, level=0, **fields) -> LookupChannel:
    region = Region(level=level, name="甘肃省" if level == 1 else "全国")
    return LookupChannel(kind=kind, name=kind, region=region, **fields)


def test_without_a_telephone_that_is_known_to_tell_the_nations_comes_first():
    nations, website = way(Kind.PHONE), way(Kind.WEBSITE)

    found = ways_of([nations, website])

    assert (found.best, found.proven) == (nations, False)
    assert found.others == [website]


@pytest.mark.parametrize(
    "proof", [{"checked_on": datetime.date(2026, 1, 1)}, {"shows": "余额"}], ids=["tried", "source"]
)
def test_a_telephone_that_somebody_tried_or_whose_source_says_so_suits_most(proof):
    untried, proven = way(Kind.PHONE, 2), way(Kind.PHONE, 2, **proof)

    found = ways_of([untried, proven])

    assert (found.best, found.proven) == (proven, True)
    assert found.own == [untried]


def test_an_untried_number_of_a_place_stands_among_its_own_and_12393_is_named():
    local = way(Kind.PHONE, 2)

    found = ways_of([local])

    assert (found.best, found.own) == (None, [local])


def test_what_is_of_the_place_itself_is_told_in_full_but_for_websites():
    app, website, wechat = way(Kind.APP, 2), way(Kind.WEBSITE, 2), way(Kind.WECHAT, 1)

    found = ways_of([app, website, wechat])

    assert (found.own, found.others) == ([app], [website, wechat])


@pytest.mark.parametrize(
    ("level", "name", "local"),
    [(0, "全国", False), (1, "甘肃省", False), (1, "北京市", True), (2, "甘南藏族自治州", True)],
)
def test_a_municipality_is_the_place_itself(level, name, local):
    assert LookupChannel(region=Region(level=level, name=name)).is_local is local


@pytest.mark.parametrize(
    ("level", "name", "words"),
    [
        (0, "全国", "全国的步骤"),
        (1, "甘肃省", "全省的步骤"),
        (1, "北京市", "全市的步骤"),
        (1, "西藏自治区", "全区的步骤"),
        (2, "兰州市", "本地的步骤"),
    ],
)
def test_whose_steps_they_are_is_said_without_claiming_that_they_work_everywhere(
    level, name, words
):
    assert LookupChannel(region=Region(level=level, name=name)).level_name == words
