"""The normal forms in which typed names are compared."""

import re
import unicodedata

from .place_names.traditional import SIMPLIFIED

#: Type words at the end of an official name, longest first; people leave them out.
_TYPE_WORD = re.compile(
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|矿区|省|市|州|盟|县|区|旗)$"
)

#: Type words of a part of a city; people leave them out too.
_PART_WORD = re.compile(r"(?:管理区|行政委员会|街道|镇)$")

#: Characters of a typed name; no name is longer, so the rest is ignored.
LONGEST_NAME = 100

#: What stands between the parts of a name, or around it, and is no part of it.
_BETWEEN = re.compile(r"[\s'’`·•,，、.。;；:：!！?？\"“”()（）【】《》|_/\\-]+")

#: The tone behind a syllable, as in lan2zhou1.
_TONE = re.compile(r"(?<=[a-z])[1-5](?=[a-z]|$)")


def normalise(text: str) -> str:
    """Return the form in which typed names are compared: see ``fold``.

    The text is cut to ``LONGEST_NAME`` first, because normalising a row of combining marks takes
    time that grows with the square of its length.

    >>> normalise(" Ｌan Zhou "), normalise("蘭州"), normalise("lüliang")
    ('lanzhou', '兰州', 'lvliang')
    """
    word = fold(text[:LONGEST_NAME]).replace("u:", "v")
    return _sounds(_BETWEEN.sub("", word))


def fold(text: str) -> str:
    """Fold a text of any length: half width, lower case, simplified, no blanks, no accents.

    Characters that nobody sees, such as U+200B, are dropped. Of the traditional characters those
    of names of places become simplified ones. The dots of ü become a v, as keyboards write it.

    >>> fold("Lán zhōu"), fold("臺灣")
    ('lanzhou', '台湾')
    """
    parts = unicodedata.normalize("NFKD", text).lower().replace("u\u0308", "v")
    seen = "".join(sign for sign in parts if unicodedata.category(sign) not in ("Mn", "Cf"))
    whole = unicodedata.normalize("NFKC", seen).translate(SIMPLIFIED)
    return re.sub(r"[\s'’·]+", "", whole)


def _sounds(word: str) -> str:
    """Return pinyin without the digits of tones, and with v where passports write yu for ü."""
    if not word.isascii():
        return word
    return _TONE.sub("", word).replace("lyu", "lv")  # but 连云港 has an n before yu


def stem(name: str) -> str:
    """Return a name without its type word (永州市 → 永州), unless one character would remain.

    >>> stem("永州市"), stem("单县")
    ('永州', '单县')
    """
    bare = _TYPE_WORD.sub("", name)
    return bare if len(bare) > 1 else name


def part_stem(name: str) -> str:
    """Return the name of a town or zone without its type word (虎门镇 → 虎门).

    >>> part_stem("虎门镇"), part_stem("古镇")
    ('虎门', '古镇')
    """
    bare = _PART_WORD.sub("", name)
    return bare if len(bare) > 1 else name
