"""Who may take which step with a fact in which state: each combination is posted."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from desk import publishing
from regions.models import Claim, Publication
from regions.tests.make import make_claim

pytestmark = pytest.mark.django_db

DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = Publication.values
LIST = "admin:regions_claim_changelist"
GONE = "gone"

WRITES = {
    (DRAFT, "submit"): IN_REVIEW,
    (IN_REVIEW, "send_back"): DRAFT,
    (DRAFT, "delete"): GONE,
}
APPROVES = {(IN_REVIEW, "publish"): PUBLISHED, (PUBLISHED, "withdraw"): WITHDRAWN}
#: By role, what a step makes of a state; whatever is not here changes nothing.
ALLOWED = {"编辑": WRITES, "审核": WRITES | APPROVES, "无": {}, None: {}}


def enter(role) -> Client:
    """The browser of somebody with a role; without any for 无; of nobody for None."""
    client = Client()
    if role is not None:
        user = User.objects.create_user(f"user-{role}", is_staff=True)
        user.groups.set(Group.objects.filter(name=role))
        client.force_login(user)
    return client


def post(client, step, claim):
    if step in ("submit", "publish"):
        form = {"action": f"{step}_rows", "_selected_action": [claim.pk], "shown": "1"}
        return client.post(reverse(LIST), form | {f"seen-{claim.pk}": publishing.seen(claim)})
    address = reverse(f"admin:regions_claim_{step}", args=[claim.pk])
    return client.post(address, {"reason": "为什么", "post": "yes"})


def state(claim) -> str:
    return Claim.objects.filter(pk=claim.pk).values_list("status", flat=True).first() or GONE


STEPS = ("submit", "publish", "send_back", "withdraw", "delete", "revise")


@pytest.mark.parametrize("role", ALLOWED)
def test_each_step_is_taken_by_whom_and_where_it_may_and_by_nobody_elsewhere(gansu, role):
    client = enter(role)

    for status in Publication.values:
        for step in STEPS:
            claim = make_claim(gansu, status=status)
            answer = post(client, step, claim)
            expected = ALLOWED[role].get((status, step), status)
            assert state(claim) == expected, (role, status, step)
            assert answer.status_code in (302, 403), (role, status, step)


@pytest.mark.parametrize("role", ALLOWED)
def test_a_draft_copy_is_begun_of_what_was_approved_and_by_who_writes(gansu, role):
    client = enter(role)

    for status in Publication.values:
        claim = make_claim(gansu, status=status)
        post(client, "revise", claim)
        begun = ALLOWED[role] and status in Publication.SETTLED
        assert Claim.objects.filter(replaces=claim).exists() is bool(begun), (role, status)


def test_who_wrote_a_word_publishes_it_in_no_way_whatever_the_role(gansu):
    client = enter("审核")
    claim = make_claim(gansu, status=DRAFT)
    claim._history_user = User.objects.get()
    claim.statement = "改了一个字。"
    claim.save()
    claim = Claim.objects.get()
    publishing.submit(claim)
    claim.refresh_from_db()

    post(client, "publish", claim)
    review = reverse("admin:regions_claim_review", args=[claim.pk])
    client.post(review, {"seen": publishing.seen(claim), "_publish": "1"})

    assert state(claim) == IN_REVIEW


def test_a_step_on_many_rows_is_taken_with_those_alone_that_were_chosen(gansu):
    client = enter("审核")
    chosen, other = (make_claim(gansu, status=IN_REVIEW) for _ in range(2))

    post(client, "publish", chosen)

    assert (state(chosen), state(other)) == (PUBLISHED, IN_REVIEW)
