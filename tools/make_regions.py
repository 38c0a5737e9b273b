"""Writes src/zhishu/rulebook/national/regions.yaml from the package GB2260 (BSD)."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from gb2260.data import data

TARGET = Path(__file__).resolve().parent.parent / "src/zhishu/rulebook/national/regions.yaml"


def edition_day(revision: int) -> str:
    """The day an edition speaks of: 2013 is the year's end, 200403 the month's first day."""
    text = str(revision)
    return f"{text[:4]}-{text[4:]}-01" if len(text) == 6 else f"{text}-12-31"


def main() -> None:
    editions = {edition_day(int(key)): table for key, table in data.items() if key}
    latest = data[None]
    days = sorted(editions)
    codes = {int(code) for table in [*editions.values(), latest] for code in table}
    lines = []
    for code in sorted(codes):
        known = [day for day in days if code in editions[day]]
        name = latest.get(code) or editions[known[-1]][code]
        since = "-" if not known or known[0] == days[0] else known[0]
        gone = [day for day in days if known and day > known[-1]]
        until = "-" if code in latest or not gone else gone[0]
        tail = "" if (since, until) == ("-", "-") else f" {since} {until}"
        lines.append(f"  {code} {name}{tail}")
    TARGET.write_text(
        "# 由 tools/make_regions.py 写成，不手改。起止按各版代码表的年份，只到版本的精度。\n"
        "regions: 中华人民共和国行政区划代码（GB/T 2260）\n"
        f"source: GB2260 {version('GB2260')}（BSD许可），{days[0][:4]}年至2014年各版；此后的变更见regions_changes.yaml\n"
        "list: |\n" + "\n".join(lines) + "\n",
        encoding="utf-8",
    )


main()
