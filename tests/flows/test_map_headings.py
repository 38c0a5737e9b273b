"""Mappings of headings: guessed by likeness, drafted as YAML, saved where the next import finds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from zhishu.base.errors import InvalidFileError, InvalidValueError
from zhishu.cli.import_ import command
from zhishu.flows.import_file import import_file
from zhishu.flows.map_headings import chosen_fields, draft_mapping, look_at_columns, save_mapping
from zhishu.importers.formats import tabular_formats
from zhishu.importers.headings import FIELD_TITLES, print_headings, read_headings
from zhishu.importers.likeness import guess_fields
from zhishu.rules.loading import RulebookError
from zhishu.rules.rulebook import load_rulebook

TABULAR = tabular_formats(load_rulebook())
HEADINGS = ("编号（公开）", "专利申请号码", "发明创造名称", "权利人", "杂项")
CHOSEN = {
    "publication_number": "编号（公开）",
    "application_number": "专利申请号码",
    "title": "发明创造名称",
}
TABLE = ",".join(HEADINGS) + "\nCN112510640A,,一种电池,云澜电池厂,\nCN112510641A,,一种隔膜,,x\n"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("专利名称", "title"),
        ("标题 (中文)", "title"),
        ("申请日期", "filed_on"),
        ("专利申请号", "application_number"),
        ("授权公告号", "grant_number"),
        ("公开(公告)日", "published_on"),
        ("发明人", "inventors"),
        ("IPC分类", "classes"),
        ("价格", ""),
        ("", ""),
    ],
)
def test_a_field_is_guessed(heading: str, field: str) -> None:
    assert guess_fields([heading], TABULAR).get(heading, "") == field


def test_a_field_goes_to_the_likeliest_heading_alone() -> None:
    guessed = guess_fields(["申请日期", "申请日", "申请人", "申请人名称"], TABULAR)
    assert (guessed["申请日"], guessed["申请人"]) == ("filed_on", "holders")
    assert len(set(guessed.values())) == len(guessed)


@pytest.mark.parametrize(
    "heading", ['带"引号"', "反\\斜", "冒号: 井 #", "[方]", "全 角（ ）", "- 列"]
)
def test_any_heading_is_written_and_read_back(heading: str) -> None:
    chosen = {**CHOSEN, "title": heading}
    entry = read_headings(print_headings("office_x", '名称"\\', chosen), "x.yaml")
    assert entry.title == '名称"\\'
    assert entry.fields[entry.heading(heading)] == "title"
    assert not entry.missing(tuple(chosen.values()))


@pytest.mark.parametrize(
    ("title", "chosen", "says"),
    [
        ("", CHOSEN, "格式的名称没有写"),
        ("长" * 41, CHOSEN, "超过40个字"),
        ("表", {"title": "名"}, "至少要有名称"),
        ("表", {"publication_number": "号"}, "至少要有名称"),
        ("表", {**CHOSEN, "holders": "发明创造名称"}, "写给了两个字段"),
    ],
)
def test_what_a_mapping_lacks(title: str, chosen: dict[str, str], says: str) -> None:
    with pytest.raises(InvalidFileError, match=says) as told:
        draft_mapping(title, chosen)
    assert told.value.next_step


def test_a_field_said_twice() -> None:
    assert chosen_fields({"甲": "title", "乙": ""}) == {"title": "甲"}
    with pytest.raises(InvalidValueError, match="“名称”对应了两列：甲、乙"):
        chosen_fields({"甲": "title", "乙": "title"})


def test_a_saved_mapping_is_found_by_the_next_import(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    file.write_text(TABLE, encoding="gb18030")
    with pytest.raises(InvalidFileError) as told:
        import_file(home, file)
    assert told.value.code == "unknown_headings"
    columns = look_at_columns(home, file)
    assert [one.heading for one in columns] == list(HEADINGS)
    assert columns[0].values == ("CN112510640A", "CN112510641A")
    assert columns[4].values == ("x",)
    path = save_mapping(home, "", "某平台", HEADINGS, {**CHOSEN, "holders": "权利人"})
    assert path.parent == home / "rulebook" / "local" / "headings"
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    report = import_file(home, file)
    assert (report.format, report.accepted, report.findings) == (path.stem, 2, 1)
    # The same mapping again is the same file.
    assert save_mapping(home, "", "某平台", HEADINGS, {**CHOSEN, "holders": "权利人"}) == path


def test_a_mapping_that_another_format_overrides_is_refused(home: Path) -> None:
    headings = ("公开（公告）号", "申请号", "标题", "申请人", "公开（公告）日")
    with pytest.raises(InvalidFileError, match="会按“专利题录（incoPat）”读"):
        save_mapping(
            home, "", "某平台", headings, {"title": "标题", "application_number": "申请号"}
        )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "headings: x\ntitle: 表\nfields:\n  nothing: [甲]\nrequired: [title]\n",
            "没有“nothing”这个字段",
        ),
        ("headings: x\ntitle: 表\nfields:\n  title: []\nrequired: [title]\n", "没有写标题"),
        (
            "headings: x\ntitle: 表\nfields:\n  title: [甲]\nrequired: [title, holders]\n",
            "没有写标题",
        ),
        ("headings: x\ntitle: 表\nrequired: [title]\n", "缺少“fields”"),
        (
            "headings: x\ntitle: 表\nfields:\n  title: [甲]\n  holders: [甲]\nrequired: [title]\n",
            "两个字段",
        ),
    ],
)
def test_a_bad_file_of_headings_names_its_line(text: str, says: str) -> None:
    with pytest.raises(RulebookError, match=says) as told:
        read_headings(text, "自有.yaml")
    assert "自有.yaml 第" in told.value.where


def test_the_command_drafts_a_mapping(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "某平台.csv"
    file.write_text(TABLE, encoding="utf-8")
    result = CliRunner().invoke(command, ["--home", str(home), "headings", str(file)])
    assert result.exit_code == 0
    entry = read_headings(result.stdout, "draft.yaml")
    assert entry.title == "某平台"
    assert entry.fields["专利申请号码"] == "application_number"
    assert "# 没有对应的列：杂项（x）" in result.stdout
    assert set(entry.fields.values()) <= FIELD_TITLES.keys()


def test_a_draft_that_lacks_something_is_printed_and_told(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "某平台.csv"
    file.write_text("甲,乙,丙\n1,2,3\n", encoding="utf-8")
    result = CliRunner().invoke(command, ["--home", str(home), "headings", str(file)])
    assert result.exit_code == 1
    assert "# 没有对应的列：甲（1）" in result.stdout
    assert "至少要有名称" in result.stderr
