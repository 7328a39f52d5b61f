"""The WSGI application that gunicorn serves."""

import gc
import os
import re

from django.core.wsgi import get_wsgi_application

# Nothing that is loaded now is ever thrown away: looking for it would only cost time.
gc.disable()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibao_site.settings")

django_application = get_wsgi_application()

# What follows needs Django to be set up.
from django.conf import settings  # noqa: E402

from caching.content_version import VersionPoller  # noqa: E402
from caching.page_store import PageStore  # noqa: E402
from pages.parameters import CASE, parameters_at  # noqa: E402
from protection.databases.gate import gate  # noqa: E402
from visits.writer import VisitWriter  # noqa: E402
from yibao_site.observed import Behind, Observed  # noqa: E402

_CHARSET = re.compile(r";\s*charset\s*=[^;]*", re.IGNORECASE)


def in_utf8(environ, start_response):
    """Call Django without the charset that a request declares: all requests are read as UTF-8.

    Django decodes addresses with the charset of the Content-Type, before any middleware runs;
    ``charset=hex`` would cause a server error.
    """
    if "charset" in environ.get("CONTENT_TYPE", "").lower():
        environ["CONTENT_TYPE"] = _CHARSET.sub("", environ["CONTENT_TYPE"])
    return django_application(environ, start_response)


poller = VersionPoller()
# A host whose database takes no writes has nowhere to put its sums.
visits = VisitWriter() if settings.VISIT_DAYS and not settings.READERS_ONLY else None
gate.is_reachable = lambda: poller.reachable
store = PageStore(
    in_utf8,
    version=poller,
    limit=settings.PAGE_STORE_BYTES,
    staff_cookie=settings.SESSION_COOKIE_NAME,
    parameters=parameters_at,
    case=CASE,
    desk=settings.ADMIN_URL,
    proxy_header=settings.SECURE_PROXY_SSL_HEADER,
    count=visits.count if visits else None,
)
application = Observed(
    store,
    slow=settings.SLOW_SECONDS,
    behind=lambda: Behind(store.size, store.made, poller.reachable),
)

gc.freeze()
gc.enable()
