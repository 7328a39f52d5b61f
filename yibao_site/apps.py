"""Our project as an app, and two apps of others under our name."""

from axes import apps as axes
from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin import apps as admin


class SiteConfig(AppConfig):
    name = "yibao_site"
    verbose_name = "医保明白账"

    def ready(self):
        from . import checks, sentry  # noqa: F401  the checks register themselves

        if settings.SENTRY_DSN:
            sentry.start(settings.SENTRY_DSN)


class EditorsAdminConfig(admin.AdminConfig):
    """Django's admin, whose ``admin.site`` is the editors' site; its modules load at the start."""

    default = False  # of this module Django takes SiteConfig, unless another is named
    default_site = "desk.site.EditorsSite"


class LoginRecordsConfig(axes.AppConfig):
    """django-axes, which keeps the records of logins."""

    default = False
    verbose_name = "登录记录"
