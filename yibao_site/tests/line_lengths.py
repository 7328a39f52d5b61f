"""No line of a template has more than 160 characters: a longer one decides too much at once.

    python -m yibao_site.tests.line_lengths

``make check`` calls this; djlint has no such rule. Characters are counted, a Chinese one is one.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LONGEST = 160


def too_long(folder: Path) -> Iterator[str]:
    """Where a line below ``folder`` is too long, and by how much: ``home.html:7: 171``."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if len(line) > LONGEST:
                yield f"{path.relative_to(folder)}:{number}: {len(line)}"


def main() -> int:
    found = list(too_long(TEMPLATES))
    for place in found:
        print(f"templates/{place} characters, at most {LONGEST}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
