"""录入标准: from a document to a draft on one page, all kept or nothing."""

import datetime
import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import publishing
from desk.version_token import VersionToken
from regions.models import Publication, RefundPolicy, Source, SourceScan
from regions.tests.make import make_example, make_policy, make_region, make_source

DRAFT, IN_REVIEW = Publication.DRAFT, Publication.IN_REVIEW
PDF = b"%PDF-1.7\n" + b"0" * 20
SEVENTY = {"tiers": [("0", "69", "70", ""), ("70", "", "75", "")], "examples": [("65", "", "70")]}


@pytest.fixture
def editor(db):
    user = User.objects.create_user("editor", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    client = Client()
    client.force_login(user)
    return client


def page_of(region):
    return reverse("admin:regions_refundpolicy_record", args=[region.pk])


def address_of(policy):
    return reverse("admin:regions_refundpolicy_change", args=[policy.pk])


def entry(tiers=(("0", "", "130", ""),), examples=(("65", "", "130"),), **fields):
    """What the browser posts: a new document, a new rule of one band."""
    form = {
        "title": "关于调整划入标准的通知",
        "document_number": "甘医保发〔2026〕1号",
        "publisher": "甘肃省医保局",
        "published_on": "2026-05-06",
        "published_precision": "day",
        "full_text": "第六条　退休人员每月划入130元。",
        "target": "new",
        "effective_from": "2027-01-01",
        "period": "month",
        "wording": "退休人员每月划入130元。",
        "tiers-TOTAL_FORMS": len(tiers),
        "tiers-INITIAL_FORMS": 0,
        "examples-TOTAL_FORMS": len(examples),
        "examples-INITIAL_FORMS": 0,
    }
    for i, values in enumerate(tiers):
        names = ["min_age", "max_age", "amount", "rate_percent"]
        form |= {f"tiers-{i}-{name}": v for name, v in zip(names, values, strict=True)}
    for i, values in enumerate(examples):
        names = ["age", "average_pension", "amount"]
        form |= {f"examples-{i}-{name}": v for name, v in zip(names, values, strict=True)}
    return form | fields


NO_DOCUMENT = dict.fromkeys(
    ["title", "document_number", "publisher", "published_on", "full_text"], ""
)


def scan(content=PDF):
    return SimpleUploadedFile("通知.pdf", content)


def nothing_saved():
    kept = RefundPolicy.objects.filter(status__in=[DRAFT, IN_REVIEW])
    return not (kept.exists() or Source.objects.filter(title__contains="通知").exists())


# --- What is kept ----------------------------------------------------------------------------


def test_a_new_document_and_its_figure_become_a_draft(editor, gansu):
    form = entry(**SEVENTY, scans=[scan()], quote="")

    answer = editor.post(page_of(gansu), form)

    policy = RefundPolicy.objects.get()
    source = policy.source
    assert answer.url == reverse("admin:regions_refundpolicy_change", args=[policy.pk])
    assert (policy.status, policy.region) == (DRAFT, gansu)
    assert policy.effective_from == datetime.date(2027, 1, 1)
    assert [tier.ages for tier in policy.tiers.all()] == ["不满70岁", "70岁及以上"]
    assert policy.examples.get().amount == Decimal("70.00")
    assert source.confidence == Source.Confidence.SECONDARY
    assert (source.document_number, source.checked_on) == ("甘医保发〔2026〕1号", None)
    assert source.quote == policy.wording == "退休人员每月划入130元。"
    assert bytes(source.scans.get().content) == PDF
    assert source.scans.get().added_by.username == "editor"
    assert publishing.names_of(policy.writers()) == "editor"


def test_a_complete_one_is_handed_in_at_once(editor, gansu):
    answer = editor.post(page_of(gansu), entry(_submit="1"), follow=True)

    policy = RefundPolicy.objects.get()
    assert policy.status == IN_REVIEW
    assert answer.request["PATH_INFO"] == reverse(
        "admin:regions_refundpolicy_review", args=[policy.pk]
    )
    assert "提交了，等审核员来看" in answer.text


def test_a_source_that_is_there_is_taken_and_a_scan_waits_in_its_draft_copy(editor, gansu):
    source = make_source(quote="原来的话。")

    form = entry(**NO_DOCUMENT, existing=source.pk, scans=[scan()])
    answer = editor.post(page_of(gansu), form, follow=True)

    assert RefundPolicy.objects.get().source == source
    assert Source.objects.originals().get().quote == "原来的话。"
    assert not source.scans.exists()
    assert SourceScan.objects.get().sources.get().replaces == source
    assert "加给来源的在它的修改稿里，还没有公开" in answer.text


def test_a_scan_goes_straight_to_a_source_that_is_a_draft(editor, gansu):
    source = make_source(status=DRAFT)

    editor.post(page_of(gansu), entry(**NO_DOCUMENT, existing=source.pk, scans=[scan()]))

    assert SourceScan.objects.get().sources.get() == source
    assert not Source.objects.filter(replaces=source).exists()


def test_nothing_is_added_to_a_source_that_waits_for_its_reviewer(editor, gansu):
    source = make_source(status=IN_REVIEW)

    form = entry(**NO_DOCUMENT, existing=source.pk, scans=[scan()])
    answer = editor.post(page_of(gansu), form)

    assert "正在等审核。先退回来" in answer.text
    assert not SourceScan.objects.exists()


def test_a_long_clause_is_no_quote_of_the_source(editor, gansu):
    editor.post(page_of(gansu), entry(wording="长" * 301))

    assert RefundPolicy.objects.get().wording == "长" * 301
    assert Source.objects.get().quote == ""


def test_tags_stay_text(editor, gansu):
    form = entry(title="<script>alert(1)</script>", notes="<b>粗</b>", effective_from="1997-01-01")

    refused = editor.post(page_of(gansu), form).text
    editor.post(page_of(gansu), form | {"effective_from": "2027-01-01"})

    assert "<script>alert" not in refused
    assert "&lt;b&gt;粗&lt;/b&gt;" in refused
    assert RefundPolicy.objects.get().notes == "<b>粗</b>"


# --- Correcting what is published ------------------------------------------------------------


def test_a_published_rule_fills_the_form_and_is_changed_through_a_copy(editor, gansu):
    old = make_policy(gansu, tiers=[(0, None, "120.00")], basis="按2%定。")
    make_example(old, amount=Decimal("120.00"), note="按文件第六条")

    page = editor.get(page_of(gansu), {"change": old.pk}).text
    editor.post(page_of(gansu), entry(target=old.pk, seen=VersionToken.of(old), effective_from=""))

    copy = RefundPolicy.objects.get(replaces=old)
    assert 'value="120.00"' in page
    assert "按2%定。" in page
    assert 'value="按文件第六条"' in page
    assert [tier.amount for tier in copy.tiers.all()] == [Decimal("130.00")]
    assert [example.amount for example in copy.examples.all()] == [Decimal("130.00")]
    assert copy.source.title == "关于调整划入标准的通知"
    old.refresh_from_db()
    assert old.tiers.get().amount == Decimal("120.00")


def test_a_correction_without_a_document_keeps_its_source(editor, gansu):
    old = make_policy(gansu)

    editor.post(page_of(gansu), entry(**NO_DOCUMENT, target=old.pk, scans=[scan()]))

    assert RefundPolicy.objects.get(replaces=old).source == old.source
    assert SourceScan.objects.get().sources.get().replaces == old.source


def test_a_correction_of_what_moved_on_is_asked_about_once(editor, gansu):
    old = make_policy(gansu, source=make_source(title="旧文"))
    form = entry(target=old.pk, seen=VersionToken.of(old))
    old.save()

    answer = editor.post(page_of(gansu), form).text

    assert "您和对方都改了" in answer
    assert nothing_saved()
    seen = VersionToken.of(old)
    assert f'name="seen" value="{seen}"' in answer
    assert editor.post(page_of(gansu), form | {"seen": seen}).status_code == 302


def test_what_has_a_copy_already_is_changed_there(editor, gansu):
    old = make_policy(gansu)
    copy = publishing.copy_of(old)

    page = editor.get(page_of(gansu), {"change": old.pk}).text
    refused = editor.post(page_of(gansu), entry(target=old.pk)).text

    assert "这一条刚才有人另起了修改稿" in refused
    assert f'href="{address_of(copy)}">去改' in page
    assert f'value="{old.pk}"' not in page
    assert RefundPolicy.objects.get(replaces=old).tiers.get().amount == Decimal("75.00")
    assert "接在后面的新标准" in refused


def test_who_types_what_has_a_copy_already_is_told_where_that_is(editor, gansu):
    publishing.copy_of(make_policy(gansu, effective_from=datetime.date(2027, 1, 1)))

    refused = editor.post(page_of(gansu), entry()).text

    assert "它的修改稿还没有发布，请去改那一份" in refused


def test_the_copy_of_a_withdrawn_rule_is_named(editor, gansu):
    copy = publishing.copy_of(make_policy(gansu, status=Publication.WITHDRAWN))

    page = editor.get(page_of(gansu)).text

    assert f'还没有发布的：<a href="{address_of(copy)}"' in page


# --- What is refused, with everything typed still there --------------------------------------


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (entry(tiers=[("70", "60", "75", "")]), "“到几岁”不能小于“从几岁”"),
        (entry(tiers=[("70", "", "75", "")]), "0岁到69岁没有年龄档"),
        (entry(tiers=[("0", "69", "", ""), ("70", "", "75", "")]), "每一档只填一样"),
        (entry(tiers=[("0", "", "", "280")]), "比例要大于 0，不超过 100"),
        (entry(tiers=[("0", "", "", "")]), "至少要有一个年龄档"),
        (entry(examples=[("65", "", "")]), "这个字段是必填项"),
        (entry(effective_from="1996-01-01"), "1998 年以前还没有医保个人账户"),
        (entry(effective_from="2126-01-01"), "请看看年份是不是写错了"),
        (entry(published_on="2126-01-01"), "发布日期要在1990年1月1日到今天之间"),
        (entry(ended_on="2026-01-01"), "不能早于“从哪天起执行”"),
        (entry(title=""), "新文件要写标题"),
        (entry(**NO_DOCUMENT), "请选一份来源"),
        (entry(scans=[scan(b"MZ" * 20)]), "不是图片，也不是 PDF"),
        (entry(_submit="1", examples=[]), "还没有算例"),
        (entry(_submit="1", examples=[("65", "", "120")]), "计算器算出来是 130 元"),
    ],
    ids=[
        "ages-reversed",
        "first-band-missing",
        "half-filled",
        "percent-280",
        "no-band",
        "half-example",
        "century-back",
        "century-ahead",
        "document-ahead",
        "ends-before",
        "no-title",
        "no-document",
        "no-picture",
        "no-example",
        "calculator-disagrees",
    ],
)
def test_bad_input_is_named_and_nothing_saved(editor, gansu, form, message):
    if "scans" in form:
        form["scans"] = [scan(b"MZ" * 20)]

    answer = editor.post(page_of(gansu), form)

    assert answer.status_code == 200
    assert message in answer.text
    assert "退休人员每月划入130元。</textarea>" in answer.text
    assert nothing_saved()


