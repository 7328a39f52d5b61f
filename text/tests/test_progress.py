import io

from text.progress import Progress, counted


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_redrawn_in_place_and_left_clean():
    terminal = Terminal()
    clock = iter([0.0, 1.0, 1.1, 2.0]).__next__

    with Progress(terminal, "做页面", 3, clock=clock) as so_far:
        so_far.step("兰州市")
        so_far.step("白银市")  # too soon after the first
        so_far.step("定西")

    drawn = terminal.getvalue().split("\r")
    assert [line.rstrip() for line in drawn] == [
        "", "做页面：1/3 兰州市", "做页面：3/3 定西", "", ""
    ]  # fmt: skip


def test_a_log_of_a_short_run_stays_empty():
    log = io.StringIO()

    assert list(counted("甲乙丙", log, "查网址", 3)) == ["甲", "乙", "丙"]

    assert log.getvalue() == ""


def test_without_a_stream_nothing_is_said():
    with Progress(None, "查网址") as so_far:
        so_far.step(by=5)

    assert so_far.done == 5
