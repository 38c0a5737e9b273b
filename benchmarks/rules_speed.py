"""A hundred measures for a million firms: compiled, beside OpenFisca-core and a plain Python loop; one firm explained.

    ./zhishu bench rules_speed [--firms 1000000] [--measures 100] [--rounds 3] [--loop 20000]

All three read the same measures and the same firms, and give for each measure of each firm its state, the place of
the condition that decided, and both ends of what the firm gets in all, after groups, in fen. All states (`near` is one of
them: one fact that the firm can change is all that is missing), reasons and totals are compared. OpenFisca runs in an environment of its own
(peers/openfisca.txt), made in the cache when first asked for. The loop does a part of the firms; its time is
told for all of them by proportion. Times are of working everything out, inputs standing ready in memory. All three
work on one thread: ratios are of the seconds of processor that each took, so that other work on the machine does
not decide; the seconds that passed are told beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from record import keep, median, percentile
from rules_python import write_judge
from rules_sources import CITY, DAY, make_firms, write_rulebook

from zhishu.base.region import RegionCode
from zhishu.rules.columns.bits import unpack
from zhishu.rules.columns.facts import read_parties
from zhishu.rules.columns.population import STATES, Judged, Population
from zhishu.rules.entitling import InForce
from zhishu.rules.fact import Fact, Known
from zhishu.rules.rulebook import Rulebook

HERE = Path(__file__).resolve().parent
SEED = 20261031
ENDS = ("total_low", "total_high", "competitive_low", "competitive_high")


class Taken(NamedTuple):
    """Seconds of processor, and seconds that passed."""

    processor: float
    passed: float


def _now() -> Taken:
    return Taken(time.process_time(), time.perf_counter())


def _since(begun: Taken) -> Taken:
    now = _now()
    return Taken(now.processor - begun.processor, now.passed - begun.passed)


def main() -> None:
    """Take all in turn, compare, keep the result."""
    parser = argparse.ArgumentParser(prog="./zhishu bench rules_speed")
    parser.add_argument("--firms", type=int, default=1_000_000)
    parser.add_argument("--measures", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--loop", type=int, default=20_000, help="firms of the plain Python loop")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rulebook = Rulebook((write_rulebook(folder / "rules", measures=asked.measures, seed=SEED),))
        rules = InForce(rulebook, RegionCode(CITY), DAY)
        firms = make_firms(asked.firms, seed=SEED)
        _run(asked, folder, rules, firms)


def _run(asked: argparse.Namespace, folder: Path, rules: InForce, firms: pa.RecordBatch) -> None:
    peer = _Peer(folder, rules, firms)
    begun = time.perf_counter()
    population = Population(rules)
    compiling = time.perf_counter() - begun
    loop = _Loop(rules, firms, asked.loop)
    taken: dict[str, list[Taken]] = {"zhishu": [], "openfisca": [], "python": []}
    judged: Judged | None = None
    memory = 0
    for _ in range(asked.rounds):
        del judged
        begun = _now()
        judged = population.judge(firms)
        taken["zhishu"].append(_since(begun))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        taken["openfisca"].append(peer.go())
        share = asked.firms / loop.size
        taken["python"].append(Taken(*(one * share for one in loop.go())))
    assert judged is not None
    differences = peer.differences(judged) + loop.differences(judged)
    assert not differences, differences
    explained = _explain(rules, firms, 300)
    medians = {name: median([one.processor for one in own]) for name, own in taken.items()}
    ratios = {name: round(medians[name] / medians["zhishu"], 1) for name in ("openfisca", "python")}
    keep(
        "rules_speed",
        command=f"./zhishu bench rules_speed --firms {asked.firms} --measures {asked.measures}",
        data={
            "firms": asked.firms,
            "measures": len(rules.judged),
            "facts": len(rules.rulebook.facts),
            "seed": SEED,
            "loop_firms": loop.size,
            "states": _states(judged),
            "total_yuan": _total(judged),
        },
        figures={
            "processor_seconds": {name: round(one, 3) for name, one in medians.items()},
            "passed_seconds": {
                name: round(median([one.passed for one in own]), 3) for name, own in taken.items()
            },
            "processor_seconds_of_rounds": {
                name: [round(one.processor, 3) for one in own] for name, own in taken.items()
            },
            "times_faster": ratios,
            "equal": "every state, reason and total, to the fen",
            "compile_seconds": round(compiling, 3),
            "memory_mb": {"zhishu_with_firms": memory, "openfisca": peer.memory},
            "one_firm_explained_ms": explained,
        },
        floors={
            "3x_openfisca": ratios["openfisca"] >= 3,
            "80x_python": ratios["python"] >= 80,
            "under_2_gb": memory < 2048,
            "explained_under_5_ms": explained["median"] < 5,
            "goal_14x_openfisca": ratios["openfisca"] >= 14,
            "goal_250x_python": ratios["python"] >= 250,
        },
        libraries=("numpy", "pyarrow"),
        programs={"openfisca-core": peer.version},
    )


class _Peer:
    """OpenFisca in its own process; it holds the firms from the beginning."""

    def __init__(self, folder: Path, rules: InForce, firms: pa.RecordBatch) -> None:
        self.rules = rules
        self.data, self.kept = folder / "data", folder / "kept"
        self.data.mkdir()
        self.kept.mkdir()
        self.memory = 0
        python = _environment()
        self._write(firms)
        environment = {**os.environ, "PYTHONPATH": str(HERE.parent / "src")}
        arguments = [str(HERE / "rules_openfisca.py"), str(folder / "rules"), str(self.data)]
        self.process = subprocess.Popen(
            [python, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )  # fmt: skip
        assert self._read() == "ready"
        told = [
            python,
            "-c",
            "from importlib.metadata import version; print(version('openfisca-core'))",
        ]
        self.version = subprocess.run(
            told, capture_output=True, text=True, check=True
        ).stdout.strip()

    def go(self) -> Taken:
        """Work everything out once; its seconds."""
        told = json.loads(self._say("go"))
        self.memory = told["memory_mb"]
        return Taken(told["processor"], told["passed"])

    def differences(self, judged: Judged) -> list[str]:
        """Where its answers are others than ours."""
        self._say(f"keep {self.kept}")
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()
        found = []
        for place, measure in enumerate(self.rules.judged):
            name = measure.name.rpartition("/")[2]
            verdicts = np.load(self.kept / f"measure_{name}_verdict.npy")
            own = _verdicts(judged, place)
            if not np.array_equal(verdicts, own):
                found.append(f"{measure.name}: {(verdicts != own).sum()} verdicts of OpenFisca")
        for end in ENDS:
            found += [
                f"{end} of OpenFisca"
                for other in [np.load(self.kept / f"{end}.npy")]
                if not np.array_equal(other, _ends(judged, end))
            ]
        return found

    def _say(self, line: str) -> str:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self._read()

    def _read(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def _write(self, firms: pa.RecordBatch) -> None:
        kinds = {"money": np.float64, "truth": np.bool_, "date": np.int64}
        facts = self.rules.rulebook.facts
        words: dict[str, list[str]] = {}
        partial = []
        for name, column in read_parties(firms, facts).columns.items():
            values = unpack(column.values, len(firms)) if column.is_truth else column.values
            values = values.astype(kinds.get(facts[name].kind, np.int32))
            if facts[name].kind == "date":
                values = values.astype("datetime64[D]")
            np.save(self.data / f"{name}.npy", values)
            if column.known is not None:
                partial.append(name)
                np.save(self.data / f"{name}-known.npy", unpack(column.known, len(firms)) != 0)
            if column.words:
                words[name] = list(column.words)
        told = {
            "day": str(DAY),
            "region": CITY,
            "words": words,
            "partial": partial,
            "size": len(firms),
        }
        (self.data / "told.json").write_text(json.dumps(told), encoding="utf-8")


class _Loop:
    """Plain Python over the first firms, as rows of values."""

    def __init__(self, rules: InForce, firms: pa.RecordBatch, size: int) -> None:
        self.size = min(size, len(firms))
        some = firms.slice(0, self.size)
        facts = rules.rulebook.facts
        columns = []
        for name in some.schema.names:
            column = some.column(name)
            columns.append(
                (column.cast(pa.int32()) if facts[name].kind == "date" else column).to_pylist()
            )
        self.rows = list(zip(*columns, strict=True))
        self.judge = write_judge(rules, some.schema.names)
        self.found: list[Any] = []

    def go(self) -> Taken:
        """Judge all once; the seconds."""
        judge = self.judge
        begun = _now()
        self.found = [judge(row) for row in self.rows]
        return _since(begun)

    def differences(self, judged: Judged) -> list[str]:
        """Where its answers are others than ours."""
        found = []
        for place in range(judged.states.num_columns):
            own = _verdicts(judged, place)[: self.size]
            other = np.array(
                [states[place] * 64 + reasons[place] for states, reasons, _ in self.found]
            )
            if not np.array_equal(own, other):
                found.append(f"measure {place}: {(own != other).sum()} verdicts of the loop")
        for at, end in enumerate(ENDS):
            totals = np.array([ends[at] for _, _, ends in self.found], np.float64)
            if not np.array_equal(totals, _ends(judged, end)[: self.size]):
                found.append(f"{end} of the loop")
        return found


def _environment() -> str:
    """The Python of the peer's own environment, made from its lock when it is not there."""
    lock = HERE / "peers" / "openfisca.txt"
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = cache / "zhishu" / "bench-openfisca"
    python, stamp = folder / "bin" / "python", folder / "lock.txt"
    if not stamp.is_file() or stamp.read_bytes() != lock.read_bytes():
        print("装OpenFisca的环境……", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "-qq", "--require-hashes", "-r", str(lock)]
        subprocess.run(install, check=True)
        stamp.write_bytes(lock.read_bytes())
    return str(python)


