"""How long after a change a page still shows what was before: every worker is asked."""

import time
from collections.abc import Sequence

from .judgement import STALE_AFTER, Asked, Edit, padded, share, staleness
from .run import Run
from .stage import say

#: So many of the changes go through the admin, step by step, as an editor makes them.
BY_HAND = 30


def measured(run: Run, count: int, pace: float) -> bool:
    """Publish so many changes while every worker is asked; whether none was stale."""
    by_hand = min(BY_HAND, count // 4)
    began = time.monotonic()
    say(f"正在发布 {count} 次改动，其中 {by_hand} 次从后台一步一步来…")
    first = 1
    for number, gap, hand in ((by_hand, 0.5, True), (count - by_hand, pace, False)):
        program = run.publish(first, number, gap, by_hand=hand)
        program.process.wait(60 + number * 5)
        first += number
    until = time.monotonic() + 2
    run.all_written()
    changes = run.changes()
    polls = [one for one in run.asked(began, until) if "/" in one.who]
    for line in report(polls, changes, count):
        print(line)
    return not missed(polls, changes, count)


def missed(polls: Sequence[Asked], changes: Sequence[Edit], count: int) -> list[str]:
    """Return which musts were missed, in words."""
    wrong = []
    old = [one for one in polls if staleness(one, changes) > STALE_AFTER]
    if old:
        wrong.append(f"{len(old)} 次问到的页面旧了 {STALE_AFTER:.0f} 秒以上")
    bad = [one for one in polls if one.shown is None]
    if bad:
        wrong.append(f"{len(bad)} 次没有问到，比如 {bad[0]}")
    if len(changes) < count:
        wrong.append(f"{count} 次改动里只有 {len(changes)} 次发布成了")
    if not polls:
        wrong.append("一次也没有问")
    return wrong


def report(polls: Sequence[Asked], changes: Sequence[Edit], count: int) -> list[str]:
    """Return the figures by worker, and of all."""
    head = ["问了", "不是最新", "p50", "p99", "最旧", "超过 1 秒"]
    lines = [
        f"\n发布 {len(changes)} 次改动，问每个工作进程看到第几次（旧了多久，毫秒）：",
        padded("工作进程", 14) + "".join(padded(title, 10) for title in head),
    ]
    groups = {"全部": list(polls)}
    for one in polls:
        groups.setdefault(one.who, []).append(one)
    for name, asked in sorted(groups.items()):
        ages = [staleness(one, changes) for one in asked]
        behind = [age for age in ages if age]
        old = sum(age > STALE_AFTER for age in ages)
        figures = [share(behind, 0.5), share(behind, 0.99), max(ages, default=0)]
        cells = [len(asked), len(behind), *(round(figure * 1000) for figure in figures), old]
        lines.append(padded(name, 14) + "".join(padded(str(cell), 10) for cell in cells))
    lines += [f"不合格：{wrong}" for wrong in missed(polls, changes, count)] or ["合格"]
    return lines
