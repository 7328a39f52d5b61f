"""The drawn steps: what is marked, in the words of the row, small and named for all readers."""

import json
import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from pages.step_drawings import MOST_LINES, WIDEST, Frame, frames_of, path_of, wrapped
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
        ("fuwu.nhsa.gov.cn", ["fuwu.nhsa", ".gov.cn"]),
        ("ylbz.gansu.gov.cn", ["ylbz.gansu", ".gov.cn"]),
        ("ylbzj.guizhou.gov.cn", ["ylbzj.", "guizhou", ".gov.cn"]),
        ("身份证号或社保卡号", ["身份证号或", "社保卡号"]),
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
    assert [f.label for f in frames_of(channel())] == ["微信", "我", "服务"]
    assert frames_of(channel(menu="")) == []
    assert frames_of(channel(menu=" \n ")) == []


@pytest.mark.parametrize(
    ("menu", "steps", "expected"),
    [
        ("微信\n我\n城市服务", "打开微信，点“我”。\n点“城市服务”。", [1, 1, 2]),
        # A word that stands in a longer one as well is looked for as a name first.
        ("医保\n医保账户查询", "看医保。\n点“医保”。\n点“医保账户查询”。", [2, 3]),
        ("服务\n服务", "点“服务”。\n再点“服务”。", [1, 1]),
        ("医保账户\n个人账户", "点“个人账户”。\n点“医保账户”。", [2, 0]),
        ("没有的字\n我", "点“我”。", [0, 1]),
        ("问“卡里还剩多少”", "去医院。\n问一句“卡里还剩多少”。", [2]),
        ("我", "", [0]),
    ],
)
def test_a_frame_bears_the_number_of_the_step_that_says_it(menu, steps, expected):
    frames = frames_of(channel(menu=menu, steps=steps))

    assert [frame.step for frame in frames] == expected
    assert [frame.seen.startswith(f"第{frame.step}步，") for frame in frames] == [
        bool(step) for step in expected
    ]


def test_without_a_step_no_number_is_drawn():
    [frame] = frames_of(channel(menu="微信", steps="打电话。"))

    assert "dr-k" not in drawn(frame)
    assert "第" not in frame.seen


@pytest.mark.parametrize(
    ("kind", "menu", "steps", "expected"),
    [
        (
            "wechat",
            "微信\n我\n服务\n城市\n医保",
            "打开微信，点右下角“我”，再点“服务”，选城市。\n点“社保”或“医保”。",
            [
                "第1步，手机桌面，打开“微信”",
                "第1步，手机屏幕右下角，点“我”",
                "第1步，在“我”这一页，点“服务”",
                "第1步，在“服务”这一页，选城市",
                "第2步，手机屏幕，点“医保”",
            ],
        ),
        (
            "alipay",
            "支付宝\n济南医保\n查询",
            "打开支付宝，搜小程序“济南医保”。\n找“查询”或相近的。",
            [
                "第1步，手机桌面，打开“支付宝”",
                "第1步，手机屏幕，搜“济南医保”",
                "第2步，在“济南医保”这一页，找“查询”",
            ],
        ),
        (
            "app",
            "四川医保\n实名认证\n登录",
            "从应用商店下载“四川医保”。\n做实名认证，登录。",
            [
                "第1步，应用商店里，下载“四川医保”",
                "第2步，手机屏幕，做实名认证",
                "第2步，手机屏幕，登录",
            ],
        ),
        (
            "platform",
            "fuwu.nhsa.gov.cn\n登录",
            "网址是 fuwu.nhsa.gov.cn。\n点登录。",
            ["第1步，手机屏幕上边的网址栏，写 fuwu.nhsa.gov.cn", "第2步，手机屏幕，点“登录”"],
        ),
        (
            "website",
            ".gov.cn",
            "看清网址以 .gov.cn 结尾。",
            ["第1步，手机屏幕上边的网址栏，写当地医保局的网址，结尾是 .gov.cn"],
        ),
        ("website", "网站", "", ["手机屏幕，点“网站”"]),
        ("phone", "打 12393\n听播报", "打 12393。", ["第1步，电话，打 12393", "电话，听播报"]),
        ("kiosk", "插社保卡\n看余额", "", ["自助机，插社保卡", "自助机，看余额"]),
        (
            "counter",
            "医保经办\n说“查余额”\n交证件\n告诉您余额",
            "去医保经办窗口。\n说“查余额”，交证件。\n告诉您余额。",
            [
                "第1步，窗口上面的牌子，写着“医保经办”",
                "第2步，窗口，您说“查余额”",
                "第2步，窗口，交证件",
                "第3步，窗口，工作人员告诉您余额",
            ],
        ),
        ("hospital", "问“卡里还剩多少”", "", ["柜台，您问“卡里还剩多少”"]),
    ],
)  # fmt: skip
def test_a_reader_who_cannot_see_is_told_what_is_drawn(kind, menu, steps, expected):
    assert [frame.seen for frame in frames_of(channel(kind, menu, steps))] == expected