def test_each_fault_is_told_at_the_top_and_leads_to_its_field(editor, gansu):
    form = entry(
        tiers=[("0", "69", "70", ""), ("70", "60", "75", "")],
        examples=[("65", "", "")],
        title="",
        effective_from="1996-01-01",
    )

    page = editor.post(page_of(gansu), form).text

    told = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', page)
    assert [where for where, _ in told] == [
        "id_title",
        "id_effective_from",
        "id_tiers-1-min_age",
        "id_examples-0-amount",
    ]
    assert told[2][1].startswith("年龄档第 2 行：")
    assert all(f'id="{where}"' in page for where, _ in told)


def test_only_the_first_band_begins_at_0_by_itself(editor, gansu):
    page = editor.get(page_of(gansu)).text
    of_two = make_policy(gansu, tiers=[(0, 69, "70.00"), (70, None, "75.00")])
    again = editor.get(page_of(gansu), {"change": of_two.pk}).text

    assert re.findall(r'name="tiers-\d-min_age"(?: value="(\d+)")?', page) == ["0", ""]
    assert re.findall(r'name="tiers-\d-min_age"(?: value="(\d+)")?', again) == ["0", "70"]


def test_a_document_and_a_source_at_once_are_refused(editor, gansu):
    answer = editor.post(page_of(gansu), entry(existing=make_source(title="旧文").pk)).text

    assert "两样只留一样" in answer
    assert nothing_saved()


