"""The older gazette XML of CNIPA and the Chinese files of LexisNexis: both in the manner of ST.36."""

from __future__ import annotations

from collections.abc import Iterator
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

TAG, LEXISNEXIS_TAG = "cn-patent-document", "lexisnexis-patent-document"
HEADINGS = (
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
    "agents",
    "address",
    "main_class",
    "classes",
    "locarno",
    "priority",
    "family",
)
_DATA = ("cn-bibliographic-data", "bibliographic-data")
_PUBLICATION = ("cn-publication-reference", "publication-reference")


def read_document(document: Any) -> Iterator[tuple[str, ...]]:
    """The row of a document."""
    data = _first_of(document, _DATA)
    data = document if data is None else data
    publication = _first_of(data, _PUBLICATION)
    application = first(data, "application-reference")
    claims = first(document, "claims")
    all_claims = [] if claims is None else list(children(claims, "claim"))
    locarno = first(data, "classification-locarno")
    yield (
        _number(publication, "country", "doc-number", "kind"),
        _day(publication),
        _number(application, "doc-number"),
        _day(application),
        _chinese(data, "invention-title"),
        _chinese(document, "abstract"),
        text_of(all_claims[0]) if all_claims else "",
        str(len(all_claims)) if all_claims else "",
        joined(_names(data, ("applicant", "assignee"))),
        joined(_names(data, ("inventor", "designer"))),
        joined(first_text(one, "orgname") for one in data.iter("{*}agent", "{*}cn-agency")),
        joined(first_text(one, "name") for one in data.iter("{*}agent", "{*}cn-agent")),
        _address(data),
        "" if locarno is not None else first_text(data, "main-classification"),
        joined(_classes(data)),
        "" if locarno is None else _locarno(locarno),
        joined(_number(one, "country", "doc-number") for one in data.iter("{*}priority-claim")),
        joined(_family(data)),
    )


def _first_of(element: Any, names: tuple[str, ...]) -> Any | None:
    found = (first(element, name) for name in names)
    return next((one for one in found if one is not None), None)


def _number(reference: Any | None, *names: str) -> str:
    return "" if reference is None else "".join(first_text(reference, name) for name in names)


def _day(reference: Any | None) -> str:
    """The day of the document itself, not of the gazette beside it."""
    told = None if reference is None else first(reference, "document-id")
    day = "" if told is None else child_text(told, "date")
    return as_day(day or ("" if reference is None else first_text(reference, "date")))


def _chinese(element: Any, name: str) -> str:
    """The text in Chinese where there are several languages, else the first."""
    texts: dict[str, str] = {}
    for one in element.iter(f"{{*}}{name}"):
        texts.setdefault(one.get("lang", "").lower()[:2], text_of(one))
    return next((texts[one] for one in ("zh", "cn", "ch", *texts) if texts.get(one)), "")


def _names(data: Any, kinds: tuple[str, ...]) -> list[str]:
    """The names of the first kind that is there, in Chinese where there are several languages."""
    for kind in kinds:
        found = [_name(one) for one in data.iter(f"{{*}}{kind}")]
        if any(found):
            return found
    return []


def _name(party: Any) -> str:
    books = list(party.iter("{*}addressbook"))
    chosen = next(
        (one for one in books if one.get("lang", "").lower() in ("zh", "cn", "chi")), None
    )
    book = chosen if chosen is not None else next(iter(books), party)
    return first_text(book, "orgname") or first_text(book, "name") or first_text(book, "last-name")


def _address(data: Any) -> str:
    applicant = first(data, "applicant")
    address = None if applicant is None else first(applicant, "address")
    if address is None:
        return ""
    text = first_text(address, "address-1") or first_text(address, "text") or text_of(address)
    return f"{first_text(address, 'postcode')} {text}".strip()


def _classes(data: Any) -> Iterator[str]:
    for one in data.iter("{*}further-classification"):
        yield text_of(one)
    for one in data.iter("{*}classification-ipcr"):
        parts = [child_text(one, name) for name in ("section", "class", "subclass")]
        if all(parts):
            yield f"{''.join(parts)}{child_text(one, 'main-group')}/{child_text(one, 'subgroup')}"
        else:
            yield child_text(one, "text") or text_of(one)


def _locarno(element: Any) -> str:
    return first_text(element, "main-classification") or text_of(element)


def _family(data: Any) -> Iterator[str]:
    for one in data.iter("{*}main-family"):
        for member in one.iter("{*}family-member"):
            yield _number(member, "country", "doc-number", "kind")
