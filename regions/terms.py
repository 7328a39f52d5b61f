"""Reads a typed domain or telephone number, and finds and masks it in texts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from text.reading import visible

from .lookalikes import SUFFIXES, host_of

DOMAIN, PHONE = "domain", "phone"

#: What a text says where something was taken out of it.
MASK = "〔已停用〕"

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_DASHES = "-－–—‐· \u3000"  # what stands between the groups of a number
_IN_ADDRESS = r"[a-z0-9._~:/?#@!$&+,;=%*'-]"
_ADDRESS = re.compile(
    rf"https?://(?=[a-z0-9])(?:{_IN_ADDRESS}|\({_IN_ADDRESS}*\))+", re.IGNORECASE | re.ASCII
)
LONGEST = 600  # characters of an address: what a row can hold
_AFTER_ADDRESS = ".,:;!?'*_"
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


def addresses_in(text: str) -> list[str]:
    """Return the web addresses in a text or its Markdown, without those over ``LONGEST``."""
    found = (address.rstrip(_AFTER_ADDRESS) for address in _ADDRESS.findall(text))
    return [address for address in found if len(address) <= LONGEST]


@dataclass(frozen=True)
class Term:
    """A domain in lower case or a telephone number in bare digits (``text``), by its ``kind``."""

    kind: str
    text: str

    @classmethod
    def of(cls, typed: str, official: Iterable[str] = ()) -> "Term":
        """Read a term from a typed address, domain or number.

        Raises ValueError, in Chinese, for anything else, for a suffix such as com.cn, and for one
        of ``official``, because too many sites share these.
        """
        typed = visible(typed).strip()
        if re.search(r"[a-zA-Z]", typed):
            host = host_of(typed if "//" in typed else f"//{typed}")
            if not _DOMAIN.fullmatch(host) or len(host) > 100:
                raise ValueError("这不像一个网址。请填域名，如 example.com，或者整个网址。")
            if host in SUFFIXES or host in official:
                raise ValueError(f"{host} 下面有很多家网站，不能一起停用。请填完整的域名。")
            return cls(DOMAIN, host)
        digits = re.sub(r"\D", "", typed.translate(_WIDE))
        if not digits or re.search(r"[^\d\s+()（）－–—‐·.-]", typed):
            raise ValueError("请填一个域名（如 example.com）或者一个电话号码。")
        if typed.startswith("+86") or digits.startswith("0086"):
            digits = digits.removeprefix("00").removeprefix("86")
        if not 5 <= len(digits) <= 16:
            raise ValueError("电话号码要有5到16个数字，请看看有没有漏填或多填。")
        return cls(PHONE, digits)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _domain_pattern(self.text) if self.kind == DOMAIN else _phone_pattern(self.text)

    def stands_in(self, text: str) -> bool:
        return self._pattern.search(text) is not None

    def masked(self, text: str) -> str:
        """Return the text with ``MASK`` in place of the term; a Markdown link keeps its words."""
        if self.kind == DOMAIN:
            text = re.sub(r"\[([^\]]*)\]\(([^)\s]*)[^)]*\)", self._without_link, text)
        return self._pattern.sub(MASK, text)

    def _without_link(self, link: re.Match[str]) -> str:
        return f"{link[1]}{MASK}" if self.stands_in(link[2]) else link[0]

    def excerpt(self, text: str, around: int = 16) -> str:
        """Return the first occurrence with some text around it, on one line; empty if none."""
        found = self._pattern.search(text)
        if found is None:
            return ""
        start, end = max(found.start() - around, 0), found.end() + around
        before, after = "…" if start else "", "…" if end < len(text) else ""
        return before + " ".join(text[start:end].split()) + after


def _domain_pattern(domain: str) -> re.Pattern[str]:
    """Match the domain and its subdomains, with the rest of the address they stand in."""
    return re.compile(
        r"(?<![a-z0-9_.-])(?:https?://)?(?:[a-z0-9_-]+\.)*"
        + re.escape(domain)
        + r"(?![a-z0-9_-]|\.[a-z0-9])(?::\d+)?(?:[/?#][a-z0-9%_.~:/?#@!$&+,;=-]*)?",
        re.IGNORECASE | re.ASCII,
    )


def _phone_pattern(number: str) -> re.Pattern[str]:
    """Match the number, however its digits are grouped.

    A local number also matches behind an area code. A short one such as 12393 does not, because
    there it is another place's.
    """
    between = rf"[{_DASHES}()（）]{{0,2}}"
    digits = between.join(f"[{digit}{chr(ord(digit) + 0xFEE0)}]" for digit in number)
    area = rf"(?:[(（]?[0０]\d{{2,3}}{between})?" if len(number) >= 7 and number[0] != "0" else ""
    before = r"(?<!\d)" if len(number) >= 7 else rf"(?<!\d)(?<!\d[{_DASHES[:5]}])"
    opened = r"[(（]?" if number[0] == "0" else ""
    return re.compile(f"{before}{area}{opened}{digits}(?!\\d)(?![{_DASHES[:5]}]\\d)")
