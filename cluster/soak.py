"""Half an hour of mixed reading with a change a second: nothing fails, nothing grows."""

import time
from collections.abc import Sequence
from urllib.parse import quote

from .judgement import STALE_AFTER, Row, flat, row, share, staleness, table
from .run import PAGES, Run
from .stage import say

#: The memory of a worker is to be flat in so much of the time, at the end: 20 minutes of 30.
LAST = 2 / 3
#: Seconds between two samples.
BETWEEN = 10.0
#: What nginx stores. All else is made anew after each change, once in each of four workers on two
#: cores: it must be right, and how long it takes is told.
STORED = {"kept", "unchanged"}
#: A search for the name of a place leads to its page.
LEADS_ON = {"searches"}
CASE = "insurance=employee&status=retired"


def streams(run: Run) -> list[dict]:
    """Who reads what; rates that two cores bear with every page made anew each second."""
    door = {"door": str(run.cluster.door)}
    places = run.places()
    results = [f"{place}?{CASE}&age={age}" for age, place in enumerate(places[:60], 45)]
    words = ["兰州", "北京", "余额怎么查", "断缴", "上海74岁", "沈阳要交多少年医保", "asdf"]
    through = [
        {"name": "kept", "paths": PAGES, "rate": 3},
        {"name": "results", "paths": results, "rate": 0.5},
        {"name": "searches", "paths": [f"/search/?q={quote(word)}" for word in words], "rate": 0.5},
        {"name": "cold", "paths": places, "rate": 0.5},
        {"name": "large", "paths": PAGES, "rate": 0.5, "cookie": "type=large"},
        {"name": "unchanged", "paths": PAGES, "rate": 0.5, "revalidates": True},
        {"name": "past", "paths": PAGES, "rate": 0.5, "fresh": True},
    ]
    direct = [
        {"name": one.name, "sockets": str(one.sockets), "paths": PAGES[:1], "rate": 1}
        for one in run.cluster.instances
    ]
    return [door | stream for stream in through + direct]


def measured(run: Run, minutes: float) -> bool:
    """Read and publish for so long; prints the tables and returns whether all musts were kept."""
    reading = streams(run)
    run.read(reading)
    run.publish(1, 1_000_000, 1.0)
    run.edit(pace=10.0)
    began, samples = time.monotonic(), dict[int, list[float]]()
    say(f"读 {minutes:g} 分钟，每秒发布一次，每 10 秒从后台存一次草稿…")
    while time.monotonic() - began < minutes * 60:
        time.sleep(BETWEEN)
        for instance in run.cluster.instances:
            for worker, megabytes in instance.memory().items():
                samples.setdefault(worker, []).append(megabytes)
    until = time.monotonic()
    run.all_written()
    rows = told(run, began, until)
    unasked = sorted({stream["name"] for stream in reading} - {line.name for line in rows})
    notes = run.kept_numbers("staff_note")
    gone = [edit for edit in run.edits() if edit.acknowledged and edit.number not in notes]
    even = [steady(worker, sizes) for worker, sizes in samples.items()]
    kept = sum(edit.acknowledged for edit in run.edits())
    print(f"存草稿 {len(run.edits())} 次，认了 {kept} 次，丢了 {len(gone)} 次。")
    print(f"发布 {len(run.changes())} 次。")
    if unasked:
        print(f"一次也没有问到：{'、'.join(unasked)}。")
    return table("久读", rows) and all(even) and not gone and not unasked


def told(run: Run, began: float, until: float) -> list[Row]:
    """Print and return a line for each kind of reading, with what was stale."""
    asked, changes = run.asked(began, until), run.changes()
    names = sorted({one.stream for one in asked})
    right = {name: (200, 302) if name in LEADS_ON else (200,) for name in {*names} - STORED}
    rows = []
    for name in names:
        of_it = [one for one in asked if one.stream == name]
        line = row(name, of_it, right)
        line.must_recover = False
        old = [one for one in of_it if "/" in one.who and staleness(one, changes) > STALE_AFTER]
        if old:
            line.failed += len(old)
            line.remarks.append(f"{len(old)} 次旧了 {STALE_AFTER:.0f} 秒以上")
        rows.append(line)
    return rows


def steady(worker: int, sizes: Sequence[float]) -> bool:
    """Print the memory of a worker over time; whether it was flat at the end."""
    last = sizes[-max(1, round(len(sizes) * LAST)) :]
    few = "  ".join(f"{size:.1f}" for size in sizes[:: max(1, len(sizes) // 15)])
    even = flat(last)
    verdict = "平" if even else f"不平（离居中的 {share(last, 0.5):.1f} 差了 3 % 以上）"
    print(f"进程 {worker}，MiB：{few}；最后三分之二 {min(last):.1f}–{max(last):.1f}，{verdict}")
    return even
