"""The tiles of the provinces stand where the layout draws them, whichever there are."""

from hypothesis import given
from hypothesis import strategies as st

from pages.province_tiles import AREAS, ROWS, tiles

COLUMNS = 7
EVERY = [slug for row in ROWS for slug in row if slug]


def laid_out(placed):
    """Where a grid of seven columns puts tiles that name a column or follow the one before."""
    found, row, column = {}, 0, 0
    for slug, named in placed:
        at = named or column + 1
        if at <= column or at > COLUMNS:  # a new row begins
            row += 1
            at = named or 1
        found[slug], column = (row, at), at
    return found


def drawn(slugs):
    """The rows that are left, without those that lost every tile; columns as they are drawn."""
    rows = [[(slug, at) for at, slug in enumerate(row, 1) if slug in slugs] for row in ROWS]
    return {slug: (number, at) for number, row in enumerate(filter(None, rows)) for slug, at in row}


def test_each_of_the_31_provinces_has_one_tile_in_rows_of_seven():
    assert len(EVERY) == len(set(EVERY)) == 31
    assert {len(row) for row in ROWS} == {COLUMNS}


def test_all_provinces_stand_as_drawn():
    assert laid_out(tiles(set(EVERY))) == drawn(set(EVERY))


@given(st.sets(st.sampled_from(EVERY)))
def test_a_tile_stays_in_its_column_whichever_provinces_are_missing(slugs):
    placed = laid_out(tiles(slugs))

    assert {slug: at for slug, (_, at) in placed.items()} == {
        slug: at for slug, (_, at) in drawn(slugs).items()
    }


def test_a_place_without_a_tile_is_left_out():
    assert tiles({"xianggang", "gansu"}) == [("gansu", 2)]


def test_every_digit_a_mainland_code_begins_with_is_an_area():
    assert list(AREAS) == list("123456")
