"""Facts that rules ask about: what each is called, of what kind, where it comes from, and what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from zhishu.base.errors import InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.rules.loading import Located
from zhishu.rules.schema import Fields

Kind = Literal["truth", "number", "money", "date", "word", "region"]
Value = bool | Decimal | date | str

KINDS: dict[str, str] = {
    "truth": "是否",
    "number": "数量",
    "money": "金额",
    "date": "日期",
    "word": "类别",
    "region": "地区",
}
# The facts that the place of a measure and its `applies_to` ask about.
KIND, REGION = "party.kind", "party.region"
# What a fact is by the classes of columns, told where facts are listed. Whoever a firm lets in sees all of its facts.
CLASSES = frozenset({"public", "internal", "personal", "sensitive"})


@dataclass(frozen=True)
class Fact:
    """A fact by its name `subject.word`: kind, meaning, origin, and what a firm is asked where data cannot tell.

    values: the words a `word` fact may have, with their titles. changeable: whether a party can change it
    (its kind, region or founding day it cannot). table: the published table that tells it; empty: asked.
    """

    name: str
    title: str
    kind: Kind
    unit: str
    meaning: str
    origin: str
    table: str
    question: str
    values: Mapping[str, str]
    changeable: bool
    access: str
    file: str
    line: int


@dataclass(frozen=True)
class Known:
    """What is known of one fact: its value (None: unknown), where from, and of which day. Money in 元."""

    value: Value | None = None
    origin: str = ""
    on: date | None = None


UNKNOWN = Known()
Facts = Mapping[str, Known]
FEN = Decimal("0.01")

# Bounds that keep exact sums within 64 bits; no firm's figures come near them.
MOST_YUAN = Decimal(10**11)
MOST_NUMBER = Decimal(10**9)
# A number of more places, or written with a power beyond the bounds, is no figure of a firm and takes its time.
MOST_DECIMALS, MOST_POWER = 6, 11


def admit(fact: Fact, value: object) -> Value:
    """A value as the fact holds it; InvalidValueError names the fact, what is wrong and what is expected.

    Money is rounded half up to the fen; numbers and money are not negative and have at most six decimals;
    a day is a date or ISO text.
    """

    def refused(expected: str) -> InvalidValueError:
        return InvalidValueError(
            f"“{fact.title}”的值{value!r:.60}不能用", where=fact.name, next_step=f"应为{expected}"
        )

    if fact.kind == "truth":
        if not isinstance(value, bool):
            raise refused("true或false")
        return value
    if fact.kind in ("number", "money"):
        most = MOST_YUAN if fact.kind == "money" else MOST_NUMBER
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise refused(f"0到{most}之间的数字")
        number = Decimal(value)
        power = number.as_tuple().exponent
        # Infinity and no number have a letter for a power.
        if not (isinstance(power, int) and power <= MOST_POWER and 0 <= number <= most):
            raise refused(f"0到{most}之间的数字")
        if power < -MOST_DECIMALS:
            raise refused(f"至多{MOST_DECIMALS}位小数的数字")
        return number.quantize(FEN, ROUND_HALF_UP) if fact.kind == "money" else number
    if fact.kind == "date":
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise refused("日期，如2026-03-18") from None
    if not isinstance(value, str):
        raise refused("一个词")
    if fact.kind == "region":
        return str(RegionCode.parse(value))
    if value not in fact.values:
        raise refused("、".join(fact.values))
    return value


def read_facts(content: Located, *, where: str) -> list[Fact]:
    """Declared facts from their YAML; raises RulebookError by line.

    Shape: facts (title of the file), each: {subject.word: {title, kind, [unit], meaning, [origin], [table],
    [question], [values: {word: title}], [changeable], [access]}}. A fact has a table or a question or both.
    """
    fields = Fields(content, where)
    fields.text("facts")
    entries = fields.inner("each")
    fields.done()
    return [_read_fact(name, entries.inner(name), where) for name in entries.mapping]


def _read_fact(name: str, entry: Fields, where: str) -> Fact:
    subject, dot, word = name.partition(".")
    if not (dot and subject.isidentifier() and word.isidentifier() and name.isascii()):
        raise entry.error("", f"事实名“{name}”不合写法", "写成“主题.名称”，如patents.valid_own")
    kind = entry.choice("kind", KINDS)
    values: dict[str, str] = {}
    if kind == "word":
        titles = entry.inner("values")
        values = {one: titles.text(one) for one in titles.mapping}
        if not values:
            raise entry.error("values", "没有一个可取的值", "写“词: 中文名”")
    fact = Fact(
        name=name,
        title=entry.text("title"),
        kind=kind,  # type: ignore[arg-type]
        unit=entry.text("unit", required=kind == "number"),
        meaning=entry.text("meaning"),
        origin=entry.text("origin", required=False),
        table=entry.text("table", required=False),
        question=entry.text("question", required=False),
        values=values,
        changeable=entry.truth("changeable", default=True),
        access=entry.choice("access", CLASSES, required=False) or "internal",
        file=where,
        line=entry.mapping.line,
    )
    entry.done()
    if not (fact.table or fact.question):
        raise entry.error("title", f"“{name}”既没有数据表也没有问法", "补上table或question")
    return fact
