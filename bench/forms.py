"""Measure each form of the same facts: its bytes, what it costs made anew and kept, the memory.

The places are those of ``bench``; ``manage.py write_data`` has written the files.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from . import instructions
from .lines import Line
from .served import ROOT, Server, serving

HELLO, SITE = "bench.hello", "yibao_site.wsgi"
CASE = "insurance=employee&status=retired&age=70"
PLACE, QUESTION = "/regions/gansu/lanzhou", "/faq/balance-for-parents"
API = "/api/v1"
BROTLI = "gzip, deflate, br"

#: Addresses by what the table calls them.
FORMS = {
    "place, page": f"{PLACE}/",
    "place, .json": f"{PLACE}.json",
    "place, .md": f"{PLACE}.md",
    "place, .txt": f"{PLACE}.txt",
    "place, API": f"{API}/places/gansu/lanzhou",
    "place, feed": f"{PLACE}/feed/",
    "place, calendar": f"{PLACE}/calendar/",
    "place, sheet": f"{PLACE}/sheet/",
    "place, picture": f"{PLACE}/picture/",
    "place, frame": "/embed/gansu/lanzhou/",
    "province, page": "/regions/gansu/",
    "province, .json": "/regions/gansu.json",
    "province, feed": "/regions/gansu/feed/",
    "question, page": f"{QUESTION}/",
    "question, .json": f"{QUESTION}.json",
    "question, .md": f"{QUESTION}.md",
    "question, .txt": f"{QUESTION}.txt",
    "feed of everything": "/changes/feed/",
    "calendar of everything": "/changes/calendar/",
    "frame of the calculator": "/embed/calculator/",
    "code for a frame": "/embed/",
    "llms.txt": "/llms.txt",
    "edition, page": "/edition/",
    "edition, JSON": "/edition.json",
    "data, page": "/data/",
    "data, policies.csv": "/data/policies.csv",
    "data, datapackage.json": "/data/datapackage.json",
    "data, the whole edition": "/data/edition.sqlite3",
    "statistics": "/statistics/",
    "API, its page": f"{API}/",
    "API, openapi.json": f"{API}/openapi.json",
    "API, places": f"{API}/places",
    "API, policies": f"{API}/policies?region=gansu/lanzhou",
    "API, calculate": f"{API}/calculate?region=gansu/lanzhou&{CASE}",
    "API, compare": f"{API}/compare?region=gansu/lanzhou&region=shanghai&{CASE}",
}
#: MiB that a worker may hold with all forms of all places and questions in its store.
MEMORY = 120


def forms(env: dict[str, str]) -> Iterator[Line]:
    """Yield what each form takes over the wire, then what it costs, then the memory of them all."""
    subprocess.run(
        [sys.executable, "manage.py", "write_data", "--verbosity=0"],
        cwd=ROOT,
        env=os.environ | env,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with serving(SITE, env | {"WEB_CONCURRENCY": "1"}) as site:
        for name, path in FORMS.items():
            for encoding in ("identity", "gzip", "br"):
                status, size = site.get(path, {"Accept-Encoding": encoding})
                if status != 200:
                    raise RuntimeError(f"{path}: {status}")
                yield Line(f"{name}, {encoding}", size / 1024, "KiB")
        asked = read_every_form(site)
        yield Line(f"a worker, {asked} addresses read twice", site.memory(), "MiB", MEMORY)
    if instructions.available():
        yield from counted(env)


def counted(env: dict[str, str]) -> Iterator[Line]:
    """Yield what each form costs made anew and kept, in hellos; a file is sent from the disk."""
    with instructions.counting(HELLO, {}) as hello:
        unit = hello.per_request("/", times=200)
    # As in ``bench``: what is done each second or minute would count too often.
    rare = {"EDITION_SECONDS": "3600", "VISIT_DAYS": "0"}
    kept_nowhere = {"PAGE_STORE_BYTES": "0"}
    brotli = {"HTTP_ACCEPT_ENCODING": BROTLI}
    with (
        instructions.counting(SITE, env | rare | kept_nowhere) as anew,
        instructions.counting(SITE, env | rare) as kept,
    ):
        for name, path in FORMS.items():
            yield Line(f"{name}, made anew", anew.per_request(path, times=10) / unit, "hellos")
            warm = kept.per_request(path, headers=brotli, times=100) / unit
            yield Line(f"{name}, asked again", warm, "hellos")


def every_form(path: str) -> list[str]:
    """The addresses of all forms of a page of the sitemap.

    >>> every_form("/faq/a/")
    ['/faq/a/', '/faq/a.json', '/faq/a.md', '/faq/a.txt', '/api/v1/questions/a']
    """
    twins = [path.rstrip("/") + ending for ending in (".json", ".md", ".txt")]
    match path.strip("/").split("/"):
        case ["regions", *place] if place:
            below = [f"{path}{form}/" for form in ("feed", "calendar", "sheet", "picture")]
            name = "/".join(place)
            return [path, *twins, *below, f"/embed/{name}/", f"{API}/places/{name}"]
        case ["faq", slug]:
            return [path, *twins, f"{API}/questions/{slug}"]
    return [path]


def read_every_form(site: Server) -> int:
    """Read every form of every page of the sitemaps twice; returns how many addresses.

    Raises RuntimeError where one does not answer with 200, or 404 of what has no such form.
    """
    address = re.compile(rb"<loc>([^<]*)</loc>")
    paths = list(FORMS.values())
    for section in ("regions", "faq", "pages"):
        _, listed = site.read(f"/sitemap-{section}.xml", {})
        for location in address.findall(listed):
            paths += every_form(urlsplit(location.decode()).path)
    for path in paths * 2:
        status, _ = site.get(path, {"Accept-Encoding": BROTLI})
        if status not in {200, 404}:
            raise RuntimeError(f"{path}: {status}")
    return len(paths)
