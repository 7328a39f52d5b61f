"""Which way to look up the balance: grouped by where one goes, ranked by what one has at hand."""

from dataclasses import dataclass

from django.db import models

from regions.models import LookupChannel

_Kind = LookupChannel.Kind

GROUPS = [
    ("phone", "打电话查", "phone", (_Kind.PHONE,)),
    ("online", "手机和网上查", "mobile", LookupChannel.ONLINE),
    ("place", "到现场查", "counter", LookupChannel.ON_SITE),
]


def channel_groups(channels: list[LookupChannel]) -> list[dict]:
    """Channels by 电话, 线上 and 现场, telephone first; empty groups are left out."""
    groups = [
        {
            "key": key,
            "title": title,
            "icon": icon,
            "channels": [c for c in channels if c.kind in kinds],
        }
        for key, title, icon, kinds in GROUPS
    ]
    return [group for group in groups if group["channels"]]


@dataclass(frozen=True)
class Ways:
    """The ways of one place: which suits most readers, which are its own, and all others.

    ``best`` is a telephone, or None where none is known; ``proven``: somebody tried it, or its
    source says that one hears the balance. ``own`` are of the place itself; a website is not among
    them, because only its address is its own.
    """

    best: LookupChannel | None
    proven: bool
    own: list[LookupChannel]
    others: list[LookupChannel]


def ways_of(channels: list[LookupChannel]) -> Ways:
    """Sort the ways of a place; without a proven telephone the nation's comes first, 12393."""
    phones = [channel for channel in channels if channel.kind == _Kind.PHONE]
    proven = next((channel for channel in phones if _is_proven(channel)), None)
    best = proven or next((channel for channel in phones if channel.is_national), None)
    left = [channel for channel in channels if channel != best]
    return Ways(
        best,
        proven is not None,
        [channel for channel in left if _has_own_steps(channel)],
        [channel for channel in left if not _has_own_steps(channel)],
    )


def _has_own_steps(channel: LookupChannel) -> bool:
    return channel.is_local and channel.kind != _Kind.WEBSITE


def _is_proven(phone: LookupChannel) -> bool:
    return phone.checked_on is not None or bool(phone.shows)


class ReaderSituation(models.TextChoices):
    """What a reader has at hand, or lacks; the values are addresses too."""

    ID_CARD = "id-card", "只有身份证"
    SOCIAL_CARD = "social-card", "只有社保卡"
    NO_SMARTPHONE = "no-smartphone", "没有智能手机"
    FOR_PARENTS = "for-parents", "替父母查"
    AWAY = "away", "人在外地"


#: What each of them means, in a few words.
HINTS = {
    ReaderSituation.ID_CARD: "社保卡不在手边",
    ReaderSituation.SOCIAL_CARD: "身份证不在手边",
    ReaderSituation.NO_SMARTPHONE: "老人机、座机都行",
    ReaderSituation.FOR_PARENTS: "陪着打，陪着去",
    ReaderSituation.AWAY: "不在参保的地方",
}

#: The kinds that suit, best first. A row that needs what is lacking drops out all the same.
_SUITED: dict[ReaderSituation, tuple[str, ...]] = {
    ReaderSituation.ID_CARD: (
        _Kind.PHONE,
        _Kind.COUNTER,
        _Kind.WECHAT,
        _Kind.ALIPAY,
        _Kind.APP,
        _Kind.PLATFORM,
    ),
    ReaderSituation.SOCIAL_CARD: (
        _Kind.PHONE,
        _Kind.KIOSK,
        _Kind.COUNTER,
        _Kind.HOSPITAL,
        _Kind.WECHAT,
        _Kind.ALIPAY,
        _Kind.APP,
        _Kind.PLATFORM,
        _Kind.WEBSITE,
    ),
    ReaderSituation.NO_SMARTPHONE: (_Kind.PHONE, _Kind.COUNTER, _Kind.KIOSK, _Kind.HOSPITAL),
    ReaderSituation.FOR_PARENTS: (
        _Kind.PHONE,
        _Kind.COUNTER,
        _Kind.KIOSK,
        _Kind.HOSPITAL,
        _Kind.WECHAT,
        _Kind.ALIPAY,
        _Kind.APP,
        _Kind.PLATFORM,
        _Kind.WEBSITE,
    ),
    ReaderSituation.AWAY: (
        _Kind.PHONE,
        _Kind.WECHAT,
        _Kind.ALIPAY,
        _Kind.APP,
        _Kind.PLATFORM,
        _Kind.WEBSITE,
    ),
}

#: What is lacking: the field of a row that asks for it, and why the row does not suit then.
_LACKING = {
    ReaderSituation.ID_CARD: ("needs_social_card", "要社保卡。"),
    ReaderSituation.SOCIAL_CARD: ("needs_id_card", "要身份证。"),
    ReaderSituation.NO_SMARTPHONE: ("needs_smartphone", "要智能手机。"),
    ReaderSituation.AWAY: ("needs_presence", "要本人到现场去。外地的能不能查，资料没有写。"),
}

