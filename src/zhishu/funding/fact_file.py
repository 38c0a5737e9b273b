"""A file of facts: `{"as_of": "2026-10-31", "facts": {"patents.valid_own": 3, …}}`; what is missing is unknown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from zhishu.base.errors import InvalidValueError
from zhishu.rules.fact import Fact, Known, admit

MAX_BYTES = 1_000_000
ORIGIN = "文件"
_SHAPE = '{"as_of": "2026-10-31", "facts": {"patents.valid_own": 3}}'


@dataclass(frozen=True)
class FactFile:
    """What a file tells: facts by name, and the day that they are of, None where it names none."""

    facts: Mapping[str, Known]
    as_of: date | None


def read_fact_file(data: bytes, declared: Mapping[str, Fact], *, where: str) -> FactFile:
    """The facts of a file as declared; null is unknown.

    InvalidValueError in one sentence for what is no such JSON, an unknown name or a value of the wrong kind.
    """
    content = _read_json(data, where)
    foreign = sorted(set(content) - {"as_of", "facts"})
    if foreign:
        raise _refused(f"没有“{foreign[0]}”这一项", where, f"写成{_SHAPE}")
    values = content.get("facts")
    if not isinstance(values, dict):
        raise _refused("没有facts，或者不是“名称: 值”", where, f"写成{_SHAPE}")
    as_of = _read_day(content.get("as_of"), where)
    return FactFile(
        {name: _known(declared, name, value, as_of, where) for name, value in values.items()}, as_of
    )


def _known(
    declared: Mapping[str, Fact], name: str, value: object, as_of: date | None, where: str
) -> Known:
    fact = declared.get(name)
    if fact is None:
        raise _refused(f"没有“{name[:80]}”这个事实", where, "用zhishu rules facts看有哪些")
    if value is None:
        return Known()
    return Known(admit(fact, value), ORIGIN, as_of)


def _read_day(value: object, where: str) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise _refused(f"as_of的日期{value!r}读不出", where, "应如2026-10-31") from None


def _read_json(data: bytes, where: str) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise _refused("文件过大", where, "一个文件写一个主体的事实，不超过1MB")
    try:
        content = json.loads(
            data.decode("utf-8-sig"),
            parse_float=_number,
            parse_constant=_no_number,
            object_pairs_hook=_once_each,
        )
    except InvalidValueError as error:
        raise _refused(error.what, where, error.next_step) from None
    except UnicodeDecodeError:
        raise _refused("不是UTF-8编码", where, "另存为UTF-8") from None
    except json.JSONDecodeError as error:
        place = f"第{error.lineno}行第{error.colno}列"
        raise _refused(f"JSON写得不对，{place}读不下去", where, f"写成{_SHAPE}") from None
    except (ValueError, RecursionError):
        # Numbers of too many digits, brackets in brackets without end.
        raise _refused("JSON读不出", where, f"写成{_SHAPE}") from None
    if not isinstance(content, dict):
        raise _refused("最外层应是“{…}”", where, f"写成{_SHAPE}")
    return content


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise InvalidValueError(f"{text[:40]}不是能用的数字", next_step="写平常大小的数") from None


def _no_number(text: str) -> NoReturn:
    raise InvalidValueError(f"{text}不是数字", next_step="写数字，不知道的写null")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidValueError(f"“{twice[:80]}”写了两次", next_step="留下一处")
    return found


def _refused(what: str, where: str, next_step: str) -> InvalidValueError:
    return InvalidValueError(what, where=where, next_step=next_step)
