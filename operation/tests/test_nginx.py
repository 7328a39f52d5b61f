"""nginx as ``deploy/nginx`` sets it up: sound for each kind of host, and what it answers itself."""

import contextlib
import http.client
import http.server
import io
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time

import pytest
from django.core.management import call_command

from operation.tests.deployed import DEPLOY, script
from pages import parameters

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="nginx is not here")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def rendered(folder, *more):
    """Write a configuration below ``folder`` and return its ``nginx.conf``."""
    render = script("nginx/render.py")
    for name in ("static", "mirror", "pages", "logs"):
        (folder / name).mkdir(exist_ok=True)
    given = ["--out", f"{folder}/conf", "--state", f"{folder}/state", "--logs", f"{folder}/logs"]
    given += ["--static", f"{folder}/static", "--mirror", f"{folder}/mirror"]
    given += ["--pages", f"{folder}/pages", "--names", "127.0.0.1", "--address", "127.0.0.1"]
    render.render(render.arguments([*given, *more]))
    return folder / "conf/nginx.conf"


@pytest.mark.parametrize(
    ("more", "where"),
    [([], "state/nginx.pid"), (["--pid", "/run/nginx.pid"], "/run/nginx.pid")],
    ids=["own", "of Debian's unit"],
)
def test_its_number_stands_where_the_unit_looks(tmp_path, more, where):
    """Debian's unit waits for /run/nginx.pid, and takes nginx for dead without it."""
    conf = rendered(tmp_path, *more)

    assert f"\npid {tmp_path / where};\n" in conf.read_text(encoding="utf-8")


@needs_nginx
@pytest.mark.parametrize(
    "more",
    [
        ["--port", "23999"],
        ["--port", "23999", "--brotli", "off"],
        ["--port", "23999", "--cdn", "192.0.2.0/24,2001:db8::/32", "--unlimited", "10.0.0.0/8"],
        ["--port", "23999", "--readers", "10.0.0.1:8000,unix:/run/x", "--editors", "10.0.0.1:8000"],
        ["--port", "23999", "--admin", "/desk/of/ours/"],
    ],
    ids=["plain", "no-brotli", "cdn", "hosts", "admin"],
)
def test_the_configuration_is_sound(tmp_path, more):
    conf = rendered(tmp_path, *more)

    done = subprocess.run(
        [NGINX, "-t", "-c", conf, "-p", tmp_path], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


@needs_nginx
def test_the_configuration_with_a_certificate_is_sound(tmp_path):
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not here")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    ask = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    ask += ["-subj", "/CN=example.org", "-keyout", key, "-out", certificate]
    subprocess.run(ask, capture_output=True, check=True)
    conf = rendered(
        tmp_path, "--port", "23998", "--http-port", "23997",
        "--certificate", f"{certificate}", "--key", f"{key}",
    )  # fmt: skip

    done = subprocess.run(
        [NGINX, "-t", "-c", conf, "-p", tmp_path], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "more", [["--key", "k.pem"], ["--admin", "admin"], ["--static", "/srv/files"]]
)
def test_what_cannot_be_meant_is_refused(tmp_path, more, capsys):
    with pytest.raises(SystemExit):
        script("nginx/render.py").arguments(["--out", f"{tmp_path}", *more])
    assert more[0] in capsys.readouterr().err


def headers_of_nginx(*, framed: bool) -> dict[str, str]:
    """What ``headers.conf`` adds, with the values of ``requests.conf`` for such an address."""
    maps = (DEPLOY / "nginx/requests.conf").read_text(encoding="utf-8")
    text = (DEPLOY / "nginx/headers.conf").read_text(encoding="utf-8")
    for name in ("framed_by", "used_by", "frame_options"):
        found = re.search(
            rf'map \$\S+ \${name} {{\n +default "?(.*?)"?;\n +"[^"]+" "?(.*?)"?;\n}}', maps
        )
        assert found is not None, name
        text = text.replace(f"${name}", found[2 if framed else 1])
    sent = re.findall(r'^add_header (\S+) "?(.*?)"? always;$', text, re.MULTILINE)
    return {name: value for name, value in sent if value}  # nginx sends no empty header


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "framed"),
    [("/about/privacy/", False), ("/embed", False), ("/embed/nowhere/", True)],
)
def test_nginx_sends_the_headers_of_the_application(client, path, framed):
    of_pages = {"Content-Type", "Content-Length", "Cache-Control", "Vary", "Retry-After"}
    of_pages |= {"Location"}

    sent = {k: v for k, v in client.get(path).headers.items() if k not in of_pages}

    assert headers_of_nginx(framed=framed) == sent


