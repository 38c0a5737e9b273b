"""The table of event codes, read from the rulebook."""

from __future__ import annotations

from typing import Any, cast, get_args

from zhishu.rights.legal_event import (
    STAGES,
    Act,
    Dealing,
    Effect,
    EventCode,
    ValueCase,
)
from zhishu.rules.loading import Located
from zhishu.rules.schema import Fields

_STAGES = {
    "grants": "granted",
    "ceases": "ceased",
    "ends_filing": "filing_ended",
    "restores": "restored",
    "unclear": "unclear",
}


def read_event_codes(content: Located, *, where: str) -> dict[str, EventCode]:
    """Event codes by code from their YAML as loaded; raises RulebookError by line.

    Shape: event_codes (title), source, codes: {code: {meaning, effect, [stage, class, dealing, act,
    basis, term_years, by_value: [{where, effect, stage, act}]]}}.
    """
    fields = Fields(content, where)
    fields.text("event_codes")
    fields.text("source")
    codes = fields.inner("codes")
    fields.done()
    return {code: _code(code, codes.inner(code)) for code in codes.mapping}


def _code(code: str, entry: Fields) -> EventCode:
    effect = _effect(entry)
    dealing = entry.choice("dealing", get_args(Dealing), required=False)
    years = entry.number("term_years") if "term_years" in entry.mapping else None
    found = EventCode(
        code,
        entry.text("meaning"),
        effect,
        _stage(entry, effect),
        entry.text("class", required=False),
        cast(Dealing, dealing),
        _act(entry),
        entry.text("basis", required=False),
        None if years is None else int(years),
        _cases(entry, effect),
    )
    if bool(found.dealing) != bool(found.act):
        raise entry.error("dealing", "“dealing”和“act”要一起写")
    if effect == "grants" and found.by_value:
        raise entry.error("by_value", "授权的代码不能按事务内容另判", "删去by_value")
    entry.done()
    return found


def _cases(entry: Fields, effect: Effect) -> tuple[ValueCase, ...]:
    listed: Any = entry.take("by_value", required=False)
    if listed is None:
        return ()
    if not isinstance(listed, list):
        raise entry.error("by_value", "“by_value”须是列表")
    found = []
    for one in listed:
        case = Fields(one, entry.where, entry.line("by_value"))
        own = _effect(case) if "effect" in case.mapping else effect
        if own == "grants":
            raise case.error("effect", "授权不能按事务内容判断")
        found.append(ValueCase(case.text("where"), own, _stage(case, own), _act(case)))
        case.done()
    return tuple(found)


def _effect(entry: Fields) -> Effect:
    return cast(Effect, entry.choice("effect", get_args(Effect)))


def _stage(entry: Fields, effect: Effect) -> str:
    return entry.choice("stage", STAGES, required=False) or _STAGES.get(effect, "")


def _act(entry: Fields) -> Act:
    return cast(Act, entry.choice("act", get_args(Act), required=False))
