"""The log: one line a record, nothing of readers in it, nobody forges a line."""

import importlib.util
import json
import logging
import re
import runpy
from pathlib import Path

import pytest

from yibao_site import logs

BASE_DIR = Path(__file__).resolve().parents[2]
ADDRESSES = ["203.0.113.9", "2001:db8::7", "10.0.0.5", "::ffff:203.0.113.9", "fe80::1"]
_BEGIN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0800 [A-Z]+ \d+ \[[\w-]+\] [\w.]+: ")


def record(message, *arguments, name="django.request", fault=None):
    exc_info = (type(fault), fault, fault.__traceback__) if fault else None
    return logging.LogRecord(name, logging.WARNING, "x.py", 1, message, arguments, exc_info)


def line(*arguments, **options):
    return logs.LineFormatter().format(record(*arguments, **options))


def raised(words="x", kind=ValueError):
    try:
        raise kind(words)
    except kind as error:
        return error


def test_a_line_has_time_with_zone_level_process_request_logger_and_message():
    made = record("%s came", "nobody")
    made.created, made.msecs = 1796004902.5, 500.0

    said = logs.LineFormatter().format(made)

    assert said == (
        f"2026-11-30T10:15:02.500+0800 WARNING {made.process} [-] django.request: nobody came"
    )


def test_the_request_is_named_while_it_is_answered():
    token = logs.REQUEST_ID.set("abc-123")
    try:
        assert " [abc-123] " in line("x")
    finally:
        logs.REQUEST_ID.reset(token)
    assert " [-] " in line("x")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("name", ["django.security.DisallowedHost", "axes.x", "pages.views", "x"])
def test_no_address_of_a_machine_is_in_a_line_whoever_logs_it(name, address):
    said = line("from %s, [%s] and 'ip=%s'", address, address, address, name=name)

    assert address not in said
    assert said.count("<ip>") == 3


@pytest.mark.parametrize("kept", ["127.0.0.1:8000", "[::1]:8000", "10:15:02", "1.2.3"])
def test_what_is_no_readers_address_stays(kept):
    assert kept in line("at %s", kept)


def test_what_gunicorn_says_of_a_bad_request_is_its_kind_only():
    said = line(
        "Invalid request from ip=203.0.113.9: Invalid HTTP request line: 'GET /?age=74'",
        name="gunicorn.error",
    )

    assert said.endswith("gunicorn.error: Invalid request: Invalid HTTP request line")


def test_all_that_gunicorn_logs_with_an_address_is_known():
    """A new version may say it in other words: then message_of has to know them."""
    found = importlib.util.find_spec("gunicorn.workers.base")
    assert found is not None
    source = Path(str(found.origin)).read_text(encoding="utf-8")

    assert source.count("ip={ip}") == 1
    assert 'msg = "Invalid request from ip={ip}: {error}"' in source


def test_others_log_no_query_and_ours_do():
    url = "https://example.org/a?age=74"

    assert line("Error handling request GET %s", url, name="gunicorn.error").endswith("/a?…")
    assert line("The check of %s failed", url, name="desk.link_check").endswith("?age=74 failed")


@pytest.mark.parametrize(
    "dirt", ["\n", "\r", "\x1b[2J", "\x00", "\u2028", "\u202e", "\x85", "\ud800"]
)
def test_nobody_forges_or_hides_a_line(dirt):
    forged = f"/x{dirt}2026-11-30T10:00:00.000+0800 ERROR 1 [-] x: all is lost"

    said = line("Not Found: %s", forged)

    assert len(said.splitlines()) == 1
    assert not dirt.isprintable()
    assert dirt not in said
    said.encode()


def test_a_message_is_cut():
    assert len(line("%s", "长" * 100_000)) < logs.LONGEST + 200


