"""Where the provinces stand in the tiles of the home page: seven columns, not a map."""

#: The slugs of each row from left to right; "" leaves a column free.
ROWS = [
    ["", "", "", "", "", "", "heilongjiang"],
    ["xinjiang", "", "", "neimenggu", "beijing", "liaoning", "jilin"],
    ["", "gansu", "ningxia", "shanxi", "hebei", "tianjin", ""],
    ["xizang", "qinghai", "shaanxi", "henan", "shandong", "", ""],
    ["", "sichuan", "chongqing", "hubei", "anhui", "jiangsu", "shanghai"],
    ["", "yunnan", "guizhou", "hunan", "jiangxi", "zhejiang", ""],
    ["", "", "guangxi", "guangdong", "fujian", "", ""],
    ["", "", "", "hainan", "", "", ""],
]

#: The large areas by the first digit of the division code.
AREAS = {"1": "华北", "2": "东北", "3": "华东", "4": "中南", "5": "西南", "6": "西北"}


def tiles(slugs: set[str]) -> list[tuple[str, int | None]]:
    """Slugs in reading order, each with its column where a free one lies before it."""
    placed = []
    for row in ROWS:
        column = 0
        for at, slug in enumerate(row, start=1):
            if slug in slugs:
                placed.append((slug, None if at == column + 1 and column else at))
                column = at
    return placed
