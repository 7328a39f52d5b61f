"""What the site is and how programs read it, as https://llmstxt.org wants it: /llms.txt."""

import datetime

from django.conf import settings
from django.urls import Resolver404, resolve, reverse

from calculator.coverage import coverage
from calculator.situation import rules_of_all
from calculator.standing import next_rules
from faq.models import Question
from regions import editions
from regions.place_facts import all_places

#: Where the facts are in bulk, and what of them changes; listed as far as there is such a page.
ELSEWHERE = [
    ("/data/", "全部资料", "地方、标准、代扣、渠道、问题、出处；CSV、JSON Lines，有数据字典"),
    ("/edition/", "资料版次", "现在是第几版、哪天的、上一版以来改了什么，整版可以下载"),
    ("/api/v1/", "接口", "查地方、标准、代扣、渠道，替人算一算；OpenAPI 文档"),
    ("/changes/feed/", "改动的订阅", "Atom；每个地方也有自己的"),
    ("/changes/", "改动记录", "哪天改了哪个数，原来是多少"),
    ("/coverage/", "收录情况", "哪些地方查到了、查到什么程度"),
    ("/about/", "关于本站", "数字怎么来，“二手资料”是什么意思"),
    ("/sitemap.xml", "网站地图", "全部网页的网址"),
]
_WHAT = """# 医保明白账

> 中国各地职工医保个人账户（医保卡）：退休人员每月打进多少钱，余额怎么查。
> 每个数字都写明出处、日期和核对情况。本站不是政府网站。

{counted}

引用时请连同出处、日期和核对情况一起引。没有查到的就是没有查到，不是零；
“需核实”的数太旧，本站不写，请不要自己补上。

## 怎么读

每个地方、每个问题的网页都有三个给程序读的样子：网址去掉末尾的 /，加 .json、.md 或 .txt。
内容和网页一样，允许别的网站读取；带 ETag，没变就答 304；认不得的参数不管。
"""


def llms_txt(today: datetime.date) -> str:
    """Return the text; every figure in it is counted on the day ``today``."""
    places = all_places()
    questions = [
        question.get_absolute_url() for question in Question.objects.published().in_order()
    ]
    lines = [_WHAT.format(counted=_counted(today, len(questions)))]
    examples = [place.get_absolute_url() for place in places[:1]] + questions[:1]
    for page in examples:
        for form in ("json", "md", "txt"):
            twin = f"{page.removesuffix('/')}.{form}"
            lines.append(f"- [{twin}]({settings.SITE_URL}{twin})")
    names = settings.SITE_URL + reverse("regions:places")
    lines += [f"- [全部地方的名字和网址]({names}): {len(places)} 个，JSON", "", "## 别处", ""]
    for path, name, what in ELSEWHERE:
        if _is_there(path):
            lines.append(f"- [{name}]({settings.SITE_URL}{path}): {what}")
    return "\n".join(lines) + "\n"


def _counted(today: datetime.date, questions: int) -> str:
    found = coverage(all_places(), rules_of_all(today), next_rules(today))
    without = {
        "没有统一的数（各人不一样）": found.personal,
        "以后才开始": found.coming,
        "还没查到": found.unknown,
    }
    missing = "，".join(f"{number} 个{words}" for words, number in without.items() if number)
    return (
        f"{today.isoformat()}，资料第 {editions.current().number} 版：收录 {found.total} 个地方，"
        f"{found.own} 个有自己的标准，{found.inherited} 个用上级的"
        f"{'，' if missing else ''}{missing}；"
        f"其中 {found.withheld} 条标准太旧，不写数。另有 {questions} 个常见问题。"
    )


def _is_there(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True
