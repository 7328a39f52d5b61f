"""Words in order, to be written as Markdown or as plain text that reads well aloud."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from text.wrapping import wrapped

#: What Markdown would read as its own; at the start of a line also what begins a list.
_MARKS = re.compile(r"([\\`*_\[\]<>|~]|&(?=#?\w+;))")
_BEGINS = re.compile(r"^([#+-]|\d+(?=[.)]\s))")


#: Headings are counted as documents count them.
_COUNTED = "一二三四五六七八九十"


@dataclass(frozen=True)
class _Block:
    """``kind``: title, heading, part, say, item, step or ready; ``text`` has no markup.

    ``plain`` is the text of what is ready, which is Markdown.
    """

    kind: str
    text: str
    number: int = 0
    plain: str = ""


@dataclass
class Prose:
    """A text made piece by piece; empty pieces are left out."""

    blocks: list[_Block] = field(default_factory=list)

    def title(self, text: str) -> None:
        self.blocks.append(_Block("title", text))

    def heading(self, text: str) -> None:
        number = sum(block.kind == "heading" for block in self.blocks)
        self.blocks.append(_Block("heading", text, number))

    def part(self, text: str) -> None:
        """A heading below a heading."""
        self.blocks.append(_Block("part", text))

    def say(self, *sentences: str | None) -> None:
        """One paragraph of whole sentences."""
        if text := "".join(filter(None, sentences)):
            self.blocks.append(_Block("say", text))

    def items(self, texts: Iterable[str]) -> None:
        self.blocks += [_Block("item", text) for text in texts if text]

    def steps(self, texts: Iterable[str]) -> None:
        """Items whose order counts."""
        self.blocks += [_Block("step", text, at) for at, text in enumerate(texts, 1)]

    def ready(self, markdown: str, plain: str) -> None:
        """What has both forms already: ``plain`` is one block a line."""
        self.blocks.append(_Block("ready", markdown, plain=plain))

    def as_markdown(self) -> str:
        """Return CommonMark; lists are tight, all else is parted by an empty line."""
        found, before = [], ""
        for block in self.blocks:
            if before and not (before == block.kind in ("item", "step")):
                found.append("")
            found.append(_markdown(block))
            before = block.kind
        return "\n".join(found) + "\n"

    def as_text(self) -> str:
        """Return plain text in short lines: no marks that a screen reader would spell out."""
        found: list[str] = []
        for block in self.blocks:
            if found and block.kind not in ("item", "step"):
                found.append("")
            found += _plain(block)
        return "\n".join(found) + "\n"


def _markdown(block: _Block) -> str:
    if block.kind == "ready":
        return block.text.strip()
    text = _BEGINS.sub(r"\\\1", _MARKS.sub(r"\\\1", " ".join(block.text.split())))
    begins = {"title": "# ", "heading": "## ", "part": "### ", "item": "- ", "say": ""}
    return f"{block.number}. {text}" if block.kind == "step" else begins[block.kind] + text


def _plain(block: _Block) -> list[str]:
    if block.kind == "ready":
        return [line for text in block.plain.splitlines() for line in wrapped(text)]
    if block.kind == "heading":
        return ["", *wrapped(f"{_COUNTED[block.number % 10]}、{block.text}")]
    if block.kind == "item":
        return wrapped(block.text, "  ", "    ")
    if block.kind == "step":
        return wrapped(f"第{block.number}步：{block.text}", "  ", "    ")
    return wrapped(block.text)
