"""The preview: a place's page as of a day with all drafts, and nothing of it stays."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import publishing
from faq.models import Question
from faq.tests.make import make_question
from regions.models import Claim, LookupChannel, Publication, RefundPolicy, Statistic
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_policy,
    make_region,
    make_statistic,
)
from text.formats import day
from text.tests.plain import plain

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW = Publication.DRAFT, Publication.IN_REVIEW


@pytest.fixture
def editor():
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    client = Client()
    client.force_login(user)
    return client


def preview_of(region, on=None):
    address = reverse("admin:regions_region_preview", args=[region.pk])
    return f"{address}?on={on}" if on else address


def coming():
    return timezone.localdate() + datetime.timedelta(days=40)


def test_a_coming_draft_is_announced_before_its_day(editor, gansu):
    make_policy(gansu, tiers=[(0, None, "120.00")])
    make_policy(gansu, tiers=[(0, None, "130.00")], status=DRAFT, effective_from=coming())

    page = plain(editor.get(preview_of(gansu)).text)

    assert f"预览：{day(timezone.localdate())}的样子，含草稿，市民看不到" in page
    assert f"将于 {day(coming())}" in page


def test_on_its_day_it_is_the_figure_of_the_page(editor, gansu):
    make_policy(gansu, tiers=[(0, None, "120.00")])
    make_policy(gansu, tiers=[(0, None, "130.00")], status=DRAFT, effective_from=coming())

    page = plain(editor.get(preview_of(gansu, coming())).text)

    assert f"预览：{day(coming())}的样子" in page
    assert f"将于 {day(coming())}" not in page
    assert "<b>130</b>" in page


def test_a_draft_of_the_province_shows_on_the_page_of_its_city(editor, gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "130.00")], status=IN_REVIEW)

    page = editor.get(preview_of(lanzhou)).text

    assert "<b>130</b>" in page
    assert "划入标准：甘肃省 开始日期不详</a>（待审核）" in page


def test_every_kind_of_draft_shows(editor, gansu):
    make_policy(gansu, rates=[(0, None, "3.00")], base_year=2022, status=DRAFT)
    make_statistic(gansu, average_pension=Decimal("3876.00"), status=DRAFT)
    make_channel(gansu, name="甘肃草稿热线", status=DRAFT)
    make_claim(gansu, statement="草稿里的另一种说法。", status=DRAFT)
    make_question(question="草稿里的问题？", status=DRAFT).regions.add(gansu)

    page = plain(editor.get(preview_of(gansu)).text)

    assert "3,876 元" in page
    assert "甘肃草稿热线" in page
    assert "草稿里的另一种说法。" in page
    assert "草稿里的问题？</a>" in page


def test_so_does_a_draft_estimate_where_no_rule_is_known(editor, gansu):
    make_estimate(gansu.parent, high_percent=Decimal("3.20"), status=DRAFT)

    page = editor.get(preview_of(gansu)).text

    assert "3.2%" in page


def test_a_draft_copy_stands_in_the_place_of_its_row(editor, gansu):
    claim = make_claim(gansu, statement="原来的说法。")
    copy = publishing.copy_of(claim)
    copy.statement = "改过的说法。"
    copy.save()

    page = editor.get(preview_of(gansu)).text

    assert "改过的说法。" in page
    assert "原来的说法。" not in page


def test_a_copy_that_moves_elsewhere_is_gone_from_its_old_page(editor, gansu, lanzhou):
    claim = make_claim(lanzhou, statement="放错了地方的说法。")
    copy = publishing.copy_of(claim)
    copy.region = make_region(slug="wuwei", name="武威市", short_name="武威", parent=gansu)
    copy.save()

    public = Client().get(lanzhou.get_absolute_url()).text
    page = editor.get(preview_of(lanzhou)).text

    assert "放错了地方的说法。</p>" in public
    assert "放错了地方的说法。</p>" not in page


def test_what_excludes_what_is_left_out_and_named(editor, gansu):
    make_policy(gansu, tiers=[(0, None, "120.00")])
    make_policy(gansu, tiers=[(0, None, "130.00")], status=DRAFT)

    page = editor.get(preview_of(gansu)).text

    assert "没有放进来" in page
    assert "<b>120</b>" in page


def test_of_two_that_exclude_each_other_the_one_in_review_shows(editor, gansu):
    make_policy(gansu, tiers=[(0, None, "120.00")], status=DRAFT)
    make_policy(gansu, tiers=[(0, None, "130.00")], status=IN_REVIEW)

    page = editor.get(preview_of(gansu)).text

    assert "<b>130</b>" in page


def test_a_draft_without_tiers_breaks_nothing(editor, gansu):
    make_policy(gansu, tiers=[], status=DRAFT)

    assert editor.get(preview_of(gansu)).status_code == 200


def test_nothing_of_the_preview_stays(editor, gansu):
    old = make_policy(gansu)
    publishing.copy_of(old)
    make_claim(gansu, status=IN_REVIEW)
    make_channel(gansu, status=DRAFT)
    make_statistic(gansu, status=DRAFT)
    make_question(status=DRAFT).regions.add(gansu)
    models = [RefundPolicy, Claim, LookupChannel, Statistic, Question]
    told = [model.objects for model in models] + [model.history for model in models]
    before = [list(rows.order_by("pk").values()) for rows in told]

    editor.get(preview_of(gansu))

    assert [list(rows.order_by("pk").values()) for rows in told] == before


def test_the_public_page_knows_nothing_of_it(editor, gansu):
    make_policy(gansu, tiers=[(0, None, "130.00")], status=DRAFT)
    before = Client().get(gansu.get_absolute_url()).content

    editor.get(preview_of(gansu))

    assert Client().get(gansu.get_absolute_url()).content == before


def test_a_place_without_drafts_says_so(editor, gansu):
    assert "没有草稿，和公开的页面一样" in editor.get(preview_of(gansu)).text


@pytest.mark.parametrize("typed", ["明天", "2026-02-30", "1999-12-31", "2999-01-01", "<b>"])
def test_a_day_that_is_none_is_explained_and_kept(editor, gansu, typed):
    response = editor.get(preview_of(gansu), {"on": typed})

    assert response.status_code == 200
    assert "日期请写成" in response.text
    assert 'aria-invalid="true"' in response.text
    assert f'value="{typed.replace("<b>", "&lt;b&gt;")}"' in response.text


def test_it_is_neither_stored_nor_indexed(editor, gansu):
    response = editor.get(preview_of(gansu))

    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex' in response.text


def test_who_may_not_see_policies_sees_no_preview(gansu):
    user = User.objects.create_user("clerk", is_staff=True)
    client = Client()
    client.force_login(user)

    assert client.get(preview_of(gansu)).status_code == 403
    assert Client().get(preview_of(gansu)).status_code == 302


def test_a_place_without_a_page_has_no_preview(editor, lanzhou):
    county = make_region(slug="yuzhong", parent=lanzhou, has_page=False)

    assert editor.get(preview_of(county)).status_code == 404
