"""Readings for tests: a text with what was found in it, without opening any file."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from documents.contents import Contents
from documents.found import Credit, Deduction, Findings, Span
from documents.reading import Reading

TEXT = """甘肃省医疗保障局关于调整划入标准的通知
甘医保发〔2026〕1号
第六条　退休人员70周岁以下的，每月划入100元；70周岁及以上的，每月划入110元。
第七条　长期护理保险费每月从个人账户扣5元。
第八条　本通知自2027年1月1日起施行。"""


def span(words: str, text: str = TEXT) -> Span:
    at = text.index(words)
    return Span(at, at + len(words))


def credit(quote: str, text: str = TEXT, **said) -> Credit:
    for name in ("amount", "rate_percent", "floor", "cap"):
        if name in said:
            said[name] = Decimal(said[name])
    return Credit(quote, span(quote, text), **said)


SENTENCE = "退休人员70周岁以下的，每月划入100元；70周岁及以上的，每月划入110元。"
YOUNG = credit(SENTENCE, max_age=69, amount="100", period="month")
OLD = credit(SENTENCE, min_age=70, amount="110", period="month")


def reading(*credits: Credit, text: str = TEXT, **said) -> Reading:
    """Return a reading of ``text`` with these credits; ``said`` are other findings."""
    found = Findings(credits=credits or (YOUNG, OLD), **said)
    return Reading(Contents(text), found)


def whole() -> Reading:
    """Return a reading of everything that ``TEXT`` says."""
    told = Findings(
        title="甘肃省医疗保障局关于调整划入标准的通知",
        document_number="甘医保发〔2026〕1号",
        publisher="甘肃省医疗保障局",
        published_on=datetime.date(2026, 5, 6),
        effective_from=datetime.date(2027, 1, 1),
        credits=(YOUNG, OLD),
        deductions=(
            Deduction(
                "长期护理保险费",
                "长期护理保险费每月从个人账户扣5元。",
                span("长期护理保险费每月从个人账户扣5元。"),
                amount=Decimal(5),
                period="month",
            ),
        ),
        places={
            "title": span("甘肃省医疗保障局关于调整划入标准的通知"),
            "document_number": span("甘医保发〔2026〕1号"),
            "effective_from": span("自2027年1月1日起施行"),
        },
    )
    return Reading(Contents(TEXT), told)


def left_open(one: Credit, *names: str, **why: str) -> Credit:
    """Return ``one`` with fields that the text leaves undecided."""
    empty: dict[str, Any] = dict.fromkeys(name for name in names if hasattr(one, name))
    return replace(one, open=names, reasons=why, **empty)
