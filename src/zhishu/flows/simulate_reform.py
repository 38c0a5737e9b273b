"""Reforms over all firms of a region of a home: what they would cost, who gains, who loses; re-made from the same input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhishu.base.errors import InvalidValueError
from zhishu.base.region import RegionCode
from zhishu.flows.find_entitlements import refuse_unknown
from zhishu.flows.list_firms import list_firms
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.funding.affected import affected_measures
from zhishu.funding.simulation import Reform, Simulated, simulate
from zhishu.rules.loading import RulebookError
from zhishu.rules.overlay import Overlay, read_overlay, reform

# Beside each other on a page or a sheet; more are told one after another.
MOST_REFORMS = 4


@dataclass(frozen=True)
class Simulation:
    """What was simulated and by what: the same overlays, rules, snapshot and day give the same result."""

    region: RegionCode
    as_of: date
    snapshot: int
    rulebook_digest: str
    reforms: tuple[Simulated, ...]


def read_overlay_file(path: Path) -> Overlay:
    """An overlay from a file; RulebookError by line."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RulebookError("不是UTF-8编码", where=path.name, next_step="另存为UTF-8") from None
    except OSError as error:
        raise RulebookError(
            "方案文件打不开",
            where=path.name,
            next_step=f"检查文件是否存在、可读（{error.strerror}）",
        ) from None
    return read_overlay(text, where=path.name)


def simulate_reforms(
    home: Path,
    overlays: Sequence[Overlay],
    *,
    region: RegionCode,
    as_of: date,
    snapshot: int | None = None,
) -> Simulation:
    """Each overlay against the rules of the home on a day; errors name the line of an overlay that does not fit."""
    if not 1 <= len(overlays) <= MOST_REFORMS:
        raise InvalidValueError(f"一次比较1至{MOST_REFORMS}个方案", next_step="分几次比较")
    for overlay in overlays:
        if overlay.day > as_of:
            raise InvalidValueError(
                f"方案“{overlay.title}”自{overlay.day}起，测算日{as_of}还没有施行",
                where=overlay.file,
                next_step="把测算日改到施行以后，或改方案的day",
            )
    before = open_rulebook(home)
    refuse_unknown(region, before)
    reforms = [Reform(one.title, one.digest, reform(before, one)) for one in overlays]
    at = open_warehouse(home).snapshot() if snapshot is None else snapshot
    books = [before, *(one.rulebook for one in reforms)]
    names = {name for one in reforms for name in affected_measures(before, one.rulebook)}
    firms = list_firms(home, books, names, region=region, as_of=as_of, snapshot=at)
    found = simulate(before, reforms, firms, region=region, day=as_of)
    return Simulation(region, as_of, at, before.digest, tuple(found))
