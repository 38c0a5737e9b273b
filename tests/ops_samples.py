"""Answers of OPS of our own making: exchange documents, a family with legal events, the same in JSON."""

from __future__ import annotations

import json
from typing import Any

from lxml import etree

OPS = 'xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org"'


def document(
    number: str,
    kind: str,
    *,
    country: str = "CN",
    application: str = "201710000001",
    cites: str = "",
) -> str:
    return f"""<exchange-document system="ops.epo.org" family-id="7" country="{country}" doc-number="{number}" kind="{kind}">
<bibliographic-data>
<publication-reference>
<document-id document-id-type="docdb"><country>{country}</country><doc-number>{number}</doc-number><kind>{kind}</kind><date>20180302</date></document-id>
<document-id document-id-type="epodoc"><doc-number>{country}{number}</doc-number><date>20180302</date></document-id>
</publication-reference>
<classifications-ipcr><classification-ipcr sequence="1"><text>H01M  10/  0525            A I                    </text></classification-ipcr></classifications-ipcr>
<application-reference doc-id="1"><document-id document-id-type="docdb"><country>{country}</country><doc-number>{application}</doc-number><kind>A</kind><date>20170103</date></document-id></application-reference>
<parties><applicants>
<applicant sequence="1" data-format="epodoc"><applicant-name><name>UNIV LAN [CN]</name></applicant-name></applicant>
<applicant sequence="1" data-format="original"><applicant-name><name>云澜大学</name></applicant-name></applicant>
</applicants></parties>
<invention-title lang="en">Cell</invention-title><invention-title lang="zh">电池</invention-title>
<references-cited>{cites}</references-cited>
</bibliographic-data>
<abstract lang="zh"><p>一种电池。</p></abstract>
</exchange-document>"""


def exchange(*documents: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><?xml-stylesheet type="text/xsl" href="/3.2/style/exchange.xsl"?>'
        f"<ops:world-patent-data {OPS}><exchange-documents>{''.join(documents)}</exchange-documents></ops:world-patent-data>"
    )


CITES = """<citation cited-phase="national-search-report" cited-by="examiner" sequence="1"><patcit num="1">
<document-id document-id-type="docdb"><country>CN</country><doc-number>105000001</doc-number><kind>A</kind></document-id></patcit></citation>
<citation cited-by="applicant" sequence="2"><patcit num="2">
<document-id document-id-type="docdb"><country>US</country><doc-number>2012116137</doc-number><kind>A1</kind></document-id></patcit></citation>
<citation cited-by="examiner" sequence="3"><nplcit num="3"><text>某教材，第3页</text></nplcit></citation>"""


def badgerfish(element: Any) -> dict[str, Any]:
    """An element as OPS writes it in JSON."""
    told: dict[str, Any] = {f"@{name}": value for name, value in element.attrib.items()}
    if element.text and element.text.strip():
        told["$"] = element.text
    for child in element:
        name = etree.QName(child).localname
        known = told.get(name)
        value = badgerfish(child)
        told[name] = (
            value if known is None else [*(known if isinstance(known, list) else [known]), value]
        )
    return told


def as_json(text: str) -> str:
    root = etree.fromstring(text.encode())
    return json.dumps({"ops:world-patent-data": badgerfish(root)}, ensure_ascii=False)


def member(country: str, number: str, kind: str, application: str, *events: str) -> str:
    return f"""<ops:family-member family-id="7"><publication-reference><document-id document-id-type="docdb">
<country>{country}</country><doc-number>{number}</doc-number><kind>{kind}</kind><date>20190507</date></document-id></publication-reference>
<application-reference doc-id="1"><document-id document-id-type="docdb"><country>{country}</country><doc-number>{application}</doc-number><kind>A</kind><date>20180103</date></document-id></application-reference>
{"".join(events)}</ops:family-member>"""


def event(country: str, application: str, code: str, day: str, *lines: tuple[str, str]) -> str:
    told = "".join(
        f'<ops:L5{at:02d}EP desc="{label}">{value}</ops:L5{at:02d}EP>'
        for at, (label, value) in enumerate(lines, 1)
    )
    return f"""<ops:legal code="{code:4}" desc="X" infl=" "><ops:pre line="00001">{country}{application}A {day}{code}</ops:pre>
<ops:L001EP desc="Country Code">{country}</ops:L001EP><ops:L002EP>F</ops:L002EP><ops:L003EP>    {application}</ops:L003EP>
<ops:L007EP desc="Gazette DATE">{day}</ops:L007EP><ops:L008EP>{code}</ops:L008EP><ops:L500EP>{told}</ops:L500EP></ops:legal>"""


FAMILY = (
    f'<?xml version="1.0"?><ops:world-patent-data {OPS}><ops:patent-family legal="true">'
    + member("CN", "108000001", "B", "201810000001",
             event("CN", "201810000001", "GR01", "2019-05-07"),
             event("CN", "201810000001", "CF01", "2024-01-05", ("Free Format Text", "LAPSE")))
    + member("EP", "3000001", "A1", "18100001", event("EP", "18100001", "17P", "2020-02-12"),
             event("EP", "18100001", "17P", "2020-02-12"), event("EP", "18100001", "AK", "2020-13-40"))
    + "</ops:patent-family></ops:world-patent-data>"
)  # fmt: skip
