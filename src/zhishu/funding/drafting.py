"""A measure read from a policy as the draft of a rule: its YAML, the place of every value, and what is still open.

What the text does not say, or no cue understands, is never filled: it stands under `open` until an officer
settles it, and a draft with open phrases is not published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zhishu.funding.clause_number import clause_number, letter
from zhishu.funding.draft_groups import YEARLY, DraftGroups, Shared
from zhishu.funding.phrases import RATE, ReadPhrase, read_phrases
from zhishu.policy.document import Measure
from zhishu.policy.review.reading import clause_words, find_passage
from zhishu.policy.text.quantities import read_quantities
from zhishu.policy.words_digest import words_digest
from zhishu.rules.cues import Cues, find_fact, word_of
from zhishu.rules.fact import Fact
from zhishu.rules.writing import write_yaml

# Stands where a fact has to be chosen; no fact is called so.
TO_CHOOSE = "待选"
# What is paid as it was spent is no fixed sum.
ACTUAL = "按实际"
_LONGEST_TITLE = 30


@dataclass(frozen=True)
class Origin:
    """The document that measures are drafted from. folder: its name among the rules of the region.

    since: from which day its figures hold where it has no day of its own; said as open then.
    """

    region: str
    folder: str
    title: str
    since: date
    document_number: str | None = None
    issued_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    synthetic: bool = False


@dataclass(frozen=True)
class Mark:
    """Where a value of a draft stands in the words of its clause: the key in the YAML, start and end."""

    key: str
    start: int
    end: int


@dataclass(frozen=True)
class Draft:
    """A rule as drafted: its name, its YAML as values, the words of its clause with marks, the phrases as read."""

    name: str
    content: Mapping[str, Any]
    words: str
    marks: tuple[Mark, ...]
    phrases: tuple[ReadPhrase, ...]

    @property
    def open(self) -> tuple[str, ...]:
        """What an officer has to settle before it can be published."""
        return tuple(self.content.get("open", ()))

    @property
    def text(self) -> str:
        """The draft as YAML."""
        return write_yaml(self.content)


@dataclass(frozen=True)
class Drafts:
    """All drafts of a document, and the groups that its measures share (None: none)."""

    measures: tuple[Draft, ...]
    groups: Mapping[str, Any] | None


@dataclass
class _Making:
    """One measure on its way: parameters in order, what is open."""

    parameters: dict[str, Any] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    figures: dict[str, Decimal] = field(default_factory=dict)


def draft_measures(
    origin: Origin,
    clauses: Mapping[str, tuple[str | None, str]],
    measures: Sequence[Measure],
    cues: Cues,
    declared: Mapping[str, Fact],
) -> Drafts:
    """The measures of a document as drafts, in order; clauses: path -> heading and text."""
    numbers = [clause_number(one.clause) for one in measures]
    groups = DraftGroups(f"{origin.region}_{origin.folder}", cues)
    drafts = []
    for index, measure in enumerate(measures):
        number = numbers[index]
        if numbers.count(number) > 1:
            number += letter(numbers[:index].count(number))
        drafts.append(
            _draft(
                f"{origin.region}/{origin.folder}/{number}",
                origin,
                clauses.get(measure.clause, (None, measure.text)),
                measure,
                groups.share(measure),
                [one for one in measures if one.clause == measure.clause and one is not measure],
                cues,
                declared,
            )
        )
    title = origin.title or "标题没有写明"
    content = groups.content(title, _source(origin, "全文"), _first_day(origin).isoformat())
    return Drafts(tuple(drafts), content)


def _source(origin: Origin, clause: str) -> dict[str, Any]:
    told = {
        "title": origin.title,
        "clause": clause,
        "issued_on": origin.issued_on,
        "document_number": origin.document_number,
        "effective_from": origin.effective_from,
        "effective_to": origin.effective_to,
    }
    return {key: value for key, value in told.items() if value}


def _first_day(origin: Origin) -> date:
    """From which day its figures hold."""
    return origin.effective_from or origin.issued_on or origin.since


def _draft(
    name: str,
    origin: Origin,
    clause: tuple[str | None, str],
    measure: Measure,
    shared: Shared,
    siblings: Sequence[Measure],
    cues: Cues,
    declared: Mapping[str, Fact],
) -> Draft:
    words = clause_words(*clause)
    making = _Making()
    kinds, who = cues.kinds_of(measure.beneficiary or "")
    phrases = read_phrases(
        [*measure.conditions, *([who] if cues.rest(who) else ())], cues, declared
    )
    amount = _amount(measure, making, cues, declared)
    for one in phrases:
        for threshold in one.thresholds:
            _add(making, threshold.name, threshold.value, threshold.unit, one.phrase)
    making.open[:0] = [_open_words(one, measure) for one in phrases if one.is_open]
    if measure.beneficiary is None:
        making.open.append("受益者：原文没有写明给谁")
    once = _once(measure, cues, making)
    making.open.extend(shared.open)
    told = {*making.figures.values(), *shared.figures}
    told |= {value for one in siblings for value in _figures(one)}
    making.open.extend(_unused(words, measure, siblings, told))
    if ACTUAL in measure.text and amount and ("fixed" in amount or "between" in amount):
        making.open.append(f"金额：原文写的是{ACTUAL}，规则写的是固定的数")
    if origin.effective_from is None and origin.issued_on is None:
        making.open.append("日期：原文没有施行日期和成文日期，参数从哪天起")
    tests = _each_once(test for one in phrases for test in one.tests)
    content: dict[str, Any] = {
        "measure": name,
        "title": _title(measure, clause[0]),
        "source": {
            **_source(origin, measure.clause or "前言"),
            "words_digest": words_digest(*clause),
        },
        "form": _form(measure, amount, cues),
        "once": once,
        "applies_to": list(kinds),
        "conditions": tests[0] if len(tests) == 1 else {"all": tests} if tests else None,
        "amount": amount,
        "parameters": _parameters(making, origin, measure.clause),
        "group": shared.group,
        "competitive": measure.competitive,
        "lost": [] if amount else ["金额"],
        "synthetic": origin.synthetic,
        "open": list(dict.fromkeys(making.open)),
    }
    if amount is None:
        # What lost its figures is listed as lost and never judged: nothing of it is left to settle.
        content |= dict.fromkeys(("conditions", "applies_to", "parameters", "group", "open"))
    content = {
        key: value for key, value in content.items() if value not in (None, "", [], {}, False)
    }
    marks = tuple(_marks(words, measure, phrases, making.figures))
    return Draft(name, content, words, marks, tuple(phrases))


def _each_once(tests: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for one in tests:
        if one not in found:
            found.append(one)
    return found


def _figures(measure: Measure) -> Iterable[Decimal]:
    """What another measure of the clause gives."""
    said = (measure.amount, measure.amount_max, measure.cap, measure.rate, measure.rate_max)
    yield from (one for one in said if one is not None)
    yield from (value for value, _ in measure.other_caps)


def _unused(
    words: str, measure: Measure, siblings: Sequence[Measure], told: Collection[Decimal]
) -> Iterable[str]:
    """The figures of the clause that no value of its drafts has; those in a sibling's words alone are its own."""
    own = find_passage(words, measure.text) or (0, len(words))
    others = [place for one in siblings if (place := find_passage(words, one.text))]
    for one in read_quantities(words):
        at = one.start
        elsewhere = any(begin <= at < end for begin, end in others)
        if elsewhere and not own[0] <= at < own[1]:
            continue
        if one.form != "quantity" or one.value is None:
            continue
        part = Decimal("0.01") if one.is_share else Decimal(1)
        values = [value * part for value in (one.value, one.value_max) if value is not None]
        if any(value not in told for value in values):
            yield f"数字：原文的{words[one.start : one.end]}没有用上"


