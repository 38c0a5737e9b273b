"""Annual fees of --rights patents for a year: columns against a loop over the one-patent rule, a lean loop, and Polars.

Peers: the product's own rule of one patent, called in a plain Python loop on a sample and scaled; a plain
loop without explanations, as one would write it for this year alone, with its days kept in dictionaries;
Polars, vectorised, with the days rolled by joins. Ours is equal to the first in every column of every sampled
patent, and to the others in last day, amount, payable, surcharge and state of every patent they answer.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
from record import keep, median, timed

from zhishu.base.dates import add_years
from zhishu.base.errors import InvalidValueError
from zhishu.rights.fees.annual_fees import PatentFacts, fee_due_in
from zhishu.rights.fees.fee_columns import NOT_KNOWN, FeeColumns, PatentColumns, fees_due_in
from zhishu.rights.fees.fee_rules import KINDS, FeeRules, fee_rules
from zhishu.rights.fees.fee_tables import (
    EPOCH,
    NO_MONEY,
    REDUCTION_CODES,
    STATE_CODES,
    day_number,
)
from zhishu.rights.fees.patent_years import patent_year
from zhishu.rules.rulebook import load_rulebook

YEAR, AS_OF, SEED = 2026, date(2026, 10, 31), 20261126
Answers = dict[int, tuple[Any, ...]]


def make_patents(count: int) -> PatentColumns:
    """Patents of twenty years, half with payments known, the last one up to three years ago."""
    chance = np.random.default_rng(SEED)
    kind = chance.choice(3, count, p=[0.5, 0.35, 0.15]).astype(np.int8)
    filed = chance.integers(day_number(date(2007, 1, 1)), day_number(date(2025, 6, 1)), count)
    granted = np.minimum(filed + chance.integers(150, 1500, count), day_number(AS_OF))
    days = [filed.astype("datetime64[D]"), granted.astype("datetime64[D]")]
    filed_year, granted_year = (one.astype("datetime64[Y]").astype(int) + 1970 for one in days)
    first = granted_year - filed_year + 1
    last = np.where(kind == 0, 20, 10)
    paid = np.clip(YEAR - filed_year + 1 - chance.integers(0, 4, count), first, last)
    paid[chance.random(count) < 0.5] = NOT_KNOWN
    return PatentColumns(
        kind=kind,
        filed_on=filed.astype(np.int32),
        granted_on=granted.astype(np.int32),
        reduction=chance.choice(3, count, p=[0.4, 0.4, 0.2]).astype(np.int8),
        open_licence=chance.random(count) < 0.03,
        paid_through=paid.astype(np.int16),
    )


def facts_of(patents: PatentColumns, at: int) -> PatentFacts:
    """One patent as the rule of one patent takes it."""
    paid = int(patents.paid_through[at])
    return PatentFacts(
        KINDS[patents.kind[at]],
        EPOCH + timedelta(days=int(patents.filed_on[at])),
        EPOCH + timedelta(days=int(patents.granted_on[at])),
        REDUCTION_CODES[patents.reduction[at]],
        bool(patents.open_licence[at]),
        None if paid == NOT_KNOWN else paid,
    )


def one_by_one(many: list[PatentFacts], rules: FeeRules) -> Answers:
    """The peer: the product's rule of one patent in a loop."""
    answers: Answers = {}
    for at, patent in enumerate(many):
        try:
            fee = fee_due_in(patent, YEAR, as_of=AS_OF, rules=rules)
        except InvalidValueError:
            continue
        if fee is not None:
            days = (fee.due_on, fee.surcharge_from, fee.grace_until, fee.lapse_on)
            money = (fee.amount, fee.payable, fee.surcharge)
            answers[at] = (
                fee.year,
                *(day_number(day) for day in days),
                *(NO_MONEY if one is None else int(one * 100) for one in money),
                fee.calendar == "provisional",
                fee.state,
            )
    return answers


def in_columns(found: FeeColumns) -> Answers:
    """Our answers in the same shape."""
    columns = (
        *(found.row, found.year, found.due_on, found.surcharge_from, found.grace_until),
        *(found.lapse_on, found.amount, found.payable, found.surcharge, found.provisional),
        found.state,
    )
    return {
        row: (*rest, STATE_CODES[state])
        for row, *rest, state in zip(*(one.tolist() for one in columns), strict=True)
    }


def short(answers: Answers) -> Answers:
    """Last day, amount, payable, surcharge, state: what the lean peers answer."""
    return {row: (one[1], one[5], one[6], one[7], one[9]) for row, one in answers.items()}


