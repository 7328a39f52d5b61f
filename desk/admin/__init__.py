"""Where the editors keep places, sources and policies: Django's own admin, in Chinese."""

from .accounts import EditorAdmin, GroupAdmin
from .deductions import DeductionAdmin
from .facts import (
    ClaimAdmin,
    CorrectionReportAdmin,
    EstimateAdmin,
    LookupChannelAdmin,
    StatisticAdmin,
)
from .findings import FindingAdmin
from .links import LinkCheckAdmin, OfficialDomainAdmin
from .operation import OperationRunAdmin, SubmittedAddressAdmin
from .places import RegionAdmin, RegionAliasAdmin
from .policies import RefundPolicyAdmin
from .questions import LocalAnswerAdmin, QuestionAdmin
from .sources import SourceAdmin
from .takedown import TakeDownAdmin
from .visits import PageVisitsAdmin, SearchTermAdmin
from .watched_pages import WatchedPageAdmin

__all__ = [
    "ClaimAdmin",
    "CorrectionReportAdmin",
    "DeductionAdmin",
    "EditorAdmin",
    "EstimateAdmin",
    "FindingAdmin",
    "GroupAdmin",
    "LinkCheckAdmin",
    "LocalAnswerAdmin",
    "LookupChannelAdmin",
    "OfficialDomainAdmin",
    "OperationRunAdmin",
    "PageVisitsAdmin",
    "QuestionAdmin",
    "RefundPolicyAdmin",
    "RegionAdmin",
    "RegionAliasAdmin",
    "SearchTermAdmin",
    "SourceAdmin",
    "StatisticAdmin",
    "SubmittedAddressAdmin",
    "TakeDownAdmin",
    "WatchedPageAdmin",
]
