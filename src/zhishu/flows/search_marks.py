"""Marks whose names are like one that somebody means to file, or like the trade name of a firm."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from zhishu.flows.open_linker import open_linker
from zhishu.flows.open_marks import MarkRules, open_mark_rules
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.parties.linking.holder_name import HolderName
from zhishu.parties.party import fold_name
from zhishu.rights.marks.likeness import (
    MarkLikeness,
    alike_characters,
    compare_marks,
    fold_mark,
)
from zhishu.rights.marks.trade_names import likely_trade_name, tell_trade

# So many are looked at, and so many shown: what is cut off is told.
MOST_LOOKED_AT = 20_000
MOST_SHOWN = 200
# At least half of the characters of a like name are of those asked for, or sound or look like one of them; the
# other way round a name may hold what was asked for and much beside it. Names in Latin letters are all looked at.
# Of so many only what is compared and sorted by is read, the rest of those alone that are shown.
_CANDIDATES = """
SELECT mark_id, name, nice_class, term_until, is_valid_printed
FROM (
  SELECT *, length(name) - length(translate(upper(name), $alike, '')) AS shared
  FROM trademarks
  WHERE name IS NOT NULL
    AND (len($classes) = 0 OR list_contains($classes, nice_class))
    AND (len($groups) = 0 OR list_has_any(similar_groups, $groups))
)
WHERE 2 * shared >= least(length(name), $length) OR name SIMILAR TO '[ -~]+'
ORDER BY shared DESC, mark_id LIMIT $most
"""
_SHOWN = """
SELECT mark_id, registration_number, nice_class, name, similar_groups, goods, holders, registered_on, filed_on,
  term_until, is_valid_printed, legal_status_printed
FROM trademarks WHERE mark_id IN (SELECT unnest($ids))
"""


@dataclass(frozen=True)
class LikeMark:
    """A mark that is like: its row, how, whether it still holds at the day asked, and words on the trade."""

    mark: dict[str, Any]
    likeness: MarkLikeness
    validity: str
    trade: str = ""


@dataclass(frozen=True)
class FoundMarks:
    """What a search found: asked for how (folded), the marks, how many were compared, whether some were left out."""

    asked: str
    marks: list[LikeMark]
    compared: int
    is_cut: bool
    total: int
    snapshot: int


def search_marks(
    home: Path,
    asked: str,
    *,
    classes: Collection[int] = (),
    groups: Collection[str] = (),
    as_of: date,
) -> FoundMarks:
    """Marks like a name, the likest first; classes, groups: only these (none: all)."""
    rules = open_mark_rules(open_rulebook(home))
    return _search(home, rules, fold_mark(asked), classes, groups, as_of)


def check_firm_name(home: Path, name: str, *, as_of: date) -> tuple[HolderName, FoundMarks]:
    """The parts of a firm's name, and the marks of others that its trade name is like."""
    rulebook = open_rulebook(home)
    rules = open_mark_rules(rulebook)
    parts = open_linker(rulebook).reader.read(name)
    trade_name, _, _ = likely_trade_name(parts)
    found = _search(home, rules, fold_mark(trade_name), (), (), as_of)
    own = fold_name(name)
    marks = [
        LikeMark(
            one.mark,
            one.likeness,
            one.validity,
            tell_trade(parts, one.mark["nice_class"], one.mark["goods"] or "", rules.trade_classes),
        )
        for one in found.marks
        if own not in map(fold_name, one.mark["holders"] or ())
    ]
    return parts, FoundMarks(
        found.asked, marks, found.compared, found.is_cut, found.total, found.snapshot
    )


def _search(
    home: Path,
    rules: MarkRules,
    asked: str,
    classes: Collection[int],
    groups: Collection[str],
    as_of: date,
) -> FoundMarks:
    warehouse = open_warehouse(home)
    at = warehouse.snapshot()
    total = warehouse.query("SELECT count(*) FROM trademarks", snapshot=at).value()
    if not asked:
        return FoundMarks(asked, [], 0, False, total, at)
    rows = warehouse.query(
        _CANDIDATES,
        {
            "alike": alike_characters(asked, rules.readings, rules.lookalikes).upper(),
            "classes": sorted(classes),
            "groups": sorted(groups),
            "length": len(asked),
            "most": MOST_LOOKED_AT + 1,
        },
        snapshot=at,
    ).dicts()
    alike = []
    for row in rows[:MOST_LOOKED_AT]:
        likeness = compare_marks(asked, fold_mark(row["name"]), rules.readings, rules.lookalikes)
        if likeness is not None:
            alike.append((row, likeness))
    alike.sort(
        key=lambda one: (
            one[1].rank,
            _has_ended(one[0], as_of),
            one[0]["nice_class"] or 0,
            one[0]["mark_id"],
        )
    )
    shown = alike[:MOST_SHOWN]
    ids = {"ids": [row["mark_id"] for row, _ in shown]}
    whole = {row["mark_id"]: row for row in warehouse.query(_SHOWN, ids, snapshot=at)}
    marks = [whole[row["mark_id"]] for row, _ in shown]
    found = [
        LikeMark(mark, likeness, _validity(mark, as_of))
        for mark, (_, likeness) in zip(marks, shown, strict=True)
    ]
    cut = len(rows) > MOST_LOOKED_AT or len(alike) > MOST_SHOWN
    return FoundMarks(asked, found, min(len(rows), MOST_LOOKED_AT), cut, total, at)


def _has_ended(mark: dict[str, Any], as_of: date) -> bool:
    return mark["is_valid_printed"] is False or (mark["term_until"] or as_of) < as_of


def _validity(mark: dict[str, Any], as_of: date) -> str:
    if mark["is_valid_printed"] is False:
        return "已失效（来源所写）"
    if mark["term_until"] and mark["term_until"] < as_of:
        return "已过专用期"
    if mark["registered_on"]:
        return "已注册" if mark["term_until"] else "已注册，专用期未知"
    return "申请中" if mark["filed_on"] else "状态未知"
