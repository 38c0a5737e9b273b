"""CNIPA gazette as scraped to CSV: grants and publications of one day, often damaged by a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping

from zhishu.importers.format import Row, SetAside, TabularFormat
from zhishu.importers.patents import PatentCells, read_patent
from zhishu.parties.place import Places
from zhishu.rights.tables import PATENT_PUBLICATIONS

_CARRIED = frozenset(
    {
        "record_key",
        "publication_number",
        "kind_code",
        "published_on",
        "is_grant",
        "application_number",
        "filed_on",
        "right_kind",
        "title",
        "holders",
        "inventors",
        "address",
        "postcode",
        "region_code",
        "main_ipc",
        "ipc",
        "locarno",
    }
)


def read_row(number: int, cells: Mapping[str, str], places: Places) -> Row | SetAside:
    """One line of the gazette; columns this format does not print are not among its values."""
    row = read_patent(
        number,
        PatentCells(
            publication_number=cells["authorization_notice_id"],
            published_on=cells["authorized_announcement_date"],
            application_number=cells["filing_id"],
            filed_on=cells["filing_date"],
            title=cells["name"],
            holders=cells["patentee"],
            inventors=cells["designer"],
            address=cells["address"],
            classes=cells["Int.Cl."],
        ),
        places,
    )
    if isinstance(row, SetAside):
        return row
    values = {name: value for name, value in row.values.items() if name in _CARRIED}
    return Row(row.number, values, row.findings)


GAZETTE_CSV = TabularFormat(
    name="gazette_csv",
    title="专利公报（CSV）",
    kind="patents",
    table=PATENT_PUBLICATIONS,
    required=(
        "name",
        "authorization_notice_id",
        "authorized_announcement_date",
        "filing_id",
        "filing_date",
        "patentee",
        "designer",
        "address",
        "Int.Cl.",
    ),
    optional=("item",),
    carried=lambda headings: _CARRIED,
    read=read_row,
)