def _open_words(one: ReadPhrase, measure: Measure) -> str:
    """An open phrase as an officer reads it; one that is partly understood says which part is not."""
    if one.phrase not in measure.conditions:
        return f"受益者：{measure.beneficiary}"
    return f"条件：{one.phrase}" + (f"（没有对应：{one.rest}）" if one.tests else "")


def _title(measure: Measure, heading: str | None) -> str:
    said = measure.conditions[0] if measure.conditions else heading or measure.beneficiary or ""
    return f"{said[: _LONGEST_TITLE - 4]}{measure.form or '补助'}"


def _form(measure: Measure, amount: Mapping[str, Any] | None, cues: Cues) -> str:
    if amount and "reimburse" in amount:
        return "reimbursement"
    return word_of(cues.forms, measure.form or "") or ("subsidy" if measure.rate else "award")


def _once(measure: Measure, cues: Cues, making: _Making) -> str:
    """How often, by what it is per, else by its words; where nothing says so it is open."""
    per = measure.per or ""
    if YEARLY in per:
        return "year"
    if per and not cues.kinds_of(per)[0]:
        return "item"
    said = word_of(cues.once, "\n".join((*measure.conditions, measure.text)))
    if not said:
        making.open.append("多久一次：原文没有写明，现在写的是一次性")
    return said or "ever"


def _add(making: _Making, name: str, value: Decimal, unit: str, title: str) -> str:
    making.figures[name] = value
    making.parameters[name] = {"title": title[:_LONGEST_TITLE], "unit": unit, "value": value}
    return name


def _parameters(making: _Making, origin: Origin, clause: str) -> dict[str, Any]:
    since = _first_day(origin)
    made = {}
    for name, told in making.parameters.items():
        value = {"value": told["value"], "clause": clause or "前言", "verified": False}
        if origin.synthetic:
            value["synthetic"] = True
        made[name] = {
            "title": told["title"],
            "unit": told["unit"],
            "values": {since.isoformat(): value},
        }
    return made


