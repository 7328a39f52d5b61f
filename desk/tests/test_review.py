"""Approving: the page shows what changes, and publishes only what was looked at."""

import datetime
import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import publishing
from desk.plausibility import doubts
from faq.tests.make import make_question
from regions.models import Publication, RefundPolicy, Source
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_example,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

IN_REVIEW, PUBLISHED = Publication.IN_REVIEW, Publication.PUBLISHED


@pytest.fixture
def reviewer():
    user = User.objects.create_user("reviewer", is_staff=True)
    user.groups.add(Group.objects.get(name="审核"))
    client = Client()
    client.force_login(user)
    return client


def draft(region, amount="130.00", **fields):
    fields.setdefault("status", IN_REVIEW)
    policy = make_policy(region, tiers=[(0, None, amount)], **fields)
    make_example(policy, amount=Decimal(amount))
    return RefundPolicy.objects.get(pk=policy.pk)


def review_of(row, model="refundpolicy"):
    return reverse(f"admin:regions_{model}_review", args=[row.pk])


def seen(row):
    return publishing.seen(row)


def without_blanks(page: str) -> str:
    """The page with nothing between its tags."""
    return re.sub(r">\s+<", "><", page)


def test_the_page_shows_difference_examples_effect_and_pages(reviewer, gansu):
    old = make_policy(gansu, tiers=[(0, None, "120.00")])
    make_example(old, amount=Decimal("120.00"))
    copy = publishing.copy_of(old)
    copy.tiers.update(amount=Decimal("130.00"))
    copy.examples.update(amount=Decimal("130.00"))
    publishing.submit(copy)

    page = without_blanks(reviewer.get(review_of(copy)).text)

    assert "<td>每月 120 元</td><td><b>每月 130 元</b>（改了）</td>" in page
    assert "65岁：每月 120 元</td><td>65岁：每月 130 元" in page
    assert "<td>120 元</td><td>130 元</td>" in page
    assert "每月 120 元 → 每月 130 元" in page
    assert "一样</td>" in page


def test_a_rule_of_a_coming_day_is_called_so(reviewer, gansu):
    page = reviewer.get(review_of(draft(gansu, effective_from=datetime.date(2099, 1, 1)))).text

    assert "发布以后将于2099年1月1日起生效" in page


def test_who_wrote_it_goes_by_one_name_on_every_page(admin_client, gansu):
    row = draft(gansu)
    row.history.update(
        history_user=User.objects.create_user("lan", last_name="张", first_name="兰")
    )
    name = row.history.first().history_user.get_full_name()
    pages = [review_of(row), reverse("admin:regions_refundpolicy_change", args=[row.pk]), "/admin/"]

    told = [f"，{name}起草" in admin_client.get(page).text for page in pages]

    assert told == [True, True, True]


@pytest.mark.parametrize("status", [PUBLISHED, Publication.WITHDRAWN])
def test_every_page_says_whether_publishing_brings_something_back(reviewer, gansu, status):
    copy = publishing.copy_of(make_policy(gansu, status=status))
    form = reverse("admin:regions_refundpolicy_change", args=[copy.pk])
    many = {"action": "publish_rows", "_selected_action": copy.pk}

    pages = [
        reviewer.get(form),
        reviewer.get(review_of(copy)),
        reviewer.post(reverse("admin:regions_refundpolicy_changelist"), many),
    ]

    told = ["原来那一条已经撤下" in page.text for page in pages]
    assert told == [status == Publication.WITHDRAWN] * 3


def test_what_keeps_it_from_publication_is_told(reviewer, gansu):
    policy = make_policy(gansu, status=IN_REVIEW)
    make_example(policy, amount=Decimal("80.00"))

    page = reviewer.get(review_of(policy)).text
    answer = reviewer.post(review_of(policy), {"seen": seen(policy), "step": "publish"}).text

    assert "还不能发布" in page
    assert "不一样</b>" in page
    assert 'value="publish"' not in page
    assert "计算器算出来是 75 元" in answer
    assert RefundPolicy.objects.get().status == IN_REVIEW


def test_publishing_after_comparing_marks_the_source(reviewer, gansu):
    policy = draft(gansu, source=make_source(full_text="第六条 每月130元。"))
    form = {"seen": seen(policy), "step": "publish", "confirmed": "1"}

    answer = reviewer.post(review_of(policy), form, follow=True).text

    assert "发布了" in answer
    assert RefundPolicy.objects.get().status == PUBLISHED
    source = Source.objects.get()
    assert source.confidence == Source.Confidence.ORIGINAL
    assert source.checked_on == timezone.localdate()


