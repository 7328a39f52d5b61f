"""Staff sessions end when the browser is closed, and at the latest eight hours after login.

Readers have no sessions. There is no idle limit, because an editor who types a long answer sends
no requests and would lose the text.
"""

import datetime

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """As Django's, but saving a session again does not extend it."""

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        ends = self.model.objects.filter(pk=row.pk).values_list("expire_date", flat=True)
        row.expire_date = ends.first() or row.expire_date
        return row


def seconds_left(session: SessionStore, now: datetime.datetime) -> int | None:
    """Return in how many seconds a session ends; None where there is none in the database."""
    ends = session.model.objects.filter(pk=session.session_key).values_list(
        "expire_date", flat=True
    )
    end = ends.first()
    return None if end is None else max(0, int((end - now).total_seconds()))
