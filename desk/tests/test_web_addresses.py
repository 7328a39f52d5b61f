"""Addresses that lead to no web page, put in past all forms, are printed by no page."""

import re

import pytest
from django.apps import apps
from django.db import connection, models
from django.urls import reverse

from faq.markdown import to_html
from pages.template_tags import source_title
from regions.models import LinkCheck, LookupChannel, Source
from regions.models.web_address import WebAddressField, web_address
from regions.tests.make import make_channel, make_claim, make_policy, make_source
from watch.models import Finding, WatchedPage

from .watch_rows import NOW, make_finding, make_page

BAD = "javascript:alert(document.domain)"
HOSTILE = [
    BAD,
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//example.org/",
    "https:example.org",
    "https://",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_only_addresses_of_the_web_pass(text):
    assert web_address(text) == ""


@pytest.mark.parametrize(
    "text", ["https://example.org/a?b=c#d", "http://例子.cn/", "HTTPS://EXAMPLE.org"]
)
def test_addresses_of_the_web_pass_as_they_are(text):
    assert web_address(text) == text


def test_every_column_of_addresses_has_the_gate():
    ours = {"regions", "watch", "faq", "calculator", "desk", "operation"}
    open_ones = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ours
        for field in model._meta.concrete_fields
        if isinstance(field, models.URLField) and not isinstance(field, WebAddressField)
    ]

    assert open_ones == []


@pytest.fixture
def poisoned(lanzhou):
    """A place whose addresses of all kinds were overwritten in the database."""
    source = make_source(url="https://www.gov.cn/a")
    make_policy(lanzhou, source=source)
    make_claim(lanzhou, source=source)
    make_channel(lanzhou, url="https://www.gov.cn/b")
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, WebAddressField):
                with connection.cursor() as cursor:
                    cursor.execute(
                        f"UPDATE {model._meta.db_table} SET {field.column} = %s",  # noqa: S608
                        [BAD],
                    )
    return source


PAGES = [
    "/regions/gansu/lanzhou/",
    "/regions/gansu/lanzhou/sheet/",
    "/about/sources/",
    "/coverage/",
    "/coverage/watch/",
    "/changes/",
    "/balance/website/?region=gansu/lanzhou",
    "/search/?q=余额",
]


@pytest.mark.usefixtures("poisoned")
@pytest.mark.parametrize("path", PAGES)
def test_no_readers_page_prints_such_an_address(client, path):
    response = client.get(path)

    assert response.status_code == 200
    assert "javascript:" not in response.text


def test_no_editors_page_prints_such_an_address(admin_client, poisoned):
    channel = LookupChannel.objects.get()
    pages = [
        reverse("admin:regions_source_change", args=[poisoned.pk]),
        reverse("admin:regions_source_changelist"),
        reverse("admin:regions_lookupchannel_change", args=[channel.pk]),
        reverse("admin:regions_lookupchannel_changelist"),
        reverse("admin:watch_watchedpage_changelist"),
        reverse("admin:index"),
    ]
    answers = [admin_client.get(page) for page in pages]

    assert [answer.status_code for answer in answers] == [200] * len(pages)
    assert [a.wsgi_request.path for a in answers if "javascript:" in a.text.lower()] == []


def test_addresses_in_columns_of_other_kinds_are_shown_as_words(admin_client, lanzhou):
    """Where a check ended and what a list linked to are facts: shown, but never as links."""
    LinkCheck.objects.create(
        url="https://www.gov.cn/",
        outcome=LinkCheck.Outcome.BROKEN,
        reason="打不开。",
        final_url=BAD,
        checked_at=NOW,
    )
    page = make_page(lanzhou, kind=WatchedPage.Kind.LIST)
    details = {"address": BAD, "title": "通知"}
    finding = make_finding(page, kind=Finding.Kind.NEW, details=details)
    checks = admin_client.get(reverse("admin:regions_linkcheck_changelist"))
    told = admin_client.get(reverse("admin:watch_finding_change", args=[finding.pk]))
    read = reverse("admin:regions_refundpolicy_read", args=[lanzhou.pk])
    entry = admin_client.get(read, {"finding": finding.pk})

    for answer in (checks, told, entry):
        assert answer.status_code == 200
        assert BAD in answer.text
        assert not re.search(r"""(?:href|src|action)=["']?\s*javascript:""", answer.text)


def test_nothing_reads_it_another_way(poisoned):
    found = Source.objects.get(pk=poisoned.pk)
    assert found.url == ""
    assert set(Source.objects.values_list("url", flat=True)) == {""}
    assert "href" not in source_title(found)
    assert Source.history.first().url == ""
    assert {LinkCheck, WatchedPage} <= set(apps.get_models())


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_makes_no_link_of_such_an_address(text):
    rendered = to_html(f"[看这里](<{text}>)").lower()

    assert not re.search(r'href="\s*(?:javascript|data|vbscript|file):', rendered)
