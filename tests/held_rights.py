"""A firm of our own making with rights of every kind, each in another situation; the demo's day is 2026-10-31."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from small_city import application_number
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.parties.party import fold_name
from zhishu.parties.tables import PARTIES
from zhishu.rights import tables
from zhishu.warehouse.table import Table

TODAY = date(2026, 10, 31)
FIRM, FORMER = "云澜芯光电科技有限公司", "云澜光电器件厂"
CODE = "91990102MA9100000L"
OTHER = "云澜泓达精密制造有限公司"

# Paid through the ninth year; the tenth is due ahead.
PAID = application_number(2017, 1, 1)
# Told as due on 2026-07-06 and not paid by the last day of the register, which is the demo's: in its third month, with surcharge.
LATE = application_number(2020, 2, 2)
# Nothing is told of its payments; the year's last day, 2026-08-17, has passed.
UNHEARD = application_number(2021, 1, 3)
# The register tells its fifth year as due and no payment of it, nor on which day it told so: it says nothing.
BEHIND = application_number(2022, 1, 4)
LAPSED = application_number(2018, 2, 5)
PENDING = application_number(2025, 1, 6)
ENDING = application_number(2017, 2, 7)
# The events of the one tell that it went, a register of assignments that the other came.
SOLD = application_number(2019, 1, 8)
BOUGHT = application_number(2019, 1, 9)

# Of another firm: by the payments lapsed and not announced; of another office; under an open licence when its year was
# due, and no more; beyond the years of a 费用减缴.
SECOND = "云澜微测仪器有限公司"
UNTOLD = application_number(2020, 2, 10)
ABROAD = "US10991571B2"
OFFERED = application_number(2019, 1, 11)
OLD = application_number(2011, 1, 12)


def _patent(number: str, filed: date, granted: date | None, **more: Any) -> dict[str, Any]:
    kind = {"1": "invention", "2": "utility_model", "3": "design"}[number[4]]
    return {
        "patent_id": number,
        "application_number": number,
        "right_kind": kind,
        "title": f"一种光纤阵列{number[-4:-1]}",
        "holders": [FIRM],
        "filed_on": filed,
        "granted_on": granted,
        "main_ipc": "G02B6/42",
        **more,
    }


_PATENTS = [
    _patent(PAID, date(2017, 12, 4), date(2019, 6, 4), cited_by_count=3, main_ipc="H01S5/022"),
    _patent(LATE, date(2020, 7, 6), date(2021, 2, 2)),
    _patent(UNHEARD, date(2021, 8, 16), date(2023, 3, 3)),
    _patent(BEHIND, date(2022, 10, 20), date(2024, 5, 7), holders=["云澜光电器件厂"]),
    _patent(LAPSED, date(2018, 3, 5), date(2018, 11, 2)),
    _patent(PENDING, date(2025, 4, 1), None),
    _patent(ENDING, date(2017, 3, 7), date(2017, 12, 5), holders=[FIRM, OTHER]),
    _patent(SOLD, date(2019, 5, 6), date(2021, 1, 5)),
    _patent(BOUGHT, date(2019, 6, 6), date(2021, 2, 9), holders=[OTHER]),
    _patent(UNTOLD, date(2020, 2, 3), date(2021, 1, 5), holders=[SECOND]),
    _patent(OFFERED, date(2019, 8, 20), date(2021, 3, 2), holders=[SECOND]),
    _patent(OLD, date(2011, 12, 12), date(2013, 5, 7), holders=[SECOND]),
    {
        **_patent(OLD, date(2018, 5, 5), date(2021, 4, 27), holders=[SECOND]),
        "patent_id": ABROAD,
        "application_number": ABROAD,
    },
]
_GRANTED = {UNHEARD: "unknown"}


def _periods() -> list[dict[str, Any]]:
    """Pending from the filing, in force from the grant; one lapsed, of one nobody heard again."""
    periods = []
    for row in _PATENTS:
        if row["patent_id"] == ABROAD:
            continue
        days = [
            ("pending", row["filed_on"]),
            (_GRANTED.get(row["patent_id"], "in_force"), row["granted_on"]),
        ]
        if row["patent_id"] == LAPSED:
            days.append(("ceased", date(2026, 3, 6)))
        known = [(state, day) for state, day in days if day is not None]
        for (state, since), (_, until) in zip(known, [*known[1:], ("", None)], strict=True):
            reason = "CF01 未缴年费专利权终止" if state == "ceased" else "有法律事务"
            periods.append(
                {
                    "patent_id": row["patent_id"],
                    "state": state,
                    "from_on": since,
                    "until_on": until,
                    "reason": reason,
                }
            )
    return periods


def _payment(number: str, year: int, due: date, paid: date | None) -> dict[str, Any]:
    return {
        "payment_id": f"{number}-{year}",
        "right_type": "patent",
        "right_number": number,
        "fee_kind": "年费",
        "patent_year": year,
        "due_on": due,
        "paid_on": paid,
    }


def _mark(number: str, name: str, since: date, until: date | None) -> dict[str, Any]:
    return {
        "mark_id": f"{number}-9",
        "registration_number": number,
        "nice_class": 9,
        "name": name,
        "holders": [FIRM],
        "registered_on": since,
        "term_from": since,
        "term_until": until,
    }


def rows_of_rights() -> Mapping[Table, list[dict[str, Any]]]:
    """Every row, by its table."""
    return {
        PARTIES: [
            {
                "party_id": CODE,
                "kind": "enterprise",
                "name": FIRM,
                "folded_name": fold_name(FIRM),
                "former_names": [FORMER],
                "credit_code": CODE,
                "region_code": "990102",
            }
        ],
        tables.PATENTS: _PATENTS,
        tables.LEGAL_PERIODS: _periods(),
        tables.FEE_PAYMENTS: [
            _payment(PAID, 9, date(2025, 12, 4), date(2025, 11, 20)),
            _payment(LATE, 6, date(2025, 7, 7), date(2025, 6, 30)),
            _payment(LATE, 7, date(2026, 7, 6), None),
            _payment(BEHIND, 5, date(2026, 10, 20), None),
            _payment(ENDING, 9, date(2025, 3, 7), date(2025, 3, 1)),
            _payment(ENDING, 10, date(2026, 3, 9), date(2026, 3, 2)),
            _payment(SOLD, 8, date(2026, 5, 6), TODAY),
            _payment(UNTOLD, 5, date(2024, 2, 5), date(2024, 2, 1)),
            _payment(OFFERED, 7, date(2025, 8, 20), date(2025, 8, 1)),
            _payment(OLD, 15, date(2025, 12, 12), date(2025, 12, 1)),
            # No payments of an annual fee: they say nothing of one, nor until when one would be told.
            {**_payment(OFFERED, 8, TODAY, date(2026, 11, 20)), "fee_kind": "第8年年费滞纳金"},
            {
                **_payment("90000002", 1, TODAY, date(2026, 11, 21)),
                "right_type": "trademark",
                "fee_kind": "续展费",
            },
        ],
        tables.TRADEMARKS: [
            _mark("90000001", "澜芯", date(2017, 1, 14), date(2027, 1, 13)),
            _mark("90000002", "澜光", date(2016, 9, 7), date(2026, 9, 6)),
            _mark("90000003", "芯澜", date(2024, 9, 7), None),
        ],
        tables.COPYRIGHTS: [
            {
                "registration_number": "2024SR9900007",
                "work_kind": "software",
                "title": "光路仿真软件",
                "version": "V2.1",
                "holders": ["云澜芯光电科技有限公司 "],
                "created_on": date(2023, 11, 2),
                "registered_on": date(2024, 1, 9),
            }
        ],
        tables.GEOGRAPHICAL_INDICATIONS: [
            {
                "indication_id": "product-990001",
                "name": "云澜砚石",
                "protection_kind": "product",
                "registered_on": date(2015, 5, 5),
                "holders": [FIRM],
            }
        ],
        tables.LAYOUT_DESIGNS: [
            {
                "registration_number": "BS.175990001",
                "title": "硅光驱动芯片版图",
                "holders": [FIRM],
                "filed_on": date(2017, 6, 8),
                "registered_on": date(2017, 9, 1),
            }
        ],
        tables.PLANT_VARIETIES: [
            {
                "filing_number": "20199900001",
                "name": "云澜稻1号",
                "holders": [OTHER],
                "granted_on": date(2022, 1, 1),
            }
        ],
        tables.ASSIGNMENTS: [
            _assignment(BOUGHT, OTHER, FIRM, date(2025, 3, 3)),
        ],
        tables.HOLDINGS: [
            {"patent_id": SOLD, "place": 1, "holders": [FIRM], "until_on": date(2024, 3, 3)},
            {
                "patent_id": SOLD,
                "place": 2,
                "holders": [OTHER],
                "from_on": date(2024, 3, 3),
                "act": "transfers",
            },
        ],
        tables.LICENCES: [
            {
                "licence_id": f"X2024990001-{OFFERED}",
                "right_type": "patent",
                "right_number": OFFERED,
                "licence_kind": "open",
                "licensors": [SECOND],
                "recorded_on": date(2024, 2, 1),
                "valid_until": date(2026, 9, 30),
            }
        ],
        tables.ENCUMBRANCES: [
            {
                "patent_id": UNHEARD,
                "place": 1,
                "kind": "preservation",
                "from_on": date(2026, 5, 5),
            },
            {
                "patent_id": BEHIND,
                "place": 1,
                "kind": "pledge",
                "from_on": date(2024, 6, 6),
                "until_on": date(2025, 6, 6),
            },
        ],
        tables.PLEDGES: [
            {
                "pledge_id": f"Y2026990001-{PAID}",
                "right_type": "patent",
                "right_number": PAID,
                "pledgors": [FIRM],
                "registered_on": date(2026, 2, 2),
                "amount": Decimal(5_000_000),
            }
        ],
    }


def _assignment(number: str, source: str, target: str, day: date) -> dict[str, Any]:
    return {
        "assignment_id": f"{number}-{day}",
        "right_type": "patent",
        "right_number": number,
        "assignors": [source],
        "assignees": [target],
        "effective_on": day,
    }


def keep_rights(home: Path) -> None:
    """Put the rows into a home's warehouse, as imports would."""
    with open_warehouse(home).publication("测试", "源") as publication:
        for table, rows in rows_of_rights().items():
            carried = {name for row in rows for name in row}
            publication.merge(table, rows, carried)
