"""``python -m cluster``: the cluster is made, broken and mended; prints tables.

Ends with 1 where a must is missed, with 2 where something is not installed.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from . import faults, fresh, random_load, slow, soak
from .judgement import table
from .needs import missing
from .run import Run
from .stage import Cluster, say, standing
from .web import FULL_STORE

#: What ``make cluster-test`` runs; the others are asked for by name, alone.
PARTS = ("fresh", "slow", "faults")
LONG = ("soak", "random")


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
    parser.add_argument("parts", nargs="*", help="、".join(PARTS + LONG))
    parser.add_argument("--quick", action="store_true", help="改动少，故障短")
    parser.add_argument("--keep", action="store_true", help="留下日志")
    parser.add_argument("--minutes", type=float, default=30, help="soak 读多久")
    parser.add_argument("--requests", type=int, default=200_000, help="random 问多少次")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS + LONG):
        parser.error(f"没有这一项：{'、'.join(sorted(unknown))}")
    if set(asked.parts) & set(LONG) and len(asked.parts) > 1:
        parser.error("soak、random 要单独跑。")
    if asked.parts == ["random"]:
        with tempfile.TemporaryDirectory(prefix="cluster-") as folder:
            return concluded(random_load.measured(Path(folder), asked.requests))
    if lacking := missing():
        print("\n".join(lacking), file=sys.stderr)
        return 2
    soaks = asked.parts == ["soak"]
    with standing(keep=asked.keep, settings=FULL_STORE if soaks else {}) as cluster:
        if soaks:
            return concluded(soaked(cluster, asked.minutes))
        return concluded(tried(cluster, asked.parts or PARTS, asked.quick))


def soaked(cluster: Cluster, minutes: float) -> bool:
    """Run the long reading on a standing cluster; whether all musts were kept."""
    run = Run(cluster)
    run.warm()
    return soak.measured(run, minutes)


def concluded(kept: bool) -> int:
    """Say the verdict, and how busy the machine was besides; return the exit code."""
    load, cores = os.getloadavg()[1], os.cpu_count() or 1
    if load > 2 * cores:
        say(f"机器忙：平均负荷 {load:.0f}，{cores} 核。等的时间里有别的活，请闲时再量。")
    say("都合格。" if kept else "有不合格的，见上面。")
    return int(not kept)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
