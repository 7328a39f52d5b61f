"""Our project as an app, and two apps of others under our name."""

from axes import apps as axes
from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.contrib.admin import autodiscover
from django.contrib.admin import checks as admin_checks
from django.core import checks


class SiteConfig(AppConfig):
    name = "yibao_site"
    verbose_name = "医保明白账"


class DeskConfig(admin.SimpleAdminConfig):
    """Django's admin, whose ``admin.site`` is the editors' desk.

    Its modules are a fifth of what a start has to load, and most processes never show a page
    of it: they are loaded with the first request for the desk (``urls.py``), or to be checked.
    """

    default = False  # of this module Django takes SiteConfig, unless another is named
    default_site = "yibao_site.desk.EditorsDesk"

    def ready(self):
        checks.register(admin_checks.check_dependencies, checks.Tags.admin)
        checks.register(check_desk, checks.Tags.admin)


def check_desk(app_configs, **kwargs):
    """Django's checks of all that is registered, once all is."""
    autodiscover()
    return admin_checks.check_admin_app(app_configs, **kwargs)


class LoginRecordsConfig(axes.AppConfig):
    """django-axes, which keeps the records of logins."""

    default = False
    verbose_name = "登录记录"
