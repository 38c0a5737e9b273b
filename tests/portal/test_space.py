"""The holder's space: what it says, where its figures lead, and who may open it."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from held_rights import BOUGHT, FIRM, LATE, PAID, SECOND, SOLD, UNTOLD, keep_rights
from small_city import INSTANCE
from zhishu.portal.accounts.models import Mandate, Organisation, User
from zhishu.portal.home.models import CalendarAddress, StatedFact

pytestmark = pytest.mark.django_db
AGENCY = "云澜云智知识产权代理事务所（普通合伙）"


@pytest.fixture(scope="module")
def rights_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("space") / "home"
    home.mkdir()
    keep_rights(home)
    (home / "instance.yaml").write_text(INSTANCE, encoding="utf-8")
    return home


@pytest.fixture(autouse=True)
def space_home(rights_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHISHU_HOME", str(rights_home))
    return rights_home


def user(name: str, role: str, organisation: str) -> User:
    unit, _ = Organisation.objects.get_or_create(name=organisation)
    return User.objects.create_user(name, "-", role=role, organisation=unit)


def enter(who: User) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def firm() -> User:
    return user("firm", "firm", FIRM)


def text_of(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, f"{address} {response.status_code}"
    return response.content.decode()


def test_the_front_tells_rights_money_and_what_to_do(firm: User) -> None:
    text = text_of(enter(firm), "/space/")
    for words in (FIRM, "9199 0102 MA91 0000 0L", "曾用名：云澜光电器件厂", "1,380", "10,900",
                  "尽快补缴第7年度年费1,380元", "办理续展", "缴费数据到2026-10-31", "不视为未缴"):  # fmt: skip
        assert words in text, words
    for kind in ("专利", "商标", "著作权", "地理标志", "布图设计", "植物新品种"):
        assert kind in text
    assert "欠费" not in text


def test_an_amount_opens_into_its_steps_with_clause_and_source(firm: User) -> None:
    client = enter(firm)
    address = reverse("space:due", args=[firm.organisation_id, f"patent-{LATE}-annual_fee-7"])
    assert address in text_of(client, "/space/")
    text = text_of(client, address)
    for words in ("加收全额年费的15%", "滞纳金180元", "第一百一十五条", "1,380", "2027-01-06"):
        assert words in text, words
    assert client.get(address.replace("-7/", "-19/")).status_code == 404


def test_a_right_has_its_history_on_a_timeline(firm: User) -> None:
    client, unit = enter(firm), firm.organisation_id
    text = text_of(client, reverse("space:right", args=[unit, "patent", PAID]))
    main = text[text.index("<main") :]
    told = [
        "申请", "2017-12-04", "授权公告", "2019-06-04", "缴第9年度年费", "2025-11-20", "质押登记生效",
        "2026-02-02", "缴费截止", "2026-12-04", "补缴的最后一天", "2027-06-04", "期限届满", "2037-12-04",
    ]  # fmt: skip
    at = 0
    for words in told:
        at = main.index(words, at)
    assert "被引3次、有质押登记" in main and "缴第10年度年费" in main
    text = text_of(client, reverse("space:right", args=[unit, "trademark", "90000001-9"]))
    assert "办理续展" in text and "第三十九条" in text
    public = re.findall(r'href="(/rights/trademarks/[^"]+)"', text)[0]
    assert "澜芯" in text_of(Client(), public)
    assert "转让给云澜芯光电" in text_of(
        client, reverse("space:right", args=[unit, "patent", BOUGHT])
    )
    for kind, key in (("patent", SOLD), ("copyright", PAID), ("nothing", "1")):
        assert client.get(reverse("space:right", args=[unit, kind, key])).status_code == 404


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("", "光路仿真软件", "云澜稻1号"),
        ("?kind=trademark", "澜芯", "光路仿真软件"),
        ("?kind=plant_variety", "尚无数据", "办理续展"),
        ("?state=ceased", "失效", "办理续展"),
        ("?kind=nothing&page=99", "尚无数据", "办理续展"),
    ],
)
def test_the_list_narrows_by_kind_and_state(
    firm: User, query: str, shown: str, hidden: str
) -> None:
    text = text_of(enter(firm), reverse("space:rights", args=[firm.organisation_id]) + query)
    main = text[text.index("<main") : text.index("</main>")]
    assert shown in main and hidden not in main


@pytest.mark.parametrize(
    ("name", "heading", "rows"), [("space:rights", "下一步", 14), ("space:money", "应缴（元）", 13)]
)
def test_lists_go_out_as_workbooks_with_their_source(
    firm: User, name: str, heading: str, rows: int
) -> None:
    address = reverse(name, args=[firm.organisation_id]) + "?format=xlsx"
    book = openpyxl.load_workbook(io.BytesIO(enter(firm).get(address).content))
    sheet = book["数据"]
    assert heading in [cell.value for cell in sheet[1]]
    assert sheet.max_row == rows + 1
    told = {row[0].value: row[1].value for row in book["来源"]}
    assert told["截至"] == "2026-10-31" and told["缴费数据到"] == "2026-10-31"


def test_a_right_lapsed_by_the_payments_is_urgent_and_never_none_late() -> None:
    second = user("second", "firm", SECOND)
    client, unit = enter(second), second.organisation_id
    text = text_of(client, "/space/")
    assert "1项</a>补缴期已满，先核对" in text and "没有逾期" not in text
    assert "核对第6年度年费是否已经缴纳，看能否恢复权利" in text
    assert "尚未见终止公告" in text_of(client, reverse("space:money", args=[unit]))
    text = text_of(client, reverse("space:due", args=[unit, f"patent-{UNTOLD}-annual_fee-6"]))
    assert "补缴期已满" in text and "不能再补缴" in text and "金额未知" not in text


def test_an_account_without_a_unit_is_told_so() -> None:
    nobody = User.objects.create_user("nobody", "-", role="firm")
    assert "账户没有写明单位" in text_of(enter(nobody), "/space/")


def test_a_firm_without_rights_is_told_that_there_is_no_data() -> None:
    text = text_of(enter(user("empty", "firm", "云澜无权利有限公司")), "/space/")
    assert "尚无数据" in text and "登记库里没有这个名称" in text
    # Nothing is known: no figure says nought.
    assert "z-fig" not in text and "应缴" not in text[text.index("<main") : text.index("</main>")]


def test_nobody_opens_the_space_of_another(firm: User) -> None:
    other = user("other", "firm", "云澜别家有限公司")
    agent = user("agent", "agency", AGENCY)
    officer = user("officer", "city_officer", "云澜市市场监督管理局")
    for name in ("space", "rights", "money"):
        address = reverse(f"space:{name}", args=[firm.organisation_id])
        assert enter(firm).get(address).status_code == 200
        for who in (other, agent):
            # As for a space that is not there.
            assert enter(who).get(address).status_code == 404, (who, name)
        assert enter(officer).get(address).status_code == 403
        assert Client().get(address).status_code == 302


def stated(client: Client, organisation: Organisation, **facts: str) -> int:
    return client.post(reverse("space:facts", args=[organisation.pk]), facts).status_code


def test_a_reduction_that_the_holder_states_counts_at_once_and_stays_on_record(firm: User) -> None:
    client, unit = enter(firm), firm.organisation
    assert stated(client, unit, reduction="single") == 302
    assert stated(client, unit, reduction="single") == 302
    text = text_of(client, "/space/")
    assert "已获减缴（单独申请）" in text and "已扣减缴" in text and ">360<" in text
    assert stated(client, unit, reduction="none") == 302
    assert [row.value for row in StatedFact.objects.order_by("pk")] == ["single", "none"]
    assert ">1,380<" in text_of(client, "/space/")
    assert stated(client, unit, reduction="all") == 400
    assert stated(client, unit, keeper="nobody") == 400
    assert "没有" in text_of(client, reverse("space:facts", args=[unit.pk]))


def test_health_opens_every_figure_into_its_rights(firm: User) -> None:
    client = enter(firm)
    address = reverse("space:health", args=[firm.organisation_id])
    text = text_of(client, address)
    expected = {
        "in_force": 10, "unknown": 2, "ceased": 1, "late": 1, "unheard": 4, "ending": 2,
        "former_name": 1, "joint": 1, "burdened": 2, "alone": 1, "without_hint": 5,
    }  # fmt: skip
    for name, count in expected.items():
        assert f"figure={name}&" in text.replace("&amp;", "&"), name
        rows = client.get(f"{address}?figure={name}&format=csv").content.decode("utf-8-sig")
        assert len(rows.strip().splitlines()) == count + 1, name
        assert f"<b>{count}</b>件" in text_of(client, f"{address}?figure={name}")
    assert LATE in text_of(client, f"{address}?figure=late")
    assert client.get(f"{address}?figure=nothing").status_code == 404


def test_the_calendar_is_the_same_bytes_until_the_data_changes(firm: User) -> None:
    client = enter(firm)
    address = reverse("space:calendar_file", args=[firm.organisation_id])
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert ".ics" in answer["Content-Disposition"]
    assert answer.content == client.get(address).content
    text = answer.content.decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261204" in text  # the fee due next
    assert "DTSTART;VALUE=DATE:20270106" in text  # the end of grace
    assert "DTSTART;VALUE=DATE:20260706" not in text  # what has passed is no entry
    assert "TRIGGER:-P30D" in text and "缴费截止" in text


def token_in(text: str) -> str:
    return re.findall(r"/space/calendar/([\w-]+)\.ics", text)[0]


def test_a_subscription_is_shown_once_read_without_signing_in_and_revoked(firm: User) -> None:
    client, page = enter(firm), reverse("space:calendar", args=[firm.organisation_id])
    token = token_in(client.post(page, {"do": "make"}).content.decode())
    address = reverse("space:subscription", args=[token])
    assert token not in text_of(client, page)
    rows = "".join(str(vars(row)) for row in CalendarAddress.objects.all())
    assert token not in rows
    file = client.get(reverse("space:calendar_file", args=[firm.organisation_id])).content
    assert Client().get(address).content == file
    assert Client().get(address.replace(token, token[:-1])).status_code == 404
    other = user("other", "firm", "云澜别家有限公司")
    [row] = CalendarAddress.objects.all()
    # Nobody else revokes it.
    enter(other).post(reverse("space:calendar", args=[other.organisation_id]), {"revoke": row.pk})
    assert Client().get(address).status_code == 200
    client.post(page, {"revoke": str(row.pk)})
    assert Client().get(address).status_code == 404


def made(who: User, unit: Organisation) -> str:
    page = reverse("space:calendar", args=[unit.pk])
    token = token_in(enter(who).post(page, {"do": "make"}).content.decode())
    return reverse("space:subscription", args=[token])


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "city_officer"}])
def test_a_subscription_ends_with_what_its_maker_may(firm: User, change: dict[str, Any]) -> None:
    address = made(firm, firm.organisation)
    assert Client().get(address).status_code == 200
    User.objects.filter(pk=firm.pk).update(**change)
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize(
    "acts", [[{"do": "withdraw"}, {"scope": "read"}], [{"scope": "manage"}], [{"scope": "read"}]]
)
def test_an_agents_subscription_ends_for_good_with_its_mandate(
    firm: User, acts: list[dict[str, str]]
) -> None:
    unit, agent = firm.organisation, user("agent", "agency", AGENCY)
    whom = {"agent": str(agent.organisation_id)}
    enter(firm).post(reverse("space:mandates"), {**whom, "scope": "read"})
    address = made(agent, unit)
    assert Client().get(address).status_code == 200
    for act in acts:
        enter(firm).post(reverse("space:mandates"), {**whom, **act})
    assert opens(agent, unit) == {200}
    assert Client().get(address).status_code == 404
    assert Client().get(made(agent, unit)).status_code == 200


def revocable(who: User, unit: Organisation) -> list[str]:
    text = text_of(enter(who), reverse("space:calendar", args=[unit.pk]))
    return re.findall(r'name="revoke" value="(\d+)"', text)


def test_the_holder_sees_and_revokes_what_colleagues_and_agents_made(firm: User) -> None:
    unit, colleague = firm.organisation, user("colleague", "firm", FIRM)
    agent = user("agent", "agency", AGENCY)
    form = {"agent": str(agent.organisation_id), "scope": "read"}
    enter(firm).post(reverse("space:mandates"), form)
    addresses = [made(who, unit) for who in (agent, colleague, firm)]
    page, keys = reverse("space:calendar", args=[unit.pk]), revocable(firm, unit)
    assert len(keys) == 3 and keys == revocable(colleague, unit)
    assert revocable(agent, unit) == keys[:1] and AGENCY in text_of(enter(firm), page)
    for key in keys[1:]:
        enter(agent).post(page, {"revoke": key})
    assert [Client().get(one).status_code for one in addresses] == [200, 200, 200]
    for key in keys:
        enter(colleague).post(page, {"revoke": key})
    assert [Client().get(one).status_code for one in addresses] == [404, 404, 404]


def test_subscriptions_are_few_and_made_only_when_asked_for(firm: User) -> None:
    client, unit = enter(firm), firm.organisation
    page = reverse("space:calendar", args=[unit.pk])
    for form in ({}, {"revoke": "abc"}, {"revoke": "9" * 30}, {"do": "nothing"}):
        assert client.post(page, form).status_code == 302
    assert not CalendarAddress.objects.exists()
    for _ in range(5):
        made(firm, unit)
    assert "先停用一个" in text_of(client, page)
    refused = client.post(page, {"do": "make"})
    assert refused.status_code == 400 and "最多有5个订阅地址" in refused.content.decode()
    client.post(page, {"revoke": revocable(firm, unit)[0]})
    assert Client().get(made(firm, unit)).status_code == 200


PAGES = ("space", "rights", "money", "health", "facts", "calendar", "calendar_file")


def opens(who: User, unit: Organisation) -> set[int]:
    client = enter(who)
    addresses = [reverse(f"space:{name}", args=[unit.pk]) for name in PAGES]
    addresses.append(reverse("space:due", args=[unit.pk, f"patent-{LATE}-annual_fee-7"]))
    addresses.append(reverse("space:right", args=[unit.pk, "patent", LATE]))
    return {client.get(address).status_code for address in addresses}


def test_who_only_looks_does_not_read_the_accounts_of_the_holder(firm: User) -> None:
    unit, agent = firm.organisation, user("agent", "agency", AGENCY)
    keeper = User.objects.create_user("zhoulan", "-", role="firm", name="周岚", organisation=unit)
    page, shown = reverse("space:facts", args=[unit.pk]), {}
    assert stated(enter(keeper), unit, reduction="single") == 302
    for scope in ("read", "manage"):
        form = {"agent": str(agent.organisation_id), "scope": scope}
        enter(firm).post(reverse("space:mandates"), form)
        shown[scope] = text_of(enter(agent), page)
    assert "周岚" in shown["manage"] and "周岚" not in shown["read"]
    assert "zhoulan" not in shown["manage"] + shown["read"]
    assert stated(enter(agent), unit, keeper="zhoulan") == 400
    assert stated(enter(agent), unit, keeper=str(keeper.pk)) == 302
    assert f'value="{keeper.pk}" selected' in text_of(enter(firm), page)


def test_an_agent_is_let_in_by_the_holder_alone_and_put_out_again(firm: User) -> None:
    unit = firm.organisation
    agent = user("agent", "agency", AGENCY)
    colleague = user("colleague", "agency", AGENCY)
    stranger = user("stranger", "agency", "云澜别的代理事务所")
    address = reverse("space:mandates")
    assert opens(agent, unit) == {404}
    # An agent's own wish does nothing: it can only let others into its own space.
    enter(agent).post(address, {"agent": str(agent.organisation_id), "scope": "manage"})
    enter(agent).post(address, {"agent": str(stranger.organisation_id), "scope": "manage"})
    assert opens(agent, unit) == {404}
    enter(firm).post(address, {"agent": str(agent.organisation_id), "scope": "read"})
    assert opens(agent, unit) == opens(colleague, unit) == {200}
    assert opens(stranger, unit) == {404}
    assert FIRM in text_of(enter(agent), "/space/")
    # Looking is not acting.
    assert stated(enter(agent), unit, reduction="single") == 404
    enter(firm).post(address, {"agent": str(agent.organisation_id), "scope": "manage"})
    assert stated(enter(agent), unit, reduction="single") == 302
    # Neither does a mandate let the agent hand it on.
    enter(agent).post(address, {"agent": str(stranger.organisation_id), "scope": "read"})
    assert opens(stranger, unit) == {404}
    page = reverse("space:calendar", args=[unit.pk])
    subscription = reverse(
        "space:subscription",
        args=[token_in(enter(agent).post(page, {"do": "make"}).content.decode())],
    )
    assert Client().get(subscription).status_code == 200
    enter(firm).post(address, {"agent": str(agent.organisation_id), "do": "withdraw"})
    assert opens(agent, unit) == {404}
    assert Client().get(subscription).status_code == 404
    assert [row.scope for row in Mandate.objects.filter(holder=unit)] == ["read", "manage", ""]
    with pytest.raises(TypeError):
        Mandate.objects.filter(holder=unit).delete()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"scope": "all"}, "没有这种范围"),
        ({"agent": "999999"}, "没有这个代理机构"),
        ({"agent": "x" * 30}, "没有这个代理机构"),
        ({"until": "2001-01-01"}, "已过"),
        ({"until": "那天"}, "没有保存"),
    ],
)
def test_a_mandate_that_cannot_be_is_refused_in_words(
    firm: User, form: dict[str, str], said: str
) -> None:
    agent = user("agent", "agency", AGENCY)
    whole = {"agent": str(agent.organisation_id), "scope": "read", **form}
    answer = enter(firm).post(reverse("space:mandates"), whole)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not Mandate.objects.exists()


def test_a_mandate_ends_with_its_day(firm: User) -> None:
    agent = user("agent", "agency", AGENCY)
    day = timezone.localdate()
    form = {"agent": str(agent.organisation_id), "scope": "read", "until": day.isoformat()}
    assert enter(firm).post(reverse("space:mandates"), form).status_code == 302
    assert opens(agent, firm.organisation) == {200}
    mandate = Mandate.objects.get()
    assert mandate.holds_on(day) and not mandate.holds_on(day + timedelta(days=1))
