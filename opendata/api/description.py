"""The description of the API by OpenAPI 3.1: its addresses, parameters and answers."""

from functools import cache
from typing import Any

from django.conf import settings

from calculator.answers import Insurance, Status
from calculator.comparison import MAX_PLACES
from calculator.place_field import MAX_TYPED
from pages.directory_filter import CHECKED, RULES, TIERS

from .schemas import Schema, reference, schemas

VERSION = "1.0.0"

_TEXT: Schema = {"type": "string"}
_TYPED: Schema = {"type": "string", "minLength": 1, "maxLength": MAX_TYPED}
_SLUG: Schema = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$", "maxLength": 60}
_NUMBER: Schema = {"type": "integer", "minimum": 1, "maximum": 999_999}


def _parameter(name: str, schema: Schema, words: str, example: Any = None, **more: Any) -> Schema:
    found = {"name": name, "in": "query", "schema": schema, "description": words, **more}
    return found if example is None else found | {"example": example}


def _choices(pairs: Any, *, empty: bool = True) -> Schema:
    """One of several words; ``empty``: nothing behind the name is as good as leaving it out."""
    return {"type": "string", "enum": [*([""] if empty else []), *(value for value, _ in pairs)]}


_REGION = _parameter(
    "region",
    _TYPED,
    "参保的地方：网址用的路径（gansu/lanzhou；省写成 gansu/），或者名字。",
    "gansu/lanzhou",
    required=True,
)
_REGIONS = _parameter(
    "region",
    {"type": "array", "items": _TYPED, "minItems": 1, "maxItems": MAX_PLACES},
    f"一到 {MAX_PLACES} 个地方，写几遍 region；写法同 /calculate。",
    ["gansu/lanzhou", "hunan/yongzhou"],
    required=True,
    style="form",
    explode=True,
)
_ON = _parameter(
    "on", _TEXT, "哪一天的，写成 2026-11-30；不写就是今天。最早 2000-01-01，最晚十年后。"
)
_PAGE = _parameter("page", _NUMBER, "第几页，从 1 起。")
#: What a place's rule does not need is ignored, whatever it holds: no schema refuses anything.
_PERSON = [
    _parameter(
        "insurance",
        _choices(Insurance.choices, empty=False),
        "哪种医保。",
        "employee",
        required=True,
    ),
    _parameter("status", _choices(Status.choices), "退休手续办好没有；居民医保不用写。", "retired"),
    _parameter("age", _TEXT, "周岁，0 到 120；不分年龄的地方不看。", "74"),
    _parameter("birth", _TEXT, "出生年月，写成 1952-03，代替岁数。"),
    _parameter("average_pension", _TEXT, "当地人均养老金，元/月；只算给第一个地方。"),
    _parameter("own_pension", _TEXT, "本人养老金，元/月。"),
    _parameter("retired", _TEXT, "哪年退休的，写成 2001 或 2001-03。"),
    _parameter("employer", _TEXT, "从哪里退休：enterprise、institution、flexible。"),
    _ON,
    _parameter("confirm", _TEXT, "数看着不像、但就是这个数时，照 errors 里的 confirm 写。"),
]
_FILTERS = [
    _parameter("q", {"type": "string", "maxLength": MAX_TYPED}, "地名、拼音或首字母。", "永州"),
    _parameter("province", _TEXT, "只要一个省的，写它的路径，如 gansu。"),
    _parameter("rule", _choices(RULES), "打钱方式。"),
    _parameter("tiers", _choices(TIERS), "分不分年龄。"),
    _parameter("checked", _choices(CHECKED), "核对到哪一步。"),
    _parameter("local", _choices([("yes", "")]), "有本地查询渠道的。"),
    _PAGE,
]


def _in_path(name: str, example: str) -> Schema:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": _SLUG,
        "example": example,
    }


def _headers(*names: str) -> Schema:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


_LIMITS = _headers("RateLimit", "RateLimit-Policy")