def test_without_comparing_the_source_stays_as_it_is(reviewer, gansu):
    policy = draft(gansu, source=make_source(full_text="第六条 每月130元。"))

    reviewer.post(review_of(policy), {"seen": seen(policy), "step": "publish"})

    assert RefundPolicy.objects.get().status == PUBLISHED
    assert Source.objects.get().confidence == Source.Confidence.SECONDARY


def test_what_changed_since_it_was_looked_at_is_not_published(reviewer, gansu):
    policy = draft(gansu)
    before = seen(policy)
    policy.save()

    answer = reviewer.post(review_of(policy), {"seen": before, "step": "publish"}).text

    assert "又改过" in answer
    assert RefundPolicy.objects.get().status == IN_REVIEW


def test_nor_is_a_copy_whose_row_moved_on(reviewer, gansu):
    claim = make_claim(gansu)
    copy = publishing.copy_of(claim)
    publishing.submit(copy)
    copy.refresh_from_db()
    before = seen(copy)
    claim.save()

    answer = reviewer.post(review_of(copy, "claim"), {"seen": before, "step": "publish"}).text

    assert "又改过" in answer


def test_what_was_typed_stays_where_a_step_is_refused(reviewer, gansu):
    policy = draft(gansu)
    form = {"seen": "0-0", "step": "send_back", "reason": "日期不对"}

    answer = reviewer.post(review_of(policy), form).text

    assert "又改过" in answer
    assert 'value="日期不对"' in answer


def test_nobody_is_offered_to_publish_their_own(gansu):
    author = User.objects.create_user("author", is_staff=True)
    author.groups.add(Group.objects.get(name="审核"))
    client = Client()
    client.force_login(author)
    policy = draft(gansu)
    record = policy.history.latest()
    record.history_user = author
    record.save()

    page = client.get(review_of(policy)).text
    answer = client.post(review_of(policy), {"seen": seen(policy), "step": "publish"}).text

    assert "您自己写过、改过" in page
    assert 'value="publish"' not in page
    assert "您自己写过、改过" in answer
    assert RefundPolicy.objects.get().status == IN_REVIEW


def test_comparing_needs_something_to_compare_with(reviewer, gansu):
    policy = draft(gansu, source=make_source(full_text=""))
    form = {"seen": seen(policy), "step": "publish", "confirmed": "1"}

    page = reviewer.get(review_of(policy)).text
    answer = reviewer.post(review_of(policy), form).text

    assert 'name="confirmed"' not in page
    assert "还缺：网址、扫描件、正文里的一样" in answer
    assert RefundPolicy.objects.get().status == IN_REVIEW


def test_other_figures_of_the_same_document_are_named(reviewer, gansu, lanzhou):
    document = make_source(full_text="第六条 每月130元。")
    make_policy(lanzhou, source=document)
    make_claim(lanzhou, source=document, statement="兰州也是130元。")
    make_claim(lanzhou, source=document, statement="草稿不算。", status=Publication.DRAFT)

    page = reviewer.get(review_of(draft(gansu, source=document))).text

    assert "这 2 条也会变成“依据原文”" in page
    assert "划入标准“甘肃省兰州市 开始日期不详”" in page
    assert "资料里的说法“甘肃省兰州市：兰州也是130元。”" in page
    assert "草稿不算" not in page


def test_a_claim_is_compared_with_its_document_too(reviewer, gansu):
    document = make_source(full_text="第六条 每月130元。")
    claim = make_claim(gansu, source=document, status=IN_REVIEW)
    address = reverse("admin:regions_claim_review", args=[claim.pk])

    page = reviewer.get(address).text
    reviewer.post(address, {"seen": publishing.seen(claim), "step": "publish", "confirmed": "1"})

    assert "第六条 每月130元。" in page
    document.refresh_from_db()
    assert document.confidence == "original"


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_public_already_has_nothing_to_approve(reviewer, gansu, method):
    policy = draft(gansu, status=PUBLISHED)

    answer = getattr(reviewer, method)(review_of(policy), {"step": "publish"}, follow=True).text

    assert "没有要审核的" in answer


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_draft_that_is_gone_leads_back_to_the_list(reviewer, gansu, method):
    policy = draft(gansu)
    address = review_of(policy)
    policy.delete()

    answer = getattr(reviewer, method)(address, {"step": "publish"}, follow=True).text

    assert "已经不在了" in answer


