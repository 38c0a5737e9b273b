"""JSON Schema of the rulebook's files, for editors that complete and check while one writes.

Made from the same tables as the checks: forms, kinds, operators of each kind of fact, the declared facts and their
words. What a schema cannot say (whether a parameter is there, units, circles) is left to `rules check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhishu.rules.amount import HEADS
from zhishu.rules.assessment import STATES
from zhishu.rules.casefile import LISTED
from zhishu.rules.checking.conditions import OPERATORS_OF
from zhishu.rules.fact import CLASSES, KIND, KINDS, Fact
from zhishu.rules.measure import FORMS, GROUP_RULES, ONCE
from zhishu.rules.walking import TIME_UNITS

Schema = dict[str, Any]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TEXT: Schema = {"type": "string", "minLength": 1}
TEXTS: Schema = {"type": "array", "items": TEXT}
NUMBER: Schema = {"type": "number"}
TRUTH: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
CODE: Schema = {"type": ["string", "integer"]}
FIGURE: Schema = {"type": "string", "minLength": 1, "description": "参数名"}
CONDITION: Schema = {"$ref": "#/$defs/condition"}
AMOUNT: Schema = {"$ref": "#/$defs/amount"}


def editor_schemas(facts: Mapping[str, Fact]) -> dict[str, Schema]:
    """A schema for each kind of file: measures, groups, facts, cases."""
    return {
        "measures": _measures(facts),
        "groups": _file(
            "措施的组",
            _object(
                required=("groups", "source", "each"),
                groups=TEXT,
                source=_source(),
                parameters=_parameters(),
                each=_each(
                    _object(
                        required=("title", "rule"), title=TEXT, rule=_words(GROUP_RULES), cap=FIGURE
                    )
                ),
            ),
        ),
        "facts": _file("事实", _facts()),
        "cases": _file("用例", _cases(facts)),
    }


def _file(title: str, schema: Schema, **defs: Schema) -> Schema:
    found: Schema = {"$schema": DRAFT, "title": title, **schema}
    return {**found, "$defs": defs} if defs else found


def _object(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _each(schema: Schema) -> Schema:
    return {"type": "object", "additionalProperties": schema, "minProperties": 1}


def _list(schema: Schema, least: int = 1) -> Schema:
    return {"type": "array", "items": schema, "minItems": least}


def _words(titles: Mapping[str, str]) -> Schema:
    """One of several words, their titles told."""
    said = "、".join(f"{word}（{title}）" for word, title in titles.items())
    return {"type": "string", "enum": list(titles), "description": said}


def _measures(facts: Mapping[str, Fact]) -> Schema:
    kinds = facts[KIND].values if KIND in facts else {}
    return _file(
        "措施",
        _object(
            required=("measure", "title", "source", "form", "once"),
            measure={**TEXT, "pattern": "^[^/]+/[^/]+/[^/]+$", "description": "地区/文件/条款"},
            title=TEXT,
            region=CODE,
            source=_source(),
            form=_words(FORMS),
            once=_words(ONCE),
            applies_to=_list(_words(kinds), 0),
            conditions=CONDITION,
            amount=AMOUNT,
            parameters=_parameters(),
            group=TEXT,
            competitive=TRUTH,
            budget=_object(quota=FIGURE, pro_rata=FIGURE),
            lost=TEXTS,
            note=TEXT,
            synthetic=TRUTH,
        ),
        condition={"oneOf": list(_conditions(facts))},
        amount={"oneOf": _amounts(facts, {})},
        option={"oneOf": _amounts(facts, {"when": CONDITION})},
    )


def _source() -> Schema:
    return _object(
        required=("title", "clause"),
        title=TEXT,
        clause=TEXT,
        issued_on=DAY,
        document_number=TEXT,
        effective_from=DAY,
        effective_to=DAY,
        words_digest=TEXT,
    )


def _parameters() -> Schema:
    value = {"value": NUMBER, "clause": TEXT, "source": TEXT, "verified": TRUTH}
    single = _each(_object(required=("value",), **value, synthetic=TRUTH))
    bands = _object(
        required=("bands", "up_to"),
        bands=_each(NUMBER),
        up_to=NUMBER,
        **{name: schema for name, schema in value.items() if name != "value"},
    )
    head = {"unit": TEXT, "title": TEXT}
    return {
        "type": "object",
        "additionalProperties": {
            "oneOf": [
                _object(required=("unit", "values"), **head, values=single),
                _object(required=("unit", "by", "values"), **head, by=TEXT, values=_each(single)),
                _object(
                    required=("unit", "banded_by", "values"),
                    **head,
                    banded_by=TEXT,
                    values=_each(bands),
                ),
            ]
        },
    }


def _conditions(facts: Mapping[str, Fact]) -> list[Schema]:
    """The joins, the reference, and for each fact the comparisons that its kind takes."""
    found = [
        _object(required=("all",), all=_list(CONDITION)),
        _object(required=("any",), any=_list(CONDITION)),
        _object(required=("not",), **{"not": CONDITION}),
        _object(required=("measure", "is"), measure=TEXT, **{"is": {"const": "met"}}),
    ]
    for fact in facts.values():
        name = {"const": fact.name, "description": f"{fact.title}：{fact.meaning}"}
        for operator in OPERATORS_OF[fact.kind]:
            found.append(
                _object(
                    required=("fact", operator), fact=name, **{operator: _operand(fact, operator)}
                )
            )
    return found


def _operand(fact: Fact, operator: str) -> Schema:
    if fact.kind == "truth":
        return TRUTH
    if fact.kind == "word":
        words = _words(fact.values)
        return words if operator == "is" else _list(words)
    if fact.kind == "region":
        return CODE
    if operator in ("before", "after"):
        return DAY
    if operator == "is":
        return NUMBER
    if operator != "within":
        return {"type": ["number", "string"], "description": f"参数名；单位{fact.unit}"}
    count = {"type": ["integer", "string"]}
    return {
        "oneOf": [
            {"enum": ["calendar_year", "previous_calendar_year"]},
            *(_object(required=(unit,), **{unit: count}) for unit in TIME_UNITS),
            {**_object((), **{"from": DAY, "to": DAY}), "minProperties": 1},
        ]
    }


def _amounts(facts: Mapping[str, Fact], more: Schema) -> list[Schema]:
    """The heads of an amount, each with what may stand beside it."""

    def named(*kinds: str) -> Schema:
        return {"enum": [one.name for one in facts.values() if one.kind in kinds]}

    options = _list({"$ref": "#/$defs/option"})
    parts: dict[str, tuple[tuple[str, ...], Schema]] = {
        "fixed": ((), {"fixed": FIGURE, "each": named("number")}),
        "rate": (("of",), {"rate": FIGURE, "of": named("money")}),
        "reimburse": ((), {"reimburse": named("money")}),
        "between": ((), {"between": {**_list(FIGURE, 2), "maxItems": 2}}),
        "tiers": (("bands",), {"tiers": named("number", "money"), "bands": FIGURE}),
        "highest": ((), {"highest": options}),
        "sum": ((), {"sum": options}),
        "first": ((), {"first": options}),
    }
    return [
        _object(required=(head, *parts[head][0]), **parts[head][1], cap=FIGURE, up_to=TRUTH, **more)
        for head in HEADS
    ]


def _facts() -> Schema:
    fact = _object(
        required=("title", "kind", "meaning"),
        title=TEXT,
        kind=_words(KINDS),
        unit=TEXT,
        meaning=TEXT,
        origin=TEXT,
        table=TEXT,
        question=TEXT,
        values=_each(TEXT),
        changeable=TRUTH,
        access={"enum": sorted(CLASSES)},
    )
    return _object(required=("facts", "each"), facts=TEXT, each=_each(fact))


def _cases(facts: Mapping[str, Fact]) -> Schema:
    values = {
        "truth": TRUTH,
        "number": NUMBER,
        "money": NUMBER,
        "date": DAY,
        "region": CODE,
    }
    known: dict[str, Schema] = {
        one.name: {"oneOf": [values.get(one.kind) or _words(one.values), {"type": "null"}]}
        for one in facts.values()
    }
    money = {
        "oneOf": [
            NUMBER,
            {"type": "null"},
            {"type": "array", "minItems": 2, "maxItems": 2},
            _object(required=("up_to",), up_to=NUMBER),
        ]
    }
    totals: dict[str, Schema] = {"total": money, "competitive": money}
    expected = _object(
        (),
        state=_words({**{str(state): title for state, title in STATES.items()}, **LISTED}),
        amount=money,
        paid=money,
        cap_applied={"type": ["string", "null"]},
        nearest={"type": ["object", "null"]},
        missing=TEXTS,
        **totals,
    )
    many = {
        "type": "object",
        "properties": totals,
        "patternProperties": {"/": expected},
        "additionalProperties": False,
    }
    received = _object(required=("measure", "year"), measure=TEXT, year=NUMBER, amount=NUMBER)
    case = _object(
        required=("name", "as_of", "facts", "expect"),
        name=TEXT,
        as_of=DAY,
        region=CODE,
        facts=_object((), **known),
        received=_list(received, 0),
        expect={"anyOf": [expected, many]},
    )
    return _object(
        required=("cases", "each"), cases={"oneOf": [TEXT, _list(TEXT)]}, each=_list(case)
    )
