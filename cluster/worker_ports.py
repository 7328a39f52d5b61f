"""gunicorn's settings of the site, and beside them a socket of each worker's own.

Workers share a port, and a connection lands at any of them. So that each can be asked, every
worker of the cluster test listens at ``WORKER_SOCKETS/PID.sock`` too; everything else is as the
site is served.
"""

import os
import runpy
from pathlib import Path

_served = runpy.run_path(str(Path(__file__).resolve().parent.parent / "gunicorn.conf.py"))
globals().update({name: value for name, value in _served.items() if not name.startswith("_")})
_already = _served.get("post_worker_init", lambda worker: None)


def post_worker_init(worker):
    """Let a worker that has loaded the site listen at a socket of its own."""
    from gunicorn.sock import UnixSocket

    _already(worker)
    path = Path(os.environ["WORKER_SOCKETS"]) / f"{os.getpid()}.sock"
    worker.sockets = [*worker.sockets, UnixSocket(str(path), worker.cfg, worker.log)]
