"""The directory's filters: what applies here, by province, rule, tiers, channels, checks."""

import datetime

import django_filters

from calculator.rules import RuleView, rules_of

from .models import LookupChannel, Region, Source

NOT_LISTED = {"invalid_choice": "单子里没有这一项，请重新选。"}
RULES = [("amount", "定额"), ("rate", "按比例"), ("none", "还没查到")]
TIERS = [("yes", "年纪大的多拿"), ("no", "不分年龄")]
CHECKED = [
    ("document", "依据原文或文件条款"),
    ("secondary", "二手资料"),
    ("article", "网上资料"),
]
_CONFIDENCE = {
    "document": set(Source.DOCUMENTS),
    "secondary": {Source.Confidence.SECONDARY},
    "article": {Source.Confidence.SEED},
}


class RegionFilter(django_filters.FilterSet):
    """Filters over the places with a page; those on rules ask the resolver."""

    q = django_filters.CharFilter(
        label="地方名",
        method="by_name",
        max_length=100,
        error_messages={"max_length": "写得太长了，请只写地方名。"},
    )
    province = django_filters.ModelChoiceFilter(
        label="省份",
        queryset=Region.objects.filter(level=Region.Level.PROVINCE, has_page=True).with_lineage(),
        to_field_name="slug",
        empty_label="全部省份",
        method="by_province",
        error_messages={"invalid_choice": "没有这个省份，请从单子里选。"},
    )
    rule = django_filters.ChoiceFilter(
        label="打钱方式",
        choices=RULES,
        empty_label="都看",
        method="by_rule",
        error_messages=NOT_LISTED,
    )
    tiers = django_filters.ChoiceFilter(
        label="年龄区别",
        choices=TIERS,
        empty_label="都看",
        method="by_tiers",
        error_messages=NOT_LISTED,
    )
    checked = django_filters.ChoiceFilter(
        label="核对情况",
        choices=CHECKED,
        empty_label="都看",
        method="by_checked",
        error_messages=NOT_LISTED,
    )
    local = django_filters.ChoiceFilter(
        label="有本地查询渠道",
        choices=[("yes", "有本地查询渠道")],
        method="by_channels",
        error_messages=NOT_LISTED,
    )

    def __init__(self, *args, today: datetime.date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    class Meta:
        model = Region
        fields = ["q", "province", "rule", "tiers", "checked", "local"]

    def by_name(self, queryset, name, value):
        return queryset.matching(value)

    def by_province(self, queryset, name, province):
        return queryset.within(province.path)

    def by_rule(self, queryset, name, value):
        return self._where(queryset, lambda view: (view.kind if view else "none") == value)

    def by_tiers(self, queryset, name, value):
        wanted = value == "yes"
        return self._where(
            queryset, lambda view: view is not None and view.rule.tells_ages_apart is wanted
        )

    def by_checked(self, queryset, name, value):
        return self._where(
            queryset,
            lambda view: view is not None and view.policy.source.confidence in _CONFIDENCE[value],
        )

    def by_channels(self, queryset, name, value):
        return queryset.filter(pk__in=LookupChannel.objects.published().values("region"))

    def _where(self, queryset, wanted):
        """Keep the places whose rule, or None, satisfies ``wanted``."""
        return queryset.filter(pk__in=[pk for pk, view in self._rules.items() if wanted(view)])

    @property
    def _rules(self) -> dict[int, RuleView | None]:
        if not hasattr(self, "_rules_found"):
            places = Region.objects.pages().with_lineage()
            self._rules_found = rules_of(places, self.today, self.today)
        return self._rules_found
