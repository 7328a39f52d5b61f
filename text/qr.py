"""A QR code as the path of an SVG, so that a printed page leads back to its address."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QR:
    """A QR code: ``path`` draws its dark modules, one unit each, in a square of ``size`` units."""

    path: str
    size: int


def qr(text: str) -> QR:
    """Return the QR code of ``text`` with the standard quiet zone of four modules."""
    import qrcode  # late, because it loads Pillow where that is installed

    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    rows = code.get_matrix()
    runs = (
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _dark_runs(row)
    )
    return QR("".join(runs), len(rows))


def _dark_runs(row: list[bool]) -> list[tuple[int, int]]:
    """Return the runs of dark modules in a row as (start, length)."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs
