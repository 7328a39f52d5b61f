"""Firefox and WebKit, driven just far enough to walk through the site and take its picture.

Playwright's own builds of them cannot be had from a package index, so the systems' are used:
WebKitGTK, the engine of iPhones, through its WebDriver and selenium; Firefox ESR through WebDriver
BiDi, which it speaks by itself (Debian has no geckodriver). Both need nothing but Debian's
packages; WebKit needs a display (``xvfb-run``).
"""

import base64
import contextlib
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import websocket
from selenium import webdriver
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

#: What each engine needs, and where to get it.
PACKAGES = {"firefox": "firefox-esr", "webkit": "webkit2gtk-driver xvfb"}
SECONDS = 20
_MINIBROWSER = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"


class Engine:
    """A tab in one of them."""

    name: str

    def complaints(self) -> list[str]:
        """What the console complained about since it was last asked; WebKit does not tell."""
        return []

    def open(self, address: str) -> None:
        """Load a page and wait until it is there."""
        raise NotImplementedError

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, which the page sends as JSON."""
        raise NotImplementedError

    def resize(self, width: int, height: int) -> None:
        """Make the page so large; WebKit's window stays a little wider than the narrowest."""
        raise NotImplementedError

    def picture(self, file: Path) -> None:
        """Save the whole page as a picture."""
        raise NotImplementedError

    def run(self, function: str, *arguments: Any) -> Any:
        """What a function of JavaScript returns in the page."""
        given = ", ".join(json.dumps(argument) for argument in arguments)
        found = self.evaluate(f"JSON.stringify({{found: ({function})({given})}})")
        return json.loads(found).get("found")

    def text(self, selector: str) -> str:
        """The words of the first element, blanks folded; empty where there is none."""
        words = self.run(
            "s => (document.querySelector(s) || {textContent: ''}).textContent", selector
        )
        return " ".join(words.split())

    def fill(self, selector: str, value: str) -> None:
        """Write into a field as typing does."""
        self.run(
            "(s, v) => { const e = document.querySelector(s); e.focus(); e.value = v;"
            " e.dispatchEvent(new Event('input', {bubbles: true})); }",
            selector,
            value,
        )

    def click(self, selector: str) -> None:
        """Press what stays on the page."""
        self.run("s => { document.querySelector(s).click(); }", selector)

    def follow(self, selector: str) -> None:
        """Press what leads to another page, and wait for that.

        Firefox shows an empty document in between, which is complete at once.
        """
        self.run("s => { window.left = true; document.querySelector(s).click(); }", selector)
        self.wait_for(
            "() => !window.left && location.protocol !== 'about:'"
            " && document.readyState === 'complete'"
        )

    def wait_for(self, function: str) -> None:
        """Until a function of the page returns something true."""
        last = time.monotonic() + SECONDS
        while time.monotonic() < last:
            with contextlib.suppress(json.JSONDecodeError, Unready):
                if self.run(function):
                    return
            time.sleep(0.05)
        raise AssertionError(f"{self.name} waited in vain for {function}")


class Unready(Exception):
    """The page is just being replaced by another."""