@pytest.mark.django_db
@pytest.mark.parametrize("subdomains", [False, True])
@pytest.mark.parametrize("preload", [False, True])
def test_nginx_asks_browsers_for_https_as_the_application_does(
    tmp_path, client, settings, subdomains, preload
):
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = subdomains
    settings.SECURE_HSTS_PRELOAD = preload
    more = ["--hsts-subdomains"] * subdomains + ["--hsts-preload"] * preload

    secure = ["--certificate", "c.pem", "--key", "k.pem"]
    text = (rendered(tmp_path, *secure, *more).parent / "headers.conf").read_text("utf-8")

    sent = client.get("/static/no.css", secure=True)["Strict-Transport-Security"]
    assert re.findall(r'Strict-Transport-Security "(.+)"', text) == [sent]


def test_a_site_without_https_asks_for_none(tmp_path):
    text = (rendered(tmp_path).parent / "headers.conf").read_text("utf-8")

    assert "Strict-Transport-Security" not in text


def test_no_page_knows_a_parameter_that_nginx_takes_for_none():
    text = (DEPLOY / "nginx/requests.conf").read_text(encoding="utf-8")
    listed = re.search(r"\(\?:(from\|[^=]+)\)=", text)
    assert listed is not None
    pattern = re.compile(listed[1])
    known = {name for names in parameters._KNOWN.values() for name in names}

    assert len(known) > 20
    assert {name for name in known if pattern.fullmatch(name)} == set()


# --- A running one --------------------------------------------------------------------------


#: By address: what the application behind refuses itself.
REFUSED = {"/edition.json?since=x": 400, "/api/v1/compare": 405, "/api/v1/gone": 404}


class Application(http.server.BaseHTTPRequestHandler):
    """What stands behind: public pages that may be kept a second, and what it was asked with."""

    asked: list[dict[str, str]] = []

    def do_GET(self):
        self.asked.append(dict(self.headers))
        if self.path in REFUSED:
            self.refuse(REFUSED[self.path])
            return
        body = f"<h1>应用 {self.path}</h1>".encode()
        self.send_response(404 if self.path == "/gone/" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path != "/gone/":
            self.send_header("Cache-Control", "public, max-age=0, s-maxage=1, stale-if-error=60")
            self.send_header("Vary", "Cookie, Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def refuse(self, status):
        """Refuse as the application does: in the form of the address."""
        self.send_response(status)
        self.send_header("Content-Type", "application/problem+json; charset=utf-8")
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *given):
        """Say nothing."""


@contextlib.contextmanager
def application(port):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Application)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def running(tmp_path):
    """nginx before an application; returns the ports of both."""
    if NGINX is None:
        pytest.skip("nginx is not here")
    port, behind = free_port(), free_port()
    conf = rendered(
        tmp_path, "--port", f"{port}", "--readers", f"127.0.0.1:{behind}",
        *(["--user", "root"] if os.geteuid() == 0 else []),  # the folders are this user's only
    )  # fmt: skip
    call_command("error_pages", f"{tmp_path}/pages", stdout=io.StringIO())
    for kind in ("normal", "large"):
        for path in ("regions/gansu", "embed/gansu"):
            page = tmp_path / f"mirror/{kind}/{path}/index.html"
            page.parent.mkdir(parents=True)
            page.write_text(f"<h1>镜像 {kind}</h1>", encoding="utf-8")
    Application.asked.clear()
    server = subprocess.Popen([NGINX, "-c", conf, "-p", tmp_path, "-g", "daemon off;"])
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.02)
        yield port, behind
    finally:
        server.terminate()
        server.wait(10)


