"""The models of places, sources, policies, lookup channels and readers' reports."""

from .alias import RegionAlias
from .channel import LookupChannel
from .estimate import Estimate
from .freshness import Freshness
from .link import LinkCheck, OfficialDomain, TakeDown
from .policy import PolicyTier, RefundPolicy, WorkedExample
from .publication import Publication
from .region import Region
from .report import CorrectionReport, DaySecret, ReportTicket
from .revision import ContentRevision
from .source import Claim, Source, SourceScan
from .statistic import Statistic
from .timeline import Timeline

__all__ = [
    "Claim",
    "ContentRevision",
    "CorrectionReport",
    "DaySecret",
    "Estimate",
    "Freshness",
    "LinkCheck",
    "LookupChannel",
    "OfficialDomain",
    "PolicyTier",
    "Publication",
    "RefundPolicy",
    "Region",
    "RegionAlias",
    "ReportTicket",
    "Source",
    "SourceScan",
    "Statistic",
    "TakeDown",
    "Timeline",
    "WorkedExample",
]
