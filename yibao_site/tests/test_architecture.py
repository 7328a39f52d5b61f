"""Each room imports only from those below it, nothing goes in a circle, few read the clock.

``ROOMS`` is the order of the packages. What a module may not do is read from its source, so an
import inside a function counts as well. Tests see everything and are seen by nothing.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

BASE_DIR = Path(__file__).resolve().parents[2]

# The packages, lowest first: each imports from itself and from those above it in this list.
ROOMS = [
    "credit",  # how much: arithmetic, standard library only
    "caching",  # pages and answers that are kept until the content changes
    "text",  # how values are written in Chinese
    "visits",  # how often pages are read
    "protection",  # whose request it is and what it may cost; databases that do not answer
    "documents",  # what official documents say: files to text, text to figures
    "fetching",  # how other people's websites are asked
    "regions",  # what is true where
    "watch",  # what changed on the official pages
    "calculator",  # what follows from it for a place and a person
    "faq",  # what people ask; it points at the facts
    "pages",  # what readers see
    "opendata",  # the same facts for programs
    "operation",  # what the operator does: backups, mirror, moving, doctor
    "desk",  # what editors do
    "yibao_site",  # what ties it together
]
# What is no package's own to import: tests, and the history that makemigrations writes.
OUTSIDE = ["*.tests", "*.tests.*", "*.migrations", "*.migrations.*"]

# Who may ask what day it is; everyone else is told, so that “in March” is an argument.
CLOCK_READERS = [
    "pages.views.*",
    "pages.sitemaps.*",
    "opendata.views.*",
    "desk.admin",
    "desk.admin.*",
    "desk.accounts.going_on",
    "desk.accounts.views",
    "desk.open_form",
    "desk.views.*",
    "desk.site",
    "*.management.commands.*",
    "caching.content_version",
    "visits.writer",
    "yibao_site.metrics",
    "*.tests.*",
    "*.migrations.*",
]
CLOCKS = {
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "django.db.models.functions.Now",
    "django.utils.timezone.localdate",
    "django.utils.timezone.localtime",
    "django.utils.timezone.now",
    "time.gmtime",
    "time.localtime",
    "time.time",
    "time.time_ns",
}
# With a moment given they convert it, without one they read the clock.
CONVERTERS = {"django.utils.timezone.localdate", "django.utils.timezone.localtime"}


@dataclass(frozen=True)
class Module:
    """One source file. ``names`` are all modules of the project, to tell them from attributes."""

    name: str
    tree: ast.Module
    is_package: bool
    names: frozenset[str]

    def imports(self, top_level: bool = False) -> Iterator[str]:
        """Full names of what is imported; ``top_level``: only what runs when the module loads."""
        for node in _loaded(self.tree) if top_level else ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                package = self._absolute(node)
                for alias in node.names:
                    inner = f"{package}.{alias.name}"
                    yield inner if inner in self.names else package

    def _absolute(self, node: ast.ImportFrom) -> str:
        """The package that ``from … import`` means."""
        if not node.level:
            return node.module or ""
        up = node.level - self.is_package
        parts = self.name.split(".")
        return ".".join(parts[: len(parts) - up] + ([node.module] if node.module else []))

    def clock_reads(self) -> Iterator[tuple[int, str]]:
        """Lines that mention a clock, and which."""
        meaning = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    first = alias.name.split(".")[0]
                    meaning[alias.asname or first] = alias.name if alias.asname else first
            elif isinstance(node, ast.ImportFrom):
                package = self._absolute(node)
                for alias in node.names:
                    meaning[alias.asname or alias.name] = f"{package}.{alias.name}"
        conversions = {
            id(node.func)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Call)
            and (node.args or any(keyword.arg == "value" for keyword in node.keywords))
        }
        for node in ast.walk(self.tree):
            if not isinstance(node, ast.Name | ast.Attribute):
                continue
            clock = _full_name(node, meaning) or ""
            if clock not in CLOCKS or (clock in CONVERTERS and id(node) in conversions):
                continue
            yield node.lineno, clock


def _loaded(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when a module loads: no bodies of functions, nothing only for types."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _loaded(child)


def _full_name(node: ast.AST, meaning: dict[str, str]) -> str | None:
    """What a name or a chain of attributes stands for, by the imports of its module."""
    if isinstance(node, ast.Name):
        return meaning.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _full_name(node.value, meaning)
        return owner and f"{owner}.{node.attr}"
    return None


def parse(sources: dict[str, str], packages: frozenset[str] = frozenset()) -> list[Module]:
    """Modules from their names and sources; a name with others below it is a package."""
    names = frozenset(sources)
    above = packages | {name.rpartition(".")[0] for name in names}
    return [
        Module(name, ast.parse(source), name in above, names) for name, source in sources.items()
    ]


def project() -> list[Module]:
    """All modules of our apps."""
    sources, packages = {}, set()
    for room in ROOMS:
        for path in sorted((BASE_DIR / room).rglob("*.py")):
            parts = path.relative_to(BASE_DIR).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            sources[name] = path.read_text(encoding="utf-8")
            if is_package:
                packages.add(name)
    return parse(sources, frozenset(packages))


def is_outside(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in OUTSIDE)


def forbidden_arrows(modules: list[Module]) -> list[str]:
    """Imports of a room above one's own, of tests, and of packages that stand in no order."""
    found = set()
    for module in modules:
        if is_outside(module.name):
            continue
        own = module.name.split(".")[0]
        for target in module.imports():
            room = target.split(".")[0]
            below = room in ROOMS[: ROOMS.index(own) + 1] if own in ROOMS else False
            if target in module.names and (is_outside(target) or not below):
                found.add(f"{module.name} imports {target}")
    return sorted(found)


