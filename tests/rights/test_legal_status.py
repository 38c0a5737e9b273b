"""The legal status rule as a table of cases: dates and events -> periods."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhishu.flows.derive_patents import load_event_codes
from zhishu.rights.legal_event import STAGES, LegalEvent, read_event
from zhishu.rights.legal_status import Facts, Period, legal_periods, legal_stages, state_at
from zhishu.rules.rulebook import load_rulebook

CODES = load_event_codes(load_rulebook())
FILED, PUBLISHED, GRANTED = date(2012, 3, 1), date(2013, 9, 4), date(2015, 6, 10)
ENDS = date(2032, 3, 1)


def read(events: str) -> list[LegalEvent]:
    """Events are written `2019-01-01 CF01 value`, separated by semicolons."""
    found = []
    for line in filter(None, (part.strip() for part in events.split(";"))):
        day, code, *value = line.split(" ", 2)
        found.append(LegalEvent(code, date.fromisoformat(day), "".join(value)))
    return found


def periods(events: str = "", **changed: object) -> list[Period]:
    facts = {"filed_on": FILED, "published_on": PUBLISHED, "granted_on": GRANTED, "term_years": 20}
    return legal_periods(**{**facts, **changed}, events=read(events), codes=CODES)  # type: ignore[arg-type]


def shape(found: list[Period]) -> str:
    """`pending 2012-03-01 in_force 2015-06-10 ceased 2032-03-01`: each state with its first day."""
    return " ".join(f"{one.state} {one.from_on}" for one in found)


CASES = {
    "an application is pending from filing": (
        {"granted_on": None},
        "",
        "pending 2012-03-01 ceased 2032-03-01",
    ),
    "without a filing date pending from publication, with no end to count": (
        {"granted_on": None, "filed_on": None},
        "",
        "pending 2013-09-04",
    ),
    "no date at all says nothing": (
        {"granted_on": None, "filed_on": None, "published_on": None},
        "",
        "",
    ),
    "granted, no event data: unknown until the term ends": (
        {},
        "",
        "pending 2012-03-01 unknown 2015-06-10 ceased 2032-03-01",
    ),
    "events from before the grant say nothing of the time after it": (
        {},
        "2013-09-04 PB01; 2014-01-01 SE01",
        "pending 2012-03-01 unknown 2015-06-10 ceased 2032-03-01",
    ),
    "granted with its grant event: in force until the term ends": (
        {},
        "2015-06-10 GR01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2032-03-01",
    ),
    "the grant is known by its event alone": (
        {"granted_on": None},
        "2015-06-10 GR01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2032-03-01",
    ),
    "a lapse ceases on the day of its announcement": (
        {},
        "2015-06-10 GR01; 2019-05-01 CF01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2019-05-01",
    ),
    "a lapse alone shows that events are known: in force before it": (
        {},
        "2019-05-01 CF01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2019-05-01",
    ),
    "restored after a lapse, then to the end of the term": (
        {},
        "2019-05-01 CF01; 2019-11-01 RR01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2019-05-01 in_force 2019-11-01 ceased 2032-03-01",
    ),
    "restored and lapsed again": (
        {},
        "2019-05-01 CF01; 2019-11-01 RR01; 2022-05-01 CF01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2019-05-01 in_force 2019-11-01 ceased 2022-05-01",
    ),
    "the order in which events come does not matter": (
        {},
        "2022-05-01 CF01; 2019-11-01 RR01; 2019-05-01 CF01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2019-05-01 in_force 2019-11-01 ceased 2022-05-01",
    ),
    "a restoration of what had not ceased changes nothing": (
        {},
        "2019-11-01 RR01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2032-03-01",
    ),
    "abandoned": (
        {},
        "2016-01-06 AV01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2016-01-06",
    ),
    "wholly invalid": (
        {},
        "2018-08-08 IW01 决定号1",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2018-08-08",
    ),
    "partly invalid: the right goes on": (
        {},
        "2018-08-08 IP01 审查结论:宣告专利权部分无效",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2032-03-01",
    ),
    "an invalidation decision that says wholly": (
        {},
        "2018-08-08 IP01 审查结论:宣告专利权全部无效",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2018-08-08",
    ),
    "an invalidation decision that says wholly of some claims alone": (
        {},
        "2018-08-08 IP01 审查结论:权利要求1-3全部无效，在权利要求4-8的基础上维持有效",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2032-03-01",
    ),
    "transfer, pledge, licence do not touch the status": (
        {},
        "2016-01-01 TR01; 2017-01-01 PE01; 2018-01-01 EE01; 2019-01-01 PC01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2032-03-01",
    ),
    "an unknown code does nothing, but it is event data": (
        {},
        "2016-01-01 ZZ99",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2032-03-01",
    ),
    "withdrawn before any grant": (
        {"granted_on": None},
        "2014-10-01 WD01",
        "pending 2012-03-01 ceased 2014-10-01",
    ),
    "rejected": ({"granted_on": None}, "2014-10-01 RJ01", "pending 2012-03-01 ceased 2014-10-01"),
    "the right to grant deemed abandoned": (
        {"granted_on": None},
        "2014-10-01 AD01",
        "pending 2012-03-01 ceased 2014-10-01",
    ),
    "a withdrawn application restored": (
        {"granted_on": None},
        "2014-10-01 WD01; 2015-02-01 RR01",
        "pending 2012-03-01 ceased 2014-10-01 pending 2015-02-01 ceased 2032-03-01",
    ),
    "withdrawn, and granted after all: the grant holds": (
        {},
        "2014-10-01 WD01; 2015-06-10 GR01",
        "pending 2012-03-01 ceased 2014-10-01 in_force 2015-06-10 ceased 2032-03-01",
    ),
    "a withdrawal announced after the grant cannot end the right": (
        {},
        "2016-10-01 WD01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2032-03-01",
    ),
    "expiry announced after the term: the term's own day holds": (
        {},
        "2032-05-01 CX01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2032-03-01",
    ),
    "a compensated term: after the plain one nobody knows until expiry is announced": (
        {},
        "2024-02-01 TG01; 2034-05-01 CX01",
        "pending 2012-03-01 in_force 2015-06-10 unknown 2032-03-01 ceased 2034-05-01",
    ),
    "a lapse before the term's end is not undone by compensation": (
        {},
        "2024-02-01 TG01; 2026-05-01 CF01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2026-05-01",
    ),
    "restored after the term's end: over is over": (
        {},
        "2031-05-01 CF01; 2032-05-01 RR01",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2031-05-01",
    ),
    "no filing date: whether the term is over is unknown": (
        {"filed_on": None},
        "2015-06-10 GR01",
        "pending 2013-09-04 unknown 2015-06-10",
    ),
    "no filing date, but a lapse is a lapse": (
        {"filed_on": None},
        "2019-05-01 CF01",
        "pending 2013-09-04 unknown 2015-06-10 ceased 2019-05-01",
    ),
    "no term known for the day of filing": (
        {"term_years": None},
        "2015-06-10 GR01",
        "pending 2012-03-01 unknown 2015-06-10",
    ),
    "the day that the value tells counts, not that of its announcement": (
        {},
        "2019-05-01 CF01 授权公告日:20150610 终止日期:20180301",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2018-03-01",
    ),
    "a day after the announcement or before the grant cannot be": (
        {},
        "2019-05-01 CF01 终止日期:20150301; 2019-11-01 RR01; 2022-05-01 CF01 终止日期:20230301",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2019-05-01 in_force 2019-11-01 ceased 2022-05-01",
    ),
    "a day that is none": (
        {},
        "2019-05-01 CF01 终止日期:20180231",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2019-05-01",
    ),
    "lapsed again from a day before the restoration was announced: it never came back": (
        {},
        "2019-05-01 CF01 终止日期:20180301; 2019-11-01 RR01; 2020-05-01 CF01 终止日期:20190301",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2018-03-01",
    ),
    "wholly invalid from the decision": (
        {},
        "2018-08-08 IW01 无效宣告决定号:1；无效宣告决定日:20180505",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2018-05-05",
    ),
    "an old code of invalidation that does not say how much": (
        {},
        "2018-08-08 C35",
        "pending 2012-03-01 in_force 2015-06-10 unknown 2018-08-08 ceased 2032-03-01",
    ),
    "unclear whether invalid, then lapsed": (
        {},
        "2008-08-08 C35; 2018-08-08 C32 全部或部分无效; 2019-01-01 CF01",
        "pending 2012-03-01 in_force 2015-06-10 unknown 2018-08-08 ceased 2019-01-01",
    ),
    "an old code of invalidation that says partly": (
        {},
        "2018-08-08 C35 宣告专利权部分无效",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2032-03-01",
    ),
    "a compensated term whose end is told": (
        {},
        "2024-02-01 TG01 原专利权期限届满日:20320301 现专利权期限届满日:20330115",
        "pending 2012-03-01 in_force 2015-06-10 ceased 2033-01-15",
    ),
    "granted on the day of filing": (
        {"granted_on": FILED},
        "2019-05-01 CF01",
        "in_force 2012-03-01 ceased 2019-05-01",
    ),
    "granted after its term (a fault of the source): never in force": (
        {"granted_on": date(2033, 1, 1)},
        "2033-01-01 GR01",
        "pending 2012-03-01 ceased 2032-03-01",
    ),
}


@pytest.mark.parametrize(("facts", "events", "expected"), CASES.values(), ids=CASES)
def test_periods(facts: dict[str, object], events: str, expected: str) -> None:
    assert shape(periods(events, **facts)) == expected


def test_a_reason_says_which_event_and_which_day_stands_for_it() -> None:
    found = periods("2019-05-01 CF01")
    assert [one.reason for one in found] == [
        "已申请，未授权",
        "已授权，没有已知的终止事务",
        "CF01 未缴年费专利权终止（按公告日）",
    ]
    assert periods()[1].reason == "已授权，授权后没有法律事务数据"
    assert periods()[2].reason == "期限届满"


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2012, 2, 29), None),
        (date(2012, 3, 1), "pending"),
        (date(2015, 6, 9), "pending"),
        (date(2015, 6, 10), "in_force"),
        (date(2032, 2, 29), "in_force"),
        (date(2032, 3, 1), "ceased"),
    ],
)
def test_a_period_has_its_first_day_and_not_its_last(day: date, state: str | None) -> None:
    found = state_at(periods("2015-06-10 GR01"), day)
    assert (found.state if found else None) == state


def test_a_term_from_29_february_ends_on_the_28th() -> None:
    found = periods("2015-06-10 GR01", filed_on=date(2012, 2, 29), term_years=15)
    assert found[-1].from_on == date(2027, 2, 28)


def test_a_right_that_lasted_no_day_leaves_one_ceased_period() -> None:
    found = periods(
        "2000-01-01 WD01; 2001-01-01 GR01; 2001-01-01 AD01",
        filed_on=None,
        published_on=date(2000, 1, 1),
        granted_on=None,
        term_years=None,
    )
    assert shape(found) == "ceased 2000-01-01"
    assert found[0].until_on is None


def stages(events: str = "", **changed: object) -> list[Period]:
    found = read(events)
    facts = {"filed_on": FILED, "published_on": PUBLISHED, "granted_on": GRANTED, "term_years": 20}
    return legal_stages(Facts(**{**facts, **changed}), found, CODES)  # type: ignore[arg-type]


STAGE_CASES = {
    "公开 and 实质审查 before the grant, told twice in two generations of codes": (
        "2013-09-04 PB01; 2013-09-04 C06; 2014-01-01 SE01; 2014-01-01 C10; 2015-06-10 GR01",
        "filed 2012-03-01 published 2013-09-04 examination 2014-01-01 granted 2015-06-10 expired 2032-03-01",
    ),
    "lapsed, restored, given up": (
        "2015-06-10 GR01; 2019-05-01 CF01; 2019-11-01 RR01; 2022-05-01 AV01",
        "filed 2012-03-01 granted 2015-06-10 lapsed 2019-05-01 restored 2019-11-01 abandoned 2022-05-01",
    ),
    "partly invalid goes on": (
        "2018-08-08 IP01 审查结论:宣告专利权部分无效",
        "filed 2012-03-01 granted 2015-06-10 partly_invalid 2018-08-08 expired 2032-03-01",
    ),
    "what was held valid changes nothing": (
        "2018-08-08 IP01 审查结论:维持专利权有效",
        "filed 2012-03-01 granted 2015-06-10 expired 2032-03-01",
    ),
    "void after it lapsed: void is more than ceased": (
        "2018-08-08 CF01; 2020-01-01 IW01",
        "filed 2012-03-01 granted 2015-06-10 lapsed 2018-08-08 invalid 2020-01-01",
    ),
    "void after its term": (
        "2033-08-08 IW01",
        "filed 2012-03-01 granted 2015-06-10 expired 2032-03-01 invalid 2033-08-08",
    ),
    "expiry told after the term is one end": (
        "2032-05-01 CX01",
        "filed 2012-03-01 granted 2015-06-10 expired 2032-03-01",
    ),
    "what was told of a right that had then ended already is gone": (
        "2018-08-08 IP01 部分无效; 2019-05-01 CF01 终止日期:20180301",
        "filed 2012-03-01 granted 2015-06-10 lapsed 2018-03-01",
    ),
}


@pytest.mark.parametrize(("events", "expected"), STAGE_CASES.values(), ids=STAGE_CASES)
def test_stages(events: str, expected: str) -> None:
    assert " ".join(f"{one.stage} {one.from_on}" for one in stages(events)) == expected


def test_a_period_names_the_event_that_began_it_and_the_clause() -> None:
    in_force, ceased = periods("2015-06-10 GR01; 2019-05-01 CF01 终止日期:20180301")[1:]
    assert (in_force.cause_code, in_force.cause_on) == ("GR01", GRANTED)
    assert (ceased.cause_code, ceased.cause_on) == ("CF01", date(2019, 5, 1))
    assert (ceased.stage, ceased.clause) == ("lapsed", "专利法第四十四条第一款第一项")
    assert ceased.reason == "CF01 未缴年费专利权终止（按事务内容所写日期）"


def test_what_was_known_on_a_day_leaves_out_what_was_made_known_later() -> None:
    facts = Facts(FILED, PUBLISHED, GRANTED, 20)
    assert facts.known_on(date(2014, 1, 1)) == Facts(FILED, PUBLISHED, None, 20)
    assert facts.known_on(GRANTED) == facts


@pytest.mark.samples
def test_a_real_history_in_two_generations_of_codes(samples: Path) -> None:
    page = samples / "data/patents/google_patents/CN101551481B_zh.html"
    events = []
    for row in lxml.html.parse(str(page)).xpath("//tr[@itemprop='legalEvents']"):
        told = row.xpath(".//p[@itemprop='attributes']")
        events.append(
            LegalEvent(
                row.xpath("string(td[@itemprop='code'])"),
                date.fromisoformat(row.xpath("string(.//time/@datetime)")),
                "; ".join(" ".join(one.text_content().split()) for one in told),
            )
        )
    assert [one.code for one in events if one.code not in CODES] == []
    facts = Facts(date(2009, 3, 25), date(2009, 10, 7), None, 20)
    assert [(one.stage, one.from_on) for one in legal_stages(facts, events, CODES)] == [
        ("filed", date(2009, 3, 25)),
        ("published", date(2009, 10, 7)),
        ("examination", date(2011, 4, 27)),
        ("granted", date(2012, 11, 21)),
        ("lapsed", date(2015, 3, 25)),
    ]


days = st.dates(date(2000, 1, 1), date(2060, 1, 1))
some_values = st.sampled_from(
    ["", "全部无效", "终止日期:20200229", "终止日：2019年2月30日", "现专利权期限届满日:2045.01.01"]
)
some_events = st.lists(st.builds(LegalEvent, st.sampled_from([*CODES, "ZZ99"]), days, some_values))


@given(
    st.none() | days,
    st.none() | days,
    st.none() | days,
    some_events,
    st.none() | st.integers(1, 30),
    st.randoms(),
)
def test_periods_follow_one_another_without_gaps(
    filed: date | None,
    published: date | None,
    granted: date | None,
    events: list[LegalEvent],
    term: int | None,
    random: object,
) -> None:
    facts = Facts(filed, published, granted, term)
    named = {"filed_on": filed, "published_on": published, "granted_on": granted}
    found = legal_periods(**named, events=events, codes=CODES, term_years=term)
    fine = legal_stages(facts, events, CODES)
    known = [day for day in (filed, published, granted) if day]
    if not known and not any(read_event(one, CODES).effect == "grants" for one in events):
        assert found == fine == []
        return
    assert not known or found[0].from_on <= min(known)
    for periods_found in (found, fine):
        for one, following in itertools.pairwise(periods_found):
            assert one.until_on == following.from_on
            assert one.from_on < following.from_on
        assert periods_found[-1].until_on is None
        assert all(one.reason and one.stage in STAGES and one.clause for one in periods_found)
    assert all(one.state != following.state for one, following in itertools.pairwise(found))
    # The stages divide the periods, and say the same of every day.
    for one in fine:
        coarse = state_at(found, one.from_on)
        assert coarse
        assert coarse.state == one.state
        assert coarse.until_on is None or (one.until_on and one.until_on <= coarse.until_on)
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert legal_periods(**named, events=shuffled, codes=CODES, term_years=term) == found
    assert legal_stages(facts, shuffled, CODES) == fine
    is_lengthened = any(read_event(one, CODES).effect == "extends" for one in events)
    for one in found:
        if one.state == "in_force":
            # Never in force without a grant, or beyond a term that nothing lengthens.
            assert filed
            assert term
            assert one.until_on is not None
            assert is_lengthened or one.until_on - filed <= timedelta(days=366 * term)
