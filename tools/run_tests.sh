#!/bin/sh
# Behind `./zhishu test`: contracts, lint, types, tests. `./zhishu test floors` runs the contracts alone;
# any other arguments go to pytest.
set -eu
bin=$1
shift
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
# The home folder may be read-only or absent where tests run: caches stay in the tree.
floors() { "$bin/lint-imports" --cache-dir .lint-cache; }
if [ "${1:-}" = floors ]; then floors; exit; fi
if [ $# -gt 0 ]; then exec "$bin/python" -m pytest "$@"; fi
"$bin/ruff" format --check -q .
"$bin/ruff" check -q .
floors
"$bin/mypy"
exec "$bin/python" -m pytest
