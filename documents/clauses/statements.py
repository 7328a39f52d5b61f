"""Reads a line sentence by sentence; questions, examples and wishes state nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace

from .context import Context
from .doubts import states_nothing
from .scope import words_in
from .sentence import Sentence
from .stages import dates_in
from .stated import LineRead
from .written import Line

#: A sentence; one that never ends is cut.
_SENTENCE = re.compile(r"[^。!?]{0,4000}+[。!?]?")
#: A worked example goes on to the end of its paragraph, a person's case to the end of the sentence.
#: No document states more.
MOST_FIGURES = 400
#: No document holds more, read or not.
MOST_NUMBERS = 3000
#: 以上资金均由统筹基金划入个人账户: what the figures before it were.
_THESE = re.compile(
    r"(?:以上|上述)(?:资金|标准|金额|额度|定额)?[^,;。\d]{0,10}(?:由|为|按|划|计|是)"
)
_ANSWER = re.compile(r"(?:答|A|回复|回答)[:,、]")
_BEGINS = re.compile(
    r"^(?!.{0,6}(?:通知|办法|规定|意见|细则|方案|文件|公告|制度))[^,;\d]{0,12}\d[^,;]{3,14}起(?:正式|统一|开始|全面)?(?:执行|施行|实施)[。!]?$"
)
_SHORT, _HEAD = 36, 14
_EXAMPLE = re.compile(
    r"例如|比如|譬如|举例|举个例子|假设|假如|假定|以[^,。;]{1,14}为例|案例|(?<!比)(?<!惯)例[一二三四五\d]?[:：]|如[某张李王赵刘陈][某先女]"
)


def read_line(line: Line, inherited: Context) -> LineRead:
    """Read the figures of ``line``; ``inherited`` is what the lines above say of it."""
    read = LineRead([], inherited, 0)
    first, asked = True, False
    for start, end in sentences(line.text):
        text = line.text[start:end]
        context = inherited if first else _next_sentence(read.context, inherited)
        if _THESE.match(line.text, end):
            context = _told(context, line.text[end : end + _SHORT])
        if asked and _ANSWER.match(text):
            context = replace(context, weak=False)
        asked = text.endswith("?")
        if _EXAMPLE.search(text) or len(read.stated) > MOST_FIGURES or read.figures > MOST_NUMBERS:
            break
        _begins_later(text, read)
        reader = Sentence(line, start, text, context, read)
        read.context = reader.read(ignored=states_nothing(text))
        first = False
    return read


def _told(context: Context, text: str) -> Context:
    words = list(words_in(text))
    if any(word.topic in ("other", "deduction") for word in words):
        return context
    for word in sorted(words, key=lambda word: word.start):
        context = context.told(word)
    return context


def _begins_later(text: str, read: LineRead) -> None:
    """Let a sentence that only says from when hold for the figures before: 2024年1月起执行。"""
    if len(text) > _SHORT or not _BEGINS.search(text):
        return
    dates = [date for date in dates_in(text) if not date.cohort]
    if len(dates) == 1 and dates[0].start <= _HEAD:
        for one in read.stated:
            one.stage = one.stage or dates[0]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of ``text`` begin and end."""
    for match in _SENTENCE.finditer(text):
        if match[0]:
            yield match.span()


def _next_sentence(context: Context, inherited: Context) -> Context:
    return replace(
        context,
        weak=True,
        band=inherited.band,
        stage=inherited.stage,
        cohort=inherited.cohort,
        places=inherited.places,
    )
