"""What the page on the API shows: addresses to try, and what each outcome means."""

from dataclasses import dataclass

from calculator.answers import Outcome

_CASE = "insurance=employee&status=retired&age=74"


@dataclass(frozen=True)
class Example:
    """An address to try, and in a few words what it gives; ``heading`` begins a group."""

    heading: str
    address: str
    words: str


EXAMPLES = (
    Example("找地方", "/api/v1/places?q=永州", "按名字、拼音找；不写 q 就是全部，一页五十个"),
    Example("一个地方", "/api/v1/places/gansu/lanzhou", "那个地方的网页上有的，都在里面"),
    Example("标准", "/api/v1/policies?region=gansu/lanzhou", "现在的、以后的、从前的标准"),
    Example(
        "某一天的标准",
        "/api/v1/policies?region=gansu/lanzhou&on=2024-01-01",
        "加上 on，问那一天的",
    ),
    Example("代扣", "/api/v1/deductions?region=fujian/xiamen", "长期护理保险等，从里面扣多少"),
    Example("查余额", "/api/v1/channels?region=gansu/lanzhou", "电话、微信、窗口，一步一步"),
    Example("各地规定", "/api/v1/local-answers?region=liaoning/shenyang", "缴费年限等，各地不同的"),
    Example("问答", "/api/v1/questions", "常见问题；每一条里有全文的网址"),
    Example("算一算", f"/api/v1/calculate?region=gansu/lanzhou&{_CASE}", "参数和网页上的表一样"),
    Example(
        "比一比",
        f"/api/v1/compare?region=gansu/lanzhou&region=hunan/yongzhou&{_CASE}",
        "一到四个地方，region 写几遍",
    ),
)


@dataclass(frozen=True)
class OutcomeExample:
    """An outcome, what comes with it, and an address that gives it with the facts of today.

    ``address`` is empty where no place of today has it.
    """

    outcome: Outcome
    words: str
    address: str = ""


def _calculate(region: str, case: str) -> str:
    return f"/api/v1/calculate?region={region}&{case}"


OUTCOMES = (
    OutcomeExample(
        Outcome.CREDIT, "month、year 是到账的数，steps 是每一步", _calculate("gansu/lanzhou", _CASE)
    ),
    OutcomeExample(
        Outcome.CREDIT_IF_ELIGIBLE,
        "一样的数；办过退休手续才有",
        _calculate("gansu/lanzhou", "insurance=employee&status=unsure&age=74"),
    ),
    OutcomeExample(
        Outcome.NEEDS_AVERAGE_PENSION,
        "按当地人均养老金的比例打，那个数没有：加上 average_pension 再问",
        _calculate("hebei/shijiazhuang", _CASE),
    ),
    OutcomeExample(
        Outcome.ESTIMATE,
        "month_low 到 month_high，是估算，不是当地标准",
        _calculate("neimenggu/baotou", f"{_CASE}&average_pension=3700"),
    ),
    OutcomeExample(
        Outcome.UNKNOWN,
        "没有查到标准；要估一个范围，加上 average_pension",
        _calculate("neimenggu/baotou", _CASE),
    ),
    OutcomeExample(
        Outcome.NOT_ELIGIBLE,
        "没有这笔钱；why_no_amount 说为什么，next_step 说怎么办",
        _calculate("gansu/lanzhou", "insurance=resident"),
    ),
    OutcomeExample(Outcome.NEEDS_OWN_PENSION, "按本人养老金打：加上 own_pension 再问"),
    OutcomeExample(Outcome.NEEDS_RETIRED, "看哪年退休：加上 retired（和 employer）再问"),
    OutcomeExample(Outcome.AS_BEFORE, "照从前的数打，那个数只有本人知道"),
    OutcomeExample(Outcome.WITHHELD, "查到的数太旧，需核实，不给数"),
)
