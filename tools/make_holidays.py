"""Writes src/zhishu/rulebook/national/holidays.yaml from the package chinesecalendar (MIT)."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from chinese_calendar import constants

TARGET = Path(__file__).resolve().parent.parent / "src/zhishu/rulebook/national/holidays.yaml"


def main() -> None:
    years = sorted({day.year for day in constants.holidays})
    lines = [
        "# 由 tools/make_holidays.py 写成，不手改。没有列出的年份，节假日未知，只按周末顺延并注明。",
        "holidays: 全国年节及纪念日放假安排",
        f"source: chinesecalendar {version('chinesecalendar')}（MIT许可），依据国务院办公厅历年放假安排通知",
        "years:",
    ]
    for year in years:
        lines.append(f"  {year}:")
        for name, days in (("holidays", constants.holidays), ("working", constants.workdays)):
            words = " ".join(f"{day:%m-%d}" for day in sorted(days) if day.year == year)
            lines.append(f'    {name}: "{words}"' if words else f"    {name}:")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
