"""The forms with which staff log in and bind a phone."""

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator

from . import second_factor


class CodeField(forms.CharField):
    """Takes a code of the phone or a one-time code, typed with or without gaps."""

    def __init__(self, **options):
        attrs = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
        super().__init__(
            widget=forms.TextInput(attrs=attrs),
            max_length=second_factor.LONGEST_CODE,
            error_messages={"required": "请填验证码。"},
            **options,
        )

    def to_python(self, value):
        try:
            return second_factor.tidy(super().to_python(value))
        except ValueError as error:
            raise ValidationError(str(error), code="max_length") from error


class LoginForm(AdminAuthenticationForm):
    """Asks for name, password and, where the second factor is on, a code.

    A wrong code after the right password counts as a failed login, in the records and towards
    the lockout.
    """

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": "用户名或密码不对，请再填一次。大写和小写要分清。"
    }
    code = CodeField(
        label="验证码",
        help_text="手机验证器上的6位数，或一个一次性登录码。",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Django only tells the browser; a longer name would not fit the records.
        username = self.fields["username"]
        username.validators.append(
            MaxLengthValidator(username.max_length, f"用户名最多{username.max_length}个字。")
        )

    @property
    def asks_code(self) -> bool:
        """Whether a code is needed: always with ``SECOND_FACTOR``, else for users with a phone."""
        user = self.get_user()
        return settings.SECOND_FACTOR or (
            user is not None and second_factor.phone_of(user) is not None
        )

    def clean(self):
        super().clean()
        user = self.get_user()
        if user is not None and self.asks_code and "code" in self.cleaned_data:
            try:
                user.otp_device = self._device_of(user, self.cleaned_data["code"])
            except ValidationError as error:
                self.add_error("code", error)
        return self.cleaned_data

    def _device_of(self, user, code):
        """Return the device that accepts ``code``; django-otp then notes it in the session."""
        if second_factor.phone_of(user) is None and not second_factor.codes_left(user):
            raise ValidationError("您的账号还没有第二道锁。请管理员发给您一次性登录码，再来登录。")
        if not code:
            raise ValidationError("请填验证码。密码也要再填一次。")
        try:
            return second_factor.verify(user, code)
        except ValidationError as error:
            if error.code == "wrong":
                name = {"username": user.get_username()}
                user_login_failed.send(__name__, credentials=name, request=self.request)
            raise


class PhoneForm(forms.Form):
    """Asks for the code that proves that a phone has the secret of ``phone``."""

    code = CodeField(label="验证码")

    def __init__(self, *args, phone, **kwargs):
        super().__init__(*args, **kwargs)
        self.phone = phone

    def clean_code(self):
        self.phone = second_factor.check(self.phone, self.cleaned_data["code"])
        return self.cleaned_data["code"]