def _amount(
    measure: Measure, making: _Making, cues: Cues, declared: Mapping[str, Fact]
) -> dict[str, Any] | None:
    """The amount of a measure in the closed vocabulary; None where the text lost its figures."""
    rate = measure.rate if measure.rate is not None else measure.rate_max
    made: dict[str, Any]
    if rate is not None:
        made = _share(measure, rate, making, cues, declared)
    elif measure.amount is not None and measure.amount_max is not None:
        low = _add(making, "least", measure.amount, "元", "最低额")
        made = {"between": [low, _add(making, "most", measure.amount_max, "元", "最高额")]}
    elif measure.amount is not None:
        made = {"fixed": _add(making, "sum", measure.amount, "元", f"{measure.form or '金额'}标准")}
        made |= _each(measure, making, cues, declared)
    elif measure.cap is not None:
        sum_name = _add(making, "most", measure.cap, "元", "最高额")
        return {"fixed": sum_name, "up_to": True}
    else:
        return None
    if measure.cap is not None:
        made["cap"] = _add(making, "cap", measure.cap, "元", "最高额")
    return made


def _share(
    measure: Measure, rate: Decimal, making: _Making, cues: Cues, declared: Mapping[str, Fact]
) -> dict[str, Any]:
    said = f"{measure.rate_basis or ''}\n{measure.text}"
    known = [cue for cue in cues.money if cue.fact in declared]
    cue = find_fact(known, measure.rate_basis or "") or find_fact(known, said)
    fact = cue.fact if cue else TO_CHOOSE
    if cue is None:
        making.open.append(f"比例的基数：{measure.rate_basis or '原文没有写明'}")
    if rate == 1 and measure.rate_max is None:
        return {"reimburse": fact}
    made: dict[str, Any] = {
        "rate": _add(making, "rate", measure.rate_max or rate, RATE, "比例"),
        "of": fact,
    }
    if measure.rate_max is not None:
        # Between two shares nobody can tell in advance which; the higher one is a most.
        made["up_to"] = True
    return made


def _each(
    measure: Measure, making: _Making, cues: Cues, declared: Mapping[str, Fact]
) -> dict[str, Any]:
    """What a sum is counted by, where it is given for each of something."""
    per = (measure.per or "").removesuffix("每年")
    if not per or per in ("年", "一次性") or cues.kinds_of(per)[0]:
        return {}
    counts = [cue for cue in cues.counts if cue.fact in declared]
    cue = find_fact(counts, "\n".join((*measure.conditions, measure.text)))
    if cue is None:
        making.open.append(f"按每{per}计：数量是哪个事实（each）")
        return {}
    return {"each": cue.fact}


def _marks(
    words: str,
    measure: Measure,
    phrases: Iterable[ReadPhrase],
    figures: Mapping[str, Decimal],
) -> Iterable[Mark]:
    """Where the values stand: the measure's passage, its figures within it, its conditions, who gets it."""
    place = find_passage(words, measure.text)
    begin, end = place or (0, len(words))
    if place:
        yield Mark("measure", *place)
    numbers = [one for one in read_quantities(words) if one.value is not None]
    inside = [one for one in numbers if begin <= one.start < end] or numbers
    for name, value in figures.items():
        for one in inside:
            told = one.value
            if told is not None and one.unit == "%":
                told = told / 100 if value <= 1 else told
            if value in (told, one.value_max):
                yield Mark(f"parameters.{name}", one.start, one.end)
                break
    said = [("conditions", one.phrase) for one in phrases if one.phrase in measure.conditions]
    said += [("applies_to", measure.beneficiary or ""), ("group", measure.exclusivity or "")]
    for key, phrase in said:
        at = words.find(phrase) if phrase else -1
        if at >= 0:
            yield Mark(key, at, at + len(phrase))


def measure_of_row(row: Mapping[str, Any]) -> Measure:
    """A measure from its published row (policy.tables.POLICY_MEASURES, or as officers confirmed it)."""
    caps = [cap.partition("/") for cap in row.get("other_caps") or ()]
    names = (
        "beneficiary", "form", "amount", "amount_max", "cap", "per", "rate", "rate_max",
        "rate_basis", "exclusivity",
    )  # fmt: skip
    told: dict[str, Any] = {name: row.get(name) for name in names}
    return Measure(
        clause=row["clause"],
        text=row.get("text") or "",
        span=(row.get("span_start") or 0, row.get("span_end") or 0),
        conditions=tuple(row.get("conditions") or ()),
        other_caps=tuple((Decimal(value), per) for value, _, per in caps),
        competitive=bool(row.get("competitive")),
        **told,
    )
