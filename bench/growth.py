"""Measure what a page costs with ten times the places, or a hundred times the rules.

The steady state is counted: the content has not changed, the page is not in the page store.
``python -m bench.growth places`` and ``… history`` add places and rules to the site of the
environment; ``… dated`` dates each rule; ``… told`` adds the older rules that a page tells;
``… editor`` prints the cookie of an editor who has logged in.
"""

import copy
import datetime
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

from . import instructions
from .lines import Line
from .served import ROOT

SITE = "yibao_site.wsgi"
PLACES, RULES = 10, 100
#: Requests before counting, of which the first works out what is kept, and while counting.
WARM_UP, TIMES = 2, 2
#: What more places may cost a place's page, what more rules may cost it, searches, and all else.
PAGE, OLDER, SEARCH, MORE = 1.05, 1.10, 1.4, 2.0

#: Address and headers, by what the report calls it.
Asked = dict[str, tuple[str, dict[str, str]]]

PLACE = "/regions/gansu/lanzhou/"
#: The lists and searches, by what the report calls them.
LISTS = {
    "home": "/",
    "directory": "/regions/",
    "directory by rule": "/regions/?rule=amount",
    "directory, a later page": "/regions/?rule=none&page=3",
    "search for a place": f"/search/?q={quote('吉林')}",
    "search for a name that is not known": f"/search/?q={quote('兰洲市')}",
    "search for pinyin that is not known": "/search/?q=lanzuo",
    "search for a sentence": f"/search/?q={quote('榆中县的医保断交了怎么办')}",
    "search for a misspelt name in a sentence": f"/search/?q={quote('兰洲的医保断交了怎么办')}",
    "coverage": "/coverage/",
    "sitemap of places": "/sitemap-regions.xml",
    "sitemap of pages": "/sitemap-pages.xml",
    "places.json": "/regions/places.json",
}
#: Ten times the rows are ten times the bytes: told by the row.
BY_NATURE = {"sitemap of places", "places.json"}
DESK = {
    "desk: list of places": "/admin/regions/region/",
    "desk: list of standards": "/admin/regions/refundpolicy/",
}
#: What old rules might make dearer.
WITH_RULES = ["home", "directory", "directory by rule", "coverage", "sitemap of places"]


def growth(env: dict[str, str]) -> list[Line]:
    """Return costs as ratios to those of the present site; the site of ``env`` is not changed."""
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        small, large, old = (_site(env, Path(folder, n)) for n in ("small", "places", "history"))
        cookie = {"HTTP_COOKIE": _run(small, "editor").strip()}
        _run(small, "dated")
        shutil.copy(_database(small), _database(old))
        _run(old, "history")
        _run(small, "told")
        shutil.copy(_database(small), _database(large))
        _run(large, "places")
        asked: Asked = {name: (path, {}) for name, path in {"place": PLACE, **LISTS}.items()}
        desk: Asked = {name: (path, cookie) for name, path in DESK.items()}
        few = {name: asked[name] for name in ["place", *WITH_RULES]}
        with ThreadPoolExecutor(2) as pool:
            more, now, older = pool.map(
                _counted, (large, small, old), (asked | desk, asked | desk, few | desk)
            )
    places = {"place": PAGE} | dict.fromkeys([*LISTS, *DESK], MORE)
    places |= {name: SEARCH for name in LISTS if name.startswith("search ")}
    rules = {"place": OLDER} | dict.fromkeys([*WITH_RULES, *DESK], MORE)
    lines = []
    for name, must in places.items():
        grown = more[name] / now[name]
        if name in BY_NATURE:
            lines.append(Line(f"{name}, places × {PLACES}", grown, "times"))
            lines.append(Line(f"a row of {name}, places × {PLACES}", grown / PLACES, "times", must))
        else:
            lines.append(Line(f"{name}, places × {PLACES}", grown, "times", must))
    for name, must in rules.items():
        lines.append(Line(f"{name}, rules × {RULES}", older[name] / now[name], "times", must))
    return lines


def _site(env: dict[str, str], folder: Path) -> dict[str, str]:
    """A copy of the site of ``env`` that keeps no page and looks for changes only once."""
    folder.mkdir()
    own = {"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'yibao.sqlite3'}"}
    copied = env | own | {"PAGE_STORE_BYTES": "0", "EDITION_SECONDS": "100000"}
    shutil.copy(_database(env), _database(copied))
    return copied


def _database(env: dict[str, str]) -> Path:
    return Path(env["DATABASE_URL"].removeprefix("sqlite:///"))


def _run(env: dict[str, str], *steps: str) -> str:
    """Take ``steps`` in a process of its own: a site has one database for good."""
    run = [sys.executable, "-m", "bench.growth", *steps]
    return subprocess.run(
        run, cwd=ROOT, env=os.environ | env, check=True, stdout=subprocess.PIPE
    ).stdout.decode()


def _counted(env: dict[str, str], asked: dict[str, tuple[str, dict[str, str]]]) -> dict[str, float]:
    with instructions.counting(SITE, env) as site:
        return {
            name: site.per_request(path, headers=headers, times=TIMES, warm_up=WARM_UP)
            for name, (path, headers) in asked.items()
        }


# --- In a process of the site -------------------------------------------------------------------


