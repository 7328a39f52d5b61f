"""What is drawn is the code: every dark module once, no light one, and the quiet zone around."""

import itertools
import re

import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st

from text.qr import _dark_runs, qr

RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")
QUIET = 4


def drawn(path: str) -> list[tuple[int, int]]:
    """The modules (x, y) that a path fills."""
    assert RUN.sub("", path) == ""
    found = []
    for x, y, length, back in RUN.findall(path):
        assert length == back
        found += [(int(x) + step, int(y)) for step in range(int(length))]
    return found


@settings(max_examples=10)
@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=120))
def test_the_path_fills_the_dark_modules_of_the_code_once(text):
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    made = qr(text)

    modules = drawn(made.path)

    assert made.size == len(rows) == len(rows[0])
    assert len(modules) == len(set(modules))
    assert set(modules) == {
        (x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    }


def test_a_reader_finds_four_light_modules_on_every_side():
    made = qr("https://example.gov.cn/regions/gansu/lanzhou/")
    inside = range(QUIET, made.size - QUIET)

    assert all(x in inside and y in inside for x, y in drawn(made.path))
    corner = {(x, QUIET) for x in range(QUIET, QUIET + 7)}
    assert corner <= set(drawn(made.path))


@given(st.lists(st.booleans(), max_size=40))
def test_runs_are_as_few_as_can_be(row):
    runs = _dark_runs(row)

    assert [x for start, length in runs for x in range(start, start + length)] == [
        x for x, dark in enumerate(row) if dark
    ]
    assert all(
        start + length < following for (start, length), (following, _) in itertools.pairwise(runs)
    )
