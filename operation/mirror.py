"""The site as files, byte for byte what its page store serves, for the day nothing else answers.

Below the mirror's folder:

- ``normal/`` and ``large/``: each page in both types, at its address, as ``index.html``;
- ``files/``: sitemaps, robots.txt and what else does not vary by type;
- ``static/``: the files pages ask for, of this version and of former ones;
- ``manifest.json``: when it was made, of which content, and what each file's content is.

Beside each file stand its ``.gz`` and ``.br``, where the site would compress it.
``deploy/nginx/site.conf`` says when they are served.
"""

import datetime
import hashlib
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from operation.files import replaced
from protection.middleware import UNBRAKED

MANIFEST = "manifest.json"
TYPES = {"normal": "", "large": "type=large"}
#: By what is added to a file's name: the encoding asked for.
ENCODINGS = {"": "identity", ".gz": "gzip", ".br": "br"}
#: How long files of former versions stay: a page that was kept somewhere may ask for them.
FORMER_STAY = datetime.timedelta(days=7)
#: Fewer addresses than this part of the last time's: the database is likely not what it was.
LEAST_LEFT = 0.5
_LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"

#: The content of each file, by its path in the mirror.
Files = Iterator[tuple[str, bytes]]


class MirrorError(Exception):
    """Why nothing was written, in words for the operator."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_public(self) -> bool:
        """Whether anybody may keep it, as the page store and other caches ask."""
        said = self.headers.get("cache-control", "")
        return self.status == 200 and "public" in said.replace(" ", "").split(",")

    @property
    def is_page(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")


@dataclass(frozen=True)
class Site:
    """A WSGI application asked in this process, as a reader of ``url`` would ask it."""

    application: Callable[..., Iterable[bytes]]
    url: str
    secure_header: tuple[str, str] | None = None

    def get(self, path: str, cookie: str = "", encoding: str = "identity") -> Answer:
        parts = urlsplit(self.url)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            UNBRAKED: True,
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": "",
            "SERVER_NAME": parts.hostname,
            "SERVER_PORT": str(parts.port or {"http": 80, "https": 443}[parts.scheme]),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": parts.netloc,
            "HTTP_ACCEPT_ENCODING": encoding,
            "wsgi.url_scheme": parts.scheme,
            "wsgi.input": io.BytesIO(),
        }
        if cookie:
            environ["HTTP_COOKIE"] = cookie
        if self.secure_header and parts.scheme == "https":
            environ[self.secure_header[0]] = self.secure_header[1]
        head: list[Any] = []
        result = self.application(environ, lambda *said: head.extend(said))
        try:
            body = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        headers = {name.lower(): value for name, value in head[1]}
        return Answer(int(head[0].split()[0]), headers, body)

    def listed(self) -> list[str]:
        """Return the addresses of the sitemaps, and of what they list, without the host."""
        sitemaps = self._locations("/sitemap.xml")
        found = [path for sitemap in sitemaps for path in self._locations(sitemap)]
        return ["/sitemap.xml", *sitemaps, *found]

    def _locations(self, sitemap: str) -> list[str]:
        answer = self.get(sitemap)
        if answer.status != 200:
            raise MirrorError(
                f"{sitemap} 回了 {answer.status}，镜像没有动。400 多半是 SITE_URL 的主机名不在 "
                "ALLOWED_HOSTS 里，503 是资料库连不上。"
            )
        tree = ElementTree.fromstring(answer.body)  # noqa: S314 our own
        return [urlsplit(place.text or "").path for place in tree.iter(_LOCATION)]


@dataclass
class Mirror:
    """A folder that holds the mirror of a site; ``failed``: addresses that gave no answer."""

    folder: Path
    failed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        path = self.folder / MANIFEST
        known = path.exists()
        if not known and self.folder.exists() and any(self.folder.iterdir()):
            raise MirrorError(
                f"{self.folder} 里有别的东西，又没有 {MANIFEST}，不像是镜像，没有动。"
                "请给一个空文件夹。"
            )
        self.manifest = json.loads(path.read_text(encoding="utf-8")) if known else {}

    # What belongs there

    def pages(self, site: Site, addresses: Iterable[str]) -> Files:
        """Yield the files of ``addresses``; what nobody may keep has none."""
        for address in addresses:
            answer = site.get(address)
            if answer.status >= 500:
                self.failed.append(address)
            if not answer.is_public:
                continue
            where = _file_of(address)
            if not answer.is_page:
                yield from self._forms(site, address, f"files/{where}", "")
                continue
            for kind, cookie in TYPES.items():
                yield from self._forms(site, address, f"{kind}/{where}", cookie)

    def _forms(self, site: Site, address: str, path: str, cookie: str) -> Files:
        """Yield the answer as it is, and in each encoding that the site makes of it."""
        for more, encoding in ENCODINGS.items():
            answer = site.get(address, cookie, encoding)
            if not answer.is_public:
                self.failed.append(address)
                return
            if answer.headers.get("content-encoding", "identity") == encoding:
                yield f"{path}{more}", answer.body

    def assets(self, static_root: Path) -> Files:
        """Yield the files of the version that was collected last, with their compressed forms."""
        manifest = static_root / "staticfiles.json"
        if not manifest.exists():
            raise MirrorError(
                f"样式和脚本还没有收集过（没有 {manifest}），镜像没有动。"
                "请先运行 manage.py collectstatic --noinput。"
            )
        listed = json.loads(manifest.read_text(encoding="utf-8"))
        for name in sorted(listed["paths"].values()):
            for more in ENCODINGS:
                path = static_root / f"{name}{more}"
                if path.exists():
                    yield f"static/{name}{more}", path.read_bytes()

    # Writing

    def refuse_to_shrink(self, addresses: list[str]) -> None:
        """Raise where so little is left of the site that the database is likely a wrong one."""
        before = self.manifest.get("addresses", 0)
        if len(addresses) < before * LEAST_LEFT:
            raise MirrorError(
                f"现在只有 {len(addresses)} 个网址，上次有 {before} 个，怕是资料库不对，"
                "镜像没有动。真的少了，请加 --shrink。"
            )

    def write(
        self, files: Files, addresses: list[str], version: str, now: datetime.datetime
    ) -> dict[str, int]:
        """Write what changed, remove what is gone, and return how many of each, and bytes."""
        sums: dict[str, str] = {}
        written = size = 0
        for path, content in files:
            written += replaced(self.folder / path, content)
            sums[path] = hashlib.sha256(content).hexdigest()
            size += len(content)
        former = self._former(sums, now)
        removed = self._remove(set(sums) | set(former))
        told = {name: self.manifest.get(name) for name in ("former", "version")}
        if written or removed or told != {"former": former, "version": version}:
            self.manifest = {
                "version": version,
                "made_at": now.isoformat(timespec="seconds"),
                "addresses": len(addresses),
                "files": sums,
                "former": former,
            }
            text = json.dumps(self.manifest, ensure_ascii=False, indent=1)
            replaced(self.folder / MANIFEST, text.encode())
        return {"files": len(sums), "written": written, "removed": removed, "bytes": size}

    def _former(self, sums: dict[str, str], now: datetime.datetime) -> dict[str, str]:
        """Files that stay though the site no longer has them, and since when it has not."""
        before = self.manifest.get("former", {}) | {
            path: self.manifest["former"].get(path, now.isoformat(timespec="seconds"))
            for path in self.manifest.get("files", {})
            if path.startswith("static/")
        }
        unanswered = tuple(f"{top}/{_file_of(path)}" for path in self.failed for top in _TOPS)
        kept = {
            path: now.isoformat(timespec="seconds")
            for path in self.manifest.get("files", {})
            if unanswered and path.startswith(unanswered)
        }
        return kept | {
            path: since
            for path, since in before.items()
            if path not in sums and now - datetime.datetime.fromisoformat(since) < FORMER_STAY
        }

    def _remove(self, staying: set[str]) -> int:
        """Remove the other files of the mirror, and the folders that get empty; return how many."""
        gone = [path for path in self.present() if path not in staying]
        for path in gone:
            (self.folder / path).unlink()
            for above in PurePosixPath(path).parents[:-1]:
                folder = self.folder / above
                if not any(folder.iterdir()):
                    folder.rmdir()
        return len(gone)

    # Comparing

    def present(self) -> list[str]:
        """Return the paths of the files that are there, without the manifest."""
        found = [path for top in _TOPS for path in (self.folder / top).rglob("*")]
        return [path.relative_to(self.folder).as_posix() for path in found if path.is_file()]

    def differences(self, files: Files) -> Iterator[str]:
        """Say of each file of the site, and of each other one, what is not as it should be."""
        expected = set()
        for path, content in files:
            expected.add(path)
            try:
                if (self.folder / path).read_bytes() != content:
                    yield f"不一样：{path}"
            except FileNotFoundError:
                yield f"镜像里没有：{path}"
        for path in sorted(set(self.present()) - expected - set(self.manifest.get("former", {}))):
            yield f"网站上没有了：{path}"


_TOPS = (*TYPES, "files", "static")


def _file_of(address: str) -> str:
    """Return where an address's file stands, below one of the folders."""
    parts = PurePosixPath(address.lstrip("/"))
    if ".." in parts.parts:
        raise MirrorError(f"{address} 不像是本站的网址，镜像没有动。")
    return f"{parts}/index.html".removeprefix("./") if address.endswith("/") else str(parts)