@pytest.mark.parametrize(
    ("kind", "menu", "spots", "labels"),
    [
        ("website", ".gov.cn\n查询", ["ending", "row"], ["…….gov.cn", "查询"]),
        ("website", "ybj.gansu.gov.cn", ["address"], ["ybj.gansu.gov.cn"]),
        ("phone", "拨 12393\n听提示", ["dial", "listen"], ["12393", "提示"]),
        ("phone", "按证件号", ["keys"], ["证件号"]),
        (
            "kiosk",
            "插入社保卡\n按屏幕提示点\n按“查询”\n输密码\n看到余额",
            ["slot", "touch", "screen", "code", "screen"],
            ["社保卡", "", "查询", "密码", "余额"],
        ),
        (
            "counter",
            "医保经办\n说“查余额”\n交证件\n告诉您余额",
            ["sign", "say", "hand", "told"],
            ["医保经办", "查余额", "证件", "余额"],
        ),
        ("counter", "说\n交", ["say", "hand"], ["说", "交"]),
    ],
)  # fmt: skip
def test_what_is_marked_follows_from_the_words_and_no_action_is_a_label(kind, menu, spots, labels):
    frames = frames_of(channel(kind, menu))

    assert [frame.spot for frame in frames] == spots
    assert [frame.label for frame in frames] == labels


def test_what_is_done_with_a_word_is_what_the_step_says():
    steps = "打开“浙里办”，登录。\n搜“浙里医保”，点进去。\n点“甲”或“乙”。"
    frames = frames_of(channel("platform", "浙里办\n登录\n浙里医保\n乙", steps))

    assert [frame.spot for frame in frames] == ["tile", "row", "search", "row"]
    assert [frame.told for frame in frames] == ["打开“浙里办”", "登录", "搜“浙里医保”", "点“乙”"]


def test_a_corner_is_drawn_only_if_the_steps_name_it():
    plain = channel(steps="打开微信，点“我”。")

    assert [frame.spot for frame in frames_of(plain)] == ["tile", "row", "row"]


def test_a_screen_is_headed_by_what_opened_it_where_that_is_how_it_works():
    assert [f.title for f in frames_of(channel())] == ["", "", "我"]
    assert [f.title for f in frames_of(channel("app", "下载\n查询"))] == ["", ""]
    assert [f.title for f in frames_of(channel(menu="微信\n医保综合服务大厅\n查询"))] == [
        "",
        "",
        "",
    ]


def test_the_keys_of_the_number_are_marked():
    dial, listen = frames_of(channel("phone", "拨 12393\n听播报"))

    assert [key for _, _, key, pressed in dial.keys if pressed] == ["1", "2", "3", "9"]
    assert not any(pressed for *_, pressed in listen.keys)


