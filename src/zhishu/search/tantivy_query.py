"""The schema of the index, and how a query becomes Tantivy's."""

from __future__ import annotations

from datetime import date
from functools import cache

import tantivy

from zhishu.search.codes import CODES
from zhishu.search.fields import exact_condition
from zhishu.search.index import Filters, Shelf
from zhishu.search.names import name_number
from zhishu.search.query import AllOf, AnyOf, Condition, Node, Part, Query, Range, Without
from zhishu.search.tokens import BREAK

BLANKS = "blanks"  # the tokenizer of pre-cut text
GRAM_FIELDS = {"title": 6.0, "names": 3.0, "texts": 1.0}
# All keywords are terms of one field, told apart by their first letter: a field less is an octet less
# for every entry. document: of a policy itself, of a clause the policy that it is of.
_LETTERS = {
    "document": "d",
    "number": "n",
    "ipc": "i",
    "section": "s",
    "subclass": "c",
    "region": "r",
    "year": "y",
    "right_kind": "k",
}
# Days and numbers that a range asks for: fast fields.
NUMBERS = ("published_on", "granted_on", "effective_from", "claim_count", "cited_by_count")
# Where the day of an entry is unknown it comes last in either order.
NO_DAY, LATEST = 0, 9_999_999
_EXACT_NUMBER = 1000.0  # above every sum of word scores
_WHOLE = 2.0
_OWN_DAY: dict[str, Shelf] = {"filed_on": "patent", "issued_on": "policy"}


