"""`python -m hostile.mutations IMPORTER FIRST COUNT`: read COUNT damaged files, seeds FIRST on; one JSON object.

Each is read as the door's child reads it, then mapped as the parent maps it. What may come of it: rows, each
used or set aside, or one InvalidFileError. The process is bounded as the child is; a file that ends it is told
by the last seed on stderr.
"""

from __future__ import annotations

import io
import json
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

import small_city
from cnipa_samples import document_xml, file_name, index_xml, make_document
from hostile.makers import PAGE, POLICY, pack, parts, sheet
from office_samples import docx_paragraph, make_docx, make_ofd, make_pdf, paginate, wrap
from ops_samples import FAMILY, as_json
from zhishu.base.errors import InvalidFileError
from zhishu.importers.format import TabularFormat
from zhishu.importers.formats import detect_format, tabular_formats
from zhishu.importers.ledger import Ledger, stage_table
from zhishu.importers.patent_records import RECORD_FORMATS
from zhishu.importers.policy_page import read_policy_page
from zhishu.importers.policy_rows import rows_as_json, rows_from_json
from zhishu.importers.records.record_file import RecordFile, open_records
from zhishu.importers.table_file import TableFile, open_table
from zhishu.parties.place import Places
from zhishu.rules.rulebook import load_rulebook
from zhishu.warehouse.stage import ROW_NUMBER

MEMORY = 2 << 30
LONGEST_SECONDS = 5
ROWS = 12

GAZETTE = (
    "item,name,authorization_notice_id,authorized_announcement_date,filing_id,filing_date,"
    "patentee,designer,address,Int.Cl.\n"
)


def _csv(rows: list[dict[str, str]]) -> bytes:
    lines = [",".join(rows[0])]
    lines += [
        ",".join(f'"{cell}"' if "," in cell or ";" in cell else cell for cell in row.values())
        for row in rows
    ]
    return ("\n".join(lines) + "\n").encode()


def _gazette() -> bytes:
    lines = [
        f"发明授权,一种电池{at},CN10500{at:04}1B,2019.07.12,20161{at:07}.{at % 10},2016.03.04,某公司,某人,示例省云澜市,H01M10/05(2010.01)I"
        for at in range(ROWS)
    ]
    return (GAZETTE + "\n".join(lines) + "\n").encode("gb18030")


def _book() -> dict[str, bytes]:
    rows = small_city.patent_rows()[:ROWS]
    return parts(sheet=sheet([list(rows[0]), *(list(row.values()) for row in rows)]))


def _records() -> dict[str, bytes]:
    """The files of a package: documents of CNIPA with their index."""
    made = [make_document(number) for number in range(1, ROWS + 1)]
    files = {f"{one.publication}/{file_name(one)}": document_xml(one).encode() for one in made}
    return files | {"INDEX-CN-20261031-S-001.XML": index_xml(made).encode()}


def _families() -> dict[str, bytes]:
    """Families with their events, in XML and in JSON."""
    return {f"{at}.xml": FAMILY.encode() for at in range(3)} | {"3.json": as_json(FAMILY).encode()}


def _lines() -> list[str]:
    return [line for line in small_city.POLICY.splitlines() if line.strip()]


def _printed(lines: list[str]) -> list[list[tuple[str, int]]]:
    return paginate(wrap(lines, 30), 20)


def _docx(lines: list[str]) -> bytes:
    return make_docx(*map(docx_paragraph, lines))


def _damaged_lines(chance: random.Random) -> list[str]:
    """Damaged words that an XML part can hold."""
    text = damage("\n".join(_lines()).encode(), chance).decode("utf-8", "replace")
    return re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd]", "", text).split("\n")


