"""The three shipped indicators over a small warehouse: every kind of holding, region and date."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zhishu.base.errors import InvalidValueError, NotFoundError, ZhishuError
from zhishu.cli import cli
from zhishu.flows.measure_indicator import (
    find_indicator,
    list_indicator_rows,
    list_indicators,
    measure_indicator,
)
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.insight.figure import UNKNOWN, Figure
from zhishu.rights.tables import LEGAL_PERIODS, PATENTS

CITY, DISTRICT, ZONE, COUNTY = "990100", "990102", "990102Z1", "990121"
AS_OF = date(2023, 12, 31)

# id, kind, region, section, filed, granted, periods (state, from, until)
HOLDINGS: list[tuple[str, str | None, str | None, str | None, str | None, str | None, list[str]]] = [
    ("held", "invention", DISTRICT, "H", "2018-03-01", "2020-03-01", ["in_force 2020-03-01 -"]),
    ("in_zone", "invention", ZONE, "G", "2018-03-01", "2020-03-01", ["in_force 2020-03-01 -"]),
    ("in_county", "invention", COUNTY, "H", "2019-05-01", "2021-05-01", ["in_force 2021-05-01 -"]),
    (
        "ceased", "invention", DISTRICT, "H", "2015-01-05", "2017-01-05",
        ["in_force 2017-01-05 2022-01-05", "ceased 2022-01-05 -"],
    ),
    (
        "restored", "invention", DISTRICT, "H", "2016-01-05", "2018-01-05",
        ["in_force 2018-01-05 2021-01-05", "ceased 2021-01-05 2021-09-01", "in_force 2021-09-01 -"],
    ),
    (
        "term_over", "invention", DISTRICT, "C", "2003-06-03", "2005-06-03",
        ["in_force 2005-06-03 2023-06-03", "ceased 2023-06-03 -"],
    ),
    ("no_events", "invention", DISTRICT, "H", "2018-04-01", "2020-04-01", ["unknown 2020-04-01 -"]),
    ("no_data", "invention", COUNTY, "H", "2018-04-01", "2020-04-01", ["unknown 2020-04-01 -"]),
    ("later", "invention", DISTRICT, "H", "2022-01-01", "2024-02-01", ["in_force 2024-02-01 -"]),
    ("pending", "invention", DISTRICT, "H", "2023-01-01", None, ["pending 2023-01-01 -"]),
    ("model", "utility_model", DISTRICT, "B", "2022-05-01", "2022-11-01", ["in_force 2022-11-01 -"]),
    ("design", "design", COUNTY, None, "2023-02-01", "2023-08-01", ["in_force 2023-08-01 -"]),
    ("city_only", "invention", CITY, "A", "2018-03-01", "2020-03-01", ["in_force 2020-03-01 -"]),
    ("nowhere", "invention", None, "H", "2018-03-01", "2020-03-01", ["in_force 2020-03-01 -"]),
    ("province_only", "invention", "990000", "H", "2018-03-01", "2020-03-01", ["in_force 2020-03-01 -"]),
    ("other_city", "invention", "990300", "H", "2018-03-01", "2020-03-01", ["in_force 2020-03-01 -"]),
    ("other_province", "invention", "110101", "H", "2018-03-01", "2020-03-01", ["in_force 2020-03-01 -"]),
    ("no_section", "invention", DISTRICT, None, "2018-03-01", "2020-03-01", ["in_force 2020-03-01 -"]),
    ("no_date", "invention", COUNTY, "H", None, "2022-06-01", ["in_force 2022-06-01 -"]),
]  # fmt: skip


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and text != "-" else None


def _patents(holdings: Iterable[tuple[Any, ...]]) -> Iterable[Mapping[str, Any]]:
    for name, kind, region, section, filed, granted, _ in holdings:
        yield {
            "patent_id": name,
            "title": f"名称{name}",
            "right_kind": kind,
            "region_code": region,
            "ipc_section": section,
            "filed_on": _day(filed),
            "granted_on": _day(granted),
            "first_holder": "某权利人",
        }


def _periods(holdings: Iterable[tuple[Any, ...]]) -> Iterable[Mapping[str, Any]]:
    for name, kind, region, section, filed, granted, periods in holdings:
        for period in periods:
            state, start, end = period.split()
            yield {
                "patent_id": name,
                "right_kind": kind,
                "region_code": region,
                "ipc_section": section,
                "filed_on": _day(filed),
                "granted_on": _day(granted),
                "state": state,
                "from_on": _day(start),
                "until_on": _day(end),
                "reason": "测试",
            }


def _publish(home: Path, holdings: list[tuple[Any, ...]]) -> None:
    with open_warehouse(home).publication("测试", "tests") as publication:
        publication.replace(PATENTS, list(_patents(holdings)))
        publication.replace(LEGAL_PERIODS, list(_periods(holdings)))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("city")
    _publish(home, HOLDINGS)
    return home


def _by(figure: Figure, *names: str) -> dict[Any, tuple[Any, int]]:
    """Rows as value and unknown by their dimensions."""
    return {
        tuple(row.dimensions[name] for name in names)
        if len(names) > 1
        else row.dimensions[names[0]]: (row.value, row.unknown)
        for row in figure.rows
    }


def _ids(home: Path, name: str, **asked: Any) -> set[str]:
    return {row[0] for row in list_indicator_rows(home, name, **asked).rows}


COUNTED = {"held", "in_zone", "in_county", "restored", "city_only", "no_section"}
UNCOUNTED = {"no_events", "no_data", "no_date", "nowhere", "province_only"}


def test_only_what_is_known_to_be_in_force_in_the_city_counts(city: Path) -> None:
    figure = measure_indicator(city, "valid_inventions", as_of=AS_OF, region=CITY)
    assert (figure.value, figure.unknown) == (len(COUNTED), len(UNCOUNTED))
    assert figure.at_least
    assert (figure.as_of, figure.snapshot, figure.region_name) == (AS_OF, 1, "示例省云澜市")
    assert "未知" in figure.definition
    assert figure.sql == "national/indicators/valid_inventions.sql"


def test_the_rows_are_those_counted(city: Path) -> None:
    asked: dict[str, Any] = {"as_of": AS_OF, "region": CITY}
    assert _ids(city, "valid_inventions", **asked) == COUNTED
    assert _ids(city, "valid_inventions", standing="unknown", **asked) == UNCOUNTED


AS_OF_DAYS = [
    ("2019-12-31", {"ceased", "restored", "term_over"}),
    ("2021-06-01", {"held", "in_zone", "in_county", "ceased", "term_over", "city_only", "no_section"}),
    ("2021-09-01", {"held", "in_zone", "in_county", "ceased", "restored", "term_over", "city_only", "no_section"}),
    ("2022-01-04", {"held", "in_zone", "in_county", "ceased", "restored", "term_over", "city_only", "no_section"}),
    ("2022-01-05", {"held", "in_zone", "in_county", "restored", "term_over", "city_only", "no_section"}),
    ("2023-06-02", COUNTED | {"term_over"}),
    ("2023-06-03", COUNTED),
    ("2024-02-01", COUNTED | {"later"}),
    ("1999-01-01", set()),
]  # fmt: skip


@pytest.mark.parametrize(("day", "expected"), AS_OF_DAYS)
def test_each_day_has_its_own_holdings(city: Path, day: str, expected: set[str]) -> None:
    as_of = date.fromisoformat(day)
    assert _ids(city, "valid_inventions", as_of=as_of, region=CITY) == expected
    figure = measure_indicator(city, "valid_inventions", as_of=as_of, region=CITY)
    assert figure.value == len(expected)


def test_by_county_a_zone_counts_inside_its_district(city: Path) -> None:
    figure = measure_indicator(city, "valid_inventions", as_of=AS_OF, region=CITY, by=["county"])
    rows = _by(figure, "county")
    assert rows[DISTRICT] == (4, 1)
    assert rows[COUNTY] == (1, 2)
    assert rows["990103"] == (0, 0)  # nothing there is a nought, not a gap
    assert rows[UNKNOWN] == (1, 2)  # the city is known but not the county; the city is not known
    assert figure.rows[-1].labels["county"] == UNKNOWN
    assert figure.rows[0].labels["county"] == "青岚区"
    assert sum(row.value or 0 for row in figure.rows) == figure.value
    assert sum(row.unknown for row in figure.rows) == figure.unknown


def test_a_zone_can_be_shown_apart(city: Path) -> None:
    figure = measure_indicator(city, "valid_inventions", as_of=AS_OF, region=CITY, by=["zone"])
    assert _by(figure, "zone") == {ZONE: (1, 0), "outside": (5, 4), UNKNOWN: (0, 1)}
    assert {row.labels["zone"] for row in figure.rows} == {"白鹭高新区", "功能区以外", UNKNOWN}
    alone = measure_indicator(city, "valid_inventions", as_of=AS_OF, region=ZONE)
    assert alone.value == 1


def test_by_section_designs_and_gaps(city: Path) -> None:
    figure = measure_indicator(
        city, "valid_inventions", as_of=AS_OF, region=CITY, by=["ipc_section"]
    )
    assert _by(figure, "ipc_section") == {
        "A": (1, 0),
        "G": (1, 0),
        "H": (3, 5),
        UNKNOWN: (1, 0),
    }


REGIONS = [
    (DISTRICT, 4, 4),
    (COUNTY, 1, 5),
    (ZONE, 1, 3),
    (CITY, 6, 5),
    ("110000", 1, 1),
    (None, 10, 3),
]


@pytest.mark.parametrize(("region", "value", "unknown"), REGIONS)
def test_each_region_counts_what_lies_inside(
    city: Path, region: str | None, value: int, unknown: int
) -> None:
    figure = measure_indicator(city, "valid_inventions", as_of=AS_OF, region=region)
    assert (figure.value, figure.unknown) == (value, unknown)


@pytest.mark.parametrize("by", ["county", "zone", "ipc_section"])
def test_every_row_of_a_figure_opens_into_its_rows(city: Path, by: str) -> None:
    figure = measure_indicator(city, "valid_inventions", as_of=AS_OF, region=CITY, by=[by])
    assert figure.rows
    for row in figure.rows:
        for standing, count in (("counted", row.value), ("unknown", row.unknown)):
            listed = list_indicator_rows(
                city,
                "valid_inventions",
                as_of=AS_OF,
                region=CITY,
                filters=row.dimensions,
                standing=standing,
            )
            assert listed.total == len(listed.rows) == count


def test_rows_come_in_pages(city: Path) -> None:
    pages = [
        list_indicator_rows(city, "valid_inventions", as_of=AS_OF, region=CITY, page=page, size=3)
        for page in (1, 2, 3, 4)
    ]
    assert [len(page.rows) for page in pages] == [3, 3, 0, 0]
    assert {row[0] for page in pages for row in page.rows} == COUNTED
    assert all(page.total == 6 for page in pages)


def test_per_10k_takes_the_last_year_end_and_says_so(city: Path) -> None:
    name = "valid_inventions_per_10k"
    at_end = measure_indicator(city, name, as_of=AS_OF, region=CITY)
    (used,) = at_end.parameters
    assert used.value is not None
    assert at_end.value == (Decimal(6 * 10000) / used.value).quantize(Decimal("0.01"))
    assert (used.since, used.unit, used.note) == (AS_OF, "人", "")
    assert used.source
    assert not used.verified
    half = measure_indicator(city, name, as_of=date(2024, 6, 30), region=CITY)
    assert half.parameters[0].since == AS_OF
    assert "2023-12-31" in half.parameters[0].note


def test_per_10k_by_county_divides_by_each_countys_people(city: Path) -> None:
    name = "valid_inventions_per_10k"
    figure = measure_indicator(city, name, as_of=AS_OF, region=CITY, by=["county"])
    rows = _by(figure, "county")
    for code in (DISTRICT, COUNTY, "990103"):
        alone = measure_indicator(city, name, as_of=AS_OF, region=code)
        assert rows[code] == (alone.value, alone.unknown)
        listed = list_indicator_rows(city, name, as_of=AS_OF, region=CITY, filters={"county": code})
        people = alone.parameters[0].value
        assert people is not None
        assert alone.value == (Decimal(listed.total * 10000) / people).quantize(Decimal("0.01"))


@pytest.mark.parametrize(
    ("region", "day"), [(CITY, "2010-12-31"), ("110000", "2023-12-31"), (None, "2023-12-31")]
)
def test_without_a_population_the_figure_is_unknown_not_nought(
    city: Path, region: str | None, day: str
) -> None:
    figure = measure_indicator(
        city, "valid_inventions_per_10k", as_of=date.fromisoformat(day), region=region
    )
    assert figure.value is None
    assert "年末常住人口" in figure.reason


def test_filings_and_grants_are_never_added_up(city: Path) -> None:
    figure = measure_indicator(city, "filings_and_grants", as_of=AS_OF, region=CITY)
    assert figure.value is None
    assert "不相加" in figure.reason
    rows = _by(figure, "matter")
    assert rows == {"filing": (14, 3), "grant": (13, 2)}
    assert {row.labels["matter"] for row in figure.rows} == {"申请量", "授权量"}


def test_filings_by_year_and_kind(city: Path) -> None:
    figure = measure_indicator(
        city,
        "filings_and_grants",
        as_of=AS_OF,
        region=CITY,
        by=["year", "right_kind"],
        filters={"matter": "filing"},
    )
    rows = _by(figure, "year", "right_kind")
    assert rows["2022", "utility_model"] == (1, 0)
    assert rows["2023", "design"] == (1, 0)
    assert rows["2018", "invention"] == (6, 2)
    assert rows[UNKNOWN, "invention"] == (0, 1)
    assert figure.value == 14
    assert sum(row.value or 0 for row in figure.rows) == 14
    assert figure.rows[-1].dimensions["year"] == UNKNOWN


def test_filings_open_into_their_rows(city: Path) -> None:
    figure = measure_indicator(
        city,
        "filings_and_grants",
        as_of=AS_OF,
        region=CITY,
        by=["year", "county", "ipc_section", "right_kind", "zone"],
    )
    for row in figure.rows:
        asked: dict[str, Any] = {"as_of": AS_OF, "region": CITY, "filters": row.dimensions}
        assert list_indicator_rows(city, "filings_and_grants", **asked).total == row.value


def test_an_old_snapshot_gives_the_old_figure(tmp_path: Path) -> None:
    _publish(tmp_path, HOLDINGS)
    asked: dict[str, Any] = {"as_of": AS_OF, "region": CITY, "by": ["county", "ipc_section"]}
    before = measure_indicator(tmp_path, "valid_inventions", **asked)
    ceased = [
        (*HOLDINGS[0][:6], ["in_force 2020-03-01 2023-01-01", "ceased 2023-01-01 -"]),
        ("new", "invention", COUNTY, "H", "2019-01-01", "2021-01-01", ["in_force 2021-01-01 -"]),
        ("new2", "invention", COUNTY, "H", "2019-01-01", "2021-01-01", ["in_force 2021-01-01 -"]),
    ]
    with open_warehouse(tmp_path).publication("测试", "tests") as publication:
        publication.replace(PATENTS, list(_patents(ceased)))
        publication.replace(LEGAL_PERIODS, list(_periods(ceased)))
    after = measure_indicator(tmp_path, "valid_inventions", **asked)
    assert before.value == 6
    assert (after.value, after.snapshot) == (7, before.snapshot + 1)
    again = measure_indicator(tmp_path, "valid_inventions", snapshot=before.snapshot, **asked)
    assert again == before


def test_an_empty_warehouse_counts_nought(home: Path) -> None:
    figure = measure_indicator(home, "valid_inventions", as_of=AS_OF, region=CITY)
    assert (figure.value, figure.unknown, figure.snapshot) == (0, 0, 0)


def test_what_is_not_there_is_refused_in_words(city: Path) -> None:
    with pytest.raises(NotFoundError, match="没有指标"):
        measure_indicator(city, "nonsense", as_of=AS_OF)
    with pytest.raises(InvalidValueError, match="没有维度"):
        measure_indicator(city, "valid_inventions", as_of=AS_OF, by=["colour"])
    with pytest.raises(InvalidValueError, match="没有维度"):
        measure_indicator(city, "valid_inventions", as_of=AS_OF, filters={"1=1; --": "x"})
    with pytest.raises(InvalidValueError):
        measure_indicator(city, "valid_inventions", as_of=AS_OF, region="火星")
    with pytest.raises(InvalidValueError):
        list_indicator_rows(city, "valid_inventions", as_of=AS_OF, standing="all")
    with pytest.raises(ZhishuError):
        measure_indicator(city, "valid_inventions", as_of=AS_OF, snapshot=999)


def test_a_filters_value_is_only_a_value(city: Path) -> None:
    figure = measure_indicator(
        city, "valid_inventions", as_of=AS_OF, filters={"county": "' OR 1=1 --"}
    )
    assert figure.value == 0


def test_indicators_are_listed_and_found_by_title(city: Path) -> None:
    names = {indicator.name for indicator in list_indicators(city)}
    assert names >= {"valid_inventions", "valid_inventions_per_10k", "filings_and_grants"}
    assert find_indicator(city, "有效发明专利拥有量").name == "valid_inventions"


def _run(home: Path, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["indicator", *arguments, "--home", str(home)])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_line_shows_a_figure_and_its_rows(city: Path) -> None:
    asked = ["show", "valid_inventions", "--as-of", "2023-12-31", "--region", CITY]
    code, out, _ = _run(city, *asked, "--by", "county")
    assert code == 0
    assert "有效发明专利拥有量：至少6件" in out
    assert "青岚区  4（未知1）" in out
    assert "快照1" in out
    code, out, _ = _run(city, *asked, "--json")
    figure = json.loads(out)
    assert (figure["value"], figure["unknown"], figure["at_least"]) == (6, 5, True)
    code, out, err = _run(city, *asked, "--rows", "--where", f"county={COUNTY}")
    assert out.count("\n") == 2
    assert "共1行" in err
    code, out, _ = _run(city, *asked, "--unknown", "--json")
    assert {row[0] for row in json.loads(out)["rows"]} == UNCOUNTED


def test_the_command_line_lists_and_refuses(city: Path) -> None:
    code, out, _ = _run(city, "list", "--json")
    assert code == 0
    assert "valid_inventions_per_10k" in {one["indicator"] for one in json.loads(out)}
    assert _run(city, "show", "valid_inventions", "--by", "colour")[0] == 2
    assert _run(city, "show", "valid_inventions", "--where", "county")[0] == 2
    assert _run(city, "show", "valid_inventions", "--region", "火星")[0] == 2
    code, out, _ = _run(
        city, "show", "每万人口有效发明专利拥有量", "--as-of", "2010-12-31", "--region", CITY
    )
    assert code == 0
    assert "未知" in out
