"""Requests that ``bench.fuzz`` sends: every address, parameter and form, with what nobody expects.

Values are right ones, ones at the edges of what is read, and ones that want to break something:
long runs of combining marks, half characters, markup, numbers without end, files that are none.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from hypothesis import strategies as st

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Asked:
    """One request; ``staff``: with an editor's session."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    kind: str = ""
    staff: bool = False
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Under what it is counted."""
        return f"{self.method} {re.sub(r'/[0-9]+(?=/)', '/N', self.path)}"


@dataclass(frozen=True)
class Form:
    """A form as a page has it: what is in it, and which values its lists offer."""

    address: str
    values: dict[str, list[str]]
    offered: dict[str, list[str]]
    files: tuple[str, ...] = ()


class Page(HTMLParser):
    """Collects the links of a page and its forms that post."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._list = ""

    def handle_starttag(self, tag, attrs):
        given: dict[str, Any] = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "form":
            posts = (given.get("method") or "").lower() == "post"
            action = (given.get("action") or "").partition("?")[0] or self.address
            self._form = Form(action, {}, {}) if posts else None
            if self._form:
                self.forms.append(self._form)
        if self._form is None or (name := given.get("name")) is None:
            if tag == "option" and self._form and self._list:
                self._form.offered.setdefault(self._list, []).append(given.get("value") or "")
            return
        if tag == "input" and given.get("type") == "file":
            self._form = replace(self._form, files=(*self._form.files, name))
            self.forms[-1] = self._form
        elif tag in ("input", "button"):
            self._form.values.setdefault(name, []).append(given.get("value") or "on")
        elif tag in ("select", "textarea"):
            self._list = name
            self._form.values.setdefault(name, []).append("")


# --- Values --------------------------------------------------------------------------------------