def _members(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


TABLES: dict[str, Callable[[], bytes]] = {
    "gazette": _gazette,
    "patents": lambda: _csv(small_city.patent_rows()[:ROWS]),
    "events": lambda: _csv(small_city.event_rows()[:ROWS]),
    "registry": lambda: (small_city.REGISTRY * 1).encode(),
}
PAGES: dict[str, Callable[[], bytes]] = {
    "html": lambda: (
        PAGE.format("<table><tr><td>甲</td></tr></table>&nbsp;") + small_city.PAGE
    ).encode(),
    "txt": lambda: (POLICY.format("") + small_city.POLICY).encode(),
    "pdf": lambda: make_pdf(_printed(_lines())),
    "docx": lambda: _docx(_lines()),
    "ofd": lambda: make_ofd(_printed(_lines())),
}
RECORDS: dict[str, Callable[[], bytes]] = {
    "package": lambda: pack(_records()),
    "families": lambda: pack(_families()),
}
# Damaged from without, in a part, or in their words before they are packed.
PACKED: dict[str, Callable[[list[str]], bytes]] = {
    "docx": _docx,
    "ofd": lambda lines: make_ofd(_printed(lines)),
}
IMPORTERS = (*TABLES, "workbook", *RECORDS, *PAGES)
TOKENS = [
    b'"', b"'", b",", b"\n", b"\r", b"\t", b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xe4\xb8", b"<", b">", b"&#",
    b"<!--", b"]]>", b"<script>", "第一条".encode(), "（一）".encode(), "《".encode(), "〔".encode(), b"=1+1", b"9" * 50,
    b"-", b"2025-13-45", b"1e309", b"ZZZZ9", b"\xc2\x85", b"\xe2\x80\xa8", b"</row>", b'r="A0"', b't="s"', b"<c>",
]  # fmt: skip


def damage(content: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, lost, doubled, moved, or put in from a list of what hurts."""
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        if not made:
            return bytes(made)
        at = chance.randrange(len(made))
        width = chance.choice((1, 2, 8, 64, 512))
        match chance.randrange(8):
            case 0:
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                made[at] = chance.randrange(256)
            case 2:
                del made[at : at + width]
            case 3:
                made[at:at] = made[at : at + width] * chance.choice((1, 2, 9))
            case 4:
                made[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 40))
            case 5:
                made[at : at + width] = bytes(chance.randrange(256) for _ in range(width))
            case 6:
                del made[at:]
            case _:
                to = chance.randrange(len(made))
                made[to : to + width] = made[at : at + width]
    return bytes(made)


def damaged_book(members: dict[str, bytes], chance: random.Random) -> bytes:
    """A workbook damaged from without, or a part of it before it is packed: more gets past the archive."""
    if chance.random() < 0.3:
        return damage(pack(members), chance)
    changed = dict(members)
    for _ in range(chance.choice((1, 1, 2))):
        name = chance.choice(list(changed))
        if chance.random() < 0.1:
            del changed[name]
        else:
            changed[name] = damage(changed[name], chance)
    return pack(changed or members, zipfile.ZIP_STORED)


def make(importer: str, seed: int) -> bytes:
    """The damaged file of a seed."""
    chance = random.Random(f"{importer} {seed}")
    if importer == "workbook":
        return damaged_book(_book(), chance)
    if importer in RECORDS:
        return damaged_book(_members(RECORDS[importer]()), chance)
    content = {**TABLES, **PAGES}[importer]()
    if importer in PACKED:
        if chance.random() < 0.5:
            return PACKED[importer](_damaged_lines(chance))
        return damaged_book(_members(content), chance)
    if importer != "pdf" and chance.random() < 0.2:
        content = content.decode("gb18030" if importer == "gazette" else "utf-8").encode(
            chance.choice(("utf-8", "gb18030", "utf-16"))
        )
    return damage(content, chance)


class _Stage:
    """Takes rows as a stage of the warehouse does, and keeps their numbers."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    def add_rows(self, rows: Iterable[dict[str, Any]]) -> None:
        self.numbers += [row[ROW_NUMBER] for row in rows]

    def add_batch(self, batch: pa.RecordBatch) -> None:
        self.numbers += batch.column(ROW_NUMBER).to_pylist()


def read_table(path: Path, places: Places) -> tuple[int, int]:
    """(rows, rows neither used nor set aside) of a table."""
    table = open_table(path)
    return _read(
        table, detect_format(table.headings, None, tabular_formats(load_rulebook())), places
    )


def _read(table: TableFile, entry: TabularFormat, places: Places) -> tuple[int, int]:
    stage = _Stage()
    with Ledger("0" * 64) as ledger:
        stage_table(table, entry, places, ledger, stage)  # type: ignore[arg-type]
        told = stage.numbers + [row["row"] for row in ledger.aside]
    # Counted again on the other way through the file.
    rows = [record.number for record in table.records(quiet=True)]
    return len(rows), len(set(rows) ^ set(told)) + abs(len(told) - len(rows))


def read_records(path: Path, places: Places) -> tuple[int, int]:
    """(rows, rows neither used nor set aside) of all parts of a file of records."""
    found = open_records(path)
    if found is None:
        raise InvalidFileError("no records", next_step="none")
    count = lost = 0
    for part, entry in RECORD_FORMATS[found.format].parts.items():
        rows, missing = _read(RecordFile(path, part), entry, places)
        count, lost = count + rows, lost + missing
    return count, lost


def read_page(path: Path) -> tuple[int, int]:
    """(documents, 0) of a page, which passes the door as JSON."""
    rows = read_policy_page(path.read_bytes(), "页", "0" * 64)
    told = json.loads(json.dumps(rows_as_json(rows)))
    assert rows_from_json(told) == rows
    return len(rows.documents), 0


def _memory() -> int:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


class _HungError(BaseException):
    pass


def _hung(*_: Any) -> None:
    raise _HungError


def run(importer: str, first: int, count: int) -> dict[str, Any]:
    """Have a process of its own read them; one that is ended by a file is told and followed by another."""
    folder = Path(__file__).resolve().parent.parent
    command = [sys.executable, "-m", "hostile.mutations", importer, str(first), str(count)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return dict(json.loads(done.stdout))
    seeds = [line for line in done.stderr.splitlines() if line.isdecimal()]
    if not seeds:
        raise AssertionError(done.stderr)
    seed = int(seeds[-1])
    # Behind the door this is an error of its own: the file wants more memory than it may have.
    full = "memory allocation of" in done.stderr
    one = {"tried": 1, "refused": int(full), "crashed": int(not full)}
    if not full:
        one["traces"] = [f"{seed}: ended with {done.returncode}: {done.stderr[-300:]}"]
    return _sum([run(importer, first, seed - first) if seed > first else {}, one,
                 run(importer, seed + 1, first + count - seed - 1) if seed + 1 < first + count else {}])  # fmt: skip


def _sum(parts_: list[dict[str, Any]]) -> dict[str, Any]:
    total: dict[str, Any] = {}
    for part in parts_:
        for name, value in part.items():
            total[name] = (
                value if isinstance(value, str) else total.get(name, type(value)()) + value
            )
    return total


def main() -> None:
    """Read them all."""
    importer, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    places = Places(load_rulebook().regions())
    told: dict[str, Any] = {
        "importer": importer, "tried": 0, "read": 0, "refused": 0, "crashed": 0, "hung": 0, "rows": 0,
        "rows_lost": 0, "traces": [],
    }  # fmt: skip
    signal.signal(signal.SIGVTALRM, _hung)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "文件"
        for seed in range(first, first + count):
            path.write_bytes(make(importer, seed))
            sys.stderr.write(f"{seed}\n")
            told["tried"] += 1
            signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_SECONDS)
            try:
                if importer in PAGES:
                    rows, lost = read_page(path)
                else:
                    read = read_records if importer in RECORDS else read_table
                    rows, lost = read(path, places)
                told["read"] += 1
                told["rows"] += rows
                told["rows_lost"] += lost
                if lost:
                    told["traces"].append(f"{seed}: {lost} rows lost")
            except (InvalidFileError, MemoryError):
                told["refused"] += 1
            except _HungError:
                told["hung"] += 1
                told["traces"].append(f"{seed}: hung")
            except BaseException:
                told["crashed"] += 1
                trace = io.StringIO()
                traceback.print_exc(file=trace)
                told["traces"].append(f"{seed}: {trace.getvalue()[-600:]}")
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            if told["tried"] == min(500, count // 2):
                told["memory_mb_before"] = _memory()
    told["memory_mb_after"] = _memory()
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
