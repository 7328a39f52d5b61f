"""Where the editors keep places, sources and policies: Django's own admin, in Chinese."""

from .facts import (
    ClaimAdmin,
    CorrectionReportAdmin,
    EstimateAdmin,
    LookupChannelAdmin,
    SourceAdmin,
    StatisticAdmin,
)
from .places import RegionAdmin, RegionAliasAdmin
from .policies import RefundPolicyAdmin

__all__ = [
    "ClaimAdmin",
    "CorrectionReportAdmin",
    "EstimateAdmin",
    "LookupChannelAdmin",
    "RefundPolicyAdmin",
    "RegionAdmin",
    "RegionAliasAdmin",
    "SourceAdmin",
    "StatisticAdmin",
]
