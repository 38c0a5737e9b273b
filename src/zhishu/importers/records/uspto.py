"""Documents of the USPTO: Red Book XML since 2002 (grants and applications), ST.32 of 2001, applications of 2001.

Names of signs that their DTD would explain (&minus;) are those of HTML.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import Any

from zhishu.importers.records.cells import (
    as_day,
    child_text,
    children,
    first,
    first_text,
    joined,
    text_of,
)

GRANT_TAG, APPLICATION_TAG = "us-patent-grant", "us-patent-application"
OLD_GRANT_TAG, OLD_APPLICATION_TAG = "PATDOC", "patent-application-publication"
DOCUMENT_HEADINGS = (
    "publication_number",
    "published_on",
    "application_number",
    "filed_on",
    "title",
    "abstract",
    "first_claim",
    "claim_count",
    "holders",
    "inventors",
    "agency",
    "classes",
    "locarno",
    "priority",
)
_CATEGORIES = {
    "cited by examiner": "examiner",
    "cited by applicant": "applicant",
    "imported from a related application": "applicant",
}


def read_document(document: Any) -> Iterator[tuple[str, ...]]:
    """The row of a document in any of the three forms."""
    read = {OLD_GRANT_TAG: _old_grant, OLD_APPLICATION_TAG: _old_application}
    yield tuple(map(html.unescape, read.get(_name(document), _document)(document)))


def read_citations(document: Any) -> Iterator[tuple[str, ...]]:
    """A row for each document that a document cites (the headings are those of docdb.py)."""
    cited = _old_citations if _name(document) == OLD_GRANT_TAG else _citations
    for row in cited(document):
        yield tuple(map(html.unescape, row))


def _name(document: Any) -> str:
    return str(document.tag.rpartition("}")[2])


# The form of today.


def _document(document: Any) -> tuple[str, ...]:
    publication = first(document, "publication-reference")
    application = first(document, "application-reference")
    claims = first(document, "claims")
    all_claims = [] if claims is None else list(children(claims, "claim"))
    abstract = first(document, "abstract")
    inventors = _people(document, ("inventor",)) or _people(document, ("applicant",))
    holders = _people(document, ("assignee",)) or _people(document, ("us-applicant", "applicant"))
    return (
        _joined(publication, "country", "doc-number", "kind"),
        "" if publication is None else as_day(first_text(publication, "date")),
        _joined(application, "country", "doc-number"),
        "" if application is None else as_day(first_text(application, "date")),
        first_text(document, "invention-title"),
        "" if abstract is None else text_of(abstract),
        text_of(all_claims[0]) if all_claims else "",
        str(len(all_claims)) if all_claims else "",
        joined(holders or inventors),
        joined(inventors),
        joined(_people(document, ("agent",))),
        joined(_classes(document)),
        joined(_locarno(document)),
        joined(
            f"{child_text(one, 'country')}{child_text(one, 'doc-number')}"
            for one in document.iter("{*}priority-claim")
        ),
    )


def _joined(reference: Any | None, *names: str) -> str:
    return "" if reference is None else "".join(first_text(reference, name) for name in names)


def _people(document: Any, kinds: tuple[str, ...]) -> list[str]:
    """Names of bodies, and of people with the given name in front."""
    found = []
    for kind in kinds:
        for one in document.iter(f"{{*}}{kind}"):
            person = f"{first_text(one, 'first-name')} {first_text(one, 'last-name')}".strip()
            found.append(first_text(one, "orgname") or person)
    return found


def _classes(document: Any) -> Iterator[str]:
    for one in document.iter("{*}classification-ipcr", "{*}classification-ipc"):
        parts = [child_text(one, name) for name in ("section", "class", "subclass")]
        if all(parts):
            yield f"{''.join(parts)}{child_text(one, 'main-group')}/{child_text(one, 'subgroup')}"
        elif main := child_text(one, "main-classification"):
            yield _old_symbol(main)


def _locarno(document: Any) -> Iterator[str]:
    for one in document.iter("{*}classification-locarno"):
        yield _class_of_design(first_text(one, "main-classification"))


def _citations(document: Any) -> Iterator[tuple[str, ...]]:
    citing = _joined(first(document, "publication-reference"), "country", "doc-number", "kind")
    application = _joined(first(document, "application-reference"), "country", "doc-number")
    for citation in document.iter("{*}citation", "{*}us-citation"):
        patent, other = first(citation, "patcit"), first(citation, "nplcit")
        category = _CATEGORIES.get(child_text(citation, "category").lower(), "other")
        number = _joined(patent, "country", "doc-number", "kind")
        text = "" if other is None else text_of(other)
        yield citing, application, number, text, category


# Grants of 2001, in ST.32: every element bears the number (INID) of what it says.


def _old_grant(document: Any) -> tuple[str, ...]:
    claims = list(document.iter("{*}CLM"))
    abstract = first(document, "SDOAB")
    is_design = first_text(document, "B130").startswith("S")
    # Blanks count in these.
    classes = ["".join(one.itertext()) for one in document.iter("{*}B511", "{*}B512", "{*}B513")]
    inventors = _old_people(document, "B721")
    return (
        f"{first_text(document, 'B190')}{first_text(document, 'B110')}{first_text(document, 'B130')}",
        as_day(first_text(document, "B140")),
        f"{first_text(document, 'B190')}{first_text(document, 'B210')}",
        as_day(first_text(document, "B220")),
        first_text(document, "B540"),
        "" if abstract is None else text_of(abstract),
        text_of(claims[0]) if claims else "",
        first_text(document, "B577"),
        joined(_old_people(document, "B731") or inventors),
        joined(inventors),
        joined(_old_people(document, "B741")),
        "" if is_design else joined(map(_old_symbol, classes)),
        joined(map(_class_of_design, classes)) if is_design else "",
        joined(
            f"{first_text(one, 'B330')}{first_text(one, 'B310')}"
            for one in document.iter("{*}B300")
        ),
    )


def _old_people(document: Any, name: str) -> list[str]:
    found = []
    for one in document.iter(f"{{*}}{name}"):
        person = f"{first_text(one, 'FNM')} {first_text(one, 'SNM')}".strip()
        found.append(first_text(one, "ONM") or person)
    return found


def _old_symbol(text: str) -> str:
    """`G06F 1516`: behind the subclass three places for the group; `G06F015/16` stands as it is."""
    if "/" in text or len(text) < 8:
        return text.strip()
    return f"{text[:4]}{text[4:7].strip()}/{text[7:].strip()}"


def _class_of_design(text: str) -> str:
    """`1402` as 14-02."""
    bare = text.strip()
    return f"{bare[:2]}-{bare[2:]}" if len(bare) == 4 and bare.isdecimal() else bare


def _old_citations(document: Any) -> Iterator[tuple[str, ...]]:
    country = first_text(document, "B190")
    citing = f"{country}{first_text(document, 'B110')}{first_text(document, 'B130')}"
    application = f"{country}{first_text(document, 'B210')}"
    for one in document.iter("{*}B561", "{*}B562"):
        by_examiner = first(one, "CITED-BY-EXAMINER") is not None
        number = first_text(one, "DNUM")
        if number:
            # A design is printed as D. 271298.
            number = (first_text(one, "CTRY") or country) + number.replace(". ", "")
            number += first_text(one, "KIND")
        text = "" if number else text_of(one)
        yield citing, application, number, text, "examiner" if by_examiner else "other"


# Applications of 2001.


def _old_application(document: Any) -> tuple[str, ...]:
    head = first(document, "subdoc-bibliographic-information")
    head = document if head is None else head
    told, filed = first(head, "document-id"), first(head, "domestic-filing-data")
    claims = first(document, "subdoc-claims")
    all_claims = [] if claims is None else list(claims.iter("{*}claim"))
    abstract = first(document, "subdoc-abstract")
    paragraphs = [] if abstract is None else map(text_of, children(abstract, "paragraph"))
    people = [*head.iter("{*}first-named-inventor"), *head.iter("{*}inventor")]
    inventors = list(map(_old_inventor, people))
    assignees = [first_text(one, "organization-name") for one in head.iter("{*}assignee")]
    number = "" if filed is None else first_text(filed, "doc-number")
    return (
        ""
        if told is None
        else f"US{first_text(told, 'doc-number')}{first_text(told, 'kind-code')}",
        "" if told is None else as_day(first_text(told, "document-date")),
        f"US{number}" if number else "",
        "" if filed is None else as_day(first_text(filed, "filing-date")),
        first_text(head, "title-of-invention"),
        " ".join(paragraphs),
        text_of(all_claims[0]) if all_claims else "",
        str(len(all_claims)) if all_claims else "",
        joined(list(filter(None, assignees)) or inventors),
        joined(inventors),
        "",
        joined(map(text_of, head.iter("{*}ipc"))),
        "",
        joined(_old_priority(head)),
    )


def _old_inventor(person: Any) -> str:
    names = (first_text(person, name) for name in ("given-name", "middle-name", "family-name"))
    return " ".join(filter(None, names))


def _old_priority(head: Any) -> Iterable[str]:
    for one in head.iter("{*}foreign-priority-data"):
        number, country = first(one, "priority-application-number"), first_text(one, "country-code")
        if number is not None:
            yield f"{country}{first_text(number, 'doc-number') or text_of(number)}"
