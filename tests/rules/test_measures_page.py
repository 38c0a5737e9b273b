"""The handbook's list of shipped measures is what the rulebook carries: clause, form, what is lost."""

from __future__ import annotations

from pathlib import Path

from zhishu.rules.measure import FORMS, Measure
from zhishu.rules.rulebook import SHIPPED, Rulebook

ROOT = Path(__file__).resolve().parents[2]
RULEBOOK = Rulebook((SHIPPED,))


def row(measure: Measure) -> str:
    """One line of the page's tables."""
    said = [f"缺损：{'；'.join(measure.lost)}"] if measure.lost else []
    if measure.competitive:
        said.append("择优")
    if measure.group:
        said.append(f"合并限额：{RULEBOOK.measure_groups[measure.group].title}")
    if measure.source.effective_to:
        said.append(f"到{measure.source.effective_to}为止")
    cells = (
        f"`{measure.name}`",
        measure.title,
        measure.source.clause,
        FORMS[measure.form],
        "；".join(said),
    )
    return f"| {' | '.join(cells)} |"


def test_the_handbook_lists_the_measures_that_the_rulebook_carries() -> None:
    page = (ROOT / "docs/handbook/measures.md").read_text(encoding="utf-8")
    rows = sorted(row(one) for one in RULEBOOK.measures.values())
    assert sorted(line for line in page.splitlines() if line.startswith("| `")) == rows
