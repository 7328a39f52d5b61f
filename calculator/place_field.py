"""A field in which people type a place, and the base of the forms that have one."""

from django import forms

from regions.models import Region
from regions.place_search import Candidate, Found, find

#: More letters than any name of a place has; the templates' fields take no more.
MAX_TYPED = 100


class PlaceField(forms.CharField):
    """A field whose clean value is the ``Found`` of the typed name, or None if it is empty."""

    default_error_messages = {
        "max_length": "写得太长了，请只写省或城市的名字。",
        "null_characters_not_allowed": "请写省或城市的名字，例如：兰州。",
    }

    def __init__(self, *, label: str, **kwargs):
        super().__init__(label=label, max_length=MAX_TYPED, **kwargs)

    def clean(self, value) -> Found | None:
        typed = super().clean(value)
        return find(typed, by_name=True) if typed else None


class FormWithPlace(forms.Form):
    """A form with a ``PlaceField`` named ``region``.

    After cleaning, ``found`` is the result of the search and ``place`` is the place meant. Both
    stay None if nothing, or nothing readable, was typed.
    """

    found: Found | None = None
    place: Region | None = None

    @property
    def typed_place(self) -> str:
        """The text of the field: the place's name once it is found, else what was typed."""
        return self.place.full_title if self.place else self.as_typed

    @property
    def as_typed(self) -> str:
        return (self["region"].value() or "").replace("\x00", "")

    @property
    def candidates(self) -> list[Candidate]:
        """The places to choose from if the typed name is not one place."""
        if self.found is None or self.place is not None:
            return []
        return self.found.to_choose

    def choices_of_place(self) -> list[dict[str, str]]:
        """Return each candidate with the address of the same question there."""
        return [
            {"title": c.title, "group": c.group, "url": self.address_for(region=c.place.parameter)}
            for c in self.candidates
        ]

    def address_for(self, **changes: str) -> str:
        """Return the address of the same question with ``changes``."""
        raise NotImplementedError

    def clean_region(self) -> Found | None:
        self.found = self.cleaned_data["region"]
        if self.found is not None:
            self.place = self.meant(self.found)
            if self.place is None:
                raise forms.ValidationError(self.found.message)
        return self.found

    def meant(self, found: Found) -> Region | None:
        """Return the one place that is meant, or None if it is still to be chosen."""
        return found.place
