"""The settings, the static files and the editors' desk."""

import datetime
import json
import os
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from regions.models import Region

from .finding import Check, Finding, bad, good, note

#: As Django's own check of the key demands.
KEY_LENGTH, KEY_CHARACTERS = 50, 5
OWN = frozenset({"127.0.0.1", "localhost", "::1"})


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""


def _is_public() -> bool:
    return settings.HTTPS or _host() not in OWN


def secret_key(now: datetime.datetime) -> Iterator[Finding]:
    key = settings.SECRET_KEY
    if len(key) < KEY_LENGTH or len(set(key)) < KEY_CHARACTERS or key.startswith("django-insecure"):
        advice = "请不设 SECRET_KEY，程序会自己做一个好的；换了以后大家要重新登录"
        yield bad("密钥", "太短或者太容易猜", advice)
    else:
        yield good("密钥", "够长")


def debug(now: datetime.datetime) -> Iterator[Finding]:
    if settings.DEBUG:
        yield bad("调试", "DEBUG 开着，出错的页面会露出程序和设置", "请去掉 DEBUG")
    else:
        yield good("调试", "关着")


def address(now: datetime.datetime) -> Iterator[Finding]:
    """Yield whether the public address, HTTPS and the allowed hosts fit together."""
    host = _host()
    if not host:
        yield bad("网址", f"SITE_URL 不是网址：{settings.SITE_URL[:60]}", "请写成 https://域名")
    elif not _is_public():
        yield note("网址", f"{settings.SITE_URL} 只有这台机器打得开", "正式上线请设 SITE_URL")
    elif not settings.HTTPS:
        yield bad("网址", "没有设 HTTPS=1，密码会明着传", "请在前面放 nginx 和证书，再设 HTTPS=1")
    elif not settings.SITE_URL.startswith("https://"):
        yield bad("网址", "设了 HTTPS=1，SITE_URL 却不是 https 开头", "请改成 https://")
    else:
        yield good("网址", settings.SITE_URL)
    if host and not _is_allowed(host):
        yield bad("网址", f"{host} 不在 ALLOWED_HOSTS 里，打开是 400", f"请把 {host} 加进去")
    if "*" in settings.ALLOWED_HOSTS:
        yield note("网址", "ALLOWED_HOSTS 里有 *", "请只写自己的域名")


def proxies(now: datetime.datetime) -> Iterator[Finding]:
    """Yield whether the site can tell its readers apart behind what stands in front."""
    count = settings.TRUSTED_PROXIES
    if not count and (settings.HTTPS or os.environ.get("BIND", "").startswith("unix:")):
        advice = "请照前面有几层自己的代理设 TRUSTED_PROXIES：只有 nginx 是 1，加 CDN 是 2"
        yield bad("代理", "TRUSTED_PROXIES 是 0，所有读者算成一个人，会互相挡住", advice)
    elif count and not settings.HTTPS:
        advice = "前面真有代理的，请设 HTTPS=1；没有的，请去掉 TRUSTED_PROXIES"
        yield note("代理", f"没有设 HTTPS=1，却信 {count} 层代理写的地址，谁都能冒充", advice)
    else:
        yield good("代理", f"前面有 {count} 层自己的" if count else "前面没有")


def _is_allowed(host: str) -> bool:
    return any(
        name in ("*", host, f"[{host}]") or (name.startswith(".") and f".{host}".endswith(name))
        for name in settings.ALLOWED_HOSTS
    )


def operator(now: datetime.datetime) -> Iterator[Finding]:
    names = ("OPERATOR", "OPERATOR_CONTACT", "ICP_NUMBER")
    lacking = "、".join(name for name in names if not getattr(settings, name))
    if not lacking:
        yield good("谁办的", f"{settings.OPERATOR}，{settings.ICP_NUMBER}")
    elif _is_public():
        yield bad("谁办的", f"没有设 {lacking}", "请设上，会写在每一页的底下")
    else:
        yield note("谁办的", f"没有设 {lacking}", "正式上线以前请设上")


def second_factor(now: datetime.datetime) -> Iterator[Finding]:
    if settings.SECOND_FACTOR:
        yield good("第二道锁", "开着")
    elif _is_public():
        yield bad("第二道锁", "关着，知道密码就能改资料", "请去掉 SECOND_FACTOR=0")
    else:
        yield note("第二道锁", "关着", "正式上线设了 HTTPS=1 就会打开")


def static_files(now: datetime.datetime) -> Iterator[Finding]:
    """Yield whether the static files were collected, all of them, and from these sources."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    advice = "请运行 manage.py collectstatic --noinput，再重启"
    if not manifest.exists():
        yield bad("样式和脚本", f"没有收集过（{manifest} 不在）", advice)
        return
    try:
        paths = json.loads(manifest.read_text(encoding="utf-8"))["paths"]
    except (ValueError, KeyError):
        yield bad("样式和脚本", f"{manifest} 坏了", advice)
        return
    source = settings.BASE_DIR / "static"
    ours = [path for path in source.rglob("*") if path.is_file()]
    names = {path.relative_to(source).as_posix() for path in ours}
    gone = [name for name in paths.values() if not (settings.STATIC_ROOT / name).exists()]
    if lacking := sorted(names - paths.keys()) + gone:
        yield bad("样式和脚本", f"缺 {len(lacking)} 个，如 {lacking[0]}", advice)
    elif max(path.stat().st_mtime for path in ours) > manifest.stat().st_mtime:
        yield note("样式和脚本", "程序里的比收集的新", advice)
    else:
        yield good("样式和脚本", f"{len(paths)} 个都在")


def desk(now: datetime.datetime) -> Iterator[Finding]:
    try:
        reverse("admin:regions_refundpolicy_changelist")
    except NoReverseMatch:
        stands = False
    else:
        stands = admin.site.is_registered(Region)
    if stands:
        yield good("编辑后台", "装好了")
    else:
        yield bad("编辑后台", "没有装起来", "请重启；还这样，请看日志里第一个错")


CHECKS: tuple[Check, ...] = (
    *(secret_key, debug, address, proxies, operator, second_factor, static_files, desk),
)
