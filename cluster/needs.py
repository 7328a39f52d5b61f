"""What the cluster needs of the machine, and what to install where it is missing."""

import importlib.util
import shutil

from yibao_site.tests.own_postgres import programs


def missing() -> list[str]:
    """Return what is missing, in words, each with the way to get it."""
    lacking = []
    if programs() is None:
        lacking.append("没有 PostgreSQL 的服务程序（initdb）：sudo apt install postgresql")
    if shutil.which("nginx") is None:
        lacking.append("没有 nginx：sudo apt install nginx")
    if shutil.which("openssl") is None:
        lacking.append("没有 openssl：sudo apt install openssl")
    if importlib.util.find_spec("psycopg") is None:
        lacking.append("没有 psycopg：.venv/bin/python -m pip install -r requirements-scale.txt")
    return lacking
