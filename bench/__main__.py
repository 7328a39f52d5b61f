"""``python -m bench``: the site beside a bare Django hello, as ratios, with the targets.

Instructions are counted (the same wherever it runs); times are ratios of rounds that alternate
between the two servers. Ends with 1 where a must is missed.
"""

import argparse
import os
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from . import instructions
from .costs import costs
from .forms import forms
from .growth import growth
from .layers import layers
from .lines import NAME, Line
from .served import ROOT, Round, Server, serving

HELLO, SITE, CONSTANT = "bench.hello", "yibao_site.wsgi", "bench.constant"
PAGE = "/regions/gansu/lanzhou/"
OWN_RULE = "/regions/shanghai/"
CASE = "insurance=employee&status=retired&age=70"
RESULT = f"{PAGE}?{CASE}"
FORWARDED = f"{PAGE}?from=singlemessage&isappinstalled=0"
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
ROUNDS, TIMES, STARTS = 15, 800, 7


def environment(folder: Path) -> dict[str, str]:
    """A site of its own with all facts, in ``folder``."""
    env = {
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": f"sqlite:///{folder / 'yibao.sqlite3'}",
        "SECRET_KEY": "of a site that is measured only",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DEBUG": "0",
        "HTTPS": "0",
        # All that is measured comes from one address.
        "CLIENT_SECONDS": "1000000",
        "EVERYBODY_SECONDS": "1000000",
        "PYTHONUTF8": "1",
    }
    for command in (["migrate"], ["load_facts"], ["collectstatic", "--noinput"]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "--verbosity=0"],
            cwd=ROOT,
            env=os.environ | env,
            check=True,
        )
    return env


def counted(env: dict[str, str]) -> list[Line]:
    """What valgrind counts: a page made anew, a result, a comparison, a kept page, a 304."""
    br = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}
    with instructions.counting(HELLO, {}) as hello:
        unit = hello.per_request("/", times=200)
    # A look whether something changed, each second of a slow program, would count too often; so
    # would the sums that are written each minute.
    rare = {"PAGE_STORE_BYTES": "0", "EDITION_SECONDS": "3600", "VISIT_DAYS": "0"}
    with instructions.counting(SITE, env | rare) as anew:
        plain = anew.per_request(PAGE) / unit
        own = anew.per_request(OWN_RULE) / unit
        brotli = anew.per_request(PAGE, headers=br) / unit
        result = anew.per_request(RESULT) / unit
        two, four = (anew.per_request(compared(n)) / unit for n in (2, 4))
        first = anew.per_request(PAGE, changed=True) / unit
        sweep = anew.per_request(*places(env), times=1, warm_up=0, changed=True) / unit
    with instructions.counting(SITE, env) as kept:
        warm = kept.per_request(PAGE, headers=br, times=2000) / unit
        forwarded = kept.per_request(FORWARDED, headers=br, times=2000) / unit
        unchanged = (
            kept.per_request(PAGE, headers=br | {"HTTP_IF_NONE_MATCH": "*"}, times=2000) / unit
        )
    return [
        Line("instructions of one hello", unit / 1e6, "million"),
        Line("cold page, plain", plain, "hellos", 60, 30),
        Line("cold page of a place with a rule of its own", own, "hellos", 60, 30),
        Line("cold page, in brotli", brotli, "hellos"),
        Line("cold page, the first after a change", first, "hellos"),
        Line("all places after a change, the mean of a page", sweep, "hellos", 60, 45),
        Line("calculator result", result, "hellos", 60, 30),
        Line("comparison of two places", two, "hellos"),
        Line("comparison of four, to that of two", four / two, "times", 2),
        Line("warm page", warm, "hellos", 0.25, 0.18),
        Line("warm page, as WeChat forwards it", forwarded, "hellos", 0.25, 0.2),
        Line("304", unchanged, "hellos", 0.25),
    ]


def places(env: dict[str, str]) -> list[str]:
    """The addresses of all places with a page."""
    pages = (
        "SELECT path FROM regions_region WHERE has_page AND ended_on IS NULL ORDER BY code, path"
    )
    with closing(sqlite3.connect(Path(env["VAR_DIR"]) / "yibao.sqlite3")) as database:
        return [f"/regions/{path}/" for (path,) in database.execute(pages)]


def compared(places: int) -> str:
    """A comparison of the first so many of four places, for the person of ``RESULT``."""
    chosen = ["gansu/lanzhou", "gansu/baiyin", "gansu/tianshui", "shanghai"][:places]
    return "/calculator/compare/?" + "&".join(f"region={place}" for place in chosen) + f"&{CASE}"