def test_files_that_were_chosen_stay_chosen(editor, gansu):
    answer = editor.post(page_of(gansu), entry(_submit="1", examples=[], scans=[scan()])).text

    assert "打勾的不用再选" in answer
    assert not SourceScan.objects.exists()


def test_a_second_rule_of_the_same_day_is_a_correction(editor, gansu):
    make_policy(gansu, effective_from=datetime.date(2027, 1, 1), source=make_source(title="旧文"))

    answer = editor.post(page_of(gansu), entry()).text

    assert "已经有一条2027年1月1日开始、已发布的标准" in answer
    assert nothing_saved()


def test_the_same_draft_is_not_typed_twice(editor, gansu):
    editor.post(page_of(gansu), entry())

    answer = editor.post(page_of(gansu), entry()).text

    assert "已经有一份2027年1月1日开始的草稿" in answer
    assert RefundPolicy.objects.count() == Source.objects.count() == 1


@pytest.mark.parametrize(
    ("tiers", "doubt"),
    [
        ([("0", "", "", "28")], "的比例是平均养老金的 28%，超过 4%"),
        ([("0", "", "12000", "")], "合每月 12,000 元，比常见的最高的（315 元）的两倍还多"),
    ],
    ids=["percent", "amount"],
)
def test_what_is_rarely_right_is_kept_and_told(editor, gansu, tiers, doubt):
    answer = editor.post(page_of(gansu), entry(tiers=tiers, examples=[]), follow=True).text

    assert doubt in answer
    assert RefundPolicy.objects.get().status == DRAFT


