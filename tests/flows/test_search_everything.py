"""The one search box over a small warehouse: totals, tabs, hits, and what is wrong with the index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from zhishu.base.errors import DamagedDataError, InvalidValueError, NotFoundError
from zhishu.cli import cli
from zhishu.flows import rebuild_index as rebuilding
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.flows.rebuild_index import index_folder, index_status, rebuild_index
from zhishu.flows.search_everything import search_everything
from zhishu.policy.tables import POLICY_CLAUSES, POLICY_DOCUMENTS
from zhishu.rights.tables import LEGAL_PERIODS, PATENTS
from zhishu.search.index import Filters
from zhishu.search.reading import parse_query
from zhishu.search.tantivy_index import open_index
from zhishu.warehouse.home_version import RESTORING, in_hand
from zhishu.warehouse.table import Table

DOCUMENTS: list[Mapping[str, Any]] = [
    {
        "document_id": "aaaa-1",
        "title": "云澜市专利资助办法",
        "other_titles": ["资助项目清单"],
        "document_number": "云府发〔2023〕5号",
        "issuing_authorities": ["云澜市人民政府", "云澜市财政局"],
        "issued_on": date(2023, 5, 1),
        "effective_to": date(2025, 12, 31),
        "trial": True,
        "completeness": "complete",
        "region_code": "990100",
    },
    {
        "document_id": "bbbb-1",
        "title": None,
        "issuing_authorities": [],
        "published_on": date(2024, 2, 1),
        "completeness": "damaged",
    },
    {"document_id": "cccc-1", "title": "只有封面的通知", "completeness": "cover_only"},
]
CLAUSES: list[Mapping[str, Any]] = [
    {"document_id": "aaaa-1", "position": 1, "path": "", "heading": None, "text": "为促进创新，制定本办法。"},
    {"document_id": "aaaa-1", "position": 2, "path": "第二条", "heading": "资助标准", "text": "锂电池发明专利每件资助。\n实用新型不资助。"},
    {"document_id": "aaaa-1", "position": 3, "path": "第三条", "heading": None, "text": "锂电池以外的专利另行规定。"},
    {"document_id": "bbbb-1", "position": 1, "path": "一", "heading": "锂电池产业", "text": "推进。"},
]  # fmt: skip
PATENT_ROWS: list[Mapping[str, Any]] = [
    {
        "patent_id": "2023101234567",
        "application_number": "2023101234567",
        "right_kind": "invention",
        "title": "一种锂电池隔膜",
        "abstract": "公开了一种隔膜。",
        "holders": ["云澜大学"],
        "inventors": ["欧阳某某"],
        "address": "某街道八十八号",
        "agency": "某代理所",
        "region_code": "990102Z1",
        "filed_on": date(2023, 1, 5),
        "granted_on": date(2024, 1, 5),
        "grant_number": "CN116000001B",
        "main_ipc": "H01M50/403",
        "ipc": ["H01M50/403", "H01M10/0525"],
    },
    {
        "patent_id": "CN212345678U",
        "right_kind": "utility_model",
        "title": "锂电池检测夹具",
        "holders": ["青岚电池有限公司"],
        "publication_number": "CN212345678U",
        "region_code": "990121",
        "filed_on": date(2022, 3, 1),
    },
]


def _publish(home: Path) -> None:
    clauses = [{**c, "clause_id": f"{c['document_id']}#{c['path']}"} for c in CLAUSES]
    with open_warehouse(home).publication("测试", "tests") as publication:
        publication.replace(POLICY_DOCUMENTS, DOCUMENTS)
        publication.replace(POLICY_CLAUSES, clauses)
        publication.replace(PATENTS, PATENT_ROWS)
        publication.replace(
            LEGAL_PERIODS,
            [
                {"patent_id": "2023101234567", "state": "pending", "from_on": date(2023, 1, 5), "until_on": date(2024, 1, 5)},
                {"patent_id": "2023101234567", "state": "in_force", "from_on": date(2024, 1, 5), "until_on": None},
            ],
        )  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("library")
    _publish(home)
    rebuild_index(home)
    return home


TOTALS = [
    ("锂电池", 2, 2),
    ("锂", 2, 2),
    ("资助", 1, 0),
    ("“锂电池产业”", 1, 0),
    ("资助项目清单", 1, 0),
    ("云府发[2023]5号", 1, 0),
    ("云府发", 1, 0),
    ("财政局", 1, 0),
    ("发文机关:财政局 锂电池", 1, 0),
    ("申请人:云澜大学", 0, 1),
    ("CN116000001B", 0, 1),
    ("202310123456.7", 0, 1),
    ("cn212345678u", 0, 1),
    ("IPC:H01M*", 0, 1),
    ("年:2022", 0, 1),
    ("年:2024", 1, 0),
    ("区划:9901", 1, 2),
    ("通知", 1, 0),
    ("没有这个词", 0, 0),
]


@pytest.mark.parametrize(("q", "policies", "patents"), TOTALS)
def test_totals_are_of_documents_and_patents(
    library: Path, q: str, policies: int, patents: int
) -> None:
    answer = search_everything(library, q)
    assert answer.totals == {"policy": policies, "patent": patents}
    assert answer.total == len(answer.hits)
    assert answer.kind == ("policy" if policies or not patents else "patent")


@pytest.mark.parametrize("q", ["欧阳某某", "八十八号", "某代理所"])
def test_what_is_not_public_cannot_be_found(library: Path, q: str) -> None:
    assert search_everything(library, q).totals == {"policy": 0, "patent": 0}


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (POLICY_DOCUMENTS, rebuilding.DOCUMENT_COLUMNS),
        (POLICY_CLAUSES, rebuilding.CLAUSE_COLUMNS),
        (PATENTS, rebuilding.PATENT_COLUMNS),
    ],
)
def test_only_public_columns_enter_the_index(table: Table, columns: tuple[str, ...]) -> None:
    assert {table.column(name).classification for name in columns} == {"public"}


def test_a_policy_hit_names_its_clauses(library: Path) -> None:
    answer = search_everything(library, "锂电池", kind="policy")
    hit = next(hit for hit in answer.hits if hit.entry_id == "aaaa-1")
    assert (hit.number, hit.names) == ("云府发〔2023〕5号", ("云澜市人民政府", "云澜市财政局"))
    assert (hit.dated, hit.effective_to, hit.trial) == (date(2023, 5, 1), date(2025, 12, 31), True)
    assert {place.path for place in hit.places} == {"第二条", "第三条"}
    assert hit.places_total == 2
    for place in hit.places:
        assert [place.snippet.text[a:b] for a, b in place.snippet.marks] == ["锂电池"]


def test_a_clause_found_by_its_heading(library: Path) -> None:
    (hit,) = search_everything(library, "锂电池产业").hits
    assert [(place.path, place.heading) for place in hit.places] == [("一", "锂电池产业")]


STATES = [
    (date(2023, 6, 1), "pending"),
    (date(2024, 1, 5), "in_force"),
    (date(2022, 1, 1), "unknown"),
]


@pytest.mark.parametrize(("as_of", "state"), STATES)
def test_a_patent_hit_tells_its_state_on_the_day(library: Path, as_of: date, state: str) -> None:
    (hit,) = search_everything(library, "隔膜", kind="patent", as_of=as_of).hits
    assert hit.state == state
    assert (hit.entry_id, hit.number, hit.names) == (
        "2023101234567",
        "2023101234567",
        ("云澜大学",),
    )
    assert (hit.main_ipc, hit.dated, hit.granted_on) == (
        "H01M50/403",
        date(2023, 1, 5),
        date(2024, 1, 5),
    )


def test_filters_and_pages(library: Path) -> None:
    answer = search_everything(
        library, "锂电池", kind="patent", filters=Filters(region="990100"), page=2, size=1
    )
    assert (answer.total, answer.pages, len(answer.hits)) == (2, 2, 1)
    assert search_everything(library, "锂电池", filters=Filters(region="990121")).totals == {
        "policy": 0,
        "patent": 1,
    }
    assert search_everything(library, "", filters=Filters(year=2023)).totals["patent"] == 1


def test_an_empty_box_asks_for_words(library: Path) -> None:
    answer = search_everything(library, "  ")
    assert (answer.total, answer.hits) == (0, ())
    assert answer.hints


def test_nothing_found_says_what_to_try(library: Path) -> None:
    assert any("用空格" in hint for hint in search_everything(library, "没有这个词").hints)
    assert not search_everything(library, "“锂电池”").hints


def test_regions_are_known_by_name(library: Path) -> None:
    assert search_everything(library, "区划:白鹭高新区").totals["patent"] == 1
    assert search_everything(library, "地区:示例省云澜市").totals == {"policy": 1, "patent": 2}
    with pytest.raises(InvalidValueError, match="不认识地区"):
        search_everything(library, "区划:火星")


def test_before_the_first_rebuild_the_next_step_is_told(home: Path) -> None:
    with pytest.raises(NotFoundError) as missing:
        search_everything(home, "专利")
    assert missing.value.code == "no_index"
    assert "zhishu index rebuild" in missing.value.next_step


def test_an_empty_warehouse_makes_an_empty_index(home: Path) -> None:
    report = rebuild_index(home)
    assert (report.snapshot, report.policies, report.clauses, report.patents) == (0, 0, 0, 0)
    assert search_everything(home, "专利").totals == {"policy": 0, "patent": 0}


def test_news_in_the_warehouse_is_reported_and_found_after_a_rebuild(home: Path) -> None:
    _publish(home)
    rebuild_index(home)
    with open_warehouse(home).publication("测试", "tests") as publication:
        publication.replace(PATENTS, [{**PATENT_ROWS[0], "patent_id": "x", "title": "新的石墨烯"}])
    before = search_everything(home, "石墨烯")
    assert (before.total, before.is_behind) == (0, True)
    assert (before.index_snapshot, before.warehouse_snapshot) == (1, 2)
    assert index_status(home).is_behind
    rebuild_index(home)
    after = search_everything(home, "石墨烯")
    assert (after.total, after.is_behind) == (1, False)


def _edition(home: Path) -> Path:
    pointer = json.loads((index_folder(home) / "current").read_text())
    return index_folder(home) / str(pointer["name"])


def _break_byte(path: Path) -> None:
    """One bit falls over in its place: a file cut short under an open index kills its reader instead."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, 1)
        file.write(bytes([byte ^ 1]))


