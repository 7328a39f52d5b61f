"""Tidies what somebody searched in vain, before anything of it is kept anywhere."""

import re
import unicodedata

from text.folding import fold

#: Characters that are looked at, and of a term that is kept; a longer one is a letter to us.
LONGEST_TYPED = 100
LONGEST_TERM = 30
#: So many digits in a row, whatever stands between them, may be somebody's number.
RUN = 5
#: More digits than these all together, in whatever places, are no words either.
MOST_DIGITS = 8
#: Digits that Unicode knows as letters only.
_SPOKEN = "零幺"
#: Addresses of mail and of the web, however they are written: 12.example.org, evil。com, a@b.
_ADDRESS = re.compile(r"@|://|www\.|[a-z\d-]\s?[.。．｡]\s?[a-z]{2}")


def term_of(typed: str) -> str:
    """Return the words of a search as they may be counted; empty if nothing may be kept.

    Where five or more digits stand in a row, all of it is dropped: beside a number the rest is
    likely a name. Digits count in every form, of full width, in circles and in Chinese, and with
    blanks or marks between them. Addresses of mail and of the web are dropped too.

    >>> term_of("　断交 ２０２６年"), term_of("张三 一三八 零零一三 八〇〇〇")
    ('断交 2026年', '')
    """
    folded = unicodedata.normalize("NFKC", fold(typed[:LONGEST_TYPED]).text)
    words = " ".join(folded.split()).casefold().strip(" 。，、？！?!.,;；:：")
    if len(words) > LONGEST_TERM or not any(char.isalpha() for char in words):
        return ""
    if _ADDRESS.search(words) or _has_number(words):
        return ""
    return words if words.isprintable() else ""


def _has_number(words: str) -> bool:
    """Whether the words hold what may be a telephone's, a card's or a person's number."""
    run = total = 0
    for char in words:
        is_digit = char in _SPOKEN or unicodedata.numeric(char, None) is not None
        if not (is_digit or "一" <= char <= "鿿"):  # only words of ours part two numbers
            continue
        run = run + 1 if is_digit else 0
        total += is_digit
        if run >= RUN or total > MOST_DIGITS:
            return True
    return False
