"""The fields of the search box: their names, and what a value behind one means."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import ApplicationNumber
from zhishu.search.numbers import ipc_key, number_keys
from zhishu.search.query import Condition, Counted, Exact, Field, Range
from zhishu.search.tokens import fold

BOX = "检索框"

TEXT_FIELDS: dict[str, Field] = {
    "标题": "title",
    "名称": "title",
    "题名": "title",
    "申请人": "holder",
    "权利人": "holder",
    "专利权人": "holder",
    "发文机关": "issuer",
    "发文单位": "issuer",
    "发布机构": "issuer",
}
EXACT_FIELDS: dict[str, Exact] = {
    "文号": "number",
    "申请号": "number",
    "专利号": "number",
    "公开号": "number",
    "公告号": "number",
    "授权公告号": "number",
    "ipc": "ipc",
    "分类号": "ipc",
    "区划": "region",
    "地区": "region",
    "类型": "right_kind",
    "专利类型": "right_kind",
}
RANGE_FIELDS: dict[str, Counted] = {
    "年": "year",
    "年份": "year",
    "申请日": "filed_on",
    "申请日期": "filed_on",
    "公开日": "published_on",
    "公开日期": "published_on",
    "授权日": "granted_on",
    "授权公告日": "granted_on",
    "成文日期": "issued_on",
    "成文日": "issued_on",
    "发文日期": "issued_on",
    "施行日期": "effective_from",
    "权利要求数": "claim_count",
    "权利要求数量": "claim_count",
    "被引次数": "cited_by_count",
    "被引证次数": "cited_by_count",
}
PERSONAL_FIELDS = frozenset({"发明人", "设计人", "代理人", "地址"})
FIELD_NAMES = (
    "标题",
    "申请人",
    "权利人",
    "发文机关",
    "文号",
    "申请号",
    "公开号",
    "IPC",
    "区划",
    "类型",
    "年",
    "申请日",
    "公开日",
    "授权日",
    "成文日期",
    "施行日期",
    "权利要求数",
    "被引次数",
)

RIGHT_KINDS = {
    "发明": "invention",
    "发明专利": "invention",
    "实用新型": "utility_model",
    "外观设计": "design",
    "外观": "design",
}

_NOT_DAYS = frozenset({"year", "claim_count", "cited_by_count"})
_IPC = re.compile(r"([a-h])(?:(\d{2})(?:([a-z])(?:(\d{1,4})(?:/(\d{2,6}))?)?)?)?", re.IGNORECASE)
_VALUE = r"(?:\d{4}[-./年]\d{1,2}(?:[-./月]\d{1,2}日?|月)?|\d{1,9}年?)"
_TO = r"(?:\.{2,3}|…{1,2}|[~～〜至到]|—{1,2})"
# Also with blanks inside, as people type: `>= 2020`, `2020-01-01 .. 2022-12-31`.
RANGE = re.compile(
    rf"(?P<sign>[<>＜＞]\s*+[=＝]?|[≤≥])\s*+(?P<bound>{_VALUE})"
    rf"|(?P<low>{_VALUE})\s*+{_TO}\s*+(?P<high>{_VALUE})?"
    rf"|{_TO}\s*+(?P<until>{_VALUE})"
    rf"|(?P<only>{_VALUE})"
)
_DAY = re.compile(
    r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})?日?)?|(\d{4})(\d{2})(\d{2})|(\d{4})年?"
)


def _number(name: str, value: str) -> Condition:
    keys = number_keys(value)
    if not keys:
        example = {
            "文号": "云府发〔2023〕5号",
            "申请号": "202310123456.7",
            "专利号": "ZL202310123456.7",
        }
        shown = example.get(name, "CN112345678A")
        raise InvalidValueError(
            f"“{value}”不像{name}", where=BOX, next_step=f"应写作{name}:{shown}"
        )
    bare = "".join(fold(value).split()).removeprefix("zl").removeprefix("cn").replace(".", "")
    if name in ("申请号", "专利号") and len(bare) in (9, 13):
        ApplicationNumber.parse(value)  # says so when the check digit is wrong
    return Condition("number", keys)


def _ipc(value: str) -> Condition:
    bare = ipc_key(value)
    starred = bare.endswith("*")
    match = _IPC.fullmatch(bare.rstrip("*").rstrip("/"))
    if match is None:
        raise InvalidValueError(
            f"“{value}”不是IPC分类号",
            where=BOX,
            next_step="应写作IPC:H01M、IPC:H01M10/0525或IPC:H01M*",
        )
    symbol = match.group()
    if starred:
        return Condition("ipc", (bare.rstrip("*"),), prefix=True)
    if match.group(5):
        return Condition("ipc", (symbol,))
    return Condition("ipc", (symbol + "/" if match.group(4) else symbol,), prefix=True)


def _region(value: str, regions: Mapping[str, str]) -> Condition:
    code = regions.get(value.strip(), value.strip().upper())
    if re.fullmatch(r"\d{2}|\d{4}", code):
        code = code.ljust(6, "0")
    if not re.fullmatch(r"\d{6}(Z\d)?", code):
        raise InvalidValueError(
            f"不认识地区“{value}”",
            where=BOX,
            next_step="应写作本地区县区的名称，或六位区划代码，例如区划:990102",
        )
    return Condition("region", (code,))


def exact_condition(
    name: str, field: Exact, value: str, regions: Mapping[str, str] | None = None
) -> Condition:
    """The condition that a keyword field states; InvalidValueError says what was expected.

    IPC: a symbol down to the main group stands for all below it; a full symbol for itself; with
    a star, for every symbol that begins so (RULES 1.6).
    """
    if field == "number":
        return _number(name, value)
    if field == "ipc":
        return _ipc(value)
    if field == "region":
        return _region(value, regions or {})
    bare = fold(value).strip()
    kind = RIGHT_KINDS.get(bare, bare)
    if kind not in RIGHT_KINDS.values():
        raise InvalidValueError(
            f"没有“{value}”这种专利类型",
            where=BOX,
            next_step="应写作类型:发明、类型:实用新型或类型:外观设计",
        )
    return Condition("right_kind", (kind,))


@dataclass(frozen=True)
class _Span:
    """The first and last day, or the number twice, that one value stands for."""

    first: int
    last: int


def _days(text: str) -> _Span | None:
    """A day, a month or a year as its days; None when it is none or does not exist."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = (
        int(one) if one else 0
        for one in (match[1] or match[4] or match[7], match[2] or match[5], match[3] or match[6])
    )
    try:
        first = date(year, month or 1, day or 1)
        last = date(year, month or 12, day or calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return None
    return _Span(first.toordinal(), last.toordinal())


def _span(name: str, field: Counted, text: str) -> _Span:
    text = fold(text)
    if field in _NOT_DAYS:
        digits = text.rstrip("年") if field == "year" else text
        if digits.isdecimal() and (field != "year" or re.fullmatch(r"(19|20)\d\d", digits)):
            return _Span(int(digits), int(digits))
    elif (found := _days(text)) is not None:
        return found
    raise _refused(name, field, text)


def _refused(name: str, field: Counted, text: str) -> InvalidValueError:
    if field == "year":
        return InvalidValueError(
            f"“{text}”不是年份", where=BOX, next_step="应写作年:2023或年:2018..2020"
        )
    if field in _NOT_DAYS:
        return InvalidValueError(
            f"“{text}”不是数", where=BOX, next_step=f"应写作{name}:10、{name}:5..10或{name}:>=10"
        )
    return InvalidValueError(
        f"“{text}”不是日期",
        where=BOX,
        next_step=f"应写作{name}:2020-01-01..2022-12-31、{name}:2020或{name}:>=2020-05",
    )


def range_condition(name: str, field: Counted, value: str) -> Range | Condition:
    """What a day, month, year or number behind a field takes in: itself, from..to, >=, <=, >, <.

    A month or a year stands for all its days: `>2020` begins with 2021, `<=2020` ends with it.
    """
    match = RANGE.fullmatch(value.strip())
    if match is None:
        raise _refused(name, field, value)
    found = match.groupdict()
    if found["only"]:
        only = _span(name, field, found["only"])
        if field == "year":
            return Condition("year", (str(only.first),))
        return Range(field, only.first, only.last)
    if found["sign"]:
        bound = _span(name, field, found["bound"])
        sign = "".join(fold(found["sign"]).split()).replace("≥", ">=").replace("≤", "<=")
        return {
            ">=": Range(field, bound.first, None),
            ">": Range(field, bound.last + 1, None),
            "<=": Range(field, None, bound.last),
            "<": Range(field, None, bound.first - 1),
        }[sign]
    low = _span(name, field, found["low"]).first if found["low"] else None
    high = found["high"] or found["until"]
    last = _span(name, field, high).last if high else None
    if low is not None and last is not None and low > last:
        raise InvalidValueError(
            f"“{value}”的起点在终点之后", where=BOX, next_step="应从早写到晚、从小写到大"
        )
    return Range(field, low, last)
