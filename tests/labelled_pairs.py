"""Pairs of an applicant of the gazette and a firm of the registry, labelled by hand: is the holder this firm?

The names are foreign and not kept here: `labelled_pairs.csv` has their SHA-256, the label (yes, no, unsure) and why.
The pairs are those of the two sources that are most alike by the pairs of characters their names share: all that
are, for the gazette of one day and the registry of one city have two holders in common; the rest are hard
negatives. reason: same_name; branch (the firm is a branch of the applicant); affiliate; same_trade_name
(elsewhere or in another trade); other_place; other_order; other_body; other_name.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhishu.parties.linking.linker import Linker

PAIRS = Path(__file__).parent / "parties/linking/labelled_pairs.csv"
_GAZETTES = ("CN_patent_appearance_designed_712", "CN_patent_invention_authorized_712")


@dataclass(frozen=True)
class LabelledPair:
    """One pair, its half (development or figure), its label and why."""

    part: str
    applicant: str
    firm: str
    label: str
    reason: str


def load_pairs(samples: Path) -> list[LabelledPair]:
    """The pairs with their names, taken from the sample folder by their digests."""
    applicants = {_digest(name): name for name in gazette_applicants(samples)}
    firms = {_digest(name): name for name in registry_firms(samples)}
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        return [
            LabelledPair(
                row["part"],
                applicants[row["applicant_sha256"]],
                firms[row["firm_sha256"]],
                row["label"],
                row["reason"],
            )
            for row in csv.DictReader(stream)
        ]


def gazette_applicants(samples: Path) -> list[str]:
    """The applicants of the gazette of 2019-07-12, each once; persons are masked there and left out."""
    found: dict[str, None] = {}
    for name in _GAZETTES:
        path = samples / f"data/patents/cnipa_gazette_2019/{name}.gb18030.csv"
        with path.open(encoding="gb18030", errors="replace", newline="") as stream:
            for row in csv.DictReader(stream):
                for part in re.split("[;；]", row["patentee"] or ""):
                    bare = part.replace("\u2002", " ").strip().strip("?").strip()
                    if bare and bare != "（个人）":
                        found[bare] = None
    return list(found)


def registry_firms(samples: Path) -> Iterator[str]:
    """The firms of the registry of 福州 350100."""
    path = samples / "data/enterprises/registry/fuzhou.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            yield row["企业名称"]


def judge_pairs(samples: Path, linker: Linker) -> dict[str, Any]:
    """By half: how many pairs of each label there are, and how many of them are linked and offered to an officer."""
    found: dict[str, Any] = {}
    for pair in load_pairs(samples):
        decision = linker.link(pair.applicant, [("firm", pair.firm, False)])
        counts = found.setdefault(pair.part, {}).setdefault(
            pair.label, {"pairs": 0, "linked": 0, "offered": 0}
        )
        counts["pairs"] += 1
        counts["linked"] += decision.state == "linked"
        counts["offered"] += decision.state == "uncertain"
    return found


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()
