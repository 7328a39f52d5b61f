"""One figure of what is measured, beside what it must be."""

from dataclasses import dataclass

#: How wide the names are printed.
NAME = 56


@dataclass(frozen=True)
class Line:
    """One figure with what it must and what it should be at most."""

    name: str
    value: float
    unit: str
    must: float | None = None
    aim: float | None = None

    @property
    def missed(self) -> bool:
        return self.must is not None and self.value > self.must

    def __str__(self) -> str:
        bounds = " / ".join("–" if b is None else f"{b:g}" for b in (self.must, self.aim))
        verdict = "MISSED" if self.missed else "" if self.must is None else "ok"
        return f"{self.name:<{NAME}}{self.value:>10.2f} {self.unit:<9}{bounds:>12}  {verdict}"
