"""A question with its answer as a text to read: from the same data that programs get."""

from django.conf import settings

from faq.markdown import to_html, to_text

from .fact_data import Data
from .place_prose import HOTLINE, about_this_page, checked, claims, in_chinese, sources
from .prose import Prose


def question_prose(told: Data) -> Prose:
    """Return the text of a question; ``told`` is its ``question_document``."""
    prose = Prose()
    prose.title(told["question"])
    prose.say(told["short_answer"])
    # Links within the site lead nowhere from a file.
    prose.ready(
        told["body"].replace("](/", f"]({settings.SITE_URL}/"), to_text(to_html(told["body"]))
    )
    if told["local_answers"]:
        prose.heading("各地怎么规定")
        prose.items(_answer(row) for row in told["local_answers"])
    if told["rules"]:
        prose.heading("各地的数字，本站现在列的")
        prose.items(_figure(row) for row in told["rules"])
    if told["claims"]:
        prose.heading("别的资料")
        claims(prose, told["claims"])
    if told["differs"]:
        prose.heading("各地不一样的")
        prose.say(told["differs"])
    prose.heading("还拿不准")
    prose.say(f"打 {HOTLINE}，说清在哪里参保，请他们查。")
    prose.heading("这个回答的出处")
    sources(prose, told["sources"])
    if told["reviewed_on"]:
        prose.say(f"{in_chinese(told['reviewed_on'])}照来源逐条核对过。")
    if told["related"]:
        prose.heading("接着看")
        prose.items(f"{row['question']} {row['url']}" for row in told["related"])
    about_this_page(prose, told)
    return prose


def _answer(row: Data) -> str:
    since = "" if row["since"] == "资料没有写" else f"{row['since']}。"
    later = row["following"]
    comes = f"{later['since']}：{later['statement']}" if later else ""
    origin = f"出处：{row['source']['origin']}。"
    return f"{row['region']['name']}：{row['statement']}{since}{comes}{origin}"


def _figure(row: Data) -> str:
    tiers = f"（{'；'.join(row['tiers'])}）" if row["tiers"] and len(row["tiers"]) > 1 else ""
    doubt = checked(row) if row["grade"] else ""
    return f"{row['name']}：{row['in_words']}{tiers}。{row['exceptions'] or ''}{doubt}"
