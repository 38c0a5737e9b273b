"""Publications of one application -> one patent, whatever order they came in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from zhishu.rights.patent import patents_sql
from zhishu.rights.tables import PATENT_PUBLICATIONS, PATENTS
from zhishu.warehouse.arrow_kinds import ARROW_TYPES

NUMBER = "2019100000017"


def publication(key: str, day: str | None, **values: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(column.name for column in PATENT_PUBLICATIONS.columns)
    row.update(
        record_key=key,
        publication_number=key if key.startswith("CN") else None,
        kind_code=key[11:] or None,
        published_on=date.fromisoformat(day) if day else None,
        is_grant=key[11:12] in ("B", "U", "S") if key.startswith("CN") else None,
        application_number=NUMBER,
        right_kind="invention",
        title="一种装置",
    )
    return row | values


def assemble_patent(
    publications: Sequence[dict[str, Any]], *, grant_announced_on: date | None = None
) -> dict[str, Any]:
    """The one patent that these publications make."""
    schema = pa.schema([(one.name, ARROW_TYPES[one.kind]) for one in PATENT_PUBLICATIONS.columns])
    with duckdb.connect() as engine:
        engine.register("publications", pa.Table.from_pylist(list(publications), schema))
        engine.execute("CREATE TABLE announced (patent_id VARCHAR, granted_on DATE)")
        if grant_announced_on:
            engine.execute("INSERT INTO announced VALUES (?, ?)", [NUMBER, grant_announced_on])
        [patent] = engine.sql(patents_sql("publications", "announced")).to_arrow_table().to_pylist()
    return patent


APPLICATION = publication(
    "CN109999999A", "2019-07-12", abstract="摘要甲", holders=["甲大学"], main_ipc="H01M10/05"
)
GRANT = publication(
    "CN109999999B", "2021-03-02", holders=["乙公司", "甲大学"], title="一种电池装置"
)
CORRECTION = publication("CN109999999B8", "2021-06-01", address="江西省抚州市")


@pytest.mark.parametrize("order", list(permutations([APPLICATION, GRANT, CORRECTION])))
def test_the_newest_value_of_each_field_holds(order: tuple[dict[str, Any], ...]) -> None:
    patent = assemble_patent(order)
    assert {name: patent[name] for name in ("patent_id", "title", "abstract", "first_holder")} == {
        "patent_id": NUMBER,
        "title": "一种装置",  # as the correction, the newest document, prints it
        "abstract": "摘要甲",
        "first_holder": "乙公司",
    }
    assert patent["publication_number"] == "CN109999999A"
    assert patent["published_on"] == date(2019, 7, 12)
    assert patent["grant_number"] == "CN109999999B", "a correction is not the grant"
    assert patent["granted_on"] == date(2021, 3, 2)
    assert patent["ipc_section"] == "H"
    assert patent["address"] == "江西省抚州市"
    assert patent["record_keys"] == ["CN109999999A", "CN109999999B", "CN109999999B8"]
    assert set(patent) == {column.name for column in PATENTS.columns}


def test_a_document_without_date_is_older_than_any_and_hides_no_date() -> None:
    undated = publication("CN109999999B", None, title="旧名")
    dated = publication("CN109999998B", "2021-03-02", title="新名")
    patent = assemble_patent([dated, undated])
    assert (patent["title"], patent["granted_on"]) == ("新名", date(2021, 3, 2))


def test_a_design_is_published_by_its_grant() -> None:
    design = publication(
        "CN305252224S", "2019-07-12", right_kind="design", locarno=["01-01"], holders=None
    )
    patent = assemble_patent([design])
    assert (patent["publication_number"], patent["published_on"]) == (None, None)
    assert (patent["grant_number"], patent["granted_on"]) == ("CN305252224S", date(2019, 7, 12))
    assert (patent["ipc_section"], patent["first_holder"]) == (None, None)


def test_a_grant_known_by_its_event_alone_has_its_day_and_no_number() -> None:
    patent = assemble_patent([APPLICATION], grant_announced_on=date(2021, 3, 2))
    assert (patent["grant_number"], patent["granted_on"]) == (None, date(2021, 3, 2))
    later = assemble_patent([APPLICATION, GRANT], grant_announced_on=date(2021, 4, 1))
    assert later["granted_on"] == date(2021, 3, 2), "the document holds"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (APPLICATION, NUMBER),
        (publication("CN305252224S", None, application_number=None), "CN305252224S"),
        (publication(f"ZL{NUMBER}", None), NUMBER),
    ],
)
def test_patent_id(row: dict[str, Any], expected: str) -> None:
    assert assemble_patent([row])["patent_id"] == expected


def test_a_grant_told_by_another_document_holds_until_its_own_is_known() -> None:
    told = publication(
        "CN109999999A", "2019-07-12", grant_number="CN109999999B", granted_on=date(2021, 3, 1)
    )
    patent = assemble_patent([told], grant_announced_on=date(2021, 4, 1))
    assert (patent["grant_number"], patent["granted_on"]) == ("CN109999999B", date(2021, 3, 1))
    patent = assemble_patent([told, GRANT])
    assert (patent["grant_number"], patent["granted_on"]) == ("CN109999999B", date(2021, 3, 2))