@pytest.mark.parametrize("damage", ["byte", "missing", "manifest", "no_manifest", "pointer"])
def test_a_damaged_index_is_an_outage_with_a_next_step(home: Path, damage: str) -> None:
    _publish(home)
    rebuild_index(home)
    store = next(_edition(home).glob("policy/kept-*.blocks"))
    if damage == "byte":
        _break_byte(store)
    elif damage == "missing":
        store.unlink()
    elif damage == "manifest":
        _break_byte(_edition(home) / "manifest.json")
    elif damage == "no_manifest":
        (_edition(home) / "manifest.json").unlink()
    else:
        (index_folder(home) / "current").write_text("{")
    with pytest.raises(DamagedDataError) as damaged:
        search_everything(home, "专利")
    assert "zhishu index rebuild" in damaged.value.next_step
    with pytest.raises(DamagedDataError):
        index_status(home)
    rebuild_index(home)
    assert search_everything(home, "专利").total == 1


def test_a_damaged_table_leaves_the_index_in_use(home: Path) -> None:
    _publish(home)
    rebuild_index(home)
    before = _edition(home)
    for segment in (home / "warehouse" / "tables" / "patents").rglob("*.parquet"):
        _break_byte(segment)
    with pytest.raises(DamagedDataError):
        rebuild_index(home)
    assert _edition(home) == before
    assert [path for path in index_folder(home).iterdir() if path.is_dir()] == [before]
    assert search_everything(home, "锂电池").totals == {"policy": 2, "patent": 2}


