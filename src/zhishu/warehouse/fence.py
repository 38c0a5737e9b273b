"""What SQL may say here: one SELECT over published tables, with functions that depend on nothing else.

The statement is parsed by the engine itself and its tree walked against closed lists. The engine is
locked as well (see engine.py); each of the two holds alone. It keeps an answer a function of
snapshot and parameters: no clock, no chance, no settings, no files.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import duckdb

from zhishu.base.errors import ZhishuError

NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
RELATIONS = {
    "BASE_TABLE",
    "SUBQUERY",
    "JOIN",
    "TABLE_FUNCTION",
    "EXPRESSION_LIST",
    "EMPTY",
    "PIVOT",
}
MODIFIERS = {"LIMIT_MODIFIER", "LIMIT_PERCENT_MODIFIER", "DISTINCT_MODIFIER", "ORDER_MODIFIER"}
ORDERS = {"ORDER_DEFAULT", "ASCENDING", "DESCENDING"}
CLASSLESS = NODES | RELATIONS | MODIFIERS | ORDERS

TABLE_FUNCTIONS = {"range", "generate_series", "unnest"}
# Words that the engine turns into a call of the clock or the session.
SPECIAL_WORDS = {
    *("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"),
    *("current_user", "current_role", "session_user", "user", "current_catalog", "current_schema"),
}
# Macros of the engine that ask the session, or wrap a function that is not allowed.
SESSION_MACROS = ("pg_", "inet_", "has_", "current_", "session_", "duckdb_", "get_block_size")
REFUSED_FUNCTIONS = {
    *("user", "ago", "version", "format_pg_type", "format_type", "map_to_pg_oid"),
    *("col_description", "obj_description", "shobj_description", "parse_duckdb_log_message"),
}


_parser_lock = threading.Lock()
_parsers: dict[int, duckdb.DuckDBPyConnection] = {}


class QueryRefusedError(ZhishuError):
    """The statement is not a SELECT over published tables, or cannot be understood."""

    code = "query_refused"


def refuse(what: str, where: str = "") -> QueryRefusedError:
    """A refusal with the one next step there is."""
    return QueryRefusedError(
        what, where=where, next_step="改写查询：一条SELECT，只用已发布的表、声明的列和绑定的$参数"
    )


def check_query(sql: str) -> frozenset[str]:
    """Names of the relations a statement reads, in lower case; QueryRefusedError when it may not run."""
    read, own = _names(sql)
    return read - own


def shadowed_names(sql: str) -> frozenset[str]:
    """Names that a statement gives to relations of its own, and may also mean as published tables."""
    read, own = _names(sql)
    return read & own


@lru_cache(maxsize=512)
def _names(sql: str) -> tuple[frozenset[str], frozenset[str]]:
    """The names a statement reads and those it gives itself, once all of it is found harmless."""
    read: set[str] = set()
    own: set[str] = set()
    for node in _dictionaries(_parse(sql)):
        own |= _own_names(node)
        if node.get("sample"):
            raise refuse("查询里不能抽样")
        if "class" in node:
            _check_expression(node)
        elif isinstance(node.get("type"), str):
            _check_relation(node)
            if node["type"] == "BASE_TABLE":
                read.add(node["table_name"].lower())
    return frozenset(read), frozenset(own)


def _parse(sql: str) -> Any:
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise refuse("查询语句有语法错误", where=first_line(error)) from None
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise refuse("查询只能是一条SELECT语句")
    tree = json.loads(_ask("SELECT json_serialize_sql($sql)", {"sql": sql})[0][0])
    if tree["error"]:
        raise refuse("查询只能是一条SELECT语句", where=str(tree.get("error_message", "")))
    return tree["statements"]


def _dictionaries(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of the tree."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            yield one
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _own_names(node: dict[str, Any]) -> set[str]:
    """The names that a WITH gives to relations of the statement itself."""
    entries = node.get("map") if isinstance(node.get("map"), list) else []
    names = {entry["key"].lower() for entry in entries or [] if isinstance(entry, dict)}
    if node.get("type") in ("RECURSIVE_CTE_NODE", "CTE_NODE"):
        names.add(str(node.get("cte_name") or node.get("ctename") or "").lower())
    return names


def _check_relation(node: dict[str, Any]) -> None:
    kind = node["type"]
    if kind not in CLASSLESS:
        raise refuse("查询只能是一条SELECT语句", where=kind)
    if kind == "BASE_TABLE" and (node.get("schema_name") or node.get("catalog_name")):
        raise refuse("表名前不能有库名", where=node["table_name"])
    if kind == "TABLE_FUNCTION":
        name = str(node["function"].get("function_name", "")).lower()
        if name not in TABLE_FUNCTIONS:
            raise refuse("查询里不能用这个函数", where=name)


def _check_expression(node: dict[str, Any]) -> None:
    name = str(node.get("function_name", "")).lower()
    if name and _is_refused(name, len(node.get("arguments") or [])):
        raise refuse("查询里不能用这个函数", where=name)
    words = node.get("column_names")
    if isinstance(words, list) and len(words) == 1 and str(words[0]).lower() in SPECIAL_WORDS:
        raise refuse("查询的结果只能取决于快照和参数，不能用这个词", where=str(words[0]))


def _is_refused(name: str, arguments: int) -> bool:
    # With one argument `age` counts from the clock's today.
    if name == "age" and arguments == 1:
        return True
    if name in REFUSED_FUNCTIONS or name.startswith(SESSION_MACROS):
        return True
    return name in _volatile_functions()


@lru_cache(maxsize=1)
def _volatile_functions() -> frozenset[str]:
    """Functions whose answer depends on more than their arguments, as the engine itself says."""
    sql = "SELECT lower(function_name) FROM duckdb_functions() WHERE stability <> 'CONSISTENT'"
    return frozenset(row[0] for row in _ask(sql, {}))


def _ask(sql: str, parameters: dict[str, Any]) -> list[Any]:
    """Ask an engine without data, one a process."""
    with _parser_lock:
        # One that a forked child inherits is left alone: its threads live in the parent only.
        parser = _parsers.get(os.getpid())
        if parser is None:
            parser = _parsers[os.getpid()] = duckdb.connect(":memory:", config={"threads": "1"})
        return parser.execute(sql, parameters).fetchall()


def first_line(error: BaseException) -> str:
    """The first line of an engine's message: later ones repeat the statement."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
