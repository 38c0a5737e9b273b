"""Every known export of patents, CSV and XLSX: recognised, mapped, and stored alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from patent_variants import VARIANTS, Patent, Variant, make_patents, write_csv, write_xlsx
from zhishu.flows.import_file import ImportReport, import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.formats import detect_format, tabular_formats
from zhishu.parties.place import Places
from zhishu.rules.rulebook import load_rulebook

TABULAR = tabular_formats(load_rulebook())
PLACES = Places(load_rulebook().regions())
PATENTS = make_patents(60)
# What an import of anything must say of a patent, whatever the source.
CORE = {
    "publication_number", "published_on", "application_number", "filed_on", "title", "abstract",
    "holders", "inventors",
}  # fmt: skip


def expected(patent: Patent, variant: Variant) -> dict[str, Any]:
    mapped = set(variant.cells.values())
    return {
        "record_key": patent.publication_number,
        "published_on": patent.published_on,
        "application_number": patent.application_number,
        "filed_on": patent.filed_on,
        "title": patent.title,
        "abstract": patent.abstract if "abstract" in mapped else None,
        "holders": list(patent.holders),
        "inventors": list(patent.inventors),
        "address": patent.address if "address" in mapped else None,
        "region_code": PLACES.find(patent.address) if "address" in mapped else None,
        "ipc": list(patent.classes) or None,
        "locarno": [patent.locarno] if patent.locarno else None,
        "claim_count": patent.claim_count if "claim_count" in mapped else None,
    }


def stored(home: Path, names: list[str]) -> list[dict[str, Any]]:
    columns = ", ".join(names)
    sql = f"SELECT {columns} FROM patent_publications ORDER BY record_key"
    return list(open_warehouse(home).stream(sql))


def brought(home: Path, path: Path) -> tuple[ImportReport, list[dict[str, Any]]]:
    report = import_file(home, path)
    return report, stored(home, [column.name for column in TABULAR[0].table.columns])


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_is_stored_alike_from_csv_and_workbook(name: str, tmp_path: Path) -> None:
    variant = VARIANTS[name]
    rows = [variant.row(patent) for patent in PATENTS]
    report, of_csv = brought(tmp_path / "a", write_csv(tmp_path / "a.csv", variant.headings, rows))
    again, of_book = brought(
        tmp_path / "b", write_xlsx(tmp_path / "b.xlsx", variant.headings, rows)
    )
    for one in (report, again):
        assert (one.format, one.rows, one.accepted) == (variant.format, len(PATENTS), len(PATENTS))
        assert (one.set_aside, one.findings) == (0, 0)
    assert (report.encoding, again.encoding) == ("utf-8-sig", "xlsx")
    assert of_csv == of_book
    wanted = sorted((expected(one, variant) for one in PATENTS), key=lambda one: one["record_key"])
    assert [{key: row[key] for key in wanted[0]} for row in of_csv] == wanted


def sample_headings(folder: Path) -> Iterator[tuple[str, str, list[str]]]:
    """(name, format, headings) of every list of patent headings in the sample folder."""

    def text(name: str) -> str:
        return (folder / name).read_text("utf-8").strip()

    yield "incoPat", "incopat", text("incopat_full_headings.txt").split("\n")
    newer = text("incopat_variants.txt").split("\n")[0].partition(": ")[2]
    yield "incoPat, newer", "incopat", newer.split(", ")
    lines = text("zhihuiya_patsnap_headings.txt").split("\n")
    yield "智慧芽", "zhihuiya", [line for line in lines if "separator" not in line]
    for line in text("cnipr_patentstar_headings.txt").split("\n"):
        name, _, headings = line.partition(": ")
        yield name, "old_download" if "22" in name else "patent_csv", headings.split(",")
    yield "panel", "research_panel", text("research_panel_35_headings.txt").split(",")
    gazette = text("cnipa_gazette_scrape_headings.txt").split("\n")[0].partition(": ")[2]
    yield "gazette", "gazette_csv", gazette.split(",")
    exchange = re.search(
        r"^\[专利\] (.*)$", text("regional_enterprise_ip_exchange_headings.txt"), re.M
    )
    assert exchange
    yield "exchange", "regional_exchange", exchange[1].split(",")


# Core fields that a source does not print at all.
ABSENT = {
    # The list names only what is new beside the older one.
    "incoPat, newer": {"inventors"},
    "gazette": {"abstract"},
    "exchange": {"abstract", "filed_on"},
}


@pytest.mark.samples
def test_every_list_of_headings_in_the_sample_folder_is_known(samples: Path) -> None:
    found = list(sample_headings(samples / "data/patents/headings"))
    assert [len(headings) for _, _, headings in found] == [161, 37, 55, 22, 46, 15, 21, 34, 10, 16]
    for name, format_name, headings in found:
        entry = detect_format(tuple(headings), None, TABULAR)
        assert entry.name == format_name, name
        fields = {entry.fields[one] for one in map(entry.heading, headings) if one in entry.fields}
        assert CORE - fields == ABSENT.get(name, set()), name
