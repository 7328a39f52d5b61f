"""What a phone can do beyond showing a page: draw a picture, read aloud, remember a place."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PICTURE = "/regions/gansu/lanzhou/picture/"
ANSWER = "/regions/shanghai/?insurance=employee&status=retired&age=74"
#: A voice that writes down what it is given; ``ends`` tells whether it ever comes to an end.
VOICES = """
window.said = [];
window.told = [];
const speech = {
  speaking: false, pending: false, onvoiceschanged: null,
  getVoices: () => %s,
  speak: (words) => { said.push(words.text); told.push(words); speech.speaking = true; },
  cancel: () => { said.push('cancel'); speech.speaking = false; },
};
Object.defineProperty(window, 'speechSynthesis', { value: speech });
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""
OWN_VOICE = "[{ lang: 'zh_CN', localService: true, name: 'own' }]"
OTHERS = {
    "none": "[]",
    "far": "[{ lang: 'zh-CN', localService: false }]",
    "english": "[{ lang: 'en-US', localService: true }]",
}
FORBIDDEN = """Object.defineProperty(window, 'localStorage', {
  get() { throw new DOMException('no', 'SecurityError'); },
});"""
FULL = (
    "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"
)
PIXELS = """(image) => {
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  let dark = 0;
  for (let i = 0; i < data.length; i += 4) dark += data[i] < 60;
  return [canvas.width, canvas.height, dark, [...data.slice(400, 403)]];
}"""


