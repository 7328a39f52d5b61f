"""What a program of ours prints in a process of its own, with static files but no database."""

import os
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]


def printed(code: str, *arguments: str, folder: Path, **settings: str) -> list[str]:
    """Return the lines that ``code`` prints; what it needs and writes is in ``folder``.

    Its static files are collected before, as those of a site that is started.
    """
    env = os.environ | {
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/no.sqlite3",
        "DJANGO_SETTINGS_MODULE": "yibao_site.settings",
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    for command in (["manage.py", "collectstatic", "--noinput", "-v0"], ["-c", code, *arguments]):
        done = subprocess.run(  # noqa: S603 (our own interpreter)
            [sys.executable, *command],
            cwd=BASE_DIR,
            env=env | settings,
            check=True,
            timeout=120,
            capture_output=True,
            text=True,
        )
    return done.stdout.splitlines()
