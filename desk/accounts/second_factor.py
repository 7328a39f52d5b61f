"""The second lock of staff accounts: a phone that shows codes, and one-time codes on paper.

django-otp keeps both as devices and slows down who guesses: after each wrong code the wait
doubles. Which of the two a code is for, its form says, so that a code of the phone is never
counted as a failure of the paper.
"""

import base64
import re
import unicodedata

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_otp import verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

ONE_TIME_CODES = 10
LONGEST_CODE = 40  # characters, typed with gaps
_OF_A_PHONE = re.compile(r"\d{6}")
_BETWEEN = re.compile(r"[\s\-·]+")
_HINTS: dict[type[Device], str] = {
    TOTPDevice: "手机上的数每30秒换一次，请照着最新的填。手机的时间也要准。",
    StaticDevice: "手机上的是6位数；一次性登录码用过一次就作废，发了新的，旧的也作废。",
}


def tidy(code: str) -> str:
    """A code as it is stored: half width, small letters, nothing between the groups.

    Raises ValueError where it is longer than any code. That is looked at first: normalising a
    row of combining marks takes the square of its length.
    """
    if len(code) > LONGEST_CODE:
        raise ValueError("验证码没有这么长。")
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", code)).lower()


def phone_of(user: User) -> TOTPDevice | None:
    """The phone that is bound to the account."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("-pk").first()


def waiting_phone_of(user: User) -> TOTPDevice | None:
    """A phone that has been shown its secret and has not yet proved that it took it."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).order_by("-pk").first()


def paper_of(user: User) -> StaticDevice | None:
    """What the one-time codes of the account belong to."""
    return StaticDevice.objects.filter(user=user, confirmed=True).order_by("-pk").first()


def codes_left(user: User) -> int:
    return StaticToken.objects.filter(device=paper_of(user)).count()


def verify(user: User, code: str) -> Device:
    """The device of ``user`` that takes ``code``; a ValidationError says why there is none."""
    device = phone_of(user) if _OF_A_PHONE.fullmatch(code) else paper_of(user)
    if device is None:
        raise ValidationError("验证码不对：这个账号没有绑手机，请填一次性登录码。", code="wrong")
    return check(device, code)


def check(device: Device, code: str) -> Device:
    """``device`` once it has taken ``code``; a ValidationError says why it has not."""
    allowed, why = device.verify_is_allowed()
    if not allowed:
        until = timezone.localtime(why["locked_until"])
        raise ValidationError(f"填得太密了。请在{until:%H:%M:%S}以后再填。", code="throttled")
    taken = verify_token(device.user, device.persistent_id, code)
    if taken is None:
        raise ValidationError(f"验证码不对。{_HINTS[type(device)]}", code="wrong")
    return taken


def secret_of(phone: TOTPDevice) -> str:
    """The secret as apps want it typed where a phone cannot read the picture."""
    return _in_groups(base64.b32encode(phone.bin_key).decode())


def _in_groups(text: str) -> str:
    """Four letters at a time, fit for typing and reading aloud."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def show_to_phone(user: User) -> TOTPDevice:
    """The device whose secret a phone may take over now; nothing counts until ``bind``."""
    waiting = waiting_phone_of(user)
    return waiting or TOTPDevice.objects.create(user=user, name="手机验证器", confirmed=False)


@transaction.atomic
def bind(phone: TOTPDevice) -> list[str]:
    """Make ``phone`` the only one of its account; returns the new one-time codes."""
    TOTPDevice.objects.filter(user=phone.user).exclude(pk=phone.pk).delete()
    phone.confirmed = True
    phone.save()
    return issue_codes(phone.user)


def unbind(user: User) -> None:
    """Forget the phone; the one-time codes remain."""
    TOTPDevice.objects.filter(user=user).delete()


@transaction.atomic
def issue_codes(user: User) -> list[str]:
    """New one-time codes; those issued earlier are void."""
    paper = paper_of(user) or StaticDevice(user=user, name="一次性登录码")
    paper.throttle_reset(commit=False)
    paper.save()
    paper.token_set.all().delete()
    codes = [StaticToken.random_token() for _ in range(ONE_TIME_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=paper, token=code) for code in codes)
    return [_in_groups(code) for code in codes]
