"""The schema of the index, and how a query becomes Tantivy's."""

from __future__ import annotations

from functools import cache

import tantivy

from zhishu.search.index import Filters, Shelf
from zhishu.search.query import Condition, Part, Query, exact_condition
from zhishu.search.tokens import fold, units

BLANKS = "blanks"  # the tokenizer of pre-cut text
_GRAM_FIELDS = {"title": 6.0, "names": 3.0, "texts": 1.0}
_WORD_FIELDS = {"title_words": 4.0, "text_words": 1.0}
_KEYWORDS = ("shelf", "entry_id", "parent_id", "number", "region", "year", "right_kind", "ipc")
_EXACT_NUMBER = 1000.0  # above every sum of word scores
_WHOLE = 2.0


@cache
def schema() -> tantivy.Schema:
    """Terms of pre-cut text, keywords, and the stored words of each entry."""
    builder = tantivy.SchemaBuilder()
    for name in _GRAM_FIELDS:
        builder.add_text_field(name, tokenizer_name=BLANKS, index_option="position")
    for name in _WORD_FIELDS:
        builder.add_text_field(name, tokenizer_name=BLANKS, index_option="freq")
    for name in _KEYWORDS:
        stored = name == "entry_id"
        builder.add_text_field(name, stored=stored, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", fast=True)
    builder.add_bytes_field("kept", stored=True)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Tantivy forgets tokenizers between openings: said anew each time."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    index.register_tokenizer(BLANKS, builder.build())


def _all(queries: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _any(queries: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _keyword(field: str, value: str) -> tantivy.Query:
    query = tantivy.Query.term_query(schema(), field, value, "basic")
    return tantivy.Query.const_score_query(query, 0.0)


def _opens_term(character: str) -> str:
    """The pattern of every term that begins with this Chinese character."""
    return f"{character}.?"


def gram_query(part: Part, field: str) -> tantivy.Query:
    """The row of units, side by side, in one gram field.

    A Chinese character followed by another is the term of both; followed by anything else it
    stands alone; at the end of the row whatever follows is welcome.
    """
    terms: list[tuple[int, str]] = []
    row = part.units
    for at, unit in enumerate(row):
        following = row[at + 1] if at + 1 < len(row) else None
        if unit.han and following is not None and following.han:
            terms.append((at, unit.text + following.text))
        elif not unit.han or following is not None:
            terms.append((at, unit.text))
    last = row[-1]
    if last.han and (len(row) == 1 or not row[-2].han):
        if not terms:
            return tantivy.Query.regex_query(schema(), field, _opens_term(last.text))
        patterns = [(at, _escaped(term)) for at, term in terms]
        patterns.append((len(row) - 1, _opens_term(last.text)))
        return tantivy.Query.regex_phrase_query(schema(), field, patterns)
    if len(terms) == 1:
        return tantivy.Query.term_query(schema(), field, terms[0][1])
    return tantivy.Query.phrase_query(schema(), field, terms)


def _escaped(term: str) -> str:
    return term.replace(".", r"\.")


def _part_query(part: Part, shelf: Shelf) -> tantivy.Query:
    """Where a part may stand: in every text field, or in the one that was named."""
    query = tantivy.Query
    if part.field == "any":
        found = [
            query.boost_query(gram_query(part, field), boost)
            for field, boost in _GRAM_FIELDS.items()
        ]
        if part.numbers:
            numbers = query.term_set_query(schema(), "number", list(part.numbers))
            found.append(query.const_score_query(numbers, _EXACT_NUMBER))
        return _any(found)
    if part.field == "title":
        return gram_query(part, "title")
    if (part.field == "issuer") != (shelf == "policy"):
        return query.empty_query()
    return gram_query(part, "names")


def _word_queries(part: Part) -> list[tantivy.Query]:
    """A part that is a dictionary word ranks higher where the text holds it as a word."""
    if part.field not in ("any", "title") or any(unit.is_break for unit in part.units):
        return []
    word = "".join(unit.text for unit in part.units)
    return [
        tantivy.Query.boost_query(tantivy.Query.term_query(schema(), field, word, "freq"), boost)
        for field, boost in _WORD_FIELDS.items()
    ]


def _condition_query(condition: Condition) -> tantivy.Query:
    if condition.prefix:
        pattern = "".join(_escaped(value) for value in condition.values) + ".*"
        found = tantivy.Query.regex_query(schema(), condition.field, pattern)
        return tantivy.Query.const_score_query(found, 0.0)
    found = tantivy.Query.term_set_query(schema(), condition.field, list(condition.values))
    return tantivy.Query.const_score_query(found, 0.0)


def _of_filters(filters: Filters) -> tuple[list[Part], list[Condition]]:
    """Filters said as parts and conditions, by the same rules as the fields of the box."""
    parts: list[Part] = []
    if filters.issuer:
        parts.append(Part("issuer", filters.issuer, tuple(units(fold(filters.issuer)))))
    if filters.holder:
        parts.append(Part("holder", filters.holder, tuple(units(fold(filters.holder)))))
    conditions = []
    if filters.region:
        conditions.append(exact_condition("区划", "region", filters.region))
    if filters.right_kind:
        conditions.append(exact_condition("类型", "right_kind", filters.right_kind))
    if filters.year is not None:
        conditions.append(exact_condition("年", "year", str(filters.year)))
    if filters.ipc:
        conditions.append(exact_condition("IPC", "ipc", filters.ipc))
    return parts, conditions


def document_query(query: Query, shelf: Shelf, filters: Filters) -> tantivy.Query:
    """Every part and every condition must hold; words and whole runs only raise the rank."""
    parts, conditions = _of_filters(filters)
    must = [_keyword("shelf", shelf)]
    must += [_part_query(part, shelf) for part in (*query.parts, *parts)]
    must += [_condition_query(condition) for condition in (*query.conditions, *conditions)]
    raising = [found for part in query.parts for found in _word_queries(part)]
    raising += [tantivy.Query.boost_query(_part_query(part, shelf), _WHOLE) for part in query.whole]
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, found) for found in must]
        + [(tantivy.Occur.Should, found) for found in raising]
    )


def place_query(query: Query, document_id: str) -> tantivy.Query | None:
    """The clauses of a document that hold any of the words sought; None when no words are."""
    parts = [part for part in (*query.parts, *query.whole) if part.field == "any"]
    if not parts:
        return None
    found = _any([_part_query(part, "clause") for part in parts])
    return _all([_keyword("shelf", "clause"), _keyword("parent_id", document_id), found])
