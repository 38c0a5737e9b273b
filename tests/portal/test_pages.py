"""Every page over the very small city: what it says, where its numbers lead, how it takes bad input."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

pytestmark = pytest.mark.usefixtures("portal_home", "db")


class Links(HTMLParser):
    """Addresses of a page's links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a" and (href := dict(attrs).get("href")):
            self.found.append(href)


def links(text: str) -> list[str]:
    parser = Links()
    parser.feed(text)
    return parser.found


def text_of(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address} {response.status_code}"
    return response.content.decode()


def document_ids(client: Any) -> dict[str, str]:
    rows = client.get(reverse("api:policies")).json()["rows"]
    return {row["document"]["title"]: row["document"]["document_id"] for row in rows}


def test_every_link_of_every_page_leads_somewhere(client: Any) -> None:
    seen: set[str] = set()
    waiting = ["/"]
    while waiting and len(seen) < 150:
        address = waiting.pop(0)
        if address in seen or address.startswith(("/static/", "http", "#")):
            continue
        seen.add(address)
        response = client.get(address)
        assert response.status_code in {200, 302}, f"{address} {response.status_code}"
        if "html" not in response.get("Content-Type", "") or response.status_code == 302:
            continue
        for link in links(response.content.decode()):
            target = link.split("#")[0]
            if target.startswith("?"):
                target = address.split("?")[0] + target
            # A few links of a kind are enough.
            kind = re.sub(r"\d+|=[^&]*", "", target)
            if target and sum(re.sub(r"\d+|=[^&]*", "", one) == kind for one in seen) < 3:
                waiting.append(target)
    assert len(seen) > 30


def test_the_front_page_has_the_box_the_figures_and_the_newest_policies(client: Any) -> None:
    text = text_of(client, "/")
    assert 'name="q"' in text
    assert "演示数据" in text
    assert "云政办发〔2026〕12号" in text
    assert re.search(r"有效发明专利</dt><dd><a[^>]*>9</a>", text)
    assert "2,351,500" not in text  # the population stands on the source page, not here


@pytest.mark.parametrize(
    ("q", "kind", "total"),
    [
        ("质押", "policy", 1),
        ("专项资金", "policy", 2),
        ("隔膜", "patent", 6),
        ('"锂离子电池隔膜"', "patent", 6),
        ("锂", "patent", 36),
        ("IPC:H01M*", "patent", 36),
        ("申请人：云澜电池一厂", "patent", 12),
        ("云政办发[2026] 12 号", "policy", 1),
        ("没有这样的词组", "patent", 0),
    ],
)
def test_search_gives_honest_totals(client: Any, q: str, kind: str, total: int) -> None:
    text = client.get("/search", {"q": q, "kind": kind}).content.decode()
    assert f"共{total}件" in text
    assert text.count('class="z-result"') == min(total, 20)


@pytest.mark.parametrize("q", ["申请日:2022..2020", "申请号:", "类型:机器", "年:去年"])
def test_a_search_that_cannot_be_read_says_so_once(client: Any, q: str) -> None:
    response = client.get("/search", {"q": q, "kind": "patent"})
    text = response.content.decode()
    assert response.status_code == 400 and 'role="alert"' in text
    assert "可以怎么做：。" not in text, "a heading without anything under it"


def test_a_total_names_its_snapshot_and_nothing_is_told_twice(client: Any) -> None:
    found = client.get("/search", {"q": "电池", "kind": "patent"}).content.decode()
    assert re.search(r'据<a href="/data/">快照\d+</a>', found)
    nothing = client.get("/search", {"q": "没有这个词", "kind": "patent"}).content.decode()
    assert nothing.count("减少检索词") == 1 and "<ul></ul>" not in nothing


def test_a_bad_query_is_told_in_chinese(client: Any) -> None:
    response = client.get("/search", {"q": "申请号:123"})
    assert response.status_code in {200, 400}
    assert "可以怎么做" in response.content.decode() or "没有找到" in response.content.decode()


def test_the_library_lists_filters_and_judges(client: Any) -> None:
    text = text_of(client, "/policy/")
    assert "共2件" in text
    for words in ("云财规〔2025〕6号", "成文", "发布", "来源", "有效"):
        assert words in text
    assert "共1件" in text_of(client, "/policy/?validity=in_force&q=质押")
    assert "共0件" in text_of(client, "/policy/?year=2019")
    assert "未施行" in text_of(client, "/policy/?as_of=2026-03-20")
    assert client.get("/policy/?year=abc").status_code == 400
    assert client.get("/policy/?as_of=昨天").status_code == 400


