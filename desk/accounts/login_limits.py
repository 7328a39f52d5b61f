"""How many failed logins are allowed: of a name from an address, of an address, of a name.

django-axes counts them in its records, over ``AXES_COOLOFF_TIME``, against one limit. Each of
ours is a multiple of that one, so its counts are told in shares of it.
"""

import ipaddress

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.db.models import Q, QuerySet, Sum

#: Five colleagues behind one address may each mistype until their own name is shut.
OF_ADDRESS = 5
#: A /48 of IPv6 belongs to one customer, who has 65,536 households to log in from.
OF_WIDER = 10
#: Guesses at one name from everywhere; who logged in from an address before may go on there.
OF_NAME = 10


class LoginLimits(AxesDatabaseHandler):
    """Counts the failures of a name from an address as axes does, and two more kinds."""

    def get_failures(self, request, credentials=None) -> int:
        """Return the failures in shares of the limit of a name from an address."""
        recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
        address = request.axes_ip_address
        counts = [super().get_failures(request, credentials)]
        if address:
            counts.append(_failures(recent.filter(ip_address=address)) // OF_ADDRESS)
        if address and ":" in address:
            counts.append(_failures(recent.filter(_same_48(address))) // OF_WIDER)
        name = get_client_username(request, credentials)
        failures = _failures(recent.filter(username=name)) // OF_NAME if name else 0
        if failures >= settings.AXES_FAILURE_LIMIT and not _is_known(name, address):
            counts.append(failures)
        return max(counts)


def _failures(attempts: QuerySet) -> int:
    return attempts.aggregate(all=Sum("failures_since_start"))["all"] or 0


def _same_48(address: str) -> Q:
    """Select the /64 networks, kept by their first address, in the /48 of one of them."""
    groups = ipaddress.IPv6Address(address).exploded.split(":")[:3]
    begin = ":".join(f"{int(group, 16):x}" for group in groups)
    # The first of them is written shorter: 2001:db8:: where the others begin with 2001:db8:0.
    first = str(ipaddress.IPv6Address(f"{begin}::"))
    return Q(ip_address=first) | Q(ip_address__startswith=f"{begin}:")


def _is_known(name: str, address: str | None) -> bool:
    """Whether ``name`` logged in from ``address`` in the days whose records are kept."""
    return AccessLog.objects.filter(username=name, ip_address=address).exists()