def mutual_imports(modules: list[Module]) -> list[str]:
    """Pairs of packages that import each other."""
    arrows = {
        (module.name.split(".")[0], target.split(".")[0])
        for module in modules
        if not is_outside(module.name)
        for target in module.imports()
        if target in module.names
    }
    return sorted(f"{a} and {b}" for a, b in arrows if a < b and (b, a) in arrows)


def strangers_in_credit(modules: list[Module]) -> list[str]:
    """Imports of the arithmetic beside the standard library and itself."""
    return [
        f"{module.name} imports {target}"
        for module in modules
        if module.name.split(".")[0] == "credit" and not is_outside(module.name)
        for target in module.imports()
        if target.split(".")[0] not in {*sys.stdlib_module_names, "credit"}
    ]


def circles(modules: list[Module]) -> list[str]:
    """Modules that need each other while they load, each circle once."""
    arrows = {
        module.name: sorted(set(module.imports(top_level=True)) & module.names)
        for module in modules
    }
    found: set[str] = set()
    done: set[str] = set()

    def follow(name: str, path: list[str]) -> None:
        if name in path:
            circle = path[path.index(name) :]
            first = circle.index(min(circle))
            circle = circle[first:] + circle[:first]
            found.add(" → ".join([*circle, circle[0]]))
        elif name not in done:
            for target in arrows[name]:
                follow(target, [*path, name])
            done.add(name)

    for name in arrows:
        follow(name, [])
    return sorted(found)


def clock_reads(modules: list[Module]) -> list[str]:
    """Clock reads outside the modules that may."""
    return [
        f"{module.name}:{line} reads {clock}"
        for module in modules
        if not any(fnmatchcase(module.name, pattern) for pattern in CLOCK_READERS)
        for line, clock in module.clock_reads()
    ]


# --- Our project ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return project()


def test_each_room_imports_only_from_those_below_it(modules):
    assert forbidden_arrows(modules) == []


def test_no_two_rooms_import_each_other(modules):
    assert mutual_imports(modules) == []


def test_every_folder_of_modules_is_a_room():
    """A new package beside them is given its place in the order."""
    folders = {path.parent.name for path in BASE_DIR.glob("*/__init__.py")}

    assert folders - {"bench", "cluster"} == set(ROOMS)  # tools beside the site


def test_each_room_says_first_whom_it_serves():
    silent = [
        room
        for room in ROOMS
        if not ast.get_docstring(ast.parse((BASE_DIR / room / "__init__.py").read_text("utf-8")))
    ]

    assert silent == []


def test_the_arithmetic_needs_only_the_standard_library(modules):
    assert strangers_in_credit(modules) == []


def test_no_modules_need_each_other_to_load(modules):
    assert circles(modules) == []


def test_only_the_outer_modules_read_the_clock(modules):
    assert clock_reads(modules) == []


