"""The package of the files (Frictionless Data Package): what each is, its schema, size and sum."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from opendata.tables import Table

from . import licence

TITLE = "医保明白账：各地医保个人账户划入标准、查余额的办法和常见问题"
DESCRIPTION = (
    "中国各地退休人员医保个人账户每月打进多少钱（俗称返款）、扣什么、余额怎么查、常见问题的答案。"
    "每一行都写明是哪一级的资料、从哪天起、有多旧、核对到哪一步、来源是哪一份。"
    "不知道的空着，从来不写 0。本站不是政府网站。"
)
KEYWORDS = ["医保", "个人账户", "返款", "退休", "余额", "参保地"]


@dataclass(frozen=True)
class State:
    """The state of the content that files are of: its edition, the mark of that, and the day."""

    number: int
    mark: str
    day: datetime.date


@dataclass(frozen=True)
class Written:
    """A file that was written; ``table`` and ``rows`` are None for the file of the edition."""

    name: str
    table: Table | None
    rows: int | None
    size: int
    sha256: str


def described(state: State, files: Iterable[Written]) -> dict[str, Any]:
    """Return the content of ``datapackage.json``."""
    return {
        "name": "yibao-mingbai-zhang",
        "title": TITLE,
        "description": DESCRIPTION,
        "homepage": _homepage(),
        "version": f"{state.number}+{state.day.isoformat()}",
        "edition": state.number,
        "mark": state.mark,
        "day": state.day.isoformat(),
        "keywords": KEYWORDS,
        "licenses": [{"name": licence.NAME, "title": licence.TITLE, "path": licence.URL}],
        "terms": list(licence.TERMS),
        "resources": [_resource(file) for file in files],
    }


def _resource(file: Written) -> dict[str, Any]:
    stem, _, ending = file.name.rpartition(".")
    said: dict[str, Any] = {
        "name": stem if ending == "csv" else f"{stem}-{ending}",
        "path": file.name,
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if file.table is None:
        return said | {
            "title": "整版，一个 SQLite 文件",
            "description": "页面要用的公开资料；草稿、账号、读者来信、内部备注、修改的历史都不在。",
            "format": "sqlite3",
            "mediatype": "application/vnd.sqlite3",
        }
    suffix = "" if ending == "csv" else f"-{ending}"
    return said | {
        "title": file.table.title,
        "description": file.table.note,
        "profile": "tabular-data-resource",
        "format": ending,
        "mediatype": "text/csv" if ending == "csv" else "application/x-ndjson",
        "encoding": "utf-8",
        "rows": file.rows,
        "schema": file.table.schema(suffix),
    }


def is_of(package: dict[str, Any], state: State) -> bool:
    """Whether a package is of the content ``state``, with links to the address of this site."""
    said = package.get("edition"), package.get("mark"), package.get("day"), package.get("homepage")
    return said == (state.number, state.mark, state.day.isoformat(), _homepage())


def _homepage() -> str:
    return f"{settings.SITE_URL}{reverse('data')}"
