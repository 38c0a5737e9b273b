"""What is written as YAML is read back the same by the strict loader."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishu.base.errors import InvalidValueError
from zhishu.rules.loading import load_yaml
from zhishu.rules.rulebook import SHIPPED
from zhishu.rules.writing import write_yaml

_TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")),
    max_size=12,
) | st.sampled_from(["true", "Null", "010", "1.5", "~", "- a", "a: b", "x #y", "2026-01-01", "是"])
_SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | _TEXT
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(_TEXT.filter(lambda one: one != "<<"), inner, min_size=1, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(_TEXT.filter(lambda one: one != "<<"), _VALUES, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_back(content: dict[str, Any]) -> None:
    assert load_yaml(write_yaml(content), where="x") == content


@pytest.mark.parametrize(
    "number", ["Infinity", "NaN", "1e999999999", "1e-999999999", "0e999999999"]
)
def test_a_number_that_would_not_be_read_is_not_written(number: str) -> None:
    with pytest.raises(InvalidValueError, match="写不进规则"):
        write_yaml({"a": Decimal(number)})


def test_numbers_and_the_form_of_the_shipped_rules() -> None:
    assert write_yaml({"a": Decimal("0.50"), "b": Decimal("20000"), "c": Decimal("1E+5")}) == (
        "a: 0.5\nb: 20000\nc: 100000\n"
    )
    file = SHIPPED / "361000" / "measures" / "fund" / "9-1.yaml"
    content = load_yaml(file.read_text(encoding="utf-8"), where="x")
    assert load_yaml(write_yaml(content), where="x") == content
    assert "- {fact: certification.first_time, is: true}" in write_yaml(content)