class Lean:
    """The rules of this one year without explanations: full fees in fen, shares in hundredths."""

    def __init__(self, rules: FeeRules) -> None:
        self.calendar = rules.calendar
        day = date(YEAR, 1, 1)
        self.fees = {
            kind: {
                year: int(fee * 100)
                for year in range(1, 21)
                if (bands := rules.fees[kind].at(day)) and (fee := bands.figure(year))
            }
            for kind in KINDS
        }
        shares = rules.reductions.shares
        self.shares = {
            kind: int(100 * parameter.required(day).value) for kind, parameter in shares.items()
        }
        self.years = int(rules.reductions.years.required(day).value)
        self.licence = int(100 * rules.reductions.open_licence.required(day).value)
        self.terms = rules.terms
        self.months: dict[tuple[date, int], date] = {}

    def ends(self, day: date, months: int) -> date:
        """The rolled end of so many months, kept."""
        if (day, months) not in self.months:
            self.months[day, months] = self.calendar.deadline(day, months).day
        return self.months[day, months]

    def loop(self, many: list[PatentFacts]) -> Answers:
        """The peer: a plain loop."""
        answers: Answers = {}
        for at, patent in enumerate(many):
            filed, granted = patent.filed_on, patent.granted_on
            granted_year = patent_year(filed, granted)
            year = YEAR - filed.year + 1
            last = int(self.terms[patent.kind].required(filed).value)
            paid = patent.paid_through
            if granted < filed or granted_year > last or not granted_year < year <= last:
                continue
            if paid is not None and not granted_year <= paid <= last:
                continue
            due = add_years(filed, year - 1)
            full = self.fees[patent.kind][year]
            share = self.licence if patent.open_licence else 0
            if patent.reduction and year - granted_year + 1 <= self.years:
                share = max(share, self.shares[patent.reduction])
            last_day = self.ends(due, 0)
            payable, surcharge = full * (100 - share) // 100, 0
            if paid is not None and year <= paid:
                payable, surcharge, state = NO_MONEY, NO_MONEY, "paid"
            elif paid is not None and self.ends(add_years(filed, paid), 6) < AS_OF:
                payable, surcharge, state = NO_MONEY, NO_MONEY, "lapsed"
            elif last_day >= AS_OF:
                state = "due" if add_years(filed, year - 2) <= AS_OF else "not_due"
            elif paid is None:
                surcharge, state = NO_MONEY, "unknown"
            else:
                late = sum(self.ends(due, month) < AS_OF for month in range(1, 6))
                surcharge, state = full * 5 * late // 100, "grace"
                payable += surcharge
            answers[at] = (day_number(last_day), full, payable, surcharge, state)
        return answers