@cache
def schema() -> tantivy.Schema:
    """Terms of pre-cut text, keywords, numbers, and where the entry's own words are kept.

    Titles, names and texts are fields of their own: together they are no larger than one field of
    all, and a word of a title can rank higher.
    """
    builder = tantivy.SchemaBuilder()
    for name in GRAM_FIELDS:
        builder.add_text_field(name, tokenizer_name=BLANKS, index_option="position")
    builder.add_text_field("keys", tokenizer_name="raw", index_option="basic")
    for name in ("newest", "oldest", "place", *NUMBERS, *CODES):
        builder.add_integer_field(name, fast=True)
    builder.add_integer_field("name", indexed=True, fast=True)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Tantivy forgets tokenizers between openings: said anew each time.

    Punctuation takes a position and no term: a twentieth of the index. So punctuation inside a
    phrase stands for one sign there, or one Latin word or number.
    """
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    analyzer = builder.filter(tantivy.Filter.custom_stopword([BREAK])).build()
    index.register_tokenizer(BLANKS, analyzer)


def _all(queries: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])


def _any(queries: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _unranked(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def key(field: str, value: str) -> str:
    """A keyword as a term."""
    return _LETTERS[field] + value


def keyword(field: str, value: str) -> tantivy.Query:
    """The entries that bear a keyword."""
    return _unranked(tantivy.Query.term_query(schema(), "keys", key(field, value), "basic"))


def _one_of(keys: list[str]) -> tantivy.Query:
    return tantivy.Query.term_set_query(schema(), "keys", keys)


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
        elif not unit.is_break and (not unit.han or following is not None):
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


def _part_queries(part: Part, shelf: Shelf) -> list[tantivy.Query]:
    """Where a part may stand: in every text field, or in the one that was named."""
    query = tantivy.Query
    if part.field == "title":
        return [gram_query(part, "title")]
    if part.field != "any":
        named = (part.field == "issuer") == (shelf == "policy")
        return [gram_query(part, "names") if named else query.empty_query()]
    found = [
        query.boost_query(gram_query(part, field), boost) for field, boost in GRAM_FIELDS.items()
    ]
    if part.numbers:
        fields = ("number", "ipc", "subclass")
        exact = _one_of([key(field, one) for field in fields for one in part.numbers])
        found.append(query.const_score_query(exact, _EXACT_NUMBER))
    return found


def _condition_query(condition: Condition) -> tantivy.Query:
    field, values = condition.field, list(condition.values)
    if condition.prefix:
        [value] = values
        if len(value) in (1, 4):  # a section, a subclass: one term, no walk over all symbols
            return keyword("section" if len(value) == 1 else "subclass", value)
        pattern = _escaped(key(field, value)) + ".*"
        found = tantivy.Query.regex_query(schema(), "keys", pattern)
    elif len(values) == 1:
        return keyword(field, values[0])
    else:
        found = _one_of([key(field, value) for value in values])
    return _unranked(found)


def _range_query(asked: Range, shelf: Shelf) -> tantivy.Query:
    """A range over one fast field; a year is its days; a day that the shelf does not have finds nothing."""
    field, low, high = str(asked.field), asked.low, asked.high
    if field == "year":
        low = None if low is None else date(low, 1, 1).toordinal()
        high = None if high is None else date(high, 12, 31).toordinal()
        field = "newest"
    elif field in _OWN_DAY:
        if _OWN_DAY[field] != shelf:
            return tantivy.Query.empty_query()
        field = "newest"
    if field == "newest" and low is None:
        low = NO_DAY + 1
    found = tantivy.Query.range_query(schema(), field, tantivy.FieldType.Integer, low, high)
    return _unranked(found)


def _node_query(node: Node, shelf: Shelf) -> tantivy.Query:
    if isinstance(node, AllOf):
        return _bound([_clause(inner, shelf) for inner in node.nodes])
    if isinstance(node, AnyOf):
        return _any([_node_query(inner, shelf) for inner in node.nodes])
    if isinstance(node, Without):
        return _bound([_clause(node, shelf)])
    if isinstance(node, Part):
        return _any(_part_queries(node, shelf))
    if isinstance(node, Range):
        return _range_query(node, shelf)
    return _condition_query(node)


def _clause(node: Node, shelf: Shelf) -> tuple[tantivy.Occur, tantivy.Query]:
    if isinstance(node, Without):
        return tantivy.Occur.MustNot, _node_query(node.node, shelf)
    return tantivy.Occur.Must, _node_query(node, shelf)


def _bound(clauses: list[tuple[tantivy.Occur, tantivy.Query]]) -> tantivy.Query:
    """The clauses together; what only must not hold is taken from everything."""
    if all(occur == tantivy.Occur.MustNot for occur, _ in clauses):
        clauses = [(tantivy.Occur.Must, _unranked(tantivy.Query.all_query())), *clauses]
    return tantivy.Query.boolean_query(clauses)


def _filter_queries(filters: Filters) -> list[tantivy.Query]:
    """Filters said as conditions, by the same rules as the fields of the box."""
    found: list[tantivy.Query] = []
    if filters.region:
        found.append(_condition_query(exact_condition("区划", "region", filters.region)))
    if filters.right_kind:
        found.append(_condition_query(exact_condition("类型", "right_kind", filters.right_kind)))
    if filters.year is not None:
        found.append(keyword("year", str(filters.year)))
    if filters.ipc:
        found.append(_condition_query(exact_condition("IPC", "ipc", filters.ipc)))
    if filters.name:
        number = name_number(filters.name)
        found.append(_unranked(tantivy.Query.term_query(schema(), "name", number, "basic")))
    if filters.since or filters.until:
        low = filters.since.toordinal() if filters.since else NO_DAY + 1
        high = filters.until.toordinal() if filters.until else None
        days = tantivy.Query.range_query(schema(), "newest", tantivy.FieldType.Integer, low, high)
        found.append(_unranked(days))
    if filters.entries is not None:
        found.append(_unranked(_one_of([key("document", one) for one in sorted(filters.entries)])))
    return found


def finding_query(query: Query, shelf: Shelf, filters: Filters) -> tantivy.Query:
    """What the query finds, without rank: for counting."""
    must = _filter_queries(filters)
    if query.root is None:
        return _all(must) if must else tantivy.Query.all_query()
    # One level less for the words of a plain query: a union of terms is walked fastest alone.
    if isinstance(query.root, AllOf) and must:
        clauses = [_clause(node, shelf) for node in query.root.nodes]
        return _bound([*clauses, *((tantivy.Occur.Must, one) for one in must)])
    root = _node_query(query.root, shelf)
    return _all([root, *must]) if must else root


def named_query(walked: tantivy.Query, names: list[int]) -> tantivy.Query:
    """The entries of a query that bear one of some names, given by number."""
    return _all([walked, tantivy.Query.term_set_query(schema(), "name", names)])


def ranking_query(query: Query, shelf: Shelf, filters: Filters) -> tantivy.Query:
    """The same entries, ranked: titles above names above texts, whole runs above their pieces."""
    found = finding_query(query, shelf, filters)
    raising = [
        tantivy.Query.boost_query(one, _WHOLE)
        for part in query.whole
        for one in _part_queries(part, shelf)
    ]
    if not raising:
        return found
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, found), *((tantivy.Occur.Should, one) for one in raising)]
    )


def place_query(query: Query, document_id: str) -> tantivy.Query | None:
    """The clauses of a document that hold any of the words sought; None when no words are."""
    parts = [part for part in (*query.parts, *query.whole) if part.field == "any"]
    if not parts:
        return None
    found = [one for part in parts for one in _part_queries(part, "clause")]
    return _all([keyword("document", document_id), _any(found)])
