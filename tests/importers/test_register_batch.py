"""Payments and citations by columns and by rows: the same of every row that the columns are sure of."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhishu.base.identifiers import ApplicationNumber
from zhishu.importers.format import Row
from zhishu.importers.subjects import SUBJECTS
from zhishu.parties.place import Places

PLACES = Places([])
BODY = "202010000001"
PATENT = BODY + ApplicationNumber.check_digit(BODY)
BATCHES = {kind: SUBJECTS[kind].read_batch(PLACES) for kind in ("payments", "citations")}  # type: ignore[misc]
ANYTHING = st.text(st.sampled_from("CNZL0123X.;-年第费甲 \t\u3000\x1f元万"), max_size=8)
PATENTS = st.sampled_from(
    [PATENT, f"ZL{PATENT[:-1]}.{PATENT[-1]}", "", "2.02E+12", f"{PATENT};{PATENT}"]
)
DOCUMENTS = st.sampled_from(
    ["CN112510640A", "CN208765432U", "CN 112510640 A", "US2010123456A1", "", "-"]
)
DAYS = st.sampled_from(
    ["", "2021-03-04", "2021.03.04", "2021-02-30", "20210304", "-", " 2021-03-04 "]
)
FIELDS: Mapping[str, Mapping[str, st.SearchStrategy[str]]] = {
    "payments": {
        "patent_number": PATENTS,
        "fee_kind": st.sampled_from(["年费", " 年费 ", "发明专利第5年年费", "", "-", "滞纳金"]),
        "patent_year": st.sampled_from(["", "5", "第5年", "12.0", "30", "-"]),
        "due_on": DAYS,
        "paid_on": DAYS,
        "amount": st.sampled_from(["", "1200", "1,200.50", "1200元", "0.12345", "九百", "-"]),
        "amount_worded": st.sampled_from(["", "900元"]),
    },
    "citations": {
        "citing_number": DOCUMENTS,
        "cited_number": DOCUMENTS,
        "cited_text": st.sampled_from(["", " 某书 ", "-"]),
        "category": st.sampled_from(["", "审查员", "申请人", "检索报告", "别的", "-", " "]),
        "citing_application": PATENTS,
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", FIELDS)
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_columns_say_what_rows_say(kind: str, data: st.DataObject) -> None:
    columns = FIELDS[kind]
    names = data.draw(st.lists(st.sampled_from(list(columns)), unique=True, min_size=1))
    rows = data.draw(
        st.lists(
            st.fixed_dictionaries({name: st.one_of(columns[name], ANYTHING) for name in names}),
            min_size=1,
            max_size=8,
        )
    )
    cells = {name: pa.array([row[name] for row in rows], pa.string()) for name in names}
    found, unsure = BATCHES[kind](cells, len(rows))
    for at, row in enumerate(rows):
        if unsure[at]:
            continue
        said = SUBJECTS[kind].read(1, row, PLACES)
        assert isinstance(said, Row) and not said.findings, (row, said)
        assert {name: column[at].as_py() for name, column in found.items()} == said.values


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("payments", {"patent_number": PATENT, "fee_kind": "年费", "patent_year": "5", "due_on": "2024-01-02",
                      "paid_on": "", "amount": "1200"}),
        ("citations", {"citing_number": "CN112510640A", "cited_number": "CN208765432U", "category": "审查员"}),
    ],
)  # fmt: skip
def test_plain_rows_are_read_as_columns(kind: str, row: Mapping[str, str]) -> None:
    _, unsure = BATCHES[kind]({name: pa.array([value]) for name, value in row.items()}, 1)
    assert not unsure.any()
