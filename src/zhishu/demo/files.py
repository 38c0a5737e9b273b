"""The demo city as files in real formats, with the faults that real ones have."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from zhishu.base.dates import add_years
from zhishu.demo.chance import Chance, gazette_day
from zhishu.demo.parties import DemoParty, make_parties
from zhishu.demo.patents import TODAY, DemoPatent, make_patents
from zhishu.rules.rulebook import load_rulebook

VERSION = 1
SEED = 20260101
PATENTS = 20_000
POLICIES = Path(__file__).resolve().parent / "policies"

REGISTRY_HEADINGS = [
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "企业类型",
    "法人代表",
    "注册资金",
    "经营范围",
    "所在省份",
    "地区",
    "注册地址",
]
PATENT_HEADINGS = [
    "公开（公告）号",
    "公开（公告）日",
    "申请号",
    "申请日",
    "名称",
    "主分类号",
    "分类号",
    "申请人",
    "发明人",
    "代理人",
    "代理机构",
    "地址",
    "国省代码",
    "优先权",
    "摘要",
]
GAZETTE_HEADINGS = [
    "item",
    "name",
    "authorization_notice_id",
    "authorized_announcement_date",
    "filing_id",
    "filing_date",
    "patentee",
    "designer",
    "address",
    "Int.Cl.",
]
EVENT_HEADINGS = ["申请号", "事务代码", "公告日", "事务内容"]


@dataclass(frozen=True)
class DemoFiles:
    """The files that were written, in the order in which they are imported."""

    registry: Path
    patents: Path
    gazette: Path
    events: Path
    policies: tuple[Path, ...]

    def all(self) -> tuple[Path, ...]:
        """Every file, in order."""
        return (self.registry, self.patents, self.gazette, self.events, *self.policies)


def make_demo(folder: Path, *, seed: int = SEED, patents: int = PATENTS) -> DemoFiles:
    """Write the demo city's files into a folder: the same seed and size give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    parties = make_parties(seed, max(60, min(3000, patents // 6)))
    made = make_patents(seed, parties, patents)
    files = DemoFiles(
        folder / "企业登记.csv",
        folder / "专利题录.csv",
        folder / "专利公报.csv",
        folder / "法律事务.csv",
        tuple(
            folder / path.name
            for path in sorted(POLICIES.iterdir())
            if path.suffix in {".txt", ".html"}
        ),
    )
    gazette = _gazette_patents(made)
    _write_registry(files.registry, parties)
    _write_patents(files.patents, made, {patent.number for patent in gazette})
    _write_gazette(files.gazette, gazette, Chance(seed, "gazette"))
    _write_events(files.events, made, Chance(seed, "events"))
    for path in files.policies:
        shutil.copyfile(POLICIES / path.name, path)
    return files


def _write(path: Path, headings: list[str], rows: list[list[str]], encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)


def _write_registry(path: Path, parties: list[DemoParty]) -> None:
    rows = [
        [
            party.name, party.credit_code, party.registered_on, party.type_printed, "",
            party.capital, party.scope, "示例", "云澜", party.address,
        ]
        for party in parties
    ]  # fmt: skip
    _write(path, REGISTRY_HEADINGS, rows, "utf-8-sig")


def _gazette_patents(patents: list[DemoPatent]) -> list[DemoPatent]:
    """Inventions granted in the last half year, and not one more: a gazette is one source among others."""
    first = TODAY - timedelta(days=180)
    return [
        patent
        for patent in patents
        if patent.kind == "invention" and patent.granted_on and patent.granted_on >= first
    ]


def _write_patents(path: Path, patents: list[DemoPatent], without_grant: set[str]) -> None:
    rows: list[list[str]] = []
    for patent in patents:
        if patent.published_on:
            rows.append(_patent_row(patent, grant=False))
        if patent.granted_on and patent.number not in without_grant:
            rows.append(_patent_row(patent, grant=True))
    _write(path, PATENT_HEADINGS, rows, "utf-8-sig")


def _patent_row(patent: DemoPatent, *, grant: bool) -> list[str]:
    day = patent.granted_on if grant else patent.published_on
    assert day is not None
    suffix = "" if patent.kind == "design" else "(2006.01)I"
    classes = [f"{symbol}{suffix}" for symbol in patent.classes]
    return [
        patent.publication_number(grant=grant),
        f"{day:%Y.%m.%d}",
        patent.dotted,
        f"{patent.filed_on:%Y.%m.%d}",
        patent.title,
        classes[0],
        "; ".join(classes),
        "; ".join(patent.holders),
        "; ".join(patent.inventors),
        patent.agent,
        patent.agency,
        patent.address,
        "示例;99",
        "",
        patent.abstract,
    ]


