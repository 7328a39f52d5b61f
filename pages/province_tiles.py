"""The provinces in the tiles of the home page: seven columns, not a map."""

from dataclasses import dataclass

from calculator.province import Province
from calculator.rules import RuleView
from calculator.standing import Standing
from regions.models import Region

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

#: Characters of a figure that fit into a tile.
LONGEST_LINE = 8

#: The large areas by the first digit of the division code.
AREAS = {"1": "华北", "2": "东北", "3": "华东", "4": "中南", "5": "西南", "6": "西北"}

#: What stands in a tile without a figure.
_WITHOUT_RULE = {Standing.PERSONAL: "看个人", Standing.COMING: "将执行"}


@dataclass(frozen=True)
class Tile:
    """A province with its own rule, if it has one, and what it says of its places, if any."""

    region: Region
    rule: RuleView | None
    province: Province | None = None
    standing: Standing = Standing.UNKNOWN

    @property
    def kind(self) -> str:
        """Whether it has an amount, a rate, one number a city, or none."""
        if self.differs:
            return "cities"
        return self.rule.kind if self.rule is not None else "none"

    @property
    def differs(self) -> bool:
        """Whether no single number may stand for it."""
        return self.province is not None and self.province.differs

    @property
    def later(self) -> bool:
        """Whether nothing is shown but that a rule is to come."""
        return not self.differs and self.rule is None and self.standing is Standing.COMING

    @property
    def in_words(self) -> str:
        """The rule as short as it gets: 2.8%, 一年1,680, 70起, 75元, 80–120元."""
        if self.province is not None and self.differs:
            spread = self.province.spread
            return f"{spread.figure}{spread.unit}" or "分市"
        if self.rule is None:
            return _WITHOUT_RULE.get(self.standing, "没查到")
        headline = self.rule.headline
        if headline is None or self.rule.withheld:
            return self.rule.in_words
        if headline.figure is None:
            return "看个人"
        if headline.is_rate:
            return headline.figure_in_words
        if self.rule.once_a_year:
            return f"一年{headline.figure_in_words}"
        return f"{headline.figure_in_words}{'起' if headline.rising else '元'}"

    @property
    def lines(self) -> list[str]:
        """``in_words`` in lines that fit: 80–120元, 看哪个市; or 72.6–, 108.22元."""
        if self.province is None or not self.differs:
            return [self.in_words]
        low, dash, high = self.in_words.partition("–")
        if len(self.in_words) > LONGEST_LINE:
            return [low + dash, high]
        spread = self.province.spread
        if spread.figure and spread.few:
            return [self.in_words, "多没查到"]
        return [self.in_words, "也有比例" if spread.amounts and spread.rates else "看哪个市"]


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
