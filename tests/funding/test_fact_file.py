"""A file of facts: read as declared, and refused in one sentence that names the file, the fact and what is expected."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from zhishu.base.errors import InvalidValueError
from zhishu.funding.fact_file import read_fact_file
from zhishu.rules.rulebook import load_rulebook

DECLARED = load_rulebook().facts


def test_values_are_of_the_kinds_of_their_facts() -> None:
    told = read_fact_file(
        b'\xef\xbb\xbf{"as_of": "2026-10-31", "facts": {"patents.valid_own": 3, "party.kind": "enterprise",'
        b' "certification.cost_paid": 18000.505, "certification.first_time": true,'
        b' "patents.valid_inventions": null}}',
        DECLARED,
        where="firm.json",
    )
    values = {name: known.value for name, known in told.facts.items()}
    assert told.as_of == date(2026, 10, 31)
    assert values == {
        "patents.valid_own": Decimal(3),
        "party.kind": "enterprise",
        "certification.cost_paid": Decimal("18000.51"),
        "certification.first_time": True,
        "patents.valid_inventions": None,
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "JSON写得不对，第1行第1列"),
        ("[1]", "最外层"),
        ('{"facts": [], "as_of": "2026-10-31"}', "没有facts"),
        ('{"fact": {}}', "没有“fact”这一项"),
        ('{"facts": {"patents.owned": 3}}', "没有“patents.owned”这个事实"),
        ('{"facts": {"patents.valid_own": "3"}}', "自主研发的有效专利"),
        ('{"facts": {"patents.valid_own": true}}', "自主研发的有效专利"),
        ('{"facts": {"patents.valid_own": -1}}', "0到"),
        ('{"facts": {"patents.valid_own": NaN}}', "NaN不是数字"),
        ('{"facts": {"certification.cost_paid": 1e30}}', "0到"),
        ('{"facts": {"certification.cost_paid": 1e-9999999}}', "至多6位小数"),
        ('{"facts": {"patents.valid_own": 1e-7}}', "至多6位小数"),
        ('{"facts": {"patents.valid_own": 0e999999999}}', "0到"),
        ('{"facts": {"patents.valid_own": 1e99999999999999999999}}', "不是能用的数字"),
        ('{"facts": {"patents.valid_own": 1e-99999999999999999999}}', "不是能用的数字"),
        ('{"facts": {"patents.valid_own": 1.' + "1" * 5000 + "}}", "至多6位小数"),
        ('{"facts": {"certification.first_time": 1}}', "应为true或false"),
        ('{"facts": {"party.kind": "bank"}}', "enterprise"),
        ('{"facts": {"party.region": "抚州"}}', "区划代码"),
        ('{"facts": {"patents.valid_own": 1, "patents.valid_own": 2}}', "写了两次"),
        ('{"as_of": "2026-13-01", "facts": {}}', "as_of的日期"),
        ('{"facts": {"patents.valid_own": ' + "9" * 5000 + "}}", "JSON读不出"),
        ("[" * 100_000, "JSON读不出"),
        ('{"facts": {}, "x": "' + "x" * 1_000_001 + '"}', "文件过大"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(text: str, said: str) -> None:
    with pytest.raises(InvalidValueError) as refused:
        read_fact_file(text.encode(), DECLARED, where="firm.json")
    assert said in str(refused.value)
    assert refused.value.next_step
    assert len(str(refused.value)) < 400


def test_a_file_of_another_encoding_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="UTF-8"):
        read_fact_file(
            '{"facts": {"party.kind": "企业"}}'.encode("gbk"), DECLARED, where="firm.json"
        )
