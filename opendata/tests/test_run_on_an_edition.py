"""A second site is started on the file of the edition alone: its pages are equal to the byte."""

import hashlib

import pytest
from django.test import Client
from django.utils import timezone

from opendata.files import edition_file
from regions.models import Region
from yibao_site.tests.new_process import printed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

PAGES = [
    "/",
    "/regions/",
    "/regions/gansu/lanzhou/?age=74&status=retired&insurance=employee",
    "/regions/gansu/lanzhou/sheet/",
    "/regions/places.json",
    "/calculator/compare/?region=gansu/lanzhou&region=henan/zhengzhou",
    "/balance/phone/",
    "/faq/lapse-money-wasted/",
    "/search/?q=密码忘了",
    "/coverage/",
    "/coverage/watch/",
    "/about/sources/?page=2",
    "/sitemap-regions.xml",
    "/regions/gansu/lanzhou.json",
    "/faq/lapse-money-wasted.json",
    "/edition/",
    "/edition/?since=1",
    "/edition.json?since=1",
]
#: Prints the status and the sum of each page, as a host for readers answers on the loopback.
ASK = """
import hashlib, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.STORAGES["staticfiles"]["BACKEND"] = sys.argv[1]
for path in sys.argv[2:]:
    answer = Client(SERVER_NAME="127.0.0.1", SERVER_PORT="8000").get(path)
    print(path, answer.status_code, hashlib.sha256(answer.content).hexdigest())
"""


def test_a_site_on_the_edition_alone_shows_the_same_pages_and_writes_nothing(tmp_path, settings):
    paths = [place.get_absolute_url() for place in Region.objects.pages().with_lineage()][::40]
    Region.objects.get(path="hunan/yongzhou").save()  # whose page then has an edition of its own
    edition = tmp_path / "edition.sqlite3"
    edition_file.write(edition, timezone.localdate())
    before = hashlib.sha256(edition.read_bytes()).hexdigest()
    edition.chmod(0o400)
    (tmp_path / "site").mkdir()

    storage = settings.STORAGES["staticfiles"]["BACKEND"]
    told = printed(
        ASK,
        storage,
        *PAGES,
        *paths,
        folder=tmp_path / "site",
        DATABASE_URL=f"sqlite:///{edition}",
        READERS_ONLY="1",
        STATEMENT_SECONDS="5",
    )

    ours = Client(SERVER_NAME="127.0.0.1", SERVER_PORT="8000")
    for line, path in zip(told, [*PAGES, *paths], strict=True):
        answer = ours.get(path)
        digest = hashlib.sha256(answer.content).hexdigest()
        assert line == f"{path} 200 {digest}"
    assert hashlib.sha256(edition.read_bytes()).hexdigest() == before
    assert [file.name for file in tmp_path.iterdir()] == ["edition.sqlite3", "site"]


def test_letters_and_the_desk_are_elsewhere_and_the_log_of_changes_says_so(tmp_path):
    edition = tmp_path / "edition.sqlite3"
    edition_file.write(edition, timezone.localdate())
    told = printed(
        ASK.replace(
            "hashlib.sha256(answer.content).hexdigest()", "'没有改动的历史' in answer.text"
        ),
        "django.contrib.staticfiles.storage.StaticFilesStorage",
        *("/report/", "/admin/", "/changes/"),
        folder=tmp_path,
        DATABASE_URL=f"sqlite:///{edition}",
        READERS_ONLY="1",
    )

    assert told == ["/report/ 503 False", "/admin/ 503 False", "/changes/ 200 True"]
