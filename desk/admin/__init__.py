"""Where the editors keep places, sources and policies: Django's own admin, in Chinese."""

from .accounts import EditorAdmin, GroupAdmin
from .facts import (
    ClaimAdmin,
    CorrectionReportAdmin,
    EstimateAdmin,
    LookupChannelAdmin,
    StatisticAdmin,
)
from .links import LinkCheckAdmin, OfficialDomainAdmin
from .places import RegionAdmin, RegionAliasAdmin
from .policies import RefundPolicyAdmin
from .questions import QuestionAdmin
from .sources import SourceAdmin
from .takedown import TakeDownAdmin

__all__ = [
    "ClaimAdmin",
    "CorrectionReportAdmin",
    "EditorAdmin",
    "EstimateAdmin",
    "GroupAdmin",
    "LinkCheckAdmin",
    "LookupChannelAdmin",
    "OfficialDomainAdmin",
    "QuestionAdmin",
    "RefundPolicyAdmin",
    "RegionAdmin",
    "RegionAliasAdmin",
    "SourceAdmin",
    "StatisticAdmin",
    "TakeDownAdmin",
]
