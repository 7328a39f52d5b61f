"""Edit through the admin as a browser does, and write down what was acknowledged.

``python -m cluster.editors drafts DOOR OUT --pace SECONDS`` saves one draft again and again,
``… publish DOOR OUT --first N --count N`` takes changes of the watched question through all
steps. A line of OUT: number, moment, whether the answer said that it is saved (``1`` or ``0``),
why not.
"""

import argparse
import contextlib
import http.client
import re
import time
import urllib.parse
from pathlib import Path

from desk.tests import browser_form

from .marks import EDITED_SLUG, SLUG, marked
from .stage import EDITOR, PASSWORD, REVIEWER
from .web import Door

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)
LIST = "/admin/faq/question/"
PATIENCE = 30


class NotSaved(Exception):
    """The site did not say that an edit is kept."""


def filled_in(page: str, holding: str = "opened_version") -> dict[str, list[str]]:
    """Return what a browser posts of a form; raises NotSaved where the page has no such form."""
    if f'name="{holding}"' not in page:
        told = re.findall(r'<li class="(?:error|warning)">(.*?)</li>', page, re.DOTALL)
        raise NotSaved(f"没有表单 {holding}：{' '.join(told)}")
    return browser_form.filled_in(page, holding)


class Browser:
    """Somebody at work in the admin, by way of nginx."""

    def __init__(self, door: Door, name: str):
        self.door, self.name = door, name
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, posted: dict | None = None) -> tuple[int, str, str]:
        """Return status, text and where the answer leads; no redirect is followed."""
        head = {
            "Host": self.door.host,
            "Referer": f"https://{self.door.host}{path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        body = None
        if posted is not None:
            body = urllib.parse.urlencode(posted, doseq=True)
            head["Content-Type"] = "application/x-www-form-urlencoded"
        with contextlib.closing(self.door.connection(PATIENCE)) as connection:
            try:
                connection.request("GET" if body is None else "POST", path, body, head)
                answer = connection.getresponse()
                text = answer.read().decode("utf-8", "replace")
            except (OSError, http.client.HTTPException) as error:
                raise NotSaved(repr(error)) from error
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, text, answer.headers.get("Location") or ""

    def page(self, path: str) -> str:
        """Return a page, after logging in where that is asked."""
        for _ in range(2):
            status, text, where = self.ask(path)
            if status == 200:
                return text
            if status == 302 and "/login/" in where:
                self.log_in()
        raise NotSaved(f"GET {path}: {status} {where}")

    def log_in(self) -> None:
        _, text, _ = self.ask("/admin/login/")
        form = filled_in(text, "username")
        self.posted("/admin/login/", form | {"username": self.name, "password": PASSWORD})

    def posted(self, path: str, form: dict) -> str:
        """Post a form and return where the answer leads; raises NotSaved for any other."""
        status, text, where = self.ask(path, form)
        if status != 302 or "/login/" in where:
            errors = re.findall(r'class="errornote[^>]*>(.*?)</', text, re.DOTALL)
            raise NotSaved(f"POST {path}: {status} {where} {' '.join(' '.join(errors).split())}")
        return urllib.parse.urlsplit(where).path


class Editor:
    """Somebody who saves a draft, and sees each change through to the public."""

    def __init__(self, door: Door):
        self.editor, self.reviewer = Browser(door, EDITOR), Browser(door, REVIEWER)
        self.rows: dict[tuple[str, str], str] = {}

    def row_of(self, slug: str, status: str) -> str:
        """Return the address in the admin of the question ``slug`` in a state."""
        if (slug, status) not in self.rows:
            page = self.editor.page(f"{LIST}?q={slug}&status__exact={status}")
            found = re.search(rf"{LIST}\d+/(?=change/)", page)
            if found is None:
                raise NotSaved(f"{slug} 不在清单里")
            self.rows[slug, status] = found[0]
        return self.rows[slug, status]

    def save_draft(self, number: int) -> None:
        """Save the note of the draft of one question with a mark of its own."""
        address = f"{self.row_of(EDITED_SLUG, 'draft')}change/"
        form = filled_in(self.editor.page(address))
        self.editor.posted(address, form | {"staff_note": marked("", number)})

    def publish(self, number: int) -> None:
        """Take a change through revising, submitting and approving."""
        public = self.row_of(SLUG, "published")
        form = filled_in(self.editor.page(f"{public}change/"), TOKEN)
        draft = self.editor.posted(f"{public}revise/", {TOKEN: form[TOKEN]})
        page = self.editor.page(draft)
        if "opened_version" not in page:  # it was left in review when something broke
            form = filled_in(page, TOKEN)
            self.editor.posted(draft.replace("change/", "send-back/"), {TOKEN: form[TOKEN]})
            page = self.editor.page(draft)
        form = filled_in(page)
        body = marked(form["body"][0], number)
        self.editor.posted(draft, form | {"body": body, "_submit": "1"})
        review = draft.replace("change/", "review/")
        form = filled_in(self.reviewer.page(review), "seen")
        self.reviewer.posted(review, form | {"step": "publish"})


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m cluster.editors", description=__doc__)
    parser.add_argument("what", choices=["drafts", "publish"])
    parser.add_argument("door", type=Door.read)
    parser.add_argument("out", type=Path)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--pace", type=float, default=1.0)
    asked = parser.parse_args()
    editor = Editor(asked.door)
    step = editor.save_draft if asked.what == "drafts" else editor.publish
    with asked.out.open("a", buffering=1, encoding="utf-8") as log:
        for number in range(asked.first, asked.first + asked.count):
            began = time.monotonic()
            try:
                step(number)
                why = ""
            except NotSaved as error:
                why = str(error)
            log.write(f"{number} {time.monotonic():.4f} {int(not why)} {why}\n")
            time.sleep(max(0.0, began + asked.pace - time.monotonic()))


if __name__ == "__main__":
    main()
