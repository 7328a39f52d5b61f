"""How gunicorn serves the site; `make run` and a service unit read the same file.

``PORT`` and ``BIND`` (host and port together, or ``unix:/run/…``) come from the environment.
"""

import os
from pathlib import Path

wsgi_app = "yibao_site.wsgi:application"
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"

# Two processes keep both cores of a small machine busy; threads wait for the database.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
keepalive = 5  # seconds
timeout = 30
graceful_timeout = 10
control_socket_disable = True  # nobody talks to it, and it would be a file in the home folder
_memory = Path("/dev/shm")  # noqa: S108 (gunicorn makes files without names in it)
if _memory.is_dir():
    worker_tmp_dir = str(_memory)  # heartbeats never wait for a disk

# Addresses of readers are kept nowhere: no access log.
accesslog = None
errorlog = "-"
loglevel = "warning"


def when_ready(server):
    """Say where the site is once it answers."""
    where = ", ".join(str(address) for address in server.LISTENERS)
    print(
        f"\n  医保明白账已启动：{where}\n  编辑后台：{where}/admin/\n  按 Ctrl+C 停止。\n",
        flush=True,
    )
