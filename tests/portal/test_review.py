"""The review of a policy: every act is a row, the job publishes what was released, the page says so."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client

from zhishu.flows.import_file import import_file
from zhishu.flows.look_at_review import look_at_review
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.policy.review.decisions import fold_decisions
from zhishu.portal.pages.sealed import sealed_models
from zhishu.portal.policy.models import ReviewDecision, decisions_of
from zhishu.portal.policy.publishing import publish_reviews

POLICY = """云澜市知识产权服务能力提升方案
云知发〔2026〕8号
各县（区）市场监督管理局，市直有关单位：
为提升知识产权服务能力，制定本方案。2025年末全市有服务机构42家。
一、主要目标
到2027年，每万人口高价值发明专利拥有量达到9件以上，知识产权质押融资年登记金额突破15亿元。
二、重点任务
（一）培育服务机构。引进高端服务机构，建立服务机构名录。（责任单位：市市场监管局、市财政局）
（二）加强人才培养。每年举办培训班4期以上，培训业务骨干。（牵头单位：市教育局；配合单位：市人力资源社会保障局）
（三）支持质押融资。对企业以专利权质押取得贷款的，按实际支付利息的50%给予贴息，单个企业每年最高20万元。（责任单位：市地方金融管理局）
云澜市知识产权局
2026年5月18日
"""


@pytest.fixture(scope="module")
def plan_home(city_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The small city with the plan, read only; and the plan's identifier."""
    folder = tmp_path_factory.mktemp("review")
    shutil.copytree(city_home, folder / "home")
    path = folder / "方案.txt"
    path.write_text(POLICY, encoding="utf-8")
    [document_id] = import_file(folder / "home", path).documents
    return folder / "home", document_id


