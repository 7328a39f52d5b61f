"""Tell search engines which addresses changed: each once, and never while a reader waits.

What changed is what the sitemaps say: an address whose day is newer than the one last told to
that engine. They know days, and only of what is still there; so a place or question whose facts
were changed again on that day, or taken back, counts by the moment. What they list no more, a
withdrawn question or an address that leads on, is told once more to who takes such addresses. An
engine is asked only where the operator has its key.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode, urlsplit

from django.utils.timezone import localdate

from fetching.fetch import Answer, NotFetched, agent_of, post
from operation.models import SubmittedAddress
from pages.sitemaps.base import Entry

Engine = SubmittedAddress.Engine
#: Addresses in one letter: Baidu takes 2,000, IndexNow 10,000.
MOST = 2_000
#: What reading an answer raises that is none of theirs: no JSON, other types, parts that lack.
_NOT_UNDERSTOOD = (ValueError, TypeError, AttributeError, LookupError, ArithmeticError)


@dataclass(frozen=True)
class Letter:
    """Where addresses are sent, with the engine's key; both from the settings."""

    engine: Engine
    url: str
    key: str


@dataclass(frozen=True)
class Outcome:
    """What an engine did with addresses: ``taken`` of them it will look at.

    ``remain`` is how many more it takes today, None where it does not say; ``fault`` is a Chinese
    sentence, empty if all went well.
    """

    taken: tuple[Entry, ...] = ()
    remain: int | None = None
    fault: str = ""


def changed(
    engine: Engine,
    entries: Iterable[Entry],
    moments: Mapping[str, datetime.datetime] = MappingProxyType({}),
) -> list[Entry]:
    """Return what the engine has not been told, or of an older day; the newest days first.

    ``moments`` are those at which facts of addresses last changed, so far as they are known.
    """
    told = {
        address: (day or datetime.date.min, at)
        for address, day, at in SubmittedAddress.objects.filter(engine=engine).values_list(
            "address", "last_changed", "submitted_at"
        )
    }
    new = []
    for address, day in entries:
        moment = moments.get(address)
        before, at = told.get(address, (None, None))
        since = moment if moment and at and moment > at else None
        if before is None or since or (day is not None and day > before):
            new.append((address, max(day or datetime.date.min, localdate(since)) if since else day))
    return sorted(new, key=lambda entry: entry[1] or datetime.date.min, reverse=True)


def gone(engine: Engine, entries: Iterable[Entry]) -> list[Entry]:
    """Return what the engine was told of and is listed no more, so that it looks and lets go.

    None of Baidu's: its push takes only pages that are there.
    """
    if engine == Engine.BAIDU:
        return []
    listed = {address for address, _ in entries}
    told = SubmittedAddress.objects.filter(engine=engine).order_by("address")
    known = told.values_list("address", flat=True)
    return [(address, None) for address in known if address not in listed]


def submit(
    letter: Letter,
    entries: list[Entry],
    site: str,
    now: datetime.datetime,
    *,
    lost: Iterable[Entry] = (),
    private: bool = False,
) -> Outcome:
    """Send up to ``MOST`` addresses to one engine, and note those it took.

    Of those that are ``lost``, which go first, nothing is known any more once it took them.

    Where an engine takes fewer a day than there are, it gets as many as it says it still takes.
    """
    send = _to_baidu if letter.engine == Engine.BAIDU else _to_indexnow
    try:
        outcome = send(letter, [*lost, *entries][:MOST], site, private)
    except NotFetched as error:
        return Outcome(fault=str(error))
    except _NOT_UNDERSTOOD:
        return Outcome(fault="回答看不懂。")
    SubmittedAddress.objects.note(letter.engine, outcome.taken, now, without=lost)
    return outcome


def _posted(url: str, body: str, kind: str, site: str, private: bool) -> Answer:
    return post(url, body.encode(), content_type=kind, agent=agent_of(site), private=private)


def _to_baidu(letter: Letter, entries: list[Entry], site: str, private: bool) -> Outcome:
    """Baidu's push: plain addresses, one a line; the answer counts them."""
    query = urlencode({"site": urlsplit(site).netloc, "token": letter.key})

    def told(listed: list[Entry]) -> tuple[int, dict]:
        lines = "\n".join(f"{site}{address}" for address, _ in listed)
        answer = _posted(f"{letter.url}?{query}", lines, "text/plain", site, private)
        return answer.status, json.loads(answer.raw)

    status, said = told(entries)
    if status == 400 and "over quota" in str(said.get("message")) and len(entries) > 1:
        # More than is left today is refused as a whole: one address tells how many that is.
        status, said = told(entries[:1])
        left = max(0, int(said.get("remain") or 0))
        if status == 200 and said.get("success") == 1:
            rest = entries[1 : 1 + left]
            first = _of_baidu(status, said, entries[:1], site)
            if not rest:
                return first
            then = _of_baidu(*told(rest), rest, site)
            return Outcome(first.taken + then.taken, then.remain, first.fault or then.fault)
    return _of_baidu(status, said, entries, site)


def _of_baidu(status: int, said: dict, entries: list[Entry], site: str) -> Outcome:
    if status != 200:
        return Outcome(fault=_BAIDU.get(str(said.get("message")), f"百度没有收（{status}）。"))
    refused = {*map(str, said.get("not_same_site", [])), *map(str, said.get("not_valid", []))}
    taken = tuple(entry for entry in entries if f"{site}{entry[0]}" not in refused)
    remain = int(said["remain"])
    faults = []
    if said.get("not_same_site"):
        faults.append(f"{len(said['not_same_site'])} 个网址百度说不是本站的，请看 SITE_URL")
    if said.get("not_valid"):
        faults.append(f"{len(said['not_valid'])} 个网址百度说写得不对")
    if int(said["success"]) != len(taken):
        return Outcome((), remain, "百度收的个数和交的对不上，下次再交。")
    return Outcome(taken, remain, "；".join(faults) + "。" if faults else "")


#: What Baidu's refusals mean.
_BAIDU = {
    "token is not valid": "百度说 BAIDU_PUSH_TOKEN 不对。",
    "site error": "百度不认得这个网站：先在百度搜索资源平台登记，再看 SITE_URL。",
    "over quota": "百度今天的个数用完了，明天再交。",
}


def _to_indexnow(letter: Letter, entries: list[Entry], site: str, private: bool) -> Outcome:
    """IndexNow: JSON with the key, which our site shows too; the answer is a status."""
    body = {
        "host": urlsplit(site).netloc,
        "key": letter.key,
        "keyLocation": f"{site}/{letter.key}.txt",
        "urlList": [f"{site}{address}" for address, _ in entries],
    }
    kind = "application/json; charset=utf-8"
    answer = _posted(letter.url, json.dumps(body), kind, site, private)
    if answer.status in (200, 202):
        return Outcome(tuple(entries))
    return Outcome(fault=_INDEXNOW.get(answer.status, f"IndexNow 没有收（{answer.status}）。"))


_INDEXNOW = {
    400: "IndexNow 说写得不对。",
    403: "IndexNow 说 INDEXNOW_KEY 不对，或者打不开本站的密钥文件。",
    422: "IndexNow 说网址不是本站的，请看 SITE_URL。",
    429: "IndexNow 说交得太多，明天再交。",
}
