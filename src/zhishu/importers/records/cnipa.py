"""CNIPA's standard XML (ZC 0014 family): one document, bibliography, abstract and claims, as one row.

A number comes twice, `standard` and `original`: the first in its usual form is taken, else the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from zhishu.importers.records.cells import (
    LOCAL,
    as_day,
    child_text,
    children,
    first_text,
    joined,
    text_of,
)

TAG = "PatentDocumentAndRelated"
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
    "classes",
    "locarno",
)
_PUBLICATION = re.compile(r"CN\d{7,9}[A-Z]\d?")
_APPLICATION = re.compile(r"\d{12}[\dX]|\d{8}[\dX]?")
_NAMES = {"Name", "OrganizationName"}
_CONTAINERS = {"BibliographicData", "DesignBibliographicData", "PartiesDetails", "Parties"}


def read_document(document: Any) -> Iterator[tuple[str, ...]]:
    """The row of a document."""
    found = dict.fromkeys(HEADINGS, "")
    publications: list[Any] = []
    applications: list[Any] = []
    waiting = [document]
    while waiting:
        for child in waiting.pop():
            name = LOCAL[child.tag]
            read = _READ.get(name)
            if read is not None:
                read(child, found)
            elif name == "PublicationReference":
                publications += child
            elif name == "ApplicationReference":
                applications += child
            elif name in _CONTAINERS:
                waiting.append(child)
    if publications:
        number, day = _usual(map(_publication, publications), _PUBLICATION)
        found["publication_number"], found["published_on"] = number, day
    elif document.get("docNumber"):
        parts = (document.get(name, "") for name in ("country", "docNumber", "kind"))
        found["publication_number"] = _joined(*parts)
        found["published_on"] = as_day(document.get("datePublication", ""))
    if applications:
        number, day = _usual(map(_application, applications), _APPLICATION)
        found["application_number"], found["filed_on"] = number, day
    yield tuple(found.values())


def _usual(told: Iterable[tuple[str, str]], form: re.Pattern[str]) -> tuple[str, str]:
    """The first number in its usual form, with its day; else the first that is there."""
    chosen = ("", "")
    for number, day in told:
        if form.fullmatch(number):
            return number, day or chosen[1]
        chosen = chosen if chosen[0] else (number, day)
    return chosen


def _publication(told: Any) -> tuple[str, str]:
    parts = _parts(told)
    number = parts.get("DocNumber", "")
    if number[:1].isdecimal():
        number = _joined(parts.get("WIPOST3Code", ""), number, parts.get("Kind", ""))
    return number, as_day(parts.get("Date", ""))


def _application(told: Any) -> tuple[str, str]:
    parts = _parts(told)
    return parts.get("DocNumber", "").replace(".", ""), as_day(parts.get("Date", ""))


def _joined(country: str, number: str, kind: str) -> str:
    """Country, number and kind code; standard numbers are filled with zeros in front."""
    return f"{country or 'CN'}{number.lstrip('0')}{kind.lstrip('0')}"


def _parts(element: Any) -> dict[str, str]:
    """The texts of the children by their names, each name once."""
    parts: dict[str, str] = {}
    for one in element:
        text = one.text
        parts.setdefault(LOCAL[one.tag], text.strip() if text and not len(one) else text_of(one))
    return parts


def _read_patent_number(element: Any, found: dict[str, str]) -> None:
    """The number of a design's grant: ZL and its application number."""
    found["application_number"] = text_of(element)


def _read_classes(element: Any, found: dict[str, str]) -> None:
    found["classes"] = joined(map(_symbol, element))


def _symbol(element: Any) -> str:
    """A symbol as a text, or put together from its parts."""
    parts = _parts(element)
    if "Text" in parts:
        return parts["Text"]
    section, main, subclass, group, subgroup = (
        parts.get(name, "")
        for name in ("Section", "MainClass", "Subclass", "MainGroup", "Subgroup")
    )
    return f"{section}{main}{subclass}{group}/{subgroup}" if group else f"{section}{main}{subclass}"


def _read_locarno(element: Any, found: dict[str, str]) -> None:
    found["locarno"] = joined(text_of(one) for one in element) or text_of(element)


def _read_title(element: Any, found: dict[str, str]) -> None:
    found["title"] = found["title"] or text_of(element)


def _read_applicants(element: Any, found: dict[str, str]) -> None:
    """The applicants, each by the first of its names; the address of the first one."""
    names = []
    for applicant in element:
        name = ""
        for one in next(applicant.iter("{*}AddressBook"), ()):
            part = LOCAL[one.tag]
            if not name and part in _NAMES:
                name = text_of(one)
            elif part == "Address" and not found["address"]:
                found["address"] = _address(one)
        names.append(name or first_text(applicant, "Name"))
    found["holders"] = joined(names)


def _address(address: Any) -> str:
    """Postcode, province, city and text in one; a text that begins with them has them once."""
    parts = _parts(address)
    if not parts.get("Text"):  # one level further down
        parts = {LOCAL[one.tag]: text_of(one) for one in address.iter() if not len(one)}
    text = parts.get("Text", "")
    for name in ("City", "Province"):
        told = parts.get(name, "")
        if told and told not in text:
            text = told + text
    return f"{parts.get('PostCode', '')} {text}".strip()


def _read_inventors(element: Any, found: dict[str, str]) -> None:
    names = list(element.iter("{*}Name"))
    if len(names) == len(element):
        found["inventors"] = joined(map(text_of, names))
    else:  # each by the first of its names
        found["inventors"] = joined(first_text(one, "Name") for one in element)


def _read_agency(element: Any, found: dict[str, str]) -> None:
    found["agency"] = found["agency"] or first_text(element, "OrganizationName")
    found["agents"] = found["agents"] or joined(map(text_of, element.iter("{*}Name")))


def _read_abstract(element: Any, found: dict[str, str]) -> None:
    found["abstract"] = found["abstract"] or text_of(element)


def _read_claims(element: Any, found: dict[str, str]) -> None:
    found["claim_count"] = str(sum(1 for _ in children(element, "Claim")) or "")
    found["first_claim"] = child_text(element, "Claim")


_READ = {
    "PatentNumber": _read_patent_number,
    "ClassificationIPCRDetails": _read_classes,
    "ClassificationLocarno": _read_locarno,
    "InventionTitle": _read_title,
    "DesignTitle": _read_title,
    "ApplicantDetails": _read_applicants,
    "InventorDetails": _read_inventors,
    "DesignerDetails": _read_inventors,
    "AgentDetails": _read_agency,
    "AgencyDetails": _read_agency,
    "Abstract": _read_abstract,
    "DesignBriefExplanation": _read_abstract,
    "Claims": _read_claims,
}
