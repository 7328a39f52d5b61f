"""What ``manage.py check`` says of the settings of this installation."""

import importlib.util
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

#: Hosts that only this machine reaches.
OWN = frozenset({"127.0.0.1", "localhost", "::1"})


@checks.register(checks.Tags.security, deploy=True)
def who_runs_it(app_configs, **options):
    """Refuse a public site that does not say who runs it."""
    if not is_public():
        return []
    lacking = [name for name in ("OPERATOR", "OPERATOR_CONTACT") if not getattr(settings, name)]
    found = []
    if lacking:
        found.append(
            checks.Error(
                "网站对外开放，却没有写谁办的、怎么联系。",
                hint=f"请设 {'、'.join(lacking)}，会写在每一页的底下。",
                id="yibao.E001",
            )
        )
    if not settings.ICP_NUMBER:
        found.append(
            checks.Error(
                "网站对外开放，却没有写备案号。",
                hint="请设 ICP_NUMBER，如“湘ICP备12345678号-1”，会写在每一页的底下。",
                id="yibao.E002",
            )
        )
    return found


@checks.register
def faults_can_be_sent(app_configs, **options):
    """Say so where faults are to be gathered and the package for it is missing.

    A warning, because an error would stop every command, the nightly ones too.
    """
    if not settings.SENTRY_DSN or importlib.util.find_spec("sentry_sdk"):
        return []
    return [
        checks.Warning(
            "设了 SENTRY_DSN，却没有装 sentry-sdk：出的错不会送过去，网站照常。",
            hint="请运行 pip install -r requirements-scale.txt，或者不设 SENTRY_DSN。",
            id="yibao.W003",
        )
    ]


@checks.register
def log_format_is_known(app_configs, **options):
    """Say so where there is no such format of the log."""
    if settings.LOG_FORMAT in ("line", "json"):
        return []
    return [
        checks.Warning(
            f"LOG_FORMAT 只能是 line 或者 json，现在是“{settings.LOG_FORMAT[:20]}”。",
            hint="不认得的当作 line。",
            id="yibao.W004",
        )
    ]


def is_public() -> bool:
    """Whether the site is meant for more than this machine."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    return settings.HTTPS or host not in OWN