USUAL = [
    *(
        "兰州",
        "gansu/lanzhou",
        "shanghai",
        "新疆",
        "朝阳区",
        "吉林",
        "北京市朝阳区",
        "lz",
        "Lanzhou",
    ),
    *("employee", "resident", "retired", "working", "not-yet", "unsure", "on", "1", "all", "yes"),
    *(
        "66",
        "74岁",
        "七十四",
        "３７００",
        "3,700.5元",
        "1952-03",
        "1952年3月",
        "2026-11-30",
        "2026年",
    ),
    *("phone", "wechat", "amount", "rate", "known", "2", "/regions/", "怎么查余额", "断交了怎么办"),
]
HOSTILE = [
    *(
        "",
        " ",
        "\x00",
        "\x00兰州",
        "\u202e兰州",
        "\ufeff",
        "\ud7ff",
        "0",
        "-1",
        "1e999",
        "NaN",
        "∞",
    ),
    *("9" * 30, "9" * 400, "0." + "3" * 300, "٣٧٠٠", "⑨", "½", "一亿亿亿亿亿", "廿" * 50),
    *("9999-12-31", "0001-01-01", "2026-02-30", "1e10", "0x1f", "1_000", "+86 12393"),
    *(
        "<script>alert(1)</script>",
        "\"'><b>",
        "{{7*7}}{% debug %}",
        "' OR 1=1 --",
        "%00",
        "%",
        "%s%n",
    ),
    *("../../etc/passwd", "//example.org", "javascript:alert(1)", "=cmd|' /C calc'!A0", "\r\nX: y"),
    *("1" + "\u0301" * 3000 + "\u0327" * 3000, "㈱" * 2000, "ﷺ" * 3000, "e\u0301" * 2000),
    *("兰" * 9000, "&" * 500, "(" * 3000, "年" * 2000, "1年" * 2000, "，" * 4000, "a@" * 2000),
]
text = st.text(max_size=40)
value = st.one_of(st.sampled_from(USUAL), st.sampled_from(HOSTILE), text, st.integers().map(str))
#: Bytes that are no UTF-8 belong into addresses too.
raw = st.one_of(value.map(lambda v: v.encode("utf-8", "surrogatepass")), st.binary(max_size=30))
headers = st.dictionaries(
    st.sampled_from(
        [
            *("COOKIE", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "IF_NONE_MATCH", "RANGE"),
            *("REFERER", "ORIGIN", "USER_AGENT", "X_FORWARDED_FOR", "SEC_FETCH_SITE"),
        ]
    ),
    st.one_of(
        st.sampled_from(["type=large", "sessionid=x; type=large", "br", "gzip;q=0, *", "null"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60),
    ),
    max_size=2,
)


def _query(pairs: list[tuple[str, bytes]]) -> str:
    return "&".join(f"{name}={quote_from_bytes(given)}" for name, given in pairs)[:4000]


def reading(addresses: dict[str, list[str]], *, staff: bool = False) -> st.SearchStrategy[Asked]:
    """Return reads of ``addresses`` with the parameters that each knows, and with others."""

    @st.composite
    def made(draw) -> Asked:
        path = draw(st.sampled_from(sorted(addresses)))
        names = st.sampled_from([*addresses[path], "x"])
        pairs = draw(st.lists(st.tuples(names, raw), max_size=5))
        method = draw(st.sampled_from(["GET"] * 9 + ["HEAD"]))
        return Asked(method, path, _query(pairs), staff=staff, headers=draw(headers))

    return made()


@st.composite
def wandering(draw) -> Asked:
    """Return a read of an address that is none, or nearly one."""
    pieces = st.one_of(st.sampled_from(["regions", "gansu", "lanzhou", "r", "faq", "admin"]), value)
    path = "/" + "/".join(draw(st.lists(pieces, min_size=1, max_size=4)))
    return Asked(draw(st.sampled_from(["GET", "POST", "TRACE", "PUT"])), path[:2000])


# --- Forms ---------------------------------------------------------------------------------------


def _archive(name: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return packed.getvalue()


FILES = [
    b"",
    b"\xef\xbb\xbf" + "地区,标题\n兰州,甲\n".encode(),
    "地区,标题\n兰州,甲\n".encode("gb18030"),
    b"PK\x03\x04" + b"\x00" * 60,
    _archive("xl/workbook.xml", b"<workbook/>"),
    _archive("xl/worksheets/sheet1.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
    _archive("word/document.xml", b" " * 2_000_000),
    b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>",
    b"\x89PNG\r\n\x1a\n" + b"\x00" * 30,
    b"<svg onload=alert(1)>",
    b"a,b\n" * 20_000,
]
upload = st.tuples(
    st.sampled_from(["a.csv", "a.xlsx", "a.pdf", "a.docx", "../a.html", "甲\r\n.png", "a" * 300]),
    st.one_of(st.sampled_from(FILES), st.binary(max_size=200)),
)


def posting(
    forms: list[Form], token: tuple[str, str], *, staff: bool = False
) -> st.SearchStrategy[Asked]:
    """Return posts of ``forms``, each with a few of its values changed or left out.

    ``token``: the name and the value of what protects them against forgery.
    """

    @st.composite
    def made(draw) -> Asked:
        form = draw(st.sampled_from(forms))
        data: dict[str, Any] = {name: list(values) for name, values in form.values.items()}
        for name in draw(st.lists(st.sampled_from([*data, "x"]), max_size=6)):
            offered = form.offered.get(name)
            one = st.one_of(value, st.sampled_from(offered)) if offered else value
            data[name] = draw(st.lists(one, max_size=2))
        if token[0] in form.values:
            data[token[0]] = [token[1]]
        if not form.files:
            return Asked("POST", form.address, "", _encoded(data), FORM, staff, draw(headers))
        for name in form.files:
            file, content = draw(upload)
            data[name] = SimpleUploadedFile(file, content)
        body = encode_multipart(BOUNDARY, data)
        return Asked("POST", form.address, "", body, MULTIPART_CONTENT, staff, draw(headers))

    return made()


def _encoded(data: dict[str, list[str]]) -> bytes:
    pairs = [
        (name, one.encode("utf-8", "surrogatepass")) for name, many in data.items() for one in many
    ]
    return urlencode(pairs).encode()
