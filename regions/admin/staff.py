"""Who may edit: Django's users and groups, their permissions in Chinese words."""

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group, Permission, User

#: What editors have to do with; sessions, log entries and the like are nobody's business.
APPS = ["regions", "faq", "auth"]
VERBS = {"add": "增加", "change": "修改", "delete": "删除", "view": "查看"}


class PermissionField(forms.ModelMultipleChoiceField):
    """Permissions to tick; their stored names are English."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, permission):
        verb, _, _ = permission.codename.partition("_")
        model = permission.content_type.model_class()
        name = model._meta.verbose_name if model else permission.content_type.model
        return f"{name}：{VERBS.get(verb, permission.name)}"


class ChinesePermissions:
    """Boxes to tick instead of Django's two half English lists."""

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.remote_field.model is Group:
            return db_field.formfield(widget=forms.CheckboxSelectMultiple)
        permissions = Permission.objects.filter(content_type__app_label__in=APPS)
        return PermissionField(
            permissions.exclude(content_type__model="permission").select_related("content_type"),
            label=db_field.verbose_name,
            required=False,
        )


admin.site.unregister([User, Group])


@admin.register(Group)
class GroupAdmin(ChinesePermissions, auth_admin.GroupAdmin):
    filter_horizontal = []


@admin.register(User)
class EditorAdmin(ChinesePermissions, auth_admin.UserAdmin):
    filter_horizontal = []
    add_form_template = None  # Django's own says an English sentence
