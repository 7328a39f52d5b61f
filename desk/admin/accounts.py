"""The admin of accounts: Django's users and groups, and the login records of django-axes."""

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django import forms
from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.accounts import second_factor
from desk.accounts.views import note

from .mixins.read_only import ReadOnlyAdmin

#: Only permissions of these apps can be given; nobody needs those on sessions or log entries.
APPS = ["regions", "faq", "auth"]
VERBS = {"add": "增加", "change": "修改", "delete": "删除", "view": "查看", "publish": "发布"}


class PermissionField(forms.ModelMultipleChoiceField):
    """Checkboxes of permissions with Chinese labels, because their stored names are English."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, permission):
        verb, _, _ = permission.codename.partition("_")
        model = permission.content_type.model_class()
        name = model._meta.verbose_name if model else permission.content_type.model
        return f"{name}：{VERBS.get(verb, permission.name)}"


class ChinesePermissions:
    """Replaces Django's double lists of groups and permissions, half in English, by checkboxes."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.remote_field.model is Group:
            return db_field.formfield(widget=forms.CheckboxSelectMultiple)
        permissions = (
            Permission.objects.filter(content_type__app_label__in=APPS)
            .exclude(content_type__model="permission")
            .exclude(content_type__model__startswith="historical")  # nobody edits history
        )
        return PermissionField(
            permissions.select_related("content_type"),
            label=db_field.verbose_name,
            required=False,
        )


# Users and groups get our own admins; the secrets of second factors are shown to nobody.
admin.site.unregister([User, Group, TOTPDevice, StaticDevice])


@admin.register(Group)
class GroupAdmin(ChinesePermissions, auth_admin.GroupAdmin):
    filter_horizontal = []


@admin.register(User)
class EditorAdmin(ChinesePermissions, auth_admin.UserAdmin):
    """Accounts can be deactivated but not deleted, because the history of the facts names them."""

    list_display = ["username", "last_name", "first_name", "is_active", "is_superuser", "lock"]
    filter_horizontal = []
    add_form_template = None  # Django's own says an English sentence
    change_form_template = "admin/account.html"

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                has_phone=Exists(TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)),
                has_codes=Exists(StaticToken.objects.filter(device__user=OuterRef("pk"))),
            )
        )

    @admin.display(description="第二道锁")
    def lock(self, user):
        return "手机" if user.has_phone else "只有一次性登录码" if user.has_codes else "没有"

    def get_urls(self):
        view = self.admin_site.admin_view(self.login_codes)
        own = path("<int:pk>/login-codes/", view, name="auth_user_login_codes")
        return [own, *super().get_urls()]

    def login_codes(self, request, pk):
        """Issue new one-time codes for a colleague and show them once; unbind a lost phone."""
        if not request.user.is_superuser:
            raise PermissionDenied
        person = get_object_or_404(User, pk=pk)
        context = {"title": f"给 {person} 发登录码", "person": person, "subtitle": None}
        context |= {"phone": second_factor.phone_of(person), "codes": None}
        if request.method == "POST":
            lost = "lost" in request.POST
            if lost:
                second_factor.unbind(person)
            context["codes"] = second_factor.issue_codes(person)
            context["title"] = f"{person} 的一次性登录码"
            note(request, person, "发了一次性登录码" + ("，解除了手机绑定。" if lost else "。"))
        context |= self.admin_site.each_context(request)
        return render(request, "admin/login_codes.html", context)


class LoginLogAdmin(ReadOnlyAdmin):
    """Shown to superusers only; the records are kept as long as the privacy page says."""

    list_filter = ["attempt_time"]
    search_fields = ["username", "ip_address"]
    search_help_text = "用户名或网络地址"

    @admin.display(description="浏览器", ordering="user_agent")
    def browser(self, record):
        return record.user_agent if record.user_agent != "<unknown>" else "没有说"

    def has_module_permission(self, request):
        return request.user.is_superuser

    def has_view_permission(self, request, obj=None):
        return request.user.is_superuser


@admin.register(AccessLog)
class SuccessfulLoginAdmin(LoginLogAdmin):
    list_display = ["attempt_time", "username", "ip_address", "logout_time", "browser"]


@admin.register(AccessFailureLog)
class FailedLoginAdmin(LoginLogAdmin):
    list_display = ["attempt_time", "username", "ip_address", "locked_out", "browser"]
    list_filter = ["attempt_time", "locked_out"]
    actions = ["unlock"]

    @admin.action(description="解除锁定：让选中的用户名能从这些地址再登录")
    def unlock(self, request, queryset):
        open_again = 0
        for name, address in set(queryset.values_list("username", "ip_address")):
            held = AccessAttempt.objects.filter(username=name, ip_address=address)
            open_again += held.delete()[0]
        if open_again:
            messages.success(request, "解除了，现在可以再登录。")
        else:
            messages.info(request, "选中的都没有锁着，不用解除。")
