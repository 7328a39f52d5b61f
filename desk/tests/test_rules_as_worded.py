"""录入标准 with what documents really word: groups, own pensions, rules in two steps."""

import datetime
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from desk.tests.test_policy_entry import (
    DRAFT,
    IN_REVIEW,
    NO_DOCUMENT,
    editor,  # noqa: F401, a fixture
    entry,
    nothing_saved,
    page_of,
    scan,
)
from regions.models import Publication, RefundPolicy, Source
from regions.tests.make import make_example, make_policy, make_source, make_tier

D = Decimal
Day = datetime.date


def rows(prefix, *parts):
    """What the browser posts for the parts of a step."""
    form = {f"{prefix}-TOTAL_FORMS": len(parts), f"{prefix}-INITIAL_FORMS": 0}
    for at, values in enumerate(parts):
        form |= {f"{prefix}-{at}-{name}": value for name, value in values.items()}
    return form


def rule(*tiers, examples=(), **fields):
    """What the browser posts for a rule with ``tiers``."""
    form = entry(tiers=(), examples=(), **fields)
    return form | rows("tiers", *tiers) | rows("examples", *examples)


def second(*tiers, start="2028-01-01", examples=(), **fields):
    """What the browser posts for the second step."""
    form = {"next-effective_from": start, "next-base_year": "", "next-wording": ""}
    form |= rows("next_tiers", *tiers) | rows("next_examples", *examples)
    return form | {f"next-{name}": value for name, value in fields.items()}


# --- Groups, own pensions ------------------------------------------------------------------------

OLD = {"min_age": "0", "retired_until": "2022-12-31", "as_of": "2022年12月"}
NEW = {"min_age": "0", "retired_from": "2023-01-01", "own_percent": "3", "floor": "80"}
OF_NEW = {"age": "62", "own_pension": "4000", "retired": "2024-01-01", "amount": "120"}
AMOUNT = {"min_age": "0", "amount": "140"}
SIMPLE = {"age": "65", "amount": "140"}


