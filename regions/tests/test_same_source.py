"""A document number and an address are the same however they are typed."""

import pytest

from regions.same_source import KnownSources, folded_address, folded_number

from .make import make_source

NUMBER = "杭医保〔2026〕88号"
TYPED = [
    "杭医保〔2026〕88号",
    "杭医保[2026]88号",
    "杭医保（2026）88号",
    "杭医保(2026)第88号",
    "杭医保【2026】 88 号",
    "杭医保〔２０２６〕８８号",
    "杭医保［2026］88",
]


@pytest.mark.parametrize("typed", TYPED)
def test_a_number_is_the_same_with_any_brackets(typed):
    assert folded_number(typed) == folded_number(NUMBER)


@pytest.mark.parametrize(
    "other",
    ["杭医保〔2026〕89号", "杭医保〔2025〕88号", "甬医保〔2026〕88号", "杭医保〔20268〕8号"],
)
def test_another_number_is_another(other):
    assert folded_number(other) != folded_number(NUMBER)


@pytest.mark.parametrize(
    "typed",
    [
        "https://ybj.gov.cn/a/1.html",
        "http://www.ybj.gov.cn/a/1.html",
        "https://YBJ.gov.cn/a/1.html/",
        "https://ybj.gov.cn/a/1.html#top",
        " ybj.gov.cn/a/1.html",
    ],
)
def test_an_address_is_the_same_with_or_without_its_ends(typed):
    assert folded_address(typed) == folded_address("https://ybj.gov.cn/a/1.html")


@pytest.mark.parametrize(
    "other", ["https://ybj.gov.cn/a/2.html", "https://ybj.gov.cn/A/1.html", "https://ybj.gov.cn/"]
)
def test_another_page_is_another(other):
    assert folded_address(other) != folded_address("https://ybj.gov.cn/a/1.html")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("title", "is_known"),
    [
        ("关于调整个人账户的通知（杭医保[2026]88号）", True),
        ("关于印发《办法》的通知 杭医保〔２０２６〕 88 号", True),
        ("关于调整个人账户的通知（杭医保〔2026〕881号）", False),
        ("关于调整个人账户的通知", False),
        ("关于修改《办法》（杭医保〔2026〕88号）的通知", False),
        ("关于延长杭医保〔2026〕88号文件有效期的通知", False),
    ],
)
def test_a_title_may_name_a_number_that_is_known(title, is_known):
    make_source(document_number=NUMBER)
    make_source(document_number="88号")

    assert KnownSources().have(title, "") is is_known
