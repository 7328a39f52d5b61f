"""Recognises the page of a firewall, which stands where the bureau's page should."""

import re
from collections.abc import Iterable

#: Longer pages that speak of one of these are articles about it.
_SHORT = 600
#: Of a page with a challenge: fewer characters than these say nothing.
HARDLY_ANY = 60
_SAYS_SO = re.compile(
    r"访问过于频繁|访问(?:太|过)频繁|创宇盾|知道创宇|云防护|云锁|安全狗|网站防火墙|应用防火墙|"
    r"(?<![A-Za-z])WAF(?![A-Za-z])|人机验证|滑动验证|拖动滑块|浏览器安全检查|"
    r"(?:访问|请求|IP|行为)[^。，,]{0,12}(?:被|已被|遭)[^。，,]{0,6}(?:拦截|阻断|拒绝|封禁|限制|屏蔽)|"
    r"拦截(?:提示|原因|时间)|Access Denied|403 Forbidden|Precondition Failed|Just a moment|"
    r"Checking your browser|enable JavaScript and cookies|请开启\s*JavaScript",
    re.I,
)
#: Guides for readers say so too, but with more words around it.
_VERY_SHORT = 150
_MAY_SAY_SO = re.compile(
    r"安全验证|正在验证|完成验证|点击验证|输入验证码|访问频率|拒绝访问|禁止访问|非法(?:请求|访问)|"
    r"异常(?:请求|访问)|captcha",
    re.I,
)
#: What a page says that only lets browsers in once a script has run. The same scripts also stand
#: in pages that were let through, so it counts only where hardly anything else stands there.
CHALLENGE = re.compile(
    r"\$_ts\b|_\$[a-z0-9]{2,}\s*[=(]|acw_sc__v2|__jsl_clearance|jsjiami|\beval\s*\(|"
    r"String\.fromCharCode|document\.cookie\s*=|http-equiv\s*=\s*[\"']?refresh|_0x[0-9a-f]{4}|"
    r"location\.(?:href|reload|replace)|challenge-platform|_cf_chl_opt|"
    r"aliyun_waf|yundun|slider-captcha|_guard/auto\.js|window\[['\"]\w+['\"]\]",
    re.I,
)


def is_blocked(source: str, lines: Iterable[str]) -> bool:
    """Return whether a page is a firewall's: short, and a challenge by script or by words."""
    text = "".join(lines)
    if len(text) > _SHORT:
        return False
    title = re.search(r"<title[^>]*>([^<]{0,200})", source[:20_000], re.I)
    words = f"{title[1] if title else ''} {text}"
    if _SAYS_SO.search(words) or (len(text) < _VERY_SHORT and _MAY_SAY_SO.search(words)):
        return True
    return len(text) < HARDLY_ANY and CHALLENGE.search(source[:500_000]) is not None