def test_damaged_states_do_not_stop_the_search(home: Path) -> None:
    _publish(home)
    rebuild_index(home)
    for segment in (home / "warehouse" / "tables" / "legal_periods").rglob("*.parquet"):
        _break_byte(segment)
    answer = search_everything(home, "隔膜", as_of=date(2024, 6, 1))
    assert [hit.state for hit in answer.hits] == [None]
    assert any("法律状态" in hint for hint in answer.hints)


def _editions(home: Path) -> list[Path]:
    return sorted(path for path in index_folder(home).iterdir() if path.is_dir())


def test_an_edition_stays_while_it_is_read_and_goes_then(home: Path) -> None:
    _publish(home)
    rebuild_index(home)
    first = _edition(home)
    reader = open_index(index_folder(home))
    rebuild_index(home)
    second = _edition(home)
    assert _editions(home) == [first, second]
    assert search_everything(home, "隔膜").totals["patent"] == 1  # by the new edition
    assert _editions(home) == [first, second]
    assert reader.count(parse_query("隔膜"), "patent") == 1  # the old one still answers
    del reader
    assert _editions(home) == [second]


def test_merging_segments_and_writing_other_tables_leave_the_index_up_to_date(home: Path) -> None:
    _publish(home)
    with open_warehouse(home).publication("测试", "tests") as publication:
        publication.replace(PATENTS, [*PATENT_ROWS, {**PATENT_ROWS[0], "patent_id": "x"}])
    rebuild_index(home)
    warehouse = open_warehouse(home)
    warehouse.compact()
    with warehouse.publication("测试", "tests") as publication:
        publication.replace(
            LEGAL_PERIODS,
            [{"patent_id": "x", "state": "pending", "from_on": date(2023, 1, 5), "until_on": None}],
        )
    status = index_status(home)
    assert status.warehouse_snapshot > status.index_snapshot
    assert not status.is_behind
    assert not search_everything(home, "隔膜").is_behind
    with warehouse.publication("测试", "tests") as publication:
        publication.replace(PATENTS, [{**PATENT_ROWS[0], "title": "另一个名称"}])
    assert index_status(home).is_behind


