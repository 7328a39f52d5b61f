"""The template context of every page: large type, navigation, who runs the site."""

from urllib.parse import urlencode

from django.conf import settings

from caching.addresses import address

_SECTIONS = [
    ("查地区", "regions:index"),
    ("查余额", "balance"),
    ("算返款", "calculator:calculator"),
    ("常见问题", "faq:index"),
    ("搜索", "search"),
]


def frame(request):
    """Large type by cookie, the switch to the other type, the menu, what the foot says."""
    large = request.COOKIES.get("type") == "large"
    switch = address("display", "normal" if large else "large")
    return {
        "large_type": large,
        "display_switch": f"{switch}?{urlencode({'next': request.get_full_path()})}",
        "navigation": [_item(request.path, label, address(name)) for label, name in _SECTIONS],
        "site_url": settings.SITE_URL,
        "operator": settings.OPERATOR,
        "operator_contact": settings.OPERATOR_CONTACT,
        "icp_number": settings.ICP_NUMBER,
        "police_number": settings.POLICE_NUMBER,
    }


def _item(path: str, label: str, url: str) -> dict[str, str]:
    current = "page" if path == url else "true" if path.startswith(url) else ""
    return {"label": label, "url": url, "current": current}
