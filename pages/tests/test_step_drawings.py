"""The drawn steps: what is marked, in the words of the row, small and named for all readers."""

import re

import pytest
from django.template.loader import render_to_string

from faq.tests.make import make_question
from pages.step_drawings import MOST_LINES, WIDEST, Frame, frames_of, statement_of, wrapped
from regions.models import LookupChannel
from regions.tests.make import make_channel, make_nation, make_region

Kind = LookupChannel.Kind
LIMIT = 4 * 1024


def channel(kind="wechat", menu="微信\n我\n服务", steps="打开微信，点右下角“我”。"):
    return LookupChannel(kind=kind, menu=menu, steps=steps)


def drawn(frame: Frame) -> str:
    return render_to_string(frame.template, {"frame": frame})


def letters(drawing: str) -> list[str]:
    return re.findall(r">([^<>]+)</t", drawing)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("我", ["我"]),
        ("医保账户查询", ["医保账户查询"]),
        ("个人账户收支明细查询", ["个人账户收支", "明细查询"]),
        ("个人账户收支明细查询打印", ["个人账户收支", "明细查询打印"]),
        ("拨 12393", ["拨 12393"]),
        ("fuwu.nhsa.gov.cn", ["fuwu.nhsa.", "gov.cn"]),
        ("问“卡里还剩多少”", ["问“卡里还剩", "多少”"]),
        ("说“卡里还剩”吗", ["说“卡里还", "剩”吗"]),
        ("“卡里还剩”", ["“卡里还剩”"]),
        (
            "一二三四五六七八九十一二三四五六七八九十",
            ["一二三四五六", "七八九十一二", "三四五六七…"],
        ),
        ("", [""]),
    ],
)
def test_words_break_where_a_frame_ends(words, expected):
    assert wrapped(words) == expected


@pytest.mark.parametrize("words", ["w" * 300, "字" * 300, "a.b" * 90, "”" * 40, "字 " * 40])
def test_no_line_is_too_wide_and_there_are_never_too_many(words):
    found = wrapped(words)

    assert len(found) <= MOST_LINES
    assert all(sum(0.6 if c.isascii() else 1 for c in line) <= WIDEST for line in found)


def test_a_frame_per_line_of_the_menu_and_none_without():
    assert [f.number for f in frames_of(channel())] == [1, 2, 3]
    assert frames_of(channel(menu="")) == []
    assert frames_of(channel(menu=" \n ")) == []


@pytest.mark.parametrize(
    ("kind", "menu", "expected"),
    [
        (
            "wechat",
            "微信\n我\n服务",
            ["手机屏幕，点“微信”", "手机屏幕右下角，点“我”", "手机屏幕，点“服务”"],
        ),
        ("alipay", "支付宝\n市民中心", ["手机屏幕，点“支付宝”", "手机屏幕，点“市民中心”"]),
        ("app", "下载\n实名认证", ["手机屏幕，点“下载”", "手机屏幕，点“实名认证”"]),
        (
            "platform",
            "fuwu.nhsa.gov.cn\n医保账户查询",
            ["手机屏幕上边的网址栏，写 fuwu.nhsa.gov.cn", "手机屏幕，点“医保账户查询”"],
        ),
        ("website", "网站", ["手机屏幕，打开“网站”"]),
        ("phone", "拨 12393\n听播报", ["电话，拨 12393", "电话，听播报"]),
        ("kiosk", "插社保卡\n看余额", ["自助机，插社保卡", "自助机，看余额"]),
        ("counter", "去窗口\n交证件", ["窗口，去窗口", "窗口，交证件"]),
        ("hospital", "问“卡里还剩多少”", ["柜台，问“卡里还剩多少”"]),
    ],
)  # fmt: skip
def test_a_reader_who_cannot_see_is_told_what_is_drawn(kind, menu, expected):
    assert [frame.seen for frame in frames_of(channel(kind, menu))] == expected


@pytest.mark.parametrize(
    ("kind", "menu", "spots"),
    [
        ("wechat", "微信\n我\n服务", ["tile", "tab", "row"]),
        ("app", "下载\n查询", ["row", "row"]),
        ("website", "网站\n查询", ["site", "row"]),
        ("website", "ybj.gansu.gov.cn\n查询", ["address", "row"]),
        ("phone", "拨 12393\n听语音提示\n按证件号", ["dial", "listen", "keys"]),
        ("kiosk", "插社保卡\n按屏幕提示点", ["slot", "screen"]),
        ("counter", "去窗口\n说“查余额”\n交证件", ["sign", "say", "hand"]),
    ],
)
def test_what_is_marked_follows_from_the_words(kind, menu, spots):
    assert [frame.spot for frame in frames_of(channel(kind, menu))] == spots


def test_a_corner_is_drawn_only_if_the_steps_name_it():
    plain = channel(steps="打开微信，点“我”。")

    assert [frame.spot for frame in frames_of(plain)] == ["tile", "row", "row"]


