"""Patents without events, many at once: the same periods as the rule gives one by one."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishu.base.dates import add_years
from zhishu.rights.legal_status import legal_periods
from zhishu.rights.quiet_patents import quiet_periods, with_events

# Few days and short terms, so that grant, publication and the end of the term meet.
DAYS = st.none() | st.dates(date(2020, 2, 27), date(2022, 3, 2))
ROWS = st.lists(st.tuples(DAYS, DAYS, DAYS, st.none() | st.integers(1, 2)), max_size=20)


@settings(max_examples=200, deadline=None)
@given(ROWS)
def test_columns_and_rows_agree(
    rows: list[tuple[date | None, date | None, date | None, int | None]],
) -> None:
    ends = [add_years(filed, term) if filed and term else None for filed, _, _, term in rows]
    filed, published, granted = (
        pa.array([row[at] for row in rows], pa.date32()) for at in range(3)
    )
    found = quiet_periods(
        pa.array(map(str, range(len(rows))), pa.string()),
        filed=filed,
        published=published,
        granted=granted,
        ends=pa.array(ends, pa.date32()),
    )
    expected = [
        (str(at), one.state, one.from_on, one.until_on, one.reason)
        for at, row in enumerate(rows)
        for one in legal_periods(
            filed_on=row[0],
            published_on=row[1],
            granted_on=row[2],
            events=(),
            codes={},
            term_years=row[3],
        )
    ]
    rows_found = [tuple(row.values()) for row in found.to_pylist()]
    assert sorted(rows_found, key=_key) == sorted(expected, key=_key)


def _key(row: tuple[str, str, date, date | None, str]) -> tuple[str, str, date]:
    return row[:3]


def test_who_has_events() -> None:
    told, quiet = with_events(pa.array([["CF01"], None, ["TR01"]], pa.list_(pa.string())))
    assert (told.to_pylist(), quiet.to_pylist()) == ([0, 2], [1])
