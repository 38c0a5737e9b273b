"""Foreign text on every page and in every export: shown, never run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from small_city import INSTANCE, POLICY, REGISTRY, event_rows, patent_rows, write_city
from zhishu.flows.import_file import import_file
from zhishu.flows.rebuild_index import rebuild_index
from zhishu.flows.write_table import is_active
from zhishu.importers.door import Door

# In every field of every file: markup, attributes, templates, a formula, a turned direction.
EVIL = "=<zz-evil onzz=1>\"onzz='1'</script></title></textarea><zz-evil>{{7*7}}{%x%}\u202e电池"
FREE = ("名称", "申请人", "发明人", "代理人", "代理机构", "地址", "国省代码", "优先权", "摘要")
NAME = "<zz-evil onzz=1>.csv"


class Page(HTMLParser):
    """Elements and attributes that are not the portal's own, and the addresses of links."""

    def __init__(self) -> None:
        super().__init__()
        self.evil: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.evil += [tag] if tag.startswith("zz") else []
        for name, value in attrs:
            if name.startswith("onzz") or (value or "").strip().lower().startswith("javascript:"):
                self.evil.append(f"{tag} {name}")
            if tag == "a" and name == "href" and value:
                self.links.append(value)


def spoilt(cell: str) -> str:
    return f"{EVIL}{cell}"


@pytest.fixture(scope="module")
def evil_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city with hostile text wherever text is free."""
    folder = tmp_path_factory.mktemp("evil")
    home = folder / "home"
    files = folder / "files"
    registry, patents, events, policy, page = write_city(files)

    def write(path: Path, rows: list[dict[str, str]]) -> None:
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    write(
        patents,
        [
            {name: spoilt(cell) if name in FREE else cell for name, cell in row.items()}
            for row in patent_rows()
        ],
    )
    write(events, [{**row, "事务内容": spoilt(row["事务内容"])} for row in event_rows()])
    firms = list(csv.DictReader(io.StringIO(REGISTRY)))
    write(
        registry, [{**row, "企业名称": spoilt(row["企业名称"]), "经营范围": EVIL} for row in firms]
    )
    policy.write_text(
        POLICY.replace("二十万元", EVIL).replace("促进办法", f"促进{EVIL}办法"), "utf-8"
    )
    page.write_text(page.read_text("utf-8").replace("专利转化", "&lt;zz-evil onzz=1&gt;"), "utf-8")
    bad = files / "坏.csv"
    bad.write_text(
        f'企业名称,统一社会信用代码,企业类型\n,,"{EVIL.replace(chr(34), "")}"\n', "utf-8"
    )
    with Door() as door:
        for path in (registry, patents, events, policy, page, bad):
            assert import_file(
                home, path, synthetic=True, door=door, file_name=NAME + path.name
            ).rows
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")
    for name in ("uploads", "static"):
        (home / name).mkdir(exist_ok=True)
    rebuild_index(home)
    return home


@pytest.fixture
def officer(
    evil_home: Path, sign_in: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch, settings: Any
) -> Any:
    client = sign_in("city_officer")
    monkeypatch.setenv("ZHISHU_HOME", str(evil_home))
    settings.MEDIA_ROOT = settings.FILE_UPLOAD_TEMP_DIR = evil_home / "uploads"
    return client


def test_no_text_becomes_markup_on_any_page(officer: Any) -> None:
    seen: set[str] = set()
    shown = 0
    waiting = ["/", "/search?q=电池", "/search?q=zz-evil", f"/search?q={EVIL}", f"/rights/?holder={EVIL}",
               f"/policy/?q={EVIL}", "/data/", "/insight/", f"/funding/?q={EVIL}", "/funding/firms/"]  # fmt: skip
    while waiting and len(seen) < 60:
        address = waiting.pop(0)
        if address in seen or address.startswith(("/static/", "http", "#", "/accounts/log")):
            continue
        seen.add(address)
        response = officer.get(address)
        if response.status_code != 200:
            assert response.status_code in {302, 400, 404}, f"{address} {response.status_code}"
        kind = response.get("Content-Type", "")
        content = b"".join(response) if response.streaming else response.content
        if "spreadsheet" in kind:
            for sheet in openpyxl.load_workbook(io.BytesIO(content)):
                for row in sheet.iter_rows():
                    assert all(one.data_type != "f" and one.hyperlink is None for one in row)
        elif "csv" in kind:
            for line in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
                assert not any(is_active(cell) and not is_number(cell) for cell in line), line
        if "html" not in kind:
            continue
        page = Page()
        page.feed(content.decode())
        assert page.evil == [], address
        shown += "zz-evil" in content.decode()
        for link in page.links:
            target = link.split("#")[0]
            target = address.split("?")[0] + target if target.startswith("?") else target
            likeness = re.sub(r"\d+|=[^&]*", "", target)
            if target and sum(re.sub(r"\d+|=[^&]*", "", one) == likeness for one in seen) < 2:
                waiting.append(target)
    assert shown > 8, "the hostile text was on the pages"


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
