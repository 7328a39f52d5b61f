"""The editors' desk: Django's admin site with our name and a second factor at login."""

from functools import update_wrapper

from django.conf import settings
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice

from protection.staff_mark import mark_staff

from .accounts import second_factor, views
from .accounts.forms import LoginForm
from .accounts.going_on import answer_post, draft_key
from .accounts.kept_posts import owner_text
from .accounts.sessions import seconds_left
from .assignments import with_names
from .content_health import care
from .for_me import for_me
from .open_form import open_form
from .posted_texts import without_nul
from .views.assignments import assign
from .views.day_log import day_log
from .views.notes import comment
from .views.work_sections import section_page
from .watching.section import last_night
from .worklist import worklist

#: The models in the order of their use; others follow in Django's order.
_ORDER = [
    *("RefundPolicy", "Deduction", "Estimate", "Statistic", "Claim", "LookupChannel"),
    *("Source", "Region", "RegionAlias", "CorrectionReport", "Question", "LocalAnswer"),
    *("Finding", "WatchedPage"),
]


def _place_in_list(model: str) -> int:
    return _ORDER.index(model) if model in _ORDER else len(_ORDER)


class EditorsSite(admin.AdminSite):
    """The site of all our admin pages (``admin.site``).

    Where ``settings.SECOND_FACTOR`` is on, a session that was opened without a code is refused.
    """

    site_header = "医保明白账 编辑部"
    site_title = "医保明白账 编辑部"
    index_title = "资料管理"
    login_form = LoginForm
    login_template = "admin/login.html"
    index_template = "admin/index.html"
    enable_nav_sidebar = False  # its thirty links stood before every first field

    def has_permission(self, request):
        return super().has_permission(request) and (
            not settings.SECOND_FACTOR or request.user.is_verified()
        )

    def admin_view(self, view, cacheable=False):
        """As Django's; a post without a session logs in on the spot and goes on."""
        guarded = super().admin_view(view, cacheable)

        def inner(request, *args, **kwargs):
            request.GET = without_nul(request.GET)
            if request.method != "POST":
                return guarded(request, *args, **kwargs)
            request.POST = without_nul(request.POST)
            return answer_post(self, request, lambda: guarded(request, *args, **kwargs))

        return update_wrapper(inner, guarded)

    def each_context(self, request):
        """As Django's, with what the forms of this person carry to say whose they are."""
        owner = owner_text(request.user) if request.user.is_authenticated else ""
        return super().each_context(request) | {
            "form_owner": owner,
            "open_form": {
                "owner": owner,
                "draft": f"{request.user.pk}:{draft_key(request)}",
                "is_bound": request.method == "POST",
                # Only templates with a form look.
                "left": lambda: seconds_left(request.session, timezone.now()),
            },
            "presence": None,
        }

    def get_urls(self):
        def own(address, view, name):
            return path(address, self.admin_view(view), name=name)

        return [
            own("second-factor/", views.second_factor, "second_factor"),
            own("open-form/", open_form, "open_form"),
            own("worklist/<slug:name>/", self.work_section, "work_section"),
            own("today/", self.day_log, "day_log"),
            own("assign/", assign, "assign"),
            own("comment/", comment, "comment"),
            *super().get_urls(),
        ]

    def work_section(self, request, name):
        return section_page(request, self, name)

    def day_log(self, request):
        return day_log(request, self)

    def get_app_list(self, request, app_label=None):
        """As Django's, with what is kept most often first, not by the names' code points."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: _place_in_list(model["object_name"]))
        return apps

    def index(self, request, extra_context=None):
        """As Django's, with this person's work list above the list of models."""
        now = timezone.now()
        sections = worklist(timezone.localdate(now), request.user.has_perm)
        shown = [section for section in sections if section.count]
        context = {
            "mine": for_me(request.user, now),
            "sections": with_names(shown, request.user, now),
            "care": care(now),
            "done": [section.title for section in sections if not section.count],
            "night": last_night(now) if request.user.has_perm("watch.view_watchedpage") else None,
        }
        return super().index(request, context | (extra_context or {}))

    def login(self, request, extra_context=None):
        """As Django's; a person without a phone who used a one-time code is led to bind one."""
        response = super().login(request, extra_context)
        if isinstance(getattr(request.user, "otp_device", None), StaticDevice):
            left = second_factor.codes_left(request.user)
            messages.warning(request, f"您用了一个一次性登录码，还剩{left}个。")
            if second_factor.phone_of(request.user) is None:
                response = redirect("admin:second_factor")
        if request.user.is_authenticated:
            mark_staff(request, response, request.user.pk)
        return response
