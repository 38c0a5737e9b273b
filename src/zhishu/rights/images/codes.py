"""Classes of figures (Vienna) and of designs (Locarno), compared by their parts: 3.1 holds 03.01.14."""

from __future__ import annotations

from zhishu.base.errors import InvalidValueError
from zhishu.base.text import narrow

_LONGEST = 20


def parse_code(text: str) -> tuple[int, ...]:
    """The parts of a code as numbers; InvalidValueError for what is none."""
    parts = narrow(text).strip().replace("-", ".").replace("/", ".").split(".")
    if (
        len(text) > _LONGEST
        or len(parts) > 3
        or not all(one.isascii() and one.isdigit() for one in parts)
    ):
        raise InvalidValueError(
            f"分类号“{text[:_LONGEST]}”读不出",
            next_step="维也纳分类写作3、3.1或3.1.14，洛迦诺分类写作06或06-01",
        )
    return tuple(map(int, parts))


def is_under(code: str, wanted: tuple[int, ...]) -> bool:
    """Whether a printed code is the wanted one or lies in it; a code that cannot be read is not."""
    try:
        return parse_code(code)[: len(wanted)] == wanted
    except InvalidValueError:
        return False
