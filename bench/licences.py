"""List the licences of all packages in the locks: ``python -m bench.licences`` writes the table.

A licence is what the installed package says of itself; what this machine does not install (other
systems need it, or only a larger site) is told as such.
"""

import importlib.metadata
import re
import sys

from .served import ROOT

TABLE = ROOT / "docs" / "licences.md"
#: By lock, for what its packages are there; each is told under the first that has it.
LOCKS = {
    "requirements.txt": "网站运行",
    "requirements-scale.txt": "只有大网站用",
    "requirements-dev.txt": "只有测试和检查用",
}
HERE_NOT = "这台机器没有装，装的时候请看它自己写的"
_PACKAGE = re.compile(r"^([A-Za-z0-9][\w.-]*)==", re.MULTILINE)


def packages() -> dict[str, str]:
    """Return the packages of all locks and for what they are there."""
    found: dict[str, str] = {}
    for lock, purpose in LOCKS.items():
        for name in _PACKAGE.findall((ROOT / lock).read_text(encoding="utf-8")):
            found.setdefault(name.lower(), purpose)
    return found


def licence_of(name: str) -> str:
    """Return the licence that an installed package states, in few words."""
    try:
        stated = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return HERE_NOT
    kinds = [
        line.rpartition(" :: ")[2]
        for line in stated.get_all("Classifier", [])
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    first = [str(stated.get_all(header, [""])[0]) for header in ("License-Expression", "License")]
    told = first[0] or "；".join(kinds) or first[1].strip().partition("\n")[0][:60]
    return told.replace("|", "/") or "没有写"


def table() -> str:
    """Return the whole document."""
    rows = [
        f"| {name} | {purpose} | {licence_of(name)} |"
        for name, purpose in sorted(packages().items(), key=lambda row: (row[1] != "网站运行", row))
    ]
    head = [
        "# 用到的软件和它们的许可",
        "",
        "`make licences` 从锁定文件和装好的包里生成，不要手改。许可是各个包自己写的。",
        "",
        "| 包 | 做什么用 | 许可 |",
        "|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


def main() -> int:
    TABLE.write_text(table(), encoding="utf-8")
    print(f"写好了 {TABLE.relative_to(ROOT)}，{len(packages())} 个包。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
