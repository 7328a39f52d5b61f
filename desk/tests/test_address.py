"""The desk addresses people with 您 throughout, also in the sentences of Django itself."""

import gettext as gnu
from pathlib import Path

import django
import pytest
import simple_history
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation.trans_real import DjangoTranslation

from regions.models import Publication
from regions.tests.make import make_region, make_source, make_statistic

CONTRIB = Path(django.__file__).parent / "contrib"
CATALOGS = {
    "admin": CONTRIB / "admin",
    "auth": CONTRIB / "auth",
    "history": Path(simple_history.__file__).parent,
}


def original(folder, domain="django"):
    path = folder / "locale" / "zh_Hans" / "LC_MESSAGES" / f"{domain}.mo"
    with path.open("rb") as file:
        return gnu.GNUTranslations(file)._catalog


def said(key):
    """Return what we say for an entry of a catalog."""
    if isinstance(key, tuple):
        return ngettext(key[0], key[0], 2)
    context, _, text = key.rpartition("\x04")
    return pgettext(context, text) if context else gettext(text)


@pytest.mark.parametrize("name", CATALOGS)
def test_no_sentence_of_a_package_says_ni(name):
    rude = [key for key, text in original(CATALOGS[name]).items() if key and "你" in text]

    assert rude, "Django's own Chinese has changed: is locale/ still needed?"
    assert [key for key in rude if "你" in said(key)] == []


def test_no_script_of_the_admin_says_ni():
    folders = [str(CATALOGS["admin"] / "locale")]

    ours = DjangoTranslation("zh-hans", domain="djangojs", localedirs=folders)

    rude = [key for key, text in original(CATALOGS["admin"], "djangojs").items() if "你" in text]
    assert rude
    told = {
        key: ours.ngettext(key[0], key[0], 2) if isinstance(key, tuple) else ours.gettext(key)
        for key in rude
    }
    assert [key for key, text in told.items() if "你" in text] == []


@pytest.fixture
def pages(db, admin_client):
    """Texts of many pages: index, lists, forms, and what follows each kind of step."""
    place = make_region(slug="gansu", name="甘肃省")
    draft = make_statistic(place, status=Publication.DRAFT)
    source = make_source()
    user = User.objects.create_user("somebody")
    names = ["region", "source", "statistic", "refundpolicy", "claim", "takedown", "linkcheck"]
    addresses = ["admin:index", "admin:day_log", "admin:password_change", "admin:auth_user_add"]
    addresses += [f"admin:regions_{name}_changelist" for name in names]
    texts = [admin_client.get(reverse(address)).text for address in addresses]
    for name, row in (("statistic", draft), ("source", source), ("region", place)):
        for page in ("change", "delete", "history"):
            address = reverse(f"admin:regions_{name}_{page}", args=[row.pk])
            texts.append(admin_client.get(address).text)
    texts.append(admin_client.get(reverse("admin:auth_user_password_change", args=[user.pk])).text)
    domain = {"domain": "example.gov.cn", "note": "官网", "_continue": "1"}
    added = admin_client.post(reverse("admin:regions_officialdomain_add"), domain, follow=True)
    assert "example.gov.cn" in added.text
    return [*texts, added.text]


def test_the_pages_of_the_desk_say_nin(pages):
    assert [text for text in pages if "你" in text] == []


def test_nothing_done_yet_is_said_in_words(pages):
    assert "无可选的" not in pages[0]
    assert "还没有" in pages[0]
