"""The editors' desk: Django's admin site with our name and a second factor at login."""

from django.conf import settings
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice

from .accounts import second_factor, views
from .accounts.forms import LoginForm
from .worklist import worklist


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

    def has_permission(self, request):
        return super().has_permission(request) and (
            not settings.SECOND_FACTOR or request.user.is_verified()
        )

    def get_urls(self):
        view = self.admin_view(views.second_factor)
        return [path("second-factor/", view, name="second_factor"), *super().get_urls()]

    def index(self, request, extra_context=None):
        """As Django's, with this person's work list above the list of models."""
        sections = worklist(timezone.localdate(), request.user.has_perm)
        context = {
            "sections": [section for section in sections if section.count],
            "done": [section.title for section in sections if not section.count],
        }
        return super().index(request, context | (extra_context or {}))

    def login(self, request, extra_context=None):
        """As Django's; a person without a phone who used a one-time code is led to bind one."""
        response = super().login(request, extra_context)
        if isinstance(getattr(request.user, "otp_device", None), StaticDevice):
            left = second_factor.codes_left(request.user)
            messages.warning(request, f"您用了一个一次性登录码，还剩{left}个。")
            if second_factor.phone_of(request.user) is None:
                return redirect("admin:second_factor")
        return response
