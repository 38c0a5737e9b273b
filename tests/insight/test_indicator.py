"""An indicator's file: what is read from it, and how a bad one is refused by file and line."""

from __future__ import annotations

import pytest

from zhishu.insight.indicator import Indicator
from zhishu.insight.queries import read_checked
from zhishu.rules.loading import RulebookError

TABLES = ("patents", "legal_periods")
GOOD = """---
indicator: held
name: 拥有量
unit: 件
formula: 数一数
source: 测试
grain: patent
dimensions:
  county: 县区
columns:
  patent_id: 专利标识
rows: |
  SELECT patent_id, region_code AS county, 'counted' AS standing
  FROM patents
  WHERE granted_on <= $as_of -- FROM nowhere; $nothing
---
SELECT county, count(*) AS value, 0 AS unknown
FROM counted
GROUP BY county;
"""


def _read(text: str, **others: str) -> dict[str, Indicator]:
    return read_checked({"held.sql": text, **others}, TABLES)


def test_a_good_file_is_read() -> None:
    held = _read(GOOD)["held"]
    assert (held.title, held.unit, held.file, held.is_ratio) == ("拥有量", "件", "held.sql", False)
    assert [dimension.name for dimension in held.dimensions] == ["county"]
    assert held.columns == {"patent_id": "专利标识"}
    assert not held.sql.endswith(";")


def test_rows_of_another_indicator_are_taken() -> None:
    head, _, select = GOOD.partition("columns:")
    other = head.replace("indicator: held", "indicator: alike") + "rows_of: held\n---\n"
    read = _read(GOOD, **{"alike.sql": other + select.rpartition("---\n")[2]})
    assert read["alike"].rows_sql == read["held"].rows_sql


# What is put in place of what, the line that is named, and a word of the refusal.
REFUSED = [
    (
        "\n---\nSELECT",
        "\nshown: |\n  SELECT * FROM counted JOIN nowhere ON true\n---\nSELECT",
        17,
        "nowhere",
    ),
    ("---\nindicator", "indicator", 1, "---"),
    ("GROUP BY county;", "GROUP BY county; DELETE FROM patents", 17, "SELECT"),
    ("SELECT county, count(*)", "DELETE FROM patents --", 17, ""),
    ("FROM counted", "FROM parties", 18, "parties"),
    ("FROM counted", "FROM counted, imports", 18, "imports"),
    ("FROM counted", "FROM 'x.csv'", 18, ""),
    ("FROM counted", "FROM read_csv('/etc/passwd')", 18, "read_csv"),
    ("FROM counted", "FROM counted WHERE now() > $as_of", 18, "now"),
    ("FROM counted", "FROM counted WHERE county = $name", 18, "$name"),
    ("FROM counted", "FROM counted WHERE county = ?", 18, "参数"),
    ("FROM counted", "FROM counted WHERE county = $1", 18, "参数"),
    ("FROM counted", "FROMM counted", 18, ""),
    ("FROM patents", "FROM accounts", 14, "accounts"),
    ("$as_of --", "$today --", 15, "$today"),
    ("unit: 件", "unit: [件]", 4, "unit"),
    ("unit: 件\n", "", 2, "unit"),
    ("unit: 件", "unit: 件\nunit: 个", 5, "unit"),
    ("unit: 件", "units: 件", 2, "unit"),
    ("grain: patent", "grain: patent\ncolour: red", 8, "colour"),
    ("  county: 县区", "  County Name: 县区", 9, "小写"),
    ("  patent_id: 专利标识", "  1=1; --: 专利标识", 11, "小写"),
    ("grain: patent", "grain: patent\ndecimals: 99", 8, "decimals"),
    ("grain: patent", "grain: &a patent", 7, "锚点"),
]


@pytest.mark.parametrize(("old", "new", "line", "word"), REFUSED)
def test_a_bad_file_is_refused_with_file_and_line(old: str, new: str, line: int, word: str) -> None:
    assert GOOD.count(old) >= 1
    with pytest.raises(RulebookError) as refused:
        _read(GOOD.replace(old, new, 1))
    assert refused.value.where.startswith(f"held.sql 第{line}行")
    assert word in str(refused.value)


def test_one_name_stands_once() -> None:
    with pytest.raises(RulebookError, match="两次"):
        _read(GOOD, **{"other.sql": GOOD})


def test_rows_of_nothing_is_refused() -> None:
    head, _, _ = GOOD.partition("columns:")
    with pytest.raises(RulebookError, match="rows_of"):
        _read(head + "rows_of: nobody\n---\nSELECT 1 AS value, 0 AS unknown FROM counted")


ADDING = "SELECT county, count(*) FILTER (WHERE standing = 'counted') AS value, 0 AS unknown FROM counted GROUP BY ALL"


@pytest.mark.parametrize(
    ("select", "left_out"),
    [
        (ADDING, ("county",)),
        (ADDING.replace("count(*)", "sum(2)"), ("county",)),
        (ADDING + " -- max(county)", ("county",)),
        # What is named beside the grouping may change the value.
        (ADDING.replace("standing =", "county IS NULL AND standing ="), ()),
        (ADDING.replace("GROUP BY ALL", "GROUP BY county"), ()),
        # What does more than add.
        (ADDING.replace("count(*)", "count(DISTINCT patent_id)"), ()),
        (ADDING.replace("count(*)", "max(1)"), ()),
        (ADDING.replace("AS value", "OVER () AS value"), ()),
        (ADDING + " HAVING count(*) > 1", ()),
        (ADDING + " LIMIT 1", ()),
        (ADDING.replace("FROM counted", "FROM (SELECT * FROM counted)"), ()),
    ],
)
def test_a_dimension_is_left_out_where_nothing_can_depend_on_it(
    select: str, left_out: tuple[str, ...]
) -> None:
    held = _read(GOOD.rpartition("---\n")[0] + "---\n" + select)["held"]
    assert held.left_out(()) == left_out
    assert held.left_out(("county",)) == ()
