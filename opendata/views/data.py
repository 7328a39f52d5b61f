"""The page of the data files, and the files, as ``manage.py write_data`` left them."""

import datetime
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers

from caching.encodings import encoding_of
from caching.responses import never_stored
from opendata.dataset import dataset
from opendata.files import folder, licence
from opendata.responses import open_to_all
from opendata.tables import TABLES, Table

#: Whoever keeps it asks each time whether it is still the one: the sums are of these files.
_ASKED_AGAIN = "public, no-cache"
_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".jsonl": "application/x-ndjson; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".sqlite3": "application/vnd.sqlite3",
    "": "text/plain; charset=utf-8",
}
#: What browsers show rather than save.
_SHOWN = (".json", "")
#: Characters of a name that is looked for.
_LONGEST = 60


@dataclass(frozen=True)
class _Listed:
    """A table with its files as the package has them, for the page."""

    table: Table
    files: list[dict[str, Any]]

    @property
    def rows(self) -> int:
        return max((file["rows"] for file in self.files), default=0)


def page(request):
    """What files there are, of which edition and day, under which licence, and what is in them."""
    files = folder.current(settings.DATA_DIR)
    context: dict[str, Any] = {
        "terms": licence.TERMS,
        "licence": licence,
        "trail": [("资料从哪来", reverse("sources"))],
        "listed": [_Listed(table, []) for table in TABLES],
        "day": None,
    }
    if files:
        found = files.package["resources"]
        context |= {
            "day": datetime.date.fromisoformat(files.package["day"]),
            "edition": files.package["edition"],
            "listed": [
                _Listed(
                    table, [file for file in found if file["path"].startswith(f"{table.name}.")]
                )
                for table in TABLES
            ],
            "whole": next(file for file in found if file["path"] == folder.EDITION),
            "sums": files.sums,
            "data": dataset(files),
        }
    response = render(request, "opendata/data.html", context)
    response.headers["Cache-Control"] = _ASKED_AGAIN
    return response


def file(request, name):
    """One of the files, sent piece by piece; packed to whoever takes that, never in ranges."""
    files = folder.current(settings.DATA_DIR) if len(name) <= _LONGEST else None
    path = files.file(name) if files else None
    if files is None or path is None:
        return _not_here(written=len(name) > _LONGEST or files is not None)
    accepted = request.headers.get("Accept-Encoding", "")
    packed = encoding_of(f"{accepted}, br;q=0") == "gzip"
    packed = packed and path.with_name(path.name + folder.PACKED).exists()
    digest = files.sums.get(name) or files.package["version"]
    tag = f'"{digest[:32]}{"-gzip" if packed else ""}"'
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = _sent(request, path, packed)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = _ASKED_AGAIN
    response.headers["Accept-Ranges"] = "none"
    patch_vary_headers(response, ["Accept-Encoding"])
    return open_to_all(response)


def _sent(request, path: Path, packed: bool) -> HttpResponse | FileResponse:
    """The answer with the file, or with its headers alone to HEAD."""
    ending, content = path.suffix, path
    if packed:
        content = path.with_name(path.name + folder.PACKED)
    if request.method == "HEAD":
        response: HttpResponse | FileResponse = HttpResponse()
        response.headers["Content-Length"] = str(content.stat().st_size)
    else:
        response = FileResponse(content.open("rb"))
    response.headers["Content-Type"] = _TYPES[ending]
    response.headers["Content-Disposition"] = (
        "inline" if ending in _SHOWN else f'attachment; filename="{path.name}"'
    )
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _not_here(written: bool) -> HttpResponse:
    """Say that there is no such file, or none yet; never kept."""
    where = f"{settings.SITE_URL}{reverse('data')}"
    said = "没有这个数据文件。" if written else "数据文件还没有做好，请过一会儿再来。"
    text = f"{said}有哪些，看 {where}\n"
    response = HttpResponse(text, "text/plain; charset=utf-8", HTTPStatus.NOT_FOUND)
    return never_stored(open_to_all(response))
