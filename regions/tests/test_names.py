"""The forms in which names are compared: whatever a keyboard makes of one, it is the same name."""

import json
import re

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from regions.names import LONGEST_NAME, fold, normalise, stem
from regions.place_names.traditional import SIMPLIFIED
from regions.tests.make import make_region

#: What stands behind a name and is left out as often as not.
TYPE_WORDS = ["省", "市", "州", "盟", "县", "区", "旗", "地区", "林区", "特区", "矿区"]
LONG_TYPE_WORDS = ["自治区", "自治州", "自治县", "自治旗", "特别行政区"]
BLANKS = " \t\u3000\u00a0'’·"
#: Names without a type word in them, so that only what is added is one.
BARE = st.text("兰天水张掖酒泉武威永甘肃贺喀", min_size=2, max_size=8)
WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in map(chr, range(0x21, 0x7F))}
TYPED = st.text(
    st.one_of(
        st.sampled_from(BLANKS),
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.characters(min_codepoint=0xFF01, max_codepoint=0xFF5E),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    ),
    max_size=300,
)


@given(TYPED)
def test_a_folded_name_stays_as_it_is(typed):
    assert fold(fold(typed)) == fold(typed)


@given(st.text("abcLANZHOU09兰州市-", max_size=30), st.sampled_from(BLANKS), st.integers(0, 30))
def test_width_case_and_blanks_make_no_other_name(name, blank, at):
    for written in (name.upper(), name.translate(WIDE), name[:at] + blank + name[at:]):
        assert normalise(written) == normalise(name), written


@given(TYPED)
def test_what_comes_behind_the_longest_name_is_not_looked_at(typed):
    assert normalise(typed) == normalise(typed[:LONGEST_NAME])


def test_a_row_of_combining_marks_is_cut_before_it_is_composed():
    assert len(normalise("a" + "\u0301\u0323" * 50_000)) <= LONGEST_NAME


@given(BARE)
def test_a_name_and_its_full_form_have_one_stem(bare):
    for word in [*TYPE_WORDS, *LONG_TYPE_WORDS]:
        assert stem(bare + word) == bare, word


@given(st.text("兰州市县区旗省盟自治特别行政", max_size=8))
def test_a_stem_begins_its_name_and_is_never_a_single_character_of_more(name):
    found = stem(name)

    assert name.startswith(found)
    assert len(found) > 1 or found == name


def test_a_type_word_inside_a_name_stays():
    for name, bare in [
        ("市中区", "市中"),
        ("区县", "区县"),
        ("旗县市", "旗县"),
        ("省直辖县", "省直辖"),
        ("州", "州"),
        ("", ""),
    ]:
        assert stem(name) == bare, name


def test_a_place_keeps_the_forms_it_is_found_by(db):
    place = make_region(slug="yongzhou", name="永州市", short_name="永州市", pinyin="Yong Zhou")
    place.short_name, place.pinyin = "零陵地区", "ling ling"
    place.save()

    place.refresh_from_db()

    assert (place.stem, place.pinyin_joined) == ("零陵", "lingling")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("蘭州", "兰州"),
        ("廣州市", "广州市"),
        ("瀋陽", "沈阳"),
        ("烏魯木齊", "乌鲁木齐"),
        ("臺灣", "台湾"),
        ("雲南", "云南"),
        ("乾县", "乾县"),
    ],
)
def test_traditional_characters_of_names_are_simplified(typed, name):
    assert normalise(typed) == name


@pytest.mark.parametrize(
    "typed", ["lánzhōu", "Lán zhōu", "LAN2ZHOU1", "lan-zhou", "lan\u200bzhou", "\ufefflanzhou"]
)
def test_tones_and_what_nobody_sees_make_no_other_name(typed):
    assert normalise(typed) == "lanzhou"


@pytest.mark.parametrize("typed", ["lüliang", "Lǚliáng", "lyuliang", "lu:liang", "lü3liang2"])
def test_every_spelling_of_the_dotted_u_is_one(typed):
    assert normalise(typed) == "lvliang"


def test_what_only_looks_like_a_tone_or_a_dotted_u_stays():
    assert normalise("620100") == "620100"
    assert normalise("lianyungang") == "lianyungang"


def test_the_finder_folds_the_characters_of_pages_as_the_server_does():
    script = (settings.BASE_DIR / "static/js/combobox.js").read_text(encoding="utf-8")
    pairs = "".join(re.findall(r"[=+] '([^ -~]{2,})'", script))
    lines = json.loads((settings.BASE_DIR / "fixtures/regions.json").read_text(encoding="utf-8"))
    pages = [line["fields"] for line in lines if line["fields"].get("has_page")]
    written = set("".join(page["name"] + page["short_name"] for page in pages))

    folded = dict(zip(pairs[::2], pairs[1::2], strict=True))

    assert folded == {chr(a): chr(b) for a, b in SIMPLIFIED.items() if chr(b) in written}