#: Why a kind does not suit although no field of the row says so.
_WHY_NOT: dict[tuple[ReaderSituation, str], str] = {
    (ReaderSituation.ID_CARD, _Kind.HOSPITAL): "一般要出示医保码或社保卡。",
    (ReaderSituation.ID_CARD, _Kind.WEBSITE): "登录一般还要社保卡号和网站密码。",
}
_WHY_NOT_GROUP = {
    (
        ReaderSituation.NO_SMARTPHONE,
        "online",
    ): "要能上网的手机或电脑。家里有人会用，可以请家人帮着看。",
    (ReaderSituation.AWAY, "place"): "要到现场去。外地的能不能查，资料没有写。",
}

#: What to know besides, by kind or by group.
_EXTRA: dict[tuple[ReaderSituation, str], str] = {
    (ReaderSituation.FOR_PARENTS, "phone"): "用免提一起打，父母自己报证件号，您帮着听。",
    (ReaderSituation.FOR_PARENTS, _Kind.COUNTER): "陪父母一起去。去不了的，先打电话问能不能代办。",
    (ReaderSituation.FOR_PARENTS, _Kind.KIOSK): "陪父母带着卡一起去，密码由父母自己输。",
    (ReaderSituation.FOR_PARENTS, _Kind.HOSPITAL): "陪父母看病买药时，顺便问一句。",
    (
        ReaderSituation.FOR_PARENTS,
        "online",
    ): "要用父母自己的账号。您在旁边帮着点，密码和验证码不告诉外人。",
    (
        ReaderSituation.AWAY,
        "phone",
    ): "在外地打，前面要加参保地的区号。是不是各地都打得通，还没有核实。",
    (ReaderSituation.AWAY, "online"): "在外地也能用，地方选参保的那里。",
}


@dataclass(frozen=True)
class Advice:
    """Whether a channel suits a reader, and why, in a sentence or two.

    ``extra`` is what to know in this situation alone, where it suits; often empty.
    """

    channel: LookupChannel
    suits: bool
    reason: str
    extra: str = ""


def group_of(kind: str) -> str:
    """``phone``, ``online`` or ``place``: where one goes for a kind of channel."""
    return next(key for key, _, _, kinds in GROUPS if kind in kinds)


def demands(channel: LookupChannel) -> str:
    """What a channel takes, from the fields of its row: 要社保卡，不用手机，要本人去。"""
    needed = ((channel.needs_id_card, "身份证"), (channel.needs_social_card, "社保卡"))
    cards = "和".join(name for needs, name in needed if needs)
    parts = [f"要{cards}"] if cards else []
    group = group_of(channel.kind)
    if channel.needs_smartphone:
        parts.append("要智能手机")
    elif group == "phone":
        parts.append("打电话就行，不用上网")
    else:
        parts.append("不用手机" if group == "place" else "手机或电脑能上网就行")
    if channel.needs_presence:
        parts.append("要本人去")
    else:
        parts.append("要到现场" if group == "place" else "不用出门")
    return "，".join(parts) + "。"


def advise(have: ReaderSituation, channels: list[LookupChannel]) -> list[Advice]:
    """The channels for a reader in the situation ``have``: those that suit first, best first."""
    order = [*_SUITED[have], *_Kind]
    ranked = sorted(channels, key=lambda channel: order.index(channel.kind))
    advices = [_advice(have, channel) for channel in ranked]
    return sorted(advices, key=lambda advice: not advice.suits)


def _advice(have: ReaderSituation, channel: LookupChannel) -> Advice:
    kind, group = channel.kind, group_of(channel.kind)
    field, why_not = _LACKING.get(have, ("", ""))
    if field and getattr(channel, field):
        return Advice(channel, False, why_not)
    if kind not in _SUITED[have]:
        known = _WHY_NOT.get((have, kind)) or _WHY_NOT_GROUP.get((have, group))
        return Advice(channel, False, known or demands(channel))
    extra = _EXTRA.get((have, kind)) or _EXTRA.get((have, group), "")
    return Advice(channel, True, demands(channel) + extra, extra)


_VERBS = {
    _Kind.PHONE: "打",
    _Kind.WEBSITE: "上",
    _Kind.PLATFORM: "上",
    _Kind.COUNTER: "去",
    _Kind.HOSPITAL: "去",
}


def task(channel: LookupChannel) -> str:
    """What one does, as a heading: 打 12393 查医保卡余额, 用微信查医保卡余额."""
    verb = _VERBS.get(_Kind(channel.kind), "用")
    if channel.kind == _Kind.PHONE and channel.phone:
        return f"{verb} {channel.phone} 查医保卡余额"
    gap = " " if channel.name[-1].isascii() else "|"  # no blank survives where a line may break
    return f"{verb}{channel.name}{gap}查医保卡余额"
