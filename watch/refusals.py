"""Which addresses are looked at: official ones that nobody has taken down."""

from collections.abc import Callable

from regions import lookalikes
from regions.models import TakeDown
from regions.models.link import official_domains


def official_only() -> Callable[[str], str]:
    """Return what says why an address is not asked, or "". Two queries, none afterwards.

    It is called from threads, so it carries everything that it needs.
    """
    domains = official_domains()
    gone = [(row.term, row.as_term) for row in TakeDown.objects.filter(undone_at__isnull=True)]

    def refusal(url: str) -> str:
        for name, term in gone:
            if term.stands_in(url):
                return f"{name} 已经停用。"
        if fault := lookalikes.refusal(url, domains):
            return fault
        host = lookalikes.host_of(url)
        return "" if lookalikes.belongs(host, domains) else f"不是官方网站（{host[:100]}）。"

    return refusal
