"""Made names by every kind of noise: none is linked to a firm that it is not, few are neither linked nor offered."""

from __future__ import annotations

import random

import pytest

from holder_noise import OTHER_KINDS, OWN_KINDS, Firm, Spoiler, make_firms
from zhishu.flows.open_linker import open_linker
from zhishu.parties.linking.joint import part_joint
from zhishu.parties.linking.linker import Linker
from zhishu.rules.rulebook import load_rulebook

NAMES = 40


@pytest.fixture(scope="module")
def made() -> tuple[Linker, list[Firm], Spoiler]:
    linker = open_linker(load_rulebook())
    firms = make_firms(2_000, seed=3)
    return linker, firms, Spoiler(firms, linker.readings, seed=3)


@pytest.mark.parametrize("kind", ["exact", *OWN_KINDS, *OTHER_KINDS])
def test_no_noise_leads_to_another_firm(
    kind: str, made: tuple[Linker, list[Firm], Spoiler]
) -> None:
    linker, firms, spoiler = made
    by_id = {firm.party_id: firm for firm in firms}
    chance = random.Random(4)
    lost = 0
    for _ in range(NAMES):
        one = spoiler.make(kind)
        near = [by_id[party] for party in one.truth] + chance.sample(firms, 20)
        parties = [(firm.party_id, firm.name, False) for firm in near]
        parties += [(firm.party_id, firm.former, True) for firm in near if firm.former]
        offered: set[str] = set()
        for part in part_joint(one.name, linker.reader):
            found = linker.link(part, parties)
            assert found.party_id is None or found.party_id in one.truth, (one, found)
            offered |= {candidate.party_id for candidate in found.candidates}
        lost += not set(one.truth) <= offered
    assert lost <= NAMES // 10
