"""The schemas for editors take every shipped file, refuse what the readers refuse, and know every fact and operator."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from rules.test_checking import FAULTS, GOOD, Bad
from zhishu.cli import cli
from zhishu.rules.condition import OPERATORS
from zhishu.rules.editor_schema import editor_schemas
from zhishu.rules.loading import load_file, load_yaml
from zhishu.rules.rulebook import GROUPS_FILE, SHIPPED, Rulebook, load_rulebook

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "number": (int, Decimal), "integer": (int,), "boolean": (bool,),
    "object": (dict,), "array": (list,), "null": (type(None),),
}  # fmt: skip


def refusals(schema: Mapping[str, Any], value: Any, root: Mapping[str, Any]) -> Iterator[str]:
    """What of a value a schema refuses: the part of JSON Schema that ours are written in."""
    if "$ref" in schema:
        yield from refusals(root["$defs"][schema["$ref"].rpartition("/")[2]], value, root)
        return
    for word in ("oneOf", "anyOf"):
        if word in schema:
            taken = sum(not [*refusals(one, value, root)] for one in schema[word])
            if taken == 0 or (word == "oneOf" and taken > 1):
                yield f"{word}: {taken} of {value!r}"
    if "type" in schema:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        is_bool = isinstance(value, bool)
        if not any(
            isinstance(value, TYPES[one]) and is_bool == (one == "boolean") for one in names
        ):
            yield f"{value!r} is no {names}"
            return
    if "const" in schema and value != schema["const"]:
        yield f"not {schema['const']}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value!r} is none of them"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{value!r} is not of the pattern"
    if isinstance(value, dict) and ("properties" in schema or "additionalProperties" in schema):
        known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        patterns = schema.get("patternProperties", {})
        yield from (f"no {one}" for one in schema.get("required", []) if one not in value)
        for key, inner in value.items():
            fitting = [one for pattern, one in patterns.items() if re.search(pattern, key)]
            one = known.get(key, fitting[0] if fitting else rest)
            if one is False:
                yield f"no such key {key}"
            elif isinstance(one, Mapping):
                yield from refusals(one, inner, root)
        if len(value) < schema.get("minProperties", 0):
            yield "empty"
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 10**6):
            yield "too many or too few"
        for inner in value:
            yield from refusals(schema.get("items", {}), inner, root)


@pytest.fixture(scope="module")
def schemas() -> dict[str, dict[str, Any]]:
    return editor_schemas(load_rulebook().facts)


def files(kind: str) -> list[Path]:
    patterns = {
        "measures": "*/measures/*/*.yaml", "groups": f"*/measures/*/{GROUPS_FILE}",
        "facts": "*/facts/*.yaml", "cases": "*/cases/*/*.yaml",
    }  # fmt: skip
    found = sorted(SHIPPED.glob(patterns[kind]))
    return [one for one in found if kind == "groups" or one.name != GROUPS_FILE]


@pytest.mark.parametrize("kind", ["measures", "groups", "facts", "cases"])
def test_every_shipped_file_is_taken(kind: str, schemas: dict[str, dict[str, Any]]) -> None:
    assert files(kind)
    for path in files(kind):
        refused = list(refusals(schemas[kind], load_file(path), schemas[kind]))
        assert not refused, (path, refused)


# What the readers of one file refuse and a schema can say; the rest needs other files, days or units.
SAID = {
    "unknown condition head", "two heads", "no comparison", "unknown operator", "two operators", "foreign key",
    "empty list", "in without a list", "within of nothing", "unknown amount head", "two amount heads",
    "bare figure in an amount", "bare cap", "one end of a range", "option without amount", "unknown form",
    "unknown once", "misspelt key", "no title", "no source", "source without clause", "no value", "value in words",
    "unknown fact", "unknown fact of an amount", "unknown counted fact", "money counted", "rate of a number",
    "comparison of another kind", "threshold of a word", "is on a day", "day from a parameter",
    "region for a day", "word that is none", "truth as a word", "kind of party that is none",
    "reference other than met",
}  # fmt: skip


def test_the_good_rule_of_the_checks_is_taken(trial: dict[str, Any]) -> None:
    assert not list(refusals(trial, load_yaml(GOOD, where="x"), trial))


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    from rules.entitlement_book import book

    rulebook: Rulebook = book(tmp_path_factory.mktemp("schema"))
    return editor_schemas(rulebook.facts)["measures"]


@pytest.mark.parametrize(
    "bad", [one for one in FAULTS if one.kind in SAID], ids=lambda one: one.kind
)
def test_what_a_reader_refuses_an_editor_marks(bad: Bad, trial: dict[str, Any]) -> None:
    content = load_yaml(GOOD.replace(bad.old, bad.new), where="x")
    assert list(refusals(trial, content, trial))


def test_the_vocabulary_is_that_of_the_rules(schemas: dict[str, dict[str, Any]]) -> None:
    assert len([one for one in FAULTS if one.kind in SAID]) == len(SAID)
    text = json.dumps(schemas["measures"], ensure_ascii=False)
    assert all(f'"{name}"' in text for name in load_rulebook().facts)
    assert all(f'"{operator}"' in text for operator in OPERATORS)


def test_the_command_prints_a_schema(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["rules", "schema", "groups", "--home", str(tmp_path)])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == editor_schemas(load_rulebook().facts)["groups"]