def _write_gazette(path: Path, patents: list[DemoPatent], chance: Chance) -> None:
    """As gazettes come about: numbers destroyed by a spreadsheet, lost blanks, rows twice, one in conflict."""
    rows: list[list[str]] = []
    for index, patent in enumerate(patents, 1):
        assert patent.granted_on is not None
        number = patent.number
        if index % 9 == 0:
            number = f"{float(number[:12]) * 10:.4E}".replace("E+12", "E+12")
        classes = "??".join(f"{symbol}(2006.01)I;" for symbol in patent.classes)
        holders = (
            "??".join(f"{name};" for name in patent.holders)
            if index % 7 == 0
            else ";".join(patent.holders)
        )
        row = [
            str(index),
            patent.title,
            patent.publication_number(grant=True),
            f"{patent.granted_on:%Y.%m.%d}",
            number,
            f"{patent.filed_on:%Y.%m.%d}",
            holders,
            ";".join(patent.inventors),
            f"{990000 + chance.number(100, 999)}{patent.address}",
            classes if index % 5 == 0 else classes.rstrip(";"),
        ]
        rows.append(row)
        if index % 40 == 0:
            rows.append(row)
    if len(rows) > 3:
        # Two contents under one publication number: nobody can say which holds.
        rows.append([*rows[1][:1], f"{rows[1][1]}（改）", *rows[1][2:]])
    _write(path, GAZETTE_HEADINGS, rows, "gb18030")


def _write_events(path: Path, patents: list[DemoPatent], chance: Chance) -> None:
    rows: list[list[str]] = []
    for patent in patents:
        rows.extend(_events_of(patent, chance))
    _write(path, EVENT_HEADINGS, rows, "utf-8")


def _events_of(patent: DemoPatent, chance: Chance) -> list[list[str]]:
    events: list[tuple[object, str, str]] = []
    if patent.published_on:
        events.append((patent.published_on, "PB01", "公开"))
        events.append(
            (gazette_day(patent.published_on + timedelta(days=20)), "SE01", "实质审查的生效")
        )
    if patent.granted_on is None:
        if patent.kind == "invention" and patent.published_on and chance.happens(0.45):
            code, words = chance.pick((("WD01", "视为撤回"), ("RJ01", "驳回")))
            events.append(
                (
                    gazette_day(patent.published_on + timedelta(days=chance.number(400, 1000))),
                    code,
                    words,
                )
            )
    elif chance.happens(0.12):
        # What happened after the grant is not known here: no event at all.
        return []
    else:
        events.append((patent.granted_on, "GR01", "授权"))
        events.extend(_after_grant(patent, chance))
    return [
        [patent.dotted, code, f"{day:%Y-%m-%d}", words]
        for day, code, words in sorted(events, key=lambda event: str(event[0]))
        if day <= TODAY  # type: ignore[operator]
    ]


def _after_grant(patent: DemoPatent, chance: Chance) -> list[tuple[object, str, str]]:
    assert patent.granted_on is not None
    events: list[tuple[object, str, str]] = []
    start = patent.granted_on
    if chance.happens(0.08):
        day = gazette_day(start + timedelta(days=chance.number(200, 1500)))
        events.append((day, "TR01", f"专利权的转移；变更后：{patent.holders[0]}"))
    if chance.happens(0.05):
        day = gazette_day(start + timedelta(days=chance.number(150, 1200)))
        events.append((day, "EE01", "实施许可合同备案的生效；许可种类：普通许可"))
    if chance.happens(0.04):
        day = gazette_day(start + timedelta(days=chance.number(150, 1200)))
        events.append((day, "PE01", "质押合同登记的生效；质权人：云澜农商银行"))
        if chance.happens(0.5):
            events.append((gazette_day(day + timedelta(days=365)), "PC01", "质押合同登记的注销"))
    if chance.happens(0.30):
        day = gazette_day(start + timedelta(days=chance.number(500, 2600)))
        events.append((day, "CF01", "未缴年费专利权终止"))
        if chance.happens(0.08):
            events.append((gazette_day(day + timedelta(days=140)), "RR01", "权利的恢复"))
    elif chance.happens(0.01):
        events.append((gazette_day(start + timedelta(days=800)), "IW01", "专利权全部无效"))
    elif chance.happens(0.01):
        events.append((gazette_day(start + timedelta(days=600)), "AV01", "专利权的主动放弃"))
    if patent.kind == "utility_model":
        term = load_rulebook().parameter("utility_model_term").at(patent.filed_on)
        ends = gazette_day(add_years(patent.filed_on, int(term.value))) if term else TODAY
        if ends < TODAY and not any(code == "CF01" for _, code, _ in events):
            events.append((ends, "CX01", "专利权有效期届满"))
    return events
