"""Folding, units, grams and numbers: what is stored and what is asked take the same form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishu.search.cutting import cut_texts
from zhishu.search.numbers import kept_keys, number_keys
from zhishu.search.tokens import fold, fold_with_offsets, grams, parts, units

TEXTS = st.text(
    st.one_of(
        st.sampled_from("专利權法電池锂隔膜，。、（） \n5GabＡＢ１.-/①②Ⅷ㎡"), st.characters()
    ),
    max_size=60,
)

FOLDED = [
    ("ＡＢＣ１２３", "abc123"),
    ("專利權", "专利权"),
    ("LiFePO₄", "lifepo4"),
    ("（試行）", "(试行)"),
    ("薴", "苎"),  # simplified twice: 苧 stands between
]


@pytest.mark.parametrize(("text", "expected"), FOLDED)
def test_fold_makes_one_form(text: str, expected: str) -> None:
    assert fold(text) == expected


GRAMS = [
    ("锂", ["锂"]),
    ("锂电池", ["锂电", "电池", "池"]),
    ("含锂的5G网络", ["含锂", "锂的", "的", "5g", "网络", "络"]),
    ("专利，商标", ["专利", "利", "¶", "商标", "标"]),
    ("lithium-ion battery", ["lithium", "ion", "battery"]),
    ("H01M 10/0525", ["h01m", "10", "0525"]),
    ("容量3.5 Ah", ["容量", "量", "3.5", "ah"]),
    ("锂 电池", ["锂", "¶", "电池", "池"]),
    ("，。", []),
]


@pytest.mark.parametrize(("text", "expected"), GRAMS)
def test_grams_stand_in_order(text: str, expected: list[str]) -> None:
    assert grams(fold(text)) == expected


@settings(deadline=None)
@given(TEXTS)
def test_grams_and_units_have_the_same_positions(text: str) -> None:
    folded = fold(text)
    row = units(folded)
    terms = grams(folded)
    assert len(terms) == len(row)
    assert all(term.startswith(unit.text) for term, unit in zip(terms, row, strict=True))


@settings(deadline=None)
@given(TEXTS)
def test_offsets_lead_back_to_the_source(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert all(fold(text[place]).find(folded[at]) >= 0 for at, place in enumerate(offsets))


@settings(deadline=None)
@given(TEXTS)
def test_no_term_holds_a_blank(text: str) -> None:
    folded = fold(text)
    assert not any(term.split() != [term] for term in grams(folded))


PARTS = [
    ("新能源汽车的补贴政策", ["新能源", "汽车", "补贴", "政策"]),
    ("云澜市锂电池壳", ["云澜市", "锂电池", "壳"]),
    ("的的的的", ["的的的的"]),
]


@pytest.mark.parametrize(("run", "expected"), PARTS)
def test_parts_of_a_long_run(run: str, expected: list[str]) -> None:
    assert parts(run) == expected


NUMBERS = [
    ("202310123456.7", "ZL 2023 1 0123456.7"),
    ("202310123456.7", "CN202310123456.7"),
    ("2023101234567", "２０２３１０１２３４５６．７"),
    ("2023101234567", "202310123456"),
    ("95123456.x", "zl95123456X"),
    ("CN112345678A", "cn 112345678 a"),
    ("CN112345678A", "CN112345678"),
    ("云府发〔2023〕5号", "云府发[2023]05号"),
    ("云府发〔2023〕5号", "云府发（2023） 5 号"),
    ("云府发〔2023〕5号", "云府发【2023】第5号"),
    ("云府发〔2023〕5号", "雲府發〔2023〕5號"),
]


@pytest.mark.parametrize(("kept", "asked"), NUMBERS)
def test_a_number_is_found_however_it_is_written(kept: str, asked: str) -> None:
    assert set(number_keys(asked)) & set(kept_keys(kept))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("云府发〔2023〕5号", "云府发〔2023〕15号"),
        ("云府发〔2023〕5号", "云府办发〔2023〕5号"),
        ("202310123456.7", "202310123457.7"),
        ("CN112345678A", "CN112345679A"),
    ],
)
def test_different_numbers_stay_apart(one: str, other: str) -> None:
    assert not set(number_keys(one)) & set(kept_keys(other))


@pytest.mark.parametrize("text", ["锂电池", "2023", "", "5号", "H01M", "2.02E+12"])
def test_what_is_no_number_has_no_key(text: str) -> None:
    assert number_keys(text) == ()


@given(st.lists(TEXTS, max_size=6))
@settings(max_examples=600, deadline=None)
def test_many_texts_are_cut_as_each_is_alone(texts: list[str]) -> None:
    assert cut_texts(texts) == [" ".join(grams(fold(text))) for text in texts]


def test_every_character_is_cut_as_the_rule_of_one_text_cuts_it() -> None:
    characters = [chr(code) for code in range(0x11_0000) if not 0xD800 <= code < 0xE000]
    texts = ["".join(characters[at : at + 7]) + "1.电.5" for at in range(0, len(characters), 7)]
    for at in range(0, len(texts), 4_000):
        some = texts[at : at + 4_000]
        assert cut_texts(some) == [" ".join(grams(fold(text))) for text in some]
