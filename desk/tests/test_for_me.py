"""What waits for one person on the index: drafts sent back, comments on their drafts."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from desk import publishing
from desk.for_me import for_me
from desk.models import Note
from protection.tests.marked import mark
from regions.models import Publication
from regions.tests.make import make_claim, make_policy, make_region, make_statistic

from .test_working_through import staff

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW = Publication.DRAFT, Publication.IN_REVIEW


@pytest.fixture
def lan(db):
    return staff("lan", first_name="张兰")


@pytest.fixture
def chief(db):
    return staff("chief", "审核", first_name="李明")


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


def draft_of(user, gansu, make=make_claim, **fields):
    """A draft that ``user`` began."""
    row = make(gansu, status=DRAFT, **fields)
    row.history.update(history_user=user)
    return row


def sent_back(row, by, reason):
    publishing.submit(row)
    publishing.send_back(row, reason)
    last = row.history.order_by("-history_date", "-history_id").first()
    row.history.filter(pk=last.pk).update(history_user=by)


def rows_of(user, name):
    found = {section.name: section for section in for_me(user, timezone.now())}
    return [(row.text, row.why) for row in found[name].rows] if name in found else []


def comment(client, row, text="第三页写的是全口径", **fields):
    task = f"{row._meta.label_lower}:{row.pk}"
    address = reverse("admin:comment")
    return client.post(address, {"task": task, "text": text} | fields, follow=True)


# --- Sent back -------------------------------------------------------------------------------


def test_a_draft_sent_back_tells_its_writer_first_thing_with_who_and_why(lan, chief, gansu):
    row = draft_of(lan[0], gansu, statement="一种说法")
    sent_back(row, chief[0], "原话漏了一句")

    page = lan[1].get(reverse("admin:index")).text

    assert "退回给您的：1 条" in page
    assert "李明退回：原话漏了一句" in page
    assert page.index("退回给您的") < page.index("给哪里录标准")
    assert "退回给您的" not in chief[1].get(reverse("admin:index")).text


def test_it_says_so_until_the_draft_is_changed(lan, chief, gansu):
    row = draft_of(lan[0], gansu)
    sent_back(row, chief[0], "漏了")
    assert len(rows_of(lan[0], "returned")) == 1

    row.refresh_from_db()
    row.statement = "补上了"
    row.save()

    assert rows_of(lan[0], "returned") == []


def test_it_says_so_until_the_draft_is_handed_in_again(lan, chief, gansu):
    row = draft_of(lan[0], gansu)
    sent_back(row, chief[0], "漏了")
    row.refresh_from_db()

    publishing.submit(row)

    assert rows_of(lan[0], "returned") == []


def test_who_takes_a_draft_back_needs_no_telling(lan, gansu):
    row = draft_of(lan[0], gansu)
    sent_back(row, lan[0], "")

    assert rows_of(lan[0], "returned") == []


def test_drafts_of_others_are_not_told(lan, chief, gansu):
    other = staff("hua")[0]
    sent_back(draft_of(other, gansu), chief[0], "漏了")

    assert rows_of(lan[0], "returned") == []
    assert len(rows_of(other, "returned")) == 1


def test_many_drafts_cost_as_many_queries_as_one(lan, chief, gansu, django_assert_num_queries):
    def some(number):
        for n in range(number):
            sent_back(draft_of(lan[0], gansu, statement=f"{number}-{n}"), chief[0], "漏了")
            row = draft_of(lan[0], gansu, make_statistic, year=2000 + 10 * number + n)
            Note.objects.write(row, Note.Kind.COMMENT, chief[0], "看")

    some(1)
    for_me(lan[0], timezone.now())  # the permissions are kept with the user
    # sent back: nine kinds, writers, senders; comments: the last, three for their kind; two more
    with django_assert_num_queries(9 + 2 + 1 + 3 + 2):
        for_me(lan[0], timezone.now())
    some(4)
    with django_assert_num_queries(9 + 2 + 1 + 3 + 2):
        for_me(lan[0], timezone.now())


# --- Comments --------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["change", "review"])
def test_a_comment_stands_below_the_form_and_on_the_review_page(lan, chief, gansu, page):
    row = draft_of(lan[0], gansu)
    comment(chief[1], row, "第三页<b>写的\r\n是全口径")

    shown = lan[1].get(reverse(f"admin:regions_claim_{page}", args=[row.pk])).text

    assert Note.objects.get().text == "第三页<b>写的\n是全口径"
    assert "第三页&lt;b&gt;写的<br>是全口径" in shown
    assert "<b>李明</b>" in shown


def test_a_comment_by_another_shows_on_the_index_of_the_writer_until_it_is_answered(
    lan, chief, gansu
):
    row = draft_of(lan[0], gansu, statement="一种说法")
    comment(chief[1], row)

    ((_, why),) = rows_of(lan[0], "comments")
    assert why == "李明，刚才：第三页写的是全口径"
    assert rows_of(chief[0], "comments") == []

    comment(lan[1], row, "改了")

    assert rows_of(lan[0], "comments") == []
    assert rows_of(chief[0], "comments")[0][1] == "张兰，刚才：改了"


def test_a_comment_is_answered_by_changing_the_draft(lan, chief, gansu):
    row = draft_of(lan[0], gansu)
    comment(chief[1], row)

    row._history_user = lan[0]
    row.save()

    assert rows_of(lan[0], "comments") == []


def test_an_old_comment_waits_for_nobody(lan, chief, gansu):
    row = draft_of(lan[0], gansu)
    comment(chief[1], row)
    Note.objects.update(at=timezone.now() + datetime.timedelta(days=1))
    later = timezone.now() + datetime.timedelta(days=16)

    assert for_me(lan[0], later) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "留言空着"),
        (" \r\n ", "留言空着"),
        ("长" * 501, "留言太长"),
        ("长" * 100_000, "留言太长"),
    ],
    ids=["empty", "blank", "one-more", "much-more"],
)
def test_a_comment_that_is_none_is_refused_with_the_reason(lan, gansu, text, said):
    mark(lan[1], lan[0].pk)

    answer = comment(lan[1], draft_of(lan[0], gansu), text)

    assert said in answer.text
    assert not Note.objects.exists()


def test_five_hundred_characters_are_kept_with_their_line_ends_counted_once(lan, gansu):
    comment(lan[1], draft_of(lan[0], gansu), "长" * 498 + "\r\n" + "长")

    assert len(Note.objects.get().text) == 500


def test_a_published_fact_takes_no_comment(lan, gansu):
    answer = comment(lan[1], make_policy(gansu))

    assert "已经不是稿子了" in answer.text
    assert not Note.objects.exists()


def test_what_was_said_of_a_draft_can_be_read_beside_the_published_fact(lan, gansu):
    claim = make_claim(gansu)
    Note.objects.write(claim, Note.Kind.COMMENT, lan[0], "第三页")
    address = reverse("admin:regions_claim_change", args=[claim.pk])

    page = lan[1].get(address).text

    assert "第三页" in page
    assert "给一起做这份稿子的人" not in page
    Note.objects.all().delete()
    assert 'id="notes"' not in lan[1].get(address).text


def test_a_place_has_no_comments(lan, gansu):
    assert comment(lan[1], gansu).status_code == 404


def test_who_may_not_change_a_fact_does_not_comment_on_it(lan, gansu):
    row = draft_of(lan[0], gansu)
    lan[0].groups.clear()

    assert comment(lan[1], row).status_code == 403
