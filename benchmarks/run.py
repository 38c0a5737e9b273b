"""`./zhishu bench [NAME [OPTIONS]]`: run one benchmark, or list them with their first sentence."""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOT_BENCHMARKS = {
    "run",
    "record",
    "sources",
    "import_sources",
    "search_sources",
    "search_peers",
    "holder_trial",
    "rules_sources",
    "rules_listed",
    "rules_python",
    "rules_openfisca",
}


def names() -> list[str]:
    """The benchmarks there are."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def main() -> int:
    """Run the one that is named."""
    asked = sys.argv[1:]
    if not asked or asked[0] not in names():
        for name in names():
            told = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text("utf-8"))) or ""
            print(f"{name:24} {told.splitlines()[0] if told else ''}")
        return 2 if asked else 0
    sys.path.insert(0, str(HERE))
    sys.argv = [f"./zhishu bench {asked[0]}", *asked[1:]]
    runpy.run_path(str(HERE / f"{asked[0]}.py"), run_name="__main__")
    return 0


if __name__ == "__main__":
    sys.exit(main())
