"""A domain or number goes from all pages with one action, and comes back with another."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.urls import reverse

from faq.models import Question
from regions import takedown
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
    return make_channel(yongzhou, name="假网站", url="https://yb.evil.com/", kind="website")


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
    site.operator = LookupChannel.Operator.THIRD_PARTY
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
