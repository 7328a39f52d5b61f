"""What machines read of a place's page."""

from functools import lru_cache

from django.conf import settings
from django.utils.safestring import SafeString

from regions.models import Region

from .block import json_ld


def place_page(region: Region) -> SafeString:
    """Return the page of a place, and the service it is about, which is the agency's and not ours.

    The agency is named as far as it is known: the medical-insurance department there. No
    telephone, which nobody has tried in every place, and no amounts: beside the page's words on
    origin and date they would stand alone.
    """
    url = settings.SITE_URL + region.get_absolute_url()
    return _place_page(url, region.name, region.short_name, region.full_title)


@lru_cache(1024)  # a page is made anew for what changes elsewhere
def _place_page(url: str, name: str, short_name: str, full_title: str) -> SafeString:
    return json_ld(
        {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "url": url,
            "about": {
                "@type": "Service",
                "name": f"{short_name}职工医保个人账户",
                "areaServed": full_title,
                "provider": {"@type": "GovernmentOrganization", "name": f"{name}医疗保障部门"},
            },
        }
    )
