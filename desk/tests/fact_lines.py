"""Lines of fixture files for tests: a province, two sources, a rule with a tier, a statistic."""

CHINA = ("region", {"slug": "china", "name": "全国", "short_name": "全国", "level": 0})
GANSU = (
    "region",
    {"code": "620000", "slug": "gansu", "name": "甘肃省", "short_name": "甘肃", "level": 1}
    | {"parent": ["china"], "has_page": True},
)
PAPER = ("source", {"key": "paper", "title": "甘肃日报", "confidence": "secondary"})
LETTER = ("source", {"key": "letter", "title": "通知", "confidence": "seed"})
POLICY = (
    "refundpolicy",
    {"key": "gansu-1", "region": ["620000"], "status": "published", "source": ["paper"]}
    | {"effective_from": "2024-01-01", "other_sources": [["letter"]]},
)
TIER = ("policytier", {"policy": ["gansu-1"], "min_age": 0, "amount": "90.00"})
EXAMPLE = ("workedexample", {"policy": ["gansu-1"], "age": 70, "amount": "90.00"})
YEAR = (
    "statistic",
    {"region": ["620000"], "year": 2022, "average_pension": "4000.00", "status": "published"}
    | {"source": ["paper"]},
)
ALL = (CHINA, GANSU, PAPER, LETTER, POLICY, TIER, YEAR)


def changed(line, **fields):
    """A line with other values."""
    return (line[0], line[1] | fields)
