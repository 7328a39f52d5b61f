"""The letters of a sheet shrink with the lines that it takes."""

import pytest

from pages.handout_size import FITS, ROW, lines_of, size_of

PER_LINE = 32


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<h1>明白纸</h1><p>一行</p>", 2),
        (f"<p>{'长' * (PER_LINE + 1)}</p>", 2),
        ("<p>两<br>行</p>", 2),
        ("<tr><td></td><td></td></tr><tr><td>&nbsp;</td></tr>", 2 * ROW),
        ("<p><span class=sheet__blank></span></p>", ROW),
        ("<div>\n  \n</div>", 0),
    ],
    ids=["blocks", "long", "break", "rows", "room", "nothing"],
)
def test_lines(body, lines):
    assert lines_of(body, PER_LINE) == lines


def test_smaller_letters_make_longer_lines():
    text = f"<p>{'长' * (PER_LINE + 1)}</p>"

    assert [lines_of(text, per) for per, _ in FITS.values()] == [2, 1, 1]


def test_each_size_holds_more_than_the_one_before():
    sizes = [size_of("<p>行</p>" * lines) for lines in range(1, 60)]

    assert list(dict.fromkeys(sizes)) == [*FITS, "fullest"]
