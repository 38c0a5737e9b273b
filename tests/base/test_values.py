"""Dates, money and text: exact, and with the way back to the source."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhishu.base.dates import add_months, parse_date, print_date
from zhishu.base.errors import InvalidValueError, ZhishuError
from zhishu.base.money import Money, parse_numeral
from zhishu.base.text import OffsetText, drop_inner_blanks, simplify
from zhishu.rules.rulebook import load_rulebook


@pytest.mark.parametrize(
    "text",
    [
        "2021-08-25",
        "2021.8.25",
        "2021/8/25",
        "2021年8月25日",
        "2021 年 8 月 25 日",
        "20210825",
        "二〇二一年八月二十五日",
        "二○二一年八月二十五日",
        "二O二一年八月二十五日",
        "２０２１年８月２５日",
    ],
)
def test_dates_in_every_form(text: str) -> None:
    assert parse_date(text) == date(2021, 8, 25)


@pytest.mark.parametrize("text", ["2021825日", "2021-13-01", "2021-02-29", "05/07", "昨天", ""])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        parse_date(text)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_dates_round_trip(day: date) -> None:
    assert parse_date(print_date(day)) == day
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2023, 12, 15), 2, date(2024, 2, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 3, 31), -1, date(2024, 2, 29)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last(
    start: date, months: int, end: date
) -> None:
    assert add_months(start, months) == end


def test_working_days_with_made_up_ones() -> None:
    calendar = load_rulebook().calendar()
    assert not calendar.is_working_day(date(2026, 10, 1))
    # National day 2026: a Saturday worked in exchange.
    made_up = [day for day in calendar.made_up if day.year == 2026]
    assert made_up
    assert all(day.weekday() >= 5 and calendar.is_working_day(day) for day in made_up)
    found = calendar.add_working_days(date(2026, 9, 30), 1)
    assert found.day > date(2026, 10, 7)
    assert not found.provisional
    # A period of months that ends on a holiday ends on the first working day after it.
    assert calendar.deadline(date(2026, 7, 1), 3).day == found.day
    # Past the known years only weekends roll, and the day says so.
    assert calendar.deadline(date(2026, 11, 1), 3).provisional
    with pytest.raises(ValueError, match="forward"):
        calendar.add_working_days(date(2026, 1, 1), -1)


@pytest.mark.parametrize(
    ("text", "yuan", "currency"),
    [
        ("2万元", "20000", "CNY"),
        ("1.2亿元", "120000000", "CNY"),
        ("5千元", "5000", "CNY"),
        ("20,000元", "20000", "CNY"),
        ("31.7万人民币", "317000", "CNY"),
        ("18(万元人民币)", "180000", "CNY"),
        ("１８（万元人民币）", "180000", "CNY"),
        ("二十万元", "200000", "CNY"),
        ("一百五十万元", "1500000", "CNY"),
        ("壹佰万元整", "1000000", "CNY"),
        ("0.5元", "0.5", "CNY"),
        ("5 万元", "50000", "CNY"),
        ("1,600(万美元)", "16000000", "USD"),
        ("人民币500", "500", "CNY"),
    ],
)
def test_money(text: str, yuan: str, currency: str) -> None:
    money = Money.parse(text)
    assert (money.amount, money.currency) == (Decimal(yuan), currency)


@pytest.mark.parametrize("text", ["500", "为已支万元", "元", "N/A", "", "2万件", "abc元"])
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        Money.parse(text)


@given(st.integers(0, 10**11))
def test_money_round_trips_exactly(fen: int) -> None:
    money = Money(Decimal(fen) / 100)
    assert money.fen == fen
    assert Money.parse(str(money)) == money


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (20000, "20,000元"),
        (999999, "999,999元"),
        (1000000, "100.00万元"),
        (1231000000, "12.31亿元"),
    ],
)
def test_money_on_pages(amount: int, shown: str) -> None:
    assert Money(Decimal(amount)).display() == shown


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("二十三", 23),
        ("一百零五", 105),
        ("一千零五万", 10_050_000),
        ("三亿二千万", 320_000_000),
        ("两千", 2000),
    ],
)
def test_numerals(text: str, number: int) -> None:
    assert parse_numeral(text) == number


def test_text_forms() -> None:
    assert simplify("知識產權運營") == "知识产权运营"
    assert drop_inner_blanks("知 识　产\u00a0权，  保护 A b") == "知识产权，保护 A b"


@given(
    st.text(st.sampled_from("知識(zhi)產權 ab，。\n"), max_size=40),
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 5), st.text("xy知", max_size=3)), max_size=6
    ),
)
def test_every_character_leads_back_to_its_source(
    source: str, wishes: list[tuple[int, int, str]]
) -> None:
    text = OffsetText.of(source)
    edits: list[tuple[int, int, str]] = []
    at = 0
    for start, length, new in sorted(wishes):
        begin = max(at, start)
        end = begin + length
        if end > len(source):
            break
        edits.append((begin, end, new))
        at = end
    changed = text.edit(edits).simplified()
    rebuilt = []
    for index in range(len(changed)):
        start, end = changed.source_span(index, index + 1)
        assert 0 <= start <= end <= len(source)
        if end - start == 1 and simplify(source[start]) == changed.text[index]:
            rebuilt.append(start)
    # Copied characters keep their order, and untouched text is all there.
    assert rebuilt == sorted(rebuilt)
    if not edits:
        assert changed.text == simplify(source)
    for edit in changed.edits(source):
        assert source[edit.start : edit.end] == edit.found


def test_edits_of_edits_lead_back() -> None:
    text = OffsetText.of("a知(zhi)識 b").sub(re.compile(r"\([a-z]+\)"), "").simplified()
    again = text.replace(1, 2, "甲乙")
    assert again.text == "a甲乙识 b"
    assert again.source_span(1, 3) == (1, 2)
    assert again.source_span(3, 4) == (7, 8)
    assert again[3:].source_span(0, 1) == (7, 8)
    with pytest.raises(IndexError):
        again.source_span(0, 99)


def test_the_root_error_says_what_where_and_what_next() -> None:
    error = ZhishuError("读不出", where="a.csv 第3行", next_step="改正后重试")
    assert str(error) == "读不出。位置：a.csv 第3行。下一步：改正后重试"