def _explain(rules: InForce, firms: pa.RecordBatch, count: int) -> dict[str, float]:
    """Milliseconds of processor for one firm and all measures, with explanations and nearest misses."""
    facts = rules.rulebook.facts
    rows = firms.slice(0, count).to_pylist()
    parties = [{name: _known(facts[name], value) for name, value in row.items()} for row in rows]
    rules.entitle(parties[0])
    times = []
    for party in parties:
        begun = _now()
        rules.entitle(party)
        times.append(_since(begun).processor * 1000)
    return {"median": round(median(times), 2), "p99": round(percentile(times, 0.99), 2)}


def _known(fact: Fact, value: Any) -> Known:
    if value is not None and fact.kind == "money":
        return Known(Decimal(value) / 100)
    return Known(Decimal(value) if value is not None and fact.kind == "number" else value)


def _verdicts(judged: Judged, place: int) -> Any:
    states = judged.states.column(place).to_numpy().astype(np.int64)
    return states * 64 + judged.reasons.column(place).to_numpy()


def _ends(judged: Judged, end: str) -> Any:
    """An end of the totals, infinite where none is known."""
    column = judged.totals.column(end)
    found = column.fill_null(-1).to_numpy().astype(np.float64)
    return np.where(found < 0, np.inf, found)


def _states(judged: Judged) -> dict[str, int]:
    counts = sum(
        np.bincount(one.to_numpy(), minlength=len(STATES)) for one in judged.states.columns
    )
    return {str(state): int(counts[place]) for place, state in enumerate(STATES)}


def _total(judged: Judged) -> float:
    return sum(judged.totals.column("total_low").to_pylist()) / 100


if __name__ == "__main__":
    main()