def _refusals(*statuses: str) -> Schema:
    return {status: {"$ref": f"#/components/responses/{status}"} for status in statuses}


def _reads(
    name: str, words: str, shape: str, parameters: list[Schema], *refusals: str, kept: bool = True
) -> Schema:
    """Describe one address: its name, what it is for, its answer and what else may come."""
    answer: Schema = {
        "description": words,
        "content": {"application/json": {"schema": reference(shape)}},
    }
    if not kept:
        answer["headers"] = _LIMITS
    responses = {"200": answer} | _refusals(*refusals, "405", "429", "503")
    return {
        "get": {
            "operationId": name,
            "summary": words,
            "parameters": parameters,
            "responses": responses,
        }
    }


def _paths() -> Schema:
    province, place = _in_path("province", "gansu"), _in_path("place", "lanzhou")
    case = [*_PERSON]
    return {
        "/places": _reads("places", "找地方", "Places", _FILTERS, "404", "422"),
        "/places/{province}": _reads(
            "province", "一个省", "Place", [province, _ON], "301", "404", "422"
        ),
        "/places/{province}/{place}": _reads(
            "place", "一个地方", "Place", [province, place, _ON], "301", "404", "422"
        ),
        "/policies": _reads(
            "policies",
            "一个地方的划入标准：现在的、以后的、从前的（最多三条）",
            "Policies",
            [_REGION, _ON],
            "422",
        ),
        "/deductions": _reads("deductions", "一个地方的代扣", "Deductions", [_REGION, _ON], "422"),
        "/channels": _reads(
            "channels", "一个地方现在怎么查余额（不分哪一天）", "Channels", [_REGION], "422"
        ),
        "/local-answers": _reads(
            "localAnswers", "一个地方对常见问题的规定", "LocalAnswers", [_REGION, _ON], "422"
        ),
        "/questions": _reads("questions", "常见问题", "Questions", [_PAGE], "404", "422"),
        "/questions/{slug}": _reads(
            "question",
            "一个问题",
            "Question",
            [_in_path("slug", "years-cumulative"), _ON],
            "301",
            "404",
            "422",
        ),
        "/calculate": _reads(
            "calculate", "算一个人在一个地方的", "Answer", [_REGION, *case], "422", kept=False
        ),
        "/compare": _reads(
            "compare", "同一个人，几个地方比", "Comparison", [_REGIONS, *case], "422", kept=False
        ),
    }


def _problems() -> Schema:
    words = {
        "404": "没有这个地方、问题或这一页",
        "405": "只能读",
        "422": "参数要改一下",
        "429": "问得太快了",
        "503": "现在答不了",
    }
    more = {"405": ("Allow",), "429": ("Retry-After",), "503": ("Retry-After",)}
    found: Schema = {
        status: {
            "description": said,
            "headers": _headers(*more.get(status, ())) | _LIMITS,
            "content": {"application/problem+json": {"schema": reference("Problem")}},
        }
        for status, said in words.items()
    }
    return found | {"301": {"description": "改了名、并到别处的", "headers": _headers("Location")}}


_HEADERS = {
    "Allow": "能用的方法",
    "Location": "现在的网址",
    "RateLimit": "还剩多少，几秒后满；单位是处理器的毫秒",
    "RateLimit-Policy": "最多存多少，几秒流满",
    "Retry-After": "等几秒再问",
}


@cache
def description() -> dict[str, Any]:
    """Return the whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "医保明白账接口",
            "version": VERSION,
            "summary": "退休人员医保卡每月划入多少、余额怎么查：和网页同一份资料、同一次计算。",
            "description": "金额是字符串，单位元；不知道的是 null，不是 0。用法见 /api/v1/。",
        },
        "servers": [{"url": f"{settings.SITE_URL}/api/v1"}],
        "paths": _paths(),
        "components": {
            "schemas": schemas(),
            "responses": _problems(),
            "headers": {
                name: {"description": words, "schema": {"type": "string"}}
                for name, words in _HEADERS.items()
            },
        },
    }
