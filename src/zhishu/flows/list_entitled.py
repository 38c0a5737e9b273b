"""One measure and all firms of a region: who gets it, who nearly gets it, of whom data does not tell: a push list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from zhishu.base.errors import NotFoundError
from zhishu.base.region import RegionCode
from zhishu.flows.find_entitlements import ask_facts, received_of, refuse_unknown
from zhishu.flows.find_statements import list_statements
from zhishu.flows.kept_rulebook import KeptRulebook
from zhishu.flows.open_linker import read_linking_file
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.funding.queries import Asked, list_received, list_region_batches
from zhishu.funding.rule_facts import facts_wanted
from zhishu.parties.registration import read_party_states
from zhishu.rules.assessment import STATES, Assessment, State, Sum
from zhishu.rules.entitling import InForce
from zhishu.rules.fact import Fact, Known, admit
from zhishu.rules.measure import Measure
from zhishu.rules.rulebook import Rulebook
from zhishu.rules.settling import Received
from zhishu.rules.sums import NOTHING, added_sum

# Firms alike in all that a measure asks are judged once; so many kinds of firms are kept at a time.
_KEPT = 50_000
_GONE = ("cancelled", "revoked")


@dataclass(frozen=True)
class EntitledFirm:
    """A firm of the list; its assessment is the same object for all firms alike."""

    party_id: str
    name: str
    credit_code: str | None
    region_code: str | None
    assessment: Assessment


@dataclass
class EntitledFirms:
    """The firms of a measure by state, each list the most money first; of those not met the number alone; to be read only.

    total: what those who meet it get; competitive: what those may get who are chosen by review. gone: firms
    that the registry says have ended, which are not listed. judged False: why, in `said`.
    """

    measure: Measure
    region: RegionCode
    as_of: date
    snapshot: int
    declared: Mapping[str, Fact]
    said: str = ""
    firms: dict[State, list[EntitledFirm]] = field(default_factory=dict)
    counts: dict[State, int] = field(default_factory=lambda: dict.fromkeys(STATES, 0))
    total: Sum = NOTHING
    competitive: Sum = NOTHING
    gone: int = 0

    def listed(self, *states: State) -> Iterator[EntitledFirm]:
        """The firms of some states, in the order of `STATES`."""
        for state in STATES:
            if not states or state in states:
                yield from self.firms.get(state, ())


def list_entitled(
    home: Path,
    measure: str,
    *,
    region: RegionCode,
    as_of: date,
    snapshot: int | None = None,
    stated: Mapping[str, Mapping[str, Known]] | None = None,
) -> EntitledFirms:
    """Judge every party of a region for one measure, as `find_entitlements` judges each for that measure alone.

    stated: what firms say of themselves, by party, where the data leaves it open. NotFoundError for an unknown
    measure; one whose text is lost, or that is not in force, lists nobody and says why.
    """
    rulebook = open_rulebook(home)
    if measure not in rulebook.measures:
        raise NotFoundError(
            f"规则库里没有措施{measure}", next_step="用zhishu rulebook和措施页面看有哪些"
        )
    refuse_unknown(region, rulebook)
    at = open_warehouse(home).snapshot() if snapshot is None else snapshot
    told = {party: tuple(sorted(own.items())) for party, own in (stated or {}).items()}
    kept = KeptRulebook(rulebook)
    return _listed(home, kept, measure, region, as_of, at, tuple(sorted(told.items())))


# The pages of one list ask the same; a city's list may be long.
@lru_cache(maxsize=2)
def _listed(
    home: Path,
    kept: KeptRulebook,
    measure: str,
    region: RegionCode,
    as_of: date,
    at: int,
    stated: tuple[tuple[str, tuple[tuple[str, Known], ...]], ...],
) -> EntitledFirms:
    rulebook, warehouse = kept.rulebook, open_warehouse(home)
    found = rulebook.measures[measure]
    firms = EntitledFirms(found, region, as_of, at, rulebook.facts)
    rules = _Alone(rulebook, region, as_of, found)
    if not rules.judged:
        place = rulebook.regions().full_name(str(region))
        firms.said = _why_nobody(found, place or str(region), as_of)
        return firms
    names = facts_wanted(measure, rulebook.measures)
    asked = ask_facts(rulebook, names, as_of=as_of, snapshot=at)
    received = list_received(warehouse, region, rules.limiting(), asked, rules.since())
    said = list_statements(warehouse, rulebook.facts, as_of=as_of, snapshot=at)
    for party, told in stated:
        said[party] = {**said.get(party, {}), **dict(told)}
    states = read_linking_file(rulebook, "party_states", read_party_states)
    judge = _Judge(rules, asked, received, said)
    for batch in list_region_batches(warehouse, region, asked):
        for row in batch.to_pylist():
            if states.of(row["status_printed"]) in _GONE:
                firms.gone += 1
            else:
                _add(firms, row, judge.assess(row))
    for listed in firms.firms.values():
        listed.sort(key=_rank)
    firms.total, firms.competitive = (
        added_sum([_paid(one) for one in firms.firms.get(state, ())], [])
        for state in (State.MET, State.COMPETITIVE)
    )
    return firms


class _Alone(InForce):
    """The rules of one measure: others are asked for what it refers to alone."""

    def __init__(self, rulebook: Rulebook, region: RegionCode, day: date, measure: Measure) -> None:
        super().__init__(rulebook, region, day)
        self.judged = tuple(one for one in self.judged if one.name == measure.name)
        self.groups = {name: one for name, one in self.groups.items() if name == measure.group}

    def limiting(self) -> set[str]:
        """The measures of which awards received count: its own, and its group's."""
        members = [one.name for group in self.groups for one in self.members[group]]
        return {*(one.name for one in self.judged), *members}

    def since(self) -> int:
        """The first year whose awards count: this year, unless something is given once in all."""
        own = [self.rulebook.measures[name] for name in self.limiting()]
        is_yearly = all(group.rule == "cap_year" for group in self.groups.values())
        # A measure given each round counts nothing by itself.
        by_year = all(one.counts_by_year or one.once == "round" for one in own)
        return self.day.year if is_yearly and by_year else 0


