"""The form of the page that makes the code for a frame on another site."""

from typing import NamedTuple
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from calculator.place_field import FormWithPlace, PlaceField


class Size(NamedTuple):
    """The size of a frame; ``width`` as HTML takes it, ``height`` in pixels."""

    label: str
    width: str
    height: int


SIZES = {
    "usual": Size("和正文一样宽，高 720 像素", "100%", 720),
    "narrow": Size("放在侧栏：宽 320 像素，高 640 像素", "320", 640),
    "tall": Size("和正文一样宽，高 1200 像素：少滑几下", "100%", 1200),
}
#: The dress that a frame asks for by its own parameter, because it has no cookie.
LARGE = "large"
_TYPES = {"": "标准的字", LARGE: "大字，给老人看的网站用"}


class EmbedForm(FormWithPlace):
    """Which place in which size, by GET. Without a place, or one understood, the calculator."""

    region = PlaceField(label="放哪个地方的？", required=False)
    size = forms.ChoiceField(
        label="框多大？",
        choices=[(name, size.label) for name, size in SIZES.items()],
        required=False,
        error_messages={"invalid_choice": "没有这一种大小，请从下面选一种。"},
    )
    type = forms.ChoiceField(
        label="字多大？",
        choices=_TYPES.items(),
        required=False,
        error_messages={"invalid_choice": "没有这一种字，请从下面选一种。"},
    )

    def __init__(self, data: QueryDict):
        asked = any(name in data for name in self.base_fields)
        super().__init__(data if asked else None, auto_id="e-%s")

    @property
    def chosen(self) -> Size:
        return SIZES.get(self._typed("size"), SIZES["usual"])

    @property
    def large(self) -> bool:
        return self._typed("type") == LARGE

    def _typed(self, name: str) -> str:
        return self.data.get(name, "")

    def address_for(self, **changes: str) -> str:
        """Return the query string with ``changes``, of the choices that there are."""
        size = self._typed("size")
        given = {"size": size if size in SIZES else "", "type": LARGE if self.large else ""}
        kept = {name: value for name, value in (given | changes).items() if value}
        return f"?{urlencode(kept)}"
