"""Figures in free text: they belong in policy, statistic and claim rows."""

import re

_FIGURE = re.compile(
    r"[0-9０-９一二三四五六七八九十百千万两][0-9０-９一二三四五六七八九十百千万,，.．]*\s*(?:元|块钱|%|％)|百分之"
)


def figures_in(text: str) -> list[str]:
    """Return the amounts of money and percentages in ``text``, as written.

    >>> figures_in("每月 120 元，按 2.8% 打")
    ['120 元', '2.8%']
    """
    return [match.group(0) for match in _FIGURE.finditer(text)]
