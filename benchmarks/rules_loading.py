"""Loading --measures measures from YAML with every name, kind and unit checked; the full YAML parser beside the fast reader.

The measures are those of the shipped rulebook, written again under other names until there are as many; the
peer (ruamel.yaml's events, which read the same files to the same values) reads a sample and is scaled.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import cycle
from pathlib import Path

from record import keep, median, timed

from zhishu.rules.loading import load_by_events, load_yaml
from zhishu.rules.rulebook import GROUPS_FILE, SHIPPED, Rulebook

COPY = "copy{number}"


def write_measures(root: Path, count: int) -> int:
    """Copies of the shipped measures, folder by folder with their groups; returns how many."""
    folders = sorted(path.parent for path in SHIPPED.glob(f"*/measures/*/{GROUPS_FILE}"))
    folders += sorted({p.parent for p in SHIPPED.glob("*/measures/*/*.yaml")} - set(folders))
    written = 0
    for number, folder in enumerate(cycle(folders)):
        region, document = folder.parent.parent.name, folder.name
        copied = f"{document}{COPY.format(number=number)}"
        target = root / region / "measures" / copied
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.glob("*.yaml")):
            text = path.read_text(encoding="utf-8")
            text = text.replace(f"{region}/{document}", f"{region}/{copied}")
            (target / path.name).write_text(text, encoding="utf-8")
            written += path.name != GROUPS_FILE
        if written >= count:
            return written
    return written


def load(root: Path) -> Rulebook:
    """Read everything and check it."""
    rulebook = Rulebook((SHIPPED, root))
    rulebook.refuse_faults()
    return rulebook


def main() -> None:
    """Run, compare, keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--measures", type=int, default=1_000)
    parser.add_argument("--sample", type=int, default=100)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        count = write_measures(root, asked.measures)
        seconds, rulebook = timed(lambda: load(root), rounds=5)
        texts = [path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.yaml"))]
        every = max(1, len(texts) // asked.sample)
        sample = texts[::every]
        fast, mine = timed(lambda: [load_yaml(one, where="x") for one in sample])
        full, theirs = timed(lambda: [load_by_events(one, "x") for one in sample])
    assert mine == theirs
    figures = {
        "seconds": round(median(seconds), 3),
        "seconds_of_rounds": [round(one, 3) for one in seconds],
        "milliseconds_a_file_fast": round(1000 * median(fast) / len(sample), 3),
        "milliseconds_a_file_full_parser": round(1000 * median(full) / len(sample), 3),
        "ratio_of_readers": round(median(full) / median(fast), 1),
    }
    keep(
        "rules_loading",
        command=f"./zhishu bench rules_loading --measures {asked.measures}",
        data={"measures_written": count, "measures": len(rulebook.measures), "files": len(texts)},
        figures=figures,
        floors={"1,000 measures load under 1 s": median(seconds) < 1 and count >= 1_000},
        libraries=["ruamel.yaml"],
    )


if __name__ == "__main__":
    main()
