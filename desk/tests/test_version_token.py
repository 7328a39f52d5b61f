"""One token for all who act on what they saw: another with any part of a row, and only then."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from desk import publishing
from desk.spreadsheets.definitions import PolicySheet
from desk.spreadsheets.files import Table
from desk.version_token import VersionToken
from faq.tests.make import make_question
from regions.models import Publication, RegionAlias
from regions.tests.make import make_example, make_policy, make_source

TODAY = datetime.date(2026, 11, 25)


@pytest.fixture
def policy(gansu):
    policy = make_policy(gansu, tiers=[(0, None, "75")], status=Publication.DRAFT)
    make_example(policy, amount=Decimal(75))
    return policy


def scan_of(source):
    return source.scans.create(name="1.pdf", content=b"1")


def page(client, row, name):
    address = reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_{name}", args=[row.pk])
    return client.get(address)


def as_opened(client, policy):
    form = page(client, policy, "change").context["adminform"].form
    return str(form["opened_version"].value())


def as_reviewed(client, policy):
    return str(page(client, policy, "review").context["seen"])


def as_corrected(client, policy):
    type(policy).objects.filter(pk=policy.pk).update(status=Publication.PUBLISHED)
    address = reverse("admin:regions_refundpolicy_record", args=[policy.region_id])
    return str(client.get(address, {"change": policy.pk}).context["seen"])


def as_previewed(client, policy):
    """The sheet says something else of the wording, whatever the row says by now."""
    sheet = PolicySheet(TODAY)
    cells = dict(zip(sheet.headings, next(sheet.lines()), strict=True)) | {"原话": "改成这样。"}
    table = Table(sheet.headings, [(2, list(cells.values()))])
    result = PolicySheet(TODAY).take(table, dry_run=True)
    assert [heading for heading, _, _ in result.rows[0].differences] == ["原话"]
    return str([plan.stood for plan in result.plans])


CHANGES = {
    "the-row": lambda policy: policy.save(),
    "a-tier": lambda policy: policy.tiers.update(amount=76),
    "an-example": lambda policy: policy.examples.update(note="改了"),
    "a-link": lambda policy: policy.other_sources.add(make_source(title="另一份")),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("shown", [as_opened, as_reviewed, as_corrected, as_previewed])
def test_each_use_sees_each_change_and_no_other(admin_client, policy, shown, change):
    before = shown(admin_client, policy)
    again = shown(admin_client, policy)

    change(policy)

    assert before == again != shown(admin_client, policy)


def test_a_scan_of_a_source_is_seen_by_who_approves_and_by_who_has_the_source_open(
    admin_client, policy
):
    policy.source = make_source(status=Publication.DRAFT)
    policy.save()
    further = make_source(title="另一份", status=Publication.DRAFT)
    policy.other_sources.add(further)
    for source in (policy.source, further):
        shown = [as_reviewed(admin_client, policy), as_opened(admin_client, source)]

        scan_of(source)

        later = [as_reviewed(admin_client, policy), as_opened(admin_client, source)]
        assert all(a != b for a, b in zip(shown, later, strict=True))


def test_another_name_of_a_place_is_seen_by_who_has_the_place_open(admin_client, gansu):
    before = as_opened(admin_client, gansu)

    RegionAlias.objects.create(region=gansu, name="陇")

    assert as_opened(admin_client, gansu) != before


def test_a_draft_copy_that_is_linked_beside_its_row_is_no_change(db):
    question, related = make_question(slug="a"), make_question(slug="b")
    question.related.add(related)
    before = VersionToken.of(question)

    publishing.copy_of(related)

    assert VersionToken.of(question) == before


def test_a_token_comes_back_as_it_left_and_names_its_row(policy):
    token = VersionToken.of(policy)

    assert VersionToken.from_text(str(token)) == token
    assert (token.pk, token.version) == (policy.pk, policy.version)


@pytest.mark.parametrize("text", ["", "0", "1-2", "1-2-x", f"1-2-{'0' * 33}", f"一-2-{'0' * 32}"])
def test_any_other_text_is_no_token(text):
    assert VersionToken.from_text(text) is None
