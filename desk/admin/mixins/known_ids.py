"""Ids that no row has, in an address or a posted form, lead to a message and never to an error."""

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import ValidationError
from django.shortcuts import redirect

from desk.posted_texts import may_be_id, with_ids


class KnownIds(admin.ModelAdmin):
    """An admin with fields that name other rows.

    Django's search fields ask the database for whatever they are given, numbers or not.
    """

    def links(self):
        """Return the model's fields that name other rows, by their names."""
        links = [*self.opts.many_to_many, *(f for f in self.opts.fields if f.is_relation)]
        return {link.name: link for link in links}

    def response_action(self, request, queryset):
        """As Django's, but ids that are not numbers lead to a message instead of an error."""
        chosen = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        if all(one.isdecimal() and len(one) < 19 for one in chosen):
            return super().response_action(request, queryset)
        messages.error(request, "没认出您选的是哪几条，请在列表里重新勾一次。")
        return redirect(request.get_full_path())

    def get_changeform_initial_data(self, request):
        """As Django's, without the ids in the address that no row has."""
        filled = super().get_changeform_initial_data(request)
        links = self.links()
        for name in [name for name in filled if name in links]:
            if not _names_rows(links[name].formfield(), filled[name]):
                del filled[name]
        return filled

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As Django's; ids that no row can have are taken out before the form is read."""
        self.take_out_unknown(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def take_out_unknown(self, request):
        """Replace what is no id at all in the fields of a posted form."""
        if request.method == "POST":
            request.POST = with_ids(request.POST, self.links())


def _names_rows(field, typed: str | list[str]) -> bool:
    """Whether there are the rows that an address fills into ``field``: an id, or several."""
    ids = typed if isinstance(typed, list) else [typed]
    if not all(map(may_be_id, ids)):  # of too large a number the database itself makes an error
        return False
    try:
        field.clean(typed)
    except ValidationError:
        return False
    return True