def test_a_screen_is_headed_by_what_opened_it_where_that_is_how_it_works():
    assert [f.title for f in frames_of(channel())] == ["", "微信", "我"]
    assert [f.title for f in frames_of(channel("app", "下载\n查询"))] == ["", ""]
    assert [f.title for f in frames_of(channel(menu="医保综合服务大厅\n查询"))] == ["", ""]


def test_the_keys_of_the_number_are_marked():
    dial, listen = frames_of(channel("phone", "拨 12393\n听播报"))

    assert [key for _, _, key, pressed in dial.keys if pressed] == ["1", "2", "3", "9"]
    assert not any(pressed for *_, pressed in listen.keys)


EVERY_SPOT = [
    *[("wechat", f"{word}\n{word}") for word in ("微信", "微信城市服务医保查询大厅")],
    ("wechat", "微信\n我"),
    ("platform", "fuwu.nhsa.gov.cn"),
    ("website", "网站"),
    *[
        ("phone", f"{verb}{rest}")
        for verb in "拨按听"
        for rest in ("12393", "一二三四五六七八" * 4)
    ],
    *[("kiosk", f"{verb}{rest}") for verb in "插看" for rest in ("卡", "一二三四五六七八" * 4)],
    *[("counter", f"{verb}{rest}") for verb in "去说交" for rest in ("卡", "一二三四五六七八" * 4)],
]


@pytest.mark.parametrize(("kind", "menu"), EVERY_SPOT)
def test_a_drawing_is_small_named_and_holds_its_words(kind, menu):
    for frame in frames_of(channel(kind, menu)):
        drawing = drawn(frame)

        assert len(drawing.encode()) < LIMIT
        assert f'role="img" aria-label="{frame.seen}"' in drawing
        assert set(frame.lines) <= set(letters(drawing))
        assert str(frame.number) in letters(drawing)
        assert "style=" not in drawing
        assert "font-size=" not in drawing


def test_what_an_editor_types_changes_the_picture_and_breaks_nothing():
    [frame] = frames_of(channel(menu='<b>"我" & 你'))
    drawing = drawn(frame)

    assert "<b>" not in drawing
    assert "&lt;b&gt;" in drawing
    assert 'aria-label="手机屏幕，点“&lt;b&gt;&quot;我&quot; &amp; 你”"' in drawing


@pytest.mark.parametrize("kind", [kind.value for kind in Kind if kind != Kind.HOSPITAL])
def test_entries_are_explained_without_a_figure_wherever_one_can_see_or_hear_them(kind):
    statement = statement_of(channel(kind))
    drawing = render_to_string(
        "components/drawings/statement.html", {"title": statement.title, "seen": statement.seen}
    )
    said = " ".join([statement.lead, statement.ask, *(words for _, words in statement.entries)])

    assert len(drawing.encode()) < LIMIT
    assert f'role="img" aria-label="{statement.seen}"' in drawing
    assert [text for text in letters(drawing) if text.isdigit()] == ["1", "2", "3"]
    assert len(statement.entries) == 3
    assert not re.search(r"\d", said)


def test_where_one_only_asks_for_the_balance_no_entry_is_explained():
    assert statement_of(channel("hospital")) is None


@pytest.mark.django_db
class TestOnThePageOfAKind:
    def test_the_nations_steps_are_drawn(self, client):
        make_channel(make_nation(), kind="wechat", menu="微信\n我\n服务")

        page = client.get("/balance/wechat/").text

        assert page.count("<figure") == 4  # three steps and the statement
        assert 'aria-label="手机屏幕，点“服务”"' in page
        assert page.count("css/drawings") == 1

    def test_nothing_is_drawn_without_a_menu(self, client):
        make_channel(make_nation(), kind="hospital", menu="")

        page = client.get("/balance/hospital/").text

        assert "<figure" not in page
        assert 'role="img"' not in page

    def test_a_places_own_way_is_drawn_there_but_not_on_the_places_page(self, client):
        nation = make_nation()
        make_channel(nation, kind="phone", phone="12393", menu="拨 12393")
        place = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
        make_channel(place, kind="website", name="甘肃网站", menu="ybj.gansu.gov.cn")

        assert "写 ybj.gansu.gov.cn" in client.get("/balance/website/?region=gansu").text
        assert 'role="img"' not in client.get("/regions/gansu/").text

    def test_the_entries_lead_on_to_a_question_where_it_is_published(self, client):
        make_channel(make_nation(), kind="wechat")
        assert "这一笔怎么看" in client.get("/balance/wechat/").text

        make_question(slug="refund-not-match", question="数不一样怎么办？", category="refund")
        page = client.get("/balance/wechat/").text

        assert page.count("/faq/refund-not-match/") == 1
        assert "这一笔怎么看" not in client.get("/balance/hospital/").text