@pytest.fixture
def review_home(plan_home: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home that the portal reads."""
    monkeypatch.setenv("ZHISHU_HOME", str(plan_home[0]))
    return plan_home[0]


@pytest.fixture
def own_plan_home(
    plan_home: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A copy that a test publishes to."""
    shutil.copytree(plan_home[0], tmp_path / "own")
    monkeypatch.setenv("ZHISHU_HOME", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def document(plan_home: tuple[Path, str]) -> str:
    return plan_home[1]


@pytest.fixture
def officer(sign_in: Callable[[str], Any], review_home: Path) -> Any:
    return sign_in("city_officer")


def page(client: Any, document: str, **asked: str) -> str:
    response = client.get(f"/policy/{document}/review/", asked)
    assert response.status_code == 200
    return str(response.content.decode())


def act(client: Any, document: str, do: str, **more: str) -> Any:
    """Send a form as the page has it now."""
    newest = ReviewDecision.objects.order_by("pk").last()
    asked = {"do": do, "at": str(newest.pk if newest else 0), **more}
    return client.post(f"/policy/{document}/review/", asked)


def keys(document: str, home: Path, kind: str = "") -> list[str]:
    laid_out = look_at_review(home, document)
    assert laid_out is not None
    review = fold_decisions(laid_out.reading, decisions_of(document))
    return [one.key for one in review.items if kind in ("", one.kind)]


def confirm_all(client: Any, document: str, home: Path) -> None:
    for key in keys(document, home):
        assert act(client, document, "accept", key=key).status_code == 302
    assert act(client, document, "settle").status_code == 302


def settle_all(client: Any, document: str) -> None:
    """As proposed, and what has no role as other."""
    unsettled = client.get(f"/policy/{document}/review/").context["review"].unsettled
    roles = {f"role-{one.key}": "other" for one in unsettled if not one.role}
    act(client, document, "settle", **roles)


def confirmed(home: Path, table: str) -> list[dict[str, Any]]:
    sql = f"SELECT * FROM policy_confirmed_{table} ORDER BY document_id, position"
    return list(open_warehouse(home).query(sql).dicts())


def test_the_page_shows_the_source_the_items_and_the_numbers(officer: Any, document: str) -> None:
    text = page(officer, document)
    for words in (
        "核对：",
        "任务1",
        "目标1",
        "措施1",
        "没有用到的数字",
        "42家",
        "过去的数",
        "把握",
    ):
        assert words in text, words
    assert "全部核对完才能发布" in text and "发布核对结果" not in text


def test_confirmed_released_and_published_it_is_said_so_in_public(
    officer: Any, document: str, own_plan_home: Path
) -> None:
    client_of_nobody = Client()
    assert "程序读出，未经核对" in text_of_policy(client_of_nobody, document)
    confirm_all(officer, document, own_plan_home)
    assert "待发布" not in page(officer, document)
    assert act(officer, document, "release").status_code == 302
    assert "待发布" in page(officer, document)
    assert "程序读出，未经核对" in text_of_policy(client_of_nobody, document)
    publish_reviews.call()
    text = text_of_policy(client_of_nobody, document)
    assert "程序读出，未经核对" not in text
    assert text.count("已核对") >= 3 and "市级人员" in text
    # Who it was stays in the house.
    assert "u-city_officer" not in text
    told = client_of_nobody.get(f"/api/v1/policies/{document}").json()
    assert told["review"]["role"] == "city_officer" and told["is_confirmed"] is True
    assert "decided_by" not in str(told) and "released_by" not in str(told)
    assert {group["name"] for group in told["items"]} == {"tasks", "targets", "measures"}
    assert "已发布" in page(officer, document)
    tasks = confirmed(own_plan_home, "tasks")
    assert len(tasks) == 3 and {row["decision"] for row in tasks} == {"confirmed"}
    user = ReviewDecision.objects.filter(word="released").get().user_id
    assert {row["decided_by"] for row in tasks} == {user}
    units = confirmed(own_plan_home, "task_units")
    assert [row["name"] for row in units if row["task"] == 2] == [
        "市教育局",
        "市人力资源社会保障局",
    ]
    snapshot = open_warehouse(own_plan_home).snapshot()
    publish_reviews.call()
    assert open_warehouse(own_plan_home).snapshot() == snapshot


def text_of_policy(client: Any, document: str) -> str:
    response = client.get(f"/policy/{document}/")
    assert response.status_code == 200
    return str(response.content.decode())


def test_nothing_is_released_before_all_is_settled(
    officer: Any, document: str, review_home: Path
) -> None:
    response = act(officer, document, "release")
    assert response.status_code == 422
    assert "没有核对" in response.content.decode()
    for key in keys(document, review_home):
        act(officer, document, "accept", key=key)
    assert act(officer, document, "release").status_code == 422
    act(officer, document, "settle")
    assert act(officer, document, "release").status_code == 302
    # Pressed twice it is let go once.
    act(officer, document, "release")
    assert ReviewDecision.objects.filter(word="released").count() == 1


def test_a_correction_is_published_and_a_later_one_waits_for_its_release(
    officer: Any, document: str, own_plan_home: Path
) -> None:
    [first, _, _] = keys(document, own_plan_home, "target")
    fields = written(officer, document, first)
    assert (
        act(officer, document, "accept", key=first, **{**fields, "v-value": "十"}).status_code
        == 422
    )
    act(officer, document, "accept", key=first, **{**fields, "v-deadline": "2027-12-31"})
    confirm_all(officer, document, own_plan_home)
    act(officer, document, "release")
    publish_reviews.call()
    rows = confirmed(own_plan_home, "targets")
    assert (rows[0]["deadline"], rows[0]["decision"]) == ("2027-12-31", "corrected")
    assert [row["decision"] for row in rows[1:]] == ["confirmed"] * (len(rows) - 1)
    act(officer, document, "drop", key=first)
    assert "发布后又有改动" in page(officer, document)
    publish_reviews.call()
    assert len(confirmed(own_plan_home, "targets")) == len(rows)
    settle_all(officer, document)
    act(officer, document, "release")
    publish_reviews.call()
    assert len(confirmed(own_plan_home, "targets")) == len(rows) - 1
    # What stood before is still in the snapshot before.
    warehouse = open_warehouse(own_plan_home)
    before = warehouse.query(
        "SELECT count(*) FROM policy_confirmed_targets", snapshot=warehouse.snapshot() - 1
    )
    assert before.value() == len(rows)


def written(client: Any, document: str, key: str) -> dict[str, str]:
    """The fields of an item as its page has them."""
    form = client.get(f"/policy/{document}/review/", {"item": key}).context["form"]
    return {f"v-{one.name}": one.value() or "" for one in form}


def test_acts_by_hand_split_merge_add_undo(officer: Any, document: str, review_home: Path) -> None:
    first = keys(document, review_home, "task")[0]
    act(officer, document, "split", key=first)
    assert len(keys(document, review_home, "task")) == 4
    act(officer, document, "undo")
    assert keys(document, review_home, "task")[0] == first
    newest = ReviewDecision.objects.order_by("pk").last()
    assert newest is not None
    for _ in range(2):  # pressed twice, on the same page
        act(officer, document, "merge", key=first, at=str(newest.pk))
    assert len(keys(document, review_home, "task")) == 2
    blank = officer.get(f"/policy/{document}/review/", {"add": "time"})
    assert "补一项" in blank.content.decode()
    fields = {"v-clause": "二(一)", "v-kind": "limit", "v-matter": "名录公布", "v-value": "20"}
    refused = act(officer, document, "add", kind="time", **fields)
    assert refused.status_code == 422 and "要写时长和单位" in refused.content.decode()
    for _ in range(2):
        act(officer, document, "add", kind="time", **fields, **{"v-unit": "工作日"})
    assert len(keys(document, review_home, "time")) == 1
    assert "人工补上" in page(officer, document)
    act(officer, document, "undo")
    assert keys(document, review_home, "time") == []


@pytest.mark.parametrize(
    ("do", "more"),
    [
        ("accept", {"key": "task-gone"}),
        ("drop", {"key": "\x00"}),
        ("merge", {"key": "task-gone"}),
        ("undo", {"number": "999999999999999999999999"}),
        ("undo", {"number": "²"}),
        ("add", {"kind": "x"}),
        ("settle", {"role-n-0": "x"}),
        ("fly", {}),
        ("", {}),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_no_row(
    officer: Any, document: str, do: str, more: dict[str, str]
) -> None:
    response = act(officer, document, do, **more)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert ReviewDecision.objects.count() == 0


def test_decisions_are_only_added_and_sealed(
    officer: Any, document: str, review_home: Path
) -> None:
    act(officer, document, "accept", key=keys(document, review_home)[0])
    row = ReviewDecision.objects.get()
    for change in (
        row.save,
        row.delete,
        lambda: ReviewDecision.objects.update(role="firm"),
        lambda: ReviewDecision.objects.all().delete(),
        row.user.delete,
    ):
        with pytest.raises((TypeError, ProtectedError)):
            change()
    assert ReviewDecision.objects.get().made_at == row.made_at
    # Pressed twice it is one.
    act(officer, document, "accept", key=row.key)
    assert ReviewDecision.objects.count() == 1
    assert "policy.ReviewDecision" in {model._meta.label for model in sealed_models()}


def test_numbers_are_settled_one_by_one_or_all(
    officer: Any, document: str, review_home: Path
) -> None:
    context = officer.get(f"/policy/{document}/review/").context
    one = context["review"].unsettled[0]
    act(officer, document, "settle", number=one.key, **{f"role-{one.key}": "condition"})
    [row] = ReviewDecision.objects.all()
    assert row.told == {one.key: "condition"}
    act(officer, document, "settle")
    review = officer.get(f"/policy/{document}/review/").context["review"]
    assert review.roles[one.key] == "condition" and not review.unsettled