def test_only_the_first_of_many_pages_are_listed(reviewer, gansu):
    for number in range(21):
        make_region(slug=f"city{number}", parent=gansu)

    page = reviewer.get(review_of(draft(gansu))).text

    assert "一共 22 个，先列 20 个" in page
    assert page.count("没有标准 → 每月 130 元") == 20


def test_scans_of_the_document_are_listed(reviewer, gansu):
    document = make_source()
    document.scans.create(name="第3页.png", content_type="image/png", content=b"")

    page = reviewer.get(review_of(draft(gansu, source=document))).text

    assert "第3页.png" in page


def test_the_preview_is_linked_for_today_and_for_the_day_it_starts(reviewer, gansu):
    start = timezone.localdate() + datetime.timedelta(days=30)

    page = reviewer.get(review_of(draft(gansu, effective_from=start))).text

    preview = reverse("admin:regions_region_preview", args=[gansu.pk])
    assert f'"{preview}"' in page
    assert f'"{preview}?on={start.isoformat()}"' in page


def test_sending_back_says_why(reviewer, gansu):
    policy = draft(gansu)

    reviewer.post(
        review_of(policy), {"seen": seen(policy), "step": "send_back", "reason": "日期不对"}
    )

    policy.refresh_from_db()
    assert policy.status == Publication.DRAFT
    assert policy.history.first().history_change_reason == "退回修改：日期不对"


def test_an_editor_looks_but_does_not_approve(gansu):
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    client = Client()
    client.force_login(user)
    policy = draft(gansu)

    page = client.get(review_of(policy)).text
    answer = client.post(review_of(policy), {"seen": seen(policy), "step": "publish"})

    assert 'value="publish"' not in page
    assert answer.status_code == 403
    assert RefundPolicy.objects.get().status == IN_REVIEW


@pytest.mark.parametrize(
    ("make", "model"),
    [
        (make_channel, "lookupchannel"),
        (make_claim, "claim"),
        (make_estimate, "estimate"),
        (make_statistic, "statistic"),
    ],
)
def test_every_kind_of_fact_has_the_page(reviewer, gansu, make, model):
    row = make(gansu, status=IN_REVIEW)

    page = reviewer.get(review_of(row, model)).text
    reviewer.post(review_of(row, model), {"seen": seen(row), "step": "publish"})

    row.refresh_from_db()
    assert "这是新的一条" in page
    assert row.status == PUBLISHED


def test_a_question_is_approved_like_any_fact():
    user = User.objects.create_superuser("chief")
    client = Client()
    client.force_login(user)
    question = make_question(status=IN_REVIEW)
    address = reverse("admin:faq_question_review", args=[question.pk])

    page = client.get(address).text
    client.post(address, {"seen": seen(question), "step": "publish"})

    question.refresh_from_db()
    assert question.question in page
    assert question.status == PUBLISHED


def test_markup_in_a_draft_stays_text(reviewer, gansu):
    row = make_claim(gansu, status=IN_REVIEW, statement="<script>alert(1)</script>")

    page = reviewer.get(review_of(row, "claim")).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_giving_back_needs_a_reason_and_enter_in_it_never_publishes(reviewer, gansu):
    policy = draft(gansu)

    silent = reviewer.post(review_of(policy), {"seen": seen(policy), "step": "send_back"}).text
    unnamed = reviewer.post(review_of(policy), {"seen": seen(policy), "reason": "不对"}).text

    assert "请写一句为什么退回" in silent
    assert "请按“发布”或“退回修改”" in unnamed
    assert RefundPolicy.objects.get().status == IN_REVIEW


def test_a_clause_without_the_figure_is_doubted(reviewer, gansu):
    page = reviewer.get(review_of(draft(gansu, wording="每人每月划入120元。"))).text

    assert "原话里没有 130" in page


def test_the_scans_of_the_document_can_be_opened(reviewer, gansu):
    policy = draft(gansu)
    scan = policy.source.scans.create(
        name="第1页.png", content_type="image/png", content=b"\x89PNG"
    )

    page = " ".join(reviewer.get(review_of(policy)).text.split())

    address = reverse("admin:regions_sourcescan_file", args=[scan.pk])
    assert f'href="{address}" target="_blank" rel="noopener">第1页.png</a>' in page


# --- What follows from other facts ------------------------------------------------------------


def test_an_average_pension_shows_amounts_and_pages_before_it_is_approved(reviewer, gansu):
    make_policy(gansu, rates=[(0, None, "3.00")], base_year=2022)
    copy = publishing.copy_of(make_statistic(gansu, year=2022, average_pension=Decimal("4000")))
    copy.average_pension = Decimal("400")
    copy.save()
    publishing.submit(copy)

    page = without_blanks(reviewer.get(review_of(copy, "statistic")).text)

    assert '<th scope="row">60岁</th><td>120 元</td><td>12 元</td>' in page
    assert "甘肃省</a>：每月 120 元 → 每月 12 元" in page


