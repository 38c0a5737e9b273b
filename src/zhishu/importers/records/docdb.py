"""Documents of the EPO's exchange format (DOCDB, OPS): bibliography, citations, families, legal events.

Numbers are put together as country, number and kind code; what they mean is the importer's to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from zhishu.importers.records.cells import (
    as_day,
    child_text,
    children,
    first,
    joined,
    text_of,
)

DOCUMENT_TAG, FAMILY_TAG = "exchange-document", "patent-family"
DOCUMENT_HEADINGS = (
    "publication_number",
    "published_on",
    "application_number",
    "filed_on",
    "title",
    "abstract",
    "holders",
    "inventors",
    "classes",
    "priority",
    "family",
)
CITATION_HEADINGS = (
    "citing_number",
    "citing_application",
    "cited_number",
    "cited_text",
    "category",
)
EVENT_HEADINGS = ("申请号", "事务代码", "公告日", "事务内容")
_LANGUAGES = ("zh", "cn", "en")
# A number without its country (original) says nothing by itself; names are fullest as filed.
_FORMS = ("docdb", "epodoc")
_NAME_FORMS = ("original", "docdba", "docdb", "epodoc")


def read_document(document: Any) -> Iterator[tuple[str, ...]]:
    """The row of a document."""
    yield _document(document, document, "")


def read_family(family: Any) -> Iterator[tuple[str, ...]]:
    """A row for each member; a simple family is the members of one family number."""
    members = list(children(family, "family-member"))
    numbers: dict[str, list[str]] = {}
    for member in members:
        numbers.setdefault(member.get("family-id", ""), []).append(_number(member, "publication"))
    for member in members:
        exchanged = first(member, DOCUMENT_TAG)
        yield _document(
            member,
            member if exchanged is None else exchanged,
            joined(numbers[member.get("family-id", "")]),
        )


def _document(numbered: Any, told: Any, family: str) -> tuple[str, ...]:
    """numbered: where the references stand; told: where the rest stands."""
    data = first(told, "bibliographic-data")
    data = told if data is None else data
    where = data if first(data, "publication-reference") is not None else numbered
    publication = _number(where, "publication") or _attributes(told)
    return (
        publication,
        _day(where, "publication"),
        _number(where, "application"),
        _day(where, "application"),
        _by_language(data, "invention-title"),
        _by_language(told, "abstract"),
        joined(_names(data, "applicant")),
        joined(_names(data, "inventor")),
        joined(_classes(data)),
        joined(map(_id_text, _claimed(where))),
        family,
    )


def read_citations(document: Any) -> Iterator[tuple[str, ...]]:
    """A row for each document that a document cites."""
    data = first(document, "bibliographic-data")
    if data is None:
        return
    cited = first(data, "references-cited")
    citing = _number(data, "publication") or _attributes(document)
    for citation in children(cited, "citation") if cited is not None else ():
        patent, other = first(citation, "patcit"), first(citation, "nplcit")
        yield (
            citing,
            _number(data, "application"),
            "" if patent is None else _id_text(_best(patent)),
            "" if other is None else text_of(other),
            _category(citation),
        )


def read_events(family: Any) -> Iterator[tuple[str, ...]]:
    """A row for each legal event of each member, under its application where the event names it."""
    for member in children(family, "family-member"):
        for event in children(member, "legal"):
            yield _event(event, member)


def _event(event: Any, member: Any) -> tuple[str, ...]:
    told = {one.tag.rpartition("}")[2]: text_of(one) for one in event}
    number = "".join(told.get(name, "") for name in ("L001EP", "L003EP"))
    # F: the number is one of an application, P: of a publication.
    if told.get("L002EP") != "F" or not number:
        number = _number(member, "application") or number
    code = event.get("code", "").strip() or told.get("L008EP", "")
    day = told.get("L007EP", "") or _day_of_line(event)
    return number, code, as_day(day), _value(event)


def _value(event: Any) -> str:
    """What the event says, a line for each label; the printed lines where nothing is labelled."""
    group = first(event, "L500EP")
    labelled = [
        f"{one.get('desc', '')}:{text_of(one)}"
        for one in (group if group is not None else ())
        if not len(one) and text_of(one)
    ]
    if not labelled:
        labelled = [text_of(one) for one in children(event, "pre")]
    return "\n".join(labelled)


def _day_of_line(event: Any) -> str:
    """The day that stands behind the number in a printed line."""
    line = child_text(event, "pre").split()
    return line[1][:10] if len(line) > 1 else ""


def _attributes(element: Any) -> str:
    return "".join(element.get(name, "") for name in ("country", "doc-number", "kind"))


def _ids(reference: Any) -> dict[str, Any]:
    """The numbers in a reference by their form."""
    outer = reference.get("data-format", "")
    found: dict[str, Any] = {}
    for one in children(reference, "document-id"):
        found.setdefault(one.get("document-id-type", outer), one)
    return found


def _best(reference: Any) -> Any | None:
    ids = _ids(reference)
    return next((ids[form] for form in (*_FORMS, "") if form in ids), None)


def _id_text(told: Any | None, parts: tuple[str, ...] = ("country", "doc-number", "kind")) -> str:
    return "" if told is None else "".join(child_text(told, name) for name in parts)


def _number(data: Any, kind: str) -> str:
    """The number of a kind (publication, application); that of an application without its kind code."""
    best = next(map(_best, children(data, f"{kind}-reference")), None)
    if kind == "application":
        return _id_text(best, ("country", "doc-number"))
    return _id_text(best)


def _day(data: Any, kind: str) -> str:
    """The day of a reference: in whichever form has one."""
    days = (
        child_text(one, "date")
        for reference in children(data, f"{kind}-reference")
        for one in children(reference, "document-id")
    )
    return as_day(next(filter(None, days), ""))


def _claimed(data: Any) -> Iterator[Any]:
    """The applications whose priority is claimed."""
    for claim in data.iter("{*}priority-claim"):
        best = _best(claim)
        if best is not None:
            yield best


def _by_language(data: Any, name: str) -> str:
    """The text of a name in the language that most readers here read."""
    texts: dict[str, str] = {}
    for one in children(data, name):
        texts.setdefault(one.get("lang", ""), text_of(one))
    return next((texts[one] for one in (*_LANGUAGES, *texts) if texts.get(one)), "")


def _names(data: Any, kind: str) -> Iterable[str]:
    """The names of applicants or inventors in the form that is fullest."""
    forms: dict[str, list[str]] = {}
    for one in data.iter(f"{{*}}{kind}"):
        name = first(one, "name")
        if name is not None:
            forms.setdefault(one.get("data-format", ""), []).append(_bare(text_of(name)))
    return next((forms[form] for form in (*_NAME_FORMS, *forms) if form in forms), [])


def _bare(name: str) -> str:
    """A name without the country behind it: KOSMAN WILHELMUS [NL]."""
    return name[:-5] if name[-5:-3] == " [" and name.endswith("]") else name.rstrip(",")


def _classes(data: Any) -> Iterator[str]:
    for one in data.iter("{*}classification-ipcr"):
        # Level and kind stand behind: `B28B   1/    29            A I                    `.
        text = "".join(child_text(one, "text").split())
        symbol, slash, rest = text.partition("/")
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        yield f"{symbol}/{digits}" if slash else symbol


def _category(citation: Any) -> str:
    phase = citation.get("cited-phase", "")
    if citation.get("cited-by") == "applicant" or phase == "applicant":
        return "applicant"
    if "search" in phase:
        return "search_report"
    return "examiner" if citation.get("cited-by") == "examiner" else "other"
