"""A start loads the editors' desk, and leaves what only few pages need to the first who want it."""

import pytest
from django.contrib import admin
from django.core import checks
from django.urls import NoReverseMatch, reverse

from regions.models import Region
from yibao_site.tests.new_process import printed

ASK = """
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from bench.ask import ask
from yibao_site.wsgi import application

DESK = {"desk.admin", "desk.admin.questions"}
ONLY_FOR_FEW = {
    *("qrcode", "selectolax", "pypdfium2", "protego", "argon2"),
    *("documents.reading", "documents.clauses", "fetching.fetch", "text.figures", "watch.article"),
    *("faq.words", "pages.change_log", "pages.picture_card", "pages.handout_rule"),
    *("opendata.views.api", "opendata.api.description", "opendata.place_document"),
    *("desk.admin.policy_entry.page", "desk.admin.finding_page", "desk.admin.succession"),
}
print("loaded", *sorted((DESK | ONLY_FOR_FEW) & sys.modules.keys()))
gate = threading.Barrier(8)

def first(path):
    gate.wait()
    # Of one client, the brake would let three at once.
    return ask(application, path, {"protection.unbraked": True})[0][:3]

for path in sys.argv[1:]:
    with ThreadPoolExecutor(8) as pool:
        print(path, *pool.map(first, [path] * 8))
"""


def test_eight_first_requests_at_once_leave_the_desk_whole(tmp_path):
    paths = ("/admin/login/", "/admin/", "/admin/regions/region/")
    lines = printed(ASK, *paths, folder=tmp_path)

    assert lines == [
        "loaded desk.admin desk.admin.questions",
        "/admin/login/ " + " ".join(["200"] * 8),
        "/admin/ " + " ".join(["302"] * 8),
        "/admin/regions/region/ " + " ".join(["302"] * 8),
    ]


def test_names_of_the_desk_lead_to_its_pages():
    assert reverse("admin:index") == "/admin/"
    assert reverse("admin:second_factor") == "/admin/second-factor/"
    assert reverse("admin:regions_region_change", args=[7]) == "/admin/regions/region/7/change/"
    with pytest.raises(NoReverseMatch):
        reverse("admin:regions_nothing")


def test_a_fault_of_the_desk_is_found_by_the_checks(monkeypatch):
    assert checks.run_checks(tags=[checks.Tags.admin]) == []

    desk = admin.site.get_model_admin(Region)
    monkeypatch.setattr(type(desk), "list_display", ["no_such_column"])

    assert [fault.id for fault in checks.run_checks(tags=[checks.Tags.admin])] == ["admin.E108"]
