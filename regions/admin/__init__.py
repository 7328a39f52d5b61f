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
from .places import RegionAdmin, RegionAliasAdmin
from .policies import RefundPolicyAdmin
from .staff import EditorAdmin, GroupAdmin

admin.site.site_header = "医保明白账 编辑部"
admin.site.site_title = "医保明白账 编辑部"
admin.site.index_title = "资料管理"

__all__ = [
    "ClaimAdmin",
    "CorrectionReportAdmin",
    "EditorAdmin",
    "EstimateAdmin",
    "GroupAdmin",
    "LookupChannelAdmin",
    "RefundPolicyAdmin",
    "RegionAdmin",
    "RegionAliasAdmin",
    "SourceAdmin",
    "StatisticAdmin",
]
