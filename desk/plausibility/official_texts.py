"""The official text of a source that changed, and nobody has looked at it since."""

from collections.abc import Iterator

from regions.models.publication import Publishable

from .published import Published


def of_a_changed_text(row: Publishable, published: Published) -> Iterator[str]:
    """Warn of a fact whose source says something else at its official address by now."""
    source: int | None = getattr(row, "source_id", None)
    if source is not None and (changed := published.changed_text(source)):
        yield (
            f"来源在官网上的文字变了：{changed}。还没有人看完，"
            "请先到“官网上看到的”看改了什么，对着新的文字。"
        )
