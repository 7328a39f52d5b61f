"""Days and years at the ends of the calendar: editors cannot type them, and no page falls over one.

They get into a database without its forms: by a fixture, an import, a hand.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django import forms
from django.contrib import admin
from django.urls import reverse

from desk.admin.policy_entry.forms import document_form, rule_form
from desk.admin.succession import MergeForm
from faq.models import Question
from faq.tests.make import make_question
from regions.models import CorrectionReport, RefundPolicy, Region, Source, Statistic
from regions.models.publication import Publishable
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)
from yibao_site.tests.browser.pages import PAGES

pytestmark = pytest.mark.django_db

ENDS = [datetime.date.min, datetime.date.max]
SAYS_WHY = re.compile("年份|日子还没到|还没到那一天")
CASE = "insurance=employee&status=retired&birth=1906-12"
#: Beside a page of every kind, which names places that are made here.
PUBLIC = [
    "/regions/gansu/lanzhou/",
    f"/regions/gansu/lanzhou/?{CASE}&on=2000-01-01",
    f"/regions/gansu/lanzhou/sheet/?{CASE}&on=2036-01-01",
    "/regions/gansu/wuwei/",
    f"/calculator/compare/?region=gansu/lanzhou&region=gansu&{CASE}",
    f"/calculator/?region=gansu/lanzhou&{CASE[:-7]}0001-01&on=9999-12-31",
    f"/calculator/?region=gansu/lanzhou&{CASE[:-7]}9999-12&on=0001-01-01",
    "/faq/lapse/",
    "/sitemap.xml",
    "/sitemap-pages.xml",
    "/sitemap-regions.xml",
    "/sitemap-faq.xml",
]


@pytest.fixture(params=ENDS, ids=["first", "last"])
def extreme(request, gansu, lanzhou):
    """A place all of whose facts carry a day at one end of the calendar."""
    day, year = request.param, 1990 if request.param == datetime.date.min else 2100
    source = make_source(published_on=day, checked_on=day)
    days = {"effective_from": day, "ended_on": day, "stated_until": day}
    make_policy(gansu, tiers=[(0, 129, "75"), (130, None, "90")], effective_from=day, source=source)
    make_policy(lanzhou, rates=[(0, None, "2")], base_year=year, source=source, **days)
    make_policy(lanzhou, status="draft", source=source, **days)
    make_region(slug="wuwei", name="武威市", parent=gansu, successor=lanzhou, ended_on=day)
    make_channel(lanzhou, checked_on=day, source=source)
    make_claim(lanzhou, source=source)
    make_estimate(lanzhou, source=source)
    make_statistic(lanzhou, year=year, source=source)
    make_question(reviewed_on=day).rule_regions.add(lanzhou)
    CorrectionReport.objects.create(region=lanzhou, month_seen=day)
    return day


@pytest.mark.usefixtures("extreme")
def test_no_page_falls_over_the_end_of_the_calendar(client):
    answers = {address: client.get(address).status_code for address in [*PAGES.values(), *PUBLIC]}

    assert set(answers.values()) <= {200, 301, 302, 404}, answers
    assert all(answers[address] == 200 for address in PUBLIC if "wuwei" not in address), answers


@pytest.mark.usefixtures("extreme")
def test_no_page_of_the_desk_falls_over_the_end_of_the_calendar(admin_client):
    for model in (RefundPolicy, Source, Region, Question, *Publishable.__subclasses__()):
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        for row in model._default_manager.all():
            assert admin_client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
            assert admin_client.get(reverse(f"{name}_history", args=[row.pk])).status_code == 200
        assert admin_client.get(reverse(f"{name}_changelist")).status_code == 200
    assert admin_client.get(reverse("admin:index")).status_code == 200
    place = Region.objects.get(slug="lanzhou")
    for page in ("preview", "succession"):
        address = reverse(f"admin:regions_region_{page}", args=[place.pk])
        assert admin_client.get(address, {"on": "9999-12-31"}).status_code == 200
    record = reverse("admin:regions_refundpolicy_record", args=[place.pk])
    assert admin_client.get(record).status_code == 200


def forms_of_editors(request, place: Region) -> dict[str, Callable[..., forms.ModelForm]]:
    """What makes each form in which staff type facts of what they typed."""
    of_policies = admin.site.get_model_admin(RefundPolicy)
    rule = {"region": place, "rules": [], "stands": None, "is_first": True}
    made: dict[str, Callable[..., forms.ModelForm]] = {
        model._meta.label_lower: model_admin.get_form(request)
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label in ("regions", "faq") and model_admin.has_add_permission(request)
    }
    return made | {
        "merge": MergeForm,
        "record": partial(rule_form, request, of_policies, **rule),
        "document": partial(document_form, request, of_policies),
    }


def test_no_form_takes_a_day_or_a_year_that_nobody_means(rf, admin_user, lanzhou):
    request = rf.get("/")
    request.user = admin_user
    asked, taken = set(), []

    for name, make in forms_of_editors(request, lanzhou).items():
        for field, typed in ends_for(make(data=None)):
            form = make(data={field: typed})
            asked.add(f"{name}.{field}")
            faults = [*form.errors.get(field, []), *form.non_field_errors()]
            if not SAYS_WHY.search(" ".join(faults)):
                taken.append((name, field, typed))

    assert taken == []
    assert {"merge.ended_on", "regions.statistic.year"} <= asked
    assert {"record.effective_from", "document.published_on"} <= asked


@pytest.mark.parametrize(("year", "taken"), [(2026, True), (2027, False)])
def test_an_average_pension_is_of_a_year_that_has_come(rf, admin_user, time_machine, year, taken):
    time_machine.move_to("2026-12-31T15:00:00Z")
    request = rf.get("/")
    request.user = admin_user

    form = admin.site.get_model_admin(Statistic).get_form(request)({"year": year})

    assert ("year" not in form.errors) is taken


def ends_for(form: forms.ModelForm) -> Iterator[tuple[str, str]]:
    """Each field for a day or a year, with days and years at both ends of the calendar."""
    for name, field in form.fields.items():
        if isinstance(field, forms.DateField):
            yield from ((name, day.isoformat()) for day in ENDS)
        elif name.endswith("year"):
            yield from ((name, year) for year in ("1", "9999"))
