"""Valid HTML and CSS: a page of every kind, our stylesheets and symbols, checked by vnu.

    python -m yibao_site.tests.browser.html JAR

``make html`` fetches the checker (``.ci/vnu/``) and calls this. Errors and warnings fail;
``.ci/vnu/exceptions.txt`` lists the messages that do not count, each with its reason.
"""

import argparse
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from .pages import PAGES
from .served import BASE_DIR, Site, serve

EXCEPTIONS = BASE_DIR / ".ci" / "vnu" / "exceptions.txt"
#: Pages that no address leads to, with what they are told; ``error_pages`` makes more of them.
TROUBLE = {
    "403.html": {},
    "413.html": {"desk": True},
    "429.html": {"busy": True, "seconds": 7},
    "500.html": {"request_id": "3f2a9c0b1d4e5f60"},
    "readers_only.html": {"desk": False},
}
#: Those that are looked at in large type as well.
LARGE = ["home", "region-tiers", "calculator"]


def fetch(site: Site, address: str, large: bool = False) -> bytes:
    """A page as readers get it, or the page that says there is none."""
    request = urllib.request.Request(  # noqa: S310
        site.url + urllib.parse.quote(address, safe="/?=&"),
        headers={"Cookie": "type=large"} if large else {},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.read()
    except urllib.error.HTTPError as answer:
        if answer.code != 404 or address != PAGES["404"]:
            raise RuntimeError(f"{address} answered {answer.code}") from answer
        return answer.read()


def render(folder: Path) -> None:
    """Write a page of every kind into ``folder``, from a site with all facts."""
    with tempfile.TemporaryDirectory(prefix="yibao-html-") as home, serve(Path(home)) as site:
        for name, address in PAGES.items():
            (folder / f"{name}.html").write_bytes(fetch(site, address))
        for name in LARGE:
            (folder / f"{name}-large.html").write_bytes(fetch(site, PAGES[name], large=True))
        for name, told in TROUBLE.items():
            site.manage(
                "shell",
                "--verbosity=0",
                "--command=from django.template.loader import render_to_string as r; "
                f"open({str(folder / name)!r}, 'w', encoding='utf-8').write(r({name!r}, {told!r}))",
            )
        site.manage("error_pages", str(folder / "nginx"))


def check(jar: str, folder: Path) -> int:
    """Let vnu judge what was rendered and what we serve beside it; 0 where it finds nothing."""
    files = [*folder.rglob("*.html"), *BASE_DIR.glob("static/css/*.css")]
    files += BASE_DIR.glob("static/img/*.svg")
    options = ["--Werror", "--also-check-css", "--also-check-svg", "--stdout"]
    done = subprocess.run(  # noqa: S603 our own files
        ["java", "-jar", jar, *options, "--filterfile", EXCEPTIONS, *sorted(files)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    print((done.stdout + done.stderr).replace(f"file:{folder}/", ""), end="")
    if done.returncode == 0:
        print(f"vnu: {len(files)} files, nothing to complain about")
    return done.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("jar", help="vnu.jar")
    jar = parser.parse_args().jar
    with tempfile.TemporaryDirectory(prefix="yibao-html-") as folder:
        render(Path(folder))
        return check(jar, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
