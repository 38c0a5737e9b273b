"""One firm and all measures, one measure and all firms: made-up parties of a city, each getting or nearly getting something."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from made_firms import AS_OF, MadeFirms, MadeParty, made_firms
from zhishu.base.errors import InvalidValueError, NotFoundError
from zhishu.base.region import RegionCode
from zhishu.cli import cli
from zhishu.flows.find_entitlements import FirmEntitlements, find_entitlements
from zhishu.flows.import_file import import_file
from zhishu.flows.list_entitled import list_entitled
from zhishu.flows.open_warehouse import open_rulebook, open_warehouse
from zhishu.flows.prefill_application import prefill_application
from zhishu.funding.tables import AWARDS_PAID
from zhishu.importers.door import Door
from zhishu.rules.assessment import Assessment, State
from zhishu.rules.fact import Known, admit

CITY = RegionCode.parse("361000")
WHOLE = """registers: 抚州市的登记簿
region: "361000"
each:
  - {table: recognitions, until: 2026-10-31}
  - {table: credit_records, until: 2026-10-31}
  - {table: geographical_indications, until: 2026-10-31}
  - {table: expenses, kinds: [insurance_premium, agency_fee], until: 2026-10-31}
"""
CERTIFICATION = "361000/fund/9-1"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> MadeFirms:
    return made_firms(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def home(made: MadeFirms, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with Door() as door:
        for path in made.files:
            import_file(home, path, door=door)
    (home / "rulebook" / "361000").mkdir(parents=True)
    (home / "rulebook" / "361000" / "registers.yaml").write_text(WHOLE, encoding="utf-8")
    return home


def statements(home: Path, party: MadeParty) -> dict[str, Known]:
    declared = open_rulebook(home).facts
    return {
        name: Known(admit(declared[name], value), "填报", AS_OF)
        for name, value in party.answers.items()
    }


def look(home: Path, party: MadeParty, *, as_of: date = AS_OF) -> FirmEntitlements:
    stated = statements(home, party)
    return find_entitlements(home, party.credit_code, region=CITY, as_of=as_of, stated=stated)


def one(view: FirmEntitlements, measure: str) -> Assessment:
    [found] = [one for one in view.found.assessments if one.measure.name == measure]
    return found


def test_of_each_measure_one_gets_it_and_one_lacks_something(home: Path, made: MadeFirms) -> None:
    views = {party.credit_code: look(home, party) for party in made.parties}
    for measure, party in made.gets.items():
        state = one(views[party.credit_code], measure).state
        assert state in (State.MET, State.COMPETITIVE), measure
    for measure, party in made.nearly.items():
        found = one(views[party.credit_code], measure)
        assert found.state in (State.NEAR, State.NOT_MET), measure
        assert found.nearest is not None and found.nearest.changes, measure


def test_facts_have_their_origin_and_the_total_is_after_groups(home: Path, made: MadeFirms) -> None:
    view = look(home, made.gets[CERTIFICATION])
    assert view.party is not None and view.snapshot == open_warehouse(home).snapshot()
    assert view.facts["certification.cost_paid"].origin.startswith("费用凭证：1条")
    assert view.facts["industry.city_chain"].origin == "填报"
    paid = [found.paid for found in view.found.assessments if found.state is State.MET]
    assert view.found.total.high == sum(money.high or 0 for money in paid if money)
    # Of the national and the municipal title the higher one alone.
    municipal = one(view, "361000/fund/9-2d")
    assert municipal.amount is not None and municipal.amount.low == 1_000_000
    assert municipal.paid is not None and municipal.paid.high == 0


def test_questions_are_asked_once_and_the_first_decides_most(home: Path, made: MadeFirms) -> None:
    party = replace(made.gets[CERTIFICATION], answers={})
    view = look(home, party)
    asked = [question.fact.name for question in view.questions]
    assert len(asked) == len(set(asked)) > 3
    waiting = {name for found in view.found.assessments for name in found.missing}
    assert set(asked) <= waiting
    # Two projects ask for a system of management; no other question decides as much.
    assert view.questions[0].fact.name == "management.ip_system"
    assert len(view.questions[0].measures) >= 2


def test_the_data_stands_where_a_firm_says_otherwise(home: Path, made: MadeFirms) -> None:
    party = replace(made.nearly[CERTIFICATION], answers={"patents.valid_own": 9})
    view = look(home, party)
    assert one(view, CERTIFICATION).state is State.NEAR
    [conflict] = view.conflicts
    assert conflict.words == ("“自主研发的有效专利”数据为2件，单位填报为9件，按数据判断，请核对")


@pytest.mark.parametrize("measure", [CERTIFICATION, "361000/fund/8-3b", "361000/fund/9-8"])
def test_the_list_of_a_measure_judges_each_as_alone(
    home: Path, made: MadeFirms, measure: str
) -> None:
    stated = {party.credit_code: statements(home, party) for party in made.parties}
    firms = list_entitled(home, measure, region=CITY, as_of=AS_OF, stated=stated)
    listed = {firm.party_id: firm.assessment for firm in firms.listed()}
    for party in made.parties:
        alone = one(look(home, party), measure)
        if alone.state is State.NOT_MET:
            assert party.credit_code not in listed
            continue
        found = listed.pop(party.credit_code)
        assert (found.state, found.amount) == (alone.state, alone.amount), party.name
        assert found.nearest == alone.nearest and found.missing == alone.missing
    assert not listed
    assert sum(firms.counts.values()) == len(made.parties)


def pay(home: Path, party: MadeParty, measure: str, *paid: tuple[int, int]) -> int:
    """Publish awards of some years and sums; the snapshot before."""
    names = [column.name for column in AWARDS_PAID.columns]
    rows = [
        {
            **dict.fromkeys(names),
            "award_id": f"{measure}{place}",
            "measure": measure,
            "holder": party.name,
            "folded_name": party.name,
            "credit_code": party.credit_code,
            "year": year,
            "amount": amount,
        }
        for place, (year, amount) in enumerate(paid)
    ]
    before = open_warehouse(home).snapshot()
    with open_warehouse(home).publication("试验", "兑付") as publication:
        publication.merge(AWARDS_PAID, rows, set(names))
    return before


def test_an_award_received_once_is_not_given_again(home: Path, made: MadeFirms) -> None:
    party = made.gets[CERTIFICATION]
    assert one(look(home, party), CERTIFICATION).state is State.MET
    before = pay(home, party, CERTIFICATION, (AS_OF.year, 18_600))
    assert one(look(home, party), CERTIFICATION).state is State.NOT_MET
    firms = list_entitled(home, CERTIFICATION, region=CITY, as_of=AS_OF)
    assert party.credit_code not in {firm.party_id for firm in firms.listed()}
    # What a snapshot knew before stays what it knew.
    view = find_entitlements(home, party.credit_code, as_of=AS_OF, snapshot=before)
    assert one(view, CERTIFICATION).state is State.MET


def test_a_cap_of_the_year_counts_what_was_received_in_it(home: Path, made: MadeFirms) -> None:
    measure = "361000/fund/8-3a"
    party, this = made.gets[measure], AS_OF.year
    pay(home, party, "361000/fund/8-3b", (this, 15_000), (this, 14_500), (this - 1, 30_000))
    alone = one(look(home, party), measure)
    assert alone.paid is not None and alone.paid.high == 50_000
    firms = list_entitled(home, measure, region=CITY, as_of=AS_OF)
    [listed] = [firm.assessment for firm in firms.listed() if firm.party_id == party.credit_code]
    assert (listed.paid, listed.cap) == (alone.paid, alone.cap)


def test_a_form_is_filled_in_with_origins_and_needs_no_paper_for_what_data_tells(
    home: Path, made: MadeFirms
) -> None:
    party = made.gets["361000/fund/9-8"]
    found = prefill_application(
        home, party.credit_code, "361000/fund/9-8", as_of=AS_OF, stated=statements(home, party)
    )
    fields = {field.name: field for field in found.form.fields}
    assert fields["party.name"].value == party.name and fields["party.name"].state == "told"
    assert fields["party.legal_representative"].state == "missing"
    # What the firm alone says is to be checked, and wants its paper.
    stated = fields["industry.city_priority"]
    assert (stated.value, stated.state, stated.why) == ("是", "check", "只有单位自己的说明")
    papers = {paper.title: paper for paper in found.form.materials}
    assert papers["营业执照或法人证书"].is_waived
    assert not papers["“属于本市“2416”战略性新兴产业和主导产业”的证明材料"].is_waived
    told = prefill_application(home, party.credit_code, CERTIFICATION, as_of=AS_OF).form
    assert all(paper.is_waived for paper in told.materials)
    assert [field.name for field in told.open_fields] == ["party.legal_representative"]
    cost = next(field for field in told.fields if field.name == "certification.cost_paid")
    assert cost.value == "18,600元" and cost.origin.startswith("费用凭证：1条")


def test_a_form_marks_what_data_does_not_settle(home: Path, made: MadeFirms) -> None:
    party = replace(made.nearly[CERTIFICATION], answers={"patents.valid_own": 9})
    stated = statements(home, party)
    form = prefill_application(
        home, party.credit_code, CERTIFICATION, as_of=AS_OF, stated=stated
    ).form
    [disputed] = [field for field in form.fields if field.name == "patents.valid_own"]
    assert disputed.state == "check" and "填报为9件" in disputed.why
    missing = prefill_application(
        home, party.credit_code, "361000/fund/10-3", as_of=AS_OF
    ).form.open_fields
    assert {field.why for field in missing if field.state == "missing"} >= {
        "是否设有专职的知识产权部门？"
    }


def test_a_form_tells_what_a_related_firm_was_paid_for_already(home: Path, made: MadeFirms) -> None:
    measure = "361000/fund/8-3a"
    paid, asking = made.sisters
    found = prefill_application(home, asking.credit_code, measure, as_of=AS_OF)
    [lead] = found.earlier
    assert (lead.grade, lead.subject) == ("related", "甲牌含片")
    assert [row.holder for row in lead.payments if row.award_id] == [paid.name]
    other = prefill_application(home, asking.credit_code, CERTIFICATION, as_of=AS_OF)
    assert not other.earlier


@pytest.mark.parametrize(
    ("measure", "error", "said"),
    [
        ("361000/fund/9-7", InvalidValueError, "文件缺损"),
        ("361000/individual_business/10", InvalidValueError, "不在有效期"),
        ("361000/fund/99", NotFoundError, "没有措施"),
    ],
)
def test_what_cannot_be_applied_for_is_refused(
    home: Path, made: MadeFirms, measure: str, error: type[Exception], said: str
) -> None:
    code = made.gets[CERTIFICATION].credit_code
    with pytest.raises(error, match=said):
        prefill_application(home, code, measure, as_of=AS_OF)


def test_the_form_is_printed_and_told_to_programs(home: Path, made: MadeFirms) -> None:
    code = made.gets[CERTIFICATION].credit_code
    words = ["entitlement", "application", code, CERTIFICATION, "--as-of", str(AS_OF)]
    people = CliRunner().invoke(cli, [*words, "--home", str(home)])
    assert "发票和付款凭证：数据已核验，免交" in people.stdout
    told = json.loads(CliRunner().invoke(cli, [*words, "--home", str(home), "--json"]).stdout)
    assert {"measure", "fields", "materials", "earlier_awards", "paid"} <= set(told)
    assert told["fields"][0]["state"] == "told"
    lost = CliRunner().invoke(cli, [*words[:3], "361000/fund/9-7", *words[4:], "--home", str(home)])
    assert lost.exit_code == 2 and "文件缺损" in lost.stderr


def test_the_command_lists_the_firms(home: Path, made: MadeFirms) -> None:
    words = ["entitlement", "measure", "361000/fund/8-2c", "--region", "361000"]
    words += ["--as-of", str(AS_OF), "--home", str(home)]
    told = json.loads(CliRunner().invoke(cli, [*words, "--json"]).stdout)
    assert told["counts"]["met"] == 1 and told["total"] == "5000.00"
    [met] = [firm for firm in told["firms"] if firm["state"] == "met"]
    assert met["credit_code"] == made.gets["361000/fund/8-2c"].credit_code
    sheet = CliRunner().invoke(cli, [*words, "--csv", "--state", "met"]).stdout.splitlines()
    assert sheet[0].startswith("统一社会信用代码,单位") and len(sheet) == 2
    people = CliRunner().invoke(cli, words)
    assert "符合1个" in people.stdout and "合计：5,000元" in people.stdout


def test_a_lost_measure_lists_nobody_and_says_why(home: Path) -> None:
    firms = list_entitled(home, "361000/fund/9-7", region=CITY, as_of=AS_OF)
    assert not list(firms.listed()) and firms.said.startswith("文件缺损")
    lapsed = list_entitled(home, "361000/individual_business/10", region=CITY, as_of=AS_OF)
    assert lapsed.said.endswith("不在有效期")
    with pytest.raises(NotFoundError, match="没有措施"):
        list_entitled(home, "361000/fund/99", region=CITY, as_of=AS_OF)
