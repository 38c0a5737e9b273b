"""申报表预填: the form of a measure for one firm, each field with where it comes from; what data tells needs no paper.

A field that only the firm says, that data leaves between two ends or on which both differ is marked to be checked;
one that nobody tells is left empty. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from zhishu.base.dates import add_years
from zhishu.funding.facts import FACT_RULES
from zhishu.funding.questions import question_of
from zhishu.funding.sources import TITLES
from zhishu.funding.statements import Conflict
from zhishu.rules.assessment import Assessment, State
from zhishu.rules.fact import UNKNOWN, Fact, Facts, Known
from zhishu.rules.loading import load_file
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.schema import Fields
from zhishu.rules.words import value_words

FieldState = Literal["told", "check", "missing"]
FIELD_STATES: dict[FieldState, str] = {"told": "数据已有", "check": "须核对", "missing": "请填写"}
# Data of a day longer ago than this is to be looked at again.
_FRESH_YEARS = 1
# Facts that the party's own fields say already.
_OF_PARTY = frozenset({"party.kind", "party.region"})


class Applicant(Protocol):
    """What the registry knows of the party that applies."""

    @property
    def name(self) -> str: ...
    @property
    def credit_code(self) -> str | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def address(self) -> str | None: ...
    @property
    def legal_representative(self) -> str | None: ...
    @property
    def registered_on(self) -> date | None: ...


@dataclass(frozen=True)
class FormField:
    """One field: its name and title, the value in words (empty: to be filled in), where from, of which day, how sure, why."""

    name: str
    title: str
    value: str
    origin: str
    on: date | None
    state: FieldState
    why: str = ""


@dataclass(frozen=True)
class Material:
    """A paper that proves some fields: waived where data tells all of them, else which ones it is for."""

    title: str
    is_waived: bool
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Application:
    """The form of one measure filled in for one firm, the papers it needs, and the amount in fen as far as it can be told."""

    one: Assessment
    fields: tuple[FormField, ...]
    materials: tuple[Material, ...]

    @property
    def open_fields(self) -> tuple[FormField, ...]:
        """What is left to the firm: to be filled in or checked."""
        return tuple(field for field in self.fields if field.state != "told")


@dataclass(frozen=True)
class PaperRules:
    """The papers that prove what a table tells."""

    titles: Mapping[str, str]


def read_paper_rules(rulebook: Rulebook) -> PaperRules:
    """`materials.yaml` of a rulebook; RulebookError by line."""
    found: dict[str, str] = {}
    for name, path in rulebook.files("*/materials.yaml"):
        fields = Fields(load_file(path, name=name), name)
        for key in ("materials", "source", "clause"):
            fields.text(key)
        entries = fields.inner("each")
        fields.done()
        found.update({table: entries.text(table) for table in entries.mapping})
    return PaperRules(found)


def prefill(
    one: Assessment,
    party: Applicant,
    facts: Facts,
    declared: Mapping[str, Fact],
    names: Sequence[str],
    papers: PaperRules,
    *,
    as_of: date,
    place: str,
    snapshot: int,
    conflicts: Iterable[Conflict] = (),
) -> Application:
    """The form of a measure. names: the facts that decide it; place: the party's region in words."""
    disputed = {conflict.fact.name: conflict.words for conflict in conflicts}
    fields = [*_of_party(party, declared, place, snapshot, as_of)]
    for name in names:
        if name in declared and name not in _OF_PARTY and _matters(name, one, facts):
            fields.append(_of_fact(declared[name], facts, disputed.get(name, ""), as_of))
    return Application(one, tuple(fields), tuple(_materials(fields, declared, papers)))


def _matters(name: str, one: Assessment, facts: Facts) -> bool:
    """Whether a field has something to say: what is not known is asked for only where it decides something."""
    is_open = one.state not in (State.NEAR, State.NOT_MET)
    return not is_open or name in one.missing or facts.get(name, UNKNOWN).value is not None


def _of_party(
    party: Applicant, declared: Mapping[str, Fact], place: str, snapshot: int, as_of: date
) -> Iterable[FormField]:
    kinds = declared["party.kind"].values if "party.kind" in declared else {}
    values = {
        "party.name": ("单位名称", party.name),
        "party.credit_code": ("统一社会信用代码", party.credit_code or ""),
        "party.kind": ("主体类别", kinds.get(party.kind, "") if party.kind != "other" else ""),
        "party.region": ("所在地区", place),
        "party.address": ("注册地址", party.address or ""),
        "party.legal_representative": ("法定代表人", party.legal_representative or ""),
        "party.registered_on": (
            "注册日期",
            party.registered_on.isoformat() if party.registered_on else "",
        ),
    }
    origin = f"主体登记（快照{snapshot}）"
    for name, (title, value) in values.items():
        state: FieldState = "told" if value else "missing"
        yield FormField(
            name, title, value, origin if value else "", as_of if value else None, state
        )


def _of_fact(fact: Fact, facts: Facts, disputed: str, as_of: date) -> FormField:
    known = facts.get(fact.name, UNKNOWN)
    if known.value is None:
        return FormField(
            fact.name, fact.title, "", known.origin, None, "missing", question_of(fact)
        )
    why = disputed
    if not why and not _is_data(fact, known):
        why = "只有单位自己的说明"
    if not why and "判断不了" in known.origin:
        why = "有的记录判断不了，只算了能判断的"
    # A day on which something happened does not age.
    if (
        not why
        and fact.kind != "date"
        and known.on is not None
        and add_years(known.on, _FRESH_YEARS) < as_of
    ):
        why = f"数据是{known.on}的"
    value = value_words(fact, known.value)
    state: FieldState = "check" if why else "told"
    return FormField(fact.name, fact.title, value, known.origin, known.on, state, why)


def _is_data(fact: Fact, known: Known) -> bool:
    """Whether a table told it, and not the firm."""
    rule = FACT_RULES.get(fact.name)
    return rule is not None and known.origin.startswith(TITLES[rule.source])


def _materials(
    fields: Sequence[FormField], declared: Mapping[str, Fact], papers: PaperRules
) -> Iterable[Material]:
    """By paper the fields that it proves; the registry stands for the licence; what no table tells has a paper of its own."""
    proved: dict[str, list[FormField]] = {}
    for field in fields:
        if field.name not in declared or field.name in _OF_PARTY:
            continue
        rule = FACT_RULES.get(field.name)
        title = papers.titles.get(rule.source, "") if rule else ""
        proved.setdefault(title or f"“{field.title}”的证明材料", []).append(field)
    yield Material(papers.titles.get("parties", "营业执照"), True, ("主体登记",))
    for title, own in proved.items():
        waiting = tuple(one.title for one in own if one.state != "told")
        yield Material(title, not waiting, waiting or tuple(one.title for one in own))
