"""The index against a naive reading of the same texts: what it finds, counts, ranks and marks."""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhishu.base.errors import InvalidValueError
from zhishu.search.index import KINDS, Entry, Filters, Sort
from zhishu.search.marks import mark, snippet
from zhishu.search.reading import parse_query
from zhishu.search.tantivy_build import build_index
from zhishu.search.tantivy_index import TantivyIndex, open_index

CHARACTERS = "专利权法人大中小电池锂"
FILLING = "，。 5ab"


def _random_text(chance: random.Random, length: int) -> str:
    return "".join(chance.choice(CHARACTERS * 3 + FILLING + "專權") for _ in range(length))


def _corpus() -> list[Entry]:
    chance = random.Random(20260101)
    return [
        Entry(
            "patent",
            f"p{number:03}",
            _random_text(chance, chance.randrange(1, 15)),
            (_random_text(chance, chance.randrange(60)), _random_text(chance, 8)),
            (_random_text(chance, 6),),
        )
        for number in range(300)
    ]


CORPUS = _corpus()


def _plain(text: str) -> str:
    """Simplified; a blank between a Latin word and a Chinese character is none."""
    simplified = text.replace("專", "专").replace("權", "权")
    return re.sub(rf"(?<=[5ab]) +(?=[{CHARACTERS}])|(?<=[{CHARACTERS}]) +(?=[5ab])", "", simplified)


def _holding(*sought: str) -> set[str]:
    """The entries that hold every string somewhere, read naively; Latin words whole."""
    patterns = [
        re.compile(
            ("(?<![0-9a-z])" if word[0].isascii() else "")
            + re.escape(word)
            + ("(?![0-9a-z])" if word[-1].isascii() else "")
        )
        for word in map(_plain, sought)
    ]
    return {
        entry.entry_id
        for entry in CORPUS
        if all(
            any(p.search(_plain(text)) for text in (entry.title, *entry.texts, *entry.names))
            for p in patterns
        )
    }


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    folder = tmp_path_factory.mktemp("index")
    # Some words are counted when the index is built, the others when they are asked for.
    build_index(folder, CORPUS, snapshot=7, frequent_from=100)
    return open_index(folder)


def test_what_is_counted_beforehand_is_what_would_be_counted(
    index: TantivyIndex, tmp_path: Path
) -> None:
    build_index(tmp_path, CORPUS, snapshot=7, frequent_from=len(CORPUS) + 1)
    asked = open_index(tmp_path)
    words = ["", *("".join(pair) for pair in itertools.product(CHARACTERS, repeat=2))]
    counts = {word: index.facets(parse_query(word), "patent") for word in words}
    assert counts == {word: asked.facets(parse_query(word), "patent") for word in words}
    assert any(total >= 100 for word, (total, _) in counts.items() if word)
    narrowed = Filters(name=CORPUS[0].names[0])
    assert index.facets(parse_query(""), "patent", narrowed) == asked.facets(
        parse_query(""), "patent", narrowed
    )


def _found(index: TantivyIndex, text: str) -> set[str]:
    query = parse_query(text)
    found: list[str] = []
    page = 1
    while True:
        result = index.search(query, "patent", page=page, size=50)
        found += [hit.entry_id for hit in result.hits]
        if not result.hits:
            break
        page += 1
    assert len(found) == len(set(found)) == result.total == index.count(query, "patent")
    return set(found)


HAN = st.text(st.sampled_from(CHARACTERS + "專權"), min_size=1, max_size=3)
PHRASE = st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=7)


@settings(deadline=None)
@given(HAN)
def test_a_short_word_finds_every_text_that_holds_it_and_no_other(
    index: TantivyIndex, word: str
) -> None:
    assert _found(index, word) == _holding(word)


@settings(deadline=None)
@given(PHRASE)
def test_a_phrase_finds_every_text_that_holds_it_and_no_other(
    index: TantivyIndex, phrase: str
) -> None:
    assert _found(index, f"“{phrase}”") == _holding(phrase)


@settings(deadline=None)
@given(st.data())
def test_a_phrase_cut_from_a_text_is_found(index: TantivyIndex, data: st.DataObject) -> None:
    entry = data.draw(st.sampled_from(CORPUS))
    runs = re.findall(f"[{CHARACTERS}專權5ab]+", " ".join((entry.title, *entry.texts)))
    run = data.draw(st.sampled_from([run for run in runs if run] or ["专"]))
    start = data.draw(st.integers(0, len(run) - 1))
    phrase = run[start : start + data.draw(st.integers(1, 8))]
    assert _found(index, f"“{phrase}”") == _holding(phrase)


