"""The normal forms in which typed names are compared."""

import re
import unicodedata

#: Type words at the end of an official name, longest first; people leave them out.
_TYPE_WORD = re.compile(
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|矿区|省|市|州|盟|县|区|旗)$"
)


#: Characters of a typed name; no name is longer, so the rest is ignored.
LONGEST_NAME = 100


def normalise(text: str) -> str:
    """Return the form in which typed names are compared: half width, lower case, no blanks.

    The text is cut to ``LONGEST_NAME`` first, because normalising a row of combining marks takes
    time that grows with the square of its length.

    >>> normalise(" Ｌan Zhou ")
    'lanzhou'
    """
    return fold(text[:LONGEST_NAME])


def fold(text: str) -> str:
    """Normalise a text of any length, for example one that editors wrote."""
    return re.sub(r"[\s'’·]+", "", unicodedata.normalize("NFKC", text)).lower()


def stem(name: str) -> str:
    """Return a name without its type word (永州市 → 永州), unless one character would remain.

    >>> stem("永州市"), stem("单县")
    ('永州', '单县')
    """
    bare = _TYPE_WORD.sub("", name)
    return bare if len(bare) > 1 else name