class _Judge:
    """Judges rows of facts; what is the same of two firms is judged once."""

    def __init__(
        self,
        rules: InForce,
        asked: Asked,
        received: Mapping[str, list[dict[str, Any]]],
        stated: Mapping[str, Mapping[str, Known]],
    ) -> None:
        self.rules = rules
        self.asked = asked
        self.told = tuple(asked.rules())
        self.received = received
        self.stated = stated
        self.kept: dict[tuple[object, ...], Assessment] = {}

    def assess(self, row: Mapping[str, Any]) -> Assessment:
        """The one assessment of a party."""
        party = row["party_id"]
        had = received_of(self.received.get(party, ()))
        said = self.stated.get(party)
        if said:
            return self._judged(row, said, had)
        key = (*(row[name] for name in self.told), *had)
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= _KEPT:
                self.kept.clear()
            found = self.kept[key] = self._judged(row, {}, had)
        return found

    def _judged(
        self, row: Mapping[str, Any], said: Mapping[str, Known], had: list[Received]
    ) -> Assessment:
        declared = self.rules.rulebook.facts
        facts = {name: known for name, known in said.items() if name in declared}
        for name in self.told:
            if row[name] is not None:
                facts[name] = Known(admit(declared[name], row[name]), "", self.asked.as_of)
        [found] = self.rules.entitle(facts, had).assessments
        return found


def _add(firms: EntitledFirms, row: Mapping[str, Any], found: Assessment) -> None:
    firms.counts[found.state] += 1
    if found.state is not State.NOT_MET:
        firms.firms.setdefault(found.state, []).append(
            EntitledFirm(
                row["party_id"], row["name"], row["credit_code"], row["region_code"], found
            )
        )


def _paid(firm: EntitledFirm) -> Sum:
    return firm.assessment.paid or NOTHING


def _rank(firm: EntitledFirm) -> tuple[int, int, str]:
    """The most money first; of those unknown the fewest questions first."""
    one = firm.assessment
    money = one.paid if one.nearest is None else one.nearest.amount
    high = money.high if money is not None and money.high is not None else 0
    return (-high, len(one.missing), firm.party_id)


def _why_nobody(measure: Measure, place: str, day: date) -> str:
    if measure.is_lost:
        return f"文件缺损，不能判断：{'；'.join(measure.lost)}"
    if not measure.holds(day):
        return f"{day}不在有效期"
    return f"这项措施不在{place}施行"