@settings(deadline=None)
@given(st.lists(HAN, min_size=2, max_size=3))
def test_all_words_must_be_found(index: TantivyIndex, words: list[str]) -> None:
    assert _found(index, " ".join(words)) == _holding(*words)


@settings(deadline=None)
@given(st.text(st.sampled_from("5ab锂电"), min_size=2, max_size=5))
def test_latin_words_are_whole_also_inside_phrases(index: TantivyIndex, phrase: str) -> None:
    assert _found(index, f"「{phrase}」") == _holding(phrase)


def test_deep_pages_go_on_in_the_same_order(index: TantivyIndex) -> None:
    query = parse_query("专")
    whole = [hit.entry_id for hit in index.search(query, "patent", size=100).hits]
    paged = [
        hit.entry_id
        for page in range(1, 11)
        for hit in index.search(query, "patent", page=page, size=10).hits
    ]
    assert paged == whole
    assert index.search(query, "patent", page=10_000, size=100).hits == ()


def test_an_empty_index_answers_with_nothing(tmp_path: Path) -> None:
    build_index(tmp_path, [], snapshot=0)
    result = open_index(tmp_path).search(parse_query("专利"), "patent")
    assert (result.total, result.hits) == (0, ())


LIBRARY = [
    Entry(
        "policy",
        "d-1",
        "云澜市知识产权资助办法",
        ("总则", "为促进创新，制定本办法。", "发明专利每件资助。", "云府发〔2023〕5号"),
        ("云澜市人民政府",),
        ("云府发〔2023〕5号",),
        dated=date(2023, 5, 1),
        regions=("990000", "990100"),
    ),
    Entry("clause", "d-1#", "", ("为促进创新，制定本办法。",), parent_id="d-1", facts={"path": ""}),
    Entry(
        "clause",
        "d-1#第二条",
        "资助",
        ("发明专利每件资助。",),
        parent_id="d-1",
        facts={"path": "第二条"},
    ),
    Entry(
        "policy",
        "d-2",
        "工作要点",
        ("落实云府发〔2023〕5号，做好发明专利工作。", "发明专利审查。", "发明专利运用。"),
        ("云澜市知识产权局",),
        dated=date(2024, 1, 1),
        regions=("990000", "990100", "990102"),
    ),
    *(
        Entry("clause", f"d-2#{path}", "", (text,), parent_id="d-2", facts={"path": path})
        for path, text in [
            ("一", "落实云府发〔2023〕5号，做好发明专利工作。"),
            ("二", "发明专利审查。"),
            ("三", "发明专利运用。"),
        ]
    ),
    Entry(
        "patent",
        "2023101234567",
        "一种锂电池隔膜",
        ("公开了一种隔膜，引用CN112345678A。",),
        ("云澜大学", "青岚电池有限公司"),
        ("2023101234567", "CN116000001A"),
        right_kind="invention",
        dated=date(2023, 1, 5),
        counted={"published_on": date(2023, 6, 1), "claim_count": 12},
        regions=("990000", "990100", "990102", "990102Z1"),
        ipc=("H01M50/403", "H01M10/0525"),
    ),
    Entry(
        "patent",
        "2022201234568",
        "一种检测夹具",
        ("用于锂电池的检测。",),
        ("青岚电池有限公司",),
        ("2022201234568", "CN212345678U"),
        right_kind="utility_model",
        dated=date(2022, 3, 1),
        regions=("990000", "990100", "990121"),
        ipc=("G01R31/36",),
    ),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    folder = tmp_path_factory.mktemp("library")
    build_index(folder, LIBRARY, snapshot=3)
    return open_index(folder)


PATENTS = [
    ("锂电池", ["2023101234567", "2022201234568"]),  # the title ranks above the abstract
    ("ZL 2023 1 0123456.7", ["2023101234567"]),
    ("CN112345678A", ["2023101234567"]),
    ("CN212345678", ["2022201234568"]),
    ("CN 2 12345678 U", ["2022201234568"]),
    ("申请人:云澜大学", ["2023101234567"]),
    ("申请人:有限公司 夹具", ["2022201234568"]),
    ("云澜大学", ["2023101234567"]),
    ("IPC:H01M*", ["2023101234567"]),
    ("IPC:H01M10", ["2023101234567"]),
    ("IPC:H01M1", []),
    ("IPC:H01M50/40", []),
    ("IPC:G", ["2022201234568"]),
    ("H01M10/0525", ["2023101234567"]),
    ("g01r", ["2022201234568"]),
    ("区划:990102", ["2023101234567"]),
    ("区划:990102Z1", ["2023101234567"]),
    ("区划:9901", ["2023101234567", "2022201234568"]),  # newest first where no words rank
    ("年:2022", ["2022201234568"]),
    ("类型:实用新型 锂电池", ["2022201234568"]),
    ("发文机关:云澜", []),
    ("标题:锂电池", ["2023101234567"]),
]


@pytest.mark.parametrize(("text", "expected"), PATENTS)
def test_patents_are_found_by_words_fields_and_numbers(
    library: TantivyIndex, text: str, expected: list[str]
) -> None:
    result = library.search(parse_query(text), "patent")
    assert [hit.entry_id for hit in result.hits] == expected
    assert result.total == len(expected)


POLICIES = [
    ("发明专利", ["d-1", "d-2"]),
    ("云府发[2023]5号", ["d-1", "d-2"]),  # the document itself before those that name it
    ("文号:云府发[2023]5号", ["d-1"]),
    ("发文机关:知识产权局", ["d-2"]),
    ("创新 资助", ["d-1"]),
    ("申请人:云澜", []),
    ("年:2024", ["d-2"]),
]


@pytest.mark.parametrize(("text", "expected"), POLICIES)
def test_policies_are_counted_by_document(
    library: TantivyIndex, text: str, expected: list[str]
) -> None:
    result = library.search(parse_query(text), "policy")
    assert sorted(hit.entry_id for hit in result.hits) == expected
    assert result.total == len(expected)


def test_the_document_with_the_number_comes_first(library: TantivyIndex) -> None:
    hits = library.search(parse_query("云府发（2023）5号"), "policy").hits
    assert [hit.entry_id for hit in hits] == ["d-1", "d-2"]


def test_a_document_shows_the_clauses_that_hold_the_words(library: TantivyIndex) -> None:
    hits = library.search(parse_query("发明专利"), "policy").hits
    shown = {hit.entry_id: ([place.path for place in hit.places], hit.places_total) for hit in hits}
    assert shown["d-1"] == (["第二条"], 1)
    assert (sorted(shown["d-2"][0]), shown["d-2"][1]) == (["一", "三", "二"], 3)


def test_words_spread_over_clauses_find_the_document(library: TantivyIndex) -> None:
    (hit,) = library.search(parse_query("促进 资助"), "policy").hits
    assert hit.entry_id == "d-1"
    assert hit.places_total == 2


FILTERS = [
    (Filters(region="990121"), ["2022201234568"]),
    (Filters(region="990000"), ["2022201234568", "2023101234567"]),
    (Filters(right_kind="invention"), ["2023101234567"]),
    (Filters(year=2022), ["2022201234568"]),
    (Filters(name="云澜大学"), ["2023101234567"]),
    (Filters(ipc="H01M*"), ["2023101234567"]),
    (Filters(name="云澜"), []),
    (Filters(year=2022, right_kind="invention"), []),
]


@pytest.mark.parametrize(("filters", "expected"), FILTERS)
def test_filters_narrow(library: TantivyIndex, filters: Filters, expected: list[str]) -> None:
    result = library.search(parse_query("锂电池"), "patent", filters)
    assert sorted(hit.entry_id for hit in result.hits) == expected
    assert library.count(parse_query("锂电池"), "patent", filters) == len(expected)


def test_marks_stand_on_the_original_text(library: TantivyIndex) -> None:
    hit = library.search(parse_query("鋰電池 隔膜"), "patent").hits[0]
    marked = [hit.title.text[start:end] for start, end in hit.title.marks]
    assert marked == ["锂电池隔膜"]
    assert [hit.snippet.text[a:b] for a, b in hit.snippet.marks] == ["隔膜"]


TYPED = st.text(
    st.one_of(
        st.sampled_from('专利锂電池5ab.。，“”"「」:： *[](){}\\/+-^~申请人标题年IPC'),
        st.characters(),
    ),
    max_size=40,
)


@settings(deadline=None)
@given(TYPED)
def test_whatever_is_typed_is_answered_or_refused_in_words(index: TantivyIndex, text: str) -> None:
    try:
        query = parse_query(text)
    except InvalidValueError as refused:
        assert refused.what
        return
    for kind in KINDS:
        result = index.search(query, kind, size=5)
        assert len(result.hits) == min(5, result.total)
        assert result.total == index.count(query, kind)


@settings(deadline=None)
@given(TYPED, st.lists(HAN, min_size=1, max_size=3), st.integers(1, 40))
def test_marks_lie_inside_and_apart(text: str, words: list[str], length: int) -> None:
    parts = parse_query(" ".join(words)).parts
    whole = mark(text, parts)
    for shown in (whole, snippet(text, parts, length=length)):
        places = [0, *(place for span in shown.marks for place in span), len(shown.text)]
        assert places == sorted(places)
        assert all(start < end for start, end in shown.marks)
        assert shown.text in text
    assert all(_plain(text[start:end]).strip() for start, end in whole.marks)
    for word in words:
        assert (_plain(word) in text.replace("電", "电")) <= bool(whole.marks)


NARROWED = [
    ("锂电池 OR 隔膜", ["2022201234568", "2023101234567"]),
    ("锂电池 -夹具", ["2023101234567"]),
    ("-夹具", ["2023101234567"]),
    ("锂电池 (夹具 OR 石墨)", ["2022201234568"]),
    ("锂电池 申请日:2022-03-01..2022-03-01", ["2022201234568"]),
    ("锂电池 申请日:>2022", ["2023101234567"]),
    ("锂电池 年:2020..2022", ["2022201234568"]),
    ("权利要求数:>=10", ["2023101234567"]),
    ("权利要求数:..9", []),  # what is unknown is not below
    ("公开日:2023", ["2023101234567"]),
    ("锂电池 成文日期:2022", []),  # a day of policies
    ("锂电池 -申请日:2022", ["2023101234567"]),
]


@pytest.mark.parametrize(("text", "expected"), NARROWED)
def test_and_or_not_and_ranges_find(library: TantivyIndex, text: str, expected: list[str]) -> None:
    query = parse_query(text)
    assert sorted(hit.entry_id for hit in library.search(query, "patent").hits) == expected
    assert library.count(query, "patent") == len(expected)


def test_hits_are_counted_by_what_they_bear(library: TantivyIndex) -> None:
    total, facets = library.facets(parse_query("锂电池"), "patent")
    assert total == 2
    assert dict(facets["right_kind"]) == {"invention": 1, "utility_model": 1}
    assert facets["year"] == (("2023", 1), ("2022", 1))
    assert dict(facets["region"])["990100"] == 2
    assert dict(facets["section"]) == {"h": 1, "g": 1}
    assert dict(facets["subclass"]) == {"h01m": 1, "g01r": 1}
    assert facets["name"] == (("青岚电池有限公司", 2), ("云澜大学", 1))
    narrowed = library.facets(parse_query("锂电池"), "patent", Filters(name="云澜大学"))
    assert (narrowed[0], narrowed[1]["year"]) == (1, (("2023", 1),))


ORDERS: list[tuple[Sort, list[str]]] = [
    ("newest", ["2023101234567", "2022201234568"]),
    ("oldest", ["2022201234568", "2023101234567"]),
]


@pytest.mark.parametrize(("sort", "expected"), ORDERS)
def test_hits_are_ordered_by_day(library: TantivyIndex, sort: Sort, expected: list[str]) -> None:
    hits = library.search(parse_query("锂电池"), "patent", sort=sort).hits
    assert [hit.entry_id for hit in hits] == expected


def _many(part: int, count: int) -> list[Entry]:
    chance = random.Random(part)
    return [
        Entry(
            "patent",
            f"{part}-{number:04}",
            "一种电池",
            names=(f"第{int(chance.paretovariate(0.6)) % 3000}厂",),
            dated=date(2000 + number % 20, 1, 1) if number % 7 else None,
        )
        for number in range(count)
    ]


def test_parts_written_by_processes_are_one_index_with_exact_counts(tmp_path: Path) -> None:
    first, second = _many(1, 3000), _many(2, 2500)
    build_index(
        tmp_path, [], snapshot=1, parallel=[partial(_many, 1, 3000), partial(_many, 2, 2500)]
    )
    index = open_index(tmp_path)
    query = parse_query("电池")
    total, facets = index.facets(query, "patent")
    assert total == len(first) + len(second)
    counts = Counter(entry.names[0] for entry in (*first, *second))
    expected = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:10]
    assert [count for _, count in facets["name"]] == [count for _, count in expected]
    assert all(counts[name] == count for name, count in facets["name"])
    pages = [
        hit.entry_id
        for page in range(1, 56)
        for hit in index.hits(query, "patent", page=page, size=100, sort="oldest")
    ]
    assert len(set(pages)) == total
    undated = {entry.entry_id for entry in (*first, *second) if entry.dated is None}
    assert set(pages[-len(undated) :]) == undated
