"""How right scans are recognised: character error rate by kind of scan, seconds a page, memory.

    ./zhishu bench ocr_quality [--pages 2]

Pages of the development texts, printed by us and spoiled as scanners spoil them (tests/scan_samples.py).
The error rate is the edit distance to what was printed over its length, blanks and the widths of marks left
aside; beside it how many misread places were told as doubtful. Needs the extra (./zhishu install ocr) and a Chinese font.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from record import keep

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from policy_scoring import load_cases
from scan_samples import (
    COLUMN_WIDTH,
    ROWS,
    SEED,
    SPOILED,
    as_bytes,
    chinese_font,
    draw_columns,
    draw_page,
    draw_table,
    pages_of,
    wrap_print,
)
from zhishu.importers.reading.file_text import FileText, read_file_text
from zhishu.importers.reading.recognition import DOUBTFUL, INSTALL, is_installed

CASES = Path(__file__).parents[1] / "tests" / "policy" / "cases" / "development"
_MARKS = str.maketrans("（），：；！？〔〕【】“”‘’", "(),:;!?[][]\"\"''", " \n\u3000|")


def plain(text: str) -> str:
    """What is compared: no blanks, one width of marks."""
    return text.translate(_MARKS)


def distance(told: str, meant: str) -> int:
    """The fewest characters to put in, take out or exchange."""
    row = list(range(len(meant) + 1))
    for at, letter in enumerate(told, 1):
        before, row[0] = row[0], at
        for column, wanted in enumerate(meant, 1):
            before, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, before + (letter != wanted)),
            )
    return row[-1]


def misreadings(told: list[str], meant: str) -> list[range]:
    """Where something else is told than was printed; what is left out has no place and does not count."""
    matcher = SequenceMatcher(None, told, [*meant], autojunk=False)
    return [range(i, j) for what, i, j, _, _ in matcher.get_opcodes() if what != "equal" and j > i]


def samples(count: int) -> dict[str, list[tuple[bytes, str]]]:
    """Kind -> (file, what was printed on it): the first page of some texts."""
    texts = [case.path.read_text("utf-8") for case in load_cases(CASES)]
    paragraphs = [
        [line.strip() for line in text.split("\n") if line.strip() and "|" not in line]
        for text in texts
    ]
    full = [some for some in paragraphs if len(pages_of(some)[0]) == ROWS][:count]
    found: dict[str, list[tuple[bytes, str]]] = {
        kind: [
            (
                as_bytes(spoil(draw_page(page)), "JPEG", quality=85),
                "".join(words for words, _ in page),
            )
            for page in (pages_of(some)[0] for some in full)
        ]
        for kind, spoil in SPOILED.items()
    }
    found["two columns"] = []
    found["table"] = []
    for some in full:
        fitting = [some[:count] for count in range(1, len(some))]
        body = [one for one in fitting if len(wrap_print(one, COLUMN_WIDTH)) <= 2 * ROWS][-1]
        page = draw_columns(body, "两栏的一页")
        found["two columns"].append((as_bytes(page), "两栏的一页" + "".join(body)))
        cells = [one[:40] for one in some if len(one) > 20][:18]
        rows = [cells[at : at + 3] for at in range(0, len(cells) - 2, 3)]
        found["table"].append((as_bytes(draw_table(rows)), "".join(map("".join, rows))))
    return found


def measure(files: list[tuple[bytes, str]]) -> dict[str, Any]:
    """The figures of one kind."""
    from zhishu.importers.reading.recogniser import recognise

    wrong = letters = doubtful = misread = told = 0
    seconds: list[float] = []
    for data, printed in files:
        begun = time.process_time()
        read: FileText = read_file_text(data, recognise)
        seconds.append(time.process_time() - begun)
        wrong += distance(plain(read.text), plain(printed))
        letters += len(plain(printed))
        characters = [
            (plain(letter), sure)
            for one in read.recognised
            for letter, sure in zip(one.line.text, one.line.sure, strict=True)
            if plain(letter)
        ]
        doubtful += sum(sure < DOUBTFUL for _, sure in characters)
        for places in misreadings([letter for letter, _ in characters], plain(printed)):
            misread += 1
            told += any(characters[at][1] < DOUBTFUL for at in places)
    return {
        "error_rate": round(wrong / letters, 4),
        "wrong": wrong,
        "characters": letters,
        "doubtful": doubtful,
        "misreadings": misread,
        "misreadings_told_as_doubtful": told,
        "processor_seconds_a_page": round(sum(seconds) / len(seconds), 2),
    }


def main() -> None:
    """Draw, recognise, compare, keep."""
    parser = argparse.ArgumentParser(prog="./zhishu bench ocr_quality")
    parser.add_argument("--pages", type=int, default=2, help="pages of each kind")
    asked = parser.parse_args()
    if not is_installed() or chinese_font() is None:
        sys.exit(f"缺识别扩展或中文字体：{INSTALL}；apt-get install fonts-noto-cjk fontconfig")
    begun = time.process_time()
    from zhishu.importers.reading.recogniser import load_engine

    load_engine()
    loading = time.process_time() - begun
    kinds = {kind: measure(files) for kind, files in samples(asked.pages).items()}
    rates = {kind: one["error_rate"] for kind, one in kinds.items()}
    seconds = [one["processor_seconds_a_page"] for one in kinds.values()]
    keep(
        "ocr_quality",
        command="./zhishu bench ocr_quality",
        data={"pages_a_kind": asked.pages, "dots_an_inch": 150, "seed": SEED},
        figures={
            "kinds": kinds,
            "processor_seconds_to_load": round(loading, 2),
            "processor_seconds_a_page": round(sum(seconds) / len(seconds), 2),
            "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
        },
        floors={
            "a clean, skewed or turned page: under 1 % wrong": all(
                rates[kind] < 0.01 for kind in ("clean", "skewed", "lying", "upside down")
            ),
            "columns and tables: under 2 %": rates["two columns"] < 0.02 and rates["table"] < 0.02,
            "noise, fax, seal: under 5 %": max(rates[k] for k in ("noisy", "faxed", "stamped"))
            < 0.05,
            "a bad copy: under 15 %": rates["a bad copy"] < 0.15,
        },
        libraries=("rapidocr", "onnxruntime", "opencv-python-headless"),
    )


if __name__ == "__main__":
    main()
