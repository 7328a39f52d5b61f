"""How the site does by what is asked of pages for the old, with what was measured.

The values are those of ``self_assessment.json``, which ``make access`` writes. What is asked was
read in a reprint and in reports of April 2021; the document itself was not compared.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

STORED = Path(__file__).with_suffix(".json")

#: Where what is asked was read.
REPRINT, REPORT, REPORT_ON_APPS, WCAG = "转载的规范", "报道", "报道，说的是手机软件", "WCAG 2.2"


@dataclass(frozen=True)
class Criterion:
    """What is asked and where we read it, what was measured and how; ``done`` in a word."""

    asked: str
    origin: str
    measured: str
    how: str
    done: str


@cache
def stored() -> dict[str, Any]:
    """What was measured last; ``measured_on`` is the day."""
    found: dict[str, Any] = json.loads(STORED.read_text("utf-8"))
    return found


def criteria(found: dict[str, Any]) -> list[Criterion]:
    """Return what is asked in the order of reading, looking, operating, being left alone."""
    return [*_reading(found), *_seeing(found), *_operating(found), *_in_peace(found)]


def _done(met: bool) -> str:
    return "做到" if met else "没做到"


def _reading(found: dict[str, Any]) -> list[Criterion]:
    large, standard = found["large"], found["standard"]
    return [
        Criterion(
            "适老版主要的字不小于 18",
            REPRINT,
            f"大字版最小 {large['text']:g} 像素；标准版最小 {standard['text']:g} 像素，"
            f"每页至少 {standard['comfortable']}% 的字有 18 像素",
            "逐页读出每段字的大小；“存成图片”画出来的字另外量，手机上 16 像素以上",
            _done(large["text"] >= 18),
        ),
        Criterion(
            "要能放大，要有大字的版本",
            REPORT,
            f"没有“大字版”开关的页面：{found['without_switch']} 种",
            "逐页找开关",
            _done(found["without_switch"] == 0),
        ),
        Criterion(
            "行距至少 1.3 倍",
            REPORT_ON_APPS,
            f"段落里最小 {standard['line']} 倍",
            "逐段读出行高和字高",
            _done(standard["line"] >= 1.3),
        ),
        Criterion(
            "段距至少是行距的 1.3 倍",
            REPORT_ON_APPS,
            f"最小 {standard['gap']} 倍",
            "前后两段，从上一段末行到下一段首行",
            _done(standard["gap"] >= 1.3),
        ),
        Criterion(
            "要有语音阅读",
            REPORT,
            f"能读的页面：{found['aloud']} 种，是答案和常见问题",
            "逐页找“读给我听”；手机没有中文声音的，不出现",
            "一部分",
        ),
    ]


def _seeing(found: dict[str, Any]) -> list[Criterion]:
    light, dark = found["standard"]["contrast"], found["dark"]["contrast"]
    return [
        Criterion(
            "字和底的对比不小于 4.5 比 1（大的字 3 比 1）",
            WCAG,
            f"浅色最低 {light} 比 1，深色最低 {dark} 比 1",
            "axe 逐段字计算",
            _done(found["violations"] == 0),
        ),
        Criterion(
            "不能只靠颜色说事",
            REPORT_ON_APPS,
            "没有用程序量。设计时都另写了字",
            "人看",
            "照着做",
        ),
        Criterion(
            "不用左右拖",
            WCAG,
            f"320 像素宽时要拖的页面：{found['sideways']} 种",
            "标准版、大字版，折起来的都打开",
            _done(found["sideways"] == 0),
        ),
    ]


def _operating(found: dict[str, Any]) -> list[Criterion]:
    large, standard = found["large"], found["standard"]
    return [
        Criterion(
            "适老版主要的按钮不小于 60 × 60",
            REPRINT,
            f"大字版最小 {large['target']} 像素",
            "逐个量高和宽，取小的",
            _done(large["target"] >= 60),
        ),
        Criterion(
            "别的按钮、链接不小于 44 × 44",
            REPRINT,
            f"标准版最小 {standard['target']} 像素；夹在一句话里的链接不算",
            "逐个量高和宽，取小的",
            _done(standard["target"] >= 44),
        ),
        Criterion(
            "只用键盘也能用",
            REPORT,
            f"走到了却看不见的地方：{found['unseen']} 处",
            f"每页按 Tab {found['stops']} 下，看有没有框、被不被挡住",
            _done(found["unseen"] == 0),
        ),
        Criterion(
            "特大的鼠标箭头",
            REPORT,
            "网页里没有。电脑自己的设置里可以调",
            "没有量",
            "没做",
        ),
        Criterion(
            "读屏能认出每一处",
            WCAG,
            f"自动检查找到的毛病：{found['violations']} 处。读屏软件还没有试过",
            "axe，浅色、深色、大字版",
            "照着做" if found["violations"] == 0 else "没做到",  # no screen reader was tried
        ),
    ]


def _in_peace(found: dict[str, Any]) -> list[Criterion]:
    return [
        Criterion(
            "不许有广告、弹窗",
            REPORT,
            f"从别的网站装来的东西：{found['foreign']} 件；"
            f"弹窗、自动播放、自动跳走：{found['pushing']} 处",
            "逐页记下浏览器要了什么，再找这几样",
            _done(found["foreign"] == found["pushing"] == 0),
        ),
        Criterion(
            "图片验证码要能放大、能听",
            REPORT,
            f"要认图、要拖图的表：{found['puzzles']} 张",
            "逐页找表里的图",
            "用不着" if found["puzzles"] == 0 else "没做到",
        ),
        Criterion(
            "不许引诱人下载、付款",
            REPORT,
            f"让人下载的链接：{found['downloads']} 个。本站不收钱",
            "逐页找",
            _done(found["downloads"] == 0),
        ),
    ]
