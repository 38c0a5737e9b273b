"""What the benchmarks of holders have in common: our linker over made firms and names, and how it is judged."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from holder_noise import Firm, Printed
from zhishu.flows.find_links import find_links
from zhishu.parties.linking.deciding import Decision
from zhishu.parties.linking.joint import part_joint
from zhishu.parties.linking.linker import Linker
from zhishu.warehouse.warehouse import Warehouse

Named = tuple[str, str, bool]


def names_of(firms: Iterable[Firm]) -> Iterable[Named]:
    """Every name of every firm."""
    for firm in firms:
        yield firm.party_id, firm.name, False
        if firm.former:
            yield firm.party_id, firm.former, True


def link_all(
    folder: Path, linker: Linker, parties: Iterable[Named], names: Sequence[str]
) -> list[list[Decision]]:
    """The decisions on each name, one a holder that it names."""
    parts = [part_joint(name, linker.reader) for name in names]
    numbers = list(dict.fromkeys(part for one in parts for part in one))
    with Warehouse.open(folder).publication("比对", "benchmark") as work:
        found = dict(find_links(work, linker, enumerate(numbers), parties))
    by_name = {name: found[number] for number, name in enumerate(numbers)}
    return [[by_name[part] for part in one] for one in parts]


def judge(made: Printed, decisions: Sequence[Decision]) -> str:
    """Right | offered (an officer is shown it) | missed | wrong, over all holders that a string names.

    Wrong: linked to a firm that it is not. A name that is nobody's is right where it is not linked, and
    `asked` where an officer is asked about it for nothing.
    """
    linked = {one.party_id for one in decisions if one.party_id}
    if linked - set(made.truth):
        return "wrong"
    if not made.truth:
        return "asked" if any(one.state == "uncertain" for one in decisions) else "right"
    if linked == set(made.truth):
        return "right"
    offered = linked | {one.party_id for each in decisions for one in each.candidates}
    return "offered" if set(made.truth) <= offered else "missed"


def rates(kinds: dict[str, Counter[str]], *, own: Sequence[str]) -> dict[str, dict[str, float]]:
    """By kind: precision and recall of what is linked; reach: linked right or offered to an officer."""
    found: dict[str, dict[str, float]] = {}
    for kind, counts in kinds.items():
        total = counts.total()
        linked = counts["right"] + counts["wrong"]
        if kind in own:
            found[kind] = {
                "names": total,
                "precision": round(counts["right"] / linked, 4) if linked else 1.0,
                "recall": round(counts["right"] / total, 4),
                "reach": round((counts["right"] + counts["offered"]) / total, 4),
            }
        else:
            found[kind] = {
                "names": total,
                "wrongly_linked": round(counts["wrong"] / total, 4),
                "asked_for_nothing": round(counts["asked"] / total, 4),
            }
    return found