def test_a_fault_is_printed_whole_without_what_was_typed():
    telephone, person = "13800000000", "张三"
    try:
        try:
            int(f"{telephone}x")
        except ValueError as error:
            raise RuntimeError(f"Failing row\nDETAIL: ({person}, 74)") from error
    except RuntimeError as error:
        said = line("Internal Server Error: %s", "/report/", fault=error)

    assert not {"13800000000x", "(张三"} & set(re.split(r"[\s',]", said))
    assert "ValueError: invalid literal for int() with base 10: '…'" in said
    assert said.index("ValueError") < said.index("RuntimeError: Failing row")
    first, *rest = said.splitlines()
    assert _BEGIN.match(first)
    assert rest
    assert all(one.startswith("  | ") for one in rest)


def test_names_of_the_program_stay_in_the_words_of_a_fault():
    assert logs.words_of(KeyError("own_amount")) == "KeyError: 'own_amount'"
    assert logs.words_of(KeyError("兰州")) == "KeyError: '…'"
    assert logs.words_of(OSError("from 203.0.113.9\x1b")) == "OSError: from <ip>\\x1b"
    assert logs.words_of(ValueError()) == "ValueError"


def test_the_same_fault_has_the_same_digest_and_another_another():
    one, two = raised("13800000000"), raised("13900000000")

    assert logs.digest_of(one) == logs.digest_of(two)
    assert logs.digest_of(raised(kind=KeyError)) != logs.digest_of(one)


def test_a_fault_is_whole_once_a_minute_and_a_line_with_a_count_between():
    now = [0.0]
    faults, formatter = logs.Faults(clock=lambda: now[0]), logs.LineFormatter()

    def said(at):
        now[0] = at
        made = record("500", fault=raised("boom"))
        assert faults.filter(made)
        return formatter.format(made).splitlines()

    assert len(said(0.0)) > 1
    assert len(said(1.0)) == 1
    assert ", 3 times: ValueError: boom)" in said(59.9)[0]
    assert len(said(60.0)) > 1


def test_faults_are_counted_in_bounded_memory(monkeypatch):
    faults = logs.Faults(clock=lambda: 0.0)
    digests = iter(range(10_000))
    monkeypatch.setattr(logs, "digest_of", lambda fault: str(next(digests)))

    for _ in range(3 * logs.MOST_FAULTS):
        faults.filter(record("500", fault=raised()))

    assert len(faults.seen) == logs.MOST_FAULTS


def test_a_record_in_json_is_one_object_on_one_line():
    said = logs.JsonFormatter().format(record("从 %s\n来", "203.0.113.9", fault=raised()))

    told = json.loads(said)
    assert "\n" not in said
    assert told["message"] == "从 <ip>\\n来"
    assert told["time"].endswith("+0800")
    assert {"level", "process", "request", "logger", "digest", "times", "fault"} <= told.keys()


@pytest.mark.parametrize(
    ("form", "formatter"), [("line", logs.LineFormatter), ("json", logs.JsonFormatter)]
)
def test_everything_in_the_process_is_written_in_one_form(form, formatter):
    told = logs.config(form)

    assert told["formatters"] == {"ours": {"()": formatter}}
    assert set(told["handlers"]) == {"console"}
    own = {name for name, logger in told["loggers"].items() if logger.get("handlers")}
    assert own == {"gunicorn.error", "gunicorn.access"}


@pytest.mark.parametrize("form", ["line", "json"])
def test_gunicorns_master_writes_as_the_workers_do(monkeypatch, form):
    monkeypatch.setenv("LOG_FORMAT", form)

    said = runpy.run_path(str(BASE_DIR / "gunicorn.conf.py"))["logconfig_dict"]

    mine = said["formatters"]["ours"]["()"].__name__
    assert mine == logs.config(form)["formatters"]["ours"]["()"].__name__
    assert said["loggers"].keys() == logs.config(form)["loggers"].keys()


def test_our_packages_are_those_of_the_tree():
    there = {path.parent.name for path in BASE_DIR.glob("*/__init__.py")}

    assert there - {"bench", "cluster"} == logs.OURS  # those ask the site, and are no part of it
