"""The admins of official domains and of the findings of the last link check."""

from django.contrib import admin
from django.db.models import Case, OuterRef, Subquery, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from regions.models import LinkCheck, OfficialDomain

from .mixins.read_only import ReadOnlyAdmin


@admin.register(OfficialDomain)
class OfficialDomainAdmin(admin.ModelAdmin):
    change_form_template = "admin/kept_form.html"
    list_display = ["domain", "note", "added_at"]
    search_fields = ["domain", "note"]


@admin.register(LinkCheck)
class LinkCheckAdmin(ReadOnlyAdmin):
    """The list of findings that ``manage.py check_links`` saved."""

    list_display = ["outcome", "address", "found", "used", "checked_at"]
    list_filter = ["outcome"]
    search_fields = ["url", "reason", "final_url"]
    search_help_text = "网址或原因"

    @admin.display(description="网址", ordering="url")
    def address(self, check):
        """Show the address as a link, but a dangerous one as plain text."""
        if check.outcome == LinkCheck.Outcome.DANGEROUS:
            return check.url
        return format_html('<a href="{}" rel="noreferrer">{}</a>', check.url, check.url)

    def get_ordering(self, request):
        """Sort dangerous addresses first and working ones last."""
        worst_first = [When(outcome=o, then=-n) for n, o in enumerate(LinkCheck.Outcome)]
        return [Case(*worst_first), "url"]

    @admin.display(description="怎么回事，怎么办", ordering="reason")
    def found(self, check):
        led = f"转到了 {check.final_url}" if check.final_url else ""
        return f"{check.reason}{check.advice}{led}"

    @admin.display(description="用在哪里")
    def used(self, check):
        address = reverse("admin:regions_takedown_find")
        return format_html('<a href="{}?{}">查</a>', address, urlencode({"q": check.url}))


class LinkColumn:
    """Adds a column with the last finding on the row's ``url``."""

    def get_queryset(self, request):
        checks = LinkCheck.objects.filter(url=OuterRef("url")).values("outcome")[:1]
        return super().get_queryset(request).annotate(link_outcome=Subquery(checks))

    @admin.display(description="网址检查", ordering="link_outcome", empty_value="—")
    def link_state(self, row):
        if not row.url:
            return None
        if row.link_outcome is None:
            return "还没查过"
        label = LinkCheck.Outcome(row.link_outcome).label
        if row.link_outcome == LinkCheck.Outcome.FINE:
            return label
        address = reverse("admin:regions_linkcheck_changelist")
        query = urlencode({"q": row.url})
        return format_html('<a href="{}?{}">{}</a>', address, query, label)
