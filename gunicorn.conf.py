"""How gunicorn serves the site; `make run` and a service unit read the same file.

``PORT`` and ``BIND`` (host and port together, or ``unix:/run/…``), ``WEB_CONCURRENCY`` (processes)
and ``THREADS`` of each come from the environment.
"""

import os
from pathlib import Path

wsgi_app = "yibao_site.wsgi:application"
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"

# What was tried: “gunicorn 的设置” in docs/operations.md.
worker_class = "gthread"  # keeps connections open and waits for slow readers without a thread
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)  # a core each; each keeps its own pages
# A request that comes slowly holds a thread; those that use the database have permits of their own
# (protection/databases/gate.py), so that many threads need no more connections than a few.
threads = int(os.environ.get("THREADS") or 64)
keepalive = 5  # seconds; longer than a page takes to ask for its parts
timeout = 30
graceful_timeout = 10  # a reload loses no request that takes less
preload_app = False  # it would save 10 MiB, but a reload (HUP) would go on with the old code
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
        f"\n  医保明白账已启动：{where}\n  编辑后台：{where}/admin/\n"
        "  这样启动只给试用，请不要直接放到网上：前面要有 nginx，见 docs/operations.md。\n"
        "  按 Ctrl+C 停止。\n",
        flush=True,
    )
