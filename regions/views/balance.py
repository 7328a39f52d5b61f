"""The balance guide: the nine ways that work everywhere."""

from django.shortcuts import render

from regions.balance import channel_groups
from regions.models import LookupChannel, Region


def balance(request):
    """The nine ways that work everywhere; places add their own on their pages."""
    nation = Region.objects.filter(level=Region.Level.NATION).first()
    channels = LookupChannel.objects.for_region(nation) if nation else []
    return render(request, "balance.html", {"groups": channel_groups(channels)})
