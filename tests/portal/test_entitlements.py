"""What a firm can get, on pages and by the API: whom it is shown to, where each fact leads, what a firm answers."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from made_firms import AS_OF, MadeFirms, MadeParty, declare_whole, made_firms
from small_city import INSTANCE
from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.door import Door
from zhishu.portal.accounts.mandates import give_mandate
from zhishu.portal.accounts.models import Organisation, User
from zhishu.portal.funding.models import FactStatement
from zhishu.portal.funding.publishing import publish_stated

pytestmark = pytest.mark.django_db
CERTIFICATION, CHAIN = "361000/fund/9-1", "361000/fund/10-3"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MadeFirms]:
    folder = tmp_path_factory.mktemp("entitlements")
    home, found = folder / "home", made_firms(folder / "files")
    with Door() as door:
        for path in found.files:
            import_file(home, path, synthetic=True, door=door)
    declare_whole(home)
    (home / "instance.yaml").write_text(INSTANCE.replace("990100", "361000"), encoding="utf-8")
    return home, found


@pytest.fixture
def firms(made: tuple[Path, MadeFirms], monkeypatch: pytest.MonkeyPatch) -> MadeFirms:
    monkeypatch.setenv("ZHISHU_HOME", str(made[0]))
    return made[1]


def enter(role: str, unit: str = "", code: str = "", regions: tuple[str, ...] = ()) -> Client:
    organisation = None
    if unit:
        organisation, _ = Organisation.objects.get_or_create(name=unit, credit_code=code)
    user = User.objects.create_user(
        f"u{User.objects.count()}", "-", role=role, organisation=organisation, regions=regions
    )
    client = Client()
    client.force_login(user)
    client.user = user  # type: ignore[attr-defined]
    return client


def own(party: MadeParty) -> Client:
    return enter("firm", party.name, party.credit_code)


def text_of(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address} {response.status_code}"
    return str(response.content.decode().replace("<wbr>", ""))


def firm_page(party: MadeParty) -> str:
    return reverse("funding:firm", args=[party.credit_code])


def test_who_sees_which_firm(firms: MadeFirms) -> None:
    firm, other = firms.gets[CERTIFICATION], firms.nearly[CERTIFICATION]
    county, far = firm.credit_code[2:8], other.credit_code[2:8]
    agency = enter("agency", "示例代理事务所")
    statuses = {
        "itself": (own(firm), 200, 404),
        "city": (enter("city_officer"), 200, 200),
        "county": (enter("county_officer", regions=(county,)), 200, 404),
        "other county": (enter("county_officer", regions=(far,)), 404, 200),
        "no county": (enter("county_officer"), 404, 404),
        "agency": (agency, 404, 404),
        "administrator": (enter("administrator"), 403, 403),
        "visitor": (Client(), 302, 302),
    }
    names = ("funding:firm", "funding:why", "funding:rows", "api:entitlement")
    for who, (client, *expected) in statuses.items():
        for party, status in zip((firm, other), expected, strict=True):
            code = party.credit_code
            for name in names:
                more = {"funding:why": [CERTIFICATION], "funding:rows": ["recognitions"]}
                address = reverse(name, args=[code, *more.get(name, [])])
                found = client.get(address).status_code
                assert found == (401 if status == 302 and "api" in address else status), (
                    f"{who} {address} {found}"
                )


def test_an_agent_sees_whom_it_was_let_in_by(firms: MadeFirms) -> None:
    firm = firms.gets[CERTIFICATION]
    holder, agency = own(firm), enter("agency", "示例代理事务所")
    organisation = holder.user.organisation  # type: ignore[attr-defined]
    address = reverse("funding:questions", args=[organisation.pk])
    assert agency.get(address).status_code == 404
    give_mandate(holder.user, agency.user.organisation.pk, "read", None, AS_OF)  # type: ignore[attr-defined]
    assert agency.get(address).status_code == 200
    assert agency.get(firm_page(firm)).status_code == 200
    assert agency.post(address, {"project.partners": "yes"}).status_code == 404
    assert not FactStatement.objects.exists()


def test_a_firm_page_leads_from_state_to_fact_rows_and_figure(firms: MadeFirms) -> None:
    firm = firms.gets[CERTIFICATION]
    client = enter("city_officer")
    text = text_of(client, firm_page(firm))
    for words in ("18,600元", "可以申报，择优", "扣减前10,000元", "差一点", "原文缺损"):
        assert words in text, words
    why = reverse("funding:why", args=[firm.credit_code, CERTIFICATION])
    assert why in text
    text = text_of(client, why)
    rows = reverse("funding:rows", args=[firm.credit_code, "recognitions"])
    for words in (
        "首次通过认证",
        "来自认定与称号",
        "江西省抚州市",
        f"/measures/{CERTIFICATION}/#figures",
        rows,
    ):
        assert words in text, words
    text = text_of(client, rows)
    assert "知识产权管理规范认证" in text and "certification" not in text
    inside = client.get(why, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in inside and "首次通过认证" in inside


def test_who_nearly_gets_it_is_told_what_is_missing(firms: MadeFirms) -> None:
    text = text_of(enter("city_officer"), firm_page(firms.nearly[CERTIFICATION]))
    assert "自主研发的有效专利从2件增加到3件" in text and "16,000元" in text


def test_columns_of_persons_are_for_officers(firms: MadeFirms) -> None:
    firm = firms.sisters[1]
    address = reverse("funding:rows", args=[firm.credit_code, "controllers"])
    assert "示例控股" in text_of(enter("city_officer"), address)
    assert "示例控股" not in text_of(own(firm), address)


@pytest.mark.parametrize(
    "address",
    [
        "/funding/firms/none/",
        "/funding/firms/91361002MA99000099/",
        "/funding/firms/name:%00/",
        "/funding/own/999999/",
        "/funding/own/999999/questions/",
        f"/funding/firms/%27%20OR%201=1--/why/{CERTIFICATION}/",
    ],
)
def test_what_is_not_there_and_what_is_not_ones_own_are_alike(
    firms: MadeFirms, address: str
) -> None:
    assert own(firms.gets[CERTIFICATION]).get(address).status_code == 404


def test_an_answer_decides_and_is_kept_with_who_and_when(firms: MadeFirms) -> None:
    firm = firms.gets[CHAIN]
    client = own(firm)
    organisation = client.user.organisation  # type: ignore[attr-defined]
    address = reverse("funding:questions", args=[organisation.pk])
    text = text_of(client, address)
    assert "是否设有专职的知识产权部门？" in text and "首次通过" not in text
    wrong = client.post(
        address, {"figures.taxable_income": "很多", "management.ip_department": "?"}
    )
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "有2处需要改" in text and 'value="很多"' in text
    # A short text that is a very long number is none.
    for number in ("1e-20000000", "1e-99999999999999999", "1e9", "sNaN", "-1", "1" * 16):
        assert client.post(address, {"figures.taxable_income": number}).status_code == 422, number
    # One that cannot be read: none is kept.
    half = {"figures.taxable_income": "很多", "management.ip_department": "yes"}
    assert "一个回答都没有保存" in client.post(address, half).content.decode()
    assert not FactStatement.objects.exists()
    answers = {name: "yes" if said else "no" for name, said in firm.answers.items()}
    assert (
        client.post(address, {**answers, "party.kind": "university", "x": "y"}).status_code == 302
    )
    # Only what was asked is kept.
    kept = {row.fact for row in FactStatement.objects.all()}
    assert {"management.ip_department", "project.partners"} <= kept <= set(answers)
    text = text_of(client, reverse("funding:own", args=[organisation.pk]))
    why = text_of(client, reverse("funding:own_why", args=[organisation.pk, CHAIN]))
    assert "<summary>已回答的</summary>" in text_of(client, address)
    assert "知识产权强链护链" in text and "可以申报，择优" in why and "来自本单位说明" in why
    # The same again adds nothing; emptied it is taken back.
    count = FactStatement.objects.count()
    client.post(address, answers)
    assert FactStatement.objects.count() == count
    client.post(address, {"management.ip_department": ""})
    assert "不清楚" in text_of(client, reverse("funding:own_why", args=[organisation.pk, CHAIN]))
    # An officer sees what the firm said, in the firm's own list and in the measure's.
    officer = enter("city_officer")
    assert "来自本单位说明" in text_of(
        officer, reverse("funding:why", args=[firm.credit_code, CHAIN])
    )


def test_statements_are_published_once_and_again(
    firms: MadeFirms, made: tuple[Path, MadeFirms], own_copy: Path
) -> None:
    firm = firms.gets[CHAIN]
    client = own(firm)
    organisation = client.user.organisation  # type: ignore[attr-defined]
    client.post(
        reverse("funding:questions", args=[organisation.pk]), {"management.ip_department": "yes"}
    )
    for _ in range(2):
        publish_stated.func()
    rows = open_warehouse(own_copy).query("SELECT credit_code, fact, answer FROM fact_statements")
    assert rows.rows == [(firm.credit_code, "management.ip_department", "yes")]


@pytest.fixture
def own_copy(made: tuple[Path, MadeFirms], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    import shutil

    home = tmp_path / "home"
    shutil.copytree(made[0], home)
    monkeypatch.setenv("ZHISHU_HOME", str(home))
    return home


def test_the_firms_of_a_measure_are_listed_counted_and_taken_along(firms: MadeFirms) -> None:
    client = enter("city_officer")
    address = reverse("funding:firms_of_measure", args=[CERTIFICATION])
    text = text_of(client, address)
    firm, nearly = firms.gets[CERTIFICATION], firms.nearly[CERTIFICATION]
    assert firm.name in text and nearly.name in text and "合计38,600元" in text
    assert nearly.name not in text_of(client, f"{address}?state=met")
    response = client.get(f"{address}?state=near&format=csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    told = {row["名称"]: row for row in rows}
    assert told[nearly.name]["差在哪里"] == "自主研发的有效专利从2件增加到3件"
    assert firm.name not in told
    county = enter("county_officer", regions=(nearly.credit_code[2:8],))
    text = text_of(county, address)
    assert nearly.name in text and firm.name not in text
    assert county.get(f"{address}?region={firm.credit_code[2:8]}").status_code == 404
    assert "没有写明管哪个地区" in text_of(enter("county_officer"), address)
    assert client.get(f"{address}?region=<b>").status_code == 400
    assert "原文缺损" in text_of(client, "/funding/measures/361000/fund/9-5/")


def test_firms_are_found_by_name_or_code_in_ones_own_region(firms: MadeFirms) -> None:
    firm, other = firms.gets[CERTIFICATION], firms.nearly[CERTIFICATION]
    client = enter("city_officer")
    assert firm.name in text_of(client, f"/funding/firms/?q={firm.name[2:6]}")
    assert firm.name in text_of(client, f"/funding/firms/?q={firm.credit_code[:12]}")
    county = enter("county_officer", regions=(other.credit_code[2:8],))
    text = text_of(county, "/funding/firms/")
    assert other.name in text and firm.name not in text
    assert "没有找到" in text_of(enter("county_officer"), "/funding/firms/")


def test_the_api_tells_what_the_page_tells(firms: MadeFirms) -> None:
    firm = firms.gets[CERTIFICATION]
    client = own(firm)
    address = reverse("api:entitlement", args=[firm.credit_code])
    told = client.get(address).json()
    found = {one["id"]: one for one in told["measures"]}
    assert found[CERTIFICATION]["state"] == "met"
    assert found[CERTIFICATION]["amount"] == "18600.00"
    assert found[CERTIFICATION]["source"]["clause"] == "第九条(一)"
    assert client.get(address).json() == told
    before = {
        one["id"]: one["state"]
        for one in client.get(f"{address}?as_of=2020-01-01").json()["measures"]
    }
    assert CERTIFICATION not in before
    assert client.get(f"{address}?as_of=x").status_code == 422


def test_the_cases_of_a_measure_are_run_where_it_is_shown(firms: MadeFirms) -> None:
    client = Client()
    address = reverse("funding:cases", args=[CERTIFICATION])
    assert address in text_of(client, reverse("funding:measure", args=[CERTIFICATION]))
    text = text_of(client, address)
    assert "全部与应得的一致" in text and "费用超过2万元，报到2万元" in text and "封顶" in text


def test_the_space_shows_what_its_holder_can_get(firms: MadeFirms) -> None:
    client = own(firms.gets[CERTIFICATION])
    organisation = client.user.organisation  # type: ignore[attr-defined]
    address = reverse("funding:own", args=[organisation.pk])
    assert f'hx-get="{address}' in text_of(client, "/space/")
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part and "可以得到" in part and "个问题" in part
    unknown = enter("firm", "没有登记的单位")
    organisation = unknown.user.organisation  # type: ignore[attr-defined]
    assert "登记库里没有这个单位" in text_of(
        unknown, reverse("funding:own", args=[organisation.pk])
    )
