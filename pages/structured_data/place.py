"""What machines read of a place's page, as a dict."""

from collections.abc import Iterable

from django.conf import settings

from regions.models import LookupChannel, Region


def government_service(region: Region, channels: Iterable[LookupChannel]) -> dict:
    """The service a place's page is about, and the telephone among the ``channels`` it lists.

    No provider: this site is not the government, and which agency answers is not known for
    every place. No amounts: beside the page's words on origin and date they would stand alone.
    """
    data = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": f"{region.short_name}医保个人账户：每月划入和余额查询",
        "serviceType": "职工医保个人账户",
        "areaServed": {"@type": "AdministrativeArea", "name": region.full_title},
        "url": settings.SITE_URL + region.get_absolute_url(),
    }
    phone = next((c.phone for c in channels if c.kind == c.Kind.PHONE and c.phone), "")
    if phone:
        data["availableChannel"] = {
            "@type": "ServiceChannel",
            "servicePhone": {"@type": "ContactPoint", "telephone": phone},
        }
    return data
