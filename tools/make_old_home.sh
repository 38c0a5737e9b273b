#!/bin/sh
# Freeze a small home as a version before made it: tools/make_old_home.sh COMMIT OUT.tar.xz
# The program of that commit makes it itself, so that upgrades are tried on what is really out there.
set -eu
commit=$1
out=$(realpath "$2")
root=$(CDPATH= cd -- "$(dirname "$0")/.." && pwd -P)
work=$(mktemp -d)
trap 'git -C "$root" worktree remove --force "$work/tree"; rm -rf "$work"' EXIT
git -C "$root" worktree add --quiet --detach "$work/tree" "$commit"

home=$work/home
old() { PYTHONPATH=$work/tree/src ZHISHU_HOME=$home "$root/.venv/bin/python" -m zhishu "$@"; }
old demo --no-serve --patents 150 --home "$home"
old accounts create chenjing --organisation 云澜市市场监督管理局 --region 990100 --password long-enough-2026
# What a person sees in it, as the program that made it says.
for name in valid_inventions valid_inventions_per_10k filings_and_grants; do
  old indicator show "$name" --as-of 2026-10-31 --region 990100 --json >"$home/$name.json"
done
"$root/.venv/bin/python" - "$home/portal.sqlite3" <<'PYTHON'
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
database.execute("PRAGMA journal_mode=DELETE")
database.execute("VACUUM")
PYTHON
cd "$home"
mkdir -p uploads
rm -rf index static static.stamp demo-files secret_key warehouse/locks warehouse/staging warehouse/spill portal.sqlite3-*
tar --sort=name --mtime='2026-11-01 00:00Z' --owner=0 --group=0 --numeric-owner -cf - . | xz -9e >"$out"
ls -l "$out" >&2
