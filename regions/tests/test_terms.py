"""Domains, numbers, addresses and figures in free text: found however written, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regions.terms import LONGEST, MASK, Term, addresses_in

PHONE, LOCAL, DOMAIN = Term.of("0931-8881234"), Term.of("8881234"), Term.of("evil.com")
#: How people write them.
NUMBERS = [
    "0931-8881234",
    "0931 888 1234",
    "（0931）8881234",
    "09318881234",
    "０９３１－888１２３４",
]
ADDRESSES = ["evil.com", "https://evil.com/a?b=1#c", "m.Evil.COM", "http://a.b.evil.com:8080/"]
#: What stands between: never a digit or a letter, which would be part of another word.
WORDS = st.text("，。、；拨打看（）\n", min_size=1, max_size=6)


def sentences(pieces):
    """Texts with some of ``pieces`` in them, with other words around each."""
    return st.lists(st.tuples(WORDS, st.sampled_from(pieces), WORDS), min_size=1, max_size=4)


@given(sentences(NUMBERS))
def test_no_spelling_of_a_number_is_left_and_masking_again_changes_nothing(parts):
    masked = PHONE.masked("".join(map("".join, parts)))

    assert not PHONE.stands_in(masked)
    assert not any(char.isdigit() for char in masked)
    assert PHONE.masked(masked) == masked
    assert masked.count(MASK) == len(parts)


@given(sentences([*NUMBERS, "8881234", "888-1234"]))
def test_a_local_number_is_taken_with_the_area_code_in_front(parts):
    masked = LOCAL.masked("".join(map("".join, parts)))

    assert not any(char.isdigit() for char in masked)
    assert masked.count(MASK) == len(parts)


@given(sentences(ADDRESSES))
def test_no_address_of_a_domain_is_left_and_the_words_around_it_stay(parts):
    masked = DOMAIN.masked("".join(map("".join, parts)))

    assert masked == "".join(before + MASK + behind for before, _, behind in parts)
    assert not DOMAIN.stands_in(masked)


def test_other_numbers_and_domains_stay():
    for term, text in [
        (PHONE, "0931-88812345、10931-8881234、0932-8881234、8881234"),
        (LOCAL, "88812345、18881234、888123、8881234-5"),
        (DOMAIN, "notevil.com、evil.com.cn、evil.community、evil-com.cn、xevil.com"),
        (Term.of("12393"), "0931-12393、123930、112393、12393-1"),
    ]:
        assert term.masked(text) == text, term
        assert term.excerpt(text) == "", term


def test_a_link_keeps_its_words_where_its_address_goes_and_stays_whole_elsewhere():
    text = (
        '见[医保局](https://ybj.gov.cn/a)和[网站](http://evil.com/x "题")、[看](a.com?u=evil.com)'
    )

    masked = DOMAIN.masked(text)

    assert masked == f"见[医保局](https://ybj.gov.cn/a)和网站{MASK}、看{MASK}"


def test_an_excerpt_is_one_line_and_says_where_it_was_cut():
    text = "第一句很长很长很长很长很长。\n请看 evil.com 上面的\n说明，然后再去窗口办理这件事情。"

    assert DOMAIN.excerpt(text, around=5) == "…。 请看 evil.com 上面的…"
    assert DOMAIN.excerpt("evil.com") == "evil.com"


def test_what_is_no_term_is_told_how_to_mend():
    for typed, said in [
        ("ab", "这不像一个网址"),
        ("com.cn", "下面有很多家网站"),
        ("www.gov.cn.", "下面有很多家网站"),
        ("1234", "5到16个数字"),
        ("1" * 17, "5到16个数字"),
        ("电话8881234", "请填一个域名"),
        ("+86", "5到16个数字"),
    ]:
        with pytest.raises(ValueError, match=said):
            Term.of(typed, ["www.gov.cn"])


def test_what_nobody_sees_in_a_pasted_number_is_dropped():
    assert Term.of("\ufeff0931-12393\u200b") == Term.of("0931-12393")


def test_the_prefix_of_the_country_is_no_part_of_a_number():
    for typed in ("+86 931 8881234", "0086-931-8881234", "931 8881234"):
        assert Term.of(typed).text == "9318881234", typed


# --- Addresses -------------------------------------------------------------------------------


def test_addresses_are_read_without_what_stands_around_them():
    for text, found in [
        ("见https://a.gov.cn/b。", ["https://a.gov.cn/b"]),
        ("See https://a.gov.cn/b, or http://c.cn!", ["https://a.gov.cn/b", "http://c.cn"]),
        ("[看](https://a.gov.cn/b)", ["https://a.gov.cn/b"]),
        ("https://a.gov.cn/b_(c)", ["https://a.gov.cn/b_(c)"]),
        ("HTTPS://A.GOV.CN", ["HTTPS://A.GOV.CN"]),
        ("ftp://a.cn a.gov.cn https:// https://。", []),
    ]:
        assert addresses_in(text) == found, text


def test_an_address_longer_than_a_row_holds_is_left_out():
    fits = "https://a.cn/".ljust(LONGEST, "x")

    assert addresses_in(f"{fits} {fits}x") == [fits]
