"""The second factor of staff accounts: a phone that shows codes, and one-time codes on paper.

django-otp stores both as devices and doubles the wait after each wrong code. The form of a code
tells which device it is for, so a wrong phone code never counts against the paper.
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

from text.reading import visible

ONE_TIME_CODES = 10
LONGEST_CODE = 40  # characters, typed with gaps
_OF_A_PHONE = re.compile(r"\d{6}")
_BETWEEN = re.compile(r"[\s\-·]+")
_HINTS: dict[type[Device], str] = {
    TOTPDevice: "手机上的数每30秒换一次，请照着最新的填。手机的时间也要准。",
    StaticDevice: "手机上的是6位数；一次性登录码用过一次就作废，发了新的，旧的也作废。",
}


def tidy(code: str) -> str:
    """Return a code as it is stored: half width, lower case, without gaps between the groups.

    Raises ValueError where it is longer than any code. The length is checked first, because
    normalising many combining marks takes quadratic time.
    """
    if len(code) > LONGEST_CODE:
        raise ValueError("验证码没有这么长。")
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", visible(code))).lower()


def phone_of(user: User) -> TOTPDevice | None:
    """Return the phone that is bound to the account."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("-pk").first()


def waiting_phone_of(user: User) -> TOTPDevice | None:
    """Return the phone whose secret was shown but that has not yet confirmed it by a code."""
    return TOTPDevice.objects.filter(user=user, confirmed=False).order_by("-pk").first()


def paper_of(user: User) -> StaticDevice | None:
    """Return the device of the account's one-time codes."""
    return StaticDevice.objects.filter(user=user, confirmed=True).order_by("-pk").first()


def codes_left(user: User) -> int:
    return StaticToken.objects.filter(device=paper_of(user)).count()


def verify(user: User, code: str) -> Device:
    """Return the device of ``user`` that accepts ``code``. Raises ValidationError without one."""
    device = phone_of(user) if _OF_A_PHONE.fullmatch(code) else paper_of(user)
    if device is None:
        raise ValidationError("验证码不对：这个账号没有绑手机，请填一次性登录码。", code="wrong")
    return check(device, code)


def check(device: Device, code: str) -> Device:
    """Return ``device`` if it accepts ``code``. Raises ValidationError with the reason if not."""
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
    """Return an unconfirmed device whose secret can be shown; it is not used before ``bind``."""
    waiting = waiting_phone_of(user)
    return waiting or TOTPDevice.objects.create(user=user, name="手机验证器", confirmed=False)


@transaction.atomic
def bind(phone: TOTPDevice) -> list[str]:
    """Make ``phone`` the only one of its account; return new one-time codes."""
    TOTPDevice.objects.filter(user=phone.user).exclude(pk=phone.pk).delete()
    phone.confirmed = True
    phone.save()
    return issue_codes(phone.user)


def unbind(user: User) -> None:
    """Delete the phones of ``user``; the one-time codes remain."""
    TOTPDevice.objects.filter(user=user).delete()


@transaction.atomic
def issue_codes(user: User) -> list[str]:
    """Issue and return new one-time codes; earlier ones become invalid."""
    paper = paper_of(user) or StaticDevice(user=user, name="一次性登录码")
    paper.throttle_reset(commit=False)
    paper.save()
    paper.token_set.all().delete()
    codes = [StaticToken.random_token() for _ in range(ONE_TIME_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=paper, token=code) for code in codes)
    return [_in_groups(code) for code in codes]
