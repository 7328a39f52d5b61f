"""What the site says about itself and promises: nothing that it does not do or nobody has seen."""

import datetime
import json
import re

import pytest
from django.conf import settings
from django.utils import timezone

from calculator.coverage import originals_in_words
from faq.tests.make import make_question
from regions.models import Region
from regions.tests.make import (
    make_channel,
    make_claim,
    make_nation,
    make_policy,
    make_region,
    make_source,
)
from text.tests.plain import plain

LANZHOU = "/regions/gansu/lanzhou/"

TEXTS = {
    path.relative_to(settings.BASE_DIR).as_posix(): path.read_text(encoding="utf-8")
    for path in (settings.BASE_DIR / "templates").rglob("*.html")
    if "admin" not in path.parts
}


def rows(name: str) -> list[dict]:
    text = (settings.BASE_DIR / "fixtures" / f"{name}.json").read_text(encoding="utf-8")
    return [row["fields"] for row in json.loads(text)]


QUESTIONS = rows("faq")
LOCAL_ANSWERS = rows("local_answers")
#: What stands in the other facts that are written as sentences.
OTHERS = {
    f"{name} {number}": " ".join(str(value) for value in row.values())
    for name in ("channels", "policies", "local_answers")
    for number, row in enumerate(rows(name))
}
#: Promises that no source makes, by which an old person would go.
PROMISES = re.compile(r"全国都能|全国通用|当场就|马上就能|最省事|最方便|保证能|一定能|百分之百")


def shown(question: dict) -> str:
    names = ("question", "short_answer", "body", "differs")
    return "".join(question.get(name, "") for name in names)


def test_no_page_promises_what_no_source_says():
    assert {q["slug"]: f for q in QUESTIONS if (f := PROMISES.findall(shown(q)))} == {}
    texts = TEXTS | OTHERS
    assert {name: f for name, text in texts.items() if (f := PROMISES.findall(text))} == {}


def test_nobody_needs_somebody_paid_but_the_family_may_help():
    texts = {q["slug"]: shown(q) for q in QUESTIONS} | TEXTS

    assert [name for name, text in texts.items() if re.search(r"不用找?人代办", text)] == []


#: Those that a question explains once, beside the plain word.
TERMS = ("（缴费年限）", "（中断缴费）", "（医保电子凭证）", "（参保地）", "（经办机构）")


def test_the_term_of_the_field_stands_beside_the_plain_word_once():
    for question in QUESTIONS:
        text = question["short_answer"] + question["body"]
        for term in TERMS:
            assert text.count(term) <= 1, (question["slug"], term)


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("years-cumulative", "年数（缴费年限）"),
        ("lapse-reimbursement", "断交（中断缴费）"),
        ("refund-how-much", "交医保的地方（参保地）"),
        ("ecard-for-parents", "医保码（医保电子凭证）"),
        ("refund-resident", "每月打进医保卡的钱（个人账户划入，俗称返款）"),
        ("balance-free", "医保部门（经办机构）"),
    ],
)
def test_where_readers_ask_about_it_the_term_is_there(slug, words):
    [question] = [q for q in QUESTIONS if q["slug"] == slug]

    assert words in question["short_answer"] + question["body"]


#: Said of every figure or place, and not so: lists show figures without a source, some places have
#: no figure, others show their province's.
NOT_QUITE = re.compile(r"一查就明白|每个数字?旁边|不拿别的地方的数")


def test_nothing_is_said_of_all_that_holds_for_many():
    texts = {q["slug"]: shown(q) for q in QUESTIONS} | TEXTS

    assert {name: found for name, text in texts.items() if (found := NOT_QUITE.findall(text))} == {}


def test_what_an_answer_says_stands_below_does():
    answered = {row["question"][0] for row in LOCAL_ANSWERS}

    for question in QUESTIONS:
        slug, text = question["slug"], shown(question)
        if "下面“资料里的说法”" in text:
            assert question.get("claims"), slug
        if "标准列在下面" in text or "下面的标准" in text:
            assert question.get("rule_regions"), slug
        if re.search(r"(?<!标准)列在下面", text):
            assert slug in answered, slug


