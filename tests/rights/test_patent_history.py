"""Burdens, holders and contradictions as tables of cases: events -> what they tell."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhishu.flows.derive_patents import load_event_codes
from zhishu.rights.contradictions import future_events
from zhishu.rights.legal_event import LegalEvent
from zhishu.rights.legal_status import Facts
from zhishu.rights.patent_history import PatentHistory, read_history, status_on, timeline
from zhishu.rights.status_finding import RULES
from zhishu.rules.rulebook import load_rulebook

CODES = load_event_codes(load_rulebook())
GRANTED = date(2015, 6, 10)
FACTS = Facts(date(2012, 3, 1), date(2013, 9, 4), GRANTED, 20)
GRANT = "2015-06-10 GR01"


def events_of(text: str) -> list[LegalEvent]:
    """Events are written `2019-01-01 CF01 value`, parted by bars."""
    found = []
    for line in filter(None, (part.strip() for part in text.split("|"))):
        day, code, *value = line.split(" ", 2)
        found.append(LegalEvent(code, date.fromisoformat(day), "".join(value)))
    return found


def history(
    text: str, facts: Facts = FACTS, holders: tuple[str, ...] = ("甲公司",)
) -> PatentHistory:
    return read_history(facts, events_of(text), CODES, holders=holders)


BURDENS = {
    "a pledge from its registration to its release, by their own days": (
        "2018-01-09 PE01 登记号:Y1 登记生效日:20171220 出质人:甲公司 质权人:乙银行"
        "|2019-03-05 PC01 登记号:Y1 解除日:20190220",
        ["pledge Y1 甲公司→乙银行 2017-12-20—2019-02-20"],
    ),
    "without days those of the gazette": (
        "2018-01-09 PE01|2019-03-05 PC01",
        ["pledge  → 2018-01-09—2019-03-05"],
    ),
    "two pledges, the second released by its number": (
        "2018-01-09 PE01 登记号:Y1|2018-02-09 PE01 登记号:Y2|2019-03-05 PC01 登记号:Y2",
        ["pledge Y1 → 2018-01-09—", "pledge Y2 → 2018-02-09—2019-03-05"],
    ),
    "the pledgee changes": (
        "2018-01-09 PE01 登记号:Y1 质权人:乙银行|2018-06-09 PM01 登记号:Y1 变更事项:质权人 变更前:乙银行 变更后:丙银行",
        ["pledge Y1 →丙银行 2018-01-09—"],
    ),
    "a licence": (
        "2018-01-09 EE01 合同备案号:X1 让与人:甲公司 受让人:丁公司 许可种类:独占许可 备案日:20171201"
        "|2020-01-09 EC01 合同备案号:X1",
        ["licence X1 甲公司→丁公司 2017-12-01—2020-01-09"],
    ),
    "preservation, and an open licence withdrawn": (
        "2018-01-09 PP01|2018-07-09 PD01|2022-01-09 OL01|2023-01-09 OL02",
        ["preservation  → 2018-01-09—2018-07-09", "open_licence  → 2022-01-09—2023-01-09"],
    ),
    "old codes whose value says what was done": (
        "2008-01-09 PLDC 质押合同登记的生效|2009-01-09 PLDC 质押合同登记的注销",
        ["pledge  → 2008-01-09—2009-01-09"],
    ),
    "a day after the announcement cannot be": (
        "2018-01-09 PE01 登记生效日:20190101",
        ["pledge  → 2018-01-09—"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), BURDENS.values(), ids=BURDENS)
def test_burdens(text: str, expected: list[str]) -> None:
    assert [
        f"{one.kind} {one.number} {'、'.join(one.givers)}→{'、'.join(one.takers)}"
        f" {one.from_on}—{one.until_on or ''}"
        for one in history(text).encumbrances
    ] == expected


HOLDERS = {
    "no event changes them": (GRANT, []),
    "a transfer from its registration": (
        "2018-01-09 TR01 登记生效日:20171220 变更前权利人:甲公司 变更后权利人:乙公司",
        ["甲公司 2012-03-01—2017-12-20", "乙公司 2017-12-20—"],
    ),
    "a new name, then a transfer": (
        "2017-01-09 CP01 变更前:甲公司 变更后:甲集团|2018-01-09 TR01 变更前:甲集团 变更后:乙公司",
        ["甲公司 2012-03-01—2017-01-09", "甲集团 2017-01-09—2018-01-09", "乙公司 2018-01-09—"],
    ),
    "an address alone changes nobody": (
        "2018-01-09 CP03 变更事项:地址 变更前:一路 变更后:二路",
        [],
    ),
    "to whom is not told": (
        "2018-01-09 TR01",
        ["甲公司 2012-03-01—2018-01-09", "? 2018-01-09—"],
    ),
    "of the filing, before the documents print a holder": (
        "2014-01-09 TA01 变更后:甲公司",
        ["? 2012-03-01—2014-01-09", "甲公司 2014-01-09—"],
    ),
    "one of two holders is replaced": (
        "2018-01-09 TR01 变更前:甲公司 变更后:乙公司",
        ["甲公司、丙 2012-03-01—2018-01-09", "乙公司、丙 2018-01-09—"],
    ),
    "the same day twice: the later holds": (
        "2018-01-09 TR01 变更后:乙公司|2018-02-09 TR01 登记生效日:20180109 变更后:丁公司",
        ["甲公司 2012-03-01—2018-01-09", "丁公司 2018-01-09—"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), HOLDERS.values(), ids=HOLDERS)
def test_holders(text: str, expected: list[str]) -> None:
    printed = ("甲公司", "丙") if any("丙" in one for one in expected) else ("甲公司",)
    assert [
        f"{'、'.join(one.holders) or '?'} {one.from_on}—{one.until_on or ''}"
        for one in history(text, holders=printed).holdings
    ] == expected


FINDINGS = {
    "nothing strange": (
        f"{GRANT}|2018-01-09 PE01|2018-06-01 PC01|2019-05-01 CF01 终止日期:20180301|2019-09-01 RR01|2033-01-01 CX01",
        [],
    ),
    "two generations of codes for one thing": (f"{GRANT}|2015-06-10 C14|2019-05-01 CF01|2019-05-01 EXPY", []),
    "void after it lapsed is lawful": (f"{GRANT}|2019-05-01 CF01|2020-05-01 IW01", []),
    "an unknown code": (f"{GRANT}|2018-01-01 ZZ99", ["unknown_code ZZ99"]),
    "a value that does not say": (
        f"{GRANT}|2018-01-01 C35|2018-02-01 LICC",
        ["unclear_value C35", "unclear_value LICC"],
    ),
    "before filing": (f"2011-01-01 SE01|{GRANT}", ["before_filing SE01"]),
    "a right lapsed before its grant": (
        f"2014-01-01 CF01|{GRANT}",
        ["before_grant CF01", "granted_after_end CF01"],
    ),
    "a day that cannot be": (f"{GRANT}|2019-05-01 CF01 终止日期:20190601", ["strange_day CF01"]),
    "granted on two days": (f"{GRANT}|2016-06-10 GR01", ["granted_twice GR01"]),
    "withdrawn, then granted": (f"2014-10-01 WD01|{GRANT}", ["granted_after_end WD01"]),
    "withdrawn, restored, granted": (f"2014-10-01 WD01|2015-01-01 RR01|{GRANT}", []),
    "refused after the grant": (f"{GRANT}|2016-10-01 RJ01", ["filing_ended_after_grant RJ01"]),
    "lapsed twice": (f"{GRANT}|2018-05-01 CF01|2019-05-01 CF01", ["ended_twice CF01"]),
    "lapsed after it was void": (
        f"{GRANT}|2018-05-01 IW01|2019-05-01 CF01",
        ["ended_after_invalidation CF01"],
    ),
    "lapsed, void, lapsed": (
        f"{GRANT}|2017-05-01 CF01|2018-05-01 IW01|2019-05-01 CF01",
        ["ended_after_invalidation CF01"],
    ),
    "expired before its term": (f"{GRANT}|2018-05-01 CX01", ["expired_early CX01"]),
    "expired on the last day of its term": (f"{GRANT}|2032-05-01 CX01 终止日期:20320229", []),
    "restored without having ended": (f"{GRANT}|2018-05-01 RR01", ["restored_without_end RR01"]),
    "restored after its term": (
        f"{GRANT}|2031-05-01 CF01|2032-05-01 RR01",
        ["restored_after_term RR01"],
    ),
    "pledged after it lapsed": (f"{GRANT}|2018-05-01 CF01|2019-05-01 PE01", ["dealt_after_end PE01"]),
    "released without a pledge": (f"{GRANT}|2018-05-01 PC01", ["never_began PC01"]),
    "released twice": (
        f"{GRANT}|2017-05-01 PE01|2018-05-01 PC01|2019-05-01 PC01",
        ["never_began PC01"],
    ),
    "which of two pledges is released": (
        f"{GRANT}|2017-05-01 PE01|2017-06-01 PE01|2018-05-01 PC01",
        ["which_unclear PC01"],
    ),
    "from somebody who does not hold it": (
        f"{GRANT}|2018-01-09 TR01 变更后:乙公司|2019-01-09 TR01 变更前:丁公司 变更后:戊公司",
        ["not_from_holder TR01"],
    ),
    "names of another width are the same": (
        f"{GRANT}|2018-01-09 TR01 变更后:ＡＢＣ Battery|2019-01-09 TR01 变更前:abc  battery 变更后:戊公司",
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FINDINGS.values(), ids=FINDINGS)
def test_contradictions(text: str, expected: list[str]) -> None:
    found = history(text).findings
    assert [f"{one.rule} {one.code}" for one in found] == expected
    assert all(one.words and one.rule in RULES for one in found)


def test_every_rule_has_a_case() -> None:
    seen = {one.split()[0] for _, expected in FINDINGS.values() for one in expected}
    assert seen == RULES.keys() - {"future_date"}


def test_what_is_announced_after_today() -> None:
    found = future_events(events_of(f"{GRANT}|2027-01-01 CF01"), date(2026, 10, 31))
    assert [(one.rule, one.code) for one in found] == [("future_date", "CF01")]


def test_a_past_day_as_it_was_known_and_as_it_is_known_now() -> None:
    found = history(f"{GRANT}|2019-05-01 CF01 终止日期:20180301")
    between = status_on(found, date(2018, 7, 1), CODES)
    assert between.now and between.then and between.differs
    assert (between.now.state, between.then.state) == ("ceased", "in_force")
    before = status_on(found, date(2016, 1, 1), CODES)
    assert before.now and not before.differs
    # Not yet granted as far as anybody knew then.
    early = status_on(found, date(2014, 1, 1), CODES)
    assert early.then and early.then.state == "pending"
    assert status_on(found, date(2011, 1, 1), CODES).now is None


def test_a_void_right_was_in_force_as_it_was_known_and_never_existed_as_the_law_has_it() -> None:
    found = history(f"{GRANT}|2018-08-08 IW01 无效宣告决定日:20180505")
    day = status_on(found, date(2016, 1, 1), CODES)
    assert day.now and day.void and day.now.state == "in_force"
    assert (day.void.stage, day.void.from_on) == ("invalid", date(2018, 5, 5))
    assert status_on(found, date(2014, 1, 1), CODES).void is None  # the filing was pending


def test_a_timeline_names_the_event_and_the_rule() -> None:
    found = history(f"2013-09-04 PB01|{GRANT}|2018-01-09 PE01|2019-05-01 CF01 终止日期:20180301")
    moments = timeline(found, CODES)
    assert [(one.on, one.code, one.changes) for one in moments] == [
        (date(2012, 3, 1), None, True),
        (date(2013, 9, 4), "PB01", True),
        (GRANTED, "GR01", True),
        (date(2018, 1, 9), "PE01", False),
        (date(2018, 3, 1), "CF01", True),
    ]
    lapse = moments[-1]
    assert lapse.before and lapse.after
    assert (lapse.before.state, lapse.after.state) == ("in_force", "ceased")
    assert (lapse.clause, lapse.announced_on) == ("专利法第四十四条第一款第一项", date(2019, 5, 1))


DAYS = st.dates(date(2011, 1, 1), date(2034, 1, 1))
VALUES = st.sampled_from(
    [
        "",
        "全部无效",
        "登记号:Y1",
        "变更前:甲公司 变更后:乙公司",
        "变更后:丁",
        "注销",
        "生效",
        "终止日期:20180301",
    ]
)
EVENTS = st.lists(
    st.builds(LegalEvent, st.sampled_from([*CODES, "ZZ99"]), DAYS, VALUES), max_size=12
)


@given(EVENTS, st.randoms(), DAYS)
def test_any_events_in_any_order_give_one_history(
    events: list[LegalEvent], random: object, day: date
) -> None:
    found = read_history(FACTS, events, CODES, holders=("甲公司",))
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = read_history(FACTS, shuffled, CODES, holders=("甲公司",))
    assert again == found
    assert timeline(again, CODES) == timeline(found, CODES)
    assert status_on(again, day, CODES) == status_on(found, day, CODES)
    for one, following in zip(found.holdings, found.holdings[1:], strict=False):
        assert one.until_on == following.from_on
        assert one.from_on and following.from_on and one.from_on < following.from_on
    for burden in found.encumbrances:
        assert burden.until_on is None or burden.from_on <= burden.until_on
    assert len(timeline(found, CODES)) >= len(events)
