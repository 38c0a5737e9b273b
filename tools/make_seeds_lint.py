"""Writes docs/handbook/seeds-lint.md: what the lint finds in the sample policies, by document, clause and figure.

No words of the documents are quoted. `ZHISHU_SAMPLES=… python tools/make_seeds_lint.py`, with src on the path.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from zhishu.flows.lint_policy import lint_policy_files
from zhishu.policy.lint.finding import SEVERITIES, Finding, Linted

TARGET = Path(__file__).resolve().parent.parent / "docs/handbook/seeds-lint.md"
# The day that the findings are of.
AS_OF = date(2026, 10, 31)
WHEN = {"issued": "印发时", "later": "印发后", "undated": "没有日期"}
HEAD = f"""# 样例文件的发现

由`tools/make_seeds_lint.py`写成，不手改；按{AS_OF}的规定看，文件之间互相对照。只列文件、条款和数字，不引原文；怎样看见[对照上位规定](policy-lint.md)。发现是线索，不是结论。
"""


def page(folder: Path) -> str:
    """The page of the policies in a folder."""
    parts = [HEAD]
    clean: list[str] = []
    unknown = 0
    for file in lint_policy_files(sorted(folder.glob("*.txt")), as_of=AS_OF):
        for document in file.documents:
            unknown += len(document.unknown)
            if document.findings:
                parts.append(_section(document))
            else:
                clean.append(f"《{document.title}》")
    parts.append(f"## 没有发现的\n\n{'、'.join(clean)}。\n")
    parts.append(
        f"全部文件另有{unknown}处没有看出的（效力未知、原文缺损、依据的原文库中没有等），用`zhishu policy lint`逐处列出。\n"
    )
    return "\n".join(parts)


def _section(document: Linted) -> str:
    rows = "\n".join(_row(one) for one in document.findings)
    return f"""## 《{document.title}》

| 条款 | 轻重 | 发现 | 本文的数字 | 对照 | 对照的数字 | 何时 |
|---|---|---|---|---|---|---|
{rows}
"""


def _row(one: Finding) -> str:
    place = one.clause or ("前言" if one.words else "全文")
    higher = "；".join(
        f"《{other.title}》{other.document_number or ''}{other.clause}" for other in one.higher
    )
    when = WHEN[one.when] if one.higher else ""
    cells = (place, SEVERITIES[one.severity], one.title, one.here, higher, one.there, when)
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


if __name__ == "__main__":
    TARGET.write_text(page(Path(os.environ["ZHISHU_SAMPLES"]) / "seeds"), encoding="utf-8")
