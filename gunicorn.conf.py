"""How gunicorn serves the site; `make run` and a service unit read the same file.

``PORT`` and ``BIND`` (host and port together, or ``unix:/run/…``) come from the environment.
"""

import os
from pathlib import Path

import environ

wsgi_app = "yibao_site.wsgi:application"
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"

# What was tried: “gunicorn 的设置” in docs/operations.md.
# gthread, which keeps connections open and waits for slow readers without a thread, with
# refusals in Chinese.
worker_class = "protection.gunicorn_worker.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)  # a core each; each keeps its own pages
threads = 4  # with one, a request waits behind a slow one; eight answer no more
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


def _desk():
    """Where the editors' pages are, as the settings will read it; the environment is left alone."""

    class Read(environ.Env):
        ENVIRON = dict(os.environ)

    Read.read_env(Path(__file__).resolve().parent / ".env")
    return (Read.ENVIRON.get("ADMIN_PATH") or "admin").strip("/")


def when_ready(server):
    """Say where the site is once it answers."""
    where = ", ".join(str(address) for address in server.LISTENERS)
    print(
        f"\n  医保明白账已启动：{where}\n  编辑后台：{where}/{_desk()}/\n  按 Ctrl+C 停止。\n",
        flush=True,
    )
