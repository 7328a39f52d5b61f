"""Names as people type them: the forms in which they are compared."""

import re
import unicodedata

#: Type words at the end of an official name, longest first; people leave them out.
_TYPE_WORD = re.compile(
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|矿区|省|市|州|盟|县|区|旗)$"
)


#: Characters of a name as people type it; what comes behind is no name any more.
LONGEST_NAME = 100


def normalise(text: str) -> str:
    """The form in which typed names are compared: half width, lower case, no blanks.

    Cut to ``LONGEST_NAME`` first: normalising a row of combining marks takes the square of
    its length.

    >>> normalise(" Ｌan Zhou ")
    'lanzhou'
    """
    return fold(text[:LONGEST_NAME])


def fold(text: str) -> str:
    """As ``normalise``, of a whole text that editors wrote."""
    return re.sub(r"[\s'’·]+", "", unicodedata.normalize("NFKC", text)).lower()


def stem(name: str) -> str:
    """A name without its type word: 永州市 → 永州; a name of one character stays whole.

    >>> stem("永州市"), stem("单县")
    ('永州', '单县')
    """
    bare = _TYPE_WORD.sub("", name)
    return bare if len(bare) > 1 else name