def test_all_of_the_project_is_read(modules):
    names = {module.name for module in modules}

    assert {"credit.credit", "regions.models", "regions.models.policy"} <= names
    policy = next(module for module in modules if module.name == "regions.models.policy")
    assert {"regions.models.timeline", "regions.models.source"} <= set(policy.imports())


# --- The reading itself ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "from pages.views import detail",
        "from pages import views",
        "import pages.views",
        "def later():\n    from pages.views import detail",
    ],
    ids=["from", "module", "import", "in-a-function"],
)
def test_an_upward_arrow_is_refused(line):
    modules = parse({"regions.models.region": line, "regions.models": "", "pages.views": ""})

    assert forbidden_arrows(modules) == ["regions.models.region imports pages.views"]


def test_the_facts_do_not_know_the_questions():
    modules = parse(
        {
            "regions.models": "from faq.models import Question",
            "faq.models": "from regions.models import Region",
        }
    )

    assert forbidden_arrows(modules) == ["regions.models imports faq.models"]
    assert mutual_imports(modules) == ["faq and regions"]


def test_nothing_but_tests_imports_tests():
    modules = parse(
        {
            "pages.views.faq": "from regions.tests.make import make_region",
            "faq.tests.test_pages": "from regions.tests.make import make_region",
            "regions.tests.make": "from regions.models import Region",
            "regions.models": "",
        }
    )

    assert forbidden_arrows(modules) == ["pages.views.faq imports regions.tests.make"]


@pytest.mark.parametrize(
    ("line", "stranger"),
    [
        ("from django.db import models", "django.db"),
        ("from regions.models import Region", "regions.models"),
        ("from calculator import answers", "calculator.answers"),
        ("import nh3", "nh3"),
    ],
    ids=["django", "facts", "neighbour", "package"],
)
def test_a_stranger_in_the_arithmetic_is_refused(line, stranger):
    modules = parse(
        {
            "credit.credit": f"import decimal\nfrom .money import FEN\n{line}",
            "credit.money": "from decimal import Decimal",
            "credit": "",
            "calculator.answers": "",
            "regions.models": "",
        }
    )

    assert strangers_in_credit(modules) == [f"credit.credit imports {stranger}"]


def test_a_circle_is_refused():
    modules = parse(
        {
            "faq.forms": "from .search import search",
            "faq.search": "from faq import filters",
            "faq.filters": "class Filter:\n    from faq.forms import Form",
        }
    )

    assert circles(modules) == ["faq.filters → faq.forms → faq.search → faq.filters"]


def test_a_package_and_its_part_make_a_circle():
    modules = parse(
        {
            "regions.models": "from .policy import RefundPolicy",
            "regions.models.policy": "from . import RefundPolicy",
        }
    )

    assert circles(modules) == ["regions.models → regions.models.policy → regions.models"]


@pytest.mark.parametrize(
    "back",
    [
        "def later():\n    from .forms import Form",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .forms import Form",
    ],
    ids=["in-a-function", "for-types"],
)
def test_what_does_not_run_on_loading_makes_no_circle(back):
    modules = parse({"faq.forms": "from .search import search", "faq.search": back})

    assert circles(modules) == []


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils import timezone\ntimezone.localdate()",
        "from django.utils import timezone\ntimezone.localtime().date()",
        "from django.utils import timezone\nfield = Field(default=timezone.now)",
        "from django.utils.timezone import now as moment\nmoment()",
        "import datetime\ndatetime.date.today()",
        "import datetime as dt\ndt.datetime.now(tz=dt.UTC)",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "from django.db.models import functions\nfunctions.Now()",
    ],
)
def test_a_clock_read_is_refused_outside_the_pages(source):
    modules = parse({"regions.models": source, "pages.views.x": source, "faq.tests.x": source})

    found = clock_reads(modules)

    assert len(found) == 1
    assert found[0].startswith("regions.models:2 reads ")


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils import timezone\ntimezone.localtime(report.created_at)",
        "from django.utils import timezone\ntimezone.localdate(value=report.created_at)",
        "import datetime\ndatetime.date(2026, 1, 1)",
        "today = date.today()",  # somebody's own “date”
    ],
    ids=["moment-given", "moment-named", "a-day", "not-imported"],
)
def test_a_moment_that_is_given_is_no_clock_read(source):
    assert clock_reads(parse({"regions.models": source})) == []