def test_an_answer_does_not_repeat_what_a_place_says_of_it():
    names = {row.get("code"): row.get("short_name") for row in rows("regions")}
    texts = {question["slug"]: question["body"] for question in QUESTIONS}

    repeated = {
        (slug, name)
        for row in LOCAL_ANSWERS
        for slug, name in [(row["question"][0], names[row["region"][0]])]
        if re.search(rf"^- .*{name}", texts[slug], re.MULTILINE)
    }

    assert repeated == set()


def test_a_question_that_an_answer_names_is_a_link():
    addresses = {f"/faq/{question['slug']}/": question["question"] for question in QUESTIONS}

    for question in QUESTIONS:
        text = shown(question)
        assert [name for name in addresses.values() if f"“{name}”" in text] == []
        for name, address in re.findall(r"\[([^]]+)\]\((/faq/[^)]*)\)", text):
            assert addresses[address] == name, question["slug"]


def test_what_is_to_be_read_aloud_can_be():
    aloud = {q["slug"]: re.findall(r"您可以说：“([^”]*)”", q["body"]) for q in QUESTIONS}

    assert any(aloud.values())
    assert {slug: said for slug, said in aloud.items() if "某" in "".join(said)} == {}


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/about/"])
def test_how_many_rules_were_held_against_their_original_is_counted(client, address):
    gansu = make_region(slug="gansu", name="甘肃省", parent=make_nation())
    assert "现在还没有收录标准。" in client.get(address).text

    make_policy(gansu)
    assert "现在用的 1 条标准里，还没有一条是这样。" in client.get(address).text

    today = timezone.localdate()
    hunan = make_region(slug="hunan", name="湖南省", parent=Region.objects.get(slug="china"))
    original = make_source(confidence="original", checked_on=today)
    make_policy(hunan, source=original)
    assert originals_in_words(today) == "现在用的 2 条标准里，有 1 条是这样。"


@pytest.mark.django_db
def test_the_list_of_sources_tells_how_many_have_no_address(client):
    gansu = make_region(slug="gansu", name="甘肃省", parent=make_nation())
    make_policy(gansu, source=make_source(url=""))

    assert "有 1 份没有可靠的网址" in client.get("/about/sources/").text


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{}, {"insurance": "employee", "status": "retired"}])
def test_what_is_withheld_stands_in_no_other_words(client, lanzhou, asked):
    old = make_source(published_on=datetime.date(2019, 1, 1))
    policy = make_policy(lanzhou, tiers=[(0, None, "90.00")], source=old)
    claim = make_claim(lanzhou, statement="别处说 120 元。", followed="所以按 90 元。")
    question = make_question(slug="how-much", category="refund")
    question.claims.add(claim)

    for address in (LANZHOU, "/faq/how-much/"):
        page = plain(client.get(address, asked).text)
        assert "别处说 120 元。" in page
        assert "所以按 90 元" not in page
        assert "现在需核实" in page

    policy.source.published_on = datetime.date(2026, 11, 1)
    policy.source.save()
    for address in (LANZHOU, "/faq/how-much/"):
        assert "所以按 90 元。" in plain(client.get(address, asked).text)


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_only_a_figure_that_stands_there_is_held_against_what_arrives(client, lanzhou, known):
    make_question("refund-not-match", question="和这里写的不一样怎么办？", category="refund")
    make_question("no-number-for-my-city", question="没有数字怎么办？", category="site")
    if known:
        make_policy(lanzhou)

    fix = plain(client.get(LANZHOU).text.split('id="fix"')[1].split("</section>")[0])

    assert ("和这里写的不一样" in fix) is known
    assert ("没有数字怎么办？" in fix) is not known


@pytest.mark.django_db
def test_paper_keeps_the_doubt_about_the_hotline(client, lanzhou):
    make_channel(make_nation(), kind="phone", phone="12393", steps="打。")

    best = client.get(LANZHOU).text.split('id="h-best"')[1].split("</section>")[0]

    assert "本站还没有试打过。" in best
    assert 'class="row"' not in best  # which paper leaves out
