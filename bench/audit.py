"""Ask pip-audit for known faults of the locked packages, and say plainly what it could not tell.

``python -m bench.audit PIP_AUDIT LOCK…`` runs that program. Its own exit code is 0 although it
skipped every package; here a package that could not be looked up is no good news.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field

#: Exit codes: all looked up and without fault; a fault; some or all could not be looked up.
CLEAN, FAULTY, UNKNOWN = 0, 1, 2


@dataclass
class Audit:
    """What pip-audit said of one lock."""

    looked_up: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, said: str) -> "Audit":
        """Read the JSON that pip-audit prints. Raises ValueError where it is none."""
        found = cls()
        for package in json.loads(said)["dependencies"]:
            name = f"{package['name']} {package.get('version', '')}".strip()
            if "skip_reason" in package:
                found.skipped.append(name)
                continue
            found.looked_up.append(name)
            for fault in package["vulns"]:
                mended = "、".join(fault["fix_versions"]) or "还没有"
                found.faults.append(f"{name}：{fault['id']}，修好的版本 {mended}")
        return found

    @property
    def code(self) -> int:
        if self.faults:
            return FAULTY
        return UNKNOWN if self.skipped or not self.looked_up else CLEAN

    def lines(self, lock: str) -> list[str]:
        told = [f"{lock}：查到 {len(self.looked_up)} 个包，有漏洞的 {len(self.faults)} 处。"]
        told += [f"  {fault}" for fault in self.faults]
        if self.skipped:
            told.append(
                f"  没有查成的 {len(self.skipped)} 个，因为库里没有这个版本，不等于没有漏洞："
                + "、".join(self.skipped)
            )
        return told


def audit(program: str, lock: str) -> tuple[int, list[str]]:
    """Return the exit code for one lock, and what to print."""
    command = [program, "-r", lock, "--disable-pip", "--require-hashes", "-f", "json"]
    command += ["--progress-spinner", "off"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        found = Audit.of(done.stdout)
    except (ValueError, KeyError, TypeError):
        why = (done.stderr.strip().splitlines() or ["没有说为什么"])[-1][:300]
        return UNKNOWN, [f"{lock}：没有查成，多半是连不上漏洞库。这不等于没有漏洞。{why}"]
    return found.code, found.lines(lock)


def main() -> int:
    program, *locks = sys.argv[1:]
    codes = []
    for lock in locks:
        code, lines = audit(program, lock)
        print("\n".join(lines), flush=True)
        codes.append(code)
    return FAULTY if FAULTY in codes else max(codes)


if __name__ == "__main__":
    sys.exit(main())
