"""How gunicorn serves the site; `make run` and a service unit read the same file.

``PORT`` and ``BIND`` (host and port together, or ``unix:/run/…``), ``WEB_CONCURRENCY`` (processes)
and ``THREADS`` of each come from the environment.
"""

import os
import runpy
import sys
from pathlib import Path

import environ

wsgi_app = "yibao_site.wsgi:application"
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"

# What was tried: “gunicorn 的设置” in docs/operations.md.
# gthread, which keeps connections open and waits for slow readers without a thread, with
# refusals in Chinese.
worker_class = "protection.gunicorn_worker.Worker"
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

# Addresses of readers are kept nowhere: no access log, and the rest as yibao_site/logs.py writes.
# That file is run, not imported: the workers of a reload import their own.
accesslog = None
errorlog = "-"
loglevel = "warning"
_here = Path(__file__).resolve().parent


class _Environment(environ.Env):
    """What is set in the environment or in ``.env``, not handed on to the workers."""

    ENVIRON = dict(os.environ)


_Environment.read_env(_here / ".env")
logconfig_dict = runpy.run_path(str(_here / "yibao_site" / "logs.py"))["config"](
    _Environment()("LOG_FORMAT", default="line")
)


def post_worker_init(worker):
    """Let ``/readyz`` know when this worker is leaving."""
    probes = sys.modules.get("yibao_site.probes")  # the worker's own, loaded with the application
    if probes is not None:  # bench serves another one
        probes.stopping = lambda: not worker.alive


def when_ready(server):
    """Say where the site is once it answers, and without a proxy before it, what it is for."""
    where = ", ".join(str(address) for address in server.LISTENERS)
    desk = (_Environment()("ADMIN_PATH", default="") or "admin").strip("/")
    lines = [f"医保明白账已启动：{where}", f"编辑后台：{where}/{desk}/"]
    if not _Environment().bool("HTTPS", default=False):
        lines += [
            "这样启动只给试用，请不要直接放到网上：前面要有 nginx，见 docs/operations.md。",
            "按 Ctrl+C 停止。",
        ]
    print("\n" + "".join(f"  {line}\n" for line in lines), flush=True)
