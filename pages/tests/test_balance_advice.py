"""Which way is named first to whom, and why not another: read from rows, without a database."""

from itertools import chain

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
)
from regions.models import LookupChannel

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
    assert sorted(chain.from_iterable(kinds for *_, kinds, _ in GROUPS)) == sorted(Kind.values)
    assert {group_of(kind) for kind in LookupChannel.ON_SITE} == {"place"}
    assert group_of(Kind.PHONE) == "phone"
    assert set(HINTS) == set(ReaderSituation)


def test_the_groups_hold_every_row_once_and_leave_out_what_is_empty():
    groups = channel_groups(EVERY[::-1])

    assert [group["key"] for group in groups] == ["phone", "online", "place"]
    assert sorted(c.kind for g in groups for c in g["channels"]) == sorted(Kind.values)
    assert [group["key"] for group in channel_groups(EVERY[:1])] == [group_of(EVERY[0].kind)]
    assert channel_groups([]) == []