def timed(env: dict[str, str]) -> list[Line]:
    """The same under gunicorn, in many short rounds that alternate, so that load meets both.

    Beside the page its bytes as a constant: nothing the site does could be cheaper.
    """
    with (
        serving(HELLO, {}) as hello,
        serving(SITE, env) as site,
        serving(CONSTANT, env | {"PAGE": PAGE}) as constant,
    ):
        fresh = site.memory()
        rounds: list[tuple[Round, Round, Round]] = []
        for _ in range(ROUNDS + 1):
            rounds.append(
                (
                    hello.load("/", BROWSER, TIMES),
                    site.load(PAGE, BROWSER, TIMES),
                    constant.load(PAGE, BROWSER, TIMES),
                )
            )
        read_everything(site)
        warm = site.memory()
    rounds = rounds[1:]  # the first one warmed them up

    def median(figure: Callable[[Round], float], one: int = 1) -> float:
        return statistics.median(figure(took[one]) / figure(took[0]) for took in rounds)

    return [
        Line(
            "warm page under gunicorn, processor time",
            median(lambda r: r.cpu),
            "hellos",
            0.65,
            0.55,
        ),
        Line("the same bytes as a constant", median(lambda r: r.cpu, 2), "hellos"),
        Line("warm page, requests a second", median(lambda r: r.rate), "hellos"),
        Line("warm page, half wait at most", median(lambda r: r.p50), "hellos"),
        Line("warm page, all but 1 % wait at most", median(lambda r: r.p99), "hellos"),
        Line("a worker, fresh", fresh, "MiB", 75),
        Line("a worker, all pages warm", warm, "MiB", 100),
        Line("start-up", started(env), "hellos", 2.6),
    ]


def started(env: dict[str, str]) -> float:
    """How much longer than hello the site takes to its first answer.

    With bytecode for both, as a second start has it: without, only the site would have to
    compile, for pip has compiled Django. The first round writes it.
    """
    compiled = {
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(Path(env["VAR_DIR"]) / "bytecode"),
    }
    ratios = []
    for _ in range(STARTS + 1):
        with serving(HELLO, compiled) as hello:
            pass
        with serving(SITE, env | compiled) as site:
            ratios.append(site.started / hello.started)
    return statistics.median(ratios[1:])


def read_everything(site: Server) -> None:
    """Every page of the sitemaps, several times: each worker has to make its own."""
    places = re.compile(rb"<loc>[^<]*?//[^/<]+([^<]*)</loc>")
    for _ in range(4):
        for section in ("regions", "faq", "pages"):
            status, body = site.read(f"/sitemap-{section}.xml", {})
            for path in places.findall(body) if status == 200 else []:
                site.get(path.decode(), BROWSER)


def weighed(env: dict[str, str]) -> list[Line]:
    """Bytes of the page and of what a first visit needs to show it."""
    with serving(SITE, env) as site:
        size = {
            encoding: site.get(PAGE, {"Accept-Encoding": encoding})[1] / 1024
            for encoding in ("identity", "gzip", "br")
        }
        page = site.read(PAGE, {})[1].decode()
        sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
        css = sum(site.get(sheet, {"Accept-Encoding": "br"})[1] for sheet in sheets) / 1024
    return [
        Line("page", size["identity"], "KiB", 32),
        Line("page in gzip", size["gzip"], "KiB", 8),
        Line("page in brotli", size["br"], "KiB", 7),
        Line("first view: page and its style, in brotli", size["br"] + css, "KiB", 14, 11),
    ]


PARTS = {
    "counted": counted,
    "layers": layers,
    "timed": timed,
    "weighed": weighed,
    "growth": growth,
    "costs": costs,
    "forms": forms,
}
WITH_VALGRIND = {"counted", "layers", "growth"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
    parts = parser.parse_args().parts or list(PARTS)
    if unknown := set(parts) - PARTS.keys():
        parser.error(f"unknown: {', '.join(unknown)}")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        env = environment(Path(folder))
        lines: list[Line] = []
        print(f"{'':<{NAME}}{'':>10} {'':<9}{'must / aim':>12}")
        for part in parts:
            if part in WITH_VALGRIND and not instructions.available():
                print(f"({part}: not without valgrind)")
                continue
            for line in PARTS[part](env):
                print(line, flush=True)
                lines.append(line)
    return int(any(line.missed for line in lines))


if __name__ == "__main__":
    sys.exit(main())
