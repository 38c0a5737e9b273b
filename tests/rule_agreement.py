"""The compiled rules and the simulation's walk held against the walk; one case is one measure judged for one party."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from random_rules import DAY, REGION, RuleMaker, batch_of, received_batch
from zhishu.funding.walked import Walked
from zhishu.rules.assessment import Assessment, Entitlements, Sum
from zhishu.rules.columns.population import STATES, Judged, Population
from zhishu.rules.condition import AllOf, Truth
from zhishu.rules.entitling import InForce
from zhishu.rules.fact import Facts
from zhishu.rules.settling import Received


@dataclass(frozen=True)
class Trial:
    """A random rulebook with parties, and what the walk says of each."""

    rules: InForce
    parties: list[Facts]
    received: list[tuple[Received, ...]]
    walked: list[Entitlements]
    seed: int

    @property
    def cases(self) -> int:
        return len(self.parties) * len(self.rules.judged)

    def differences(self, compile_rules: type[Population] = Population) -> Iterator[str]:
        """Whatever the compiled rules say otherwise than the walk."""
        chance = random.Random(self.seed)
        skipped = chance.choice((0, 3, 8))  # a batch may begin anywhere in its buffers
        batch = batch_of([*self.parties[:skipped], *self.parties], chance)[skipped:]
        judged = compile_rules(self.rules).judge(
            batch,
            received_batch(self.received),
            block=chance.choice((8, 16)),
            chunk=chance.choice((16, 64)),
        )
        totals = _totals(judged)
        expected = [(_ends(one.total), _ends(one.competitive)) for one in self.walked]
        for party, (own, walked) in enumerate(zip(totals, expected, strict=True)):
            if own != walked:
                yield f"seed {self.seed} party {party}: totals {own}, walked {walked}"
        for place, measure in enumerate(self.rules.judged):
            states = judged.states.column(place).to_pylist()
            reasons = judged.reasons.column(place).to_pylist()
            amounts = {
                row["party"]: (row["low"], row["high"], row["is_open"])
                for row in judged.amounts(place).to_pylist()
            }
            own_cases = zip(states, reasons, strict=True)
            for party, (state, reason) in enumerate(own_cases):
                one = self.walked[party].assessments[place]
                said = STATES[state], reason, amounts.get(party)
                walked = one.state, _reason(one), one.amount and _ends(one.amount)
                if said != walked:
                    yield f"seed {self.seed} {measure.name} party {party}: {said}, walked {walked}"

    def differences_in_simulation(self) -> Iterator[str]:
        """Whatever a simulation says otherwise of a party of which all that matters is known."""
        for party, walked in enumerate(self.walked):
            simulated = Walked(self.rules, self.parties[party], self.received[party])
            settled = simulated.settled()
            said = settled.total, settled.competitive
            if not simulated.unsure and said != (walked.total, walked.competitive):
                yield f"seed {self.seed} party {party}: {said}, walked {walked.total}"


def make_trial(seed: int, *, measures: int, parties: int) -> Trial:
    """Random rules and parties, walked."""
    maker = RuleMaker(seed)
    rulebook = maker.rulebook(measures)
    rules = InForce(rulebook, REGION, DAY)
    facts = [maker.facts() for _ in range(parties)]
    received = [maker.received(rulebook) for _ in range(parties)]
    walked = [rules.entitle(*one) for one in zip(facts, received, strict=True)]
    return Trial(rules, facts, received, walked, seed)


def _reason(one: Assessment) -> int:
    """The place of the deciding condition, as the walk explains it."""
    parts = [part for part in one.reasons if part.about == "conditions"]
    if isinstance(one.measure.conditions, AllOf):
        parts = [*parts[:-1], *parts[-1].parts]
    for deciding in (Truth.NOT_MET, Truth.UNKNOWN):
        for place, part in enumerate(parts):
            if part.truth is deciding:
                return place
    return len(parts)


def _ends(money: Sum) -> tuple[int, int | None, bool]:
    return money.low, money.high, money.is_open


def _totals(judged: Judged) -> list[tuple[tuple[int, int | None, bool], ...]]:
    rows = judged.totals.to_pylist()
    return [
        tuple(
            (row[f"{side}_low"], row[f"{side}_high"], row[f"{side}_open"])
            for side in ("total", "competitive")
        )
        for row in rows
    ]
