"""Static files as a public site serves them: named by their content, compressed, for good."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.http import HttpResponseNotFound
from django.test.utils import override_settings
from whitenoise.middleware import WhiteNoiseMiddleware

BACKEND = "caching.static_storage.StaticFiles"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The middleware over what ``collectstatic`` made, and the names in its manifest."""
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES={"staticfiles": {"BACKEND": BACKEND}}):
        call_command("collectstatic", interactive=False, verbosity=0)
        names = json.loads((folder / "staticfiles.json").read_text())["paths"]
        yield WhiteNoiseMiddleware(lambda request: HttpResponseNotFound()), names, folder
        assert staticfiles_storage.url("css/site.css") == f"/static/{names['css/site.css']}"


@pytest.mark.parametrize("name", ["css/site.css", "js/combobox.js", "img/icons.svg"])
@pytest.mark.parametrize("encoding", ["br", "gzip", None])
def test_a_file_is_immutable_and_compressed_beforehand(served, rf, name, encoding):
    middleware, names, _ = served
    headers = {"Accept-Encoding": encoding} if encoding else {}

    response = middleware(rf.get(f"/static/{names[name]}", headers=headers))
    response.file_to_stream.close()

    assert response.status_code == 200
    assert response.get("Content-Encoding") == encoding
    assert response["Cache-Control"] == "max-age=315360000, public, immutable"
    assert response["Vary"] == "Accept-Encoding"


def test_only_names_that_tell_the_content_are_served(served, rf):
    middleware, names, folder = served

    assert middleware(rf.get("/static/css/site.css")).status_code == 404
    assert not (folder / "css/site.css").exists()
    assert (folder / names["css/site.css"]).exists()


def test_the_worker_takes_our_files_and_nothing_that_words_of_a_page_lead_to(served):
    _, names, _ = served
    worker = (settings.BASE_DIR / "static/js/offline/worker.js").read_text(encoding="utf-8")
    [needed] = re.findall(r"^const NEEDED = /(.*)/g;$", worker, re.MULTILINE)
    files = [f"/static/{name}" for name in names.values() if name.startswith(("css", "js", "img"))]

    assert files
    assert all(re.fullmatch(needed, file) for file in files)
    for words in (
        "/static/../admin/",
        "/static/a/../../admin/x.html",
        "/static/./x/..",
        "/static/",
    ):
        found = re.search(needed, words)
        assert found is None or "/." not in found[0], words
