#!/bin/sh
# Writes every lock of locks/ from pyproject.toml: hashes, no addresses. Needs uv.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$root/pyproject.toml" "$root/README.md" "$work"
cd "$work"
uv lock -q
export_lock() { uv export -q --no-emit-project --no-header --no-annotate --no-default-groups "$@"; }
export_lock --group build -o "$root/locks/run.txt"
export_lock --group build --group test -o "$root/locks/test.txt"
export_lock --group build --group test --group bench -o "$root/locks/bench.txt"
# An extra beside any of them, not in them.
export_lock --only-group ocr -o "$root/locks/ocr.txt"
# The installer itself, so that pip needs to fetch one thing only.
printf '[project]\nname = "bootstrap"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = ["uv==%s"]\n' "$(uv --version | cut -d' ' -f2)" > pyproject.toml
rm -f uv.lock
uv lock -q
export_lock -o "$root/locks/installer.txt"
if grep -nE 'https?://' "$root"/locks/*.txt; then echo "a lock names an address" >&2; exit 1; fi
