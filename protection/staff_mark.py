"""The mark of a browser in which staff logged in: a signed cookie that nobody can make up.

It opens nothing. It says, without asking a database, that a request to the desk may be of staff:
such a request may be long, and what strangers at the same address take does not stop it.
"""

import datetime

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

#: How long a mark lasts; longer than a session, whose last form may be posted after its end.
LASTS = datetime.timedelta(hours=24)
LONGEST = 200  # characters
_SIGNER = TimestampSigner(salt="protection.staff_mark")


def mark_staff(request, response, owner: int) -> None:
    """Mark the browser of the user ``owner``."""
    response.set_cookie(
        settings.STAFF_MARK_COOKIE,
        _SIGNER.sign(str(owner)),
        max_age=LASTS,
        path=settings.ADMIN_URL,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def marked_as(request) -> str:
    """Return whose mark a request carries to the desk; empty without a valid one."""
    written = request.COOKIES.get(settings.STAFF_MARK_COOKIE, "")
    if not written or len(written) > LONGEST or not request.path.startswith(settings.ADMIN_URL):
        return ""
    try:
        return _SIGNER.unsign(written, max_age=LASTS)
    except BadSignature:
        return ""
