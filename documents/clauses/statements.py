"""Reads a line sentence by sentence; questions, examples and wishes state nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace

from .context import Context
from .doubts import states_nothing
from .sentence import Sentence
from .stated import LineRead
from .written import Line

#: A sentence; one that never ends is cut.
_SENTENCE = re.compile(r"[^。!?]{0,4000}+[。!?]?")
#: A worked example goes on to the end of its paragraph, a person's case to the end of the sentence.
#: No document states more.
MOST_FIGURES = 400
_ANSWER = re.compile(r"(?:答|A|回复|回答)[:,、]")
_EXAMPLE = re.compile(
    r"例如|比如|譬如|举例|举个例子|假设|假如|假定|以[^,。;]{1,14}为例|案例|(?<!比)(?<!惯)例[一二三四五\d]?[:：]|如[某张李王赵刘陈][某先女]"
)


def read_line(line: Line, inherited: Context) -> LineRead:
    """Read the figures of ``line``; ``inherited`` is what the lines above say of it."""
    read = LineRead([], [], inherited, 0)
    first, asked = True, False
    for start, end in sentences(line.text):
        text = line.text[start:end]
        context = inherited if first else _next_sentence(read.context, inherited)
        if asked and _ANSWER.match(text):
            context = replace(context, weak=False)
        asked = text.endswith("?")
        if _EXAMPLE.search(text) or len(read.stated) > MOST_FIGURES:
            break
        reader = Sentence(line, start, text, context, read)
        read.context = reader.read(ignored=states_nothing(text))
        first = False
    return read


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
