"""The merge rule in SQL: what becomes of each staged row against what is known.

A record is kept field by field: for every field the value with the latest date is known, where the
date of a value is that of the record (`newer_by`) that brought it; a null brings nothing. When fields
of a record come from records of different dates, `_carried` has the date of those that are not from
the newest one. So the outcome is the newest value of every field whatever the order of the imports.
On equal dates, and in tables without `newer_by`, the later import wins.
"""

# ruff: noqa: S608 - all names in this SQL are declared ones, quoted; values are bound or staged
from __future__ import annotations

from zhishu.warehouse.kinds import CARRIED_TYPE, digest_sql, literal, quote
from zhishu.warehouse.table import Table

# The numbers `_n` of the first and of the last of some staged rows.
Part = tuple[int, int]

# A record without a date is older than any that has one.
BEFORE_ALL = "DATE '0001-01-01'"


def fate_sql(table: Table) -> str:
    """Per key of the staged rows: the row that stands for it, how many there are, whether they agree.

    Contents are compared only where a key stands more than once.
    """
    keys = _keys(table)
    return f"""
        WITH counted AS (
            SELECT {keys}, min(_n) AS n, count(*) AS copies FROM staged GROUP BY {keys}
        ), again AS (
            SELECT {keys}, min(content) = max(content) AS agree
            FROM (
                SELECT {keys}, {digest_sql(table)} AS content FROM staged
                SEMI JOIN (SELECT {keys} FROM counted WHERE copies > 1) USING ({keys})
            ) GROUP BY {keys}
        )
        SELECT {keys}, n, copies, coalesce(agree, true) AS agree
        FROM counted LEFT JOIN again USING ({keys})
    """


def conflicts_sql(table: Table) -> str:
    """The staged rows whose key has different content elsewhere in the file."""
    shown = ", ' '".join(f", s.{quote(name)}::VARCHAR" for name in table.key)
    return f"""
        SELECT s._row, concat(''{shown}) FROM staged AS s JOIN fate AS t USING ({_keys(table)})
        WHERE NOT t.agree ORDER BY s._n
    """


def merged_sql(table: Table, part: Part) -> str:
    """The unequivocal staged rows of a part as the records they lead to, beside what was known of them."""
    columns = ", ".join(f"{_merged(table, one.name)} AS {quote(one.name)}" for one in table.columns)
    return _compared_sql(table, f"{columns}, {_carried(table)} AS _carried", part)


def replaced_sql(table: Table, part: Part) -> str:
    """The staged rows of a part as they are, beside what was known of their key."""
    columns = ", ".join(f"s.{quote(one.name)}" for one in table.columns)
    return _compared_sql(table, f"{columns}, NULL::{CARRIED_TYPE} AS _carried", part)


def fresh_sql(table: Table, part: Part) -> str:
    """The unequivocal staged rows of a part, for a table of which nothing is known yet."""
    columns = ", ".join(f"s.{quote(one.name)}" for one in table.columns)
    return f"""
        SELECT {columns}, s._row, s._source, {digest_sql(table, "s")} AS _digest,
               NULL::{CARRIED_TYPE} AS _carried
        FROM staged AS s SEMI JOIN (SELECT n FROM fate WHERE agree AND {_within(part, "n")}) AS t ON s._n = t.n
        WHERE {_within(part, "s._n")}
    """


def _within(part: Part, number: str) -> str:
    """Whether a row is of a part; said on both sides of a join, so that neither is read whole."""
    return f"{number} BETWEEN {part[0]} AND {part[1]}"


def _compared_sql(table: Table, columns: str, part: Part) -> str:
    """Rows that are new or differ from what is known, with the position of the row they override."""
    return f"""
        SELECT * FROM (
            SELECT r.* EXCLUDE (known_digest, known_carried), r.known_digest, {digest_sql(table, "r")} AS _digest,
                   known_carried IS DISTINCT FROM _carried AS redated
            FROM (
                SELECT {columns}, s._row, s._source,
                       k._segment AS known_segment, k._at AS known_at,
                       k._digest AS known_digest, k._carried AS known_carried
                FROM staged AS s
                JOIN fate AS t ON s._n = t.n AND t.agree
                LEFT JOIN known AS k ON ({" AND ".join(f"s.{quote(key)} = k.{quote(key)}" for key in table.key)})
                WHERE {_within(part, "s._n")}
            ) AS r
        ) WHERE known_digest IS NULL OR known_digest <> _digest OR redated
    """


def _keys(table: Table) -> str:
    return ", ".join(quote(name) for name in table.key)


def _merged(table: Table, name: str) -> str:
    """The value of a field after merging."""
    staged, known = f"s.{quote(name)}", f"k.{quote(name)}"
    if table.newer_by is None:
        return f"coalesce({staged}, {known})"
    if name == table.newer_by:
        return f"greatest({staged}, {known})"
    return (
        f"CASE WHEN {staged} IS NULL THEN {known} WHEN {known} IS NULL THEN {staged} "
        f"WHEN {_staged_date(table)} >= {_known_date(table, name)} THEN {staged} ELSE {known} END"
    )


def _staged_date(table: Table) -> str:
    return f"coalesce(s.{quote(table.newer_by or '')}, {BEFORE_ALL})"


def _known_date(table: Table, name: str) -> str:
    """The date of the value that is known for a field."""
    newer_by = quote(table.newer_by or "")
    return f"coalesce(map_extract_value(k._carried, {literal(name)}), k.{newer_by}, {BEFORE_ALL})"


def _carried(table: Table) -> str:
    """The dates of the fields that do not come from the newest record; null when all do."""
    if table.newer_by is None:
        return f"NULL::{CARRIED_TYPE}"
    record = f"coalesce({_merged(table, table.newer_by)}, {BEFORE_ALL})"
    others = [one.name for one in table.columns if one.name not in (*table.key, table.newer_by)]
    entries = ", ".join(
        f"{{'key': {literal(name)}, 'value': {_merged_date(table, name)}}}" for name in others
    )
    if not entries:
        return f"NULL::{CARRIED_TYPE}"
    older = f"list_filter([{entries}], lambda one: one.value IS NOT NULL AND one.value <> {record})"
    # A record met for the first time is all of one date.
    return (
        f"CASE WHEN k._digest IS NULL OR len({older}) = 0 THEN NULL"
        f" ELSE map_from_entries({older}) END::{CARRIED_TYPE}"
    )


def _merged_date(table: Table, name: str) -> str:
    staged, known = f"s.{quote(name)}", f"k.{quote(name)}"
    return (
        f"CASE WHEN {staged} IS NULL AND {known} IS NULL THEN NULL"
        f" WHEN {staged} IS NULL THEN {_known_date(table, name)}"
        f" WHEN {known} IS NULL THEN {_staged_date(table)}"
        f" ELSE greatest({_staged_date(table)}, {_known_date(table, name)}) END"
    )


def removed_sql(table: Table) -> str:
    """Where the known rows lie whose key is unwanted and was not given anew."""
    keys = _keys(table)
    return f"""
        SELECT {keys}, k._segment AS known_segment, k._at AS known_at FROM known AS k
        SEMI JOIN unwanted USING ({keys}) ANTI JOIN fate USING ({keys})
    """
