"""这一笔怎么看: how to read the entries of an account, by the way one sees or hears them.

Only what holds wherever one reads; no figure. The drawings are in ``components/drawings/``.
"""

from dataclasses import dataclass

from regions.models import LookupChannel

_Kind = LookupChannel.Kind

_TEMPLATES = {
    "list": "components/drawings/statement_list.html",
    "table": "components/drawings/statement_table.html",
    "kiosk": "components/drawings/statement_kiosk.html",
    "slip": "components/drawings/statement_slip.html",
    "heard": "components/drawings/statement_heard.html",
}
_ASK = "我最近一笔打进来多少？是哪个月的？扣了什么钱？"
_EXAMPLES = "比如长期护理保险费、大病保险费"
_MONTHS = "有的地方按月打，有的地方一年打一次。"


@dataclass(frozen=True)
class Statement:
    """How to read the entries of an account: what is drawn, and what is said of it.

    ``shape`` names the template that draws it; where it is empty, nothing is drawn and there are
    no entries. ``seen`` says what the drawing shows to readers who cannot see it.
    """

    lead: str
    where: str
    ask: str
    shape: str = ""
    seen: str = ""
    #: In the order of the numbers in the drawing: the credit, its month, what was deducted.
    entries: tuple[tuple[str, str], ...] = ()

    @property
    def template(self) -> str:
        return _TEMPLATES[self.shape]


def _entries(credit: str, month: str, deduction: str) -> tuple[tuple[str, str], ...]:
    return (("打进来的钱。", credit), ("哪个月的。", month), ("扣出去的钱。", deduction))


_LIST = Statement(
    "想看每一笔，找“明细”“收支明细”或相近的字。找到了，分开看这三样。",
    "打 12393，",
    _ASK,
    "list",
    "手机上的明细，一笔一格：第一格是划入，前面是加号，下面写着年月；"
    "第二格是买药，前面是减号；第三格是扣款，前面也是减号",
    _entries(
        "可能写“划入”，也可能写“计入”或“收入”。前面可能是加号。",
        f"看这一格里的年月。{_MONTHS}看不出是哪个月的钱，就问一声。",
        f"可能另写一格，前面是减号。看它叫什么名字，{_EXAMPLES}。"
        "“买药”那样的是自己花的，不算扣款。",
    ),
)
_TABLE = Statement(
    "想看每一笔，找“明细”“收支明细”或相近的字。网页上可能是一张表，一笔一行，分开看这三样。",
    "打 12393，",
    _ASK,
    "table",
    "网页上的一张表，四栏：年月、名目、收入、支出；第一行是划入，钱写在收入那一栏；"
    "第二行是买药，第三行是扣款，钱写在支出那一栏",
    _entries(
        "看“收入”那一栏有数的那一行。名目可能写“划入”，也可能写“计入”。没有分栏的，看名目。",
        f"看同一行的年月。{_MONTHS}看不出是哪个月的钱，就问一声。",
        f"钱在“支出”那一栏。看名目，{_EXAMPLES}。写“买药”那样的是自己花的，不算扣款。",
    ),
)
_KIOSK = Statement(
    "屏幕上有“明细”或相近的字，就点进去，分开看这三样。没有的，去窗口问。",
    "在窗口",
    _ASK,
    "kiosk",
    "自助机的屏幕，一笔一行：第一行先写年月，再写划入，前面是加号；"
    "第二行是买药，第三行是扣款，前面都是减号",
    _entries(
        "找写着“划入”“计入”或“收入”的那一行。一屏放不下的，可能要翻到下一页。",
        f"看这一行的年月。{_MONTHS}看不清，就请旁边的工作人员念一念。",
        f"另找一行，前面可能是减号。看名字，{_EXAMPLES}。“买药”那样的是自己花的，不算扣款。",
    ),
)
_SLIP = Statement(
    "请工作人员指给您看，或者念给您听。问一句能不能打印一张明细，能打的，拿着纸分开看这三样。",
    "在窗口",
    f"能不能给我打一张明细？{_ASK}",
    "slip",
    "一张打印的纸，上面写着明细：先写年月，下面一行是划入，一行是买药，一行是扣款",
    _entries(
        "可能写“划入”，也可能写“计入”或“收入”。请工作人员用笔圈出来。",
        f"年月可能写在上面，也可能写在同一行。{_MONTHS}请工作人员说清楚，写在旁边。",
        f"可能另写一行。看它叫什么名字，{_EXAMPLES}。看不懂的，当面问“这是什么钱”。",
    ),
)
_HEARD = Statement(
    "电话里能听到什么，各地不一样。听得到每一笔的，照这样分开记在纸上。",
    "接通以后",
    _ASK,
    "heard",
    "电话里说的三句话：划入多少元，哪年哪月的，扣款多少元",
    _entries(
        "可能说“划入”，也可能说“计入”或“收入”。先把这个数记下来。",
        f"没说是哪个月的，就问一声。{_MONTHS}",
        f"听它叫什么名字，{_EXAMPLES}。没听清，就请他再说一遍。",
    ),
)
_ONLY_LEFT = Statement(
    "在医院、药店问，资料只写能问到余额，就是卡里还剩多少。"
    "哪一笔是打进来的、是哪个月的、扣了什么钱，要换一种办法看，或者打电话问。",
    "打 12393，",
    _ASK,
)
_STATEMENTS = {
    _Kind.PHONE: _HEARD,
    _Kind.KIOSK: _KIOSK,
    _Kind.COUNTER: _SLIP,
    _Kind.HOSPITAL: _ONLY_LEFT,
    _Kind.WEBSITE: _TABLE,
    _Kind.PLATFORM: _TABLE,
}


def statement_of(channel: LookupChannel) -> Statement:
    """How to read what ``channel`` shows."""
    return _STATEMENTS.get(_Kind(channel.kind), _LIST)
