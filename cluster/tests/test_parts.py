"""The parts of the cluster that can be tried without one."""

import asyncio
from types import SimpleNamespace

import pytest

from cluster import needs, soak
from cluster.editors import NotSaved, filled_in
from cluster.judgement import Asked, Edit
from cluster.marks import marked, number_in
from cluster.processes import last_words, waited_for
from cluster.readers import lines_of
from cluster.relay import Relay
from cluster.web import Door


def test_a_cut_network_keeps_the_connection_and_passes_nothing():
    """What was sent meanwhile arrives when it is joined again: nobody was told."""

    async def echo(reader, writer):
        while piece := await reader.read(100):
            writer.write(piece)
        writer.close()

    async def tried():
        target = await asyncio.start_server(echo, "127.0.0.1", 0)
        relay = Relay(target.sockets[0].getsockname()[1])
        between = await asyncio.start_server(relay.serve, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*between.sockets[0].getsockname())
        writer.write(b"one")
        heard = [await reader.read(100)]
        relay.passing.clear()
        writer.write(b"two")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(100), 0.2)
        relay.passing.set()
        heard.append(await reader.read(100))
        writer.close()
        await writer.wait_closed()
        while relay.joined:
            await asyncio.sleep(0.01)
        between.close()
        target.close()
        return heard

    assert asyncio.run(tried()) == [b"one", b"two"]


def test_a_line_that_is_being_written_is_not_read(tmp_path):
    log = tmp_path / "log"
    log.write_text("1 2.0 1 \n2 3.0 0 答了 503\n3 4.")

    assert list(lines_of(log)) == [["1", "2.0", "1", ""], ["2", "3.0", "0", "答了", "503"]]
    assert list(lines_of(tmp_path / "none")) == []


def test_each_change_replaces_the_mark_of_the_last():
    text = marked(marked("一句话。", 3), 14)

    assert number_in(text) == 14
    assert text.count("次改动") == 1
    assert number_in("一句话。") is None


def test_a_page_without_the_form_is_no_saved_edit():
    with pytest.raises(NotSaved, match="没有通过"):
        filled_in('<li class="error">没有通过</li>')


def test_a_door_is_read_as_it_is_written():
    door = Door(8443, "/somewhere/certificate.pem")

    assert Door.read(str(door)) == door
    assert door.host == "yibao.test:8443"


def test_what_is_missing_is_told_with_the_way_to_get_it(monkeypatch):
    monkeypatch.setattr(needs, "programs", lambda: None)
    monkeypatch.setattr(needs.shutil, "which", lambda name: None)
    monkeypatch.setattr(needs.importlib.util, "find_spec", lambda name: None)

    told = "\n".join(needs.missing())

    for word in ("apt install postgresql", "apt install nginx", "requirements-scale.txt"):
        assert word in told


def test_what_went_wrong_is_told_from_the_logs(tmp_path):
    (tmp_path / "nginx.log").write_text("".join(f"{n}\n" for n in range(9)))
    (tmp_path / "silent.log").touch()

    assert last_words(tmp_path, lines=2) == "--- nginx.log\n7\n8"


def test_waiting_has_an_end_and_says_for_what():
    with pytest.raises(TimeoutError, match="备库"):
        waited_for("备库", lambda: False, seconds=0.1)


def test_every_path_that_is_read_can_be_sent():
    run = SimpleNamespace(
        cluster=SimpleNamespace(door="door", instances=[]), places=lambda: ["/regions/gansu/"]
    )

    paths = [path for stream in soak.streams(run) for path in stream["paths"]]

    assert [path for path in paths if not path.isascii()] == []
    assert any(path.startswith("/search/?q=%") for path in paths)


def test_a_soak_counts_errors_stale_pages_and_stored_ones_that_take_long():
    """On two cores that make every page anew each second, others may take their time."""
    edits = [Edit(number, number, acknowledged=True) for number in (1, 2)]
    asked = [
        Asked(5, 3, "kept", 200),
        Asked(5, 3, "cold", 200),
        Asked(5, 0.1, "results", 500),
        Asked(5, 0.1, "results", 302),
        Asked(5, 0.1, "searches", 302),
        Asked(5, 0.1, "searches", 503),
        Asked(5, 3, "a/1", 200, 2),
        Asked(5, 0.1, "a/2", 200, 1),  # what the change of the second 2 had replaced
    ]
    run = SimpleNamespace(asked=lambda *_: asked, changes=lambda: edits)

    rows = soak.told(run, 0, 10)

    assert {line.name: line.failed for line in rows} == {
        "a": 1,
        "cold": 0,
        "kept": 1,
        "results": 2,
        "searches": 1,
    }
