"""Identifiers parse and print themselves; a refusal says what was expected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhishu.base.document_number import DocumentNumber, find_document_numbers
from zhishu.base.errors import InvalidValueError
from zhishu.base.identifiers import (
    ApplicationNumber,
    ClausePath,
    CreditCode,
    ForeignNumber,
    IpcSymbol,
    LocarnoSymbol,
    PublicationNumber,
    parse_ipc_list,
)
from zhishu.base.region import RegionCode


@st.composite
def application_numbers(draw: st.DrawFn) -> ApplicationNumber:
    kind = draw(st.sampled_from("12389"))
    if draw(st.booleans()):
        body = f"{draw(st.integers(2003, 2030))}{kind}{draw(st.integers(0, 9_999_999)):07d}"
    else:
        body = f"{draw(st.integers(89, 99))}{kind}{draw(st.integers(0, 99_999)):05d}"
    return ApplicationNumber.parse(body + ApplicationNumber.check_digit(body))


@given(
    application_numbers(),
    st.sampled_from(["", "CN", "ZL", "zl ", "CNZL"]),
    st.sampled_from(["", ".", " . "]),
    st.booleans(),
    st.booleans(),
)
def test_an_application_number_is_read_in_every_form(
    number: ApplicationNumber, prefix: str, dot: str, wide: bool, lower: bool
) -> None:
    text = f"{prefix}{number.text[:-1]}{dot}{number.text[-1]}"
    if lower:
        text = text.lower()
    if wide:
        text = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assert ApplicationNumber.parse(text) == number
    assert ApplicationNumber.parse(str(number)) == number
    assert ApplicationNumber.parse(number.display()) == number
    assert ApplicationNumber.parse(number.display(granted=False)) == number
    assert ApplicationNumber.parse(number.dotted) == number


@pytest.mark.parametrize(
    ("text", "kind", "year", "shown"),
    [
        ("201710601862.3", "invention", 2017, "ZL 2017 1 0601862.3"),
        ("97101765.4", "invention", 1997, "ZL 97 1 01765.4"),
        ("95115608.X", "invention", 1995, "ZL 95 1 15608.X"),
        ("85100001", "invention", 1985, "ZL 85 1 00001"),
        ("201880012345.3", "invention", 2018, "ZL 2018 8 0012345.3"),
    ],
)
def test_known_application_numbers(text: str, kind: str, year: int, shown: str) -> None:
    body = text.split(".")[0]
    if "." in text and ApplicationNumber.check_digit(body) != text[-1]:
        text = f"{body}.{ApplicationNumber.check_digit(body)}"
        shown = f"{shown[:-1]}{text[-1]}"
    number = ApplicationNumber.parse(text)
    assert (number.right_kind, number.year, number.display()) == (kind, year, shown)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2.02E+12", "科学计数法"),
        ("2.0098E+12", "科学计数法"),
        ("201710601862.4", "校验位应为3"),
        ("2017106018620.0", "位数或字符不对"),
        ("201710601862", "缺校验位"),
        ("201750601862.3", "种类位"),
        ("97101765", "应有校验位"),
        ("", "位数或字符不对"),
        ("US10123456", "位数或字符不对"),
    ],
)
def test_a_refused_application_number_says_why(text: str, why: str) -> None:
    with pytest.raises(InvalidValueError, match=why) as caught:
        ApplicationNumber.parse(text)
    assert "应为" in caught.value.next_step


@given(st.sampled_from("ABUSCYD"), st.integers(0, 99_999_999), st.sampled_from(["", "1", "8"]))
def test_publication_numbers_round_trip(letter: str, serial: int, digit: str) -> None:
    first = {"U": "2", "Y": "2", "S": "3", "D": "3"}.get(letter, "1")
    number = PublicationNumber.parse(f"cn {first}{serial:08d} {letter}{digit}")
    assert PublicationNumber.parse(str(number)) == number
    assert number.is_grant is (letter != "A")


@pytest.mark.parametrize(
    ("text", "number", "kind", "is_grant"),
    [
        ("CN112510640A", "CN112510640A", "invention", False),
        ("CN112510640B", "CN112510640B", "invention", True),
        ("CN 1340998 A", "CN1340998A", "invention", False),
        ("CN1065498C", "CN1065498C", "invention", True),
        ("CN101234567C", "CN101234567C", "invention", True),
        ("CN85100001A", "CN85100001A", "invention", False),
        ("CN87200123U", "CN87200123U", "utility_model", True),
        ("CN88300012S", "CN88300012S", "design", True),
        ("CN2345678Y", "CN2345678Y", "utility_model", True),
        ("CN201234567Y", "CN201234567Y", "utility_model", True),
        ("CN218546910U", "CN218546910U", "utility_model", True),
        ("CN3123456D", "CN3123456D", "design", True),
        ("CN300987654D", "CN300987654D", "design", True),
        ("CN305999999S", "CN305999999S", "design", True),
        ("CN105123456B8", "CN105123456B8", "invention", True),
        ("cn112510640a", "CN112510640A", "invention", False),
        ("ＣＮ１１２５１０６４０Ａ", "CN112510640A", "invention", False),
        ("ZL101234567B", "CN101234567B", "invention", True),
        ("ZL 101234567 B", "CN101234567B", "invention", True),
        ("CNZL101234567B", "CN101234567B", "invention", True),
        ("CN-101234567-B", "CN101234567B", "invention", True),
        ("\u3000CN\u00a0101234567\tB\ufeff", "CN101234567B", "invention", True),
    ],
)
def test_publication_and_grant_numbers_in_every_form(
    text: str, number: str, kind: str, is_grant: bool
) -> None:
    read = PublicationNumber.parse(text)
    assert (str(read), read.right_kind, read.is_grant) == (number, kind, is_grant)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("US1234567A", "格式不对"),
        ("CN12345A", "格式不对"),
        ("CN512345678A", "格式不对"),
        ("CN112510640E", "格式不对"),
        ("CN84100001A", "格式不对"),
        ("112510640A", "格式不对"),
        ("", "格式不对"),
        ("CN112510640", "缺文献种类代码"),
        ("112510640", "缺文献种类代码"),
        ("CN212345678A", "首位数字与文献种类代码不一致"),
        ("CN305999999U", "首位数字与文献种类代码不一致"),
        ("CN85200001A", "首位数字与文献种类代码不一致"),
    ],
)
def test_a_refused_publication_number_says_why(text: str, why: str) -> None:
    with pytest.raises(InvalidValueError, match=why) as caught:
        PublicationNumber.parse(text)
    assert "CN112510640A" in caught.value.next_step


@pytest.mark.parametrize("text", ["91350100M000100Y43", "91512081MA62K0260E"])
def test_known_credit_codes(text: str) -> None:
    code = CreditCode.parse(f" {text.lower()} ")
    assert str(code) == text
    assert code.inner_check_holds
    assert CreditCode.parse(code.display()) == code
    assert code.organisation_kind == "enterprise"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("91350100M000100Y4Z", "不用的字符"),
        ("91350100M000100Y44", "校验位应为3"),
        ("9135010", "有7位"),
        ("91AB0100M000100Y43", "区划代码"),
    ],
)
def test_a_refused_credit_code_says_why(text: str, why: str) -> None:
    with pytest.raises(InvalidValueError, match=why):
        CreditCode.parse(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("G06N3/08(2006.01)I", "G06N3/08"),
        ("g06n 3/08", "G06N3/08"),
        ("G06N0003080000", "G06N3/08"),
        ("H01M10/0525(2010.01)N", "H01M10/0525"),
        ("Ｈ０１Ｍ", "H01M"),
        ("A61K31/00", "A61K31/00"),
        ("A61K 31/00", "A61K31/00"),
        ("A61K  31/00 (2006.01)", "A61K31/00"),
        ("A61K31/00(2006.01)I", "A61K31/00"),
        ("A61K31/00（2006.01）I", "A61K31/00"),
        ("A61K31/00(7)", "A61K31/00"),
        ("A61K-031/00", "A61K31/00"),
        ("A61K-031/4985", "A61K31/4985"),
        ("A61K0031000000", "A61K31/00"),
        ("A61K0031498500", "A61K31/4985"),
        ("Int.Cl.7 A61K31/00", "A61K31/00"),
        ("Int. Cl. A61K 31/00", "A61K31/00"),
        ("IPC8: A61K31/00", "A61K31/00"),
        ("A61K 31/00 20060101AFI20080808BHCN", "A61K31/00"),
        ("A61K31/00        20060101CFI", "A61K31/00"),
    ],
)
def test_ipc_symbols(text: str, printed: str) -> None:
    symbol = IpcSymbol.parse(text)
    assert str(symbol) == printed
    assert IpcSymbol.parse(symbol.display()) == symbol


@pytest.mark.parametrize(
    ("pattern", "matches"),
    [
        ("H01M*", True),
        ("H01M10/*", True),
        ("H01M10/0525", True),
        ("H01M10/05*", True),
        ("H01M10/05", False),
        ("H01M4*", False),
        ("h01m 10/*", True),
    ],
)
def test_ipc_patterns(pattern: str, matches: bool) -> None:
    assert IpcSymbol.parse("H01M10/0525").matches(pattern) is matches


def test_ipc_lists_with_lost_blanks() -> None:
    text = "G06F16/957(2019.01)I;??G06F3/01(2006.01)IH04N7/173; C08F 265/04; 坏的"
    symbols, faults = parse_ipc_list(text)
    assert [str(one) for one in symbols] == ["G06F16/957", "G06F3/01", "H04N7/173", "C08F265/04"]
    assert faults == ["坏的"]


@pytest.mark.parametrize(
    "text",
    [
        "A61K31/00; H01M10/0525",
        "A61K31/00;H01M10/0525;",
        "A61K31/00 | H01M10/0525",
        "A61K31/00|H01M10/0525",
        "A61K31/00, H01M10/0525",
        "A61K31/00，H01M10/0525",
        "A61K31/00、H01M10/0525",
        "A61K31/00\nH01M10/0525",
        "A61K31/00??H01M10/0525",
        "A61K 31/00(2006.01)I;??H01M 10/0525(2010.01)I",
        "A61K31/00(2006.01)IH01M10/0525(2010.01)N",
        "A61K0031000000 | H01M0010052500",
        "A61K-031/00;H01M-010/0525;A61K-031/00",
    ],
)
def test_ipc_lists_in_every_form(text: str) -> None:
    symbols, faults = parse_ipc_list(text)
    assert ([str(one) for one in symbols], faults) == (["A61K31/00", "H01M10/0525"], [])


def test_locarno() -> None:
    assert str(LocarnoSymbol.parse("01-01 (11)  ")) == "01-01"
    for text in ("33-01", "1-1", "A01B"):
        with pytest.raises(InvalidValueError):
            LocarnoSymbol.parse(text)


_ORDINALS = st.sampled_from(["一", "二", "十", "十二", "二十三"])


@st.composite
def clause_paths(draw: st.DrawFn) -> ClausePath:
    first = draw(st.sampled_from(["", "?", "article", "first"]))
    levels = []
    if first == "article":
        levels.append(f"第{draw(_ORDINALS)}条")
    elif first == "first":
        levels.append(draw(_ORDINALS))
    elif first == "?":
        levels.append("?")
    if levels and draw(st.booleans()):
        levels.append(f"({draw(_ORDINALS)})")
        if draw(st.booleans()):
            levels.append(str(draw(st.integers(1, 30))))
    return ClausePath(tuple(levels), draw(st.integers(1, 3)) if levels else 1)


@given(clause_paths())
def test_clause_paths_round_trip(path: ClausePath) -> None:
    assert ClausePath.parse(str(path)) == path
    assert ClausePath.parse(path.display()) == path


@pytest.mark.parametrize("text", ["甲", "(一", "1~1", "12345"])
def test_a_path_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError):
        ClausePath.parse(text)


@given(
    st.text(st.sampled_from("云澜政办发财规知联"), min_size=2, max_size=6),
    st.integers(1990, 2030),
    st.integers(1, 9999),
    st.sampled_from(["〔〕", "[]", "【】", "﹝﹞", "()", "（）", "［］"]),
    st.sampled_from(["", " ", "\u3000"]),
)
def test_document_numbers_round_trip(
    agency: str, year: int, serial: int, brackets: str, blank: str
) -> None:
    text = f"{agency}{blank}{brackets[0]}{blank}{year}{blank}{brackets[1]}{blank}{serial}{blank}号"
    number = DocumentNumber.parse(text)
    assert str(number) == f"{agency}〔{year}〕{serial}号"
    assert DocumentNumber.parse(str(number)) == number
    [found] = find_document_numbers(f"（{text}）")
    assert found.number == number


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("国家知识产权局令第77号", "国家知识产权局令第77号"),
        ("国家知识产权局公告 第四六一号", "国家知识产权局公告第461号"),
        ("国家统计局令第二十五号", "国家统计局令第25号"),
    ],
)
def test_orders_and_announcements(text: str, printed: str) -> None:
    assert str(DocumentNumber.parse(text)) == printed


@pytest.mark.parametrize(
    "text", ["淮知联发〔20215", "〔2021〕5号", "云政办发〔2021〕号", "云政办发2021年5号"]
)
def test_a_damaged_number_is_not_guessed(text: str) -> None:
    with pytest.raises(InvalidValueError):
        DocumentNumber.parse(text)


@pytest.mark.parametrize(
    ("code", "level", "inside"),
    [
        ("990000", "province", ["990100", "990102", "990102Z1"]),
        ("990100", "city", ["990102", "990102Z1"]),
        ("990102", "county", ["990102Z1"]),
        ("990102Z1", "zone", []),
    ],
)
def test_regions(code: str, level: str, inside: list[str]) -> None:
    region = RegionCode.parse(code)
    assert region.level == level
    for other in inside:
        assert region.contains(RegionCode.parse(other))
        assert not RegionCode.parse(other).contains(region)
    assert [str(step) for step in RegionCode.parse("990102Z1").chain()] == [
        "990000", "990100", "990102", "990102Z1",
    ]  # fmt: skip
    for bad in ("99010", "000000", "990100Z1", "99010A"):
        with pytest.raises(InvalidValueError):
            RegionCode.parse(bad)


FOREIGN = [
    ("US7272630B2", "US7272630B2", True, "invention"),
    ("us 07272630 b2", "US7272630B2", True, "invention"),
    ("US6093011A", "US6093011A", True, "invention"),
    ("US2012116137A1", "US20120116137A1", False, "invention"),
    ("US20120116137A1", "US20120116137A1", False, "invention"),
    ("USD0435854S", "USD435854S", True, "design"),
    ("US201815919370", "US201815919370", None, "invention"),
    ("EP0050424A2", "EP0050424A2", False, "invention"),
    ("JPH0512345U", "JPH0512345U", None, "utility_model"),
    ("DE69905327D1", "DE69905327D1", None, "invention"),
]


@pytest.mark.parametrize(("text", "expected", "is_grant", "right_kind"), FOREIGN)
def test_numbers_of_other_offices(
    text: str, expected: str, is_grant: bool | None, right_kind: str
) -> None:
    number = ForeignNumber.parse(text)
    assert (str(number), number.is_grant, number.right_kind) == (expected, is_grant, right_kind)
    assert ForeignNumber.parse(str(number)) == number


@pytest.mark.parametrize(
    "text", ["", "US", "7272630B2", "CN112510640A", "WO96/25012", "US72A726B2X"]
)
def test_what_is_no_number_of_another_office(text: str) -> None:
    with pytest.raises(InvalidValueError, match="外国专利号码"):
        ForeignNumber.parse(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CN201710000001", "201710000001X"),
        ("CN01123456", "011234563"),
        ("CN85100001", "85100001"),
        ("201710000001X", "201710000001X"),
    ],
)
def test_a_check_digit_that_was_left_out_follows_from_the_others(text: str, expected: str) -> None:
    assert str(ApplicationNumber.complete(text)) == expected
