"""What the answers of the API look like, as JSON Schema.

``_SHAPES`` lists the keys of each object with a word for its type: ``str``, ``amount`` (yuan or per
cent as a string), ``day`` and so on, or the name of another object; ``?`` means that it may be
null, ``*`` that it is a list of them. All keys are always there; new ones may be added.
"""

from typing import Any

from calculator.answers import Outcome
from credit.credit import StepKind
from opendata.fact_data import LEVELS

Schema = dict[str, Any]

_AMOUNT = {"type": "string", "pattern": r"^\d+\.\d{2}$", "description": "元或百分数，两位小数。"}
_WORDS: dict[str, Schema] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "bool": {"type": "boolean"},
    "any": {},
    "amount": _AMOUNT,
    "day": {"type": "string", "format": "date"},
    "month": {"type": "string", "pattern": r"^\d{4}-\d{2}$"},
    "url": {"type": "string", "format": "uri"},
    "level": {"enum": list(LEVELS.values())},
    "outcome": {"enum": list(Outcome.values), "description": "结果是哪一种，见 /api/v1/。"},
    "step_kind": {"enum": [kind.value for kind in StepKind]},
}

_SHAPES: dict[str, dict[str, str]] = {
    "PlaceName": {"path": "str", "name": "str", "full_name": "str", "level": "level"},
    "Grade": {"code": "str", "words": "str"},
    "Freshness": {
        **{"checked_on": "day?", "published_on": "day?", "published_precision": "str?"},
        **{"unchanged_on": "day?", "stale": "bool", "withheld": "bool", "in_words": "str"},
    },
    "Source": {
        **{"title": "str", "publisher": "str?", "document_number": "str?", "url": "str?"},
        **{"published_on": "day?", "published_precision": "str?", "checked_on": "day?"},
        **{"unchanged_on": "day?", "grade": "Grade", "in_words": "str", "origin": "str"},
    },
    "Credit": {
        **{"month": "amount", "year": "amount", "standard": "amount", "deducted": "amount"},
        "once_a_year": "bool",
    },
    "Figure": {
        **{"in_words": "str", "lead": "str", "shown": "str", "value": "amount"},
        **{"is_rate": "bool", "rising": "bool"},
    },
    "Tier": {
        **{"who": "str", "min_age": "int", "max_age": "int?", "retired_from": "day?"},
        **{"retired_until": "day?", "employer": "str?", "amount": "amount?"},
        **{"percent": "amount?", "own_percent": "amount?", "at_least_average": "bool"},
        **{"as_of": "str?", "floor": "amount?", "ceiling": "amount?", "in_words": "str"},
        "credit": "Credit?",
    },
    "Rule": {
        **{"key": "str", "region": "PlaceName", "own": "bool", "in_words": "str"},
        **{"figure": "Figure?", "withheld": "bool", "why_withheld": "str?", "period": "str"},
        **{"effective_from": "day?", "ended_on": "day?", "stated_until": "day?"},
        **{"outlived": "bool", "provisional": "bool", "population": "str?", "tiers": "Tier*?"},
        **{"wording": "str?", "notes": "str*", "grade": "Grade", "freshness": "Freshness"},
        "sources": "Source*",
    },
    "Deduction": {
        **{"key": "str", "kind": "str", "name": "str", "region": "PlaceName"},
        **{"applied": "bool", "coming": "bool", "amount": "amount?", "period": "str?"},
        **{"percent": "amount?", "percent_of": "str?", "from_account": "str"},
        **{"already_taken": "bool", "disputed": "bool", "for_whom": "str?"},
        **{"effective_from": "day?", "ended_on": "day?", "withheld": "bool"},
        **{"in_words": "str", "remarks": "str*", "freshness": "Freshness", "source": "Source"},
    },
    "Channel": {
        **{"key": "str", "kind": "str", "kind_name": "str", "name": "str"},
        **{"region": "PlaceName", "operator": "str", "phone": "str?", "dial": "str?"},
        **{"url": "str?", "address": "str?", "hours": "str?", "steps": "str*"},
        **{"cautions": "str*", "freshness": "Freshness", "source": "Source"},
    },
    "LocalAnswer": {
        **{"question": "str", "question_in_words": "str", "url": "url", "place": "PlaceName"},
        **{"region": "PlaceName", "whose": "str", "own": "bool", "statement": "str"},
        **{"effective_from": "day?", "upcoming": "bool", "freshness": "Freshness"},
        "source": "Source",
    },
    "PlaceInList": {
        **{"path": "str", "name": "str", "full_name": "str", "level": "level"},
        **{
            "edition": "Edition",
            "region": "str",
            "full_title": "str",
            "code": "str?",
            "area_code": "str?",
        },
        **{"url": "url", "api": "url", "in_words": "str", "known": "bool"},
    },
    "Edition": {"number": "int", "day": "day?"},
    "Links": {"self": "url", "previous": "url?", "next": "url?"},
    "Places": {
        **{"items": "PlaceInList*", "page": "int", "pages": "int", "total": "int"},
        "links": "Links",
    },
    "Place": {
        **{"edition": "Edition", "as_of": "day", "url": "url", "place": "any", "standing": "str"},
        **{"headline": "str", "figure": "Figure?", "absence": "str?", "rule": "Rule?"},
        **{"coming": "Rule?", "ended": "Rule?", "withdrawn": "bool"},
        **{"deductions": "Deduction*", "channels": "Channel*", "local_answers": "LocalAnswer*"},
    },
    "Policies": {
        **{"edition": "Edition", "region": "PlaceName", "note": "str?", "on": "day"},
        "headline": "str",
        **{"figure": "Figure?", "absence": "str?", "rule": "Rule?", "coming": "Rule?"},
        **{"ended": "Rule?", "withdrawn": "bool", "earlier": "EarlierRule*"},
        "as_of_in_words": "str?",
    },
    "Deductions": {
        **{"edition": "Edition", "region": "PlaceName", "note": "str?", "on": "day"},
        "items": "Deduction*",
    },
    "Channels": {
        **{"edition": "Edition", "region": "PlaceName", "note": "str?", "on": "day"},
        "items": "Channel*",
    },
    "LocalAnswers": {
        **{"edition": "Edition", "region": "PlaceName", "note": "str?", "on": "day"},
        "items": "LocalAnswer*",
    },
    "QuestionInList": {
        **{"slug": "str", "category": "Grade", "question": "str", "short_answer": "str"},
        **{"url": "url", "api": "url", "edition": "Edition"},
    },
    "Questions": {
        **{"items": "QuestionInList*", "page": "int", "pages": "int", "total": "int"},
        "links": "Links",
    },
    "Question": {
        **{
            "edition": "Edition",
            "slug": "str",
            "url": "url",
            "category": "Grade",
            "question": "str",
        },
        **{"short_answer": "str", "body": "str", "differs": "str?", "reviewed_on": "day?"},
        **{"local_answers": "LocalAnswer*", "sources": "Source*"},
    },
    "Step": {
        **{"kind": "step_kind", "in_words": "str", "left": "amount?", "right": "amount?"},
        **{"times": "int", "result": "amount"},
    },
    "AveragePension": {"amount": "amount", "of": "str", "origin": "str", "source": "Source?"},
    "NextTier": {
        **{"in_words": "str", "from_age": "int", "from_month": "month?", "credit": "Credit?"},
    },
    "ComingRule": {"from": "day?", "in_words": "str", "credit": "Credit?", "source": "Source"},
    "RuleUsed": {
        **{"key": "str", "region": "PlaceName", "level": "str", "inheritance": "str?"},
        **{"effective_from": "day?", "stated_until": "day?", "outlived": "bool"},
        **{"freshness": "Freshness?", "sources": "Source*"},
    },
    "Answer": {
        **{
            "edition": "Edition",
            "outcome": "outcome",
            "title": "str",
            "case": "str",
            "region": "PlaceName",
        },
        **{"note": "str?", "on": "day", "month": "amount?", "year": "amount?"},
        **{"month_low": "amount?", "month_high": "amount?", "once_a_year": "bool?"},
        **{"why_no_amount": "str?", "next_step": "str?", "standard": "amount?"},
        **{"deducted": "amount?", "tier": "any", "steps": "Step*"},
        **{"average_pension": "AveragePension?", "deductions": "Deduction*"},
        **{"with_age": "str?", "next_tier": "NextTier?", "coming": "ComingRule?"},
        **{"rule": "RuleUsed?", "estimate_source": "Source?", "as_of": "str?"},
        **{"asked": "any", "page": "url"},
    },
    "Comparison": {"case": "str?", "as_of": "str?", "places": "ComparedAnswer*"},
    "Fault": {"parameter": "str", "detail": "str"},
}
#: The keys of one object that another has too.
_MORE: dict[str, tuple[str, dict[str, str]]] = {
    "EarlierRule": ("Rule", {"last_day": "day?"}),
    "ComparedAnswer": (
        "Answer",
        {"whose": "str?", "warnings": "str*", "remarks": "str?", "lacks": "str?"},
    ),
}
_PROBLEM: Schema = {
    "type": "object",
    "description": "RFC 9457；errors 一项一项说要改什么。",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    },
}


def schemas() -> dict[str, Schema]:
    """Return the schema of each object by its name."""
    found = {name: _object(keys) for name, keys in _SHAPES.items()}
    found |= {name: _object(_SHAPES[base] | more) for name, (base, more) in _MORE.items()}
    return found | {"Problem": _PROBLEM}


def reference(name: str) -> Schema:
    """Return the reference to an object in the description."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(keys: dict[str, str]) -> Schema:
    types = {name: _type(word) for name, word in keys.items()}
    return {"type": "object", "required": list(keys), "properties": types}


def _type(word: str) -> Schema:
    if word.endswith("?"):
        return {"anyOf": [_type(word[:-1]), {"type": "null"}]}
    if word.endswith("*"):
        return {"type": "array", "items": _type(word[:-1])}
    return dict(_WORDS[word]) if word in _WORDS else reference(word)