def _more_places() -> None:
    """Add nine places, with rules, for each that is not a province; some lie in a prefecture."""
    from faq.models import LocalAnswer
    from regions.models import Deduction, LookupChannel, RefundPolicy, Region

    pages = list(Region.objects.pages().with_lineage().in_tree_order())
    chance = random.Random(0)  # noqa: S311 the same each time
    names, codes = _names(chance), _codes()
    made: dict[Region, list[Region]] = {}
    for place in pages:
        if place.is_province:
            continue
        for number in range(PLACES - 1):
            pinyin = [chance.choice(_SYLLABLES) for _ in range(2)]
            inside = place.level == Region.Level.PREFECTURE and number % 2
            parent = place if inside else place.parent
            name = next(names)
            new = Region(
                name=f"{name}{'县' if inside else '市'}",
                short_name=name,
                parent=parent,
                level=Region.Level.COUNTY if inside else place.level,
                code=next(codes[place.code[:2]]),
                pinyin=" ".join(pinyin),
                initials="".join(syllable[0] for syllable in pinyin),
                slug=f"{'-'.join(pinyin)}-{len(made)}-{number}",
                has_page=True,
                own_pool=place.own_pool,
            )
            made.setdefault(place, []).append(new)
    Region.objects.bulk_create([new for row in made.values() for new in row])
    by_id = {place.pk: row for place, row in made.items()}
    _copy_policies(
        (policy, {"region": new})
        for policy in RefundPolicy.objects.published().with_facts()
        for new in by_id.get(policy.region_id, [])
    )
    for model in (LookupChannel, Deduction, LocalAnswer):
        rows = model.objects.published().filter(region__in=made)
        model.objects.bulk_create(
            _copied(row, region=new) for row in rows for new in by_id[row.region_id]
        )


_SYLLABLES = [
    begin + end
    for begin in ("b", "d", "g", "h", "j", "l", "m", "q", "sh", "t", "x", "y", "zh")
    for end in ("a", "ai", "an", "ang", "e", "en", "i", "ing", "ong", "ou", "u", "uan", "un")
]


def _names(chance: random.Random) -> Iterator[str]:
    """Names of two characters that stand in names of places, each one new."""
    from regions.models import Region

    known = set(Region.objects.values_list("short_name", flat=True))
    characters = sorted({char for name in known for char in name})
    while True:
        name = "".join(chance.sample(characters, 2))
        if name not in known:
            known.add(name)
            yield name


def _codes() -> Any:
    """Codes that are not taken, by the two digits of a province: behind all that are."""

    class Codes(dict):
        def __missing__(self, digits: str) -> Iterator[str]:
            self[digits] = iter([f"{digits}Z{number:03}" for number in range(1000)])
            return self[digits]

    return Codes()


def _dated() -> None:
    """Let each rule start on a day, so that others can be older."""
    from regions.models import RefundPolicy

    undated = RefundPolicy.objects.published().filter(effective_from=None)
    undated.update(effective_from=datetime.date(2024, 1, 1))


def _told() -> None:
    """As many older rules as a page tells, so that with more of them it tells the same."""
    from regions.place_facts import EARLIER

    _older_rules(EARLIER)


def _more_rules() -> None:
    """A hundred times the rules."""
    _older_rules(RULES - 1)


def _older_rules(number: int) -> None:
    """So many rules before each, a month apart, each with its tiers and a source of its own."""
    from regions.models import RefundPolicy, Source

    policies = list(RefundPolicy.objects.published().with_facts())
    month = datetime.timedelta(days=30)
    sources = Source.objects.bulk_create(
        [_copied(policy.source) for policy in policies for _ in range(number)]
    )
    unused = iter(sources)
    first = {
        policy.region_id: min(p.effective_from for p in policies if p.region_id == policy.region_id)
        for policy in policies
    }
    turn: dict[int, int] = {}
    wanted = []
    for policy in policies:
        for _ in range(number):
            turn[policy.region_id] = turn.get(policy.region_id, 0) + 1
            start = first[policy.region_id] - turn[policy.region_id] * month
            changed = {"effective_from": start, "source": next(unused), "ended_on": None}
            wanted.append((policy, changed))
    _copy_policies(wanted)


def _copy_policies(wanted: Iterable[tuple[Any, dict[str, Any]]]) -> None:
    """Copies of policies with something changed in each, with their tiers."""
    from regions.models import PolicyTier, RefundPolicy

    wanted = list(wanted)
    made = RefundPolicy.objects.bulk_create([_copied(policy, **new) for policy, new in wanted])
    PolicyTier.objects.bulk_create(
        _copied(tier, policy=copied)
        for (policy, _), copied in zip(wanted, made, strict=True)
        for tier in policy.tiers.all()
    )


def _copied(row: Any, **changed: Any) -> Any:
    """A new row that says the same as ``row`` but for what is ``changed``."""
    from regions.models.publication import new_key

    made = copy.copy(row)
    made._state = copy.copy(row._state)
    made._state.adding, made._state.fields_cache = True, dict(row._state.fields_cache)
    made.pk = None
    if hasattr(made, "key"):
        made.key = new_key()
    for name, value in changed.items():
        setattr(made, name, value)
    return made


def _editor() -> None:
    """Print the cookie of a superuser who has logged in."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User

    user = User.objects.create_superuser("editor")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    print(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")


STEPS = {
    "places": _more_places,
    "history": _more_rules,
    "told": _told,
    "dated": _dated,
    "editor": _editor,
}


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibao_site.settings")
    django.setup()
    for step in sys.argv[1:]:
        STEPS[step]()


if __name__ == "__main__":
    main()
