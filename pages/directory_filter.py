"""The directory's filters: what applies here, by province, rule, tiers, channels, checks."""

import datetime
from collections.abc import Callable

import django_filters

from calculator.rules import RuleView
from calculator.situation import rules_of_all
from calculator.standing import Standing, next_rules, standing_of
from regions.models import LookupChannel, Region, Source
from regions.place_facts import all_places
from regions.place_search import matching

NOT_LISTED = {"invalid_choice": "单子里没有这一项，请重新选。"}
RULES = [
    ("amount", "固定的钱（定额）"),
    ("rate", "按比例"),
    ("coming", "以后才执行"),
    ("none", "还没查到"),
]
TIERS = [("yes", "分年龄"), ("no", "不分年龄")]
CHECKED = [
    ("document", "依据原文或文件条款"),
    ("secondary", "二手资料"),
    ("article", "网上资料"),
]
_CHECKED: dict[str, str] = {
    **dict.fromkeys(Source.DOCUMENTS, "document"),
    Source.Confidence.SECONDARY: "secondary",
    Source.Confidence.SEED: "article",
}


#: What a reader may ask for that the rule of a place is: no column of a place says so.
_OF_RULE: dict[str, Callable[[RuleView], str]] = {
    "rule": lambda view: view.kind,
    "tiers": lambda view: "yes" if view.rule.tells_ages_apart else "no",
    "checked": lambda view: _CHECKED.get(view.policy.source.confidence, ""),
}


class RegionFilter(django_filters.FilterSet):
    """Filters over the places with a page; those on rules ask the resolver."""

    q = django_filters.CharFilter(
        label="地方名",
        method="by_name",
        max_length=100,
        error_messages={
            "max_length": "写得太长了，请只写地方名。",
            "null_characters_not_allowed": "请只写地方名。",
        },
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
        method="by_choice",
        error_messages=NOT_LISTED,
    )
    tiers = django_filters.ChoiceFilter(
        label="年龄区别",
        choices=TIERS,
        empty_label="都看",
        method="by_choice",
        error_messages=NOT_LISTED,
    )
    checked = django_filters.ChoiceFilter(
        label="核对情况",
        choices=CHECKED,
        empty_label="都看",
        method="by_choice",
        error_messages=NOT_LISTED,
    )
    local = django_filters.ChoiceFilter(
        label="有本地查询渠道",
        choices=[("yes", "有本地查询渠道")],
        method="with_channels",
        error_messages=NOT_LISTED,
    )

    def __init__(self, *args, today: datetime.date, **kwargs):
        self.today = today
        super().__init__(*args, queryset=Region.objects.pages().in_tree_order(), **kwargs)

    class Meta:
        model = Region
        fields = ["q", "province", "rule", "tiers", "checked", "local"]

    def by_name(self, places, name, value):
        return places.filter(pk__in=matching(value))

    def by_province(self, places, name, province):
        return places.within(province.path)

    def by_choice(self, places, name, value):
        said = _OF_RULE[name]
        rules, coming = rules_of_all(self.today), next_rules(self.today)
        found = []
        for place in all_places():
            view = rules[place.pk]
            standing = standing_of(place, view, coming.get(place.pk))
            none = "coming" if standing is Standing.COMING else "none"
            if (said(view) if view else none) == value:
                found.append(place.pk)
        return places.filter(pk__in=found)

    def with_channels(self, places, name, value):
        return places.filter(pk__in=LookupChannel.objects.published().values("region"))
