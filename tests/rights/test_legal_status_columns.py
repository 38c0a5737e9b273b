"""Many patents at once: the same periods as the rule gives one by one."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from zhishu.base.dates import add_years
from zhishu.flows.derive_patents import load_event_codes
from zhishu.rights.legal_event import LegalEvent, in_order
from zhishu.rights.legal_status import Facts, Period, legal_periods
from zhishu.rights.legal_status_columns import FAR, CodeTable, column_status
from zhishu.rights.patent_history import read_history
from zhishu.rules.rulebook import load_rulebook

CODES = load_event_codes(load_rulebook())
TABLE = CodeTable(CODES)
# Few days and short terms, so that grant, publication, events and the end of the term meet.
DAYS = (
    st.just(date(1969, 12, 30))
    | st.dates(date(2020, 2, 27), date(2020, 3, 6))
    | st.dates(date(2020, 2, 27), date(2022, 3, 2))
)
VALUES = st.sampled_from(
    [
        "", "宣告专利权全部无效", "部分无效", "全部或部分无效", "注销",
        "宣告专利权部分无效，在权利要求2-6的基础上继续维持专利权有效", "维持专利权有效",
        "权利要求1-3全部无效，在权利要求4-8的基础上维持有效", "终止日期:20200301",
        "终止日：2020年3月4日", "生效日:2020.02.30", "决定日:20230101", "Termination date: 20200303",
        "终止日期:00000000",
    ]
)  # fmt: skip
CODE = st.sampled_from(
    ["GR01", "CF01", "RR01", "WD01", "IW01", "C35", "IP01", "TR01"]
) | st.sampled_from([*CODES, "ZZ99"])
EVENTS = st.lists(st.builds(LegalEvent, CODE, DAYS, VALUES), max_size=8)
PATENT = st.tuples(
    st.none() | DAYS, st.none() | DAYS, st.none() | DAYS, st.none() | st.integers(1, 2), EVENTS
)
Patent = tuple[date | None, date | None, date | None, int | None, list[LegalEvent]]


def batch_of(patents: list[Patent]) -> pa.RecordBatch:
    """As the warehouse hands them over: lists in their order, null where there is no event."""
    days, texts = pa.list_(pa.date32()), pa.list_(pa.string())
    lists = [in_order(events) or None for *_, events in patents]

    def listed(name: str, kind: pa.DataType) -> pa.Array:
        return pa.array([one and [getattr(event, name) for event in one] for one in lists], kind)

    return pa.record_batch(
        {
            "filed_on": pa.array([one[0] for one in patents], pa.date32()),
            "published_on": pa.array([one[1] for one in patents], pa.date32()),
            "granted_on": pa.array([one[2] for one in patents], pa.date32()),
            "codes": listed("code", texts),
            "days": listed("announced_on", days),
            "values": listed("value", texts),
        }
    )


def ends_of(patents: list[Patent]) -> np.ndarray:
    ends = [add_years(filed, term) if filed and term else None for filed, _, _, term, _ in patents]
    return np.array(
        [FAR if day is None else (day - date(1970, 1, 1)).days for day in ends], np.int64
    )


def one_by_one(patent: Patent) -> list[Period]:
    filed, published, granted, term, events = patent
    return legal_periods(
        filed_on=filed,
        published_on=published,
        granted_on=granted,
        events=events,
        codes=CODES,
        term_years=term,
    )


@settings(max_examples=400, deadline=None)
@example([(None, None, None, None, [LegalEvent("RR01", date(2020, 3, 1))])], 0)
@given(st.lists(PATENT, max_size=6), st.integers(0, 2))
def test_columns_and_rows_agree(patents: list[Patent], skipped: int) -> None:
    ends = ends_of(patents)[skipped:]
    found = column_status(batch_of(patents)[skipped:], ends, TABLE)
    patents = patents[skipped:]
    rows = found.periods.to_pylist()
    for at, patent in enumerate(patents):
        own = [
            {name: row[name] for name in row if name != "owner"}
            for row in rows
            if row["owner"] == at
        ]
        expected = [] if found.by_rule[at] else [vars(one) for one in one_by_one(patent)]
        assert own == expected, patent
        *days, term, events = patent
        history = read_history(Facts(*days, term), events, CODES, holders=("甲",))
        # Whoever is neither dealt with nor doubtful has nothing that the columns could have missed.
        assert found.dealt[at] or not (history.encumbrances or history.holdings)
        assert found.dealt[at] or found.doubtful[at] or not history.findings, history.findings
