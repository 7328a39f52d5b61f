"""The forms in which names are compared: whatever a keyboard makes of one, it is the same name."""

from hypothesis import given
from hypothesis import strategies as st

from regions.names import LONGEST_NAME, fold, normalise, stem
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
    assert normalise(typed) == fold(typed[:LONGEST_NAME])


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
