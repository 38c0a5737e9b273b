"""The form of a measure filled in, and the leads to awards paid twice, on pages: whom they are shown to, and what of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from made_firms import AS_OF, MadeFirms, MadeParty, declare_whole, made_firms
from small_city import INSTANCE
from zhishu.flows.import_file import import_file
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.funding.tables import AWARDS_PAID
from zhishu.importers.door import Door
from zhishu.portal.accounts.models import Organisation, User

pytestmark = pytest.mark.django_db
CERTIFICATION, RECORDED = "361000/fund/9-1", "361000/fund/8-3a"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MadeFirms]:
    folder = tmp_path_factory.mktemp("applications")
    home, found = folder / "home", made_firms(folder / "files")
    with Door() as door:
        for path in found.files:
            import_file(home, path, synthetic=True, door=door)
    declare_whole(home)
    (home / "instance.yaml").write_text(INSTANCE.replace("990100", "361000"), encoding="utf-8")
    with open_warehouse(home).publication("试验", "兑付") as publication:
        sister = found.sisters[0]
        rows = [
            {
                **dict.fromkeys(column.name for column in AWARDS_PAID.columns),
                "award_id": f"试验{year}",
                "measure": RECORDED,
                "item": "专利产品备案奖励",
                "holder": sister.name,
                "folded_name": sister.name,
                "credit_code": sister.credit_code,
                "subject": "丁牌<b>腐乳</b>",
                "amount": 1000,
                "year": year,
            }
            for year in (AS_OF.year - 2, AS_OF.year - 1)
        ]
        publication.merge(AWARDS_PAID, rows, set(rows[0]))
    return home, found


@pytest.fixture
def firms(made: tuple[Path, MadeFirms], monkeypatch: pytest.MonkeyPatch) -> MadeFirms:
    monkeypatch.setenv("ZHISHU_HOME", str(made[0]))
    return made[1]


def enter(role: str, party: MadeParty | None = None, regions: tuple[str, ...] = ()) -> Any:
    organisation = None
    if party is not None:
        organisation, _ = Organisation.objects.get_or_create(
            name=party.name, credit_code=party.credit_code
        )
    user = User.objects.create_user(
        f"u{User.objects.count()}", "-", role=role, organisation=organisation, regions=regions
    )
    client = Client()
    client.force_login(user)
    client.user = user  # type: ignore[attr-defined]
    return client


def text_of(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address} {response.status_code}"
    return str(response.content.decode().replace("<wbr>", ""))


def form_of(party: MadeParty, measure: str) -> str:
    return f"{reverse('funding:application', args=[party.credit_code, measure])}?as_of={AS_OF}"


def own_form(client: Any, measure: str) -> str:
    key = client.user.organisation.pk
    return f"{reverse('funding:own_application', args=[key, measure])}?as_of={AS_OF}"


def test_a_firm_reads_its_form_with_origins_and_waived_papers(firms: MadeFirms) -> None:
    party = firms.gets[CERTIFICATION]
    client = enter("firm", party)
    text = text_of(client, own_form(client, CERTIFICATION))
    for words in ("18,600元", "费用凭证：1条", "免交", party.name, "第九条（一）", "请填写"):
        assert words in text, words
    page = text_of(client, reverse("funding:own", args=[client.user.organisation.pk]))
    assert own_form(client, CERTIFICATION).partition("?")[0] in page


def test_what_another_firm_was_paid_is_for_officers_alone(firms: MadeFirms) -> None:
    paid, asking = firms.sisters
    own = enter("firm", asking)
    for address in (own_form(own, RECORDED), form_of(asking, RECORDED)):
        text = text_of(own, address)
        assert paid.name not in text and "须核实" not in text
    text = text_of(enter("city_officer"), form_of(asking, RECORDED))
    assert paid.name in text and "兑付以前须核实" in text and "控制人相同" in text


def test_who_sees_which_form(firms: MadeFirms) -> None:
    party, other = firms.gets[CERTIFICATION], firms.nearly[CERTIFICATION]
    far = enter("county_officer", regions=(other.credit_code[2:8],))
    near = enter("county_officer", regions=(party.credit_code[2:8],))
    stranger = enter("firm", other)
    address = form_of(party, CERTIFICATION)
    assert [one.get(address).status_code for one in (near, far, stranger)] == [200, 404, 404]
    own = enter("firm", party)
    assert stranger.get(own_form(own, CERTIFICATION)).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    "measure", ["361000/fund/9-7", "361000/fund/none", "361000/individual_business/10"]
)
def test_what_cannot_be_applied_for_has_no_form(firms: MadeFirms, measure: str) -> None:
    party = firms.gets[CERTIFICATION]
    assert enter("city_officer").get(form_of(party, measure)).status_code == 404


def test_officers_see_the_leads_of_their_regions(firms: MadeFirms) -> None:
    address = f"{reverse('funding:doubles')}?as_of={AS_OF}"
    text = text_of(enter("city_officer"), address)
    sister = firms.sisters[0]
    assert "<b>1</b>条线索" in text and sister.name in text and "同一单位、同一事项" in text
    assert "丁牌&lt;b&gt;腐乳" in text
    code = sister.credit_code
    for name, args in (
        ("funding:firm", [code]),
        ("funding:measure", [RECORDED]),
        ("funding:rows", [code, "awards_paid"]),
    ):
        assert f'href="{reverse(name, args=args)}"' in text, name
    elsewhere = next(
        one.credit_code[2:8]
        for one in firms.parties
        if one.credit_code[2:8] != sister.credit_code[2:8]
    )
    for client in (enter("county_officer", regions=(elsewhere,)), enter("county_officer")):
        assert "没有线索" in text_of(client, address)
    assert enter("firm", sister).get(address).status_code == 403