@pytest.mark.parametrize(
    ("years", "refused"), [(10, False), (11, True)], ids=["ten-years", "eleven"]
)
def test_ten_years_ahead_are_far_enough(editor, gansu, years, refused):
    start = datetime.date(timezone.localdate().year + years, 1, 1)

    answer = editor.post(page_of(gansu), entry(effective_from=start.isoformat()))

    assert (answer.status_code == 200) is refused


# --- The page --------------------------------------------------------------------------------


def test_the_page_tells_what_holds_now_and_from_where(editor, gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "120.00")], source=make_source(title="旧文", publisher=""))

    page = editor.get(page_of(lanzhou)).text

    assert "兰州现在用的：<b>每月 120 元</b>（甘肃省的标准）" in page
    assert "旧文。二手资料，从未核对。" in page
    assert f'href="{lanzhou.get_absolute_url()}"' in page


def test_the_page_tells_when_the_source_was_last_checked(editor, gansu):
    checked = make_source(title="旧文", publisher="", checked_on=datetime.date(2026, 7, 1))
    make_policy(gansu, tiers=[(0, None, "120.00")], source=checked)

    page = editor.get(page_of(gansu)).text

    assert "<b>每月 120 元</b></p>" in page  # the place's own: nobody else is named
    assert "旧文。二手资料，2026年7月1日核对过。" in page


def test_a_place_without_any_says_so(editor, gansu):
    assert "甘肃现在还没有标准" in editor.get(page_of(gansu), {"change": "x"}).text


def test_a_place_that_was_merged_leads_to_its_successor(editor, gansu, lanzhou):
    old = make_region(slug="old", name="旧市", parent=gansu, successor=lanzhou)

    page = editor.get(page_of(old), follow=True)
    refused = editor.post(page_of(old), entry()).text

    assert page.redirect_chain[-1][0] == page_of(lanzhou)
    assert "已经并入甘肃省兰州市，新的标准请录在那里" in page.text
    assert "已经并入甘肃省兰州市" in refused
    assert nothing_saved()


def test_it_is_for_those_who_write(gansu):
    reader = Client()
    reader.force_login(User.objects.create_user("reader", is_staff=True))

    assert reader.get(page_of(gansu)).status_code == 403
    assert reader.post(page_of(gansu), entry()).status_code == 403


def test_a_place_that_is_not_there_is_not_found(editor):
    assert editor.get(reverse("admin:regions_refundpolicy_record", args=[99])).status_code == 404


def test_the_lists_and_the_place_lead_there(editor, gansu):
    make_policy(gansu)
    link = f'href="{page_of(gansu)}"'

    assert link in editor.get(reverse("admin:regions_refundpolicy_changelist")).text
    assert link in editor.get(reverse("admin:regions_region_changelist")).text
    assert link in editor.get(reverse("admin:regions_region_change", args=[gansu.pk])).text
