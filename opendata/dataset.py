"""What search engines for data read on the page of the files (schema.org/Dataset)."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from pages.structured_data.site import CONTEXT

from .files import licence, package
from .files.folder import Set


def dataset(files: Set) -> dict[str, Any]:
    """Return the set of files as schema.org describes one; nothing that the page does not show."""
    said = files.package
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "name": package.TITLE,
        "description": package.DESCRIPTION,
        "url": said["homepage"],
        "version": said["version"],
        "dateModified": said["day"],
        "inLanguage": "zh-CN",
        "isAccessibleForFree": True,
        "license": licence.URL,
        "keywords": package.KEYWORDS,
        "spatialCoverage": "中国",
        "creator": {"@type": "Organization", "name": "医保明白账", "url": f"{settings.SITE_URL}/"},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": f"{file['title']}（{file['format'].upper()}）",
                "contentUrl": f"{settings.SITE_URL}{reverse('data-file', args=[file['path']])}",
                "encodingFormat": file["mediatype"],
                "contentSize": f"{file['bytes']} B",
                "sha256": file["hash"].removeprefix("sha256:"),
            }
            for file in said["resources"]
        ],
    }
