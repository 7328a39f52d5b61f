"""Where the editors keep places, sources and policies: Django's own admin, in Chinese."""

from django.contrib import admin

from .facts import (
    ClaimAdmin,
    CorrectionReportAdmin,
    EstimateAdmin,
    LookupChannelAdmin,
    SourceAdmin,
    StatisticAdmin,
)
from .places import RegionAdmin
from .policies import RefundPolicyAdmin

admin.site.site_header = "医保明白账编辑部"
admin.site.site_title = "医保明白账编辑部"
admin.site.index_title = "资料管理"

__all__ = [
    "ClaimAdmin",
    "CorrectionReportAdmin",
    "EstimateAdmin",
    "LookupChannelAdmin",
    "RefundPolicyAdmin",
    "RegionAdmin",
    "SourceAdmin",
    "StatisticAdmin",
]
