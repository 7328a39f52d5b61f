"""What machines read of a place's page, as a dict."""

from django.conf import settings

from regions.models import Region


def place_page(region: Region) -> dict:
    """The page of a place, and the service it is about, which is the agency's and not ours.

    The agency is named as far as it is known: the medical-insurance department there. No
    telephone, which nobody has tried in every place, and no amounts: beside the page's words on
    origin and date they would stand alone.
    """
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": settings.SITE_URL + region.get_absolute_url(),
        "about": {
            "@type": "Service",
            "name": f"{region.short_name}职工医保个人账户",
            "areaServed": region.full_title,
            "provider": {"@type": "GovernmentOrganization", "name": f"{region.name}医疗保障部门"},
        },
    }
