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
from zhishu.importers.headings import print_headings, read_headings
from zhishu.importers.likeness import guess_fields, guess_subject
from zhishu.importers.subjects import SUBJECTS
from zhishu.rules.loading import RulebookError
from zhishu.rules.rulebook import load_rulebook

TABULAR = tabular_formats(load_rulebook())
PATENTS = SUBJECTS["patents"]
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
    assert guess_fields([heading], TABULAR, PATENTS).get(heading, "") == field


def test_a_field_goes_to_the_likeliest_heading_alone() -> None:
    guessed = guess_fields(["申请日期", "申请日", "申请人", "申请人名称"], TABULAR, PATENTS)
    assert (guessed["申请日"], guessed["申请人"]) == ("filed_on", "holders")
    assert len(set(guessed.values())) == len(guessed)


@pytest.mark.parametrize(
    "heading", ['带"引号"', "反\\斜", "冒号: 井 #", "[方]", "全 角（ ）", "- 列"]
)
def test_any_heading_is_written_and_read_back(heading: str) -> None:
    chosen = {**CHOSEN, "title": heading}
    entry = read_headings(print_headings(PATENTS, "office_x", '名称"\\', chosen), "x.yaml")
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
        draft_mapping(PATENTS, title, chosen)
    assert told.value.next_step


def test_a_field_said_twice() -> None:
    assert chosen_fields(PATENTS, {"甲": "title", "乙": ""}) == {"title": "甲"}
    with pytest.raises(InvalidValueError, match="“名称”对应了两列：甲、乙"):
        chosen_fields(PATENTS, {"甲": "title", "乙": "title"})


def test_a_saved_mapping_is_found_by_the_next_import(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    file.write_text(TABLE, encoding="gb18030")
    with pytest.raises(InvalidFileError) as told:
        import_file(home, file)
    assert told.value.code == "unknown_headings"
    found = look_at_columns(home, file)
    assert found.subject is PATENTS
    columns = found.columns
    assert [one.heading for one in columns] == list(HEADINGS)
    assert columns[0].values == ("CN112510640A", "CN112510641A")
    assert columns[4].values == ("x",)
    path = save_mapping(home, "", PATENTS, "某平台", HEADINGS, {**CHOSEN, "holders": "权利人"})
    assert path.parent == home / "rulebook" / "local" / "headings"
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    report = import_file(home, file)
    assert (report.format, report.accepted, report.findings) == (path.stem, 2, 1)
    # The same mapping again is the same file.
    assert (
        save_mapping(home, "", PATENTS, "某平台", HEADINGS, {**CHOSEN, "holders": "权利人"}) == path
    )


def test_a_mapping_that_another_format_overrides_is_refused(home: Path) -> None:
    headings = ("公开（公告）号", "申请号", "标题", "申请人", "公开（公告）日")
    with pytest.raises(InvalidFileError, match="会按“专利题录（incoPat）”读"):
        chosen = {"title": "标题", "application_number": "申请号"}
        save_mapping(home, "", PATENTS, "某平台", headings, chosen)


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
    assert set(entry.fields.values()) <= PATENTS.titles.keys()


def test_a_draft_that_lacks_something_is_printed_and_told(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "某平台.csv"
    file.write_text("甲,乙,丙\n1,2,3\n", encoding="utf-8")
    result = CliRunner().invoke(command, ["--home", str(home), "headings", str(file)])
    assert result.exit_code == 1
    assert "# 没有对应的列：甲（1）" in result.stdout
    assert "至少要有名称" in result.stderr


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (HEADINGS, "patents"),
        (("商标的注册号", "国际类别", "商标名", "注册人名称"), "trademarks"),
        (("著作权登记号", "软件的名称", "著作权人姓名", "登记的日期"), "copyrights"),
        (("地标名称", "保护类型", "产地的范围"), "indications"),
        (("布图设计登记号码", "布图设计的名称", "创作完成日期"), "layout_designs"),
        (("品种申请号", "品种的名称", "植物的种类", "培育人姓名"), "plant_varieties"),
        (("质押登记号码", "专利号", "出质人名称", "质权人名称"), "pledges"),
        (("许可备案号", "专利号", "许可人名称", "被许可人名称", "许可种类"), "licences"),
        (("专利号", "转让人名称", "受让人名称", "转让生效日"), "assignments"),
        (("专利申请号", "费用的种类", "缴费日期", "缴费的金额"), "payments"),
        (("获认定的单位名称", "认定的名称", "认定的日期"), "recognitions"),
        (("单位的名称", "兑付的项目", "兑付的年度", "兑付金额（元）"), "awards_paid"),
        (("单位的名称", "年度", "从业人员的人数", "营业收入（万元）"), "party_figures"),
        (("单位的名称", "信用记录的种类", "列入的日期"), "credit_records"),
        (("单位的名称", "费用类别", "费用金额（元）", "发票的号码"), "expenses"),
        (("单位的名称", "实际控制人姓名", "持股的比例"), "controllers"),
    ],
)
def test_what_a_table_is_about_is_guessed(headings: tuple[str, ...], kind: str) -> None:
    assert guess_subject(headings, TABULAR, SUBJECTS.values()).kind == kind


def test_a_mapping_of_another_table_is_saved_and_used(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "商标表.csv"
    file.write_text(
        "商标的注册号,国际类别,商标名,权利人名称\n90000001,9,云澜,甲公司\n", encoding="utf-8"
    )
    found = look_at_columns(home, file)
    assert found.subject.kind == "trademarks"
    chosen = chosen_fields(found.subject, {one.heading: one.field for one in found.columns})
    headings = tuple(one.heading for one in found.columns)
    path = save_mapping(home, "", found.subject, "某商标库", headings, chosen)
    assert "table: trademarks" in path.read_text("utf-8")
    report = import_file(home, file)
    assert (report.kind, report.format, report.accepted) == ("trademarks", path.stem, 1)
    # The same columns taken for another table are another mapping, and lack what that one needs.
    with pytest.raises(InvalidFileError, match="至少要有登记号、名称"):
        draft_mapping(SUBJECTS["copyrights"], "某商标库", {"title": "商标名"})


def test_a_file_of_headings_for_no_table_is_refused() -> None:
    text = "headings: x\ntitle: 表\ntable: firms\nfields:\n  title: [甲]\nrequired: [title]\n"
    with pytest.raises(RulebookError, match="没有“firms”这种表"):
        read_headings(text, "自有.yaml")