def test_percentages_name_the_average_pension_they_are_taken_of(reviewer, gansu):
    policy = make_policy(gansu, rates=[(0, None, "3.00")], status=IN_REVIEW)
    make_example(policy, average_pension=Decimal("4000"), amount=Decimal("120.00"))

    page = without_blanks(reviewer.get(review_of(policy)).text)

    assert "每月到账（比例按平均养老金 4,000 元 算，用的是算例里假设的数）</caption>" in page
    assert '<th scope="row">60岁</th><td>没有数</td><td>120 元</td>' in page


def test_an_amount_names_no_average_pension(reviewer, gansu):
    assert "每月到账</caption>" in reviewer.get(review_of(draft(gansu))).text


def test_an_average_pension_that_nothing_rests_on_says_so(reviewer, gansu):
    page = reviewer.get(review_of(make_statistic(gansu, status=IN_REVIEW), "statistic")).text

    assert "没有页面的数字会变。" in page
    assert "岁数" not in page


def test_questions_that_print_the_rule_are_named(reviewer, gansu):
    question = make_question()
    question.rule_regions.add(gansu)

    page = reviewer.get(review_of(draft(gansu))).text

    assert "这些常见问题里的数字跟着变：" in page
    assert f'<a href="{question.get_absolute_url()}">{question}</a>' in page


# --- What is allowed but rarely right ------------------------------------------------------------


def doubts_of(policy, today=datetime.date(2026, 11, 25)):
    return list(doubts(RefundPolicy.objects.with_facts().get(pk=policy.pk), today))


def test_a_tier_without_a_worked_example_is_doubted(gansu):
    policy = make_policy(gansu, tiers=[(0, 69, "75"), (70, 79, "80"), (80, None, "90")])
    make_example(policy, age=65)

    assert doubts_of(policy) == ["“70岁到79岁”“80岁及以上”还没有算例，最好每一档写一个。"]

    make_example(policy, age=79, amount=Decimal("80"))
    make_example(policy, age=80, amount=Decimal("90"))
    assert doubts_of(policy) == []


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (datetime.date(2025, 12, 31), "比开始执行的 2026年1月1日 还早"),
        (datetime.date(2026, 1, 1), ""),
        (datetime.date(2021, 11, 24), "已经过去超过 5 年"),
    ],
)
def test_a_last_day_before_the_first_or_long_past_is_doubted(gansu, until, said):
    policy = make_policy(gansu, effective_from=datetime.date(2026, 1, 1), stated_until=until)

    found = "".join(doubts_of(policy))

    assert said in found
    assert bool(found) == bool(said)


@pytest.mark.parametrize(
    ("rate", "said"),
    [("0.02", "不到 1%"), ("0.99", "不到 1%"), ("1", ""), ("4", ""), ("4.01", "超过 4%")],
)
def test_a_percentage_that_lost_its_hundredths_is_doubted(gansu, rate, said):
    found = "".join(doubts_of(make_policy(gansu, rates=[(0, None, rate)])))

    assert said in found
    assert bool(found) == bool(said)


def test_a_last_day_less_than_five_years_past_is_plain(gansu):
    assert doubts_of(make_policy(gansu, stated_until=datetime.date(2021, 12, 1))) == []


@pytest.mark.parametrize(
    ("age", "doubted"), [(39, True), (40, False), (110, False), (111, True), (6, True)]
)
def test_a_worked_example_of_a_hardly_possible_age_is_doubted(gansu, age, doubted):
    policy = make_policy(gansu)
    make_example(policy, age=age)

    said = f"有个算例是 {age}岁的，请看看岁数是不是写错了。"
    assert doubts_of(policy) == ([said] if doubted else [])


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("notes", "不含<b>居民</b>", "“要说明的”的文字里有尖括号标签（<b>），页面上会原样显示。"),
        (
            "population",
            "<script>alert()</script>退休人员",
            "“适用人群”的文字里有尖括号标签（<script>），页面上会原样显示。",
        ),
        ("wording", "每月75元</p>", "“原话”的文字里有尖括号标签（</p>），页面上会原样显示。"),
        ("notes", "年龄<70 且 >60，依据<甘肃省通知>", None),
    ],
)
def test_tags_in_what_pages_print_are_doubted(gansu, field, text, said):
    assert doubts_of(make_policy(gansu, **{field: text})) == ([said] if said else [])
