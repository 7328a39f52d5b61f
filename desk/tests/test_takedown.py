"""A domain or number goes from all pages with one action, and comes back with another."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.urls import reverse

from desk import publishing, takedown
from faq.models import Question
from regions.models import LookupChannel, Publication, Source, TakeDown
from regions.terms import MASK, Term
from regions.tests.make import (
    make_channel,
    make_claim,
    make_example,
    make_policy,
    make_region,
    make_source,
)

NOW = datetime.datetime(2026, 11, 25, 9, 0, tzinfo=datetime.UTC)
EVIL = Term.of("evil.com")


# --- What people type, and where it stands ---------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("evil.com", "evil.com"),
        (" https://www.Evil.com:80/a?b=1 ", "www.evil.com"),
        ("0746-888 1234", "07468881234"),
        ("（0746）8881234", "07468881234"),
        ("+86 138-0000-0000", "13800000000"),
        ("１２３９３", "12393"),
    ],
)
def test_a_term_is_understood(typed, text):
    assert Term.of(typed).text == text


@pytest.mark.parametrize(
    "typed", ["", "cn", "com.cn", "gov.cn", "医保局", "110", "evil..com", "//["]
)
def test_what_is_no_term_is_refused(typed):
    with pytest.raises(ValueError, match="。"):
        Term.of(typed, ["gov.cn"])


@pytest.mark.parametrize(
    ("typed", "text", "masked"),
    [
        ("evil.com", "请打开https://m.evil.com/a?b=1。", f"请打开{MASK}。"),
        ("evil.com", "看[这里](http://evil.com/x)吧", f"看这里{MASK}吧"),
        ("evil.com", "EVIL.com，notevil.com、evil.com.cn", f"{MASK}，notevil.com、evil.com.cn"),
        ("8881234", "拨（0746）888-1234或8881234", f"拨{MASK}或{MASK}"),
        ("8881234", "18881234、88812345", "18881234、88812345"),
        ("0746-8881234", "拨０７４６８８８１２３４", f"拨{MASK}"),
        ("12393", "拨12393，外地拨0746-12393", f"拨{MASK}，外地拨0746-12393"),
    ],
)
def test_a_term_is_masked_however_it_is_written(typed, text, masked):
    assert Term.of(typed).masked(text) == masked


# --- Taking down -----------------------------------------------------------------------------


@pytest.fixture
def reviewer(db):
    user = User.objects.create_user("shen", is_staff=True)
    user.groups.add(Group.objects.get(name="审核"))
    return user


@pytest.fixture
def yongzhou(db):
    return make_region(name="永州市", area_code="0746")


@pytest.fixture
def site(yongzhou):
    return make_channel(
        yongzhou, name="假网站", url="https://yb.evil.com/", kind="website", operator="third_party"
    )


@pytest.fixture
def everywhere(yongzhou, site):
    """Each kind of fact leads to evil.com."""
    source = make_source(title="文章", url="https://evil.com/a", quote="见 evil.com 说明")
    policy = make_policy(yongzhou, source=source, notes="详见 www.evil.com。")
    make_example(policy, note="evil.com 的例子")
    make_claim(yongzhou, statement="evil.com 说每月 100 元。", source=source)
    make_channel(yongzhou, name="窗口", steps="先看 evil.com。\n再去窗口。", kind="counter")
    Question.objects.create(
        slug="where",
        category="balance",
        question="在哪里查？",
        short_answer="上网查。",
        body="打开[网站](https://evil.com/)。",
        status=Publication.PUBLISHED,
    )
    return source


def taken(reviewer, term=EVIL):
    return takedown.take_down(term, "骗人的", reviewer, NOW)


def test_every_kind_of_fact_is_searched(everywhere):
    kinds = [hit.row._meta.model_name for hit in takedown.find(EVIL)]

    assert sorted(kinds) == [
        "claim",
        "lookupchannel",
        "lookupchannel",
        "question",
        "refundpolicy",
        "source",
        "workedexample",
    ]


def test_after_taking_down_no_public_row_has_it(everywhere, site, reviewer):
    taken(reviewer)

    assert [hit.row for hit in takedown.find(EVIL)] == [site]
    site.refresh_from_db()
    assert (site.status, site.url) == (Publication.WITHDRAWN, "https://yb.evil.com/")
    everywhere.refresh_from_db()
    assert (everywhere.url, everywhere.quote) == ("", f"见 {MASK} 说明")
    assert Question.objects.get().body == f"打开网站{MASK}。"


def test_the_history_says_who_took_it_down_and_why(everywhere, site, reviewer):
    taken(reviewer)

    for row in (site, everywhere):
        record = row.history.first()
        assert "停用 evil.com：骗人的" in record.history_change_reason
        assert record.history_user == reviewer


def test_a_number_is_found_through_the_area_code_of_its_place(yongzhou, reviewer):
    channel = make_channel(yongzhou, phone="888-1234")

    taken(reviewer, Term.of("07468881234"))

    channel.refresh_from_db()
    assert channel.status == Publication.WITHDRAWN


def test_a_draft_loses_the_number_and_stays_a_draft(yongzhou, reviewer):
    draft = make_channel(yongzhou, phone="0746-8881234", status=Publication.DRAFT)

    taken(reviewer, Term.of("8881234"))

    draft.refresh_from_db()
    assert (draft.phone, draft.status) == ("", Publication.DRAFT)


def test_who_takes_down_has_not_written_the_draft(yongzhou, reviewer):
    draft = make_channel(yongzhou, phone="8881234", status=Publication.DRAFT)

    made = taken(reviewer, Term.of("8881234"))
    takedown.put_back(made, reviewer, NOW)

    assert draft.history.count() == 3
    assert draft.writers() == set()


def test_taking_down_twice_is_refused(site, reviewer):
    taken(reviewer)

    with pytest.raises(ValidationError, match="已经停用"):
        taken(reviewer)


def test_while_it_lasts_nobody_can_type_it_again(site, reviewer):
    taken(reviewer)
    source = Source(title="通知", confidence="seed", url="http://evil.com/b")
    site.url = "https://evil.com/"
    site.operator = LookupChannel.Operator.THIRD_PARTY

    with pytest.raises(ValidationError, match="已经停用（骗人的）"):
        source.full_clean()
    with pytest.raises(ValidationError, match="已经停用（骗人的）"):
        site.full_clean()


def test_while_it_lasts_no_channel_has_the_number(yongzhou, reviewer):
    taken(reviewer, Term.of("07468881234"))
    channel = make_channel(yongzhou, phone="8881234")

    with pytest.raises(ValidationError) as refused:
        channel.full_clean()

    assert "已经停用" in refused.value.message_dict["phone"][0]


# --- Putting back ----------------------------------------------------------------------------


def test_putting_back_leaves_everything_as_it_was(everywhere, site, reviewer):
    before = {(hit.row._meta.label, hit.row.pk): hit.excerpts for hit in takedown.find(EVIL)}
    made = taken(reviewer)

    left = takedown.put_back(made, reviewer, NOW)

    found = {(hit.row._meta.label, hit.row.pk): hit.excerpts for hit in takedown.find(EVIL)}
    assert (left, found) == ([], before)
    site.refresh_from_db()
    assert site.status == Publication.PUBLISHED
    assert site.history.first().history_change_reason == "恢复发布：恢复 evil.com"
    site.full_clean()


def test_what_was_changed_since_stays_and_is_told(everywhere, reviewer):
    made = taken(reviewer)
    everywhere.refresh_from_db()
    everywhere.url = "https://www.gov.cn/new"
    everywhere.save()

    left = takedown.put_back(made, reviewer, NOW)

    everywhere.refresh_from_db()
    assert (everywhere.url, everywhere.quote) == ("https://www.gov.cn/new", "见 evil.com 说明")
    assert len(left) == 1
    assert "“网址”后来改过" in left[0]


def test_what_was_deleted_since_is_told(yongzhou, reviewer):
    draft = make_channel(yongzhou, url="https://evil.com/", status=Publication.DRAFT)
    made = taken(reviewer)
    draft.delete()

    left = takedown.put_back(made, reviewer, NOW)

    assert len(left) == 1
    assert "已经删掉了" in left[0]


def test_putting_back_twice_is_refused(site, reviewer):
    made = taken(reviewer)
    takedown.put_back(made, reviewer, NOW)

    with pytest.raises(ValidationError, match="已经恢复过"):
        takedown.put_back(made, reviewer, NOW)


# --- What is not put back --------------------------------------------------------------------


def approved(row, by):
    publishing.submit(row)
    return publishing.publish(type(row).objects.get(pk=row.pk), by, NOW.date())


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.fixture
def second(db):
    return User.objects.create_user("fu", is_staff=True)


def test_a_number_does_not_return_into_what_was_approved_without_it(yongzhou, reviewer, second):
    draft = make_channel(yongzhou, phone="8881234", status=Publication.DRAFT)
    made = taken(reviewer, Term.of("8881234"))
    approved(fresh(draft), second)

    left = takedown.put_back(made, reviewer, NOW)

    assert (fresh(draft).phone, fresh(draft).status) == ("", Publication.PUBLISHED)
    assert len(left) == 1
    assert "停用时是“草稿”，现在是“已发布”，不恢复" in left[0]


def test_a_text_does_not_return_into_what_was_approved_without_it(yongzhou, reviewer, second):
    draft = make_claim(yongzhou, statement="见 evil.com。", status=Publication.DRAFT)
    made = taken(reviewer)
    approved(fresh(draft), second)

    left = takedown.put_back(made, reviewer, NOW)

    assert fresh(draft).statement == f"见 {MASK}。"
    assert len(left) == 1


def test_a_text_does_not_return_through_a_copy_that_was_approved(yongzhou, reviewer, second):
    public = make_claim(yongzhou, statement="没有网址。")
    draft = publishing.copy_of(public)
    draft.statement = "见 evil.com。"
    draft.save()
    made = taken(reviewer)
    approved(fresh(draft), second)

    left = takedown.put_back(made, reviewer, NOW)

    assert fresh(public).statement == f"见 {MASK}。"
    assert "已经删掉了" in left[0]


def test_an_address_does_not_return_into_a_source_approved_without_it(yongzhou, reviewer, second):
    source = make_source(url="https://evil.com/a")
    draft = make_claim(yongzhou, source=source, status=Publication.DRAFT)
    made = taken(reviewer)
    approved(fresh(draft), second)

    left = takedown.put_back(made, reviewer, NOW)

    assert fresh(source).url == ""
    assert "停用以后才有公开的资料用它" in left[0]


def test_an_address_returns_into_a_source_of_drafts(yongzhou, reviewer):
    source = make_source(url="https://evil.com/a")
    make_claim(yongzhou, source=source, status=Publication.DRAFT)
    made = taken(reviewer)

    left = takedown.put_back(made, reviewer, NOW)

    assert (left, fresh(source).url) == ([], "https://evil.com/a")


def test_who_reviews_is_told_that_an_example_came_back(yongzhou, reviewer):
    policy = make_policy(yongzhou, status=Publication.IN_REVIEW)
    example = make_example(policy, note="见 evil.com")
    made = taken(reviewer)
    looked_at = publishing.seen(fresh(policy))

    takedown.put_back(made, reviewer, NOW)

    assert fresh(example).note == "见 evil.com"
    assert publishing.seen(fresh(policy)) != looked_at


def forget(made, *names):
    """Make of ``undo`` what was written before it noted ``names``."""
    made.undo = [{k: v for k, v in c.items() if k not in names} for c in made.undo]
    made.save()


def test_an_old_take_down_puts_back_what_is_public_and_unchanged(yongzhou, reviewer):
    claim = make_claim(yongzhou, statement="见 evil.com。")
    made = taken(reviewer)
    forget(made, "status", "replaces", "source_edits")

    left = takedown.put_back(made, reviewer, NOW)

    assert (left, fresh(claim).statement) == ([], "见 evil.com。")


@pytest.mark.parametrize("publish", [False, True], ids=["draft", "approved-since"])
def test_an_old_take_down_leaves_what_may_have_been_approved(yongzhou, reviewer, second, publish):
    draft = make_claim(yongzhou, statement="见 evil.com。", status=Publication.DRAFT)
    made = taken(reviewer)
    forget(made, "status", "replaces", "source_edits")
    if publish:
        approved(fresh(draft), second)

    left = takedown.put_back(made, reviewer, NOW)

    assert fresh(draft).statement == f"见 {MASK}。"
    assert "没有记下状态" in left[0]


def test_an_old_take_down_leaves_a_channel_withdrawn(site, reviewer):
    made = taken(reviewer)
    forget(made, "status", "replaces", "source_edits")

    left = takedown.put_back(made, reviewer, NOW)

    assert fresh(site).status == Publication.WITHDRAWN
    assert "不重新公开" in left[0]


def test_what_another_take_down_keeps_away_does_not_return(yongzhou, reviewer):
    below, above = Term.of("bad.example.com"), Term.of("example.com")
    claim = make_claim(yongzhou, statement="见 bad.example.com。")
    source = make_source(url="https://bad.example.com/a")
    first = taken(reviewer, below)
    taken(reviewer, above)

    left = takedown.put_back(first, reviewer, NOW)

    assert (fresh(claim).statement, fresh(source).url) == (f"见 {MASK}。", "")
    assert len(left) == 2
    assert all("里有 example.com，它还停用着，不恢复" in sentence for sentence in left)


def test_a_channel_that_another_take_down_keeps_away_stays_withdrawn(yongzhou, reviewer):
    channel = make_channel(
        yongzhou, url="https://bad.example.com/", kind="website", operator="third_party"
    )
    first = taken(reviewer, Term.of("bad.example.com"))
    second = taken(reviewer, Term.of("example.com"))

    left = takedown.put_back(first, reviewer, NOW)

    assert fresh(channel).status == Publication.WITHDRAWN
    assert "不重新公开" in left[0]
    assert (takedown.put_back(second, reviewer, NOW), fresh(channel).url) == (
        [],
        "https://bad.example.com/",
    )


def test_a_number_that_another_take_down_keeps_away_does_not_return(yongzhou, reviewer):
    draft = make_channel(yongzhou, phone="888-1234", status=Publication.DRAFT)
    first = taken(reviewer, Term.of("8881234"))
    taken(reviewer, Term.of("07468881234"))

    takedown.put_back(first, reviewer, NOW)

    assert fresh(draft).phone == ""


def test_take_downs_undone_in_turn_leave_everything_as_it_was(yongzhou, reviewer):
    channel = make_channel(
        yongzhou, url="https://bad.example.com/", kind="website", operator="third_party"
    )
    first = taken(reviewer, Term.of("bad.example.com"))
    second = taken(reviewer, Term.of("example.com"))

    left = [takedown.put_back(made, reviewer, NOW) for made in (second, first)]

    assert left == [[], []]
    assert (fresh(channel).status, fresh(channel).url) == (
        Publication.PUBLISHED,
        "https://bad.example.com/",
    )


def test_a_take_down_knows_its_own_withdrawals(yongzhou, reviewer):
    channel = make_channel(
        yongzhou, url="https://bad.com/", steps="见 bad.com.org", operator="third_party"
    )
    made = taken(reviewer, Term.of("bad.com"))
    last = channel.history.first()
    last.history_change_reason = "撤下：停用 bad.com.org：骗人的"
    last.save()

    left = takedown.put_back(made, reviewer, NOW)

    assert fresh(channel).status == Publication.WITHDRAWN
    assert "后来又因为别的原因撤下" in left[0]


def test_a_channel_with_faults_is_not_published_again(site, reviewer):
    made = taken(reviewer)
    LookupChannel.objects.filter(pk=site.pk).update(operator="official")
    site.history.update(operator="official")

    left = takedown.put_back(made, reviewer, NOW)

    assert fresh(site).status == Publication.WITHDRAWN
    assert "不重新公开：官方渠道只能填官方网址" in left[0]


def test_a_channel_whose_source_was_edited_is_not_published_again(site, reviewer):
    made = taken(reviewer)
    site.source.title = "另一篇文章"
    site.source.save()

    left = takedown.put_back(made, reviewer, NOW)

    assert fresh(site).status == Publication.WITHDRAWN
    assert len(left) == 1
    assert "它的来源在撤下以后改过" in left[0]


def test_a_channel_is_not_published_again_with_a_source_that_is_taken_down(site, reviewer):
    made = taken(reviewer)
    taken(reviewer, Term.of("other.com"))
    Source.objects.filter(pk=site.source_id).update(url="https://other.com/a")

    left = takedown.put_back(made, reviewer, NOW)

    assert fresh(site).status == Publication.WITHDRAWN
    assert "它的来源里有 other.com，还停用着" in left[0]


def test_a_source_taken_down_and_put_back_keeps_no_channel_off(site, reviewer):
    Source.objects.filter(pk=site.source_id).update(url="https://other.com/a")
    first = taken(reviewer)
    second = taken(reviewer, Term.of("other.com"))
    takedown.put_back(second, reviewer, NOW)

    left = takedown.put_back(first, reviewer, NOW)

    assert (left, fresh(site).status) == ([], Publication.PUBLISHED)


def test_a_channel_approved_again_since_is_left_alone(site, reviewer, second):
    site.steps = "先看 evil.com。"
    site.save()
    made = taken(reviewer)
    copy = publishing.copy_of(fresh(site))
    copy.url = ""
    copy.save()
    approved(copy, second)

    left = takedown.put_back(made, reviewer, NOW)

    assert (fresh(site).steps, fresh(site).url) == (f"先看 {MASK}。", "")
    assert len(left) == 1
    assert "后来重新审过、公开了" in left[0]


# --- The editors' pages ----------------------------------------------------------------------

FIND = reverse("admin:regions_takedown_find")


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


@pytest.fixture
def editor(client, db):
    user = User.objects.create_user("bian", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    client.force_login(user)
    return client


def test_the_page_shows_where_it_is_used(desk, everywhere):
    page = desk.get(FIND, {"q": "https://evil.com/"}).text

    assert "假网站" in page
    assert "公开的资料用着" in page
    assert reverse("admin:regions_source_change", args=[everywhere.pk]) in page


@pytest.mark.parametrize("typed", ["", "cn", "医保局", "x" * 700])
def test_nonsense_is_told_at_the_field(desk, typed):
    response = desk.get(FIND, {"q": typed})

    assert response.status_code == 200
    assert 'class="errornote"' in response.text
    assert not TakeDown.objects.exists()


def test_without_a_reason_nothing_is_taken_down(desk, site):
    response = desk.post(f"{FIND}?q=evil.com", {"reason": " "})

    assert "请写一句为什么" in response.text
    assert not TakeDown.objects.exists()


def test_a_reviewer_takes_down_and_puts_back(desk, site):
    shown = desk.post(f"{FIND}?q=evil.com", {"reason": "骗人的"}, follow=True)
    made = TakeDown.objects.get()
    site.refresh_from_db()
    off = site.status

    back = desk.post(reverse("admin:regions_takedown_restore", args=[made.pk]), follow=True)

    site.refresh_from_db()
    assert "停用了 evil.com" in shown.text
    assert (off, site.status) == (Publication.WITHDRAWN, Publication.PUBLISHED)
    assert "恢复了 evil.com" in back.text


def test_the_page_tells_beforehand_what_does_not_come_back(desk, site, reviewer):
    made = taken(reviewer)
    site.source.title = "另一篇文章"
    site.source.save()
    address = reverse("admin:regions_takedown_restore", args=[made.pk])

    page = desk.get(address).text

    assert "这 1 处回不来" in page
    assert "它的来源在撤下以后改过" in page
    made.refresh_from_db()
    assert (made.undone_at, fresh(site).history.count()) == (None, 2)


def test_the_page_is_silent_where_everything_comes_back(desk, site, reviewer):
    made = taken(reviewer)

    page = desk.get(reverse("admin:regions_takedown_restore", args=[made.pk])).text

    assert "处回不来" not in page


def test_taking_down_again_on_the_page_is_told(desk, site):
    desk.post(f"{FIND}?q=evil.com", {"reason": "骗人的"})

    again = desk.post(f"{FIND}?q=evil.com", {"reason": "骗人的"})

    assert "这个已经停用了。" in again.text


def test_an_editor_looks_and_does_not_touch(editor, site, reviewer):
    made = taken(reviewer, Term.of("other.com"))

    found = editor.get(FIND, {"q": "evil.com"})
    down = editor.post(f"{FIND}?q=evil.com", {"reason": "骗人的"})
    back = editor.post(reverse("admin:regions_takedown_restore", args=[made.pk]))

    assert "假网站" in found.text
    assert "请审核员" in found.text
    assert (down.status_code, back.status_code) == (403, 403)


def test_the_list_leads_to_the_search(desk, site, reviewer):
    taken(reviewer)

    page = desk.get(reverse("admin:regions_takedown_changelist")).text

    assert FIND in page
    assert "停用中" in page
