"""Reads a line sentence by sentence; questions, examples and wishes state nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace

from .context import Context
from .sentence import Sentence
from .stated import LineRead
from .written import Line

#: A sentence; one that never ends is cut.
_SENTENCE = re.compile(r"[^。!?]{0,4000}+[。!?]?")
#: A worked example goes on to the end of its paragraph, a person's case to the end of the sentence.
#: No document states more.
MOST_FIGURES = 400
_EXAMPLE = re.compile(
    r"例如|比如|譬如|举例|举个例子|假设|假如|假定|以[^,。;]{1,14}为例|案例|例[一二三四五\d]?[:：]|如[某张李王赵刘陈][某先女]"
)
_PERSON = re.compile(
    r"[张李王赵刘陈杨黄周吴徐孙胡朱高林何郭马](?:某|先生|女士|阿姨|大爷|大妈|大娘|师傅|叔叔|奶奶|爷爷|老师|老汉)|老[张李王赵刘陈](?!职)|某(?:市|职工|退休|人|甲)|[甲乙丙](?:某|市|职工)"
)
_ENDED = re.compile(r"废止|停止执行|不再执行|不再实行|取消")
#: What somebody wishes, what is not so, and what was booked by mistake.
_NOT_SO = re.compile(r"辟谣|不实|谣|网传|传言|希望|建议|呼吁|诉求|误[划计发记]|错[划计发记]|冲正")


def read_line(line: Line, inherited: Context) -> LineRead:
    """Read the figures of ``line``; ``inherited`` is what the lines above say of it."""
    read = LineRead([], [], inherited, 0)
    first = True
    for start, end in sentences(line.text):
        text = line.text[start:end]
        context = inherited if first else _next_sentence(read.context, inherited)
        if _EXAMPLE.search(text) or len(read.stated) > MOST_FIGURES:
            break
        reader = Sentence(line, start, text, context, read)
        read.context = reader.read(ignored=_is_ignored(text))
        first = False
    return read


def _is_ignored(text: str) -> bool:
    """Whether the figures of a sentence are none: a question, a person's case, an ended rule."""
    return text.endswith("?") or bool(
        _PERSON.search(text) or _ENDED.search(text) or _NOT_SO.search(text)
    )


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