class Firefox(Engine):
    name = "firefox"

    def __init__(self, address: str) -> None:
        self._faults: list[str] = []
        self._socket = websocket.create_connection(
            f"{address}/session", timeout=60, suppress_origin=True
        )
        self._sent = 0
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["log.entryAdded"])
        [tab] = self._send("browsingContext.getTree")["contexts"]
        self._tab = {"context": tab["context"]}

    def _send(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._sent += 1
        number = self._sent
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("method") == "log.entryAdded" and answer["params"]["level"] == "error":
                self._faults.append(answer["params"]["text"])
            if answer.get("id") == number:
                if answer["type"] == "error":
                    raise Unready(answer["message"])
                return answer["result"]

    def complaints(self) -> list[str]:
        self._send("browsingContext.getTree")  # what was said before stands before the answer
        told, self._faults = self._faults, []
        return told

    def open(self, address: str) -> None:
        self._send("browsingContext.navigate", **self._tab, url=address, wait="complete")

    def evaluate(self, expression: str) -> Any:
        done = self._send(
            "script.evaluate", expression=expression, target=self._tab, awaitPromise=False
        )
        if done["type"] == "exception":
            raise AssertionError(done["exceptionDetails"]["text"])
        return done["result"].get("value")

    def resize(self, width: int, height: int) -> None:
        viewport = {"width": width, "height": height}
        self._send("browsingContext.setViewport", **self._tab, viewport=viewport)

    def picture(self, file: Path) -> None:
        taken = self._send("browsingContext.captureScreenshot", **self._tab, origin="document")
        file.write_bytes(base64.b64decode(taken["data"]))

    def close(self) -> None:
        self._send("session.end")
        self._socket.close()


class WebKit(Engine):
    name = "webkit"

    def __init__(self, driver: webdriver.Remote) -> None:
        self._driver = driver
        # The first window has a toolbar, which is wider than a phone.
        [first] = driver.window_handles
        bare = "width=360,height=800,toolbar=no,menubar=no,location=no,status=no"
        driver.execute_script(f"window.open('about:blank', 'phone', '{bare}')")
        self.wait_for_window(first)

    def wait_for_window(self, first: str) -> None:
        last = time.monotonic() + SECONDS
        while not (others := set(self._driver.window_handles) - {first}):
            if time.monotonic() > last:
                raise AssertionError("WebKit opened no second window")
            time.sleep(0.05)
        self._driver.switch_to.window(others.pop())

    def open(self, address: str) -> None:
        self._driver.get(address)

    def evaluate(self, expression: str) -> Any:
        return self._driver.execute_script(f"return {expression}")

    def resize(self, width: int, height: int) -> None:
        self._driver.set_window_size(width, height)
        # Its narrowest window is 334 pixels wide.
        self.wait_for(f"() => Math.abs(innerWidth - {width}) < 20 && innerHeight === {height}")

    def picture(self, file: Path) -> None:
        height = self.run("() => document.documentElement.scrollHeight")
        self.resize(self.run("() => innerWidth"), height)
        self.run(
            "() => { requestAnimationFrame(() => requestAnimationFrame(() => { painted = 1; })); }"
        )
        self.wait_for("() => window.painted")
        self.run("() => { window.painted = 0; }")
        self._driver.save_screenshot(str(file))


def missing(name: str) -> str:
    """What has to be installed before an engine can be driven; empty if nothing."""
    here = {
        "firefox": shutil.which("firefox-esr"),
        "webkit": shutil.which("WebKitWebDriver") and _minibrowser(),
    }
    return "" if here[name] else PACKAGES[name]


def _minibrowser() -> str:
    return next((str(path) for path in Path("/").glob(_MINIBROWSER[1:])), "")


@contextlib.contextmanager
def firefox(letters: int = 16) -> Iterator[Firefox]:
    """A Firefox of its own, whose reader has set letters of so many pixels."""
    with tempfile.TemporaryDirectory(
        prefix="yibao-firefox-", ignore_cleanup_errors=True
    ) as profile:
        settings = {
            "font.size.variable.zh-CN": letters,
            "font.size.variable.x-western": letters,
            "widget.gtk.overlay-scrollbars.enabled": True,  # as on a telephone
        }
        lines = [f'user_pref("{name}", {json.dumps(value)});' for name, value in settings.items()]
        Path(profile, "user.js").write_text("\n".join(lines))
        options = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0"]
        said = Path(profile, "said.txt")
        with said.open("w") as output:
            process = subprocess.Popen(
                ["firefox-esr", *options, "about:blank"], stdout=output, stderr=output
            )
        try:
            tab = Firefox(_address(process, said))
            yield tab
            tab.close()
        finally:
            process.terminate()
            try:
                process.wait(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(process: subprocess.Popen[bytes], said: Path) -> str:
    """Where a Firefox that was just started can be driven, once it says so."""
    last = time.monotonic() + 2 * SECONDS
    while time.monotonic() < last and process.poll() is None:
        if found := re.search(r"listening on (ws://\S+)", said.read_text(errors="replace")):
            return found[1]
        time.sleep(0.1)
    raise RuntimeError("Firefox does not listen:\n" + said.read_text(errors="replace")[-500:])


@contextlib.contextmanager
def webkit() -> Iterator[WebKit]:
    """A WebKitGTK of its own."""
    options = Options()
    options.binary_location = _minibrowser()
    options.add_argument("--automation")
    options.add_argument("--javascript-can-open-windows-automatically=true")
    service = Service(shutil.which("WebKitWebDriver"))
    service.start()
    try:
        # Not selenium's own class for WebKit: that one would wait for ever.
        address = ClientConfig(remote_server_addr=service.service_url, timeout=60)
        driver = webdriver.Remote(RemoteConnection(client_config=address), options=options)
        try:
            yield WebKit(driver)
        finally:
            driver.quit()
    finally:
        service.stop()
