"""Writes src/zhishu/rulebook/national/linking/readings.yaml from the package pypinyin (MIT).

Characters of GB 2312 and some that names like; of the common ones (its first level) the second reading too.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from pypinyin import Style, pinyin

TARGET = (
    Path(__file__).resolve().parent.parent / "src/zhishu/rulebook/national/linking/readings.yaml"
)
MORE = "喆堃犇垚翀旸昇珺玥祎璟"
# The first level of GB 2312 ends before this row.
_SECOND_LEVEL_ROW = 0xD8


def main() -> None:
    usual: dict[str, list[str]] = {}
    others: dict[str, list[str]] = {}
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                one = bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue
            first, *more = _readings(one)
            usual.setdefault(first, []).append(one)
            if more and row < _SECOND_LEVEL_ROW:
                others.setdefault(more[0], []).append(one)
    for one in MORE:
        usual.setdefault(_readings(one)[0], []).append(one)
    lines = [f"  {syllable} {''.join(found)}" for syllable, found in sorted(usual.items())]
    lines += [f"  +{syllable} {''.join(found)}" for syllable, found in sorted(others.items())]
    TARGET.write_text(
        "# 由 tools/make_readings.py 写成，不手改。一行一个音节；带+的是常用字的又一个读音。\n"
        "readings: 汉字的读音（不计声调）\n"
        f"source: pypinyin {version('pypinyin')}（MIT许可）\n"
        "list: |\n" + "\n".join(lines) + "\n",
        encoding="utf-8",
    )


def _readings(character: str) -> list[str]:
    [found] = pinyin(character, style=Style.NORMAL, heteronym=True)
    return list(dict.fromkeys(found))


main()
