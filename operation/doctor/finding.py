"""What the doctor says of one thing."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """How bad it is; the values are what people read."""

    GOOD = "好"
    NOTE = "注意"
    BAD = "坏"


@dataclass(frozen=True)
class Finding:
    """One line: of what, how it is, and what to do where something is to be done."""

    level: Level
    what: str
    words: str
    advice: str = ""

    def __str__(self) -> str:
        advice = f"。{self.advice}" if self.advice else ""
        return f"{self.level.value}　{self.what}：{self.words}{advice}。"


Check = Callable[[datetime.datetime], Iterable[Finding]]


def good(what: str, words: str) -> Finding:
    return Finding(Level.GOOD, what, words)


def note(what: str, words: str, advice: str) -> Finding:
    return Finding(Level.NOTE, what, words, advice)


def bad(what: str, words: str, advice: str) -> Finding:
    return Finding(Level.BAD, what, words, advice)