def _run(home: Path, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, [*arguments, "--home", str(home)])
    return result.exit_code, result.stdout, result.stderr


def test_the_command_line_searches(library: Path) -> None:
    code, out, _ = _run(library, "search", "锂电池", "--kind", "policy")
    assert code == 0
    assert "政策2" in out
    assert "专利2" in out
    assert "第二条" in out
    code, out, _ = _run(library, "search", "隔膜", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["totals"] == {"policy": 0, "patent": 1}
    assert answer["hits"][0]["entry_id"] == "2023101234567"


def test_the_command_line_refuses_what_it_cannot_read(library: Path) -> None:
    code, _, err = _run(library, "search", "年:昨天")
    assert code == 2
    assert "年:2023" in err


def test_the_command_line_rebuilds_and_tells(library: Path) -> None:
    code, out, _ = _run(library, "index", "rebuild", "--json")
    assert code == 0
    assert json.loads(out)["policies"] == 3
    code, out, _ = _run(library, "index", "status", "--json")
    assert code == 0
    assert json.loads(out)["entries"] == {"policy": 3, "clause": 4, "patent": 2}


def test_facets_of_policies_tell_issuers_and_validity(library: Path) -> None:
    answer = search_everything(library, "办法", kind="policy", as_of=date(2024, 6, 1))
    groups = {group.name: {one.title: one.count for one in group.values} for group in answer.facets}
    assert sum(groups["validity"].values()) == answer.total
    assert groups["name"]["云澜市人民政府"] == 1
    [in_force] = [group for group in answer.facets if group.name == "validity"]
    for one in in_force.values:
        narrowed = search_everything(
            library, "办法", kind="policy", validity=one.value, as_of=date(2024, 6, 1)
        )
        assert narrowed.total == one.count


def test_every_facet_of_patents_narrows_to_its_count(library: Path) -> None:
    answer = search_everything(library, "锂电池", kind="patent")
    assert {group.name for group in answer.facets} >= {"right_kind", "year", "section", "name"}
    for group in answer.facets:
        for one in group.values:
            value = int(one.value) if group.asked_by == "year" else one.value
            filters = Filters(**{group.asked_by: value})  # type: ignore[arg-type]
            narrowed = search_everything(library, "锂电池", kind="patent", filters=filters)
            assert narrowed.total == one.count, (group.name, one)


def test_an_office_adds_synonyms_of_its_own(home: Path) -> None:
    own = home / "rulebook" / "990100" / "synonyms.yaml"
    own.parent.mkdir(parents=True)
    own.write_text(
        "synonyms: 本地说法\nsource: 测试\nissued_on: 2026-01-01\ngroups:\n  夹具: [卡具]\n",
        encoding="utf-8",
    )
    _publish(home)
    rebuild_index(home)
    answer = search_everything(home, "卡具")
    assert answer.totals["patent"] == search_everything(home, "“夹具”").totals["patent"] > 0
    assert any("也查了：夹具" in hint for hint in answer.hints)


def test_a_file_changed_under_an_open_index_is_found_at_the_next_search(home: Path) -> None:
    _publish(home)
    rebuild_index(home)
    assert search_everything(home, "专利").total == 1
    _break_byte(next(_edition(home).glob("patent/*.idx")))
    with pytest.raises(DamagedDataError):
        search_everything(home, "专利")


def test_the_command_line_tells_facets_and_orders(library: Path) -> None:
    code, out, _ = _run(library, "search", "锂电池", "--kind", "patent", "--facets")
    assert code == 0
    assert "专利类型：" in out
    code, out, _ = _run(
        library, "search", "锂电池", "--kind", "patent", "--sort", "oldest", "--json"
    )
    answer = json.loads(out)
    assert code == 0
    assert [hit["dated"] for hit in answer["hits"]] == sorted(
        hit["dated"] for hit in answer["hits"]
    )
    assert answer["facets"]
    code, out, _ = _run(library, "search", "锂电池", "--since", "2023-01-01", "--json")
    assert json.loads(out)["totals"]["patent"] == 1


def test_a_home_that_is_being_restored_is_indexed_by_several_processes(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuilding, "FEWEST_FOR_PROCESSES", 1)
    monkeypatch.setattr(rebuilding, "RANGE_ROWS", 2)
    rows = [{**PATENT_ROWS[0], "patent_id": f"x{at}"} for at in range(5)]
    with open_warehouse(home).publication("测试", "tests") as publication:
        publication.replace(PATENTS, rows)
    (home / RESTORING).touch()
    with in_hand(home):
        assert rebuild_index(home).patents == len(rows)