def test_a_policy_shows_what_was_read_out_of_it_as_not_confirmed(client: Any) -> None:
    notice = next(one for title, one in document_ids(client).items() if "质押" in title)
    text = text_of(client, reverse("policy:policy", args=[notice]))
    assert "程序读出，未经核对" in text
    assert "最高200,000元/企业每年" in text


def test_a_policy_shows_clauses_citations_losses_and_its_original(client: Any) -> None:
    ids = document_ids(client)
    notice = next(one for title, one in ids.items() if "质押" in title)
    rules = next(one for title, one in ids.items() if "专项资金" in title)
    text = text_of(client, reverse("policy:policy", args=[notice]))
    assert 'id="c第三条(一)"' in text
    assert "贴息比例为实际支付利息的百分之五十" in text
    assert "有缺损" in text  # article four is missing: said, not filled in
    assert "系统不补写" in text
    assert reverse("policy:policy", args=[rules]) in text
    back = text_of(client, reverse("policy:policy", args=[rules]))
    assert "被引" in back
    original = text_of(client, reverse("policy:original", args=[notice]) + "?clause=第二条")
    assert re.search(r'<mark class="z-box">第二条', original)


@pytest.mark.parametrize(("clause", "status"), [("第二条", 200), ("", 200), ("第九十九条", 404)])
def test_an_original_says_when_it_has_no_such_clause(client: Any, clause: str, status: int) -> None:
    notice = next(one for title, one in document_ids(client).items() if "质押" in title)
    answer = client.get(reverse("policy:original", args=[notice]), {"clause": clause})
    assert answer.status_code == status
    assert ("没有条款第九十九条" in answer.content.decode()) == (status == 404)


def test_a_patent_shows_its_status_with_reason_day_and_snapshot(client: Any) -> None:
    rows = client.get(reverse("api:patents"), {"state": "ceased"}).json()["rows"]
    assert rows
    text = text_of(client, reverse("rights:patent", args=[rows[0]["patent_id"]]))
    assert "CF01" in text
    assert "状态截至2026-10-31" in text
    assert "快照" in text
    # The timeline names the event, the turn and the rule.
    assert "由有效（授权）转为失效（未缴年费终止）" in text
    assert "依据：专利法第四十四条第一款第一项" in text
    unknown = client.get(reverse("api:patents"), {"state": "unknown"}).json()["rows"]
    text = text_of(client, reverse("rights:patent", args=[unknown[0]["patent_id"]]))
    assert "不当作有效" in text
    assert client.get(reverse("rights:patent", args=["2099199999999"])).status_code == 404


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 36),
        ("holder=二厂", 12),
        ("ipc=H01M10", 36),
        ("ipc=G06F", 0),
        ("right_kind=utility_model", 18),
        ("region=990103", 6),
        ("region=990102", 12),
        ("year=2016", 4),
        ("q=极耳", 6),
    ],
)
def test_patents_are_listed_by_filter(client: Any, query: str, total: int) -> None:
    assert f"共{total}件" in text_of(client, f"/patents/?{query}")


def test_each_number_of_the_dashboard_leads_to_as_many_rows(client: Any) -> None:
    text = text_of(client, "/insight/")
    cells = re.findall(r'<a class="z-fig" title="打开明细" href="([^"]+)">([\d,.]+)</a>', text)
    assert len(cells) > 20
    checked = 0
    for address, shown in cells:
        if "per_10k" in address:
            continue
        page = text_of(client, address.replace("&amp;", "&"))
        assert f"共<b>{shown}</b>行" in page, address
        checked += 1
    assert checked > 15


def test_a_figure_opens_into_definition_rule_data_and_rows(client: Any) -> None:
    text = text_of(client, "/insight/valid_inventions_per_10k/")
    for words in ("口径", "代入", "规则", "数据", "明细", "2,351,500", "未核实", "SELECT"):
        assert words in text, words


def test_exports_hold_typed_cells_and_their_source(client: Any) -> None:
    response = client.get("/insight/valid_inventions/rows.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = list(book["数据"].iter_rows(values_only=True))
    assert len(rows) == 1 + 9
    notes = dict(book["来源"].iter_rows(values_only=True))
    assert notes["截至"] == "2026-10-31"
    assert "演示" in notes["数据"]
    again = client.get("/insight/valid_inventions/rows.xlsx")
    assert again.content == response.content
    text = client.get("/insight/table/counties.csv").content.decode("utf-8-sig")
    assert text.splitlines()[0] == "县区,有效发明（件）,每万人口（件）"


def test_headers_keep_scripts_and_frames_out(client: Any) -> None:
    response = client.get("/")
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_foreign_text_never_becomes_markup(client: Any) -> None:
    attack = '"><script>alert(1)</script>'
    for address in ("/search", "/policy/", "/patents/"):
        text = client.get(address, {"q": attack, "holder": attack}).content.decode()
        assert "<script>alert" not in text, address


def test_an_unknown_page_is_told_in_chinese(client: Any) -> None:
    response = client.get("/nope")
    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()


def test_templates_keep_to_full_width_punctuation_and_no_inline_style() -> None:
    room = Path(__file__).resolve().parents[2] / "src/zhishu/portal"
    pages = sorted(room.rglob("*.html"))
    assert len(pages) > 20
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(r"<[^>]*\sstyle=", text), page
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), page
        words = re.sub(r"{[{%].*?[%}]}|<[^>]*>", "", text, flags=re.S)
        bad = re.search(r"[\u4e00-\u9fff][,;:?!(]|[,;!?)][\u4e00-\u9fff]", words)
        assert bad is None, f"{page}: {bad.group() if bad else ''}"


