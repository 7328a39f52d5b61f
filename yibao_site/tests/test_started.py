"""What gunicorn says once the site answers."""

import runpy
from types import SimpleNamespace

import pytest
from django.conf import settings

WARNING = "只给试用，请不要直接放到网上"


@pytest.mark.parametrize(("https", "warned"), [("0", True), ("1", False)])
def test_only_without_a_proxy_before_it_the_site_is_for_trying(monkeypatch, capsys, https, warned):
    monkeypatch.setenv("HTTPS", https)
    monkeypatch.setenv("ADMIN_PATH", "bianji/")
    configured = runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))

    configured["when_ready"](SimpleNamespace(LISTENERS=["http://127.0.0.1:8000"]))

    told = capsys.readouterr().out
    assert "编辑后台：http://127.0.0.1:8000/bianji/" in told
    assert (WARNING in told) is warned
