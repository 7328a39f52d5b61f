"""The models of places, sources, policies, lookup channels and readers' reports."""

from .alias import RegionAlias
from .channel import LookupChannel
from .deduction import Deduction
from .estimate import Estimate
from .freshness import Freshness
from .link import LinkCheck, OfficialDomain, TakeDown
from .policy import RefundPolicy
from .publication import Publication
from .region import Region
from .report import CorrectionReport, DaySecret, ReaderStatement, ReportTicket
from .revision import ContentRevision, LastChange
from .source import Claim, Source, SourceScan
from .statistic import Statistic
from .tier import PolicyTier, WorkedExample
from .timeline import Timeline

__all__ = [
    "Claim",
    "ContentRevision",
    "CorrectionReport",
    "DaySecret",
    "Deduction",
    "Estimate",
    "Freshness",
    "LastChange",
    "LinkCheck",
    "LookupChannel",
    "OfficialDomain",
    "PolicyTier",
    "Publication",
    "ReaderStatement",
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