#: Writes down what is written on a canvas: the size of the letters, where and how wide.
WRITTEN = """
window.written = [];
const write = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
  written.push([parseFloat(this.font.match(/[0-9.]+px/)[0]), x, y, this.measureText(text).width]);
  return write.call(this, text, x, y);
};
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [PICTURE, "/regions/neimenggu/xilinguole/picture/"])
def test_the_picture_is_drawn_on_light_paper_in_both_schemes(page, site, scheme, path):
    page.emulate_media(color_scheme=scheme)
    page.goto(site.url + path)
    image = page.locator("img.keepsake")

    width, height, dark, corner = image.evaluate(PIXELS)

    assert width == 1080 < height
    assert corner == [255, 253, 247]
    assert dark > 20_000  # of 1.7 million: letters and the code
    assert image.get_attribute("src").startswith("data:image/png")
    assert "本站不是政府网站" in image.get_attribute("alt")
    expect(page.locator("article.keepsake")).to_be_hidden()
    expect(page.get_by_text("在下面的图上点右键")).to_be_visible()


@pytest.mark.parametrize(
    "path",
    [
        "/regions/yunnan/kunming/picture/",
        "/regions/zhejiang/hangzhou/picture/",
        "/regions/zhejiang/ningbo/picture/",
        "/regions/neimenggu/xilinguole/picture/?insurance=resident",
    ],
)
def test_all_letters_of_the_picture_can_be_read_on_a_phone(page, site, path):
    page.add_init_script(WRITTEN)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site.url + path)

    image = page.locator("img.keepsake").evaluate("i => [i.clientWidth, i.naturalHeight]")
    for size, x, y, width in page.evaluate("written"):
        assert size * image[0] / 1080 >= 16
        assert x + width <= 1080 - 60
        assert y <= image[1]


@pytest.mark.parametrize(
    "broken",
    [
        "HTMLCanvasElement.prototype.getContext = () => null;",
        "HTMLCanvasElement.prototype.toDataURL = () => 'data:,';",
        "HTMLCanvasElement.prototype.toDataURL = () => { throw new Error('memory'); };",
    ],
    ids=["no-canvas", "too-large", "no-memory"],
)
def test_where_nothing_is_drawn_the_card_stays(page, site, broken):
    page.add_init_script(broken)
    page.goto(site.url + PICTURE)

    expect(page.locator("[data-live]")).to_have_text(
        "这部手机画不出图，截一张屏也能留着下面的卡片。"
    )
    expect(page.locator("article.keepsake")).to_contain_text("90 元")
    assert page.locator("img.keepsake").count() == 0


def test_a_place_leads_to_its_picture_and_back(page, site):
    page.goto(site.url + ANSWER)
    page.get_by_role("link", name="存成图片").first.click()
    expect(page.locator("img.keepsake")).to_have_attribute("alt", re.compile("1,680 元"))
    page.get_by_role("link", name="回到上海的网页").click()

    assert page.url == site.url + ANSWER


@pytest.mark.parametrize(
    "path",
    [
        ANSWER,
        "/calculator/" + ANSWER.replace("/regions/shanghai/?", "?region=shanghai&"),
        "/faq/lapse-money-wasted/",
    ],
)
def test_the_page_is_read_in_its_order_and_stops_when_told(page, site, path):
    page.add_init_script(VOICES % OWN_VOICE)
    page.goto(site.url + path)
    button = page.get_by_role("button", name="读给我听")

    button.click()
    said = page.evaluate("said")

    assert said[0] == "cancel"
    heading = page.locator("#answer-h, h1").last.text_content().replace(" ", "")
    assert said[1] == heading
    assert not any("\n" in text or " 元" in text for text in said)
    page.get_by_role("button", name="停下不读").click()
    expect(button).to_be_visible()
    assert page.evaluate("said.pop()") == "cancel"


def test_figures_are_read_as_one_says_them(page, site):
    page.add_init_script(VOICES % OWN_VOICE)
    page.goto(site.url + ANSWER)

    page.get_by_role("button", name="读给我听").click()
    said = page.evaluate("said.join('|')")

    assert "每年1680元|折合每月140元|这个数，资料只写到2026年6月30日。" in said
    assert "不满75岁，1680元，折合每月140元，您74岁，在这一档" in said
    assert "文件条款见于转载，出处：" in said
    assert "为什么这样写" not in said
    assert "1 2 3 9 3" in said


@pytest.mark.parametrize("place", ["beijing", "guangdong/guangzhou"])
def test_what_goes_off_is_read_too(page, site, place):
    page.add_init_script(VOICES % OWN_VOICE)
    page.goto(f"{site.url}/regions/{place}/?insurance=employee&status=retired&age=74")

    page.get_by_role("button", name="读给我听").click()

    off = page.locator("#answer .off b").first.text_content().replace(" ", "")
    assert any(text.startswith(f"{off}") for text in page.evaluate("said"))


def test_a_voice_that_has_read_all_gives_the_button_back(page, site):
    page.add_init_script(VOICES % OWN_VOICE)
    page.goto(site.url + ANSWER)
    page.get_by_role("button", name="读给我听").click()

    page.evaluate("told.forEach((one) => one.onstart()); speechSynthesis.speaking = false")

    expect(page.get_by_role("button", name="读给我听")).to_be_visible()


@pytest.mark.parametrize("speaking", ["false", "true"], ids=["does-nothing", "never-begins"])
def test_a_phone_that_stays_silent_says_so_on_the_button(page, site, speaking):
    page.clock.install()
    page.add_init_script(VOICES % OWN_VOICE)
    page.goto(site.url + ANSWER)
    button = page.locator("[data-aloud]")
    button.click()

    page.evaluate(f"speechSynthesis.speaking = {speaking}")
    page.clock.run_for(800)
    if speaking == "true":
        expect(button).to_have_text("停下不读")
        page.clock.run_for(15_000)

    expect(button).to_have_text("手机没有出声，看看音量")
    page.clock.run_for(4_100)
    expect(button).to_have_text("读给我听")


def test_a_voice_that_fails_says_so_on_the_button(page, site):
    page.add_init_script(VOICES % OWN_VOICE)
    page.goto(site.url + ANSWER)
    page.locator("[data-aloud]").click()

    page.evaluate("told[0].onerror()")

    expect(page.locator("[data-aloud]")).to_have_text("没读出来，再点一下试试")


def test_the_button_stays_while_it_reads_though_the_voices_vanish(page, site):
    page.add_init_script(VOICES % f"window.gone ? [] : {OWN_VOICE}")
    page.goto(site.url + ANSWER)
    button = page.locator("[data-aloud]")
    button.click()

    page.evaluate("window.gone = true; speechSynthesis.onvoiceschanged()")
    expect(button).to_have_text("停下不读")
    button.click()

    expect(button).to_be_hidden()


@pytest.mark.parametrize("voices", OTHERS.values(), ids=OTHERS)
def test_without_a_chinese_voice_of_the_phones_own_nothing_is_shown(page, site, voices):
    page.add_init_script(VOICES % voices)
    page.goto(site.url + ANSWER)

    expect(page.locator("[data-aloud]")).to_be_hidden()


def test_voices_may_come_late(page, site):
    page.add_init_script(VOICES % "window.voices || []")
    page.goto(site.url + ANSWER)
    expect(page.locator("[data-aloud]")).to_be_hidden()

    page.evaluate(f"window.voices = {OWN_VOICE}; speechSynthesis.onvoiceschanged()")

    expect(page.locator("[data-aloud]")).to_be_visible()


def test_without_speech_nothing_is_shown(page, site):
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined });")
    page.goto(site.url + ANSWER)

    expect(page.locator("[data-aloud]")).to_be_hidden()


def keep(page, site, path, name):
    page.goto(site.url + "/about/")
    kept = f'{{"path":"{path}","name":"{name}"}}'
    page.evaluate("(kept) => localStorage.setItem('yibao-place', kept)", kept)


def test_a_place_is_remembered_and_forgotten(page, site):
    page.goto(f"{site.url}/regions/gansu/lanzhou/?from=timeline")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="记住这个地方").click()

    assert page.evaluate("({ ...localStorage })") == {
        "yibao-place": '{"path":"/regions/gansu/lanzhou/","name":"兰州"}'
    }
    page.goto(site.url + "/")
    link = page.locator("[data-remembered] a")
    expect(link).to_have_text("兰州")
    assert link.get_attribute("href").startswith("/regions/gansu/lanzhou/#")
    page.get_by_role("button", name="不再记").click()

    expect(link).to_be_hidden()
    expect(page.get_by_role("combobox")).to_be_focused()
    assert page.evaluate("localStorage.length") == 0


def test_the_same_button_forgets(page, site):
    page.goto(f"{site.url}/regions/gansu/lanzhou/")
    page.get_by_role("button", name="记住这个地方").click()
    page.reload()
    page.get_by_role("button", name="不再记这里").click()

    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("script", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_a_phone_that_keeps_nothing_shows_nothing_of_it(page, site, script):
    page.add_init_script(script)
    page.goto(f"{site.url}/regions/gansu/lanzhou/")

    expect(page.locator("[data-remember]")).to_be_hidden()
    page.goto(site.url + "/")
    expect(page.locator("[data-remembered]")).to_be_hidden()


@pytest.mark.parametrize(
    ("kept", "words"),
    [(False, "手机不让记，没记住"), (True, "手机不让删，还记着")],
    ids=["keeping", "forgetting"],
)
def test_what_the_phone_refuses_in_between_is_said_on_the_button(page, site, kept, words):
    page.goto(f"{site.url}/regions/gansu/lanzhou/")
    if kept:
        page.get_by_role("button", name="记住这个地方").click()
    page.evaluate(f"{FULL} {FULL.replace('setItem', 'removeItem')} null")
    page.locator("[data-remember]").click()

    expect(page.locator("[data-remember]")).to_have_text(words)
    assert page.evaluate("localStorage.length") == int(kept)


def test_what_cannot_be_forgotten_on_the_first_page_is_said_there(page, site):
    keep(page, site, "/regions/gansu/lanzhou/", "兰州")
    page.goto(site.url + "/")
    page.evaluate(f"{FULL.replace('setItem', 'removeItem')} null")
    page.get_by_role("button", name="不再记").click()

    expect(page.locator("[data-remembered] button").first).to_have_text("手机不让删，没删掉")


def test_a_place_that_was_merged_is_replaced_by_where_it_went_and_that_is_said(page, site):
    keep(page, site, "/regions/shandong/laiwu/", "莱芜")
    page.goto(site.url + "/")
    page.get_by_role("link", name="莱芜").click()

    expect(page.locator("main > .note").first).to_have_text("莱芜现在归济南，改记济南")
    expect(page).to_have_url(f"{site.url}/regions/shandong/jinan/")
    assert page.evaluate("localStorage.getItem('yibao-place')") == (
        '{"path":"/regions/shandong/jinan/","name":"济南"}'
    )


def test_an_address_that_is_gone_can_be_forgotten_where_it_is_missed(page, site, console_faults):
    keep(page, site, "/regions/gansu/no-such-place/", "某地")
    page.goto(site.url + "/")
    page.get_by_role("link", name="某地").click()

    expect(page.locator("[data-remembered]")).to_contain_text("您记住的“某地”，这个网址没有了。")
    page.get_by_role("button", name="不再记").click()

    expect(page.locator("[data-remembered]")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
    console_faults.clear()  # the browser tells of the 404


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "null",
        "7",
        '{"path":"javascript:alert(1)","name":"x"}',
        '{"path":"//evil.example/","name":"x"}',
        '{"path":"/regions/gansu/"}',
    ],
)
def test_what_is_not_ours_is_not_shown(page, site, kept):
    page.goto(site.url + "/about/")
    page.evaluate("(kept) => localStorage.setItem('yibao-place', kept)", kept)
    page.goto(site.url + "/")

    expect(page.locator("[data-remembered]")).to_be_hidden()


def test_a_name_is_text_and_a_former_address_leads_on(page, site):
    keep(page, site, "/regions/gansu/yuzhong/", "<b>榆中</b>")
    page.goto(site.url + "/")
    page.get_by_role("link", name="<b>榆中</b>").click()

    expect(page).to_have_url(f"{site.url}/regions/gansu/lanzhou/")


@pytest.mark.parametrize("path", ["/", "/regions/gansu/lanzhou/", ANSWER])
def test_without_script_nothing_of_it_is_shown(browser, site, path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url + path)

    for part in page.locator("[data-remember], [data-remembered], [data-aloud]").all():
        expect(part).to_be_hidden()
    context.close()
