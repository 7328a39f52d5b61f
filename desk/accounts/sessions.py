"""Sessions of staff end with the browser, and at the latest eight hours after they began.

Citizens have none. There is no end after an idle hour: whoever types a long answer sends
nothing meanwhile, and what they typed would be lost.
"""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """As Django keeps them, but saving one again does not put off its end."""

    def create_model_instance(self, data):
        row = super().create_model_instance(data)
        ends = self.model.objects.filter(pk=row.pk).values_list("expire_date", flat=True)
        row.expire_date = ends.first() or row.expire_date
        return row