LONG = "一二三四五六七八" * 4
EVERY_SPOT = [
    *[("wechat", f"{word}\n{word}") for word in ("微信", "微信城市服务医保查询大厅", LONG)],
    ("wechat", "微信\n我"),
    ("alipay", "支付宝\n搜过的\n选过的"),
    ("platform", "fuwu.nhsa.gov.cn"),
    ("website", ".gov.cn\n网站"),
    *[("phone", f"{verb}{rest}") for verb in "拨按听" for rest in ("12393", LONG)],
    *[("kiosk", f"{verb}{rest}") for verb in "插看按输" for rest in ("卡", LONG)],
    *[("counter", f"{verb}{rest}") for verb in "去说交" for rest in ("卡", LONG)],
    ("counter", "告诉您余额"),
]


@pytest.mark.parametrize(("kind", "menu"), EVERY_SPOT)
def test_a_drawing_is_small_named_and_holds_its_words(kind, menu):
    steps = f"搜“搜过的”，选“选过的”，右下角“我”，{menu}"
    for frame in frames_of(channel(kind, menu, steps)):
        drawing = drawn(frame)

        assert len(drawing.encode()) < LIMIT
        assert f'role="img" aria-label="{frame.seen}"' in drawing
        assert set(frame.lines) <= set(letters(drawing))
        assert not frame.step or str(frame.step) in letters(drawing)
        assert "style=" not in drawing
        assert "font-size=" not in drawing


def test_what_an_editor_types_changes_the_picture_and_breaks_nothing():
    [frame] = frames_of(channel(menu='<b>"我" & 你', steps=""))
    drawing = drawn(frame)

    assert "<b>" not in drawing
    assert "&lt;b&gt;" in drawing
    assert 'aria-label="手机桌面，点“&lt;b&gt;&quot;我&quot; &amp; 你”"' in drawing


@pytest.mark.parametrize(
    ("menu", "expected"),
    [
        ("", []),
        ("支付宝\n医保", ["支付宝", "医保"]),
        ("闽政通\n登录\n医保服务\n业务经办\n共济", ["闽政通", "登录", "医保服务 …"]),
        ("ylbz.gansu.gov.cn\n医保账户查询\n登录", ["ylbz.gansu.gov.cn", "医保账户查询 …"]),
        ("问“卡里还剩多少”\n告诉您余额", ["问“卡里还剩多少”", "告诉您余额"]),
        (f"{LONG}\n{LONG}\n我", [LONG, f"{LONG} …"]),
    ],
)
def test_a_path_fits_a_line_of_a_small_phone(menu, expected):
    assert path_of(channel(kind="platform", menu=menu)) == expected


def test_a_path_that_is_all_there_is_takes_two_lines():
    menu = "微信\n我\n服务\n城市服务\n参保的城市\n医保\n医保账户查询"

    assert path_of(channel(kind="wechat", menu=menu)) == menu.split("\n")
    assert path_of(channel(kind="alipay", menu=f"{menu}\n{LONG}\n{LONG}"))[-1].endswith(" …")


def published_ways():
    rows = json.loads((settings.BASE_DIR / "fixtures/channels.json").read_text())
    fields = [row["fields"] for row in rows if row["fields"].get("status") == "published"]
    return [(f["key"], channel(f["kind"], f.get("menu", ""), f["steps"])) for f in fields]


@pytest.mark.parametrize(("key", "way"), published_ways())
def test_every_published_way_is_drawn_in_the_words_of_its_steps(key, way):
    numbers = [frame.step for frame in frames_of(way)]

    assert numbers
    assert 0 not in numbers
    assert numbers == sorted(numbers)


@pytest.mark.django_db
class TestOnThePageOfAKind:
    def test_the_nations_steps_are_drawn(self, client):
        make_channel(make_nation(), kind="wechat", menu="微信\n服务", steps="微信。\n“服务”。")

        page = client.get("/balance/wechat/").text

        assert page.count("<figure") == 3  # two steps and the statement
        assert 'aria-label="第2步，手机屏幕，点“服务”"' in page
        assert not re.search(r"<figcaption>\s*<b>", page)
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

        page = client.get("/balance/website/?region=gansu").text
        assert "写 ybj.<wbr>gansu<wbr>.gov.cn<wbr>" in page
        assert 'role="img"' not in client.get("/regions/gansu/").text
