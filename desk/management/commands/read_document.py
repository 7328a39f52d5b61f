"""Reads a document and says what it states, for an editor or for a program."""

import json
import sys
from decimal import Decimal
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from documents.found import Credit, Deduction, Findings
from documents.limited import LARGEST_INPUT
from documents.reading import Reading, read

_FIELDS = {
    "min_age": "最小年龄",
    "max_age": "最大年龄",
    "retired_from": "退休日期从",
    "retired_until": "退休日期到",
    "amount": "金额",
    "period": "按月还是按年",
    "rate_percent": "比例",
    "rate_of": "比例的基数",
    "base_year": "基数的年份",
    "applies_from": "从哪天起",
    "applies_until": "到哪天止",
    "place": "地方",
    "floor": "保底",
    "cap": "封顶",
}
_DOCUMENT = {
    "title": "标题",
    "document_number": "文号",
    "publisher": "发文机关",
    "published_on": "发布日期",
    "effective_from": "施行日期",
    "valid_until": "有效期到",
}
_PERIODS = {"month": "每月", "year": "每年", None: "（按月还是按年没说）"}
_BASES = {
    "average": "平均养老金",
    "own": "本人养老金",
    "base": "缴费基数",
    "credit": "划入金额",
    None: "（什么的比例没说清）",
}


class Command(BaseCommand):
    help = "读一份文件（网页、PDF、DOCX、纯文本），列出读到的标准。FILE 写 - 就从标准输入读。"
    requires_system_checks = []  # it asks no database and serves no page

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help="文件，或者 -")
        parser.add_argument("--json", action="store_true", help="印成程序读的 JSON")

    def handle(self, *args, file: str, json: bool, **options):
        reading = read(_bytes_of(file), name="" if file == "-" else Path(file).name)
        self.stdout.write(_as_json(reading) if json else "\n".join(_report(reading)))


def _bytes_of(file: str) -> bytes:
    """Return the bytes of a file, one more than is read at most: that is refused in words."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(LARGEST_INPUT + 1)
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST_INPUT + 1)
    except FileNotFoundError:
        raise CommandError(f"没有这个文件：{file}") from None
    except IsADirectoryError:
        raise CommandError(f"这是文件夹，不是文件：{file}") from None
    except (OSError, ValueError) as error:
        raise CommandError(f"打不开这个文件：{file}（{error}）") from None


def _as_json(reading: Reading) -> str:
    return json.dumps(reading.as_json(), ensure_ascii=False, indent=2)


def _report(reading: Reading) -> list[str]:
    """Return what was read, line by line, for a person."""
    if reading.refused or reading.contents is None or reading.found is None:
        return [f"没有读：{reading.refused_in_words}"]
    found = reading.found
    lines = [f"读到 {len(reading.contents.text)} 字。"]
    lines += [f"{label}：{_said(getattr(found, name))}" for name, label in _DOCUMENT.items()]
    lines += [f"同时废止：{one}" for one in found.replaces]
    lines += [f"附件：{one}" for one in found.attachments]
    return [*lines, *_figures(found)]


def _figures(found: Findings) -> list[str]:
    lines = ["", f"退休人员的标准：{len(found.credits)} 条"]
    for number, credit in enumerate(found.credits, 1):
        lines += [f"{number}. {_credit(credit)}", f"   原句：{credit.quote}"]
        lines += [
            f"   没定：{_FIELDS.get(name, name)}{_reason(credit.reasons.get(name, ''))}"
            for name in credit.open
        ]
    lines += ["", f"代扣：{len(found.deductions)} 条"]
    for number, deduction in enumerate(found.deductions, 1):
        lines += [f"{number}. {_deduction(deduction)}", f"   原句：{deduction.quote}"]
    return lines


def _reason(why: str) -> str:
    return f"：{why}" if why else ""


def _said(value: object) -> str:
    return "没读到" if value is None or value == "" else str(value)


def _credit(credit: Credit) -> str:
    parts = [
        credit.place or "",
        _ages(credit),
        _between("退休日期", credit.retired_from, credit.retired_until),
        _money(credit),
        f"保底 {credit.floor:.2f} 元" if credit.floor is not None else "",
        f"封顶 {credit.cap:.2f} 元" if credit.cap is not None else "",
        _between("", credit.applies_from, credit.applies_until),
    ]
    return "，".join(part for part in parts if part)


def _ages(credit: Credit) -> str:
    low, high = credit.min_age, credit.max_age
    if low is None and high is None:
        return ""
    if low is None:
        return f"{high} 周岁及以下"
    return f"{low} 周岁及以上" if high is None else f"{low} 到 {high} 周岁"


def _between(label: str, start: object, end: object) -> str:
    words = f"{start} 起" if start else ""
    words += f"{'，' if words else ''}到 {end} 为止" if end else ""
    return f"{label}{words}" if words else ""


def _money(row: Credit | Deduction) -> str:
    parts = []
    if row.rate_percent is not None:
        year = getattr(row, "base_year", None)
        of = f"{year} 年" if year else ""
        parts.append(f"{of}{_BASES[row.rate_of]}的 {_plain(row.rate_percent)}%")
    if row.amount is not None:
        parts.append(f"{row.amount:.2f} 元")
    return f"{_PERIODS[row.period]} {'，即 '.join(parts)}" if parts else "金额没读到"


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")


def _deduction(deduction: Deduction) -> str:
    return f"{deduction.name}：{_money(deduction)}"