def ask(port, path, method="GET", body=None, **headers):
    """Return status, headers and text of one answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


def test_what_nginx_refuses_it_refuses_in_chinese(running):
    port, behind = running
    with application(behind):
        told = {
            414: ask(port, "/search/?q=" + "a" * 5000),
            431: ask(port, "/faq/", Cookie="x=" + "a" * 5000),
            413: ask(port, "/report/", "POST", b"x" * 33_000),
            405: ask(port, "/faq/", "TRACE"),
        }
        assert ask(port, "/report/", "POST", b"x" * 32_000)[0] == 200
        posts = [ask(port, "/report/", "POST", b"x") for _ in range(12)]

    assert {wanted: answer[0] for wanted, answer in told.items()} == {n: n for n in told}
    assert all("12393" in text and 'lang="zh-CN"' in text for _, _, text in told.values())
    assert posts[-1][0] == 429
    assert posts[-1][1]["Retry-After"] == "60"
    assert "请等一分钟" in posts[-1][2]


def test_programs_are_refused_in_their_own_form(running):
    port, behind = running
    with application(behind):
        for path, status in REFUSED.items():
            told, headers, text = ask(port, path)
            assert (told, text) == (status, "{}")
            assert headers["Content-Type"] == "application/problem+json; charset=utf-8"
        too_long = ask(port, "/api/v1/places", "POST", b"x" * 33_000)
    assert too_long[0] == 413
    assert json.loads(too_long[2])["status"] == 413

    for path in ("/api/v1/places", "/regions/gansu.json", "/edition.json?since=1"):
        status, headers, text = ask(port, path)
        assert (status, json.loads(text)["status"]) == (503, 503)
        assert headers["Content-Type"].startswith("application/problem+json")
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Retry-After"] == "60"
    for path in ("/faq/lapse.txt", "/data/policies.csv", "/changes/feed/", "/changes/calendar/"):
        status, headers, text = ask(port, path)
        assert (status, headers["Content-Type"]) == (503, "text/plain; charset=utf-8")
        assert "<" not in text
    assert ask(port, "/data/")[1]["Content-Type"].startswith("text/html")
    assert ask(port, "/faq/lapse/")[1]["Access-Control-Allow-Origin"] is None


def test_readers_share_pages_and_staff_do_not(running):
    port, behind = running
    with application(behind):
        for cookie in ("a=1", "b=2; csrftoken=x"):
            ask(port, "/faq/", Cookie=cookie, X_Forwarded_For="203.0.113.9")
        shared = list(Application.asked)
        ask(port, "/faq/", Cookie="type=large; a=1")
        ask(port, "/faq/?from=timeline&isappinstalled=0")
        large = Application.asked[-1]
        ask(port, "/faq/", Cookie="sessionid=abc; a=1")
        staff = Application.asked[-1]
        ask(port, "/faq/?age=70")

    assert len(shared) == 1
    assert "Cookie" not in shared[0]
    assert shared[0]["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"
    assert re.fullmatch(r"[0-9a-f]{32}", shared[0]["X-Request-ID"])
    assert large["Cookie"] == "type=large"
    assert staff["Cookie"] == "sessionid=abc; a=1"
    assert len(Application.asked) == 4


def test_the_worst_day(running):
    port, behind = running
    with application(behind):
        assert "应用" in ask(port, "/about/")[2]
        assert ask(port, "/gone/")[0] == 404
    time.sleep(1.5)  # what is kept is a second too old now

    status, _, text = ask(port, "/about/")
    assert (status, "应用 /about/" in text) == (200, True)
    for cookie, kind in (("", "normal"), ("type=large", "large")):
        status, headers, text = ask(port, "/regions/gansu/", Cookie=cookie)
        assert (status, text) == (200, f"<h1>镜像 {kind}</h1>")
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Cache-Control"] == "public, max-age=0, s-maxage=30"
    assert ask(port, "/regions/gansu/?from=timeline")[0] == 200
    for path, wanted in (("/embed/gansu/", 200), ("/embed/gansu/?age=70", 503), ("/embed/x/", 503)):
        status, headers, _ = ask(port, path)
        assert status == wanted
        assert headers["X-Frame-Options"] is None
        assert headers["Content-Security-Policy"].endswith("frame-ancestors *")
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    refused = [
        ask(port, "/regions/gansu/?age=70"),
        ask(port, "/regions/gansu/?from=timeline&age=70"),
        ask(port, "/regions/gansu/", Cookie="sessionid=abc"),
        ask(port, "/regions/gansu/", "POST", b"x"),
        ask(port, "/nowhere/"),
        ask(port, "/admin/"),
        ask(port, "/report/"),
    ]
    assert [status for status, _, _ in refused] == [503] * 7
    assert {headers["Retry-After"] for _, headers, _ in refused} == {"60"}
    assert all("资料暂时取不出来" in text for _, _, text in refused)