def with_polars(patents: PatentColumns, lean: Lean) -> Callable[[], Answers | Any]:
    """Polars: expressions over the same columns, days rolled by joins with a table of days."""
    import polars as pl

    days = [date(YEAR - 8, 1, 1) + timedelta(days=count) for count in range(366 * 11)]
    rolled = pl.LazyFrame({"day": days, "rolled": [lean.calendar.roll(day).day for day in days]})
    fees = pl.LazyFrame(
        [(k, year, fee) for k, kind in enumerate(KINDS) for year, fee in lean.fees[kind].items()],
        schema={"kind": pl.Int8, "year": pl.Int32, "full": pl.Int64},
        orient="row",
    )
    design_change = next(v.since for v in lean.terms["design"].series[""] if v.value == 15)
    frame = pl.DataFrame(
        {
            "row": np.arange(len(patents.kind)),
            "kind": patents.kind,
            "filed": patents.filed_on.astype("datetime64[D]"),
            "granted": patents.granted_on.astype("datetime64[D]"),
            "reduction": patents.reduction,
            "licence": patents.open_licence,
            "paid": patents.paid_through.astype(np.int32),
        }
    )
    filed, granted, paid, year = (pl.col(one) for one in ("filed", "granted", "paid", "year"))

    def anniversary(in_year: pl.Expr) -> pl.Expr:
        is_leap = (in_year % 4 == 0) & ((in_year % 100 != 0) | (in_year % 400 == 0))
        is_29 = (filed.dt.month() == 2) & (filed.dt.day() == 29) & ~is_leap
        day = pl.when(is_29).then(28).otherwise(filed.dt.day())
        return pl.date(in_year, filed.dt.month(), day)

    def roll(frame: pl.LazyFrame, day: pl.Expr, name: str) -> pl.LazyFrame:
        return (
            frame.with_columns(day=day).join(rolled, on="day", how="left").rename({"rolled": name})
        )

    def asked() -> pl.LazyFrame:
        share = (
            pl.when((pl.col("reduction") == 1) & pl.col("covered"))
            .then(lean.shares["single"])
            .when((pl.col("reduction") == 2) & pl.col("covered"))
            .then(lean.shares["joint"])
            .when(pl.col("licence"))
            .then(lean.licence)
            .otherwise(0)
        )
        reached = anniversary(granted.dt.year()) <= granted
        first = granted.dt.year() - filed.dt.year() + reached.cast(pl.Int32)
        term = (
            pl.when(pl.col("kind") == 0)
            .then(20)
            .when((pl.col("kind") == 2) & (filed >= design_change))
            .then(15)
            .otherwise(10)
        )
        table = (
            frame.lazy()
            .with_columns(year=YEAR - filed.dt.year() + 1, first=first, term=term)
            .filter((granted >= filed) & (year > pl.col("first")) & (year <= pl.col("term")))
            .filter((paid < 0) | ((paid >= pl.col("first")) & (paid <= pl.col("term"))))
            .with_columns(
                due=anniversary(pl.lit(YEAR)),
                covered=year - pl.col("first") + 1 <= lean.years,
                unpaid=anniversary(filed.dt.year() + paid).dt.offset_by("6mo"),
            )
            .join(fees, on=["kind", "year"], how="left")
        )
        table = roll(table, pl.col("due"), "last_day")
        table = roll(table, pl.col("unpaid"), "grace_until")
        for month in range(1, 6):
            table = roll(table, pl.col("due").dt.offset_by(f"{month}mo"), f"end{month}")
        late = sum((pl.col(f"end{month}") < AS_OF).cast(pl.Int64) for month in range(1, 6))
        begun = anniversary(pl.lit(YEAR - 1))
        state = (
            pl.when((paid >= 0) & (year <= paid))
            .then(pl.lit("paid"))
            .when((paid >= 0) & (pl.col("grace_until") < AS_OF))
            .then(pl.lit("lapsed"))
            .when(pl.col("last_day") >= AS_OF)
            .then(pl.when(begun <= AS_OF).then(pl.lit("due")).otherwise(pl.lit("not_due")))
            .when(paid < 0)
            .then(pl.lit("unknown"))
            .otherwise(pl.lit("grace"))
        )
        table = table.with_columns(share=share, state=state)
        gone = pl.col("state").is_in(["paid", "lapsed"])
        owed = (
            pl.when(pl.col("state") == "grace").then(pl.col("full") * 5 * late // 100).otherwise(0)
        )
        payable = pl.col("full") * (100 - pl.col("share")) // 100 + owed
        return table.select(
            "row",
            "last_day",
            "full",
            payable=pl.when(gone).then(NO_MONEY).otherwise(payable),
            surcharge=pl.when(gone | (pl.col("state") == "unknown")).then(NO_MONEY).otherwise(owed),
            state="state",
        )

    return lambda: asked().collect()


def main() -> None:
    """Run, compare, keep."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rights", type=int, default=1_000_000)
    parser.add_argument("--sample", type=int, default=5_000)
    parser.add_argument("--lean-sample", type=int, default=100_000)
    asked = parser.parse_args()
    rules = fee_rules(load_rulebook())
    patents = make_patents(asked.rights)
    lean = Lean(rules)
    polars = with_polars(patents, lean)
    ours, found = timed(lambda: fees_due_in(patents, YEAR, as_of=AS_OF, rules=rules), rounds=5)
    polars_seconds, polars_found = timed(polars, rounds=5)
    sample = [facts_of(patents, at) for at in range(min(asked.sample, asked.rights))]
    one_seconds, one_answers = timed(lambda: one_by_one(sample, rules), rounds=3)
    many = [facts_of(patents, at) for at in range(min(asked.lean_sample, asked.rights))]
    lean_seconds, lean_answers = timed(lambda: lean.loop(many), rounds=3)
    answers = in_columns(found)
    told = short(answers)
    of_polars = {row: (day_number(day), *rest) for row, day, *rest in polars_found.iter_rows()}
    seconds = {
        "ours": median(ours),
        "one_patent_rule_scaled": median(one_seconds) * asked.rights / len(sample),
        "lean_loop_scaled": median(lean_seconds) * asked.rights / len(many),
        "polars": median(polars_seconds),
    }
    ratios = {name: round(one / seconds["ours"], 2) for name, one in seconds.items()}
    equal = {
        "one_patent_rule": one_answers == _until(answers, len(sample)),
        "lean_loop": lean_answers == _until(told, len(many)),
        "polars": of_polars == told,
    }
    keep(
        "fee_speed",
        command=f"./zhishu bench fee_speed --rights {asked.rights}",
        data={
            "rights": asked.rights,
            "with_a_fee": len(found.row),
            "by_state": {
                state: int((found.state == code).sum()) for code, state in enumerate(STATE_CODES)
            },
            "year": YEAR,
            "as_of": str(AS_OF),
            "sample_one_patent_rule": len(sample),
            "sample_lean_loop": len(many),
            "seed": SEED,
        },
        figures={
            "seconds": {name: round(one, 3) for name, one in seconds.items()},
            "times_ours": ratios,
            "rights_per_second": round(asked.rights / seconds["ours"]),
            "answers_equal": equal,
        },
        floors={
            "100 times a plain loop over the one-patent rule": ratios["one_patent_rule_scaled"]
            >= 100,
            "answers equal to the one-patent rule, every column": equal["one_patent_rule"],
            "answers equal to the lean loop": equal["lean_loop"],
            "answers equal to Polars, every patent": equal["polars"],
        },
        libraries=("numpy", "polars"),
    )


def _until(answers: Answers, count: int) -> Answers:
    return {row: one for row, one in answers.items() if row < count}


if __name__ == "__main__":
    main()
