"""Posts that met an expired session: carried signed through the login, then carried out once.

A form says, signed, whose it is. Its post is then kept in the login page itself, signed and
compressed, with its address and a mark that is used up when the post is carried out. Only a form
of ours can say whose it is, so that nobody else's page can have a post kept.
"""

import datetime
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.core import signing
from django.http import QueryDict

#: The names of the hidden inputs: whose form it is; a post that is carried through the login.
OWNER, KEPT = "form_owner", "kept_post"
#: How long a form stays somebody's, and how long a kept post can be carried out.
OWNED_FOR = datetime.timedelta(days=7)
KEPT_FOR = datetime.timedelta(hours=24)
#: The most characters of a post that are kept, and of the signed text that comes back.
LONGEST = 1_000_000
_LONGEST_SIGNED = 2_000_000
_OWNER_SALT, _KEPT_SALT = "desk.accounts.owner", "desk.accounts.kept"
_LONGEST_OWNER = 200


@dataclass(frozen=True)
class KeptPost:
    """A post: whose it is, its address with the query, its ``mark``, and its values by name."""

    owner: int
    address: str
    mark: str
    values: dict[str, list[str]]

    @property
    def data(self) -> QueryDict:
        """Return the values as Django reads them from a request."""
        data = QueryDict(mutable=True)
        for name, values in self.values.items():
            data.setlist(name, values)
        data._mutable = False  # as that of any request
        return data


def owner_text(user: User) -> str:
    """Return what a form of ``user`` carries, to say whose it is."""
    return signing.TimestampSigner(salt=_OWNER_SALT).sign(str(user.pk))


def owner_of(data: QueryDict) -> int | None:
    """Return the id of the user whose form was posted; None where it does not say so."""
    text = data.get(OWNER, "")
    if not text or len(text) > _LONGEST_OWNER:
        return None
    try:
        return int(signing.TimestampSigner(salt=_OWNER_SALT).unsign(text, max_age=OWNED_FOR))
    except (signing.BadSignature, ValueError):
        return None


def sign(data: QueryDict, owner: int, address: str) -> str | None:
    """Return the text that carries a post through the login; None where it is too long.

    Tokens against forgery and passwords are left out.
    """
    values = {name: data.getlist(name) for name in data if _is_kept(name)}
    if sum(len(name) + sum(map(len, many)) for name, many in values.items()) > LONGEST:
        return None
    kept = {"owner": owner, "address": address, "mark": secrets.token_hex(16), "values": values}
    signed = signing.TimestampSigner(salt=_KEPT_SALT).sign_object(kept, compress=True)
    return signed if len(signed) <= _LONGEST_SIGNED else None


def read(text: str) -> KeptPost | None:
    """Return the post that ``text`` carries; None where we did not sign it, or too long ago."""
    if len(text) > _LONGEST_SIGNED:
        return None
    signer = signing.TimestampSigner(salt=_KEPT_SALT)
    try:
        kept: Any = signer.unsign_object(text, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return KeptPost(**kept)


def typed(data: QueryDict, labels: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Yield the label and the text of each value that somebody typed, to be copied by hand."""
    for name in data:
        last = name.rsplit("-", 1)[-1]
        said = "\n".join(value for value in data.getlist(name) if value.strip())
        if said and last in labels and _is_kept(name):
            yield labels[last], said


def _is_kept(name: str) -> bool:
    return name not in ("csrfmiddlewaretoken", OWNER, KEPT) and "password" not in name.lower()
