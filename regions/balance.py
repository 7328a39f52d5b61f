"""Which way to look up the balance: grouped by where one goes for it."""

from .models import LookupChannel

GROUPS = [
    ("phone", "打电话查", "phone", (LookupChannel.Kind.PHONE,), True),
    ("online", "手机和网上查", "mobile", LookupChannel.ONLINE, False),
    ("place", "到现场查", "counter", LookupChannel.ON_SITE, True),
]


def channel_groups(channels: list[LookupChannel]) -> list[dict]:
    """Channels by 电话, 线上 and 现场, telephone first; empty groups are left out."""
    groups = [
        {
            "key": key,
            "title": title,
            "icon": icon,
            "main": main,
            "channels": [c for c in channels if c.kind in kinds],
        }
        for key, title, icon, kinds, main in GROUPS
    ]
    return [group for group in groups if group["channels"]]
