"""The files of the demo city agree with one another, and are written in parts of bounded size."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from zhishu.base.dates import add_years
from zhishu.base.identifiers import ApplicationNumber
from zhishu.cli import cli
from zhishu.demo.city import INVENTION, LAST, MOST_PATENTS, TODAY, City
from zhishu.demo.files import PATENTS, SEED, DemoFiles, count_firms, make_demo
from zhishu.demo.life import Lifetimes, owners
from zhishu.demo.parties import DEMO_FIRM, make_parties
from zhishu.demo.sheet import Sheet
from zhishu.rules.rulebook import load_rulebook

SIZE = 3000
Rows = list[dict[str, str]]


def read(path: Path) -> Rows:
    encoding = "gb18030" if "公报" in path.name else "utf-8-sig"
    with path.open(encoding=encoding, newline="") as stream:
        lines = list(csv.reader(stream))
    assert {len(line) for line in lines} == {len(lines[0])}, path.name
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def day(text: str) -> date:
    return date.fromisoformat(text.replace(".", "-"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return make_demo(tmp_path_factory.mktemp("demo"), patents=SIZE)


@pytest.fixture(scope="module")
def patents(files: DemoFiles) -> dict[str, dict[str, str]]:
    """The last publication of each application."""
    return {row["申请号"]: row for row in read(files.patents)}


@pytest.fixture(scope="module")
def events(files: DemoFiles) -> dict[str, list[tuple[date, str, str]]]:
    found = defaultdict(list)
    for row in read(files.events):
        found[row["申请号"]].append((day(row["公告日"]), row["事务代码"], row["事务内容"]))
    return found


def coded(events: list[tuple[date, str, str]], *codes: str) -> list[date]:
    return [day for day, code, _ in events if code in codes]


def test_parts_are_bounded_and_their_size_changes_no_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    largest = 0
    add = Sheet.add

    def watched(sheet: Sheet, columns: list[object]) -> None:
        nonlocal largest
        before = sheet.rows
        add(sheet, columns)  # type: ignore[arg-type]
        largest = max(largest, sheet.rows - before)

    monkeypatch.setattr(Sheet, "add", watched)
    bytes_of = []
    for batch in (97, 1000):
        made = make_demo(tmp_path / str(batch), patents=1000, batch=batch)
        bytes_of.append([path.read_bytes() for path in made.all()])
        # Not many more rows in one go than patents: what is held does not grow with the city.
        assert largest <= 12 * batch
    assert bytes_of[0] == bytes_of[1]


def test_what_is_cited_was_known_before_and_counted_at_both_ends(
    files: DemoFiles, patents: dict[str, dict[str, str]]
) -> None:
    known = {row["公开（公告）号"]: row for row in read(files.patents)}
    citations = read(files.citations)
    assert len(citations) > SIZE // 2
    for row in citations:
        cited = known[row["被引证公开（公告）号"]]
        assert day(cited["公开（公告）日"]) < day(patents[row["申请号"]]["申请日"])
    cites = Counter(row["申请号"] for row in citations)
    cited = Counter(known[row["被引证公开（公告）号"]]["申请号"] for row in citations)
    assert max(cited.values()) > 4
    for number, row in patents.items():
        assert (int(row["引证次数"]), int(row["被引证次数"])) == (cites[number], cited[number])


def test_events_follow_one_another(
    patents: dict[str, dict[str, str]], events: dict[str, list[tuple[date, str, str]]]
) -> None:
    seen = Counter(code for found in events.values() for _, code, _ in found)
    assert {"PB01", "SE01", "GR01", "CF01", "RR01", "TR01", "PE01", "CX01"} <= set(seen)
    after = ("CF01", "RR01", "IW01", "AV01", "CX01", "TR01", "EE01", "PE01")
    for number, found in events.items():
        assert max(coded(found, *seen)) <= TODAY
        assert all(one.weekday() in (1, 4) for one in coded(found, *seen))
        granted = coded(found, "GR01")
        assert all(granted[0] <= one for one in coded(found, *after))
        assert all(one < granted[0] for one in coded(found, "SE01") if granted)
        # A few lapses are told once more, without the day: a contradiction to be found.
        ends = [one for one in found if one[1] != "CF01" or "终止日期" in one[2]]
        assert len(coded(ends, "IW01", "AV01", "CX01", "CF01")) <= 1 + len(coded(found, "RR01"))
        repeated = len(coded(found, "CF01")) - len(coded(ends, "CF01"))
        assert repeated == 0 or (repeated == 1 and not coded(found, "RR01"))
        for told, code, value in found:
            if code == "TR01" and told <= TODAY:
                assert patents[number]["当前权利人"] == value.removeprefix("专利权的转移；变更后：")


def test_pledges_stand_in_the_register_and_among_the_events(
    files: DemoFiles, events: dict[str, list[tuple[date, str, str]]]
) -> None:
    pledges = read(files.pledges)
    assert len(pledges) > 10
    assert len({row["登记号"] for row in pledges}) == len(pledges)
    registered = {row["专利号"].removeprefix("ZL"): row for row in pledges}
    announced = {number for number, found in events.items() if coded(found, "PE01")}
    assert announced == set(registered)
    for number, row in registered.items():
        assert coded(events[number], "PE01") == [day(row["登记生效日"])]
        assert coded(events[number], "PC01") == ([day(row["解除日"])] if row["解除日"] else [])
        assert any(row["登记号"] in value for _, _, value in events[number])


def test_fees_fit_the_years_of_a_patent(
    files: DemoFiles, events: dict[str, list[tuple[date, str, str]]]
) -> None:
    filed = {row["申请号"]: day(row["申请日"]) for row in read(files.patents)}
    rulebook = load_rulebook()
    paid: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read(files.payments):
        paid[row["申请号"]].append(row)
    lapsed = 0
    for number, rows in paid.items():
        kind = ApplicationNumber.parse(number).right_kind
        term = rulebook.parameter(f"{kind}_term").at(filed[number])
        years = [int(row["年度"]) for row in sorted(rows, key=lambda row: int(row["年度"]))]
        assert years == list(range(years[0], years[0] + len(years)))
        assert term is not None and years[-1] <= term.value
        for row in rows:
            assert day(row["缴费日"]) <= TODAY
            assert day(row["应缴日"]) >= add_years(filed[number], int(row["年度"]) - 1)
        found = events[number]
        if coded(found, "CF01") and not coded(found, "RR01"):
            lapsed += 1
            # Announced for the first year that was not paid.
            assert add_years(filed[number], years[-1]) < coded(found, "CF01")[0]
            assert coded(found, "CF01")[0] < add_years(filed[number], years[-1] + 1)
    assert lapsed > 50


def test_trademarks_run_by_the_rulebook(files: DemoFiles) -> None:
    term = load_rulebook().parameter("trademark_term")
    firms = {row["统一社会信用代码"]: row["企业名称"] for row in read(files.registry)}
    marks, same = read(files.trademarks), 0
    assert len(marks) == len({row["注册号"] for row in marks}) == SIZE // 2
    for row in marks:
        since, until = day(row["专用期(起始日期)"]), day(row["专用期(到期日期)"])
        value = term.at(since)
        assert value is not None and day(row["申请日期"]) < since <= TODAY
        assert (until - add_years(since, int(value.value))).days in (-1, *range(3640, 3660))
        assert row["是否有效"] == "否" or until >= TODAY
        same += firms[row["统一社会信用代码"]] == row["企业名称"]
    # The registry prints a few names otherwise, which officers settle.
    assert 0.85 * len(marks) < same < len(marks)
    assert {row["是否有效"] for row in marks} == {"是", "否"}
    assert len(read(files.indications)) > 10


def test_what_measures_are_judged_by_fits_the_city(files: DemoFiles) -> None:
    codes = {row["统一社会信用代码"] for row in read(files.registry)}
    patents = {row["申请号"] for row in read(files.patents)}
    told = [
        *read(files.recognitions), *read(files.awards_paid), *read(files.figures),
        *read(files.credit_records), *read(files.expenses), *read(files.controllers),
    ]  # fmt: skip
    assert {row["统一社会信用代码"] for row in told} - {""} <= codes
    assert {row.get("专利号", "").removeprefix("ZL") for row in told} - {""} <= patents
    days = ("认定日期", "兑付日期", "列入日期", "支付日期", "起始日期")
    assert all(day(row[name]) <= TODAY for row in told for name in days if row.get(name))
    # A year's interest is paid when a pledge is released.
    released = {(row["专利号"], row["解除日"]) for row in read(files.pledges)}
    interest = [row for row in read(files.expenses) if row["费用类别"] == "贷款利息"]
    assert interest and {(row["专利号"], row["支付日期"]) for row in interest} <= released
    # One product was paid for twice, to firms that one and the same controls.
    controller = {row["统一社会信用代码"]: row["实际控制人"] for row in read(files.controllers)}
    paid = defaultdict(list)
    for row in read(files.awards_paid):
        paid[row["兑付对象"]].append(controller.get(row["统一社会信用代码"]))
    del paid[""]
    assert any(len(who) == 2 and None not in who and len(set(who)) == 1 for who in paid.values())


def test_some_certified_firms_have_patents_enough_and_some_lack_one(files: DemoFiles) -> None:
    city = City(SEED, SIZE, make_parties(SEED, count_firms(SIZE)))
    lives = Lifetimes(city, load_rulebook()).lives(city.patents(np.arange(SIZE)))
    holder = np.array(owners(city, lives.patents, lives.assigned <= LAST).to_pylist())
    valid = (lives.patents.granted <= LAST) & (np.minimum(lives.ends, lives.due) > LAST)
    own, inventions = (
        Counter(holder[valid]),
        Counter(holder[valid & (lives.patents.kind == INVENTION)]),
    )
    fees = [row for row in read(files.expenses) if row["费用类别"] == "认证费"]
    certified = {row["企业名称"] for row in fees}
    assert DEMO_FIRM in certified
    assert any(own[name] >= 3 for name in certified)
    assert any(own[name] == 2 and not inventions[name] for name in certified)


def test_the_command_makes_the_files_only(tmp_path: Path, files: DemoFiles) -> None:
    folder = tmp_path / "files"
    arguments = ["demo", "make", "--patents", "50", "--folder", str(folder), "--json"]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert set(told["files"]) == {path.name for path in folder.iterdir()}
    assert set(told["files"]) == {path.name for path in files.all()}
    arguments[3] = str(MOST_PATENTS + 1)
    assert CliRunner().invoke(cli, arguments).exit_code == 2
    assert CliRunner().invoke(cli, ["demo", "make"]).exit_code == 2


@pytest.mark.parametrize("count", [SIZE, PATENTS])
def test_the_demo_firm_has_a_fee_to_make_up_for(count: int) -> None:
    """Whoever looks at the demo is to see why a surcharge is what it is."""
    city = City(SEED, count, make_parties(SEED, count_firms(count)))
    patents = city.patents(np.arange(count))
    lives = Lifetimes(city, load_rulebook(Path("none"))).lives(patents)
    own = np.array(owners(city, patents, lives.assigned <= LAST).to_pylist()) == DEMO_FIRM
    days_late = LAST - lives.due[own & (lives.due <= LAST) & (lives.lapsed > LAST)]
    assert len(days_late) and (days_late > 31).any() and (days_late < 180).all()
