"""``python -m cluster``: the cluster is made, broken and mended; prints tables.

Ends with 1 where a must is missed, with 2 where something is not installed.
"""

import argparse
import sys
from collections.abc import Sequence

from . import faults, fresh, slow
from .judgement import COLUMNS, Row, in_columns
from .needs import missing
from .run import Run
from .stage import Cluster, say, standing

PARTS = ("fresh", "slow", "faults")


def table(title: str, rows: Sequence[Row]) -> bool:
    """Print the lines under a head and return whether all musts were kept."""
    print(f"\n{in_columns(title, COLUMNS)}")
    for line in rows:
        print(line)
    sys.stdout.flush()
    return bool(rows) and all(line.kept for line in rows)


def tried(cluster: Cluster, parts: Sequence[str], quick: bool) -> bool:
    """Run the parts on a standing cluster; whether all musts were kept."""
    run = Run(cluster)
    run.warm()
    run.read(run.streams())
    kept = True
    if "fresh" in parts:
        kept &= fresh.measured(run, 100 if quick else 1000, 0.25)
    if "slow" in parts:
        kept &= table("慢的客户端", slow.all_of_them(run, 8 if quick else 20))
    if "faults" in parts:
        run.edit()
        run.publish(100_000, 1_000_000, 1.0)
        kept &= table("坏了的时候", faults.all_of_them(run, quick))
        for why in sorted(set(run.refusals()))[:8]:
            print(f"    没有认的修改：{why}")
    return kept


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m cluster", description=__doc__)
    parser.add_argument("parts", nargs="*", help="、".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="改动少，故障短")
    parser.add_argument("--keep", action="store_true", help="留下日志")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"没有这一项：{'、'.join(sorted(unknown))}")
    if lacking := missing():
        print("\n".join(lacking), file=sys.stderr)
        return 2
    with standing(keep=asked.keep) as cluster:
        kept = tried(cluster, asked.parts or PARTS, asked.quick)
    say("都合格。" if kept else "有不合格的，见上面的表。")
    return int(not kept)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