def test_log_in_is_limited_and_sign_up_is_closed(client: Any, db: None) -> None:
    from zhishu.portal.accounts.models import User

    User.objects.create_user(username="someone", password="right-password-9", role="firm")
    address = reverse("account_login")
    statuses = [
        client.post(address, {"login": "someone", "password": f"wrong{n}"}).status_code
        for n in range(6)
    ]
    assert statuses[0] == 200
    last = client.post(address, {"login": "someone", "password": "right-password-9"})
    assert last.status_code != 302, "the limit did not hold"
    assert client.get(reverse("account_signup")).status_code == 404


def test_log_in_leads_back_to_where_one_was(client: Any, sign_in: Callable[[str], Any]) -> None:
    from zhishu.portal.accounts.models import User

    User.objects.create_user(username="officer", password="right-password-9", role="city_officer")
    asked = client.get("/data/uploads/")
    assert asked.status_code == 302
    entered = client.post(asked["Location"], {"login": "officer", "password": "right-password-9"})
    assert entered.status_code == 302
    assert entered["Location"] == "/data/uploads/"
    assert client.get("/data/uploads/").status_code == 200


@pytest.mark.parametrize("page", ["/search?q=电池&kind=patent", "/search?q=知识产权", "/patents/"])
def test_facets_are_links_that_narrow_to_their_counts(client: Any, page: str) -> None:
    text = client.get(page).content.decode()
    links = re.findall(
        r'<li><a href="(\?[^"]*)">[^<]*</a><b>(\d+)</b></li>', text.partition("z-panel")[0]
    )
    assert len(links) > 3
    for address, count in links:
        narrowed = client.get(page.partition("?")[0] + address.replace("&amp;", "&"))
        assert f"<h2>共{count}件</h2>" in narrowed.content.decode(), address


def test_a_search_is_ordered_and_bounded_by_days(client: Any, portal_home: Path) -> None:
    asked = {"q": "电池", "kind": "patent", "since": "2018-01-01", "until": "2019年12月31日"}
    oldest = client.get("/search", {**asked, "sort": "oldest"}).content.decode()
    days = re.findall(r"申请<time[^>]*>([0-9-]+)", oldest)
    assert days
    assert days == sorted(days)
    assert all("2018-01-01" <= day <= "2019-12-31" for day in days)
    newest = client.get("/search", {**asked, "sort": "newest"}).content.decode()
    assert re.findall(r"申请<time[^>]*>([0-9-]+)", newest) == days[::-1]
    assert client.get("/search", {**asked, "since": "昨天"}).status_code == 400
    assert client.get("/search", {**asked, "validity": "x"}).status_code == 400


@pytest.mark.parametrize("damage", ["byte", "gone"])
def test_a_damaged_index_is_rebuilt_by_the_job_and_the_page_says_so(
    client: Any, portal_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    from django_tasks_db.models import DBTaskResult

    from zhishu.portal.jobs.tasks import bring_up_index

    home = tmp_path / "copy"
    shutil.copytree(portal_home, home)
    monkeypatch.setenv("ZHISHU_HOME", str(home))
    edition = home / "index" / json.loads((home / "index" / "current").read_text())["name"]
    if damage == "byte":
        broken = next(edition.glob("patent/*.idx"))
        content = bytearray(broken.read_bytes())
        content[len(content) // 2] ^= 1
        broken.write_bytes(bytes(content))
    else:
        shutil.rmtree(home / "index")
    for _ in range(2):  # however many ask, one job is enough
        response = client.get("/search", {"q": "电池"})
        assert response.status_code == 503
        assert "检索库正在重建" in response.content.decode()
    assert DBTaskResult.objects.filter(task_path__endswith="bring_up_index").count() == 1
    bring_up_index.call()
    assert client.get("/search", {"q": "电池"}).status_code == 200