def test_who_retired_long_ago_keeps_their_amount(editor, gansu):  # noqa: F811
    answer = editor.post(page_of(gansu), rule(OLD, NEW, examples=[OF_NEW], _submit="1"))

    policy = RefundPolicy.objects.get()
    assert answer.status_code == 302
    assert policy.status == IN_REVIEW
    assert [tier.who for tier in policy.tiers.all()] == ["2022年底前退休", "2023年1月以后退休"]
    assert policy.examples.get().own_pension == D("4000")


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (
            rule(OLD, NEW | {"retired_from": "2022-01-01"}),
            "“2022年底前退休”和“2022年1月以后退休”里会有同一个人",
        ),
        (
            rule(
                {"min_age": "0", "amount": "75", "retired_from": "2020-01-01"},
                {"min_age": "0", "amount": "80", "retired_from": "2023-01-01"},
            ),
            "“2020年1月以后退休”没有写到哪天为止，后面又有“2023年1月以后退休”",
        ),
        (rule(OLD, NEW, base_year="2022"), "没有哪一档按人均养老金算"),
        (rule(NEW | {"floor": "90", "ceiling": "80"}), "保底比封顶还高"),
        (rule(NEW | {"own_percent": "", "amount": "75", "floor": ""}
              | {"at_least_average": "on"}), "只用于本人养老金的比例"),
        (rule(NEW | {"amount": "75"}), "每一档只填一样"),
        (rule(OLD | {"as_of": "去年"}), "写哪年或哪年哪月，比如 2023年、2022年12月"),
        (rule(OLD | {"retired_until": "2022-12-15"}), "填某月的最后一天"),
        (rule(OLD | {"retired_until": "9999-12-31"}), "写的是 9999 年"),
        (rule(NEW | {"retired_from": "1940-01-01"}), "写的是 1940 年"),
        (rule(OLD, NEW, examples=[OF_NEW | {"retired": "9999-12-01"}]), "写的是 9999 年"),
        (
            rule(AMOUNT, examples=[SIMPLE, SIMPLE | {"average_pension": "0"}]),
            "用不到的空着，不要填 0",
        ),
        (rule(OLD, NEW, examples=[OF_NEW | {"retired": ""}], _submit="1"), "要填退休年月"),
    ],
    ids=[
        "two-groups-meet",
        "a-group-without-end",
        "base-year-of-nothing",
        "floor-above-ceiling",
        "average-without-own",
        "two-figures",
        "as-of-no-month",
        "within-a-month",
        "far-ahead",
        "long-ago",
        "example-far-ahead",
        "example-of-no-pension",
        "example-of-nobody",
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_and_nothing_lost(editor, gansu, form, message):  # noqa: F811
    answer = editor.post(page_of(gansu), form)

    assert answer.status_code == 200
    assert message in answer.text
    assert "退休人员每月划入130元。</textarea>" in answer.text
    for name in ("tiers-0-retired_until", "tiers-0-as_of", "tiers-0-own_percent"):
        if form.get(name):
            assert re.search(rf'name="{name}" value="{form[name]}"', answer.text)
    assert nothing_saved()


def test_months_are_taken_as_documents_write_them(editor, gansu):  # noqa: F811
    old = OLD | {"retired_until": "2022年", "as_of": "２０２２－１２"}
    new = NEW | {"retired_from": "2023.1"}
    editor.post(page_of(gansu), rule(old, new, examples=[OF_NEW | {"retired": "2024年1月15日"}]))

    before, after = RefundPolicy.objects.get().tiers.all()
    assert (before.retired_until, before.as_of) == (Day(2022, 12, 31), "2022年12月")
    assert after.retired_from == Day(2023, 1, 1)
    assert RefundPolicy.objects.get().examples.get().retired == Day(2024, 1, 1)


def test_rare_fields_are_folded_until_one_is_used(editor, gansu):  # noqa: F811
    plain = editor.get(page_of(gansu)).text
    old = make_policy(gansu, tiers=[])
    make_tier(old, as_of="2022年12月", retired_until=Day(2022, 12, 31))
    make_tier(old, own_percent=D("3"), retired_from=Day(2023, 1, 1))
    make_example(old, age=62, own_pension=D("4000"), retired=Day(2024, 1, 1), amount=D("120"))
    filled = editor.get(page_of(gansu), {"change": old.pk}).text

    assert '<details class="part__more" open>' not in plain
    assert filled.count('<details class="part__more" open>') == 3  # two tiers, an example
    assert 'name="tiers-0-as_of" value="2022年12月"' in filled
    assert 'name="examples-0-own_pension" value="4000.00"' in filled


def test_a_fault_in_a_folded_field_unfolds_it(editor, gansu):  # noqa: F811
    page = editor.post(page_of(gansu), rule(OLD | {"as_of": "去年"})).text

    assert '<details class="part__more" open>' in page
    assert 'href="#id_tiers-0-as_of"' in page


# --- Two steps ---------------------------------------------------------------------------------


def test_a_rule_in_two_steps_becomes_two_drafts_of_one_source(editor, gansu):  # noqa: F811
    form = entry(tiers=[("0", "", "", "3")], examples=[("65", "4000", "120")], base_year="2022")
    form |= second(
        {"min_age": "0", "rate_percent": "2.8"},
        examples=[{"age": "65", "average_pension": "4000", "amount": "112"}],
        base_year="2022",
        wording="2028年起2.8%。",
    )

    answer = editor.post(page_of(gansu), form | {"scans": [scan()], "notes": "不含灵活就业。"})

    first, following = RefundPolicy.objects.order_by("effective_from")
    assert answer.status_code == 302
    assert first.source == following.source == Source.objects.get()
    assert (first.effective_from, following.effective_from) == (Day(2027, 1, 1), Day(2028, 1, 1))
    assert [p.tiers.get().rate_percent for p in (first, following)] == [D("3"), D("2.8")]
    assert [p.examples.get().amount for p in (first, following)] == [D("120"), D("112")]
    assert [p.wording for p in (first, following)] == ["退休人员每月划入130元。", "2028年起2.8%。"]
    assert first.notes == following.notes == "不含灵活就业。"
    assert {first.status, following.status} == {DRAFT}
    assert first.source.scans.count() == 1


def test_both_steps_are_handed_in_and_named(editor, gansu):  # noqa: F811
    form = entry(_submit="1") | second(
        {"min_age": "0", "amount": "140"}, examples=[{"age": "65", "amount": "140"}]
    )

    text = editor.post(page_of(gansu), form, follow=True).text

    assert {policy.status for policy in RefundPolicy.objects.all()} == {IN_REVIEW}
    assert "两步存成了两份" in text
    for policy in RefundPolicy.objects.all():
        assert reverse("admin:regions_refundpolicy_review", args=[policy.pk]) in text


def test_the_end_is_that_of_the_second_step(editor, gansu):  # noqa: F811
    form = entry(stated_until="2029-12-31", ended_on="2029-12-31")

    editor.post(page_of(gansu), form | second({"min_age": "0", "amount": "140"}))

    first, following = RefundPolicy.objects.order_by("effective_from")
    assert (first.stated_until, first.ended_on) == (None, None)
    assert following.stated_until == following.ended_on == Day(2029, 12, 31)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (entry() | second(AMOUNT, start="2027-01-01"), "第二步要比第一步（2027年1月1日）晚"),
        (entry() | second(AMOUNT, start=""), "两步都要写从哪天起"),
        (entry(effective_from="") | second(AMOUNT), "两步都要写从哪天起"),
        (entry() | second(start="2028-01-01"), "第二步：至少要有一个年龄档"),
        (entry() | second(AMOUNT | {"min_age": "60"}), "第二步：0岁到59岁没有年龄档"),
        (entry() | second(AMOUNT, base_year="2022"), "第二步：填了用哪一年"),
        (entry(_submit="1") | second(AMOUNT), "第二步：还没有算例"),
        (entry(ended_on="2027-12-31") | second(AMOUNT), "第二步：“到哪天为止”不能早于"),
        (entry(tiers=[("60", "", "75", "")]) | second(AMOUNT), "0岁到59岁没有年龄档"),
    ],
    ids=[
        "same-day",
        "no-start",
        "no-first-start",
        "no-tier",
        "a-gap",
        "base-year",
        "no-example",
        "ended-before-it",
        "first-is-wrong",
    ],
)
def test_a_fault_in_one_step_keeps_both_out(editor, gansu, form, message):  # noqa: F811
    answer = editor.post(page_of(gansu), form)

    assert answer.status_code == 200
    assert message in answer.text
    assert '<details class="record__next" open>' in answer.text
    if "next_tiers-0-amount" in form:
        assert 'name="next_tiers-0-amount" value="140"' in answer.text
    assert nothing_saved()


