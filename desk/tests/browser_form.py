"""What a browser would post of a page: the fields of its form as they are shown."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    """Collects the successful controls of the form that holds a field named ``holding``."""

    def __init__(self):
        super().__init__()
        self.forms: list[list[tuple[str, str]]] = [[]]
        self.select: str = ""
        self.area: str | None = None
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        name = at.get("name") or ""
        if tag == "form":
            self.forms.append([])
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in at and self.select:
            self._add(self.select, at.get("value") or "")
        elif tag == "textarea":
            self.area, self.text = name, []
        elif tag == "input" and name:
            kind = at.get("type") or "text"
            if kind in ("checkbox", "radio"):
                if "checked" in at:
                    self._add(name, at.get("value") or "on")
            elif kind not in ("submit", "button", "file"):
                self._add(name, at.get("value") or "")

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area is not None:
            self._add(self.area, "".join(self.text).removeprefix("\n").replace("\n", "\r\n"))
            self.area = None

    def handle_data(self, data):
        if self.area is not None:
            self.text.append(data)

    def _add(self, name, value):
        self.forms[-1].append((name, value))


def filled_in(html: str, holding: str = "opened_version") -> dict[str, list[str]]:
    """Return what the browser posts of the form with a field named ``holding``, untouched."""
    reader = _Form()
    reader.feed(html)
    form = next(one for one in reader.forms if any(name == holding for name, _ in one))
    posted: dict[str, list[str]] = {}
    for name, value in form:
        if "__prefix__" not in name:
            posted.setdefault(name, []).append(value)
    return posted
