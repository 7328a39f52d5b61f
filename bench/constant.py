"""The site's page as a constant: what gunicorn alone costs for the same header lines and bytes.

``PAGE`` is asked of the site once, as a browser would; then every request gets that answer.
"""

import os

from yibao_site.wsgi import application as site

from .ask import environ_of

_head: list = []
_body = b"".join(
    site(
        environ_of(os.environ["PAGE"], {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}),
        lambda *head: _head.extend(head),
    )
)


def application(environ, start_response):
    start_response(*_head)
    return [_body]