def test_an_empty_second_step_shows_no_faults_of_its_own(editor, gansu):  # noqa: F811
    make_policy(gansu, status=Publication.DRAFT, source=make_source(title="旧文"))
    wrong = entry(examples=[("65", "", "131")], _submit="1") | second({"min_age": "0"}, start="")

    answer = editor.post(page_of(gansu), wrong).text

    assert '<details class="record__next">' in answer
    folded = answer[answer.index('<details class="record__next">') :]
    assert "errorlist" not in folded


def test_a_second_step_where_a_rule_starts_already_is_refused(editor, gansu):  # noqa: F811
    make_policy(gansu, effective_from=Day(2028, 1, 1), source=make_source(title="旧文"))

    answer = editor.post(page_of(gansu), entry() | second(AMOUNT)).text

    assert "已经有一条2028年1月1日开始、已发布的标准" in answer
    assert nothing_saved()


def test_an_untouched_second_step_is_none(editor, gansu):  # noqa: F811
    page = editor.get(page_of(gansu)).text
    editor.post(page_of(gansu), entry() | second({"min_age": "0"}, {"min_age": ""}, start=""))

    assert '<details class="record__next">' in page
    assert RefundPolicy.objects.count() == 1


# --- Deductions of the same document -------------------------------------------------------------


def test_the_deduction_of_the_same_document_begins_with_place_and_source(
    editor,  # noqa: F811
    gansu,
):
    text = editor.post(page_of(gansu), entry(), follow=True).text

    source = Source.objects.get()
    address = f"{reverse('admin:regions_deduction_add')}?region={gansu.pk}&source={source.pk}"
    assert address.replace("&", "&amp;") in text
    filled = editor.get(address).text
    assert f'<option value="{source.pk}" selected>' in filled
    assert f'<option value="{gansu.pk}" selected>' in filled


def test_the_page_leads_to_an_empty_deduction_too(editor, gansu):  # noqa: F811
    page = editor.get(page_of(gansu)).text

    assert f"{reverse('admin:regions_deduction_add')}?region={gansu.pk}" in page


def test_without_a_document_neither_step_is_kept(editor, gansu):  # noqa: F811
    editor.post(page_of(gansu), entry(**NO_DOCUMENT) | second(AMOUNT))

    assert nothing_saved()


def test_a_correction_with_a_second_step_is_a_copy_and_a_new_draft(editor, gansu):  # noqa: F811
    old = make_policy(gansu, tiers=[(0, None, "120")], effective_from=Day(2025, 1, 1))
    form = entry(**NO_DOCUMENT, target=old.pk, effective_from="2025-01-01")

    editor.post(page_of(gansu), form | second(AMOUNT, start="2026-01-01"))

    copy = RefundPolicy.objects.get(replaces=old)
    following = RefundPolicy.objects.get(effective_from=Day(2026, 1, 1))
    assert copy.tiers.get().amount == D("130")
    assert following.tiers.get().amount == D("140")
    assert copy.source == following.source == old.source


def test_a_forged_number_of_parts_is_no_error(editor, gansu):  # noqa: F811
    form = entry() | second(AMOUNT) | {"next_tiers-TOTAL_FORMS": "x", "tiers-TOTAL_FORMS": "-1"}

    assert editor.post(page_of(gansu), form).status_code == 200
    assert nothing_saved()


def test_a_doubt_says_of_which_step_it_is(editor, gansu):  # noqa: F811
    form = entry() | second({"min_age": "0", "amount": "2500"})

    assert (
        "第二步：“不分年龄”合每月 2,500 元" in editor.post(page_of(gansu), form, follow=True).text
    )


def test_a_ticked_box_is_told_in_words_where_nothing_can_be_saved(admin_client, gansu):
    policy = make_policy(gansu, tiers=[])
    address = reverse("admin:regions_refundpolicy_change", args=[policy.pk])
    form = rows("tiers", NEW | {"at_least_average": "on"}) | {"provisional": "on"}

    text = re.sub(r"\s+", " ", admin_client.post(address, form).text)

    assert "本人低于人均的按人均 是" in text
    assert re.search(r"暂定</th> ?<td[^>]*>是<", text)
