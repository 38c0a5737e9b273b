"""How each fact is told by the published tables: one declared rule a fact name.

A rule reads the rows of one source (funding.queries says which rows those are) that are a party's and are known by the
day. Absence tells nothing unless the source is known to be whole for the party and the day: `absent` is
what holds then. `value` is SQL over a row `r`, `absent` over the party `c`, written here alone, so that one firm
and a whole region are told by the same words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zhishu.funding.sources import IS_COUNTY_OFFICE


@dataclass(frozen=True)
class FactRule:
    """One fact: its source, which of the party's rows it counts, what they come to.

    rows: which of the party's rows count. value: an aggregate, `{kept}` standing for the filter of these rows. absent:
    the value where the source is whole and has no such row; empty where even then nothing is known. kinds:
    those of a register that it asks for. unsure: an aggregate: how many more the value may be.
    """

    source: str
    value: str
    rows: str = "true"
    absent: str = ""
    kinds: tuple[str, ...] = ()
    unsure: str = ""


_THIS_YEAR = "year({}) = year($as_of::DATE)"
_RUNNING = "(r.valid_until IS NULL OR r.valid_until >= $as_of)"
_RECOGNISED_THIS_YEAR = _THIS_YEAR.format("r.recognised_on")
_PAID_THIS_YEAR = _THIS_YEAR.format("r.paid_on")
_WON = "r.kind = 'agency_fee' AND r.result = 'won'"
# What a premium was paid for stands in the voucher's own words.
_EXECUTION = "r.kind = 'insurance_premium' AND coalesce(contains(r.subject, '执行'), true)"
_THINGS = "count(DISTINCT coalesce(r.subject, r.title, r.recognition_id)) {kept}"
_TITLES = ("demonstration", "advantage")
# A demonstration zone is a park or else a county; its register tells them apart by name alone.
_PARK = "regexp_matches(concat(r.holder, r.subject), '园区|开发区|产业园|高新区|科技城')"


def has(source: str, rows: str, *kinds: str) -> FactRule:
    """Whether the party has such a row; that it has none is told by a register that is whole."""
    return FactRule(source, "count(*) {kept} > 0", rows, "false", kinds)


def recognised(*kinds: str, level: str = "", also: str = _RUNNING) -> FactRule:
    """Whether the party holds a recognition of one of the kinds."""
    return has("recognitions", _of_kinds(kinds, level, also), *kinds)


def things_this_year(kind: str) -> FactRule:
    """How many of its things were recognised in the calendar year of the day, one that was told twice once."""
    rows = _of_kinds((kind,), "", _RECOGNISED_THIS_YEAR)
    return FactRule("recognitions", _THINGS, rows, "0", (kind,))


def national_awards(grade: str) -> FactRule:
    """How many of its patents won a national award of one grade; a patent wins one award at most."""
    rows = _of_kinds(("patent_award",), "national", f"r.grade = '{grade}'")
    return FactRule("recognitions", _THINGS, rows, "0", ("patent_award",))


def title_now(level: str) -> FactRule:
    """The title of 示范 or 优势 that still runs, the higher of both."""
    value = "CASE WHEN bool_or(r.kind = 'demonstration') {kept} THEN 'demonstration' ELSE 'advantage' END"
    return FactRule("recognitions", value, _of_kinds(_TITLES, level, _RUNNING), "'none'", _TITLES)


def zone_this_year(which: str) -> FactRule:
    """As what a county or a park was recognised in the calendar year of the day, the higher of both."""
    also = f"{which} AND r.grade IN ('demonstration', 'pilot') AND {_RECOGNISED_THIS_YEAR}"
    value = (
        "CASE WHEN bool_or(r.grade = 'demonstration') {kept} THEN 'demonstration' ELSE 'pilot' END"
    )
    rows = _of_kinds(("demonstration_zone",), "national", also)
    return FactRule("recognitions", value, rows, "'none'", ("demonstration_zone",))


def spent(rows: str, *kinds: str) -> FactRule:
    """What the party paid in the calendar year of the day; that it paid nothing no register tells."""
    return FactRule(
        "expenses", "sum(r.amount) {kept}", f"{rows} AND {_PAID_THIS_YEAR}", kinds=kinds
    )


def newest_figure(column: str) -> FactRule:
    """A yearly figure of the newest year told, not older than the year before the last."""
    rows = f"r.{column} IS NOT NULL AND r.year >= year($as_of::DATE) - 2"
    return FactRule("party_figures", f"arg_max(r.{column}, r.year) {{kept}}", rows)


def in_force(source: str, which: str = "true") -> FactRule:
    """How many rights the party holds on the day: at least those in force, at most those whose state nobody can tell too."""
    return FactRule(
        source,
        "count_if(r.state = 'in_force') {kept}",
        which,
        "0",
        unsure="count_if(r.state = 'unknown') {kept}",
    )


def _of_kinds(kinds: Sequence[str], level: str, also: str) -> str:
    named = ", ".join(f"'{kind}'" for kind in kinds)
    return f"r.kind IN ({named}) AND {also}" + (f" AND r.level = '{level}'" if level else "")


FACT_RULES: dict[str, FactRule] = {
    # A kind that neither code nor name tells is not known.
    "party.kind": FactRule("parties", "nullif(any_value(r.kind), 'other')"),
    "party.region": FactRule("parties", "any_value(r.region_code)"),
    "patents.valid": in_force("patents"),
    "patents.valid_own": in_force("patents", "r.is_own"),
    "patents.valid_inventions": in_force("patents", "r.right_kind = 'invention'"),
    "trademarks.registered": in_force("trademarks"),
    "licences.open_recorded": FactRule(
        "licences",
        "count(DISTINCT r.right_number) {kept}",
        "r.licence_kind = 'open' AND (r.cancelled_on IS NULL OR r.cancelled_on > $as_of)"
        " AND (r.valid_until IS NULL OR r.valid_until >= $as_of)",
        "0",
        ("open",),
    ),
    "indications.approved_this_year": FactRule(
        "geographical_indications",
        "count(DISTINCT r.indication_id) {kept}",
        f"r.protection_kind = 'product' AND {_THIS_YEAR.format('r.registered_on')}",
        f"CASE WHEN {IS_COUNTY_OFFICE} THEN 0 END",
        ("product",),
    ),
    "indications.zone_this_year": recognised("indication_zone", also=_RECOGNISED_THIS_YEAR),
    # Whoever was allowed before is not newly allowed.
    "indications.use_this_year": FactRule(
        "recognitions",
        f"{_THIS_YEAR.format('min(r.recognised_on) {kept}')}",
        "r.kind = 'indication_use' AND r.recognised_on IS NOT NULL",
        "false",
        ("indication_use",),
    ),
    # Of several certifications the newest is not the first; one that stands alone in the register is, while
    # it is in force or in its own year. Of an older one whose end nobody told, nobody knows.
    "certification.first_time": FactRule(
        "recognitions",
        "count(*) {kept} = 1 AND bool_or(r.valid_until >= $as_of OR "
        f"{_RECOGNISED_THIS_YEAR}) {{kept}}",
        "r.kind = 'certification'",
        "false",
        ("certification",),
    ),
    "certification.cost_paid": FactRule(
        "expenses",
        "sum(r.amount) {kept}",
        "r.kind = 'certification_fee'",
        kinds=("certification_fee",),
    ),
    "products.recorded_this_year": things_this_year("product_recordal"),
    "products.intensive_this_year": things_this_year("patent_intensive_product"),
    "outlets.information_centre": recognised("information_centre"),
    "outlets.tisc": recognised("tisc"),
    "outlets.national": recognised("service_outlet", level="national"),
    "outlets.provincial": recognised("service_outlet", level="provincial"),
    "patent_award.gold_count": national_awards("gold"),
    "patent_award.silver_count": national_awards("silver"),
    "patent_award.excellence_count": national_awards("excellence"),
    "patent_award.provincial": recognised("patent_award", level="provincial", also="true"),
    "recognition.national_title": title_now("national"),
    "recognition.provincial_title": title_now("provincial"),
    # Whether it still runs the measure tells by the day of recognition.
    "recognition.city_title": FactRule(
        "recognitions",
        "arg_max(r.kind, (r.recognised_on, r.kind = 'demonstration')) {kept}",
        _of_kinds(_TITLES, "municipal", "r.recognised_on IS NOT NULL"),
        "'none'",
        _TITLES,
    ),
    "recognition.city_title_on": FactRule(
        "recognitions",
        "max(r.recognised_on) {kept}",
        _of_kinds(_TITLES, "municipal", "true"),
        kinds=_TITLES,
    ),
    "recognition.county_this_year": zone_this_year(f"NOT {_PARK}"),
    "recognition.park_this_year": zone_this_year(_PARK),
    "recognition.technology_firm": recognised(
        "high_tech",
        "technology_firm",
        also=f"r.level IN ('national', 'provincial') AND {_RUNNING}",
    ),
    # A premium that does not say for what may be one of these.
    "insurance.enforcement": FactRule(
        "expenses",
        "bool_or(contains(r.subject, '执行')) {kept}",
        f"{_EXECUTION} AND {_PAID_THIS_YEAR}",
        "false",
        ("insurance_premium",),
    ),
    "insurance.enforcement_premium": FactRule(
        "expenses",
        "CASE WHEN bool_and(r.subject IS NOT NULL) {kept} THEN sum(r.amount) {kept} END",
        f"{_EXECUTION} AND {_PAID_THIS_YEAR}",
        kinds=("insurance_premium",),
    ),
    # Who paid no agent this year may have won all the same.
    "enforcement.won": FactRule(
        "expenses", "count(*) {kept} > 0", f"{_WON} AND {_PAID_THIS_YEAR}", kinds=("agency_fee",)
    ),
    "enforcement.agency_fee": spent(_WON, "agency_fee"),
    "pledge.interest_paid": spent("r.kind = 'loan_interest'", "loan_interest"),
    "figures.premises_area": newest_figure("premises_area"),
    "figures.turnover": newest_figure("turnover"),
    "figures.employees": newest_figure("employees"),
    # A loss is told as nothing.
    "figures.taxable_income": FactRule(
        "party_figures",
        "greatest(any_value(r.taxable_income) {kept}, 0)",
        "r.taxable_income IS NOT NULL AND r.year = year($as_of::DATE) - 1",
    ),
    "credit.serious_dishonesty": has(
        "credit_records",
        "r.kind = 'serious_dishonesty' AND (r.until IS NULL OR r.until >= $as_of)",
        "serious_dishonesty",
    ),
    "credit.abnormal_filing": has(
        "credit_records",
        "r.kind = 'abnormal_filing' AND (r.until IS NULL OR r.until >= $as_of)",
        "abnormal_filing",
    ),
    "credit.debarred": has(
        "credit_records",
        "r.kind = 'debarment' AND (r.until IS NULL OR r.until >= $as_of)",
        "debarment",
    ),
    "project.failed_acceptance": has(
        "credit_records", "r.kind = 'failed_acceptance'", "failed_acceptance"
    ),
    "project.failed_acceptance_on": FactRule(
        "credit_records",
        "max(r.since) {kept}",
        "r.kind = 'failed_acceptance'",
        kinds=("failed_acceptance",),
    ),
}
