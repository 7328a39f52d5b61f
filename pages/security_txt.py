"""What ``security.txt`` says (RFC 9116): whom to tell of a weakness of this site."""

import datetime
import re

#: A contact in what the operator wrote, as a URI: a mail address, an address of the web, a number.
_WEB = re.compile(r"https://[!-~]+")
_MAIL = re.compile(r"[A-Za-z\d._%+-]{1,64}@[A-Za-z\d-]{1,63}(?:\.[A-Za-z\d-]{1,63})+")
_PHONE = re.compile(r"(?<!\d)\+?\d[\d -]{5,18}\d(?!\d)")
#: Characters of the setting that are looked at.
LONGEST = 500
#: The standard wants less than a year.
VALID = datetime.timedelta(days=180)


def security_contacts(written: str) -> list[str]:
    """Return the contacts in the operator's own words as URIs, the best to write to first.

    >>> security_contacts("邮箱 kefu@example.org，电话 010-1234 5678")
    ['mailto:kefu@example.org', 'tel:01012345678']
    """
    written = written[:LONGEST]
    web = _WEB.findall(written)
    rest = _WEB.sub(" ", written)
    mail = [f"mailto:{found}" for found in _MAIL.findall(rest)]
    phone = [f"tel:{re.sub('[ -]', '', found)}" for found in _PHONE.findall(_MAIL.sub(" ", rest))]
    return [*mail, *web, *phone]


def security_txt(contacts: list[str], site: str, path: str, today: datetime.date) -> str:
    """Return the file as of ``today``; ``site`` is the public address without slash at its end."""
    lines = [
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {today + VALID:%Y-%m-%d}T00:00:00Z",
        "Preferred-Languages: zh, en",
        f"Canonical: {site}{path}",
    ]
    return "\n".join([*lines, ""])
