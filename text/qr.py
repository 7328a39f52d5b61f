"""A QR code as the path of an SVG, so that a printed page leads back to its address."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QR:
    """``path`` draws the dark modules, one unit each, in a square of ``size`` units."""

    path: str
    size: int


def qr(text: str) -> QR:
    """The QR code of ``text`` with the quiet zone of four modules that the standard asks for."""
    import qrcode  # it brings Pillow along where that is installed: not for every start

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
    """Where dark modules follow each other in a row: (first, how many)."""
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs
