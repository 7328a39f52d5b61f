"""What is known of a place as a text to read: from the same data that programs get."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from text.formats import day, number, yuan

from .fact_data import Data
from .prose import Prose

#: The nation's hotline.
HOTLINE = "12393"


def place_prose(told: Data) -> Prose:
    """Return the text of a place; ``told`` is its ``place_document``."""
    prose, name = Prose(), told["place"]["name"]
    prose.title(f"{name}医保卡")
    prose.say(told["summary"])
    prose.heading("多少钱")
    _figure(prose, told)
    _deductions(prose, told)
    _places(prose, told)
    if told["rule"] or told["claims"]:
        prose.heading("依据和标准")
        _grounds(prose, told)
    prose.heading(f"{name}医保卡余额怎么查")
    for channel in told["channels"]:
        _channel(prose, channel)
    _others(prose, told["channels"])
    if told["local_answers"]:
        prose.heading(f"{name}的规定")
        for answer in told["local_answers"]:
            local_answer(prose, answer, answer["question_in_words"])
    if told["counties"]:
        prose.heading(f"归{name}的区县")
        prose.say(f"{'、'.join(told['counties'])}。")
    about_this_page(prose, told)
    return prose


def about_this_page(prose: Prose, told: Data) -> None:
    """Say whose words these are, of which day, and where the page is."""
    prose.heading("关于这一页")
    prose.say(
        "本站不是政府网站。办事前，请以当地医保部门的答复为准。",
        f"这里写的是 {in_chinese(told['as_of'])}的情况，资料是第 {told['edition']['number']} 版。",
    )
    prose.items([f"网页：{told['url']}", f"给程序读的：{told['url'].removesuffix('/')}.json"])


def in_chinese(iso: str) -> str:
    """Return an ISO day as people write it: 2026年11月30日."""
    return day(datetime.date.fromisoformat(iso))


def checked(fact: Data) -> str:
    """Say how far a fact was checked and how old it is, as a sentence."""
    return f"核对情况：{fact['grade']['words']}。{fact['freshness']['in_words']}。"


def _figure(prose: Prose, told: Data) -> None:
    rule = told["rule"]
    if rule is None:
        _without_rule(prose, told)
    else:
        if rule["withheld"]:
            prose.say(f"{told['absence']}。现在的数，请先打 {HOTLINE} 问。")
        prose.say("这个数是暂定的。" if rule["provisional"] and not rule["withheld"] else None)
        prose.items(f"{tier['who']}：{tier['in_words']}。" for tier in rule["tiers"] or ())
        _average_pension(prose, told)
        prose.say(told["inheritance"])
        prose.say(f"从哪天起执行：{told['since']}。", f"到哪天为止：{told['until']}。")
        prose.say(f"出处：{rule['sources'][0]['origin']}。", f"{rule['freshness']['in_words']}。")
    if coming := told["coming"]:
        prose.say(
            f"将于 {in_chinese(coming['effective_from'])}起：",
            f"{coming['region']['full_name']}{coming['in_words']}。",
            f"出处：{coming['sources'][0]['origin']}。",
        )


def _without_rule(prose: Prose, told: Data) -> None:
    estimate, none = told["estimate"], told["no_estimate"]
    ask = f"准确的数，先打 {HOTLINE} 问。" if told["places"] is None else None
    prose.say(f"{told['headline']}。", ask)
    if none:
        prose.say(none["reason"], none["age"], f"出处：{none['source']['origin']}。")
        if none["old_figure"]:
            prose.say(f"旧数，{none['old_figure']}。现在多少没有查到。")
    elif ended := told["ended"]:
        prose.say(
            f"{ended['region']['name']}自己的标准（{ended['in_words']}）",
            f"到 {in_chinese(ended['ended_on'])}为止。出处：{ended['sources'][0]['origin']}。",
        )
    if estimate:
        low, high = (number(Decimal(value)) for value in estimate["example"])
        example = yuan(Decimal(estimate["example_pension"]))
        prose.say(
            f"各地多在当地人均养老金的 {estimate['in_words']} 之间。",
            f"举个例子：假如人均养老金是 {example}，就是每月 {low}–{high} 元。",
            f"这是估算，不是{told['place']['name']}的标准；{example}也只是举例的数。",
            f"出处：{estimate['source']['origin']}。",
        )


def _average_pension(prose: Prose, told: Data) -> None:
    if base := told["rule"]["average_pension_of"]:
        year = f"{base['year']}年" if base["year"] else ""
        prose.say(f"用的是{base['full_name']}{year}的人均养老金。")
    if pension := told["average_pension"]:
        amount = yuan(Decimal(pension["amount"]))
        prose.say(f"照{pension['place']['name']}{pension['year']}年的人均养老金每月 {amount}算：")
        prose.items(
            f"{row['who']}：每月 {yuan(Decimal(row['month']))}。" for row in pension["credits"]
        )
        prose.say(f"人均养老金的出处：{pension['source']['origin']}。")


def _deductions(prose: Prose, told: Data) -> None:
    if told["deductions"]:
        prose.heading("要扣什么钱")
        prose.items(
            f"{row['in_words']}。{''.join(row['remarks'])}出处：{row['source']['origin']}。"
            for row in told["deductions"]
        )


def _places(prose: Prose, told: Data) -> None:
    if told["places"] is None:
        return
    prose.heading(f"{told['place']['name']}各地")
    for group in told["places"]["groups"]:
        if group["label"]:
            prose.part(group["label"])
        prose.items(f"{place['name']}：{place['in_words']}。" for place in group["places"])
    prose.say(*told["places"]["notes"])
    if told["places"]["ages"]:
        prose.say(f"核对情况：{told['places']['grades']}。{told['places']['ages']}。")


def _grounds(prose: Prose, told: Data) -> None:
    if rule := told["rule"]:
        prose.say(f"给哪些人：{rule['population']}。" if rule["population"] else None)
        prose.say(f"怎么定的：{rule['basis']}" if rule["basis"] else None)
        prose.say(f"原话：“{rule['wording']}”" if rule["wording"] else None)
        prose.items(rule["notes"])
        prose.part("资料和出处")
        sources(prose, rule["sources"])
    claims(prose, told["claims"], told["place"]["path"])


def claims(prose: Prose, rows: list[Data], here: str = "") -> None:
    """Tell what sources say beside our figure, of which place unless it is that at ``here``."""
    if rows:
        prose.part("资料里的说法")
        prose.items(_claim(row, here) for row in rows)


def _claim(row: Data, here: str) -> str:
    away = row["region"]["level"] != "nation" and row["region"]["path"] != here
    whose = f"{row['region']['name']}，" if away else ""
    used = f"{'本站用哪个' if row['disputed'] else '本站怎么用'}：{row['followed']}"
    told = used if row["followed"] is not None else "本站用的数太旧，现在需核实。"
    return f"{whose}{row['heading']}：{row['statement']}{told}出处：{row['source']['origin']}。"


def sources(prose: Prose, rows: list[Data]) -> None:
    """List sources with all that is known of each."""
    prose.items(_source(row) for row in rows)


def _source(row: Data) -> str:
    of = f"（{row['document_number']}）" if row["document_number"] else ""
    url = f" {row['url']}" if row["url"] else ""
    return f"{row['title']}{of}。{row['in_words']}。{url}"


def _channel(prose: Prose, row: Data) -> None:
    """Tell a way step by step: the one that suits most, and those of the place itself."""
    if not row["told_in_full"]:
        return
    prose.part(row["name"])
    prose.say(f"{row['operator_name']}，{row['steps_are_of']}。", *_particulars(row))
    prose.steps(row["steps"])
    prose.items(f"留意：{caution}" for caution in row["cautions"])


def _particulars(row: Data) -> Iterator[str]:
    if row["dial"]:
        afar = "" if row["dial"] == row["phone"] else f"，外地拨 {row['dial']}"
        yield f"电话 {row['phone']}{afar}。"
    for label, key in (("地址", "address"), ("时间", "hours"), ("能看到", "shows")):
        if row[key]:
            yield f"{label}：{row[key]}。"
    if row["bring"]:
        yield f"要准备：{'；'.join(row['bring'])}。"


def _others(prose: Prose, channels: list[Data]) -> None:
    others = [row for row in channels if not row["told_in_full"]]
    if others:
        prose.part("别的办法" if len(others) < len(channels) else "有这些办法")
        prose.items(_in_a_line(row) for row in others)


def _in_a_line(row: Data) -> str:
    menu = f"依次：{'、'.join(row['menu'])}。" if row["menu"] else ""
    bring = f"要准备：{'；'.join(row['bring'])}。" if row["bring"] else ""
    return f"{row['name']}，{row['operator_name']}，{row['steps_are_of']}。{menu}{bring}"


def local_answer(prose: Prose, row: Data, heading: str) -> None:
    """Tell what is laid down in a place, from when on, and what comes."""
    prose.part(heading)
    lead = f"现在的没有查到。{row['since']}：" if row["upcoming"] else ""
    until = f"到 {in_chinese(row['ended_on'])}为止。" if row["ended_on"] else ""
    since = f"从哪天起：{row['since']}。" if row["effective_from"] and not lead else ""
    later = row["following"]
    prose.say(
        f"{lead}{row['statement']}{until}{since}",
        f"{later['since']}：{later['statement']}" if later else None,
        f"这是{row['whose']}的规定。出处：{row['source']['origin']}。",
        f"{row['freshness']['in_words']}。",
    )
