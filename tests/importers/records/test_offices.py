"""Documents of other offices: OPS and DOCDB in XML and JSON, families with legal events, the forms of the USPTO."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ops_samples import CITES, FAMILY, as_json, document, exchange
from zhishu.base.errors import InvalidFileError
from zhishu.flows.import_file import ImportReport, import_file
from zhishu.flows.open_warehouse import open_warehouse


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that all tests here import into."""
    return tmp_path_factory.mktemp("offices") / "home"


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    sums = [(one.rows, one.accepted, one.unchanged, one.superseded, one.set_aside)
            for one in report.parts]  # fmt: skip
    told = (
        report.rows,
        report.accepted,
        report.unchanged,
        report.superseded,
        report.set_aside,
    )
    assert report.rows == sum(told[1:])
    if sums:
        assert told == tuple(map(sum, zip(*sums, strict=True)))
    return told


def put(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def rows(home: Path, sql: str, **values: Any) -> list[dict[str, Any]]:
    return open_warehouse(home).query(sql, values).dicts()


def test_a_chinese_document_of_docdb_is_one_of_china(home: Path, tmp_path: Path) -> None:
    """Its application number gets the check digit that DOCDB leaves out: the two sources meet in one patent."""
    file = put(tmp_path, "文献.xml", exchange(document("107000001", "A", cites=CITES)))
    report = import_file(home, file)
    assert (report.format, report.findings) == ("docdb", 0)
    assert [(one.title, one.rows) for one in report.parts] == [("文献", 1), ("引证", 3)]
    assert counts(report) == (4, 4, 0, 0, 0)
    [row] = rows(home, "SELECT * FROM patent_publications WHERE record_key = 'CN107000001A'")
    assert (row["application_number"], row["title"]) == ("201710000001X", "电池")
    assert (row["published_on"], row["filed_on"]) == (date(2018, 3, 2), date(2017, 1, 3))
    assert (row["holders"], row["ipc"]) == (["云澜大学"], ["H01M10/0525"])
    cited = rows(home, "SELECT * FROM patent_citations ORDER BY category, cited_number")
    assert [(one["category"], one["cited_number"], one["cited_text"]) for one in cited] == [
        ("applicant", "US20120116137A1", None),
        ("examiner", None, "某教材，第3页"),
        ("search_report", "CN105000001A", None),
    ]
    assert {one["citing_number"] for one in cited} == {"CN107000001A"}
    assert {one["citing_application"] for one in cited} == {"201710000001X"}
    assert counts(import_file(home, file)) == (4, 0, 4, 0, 0)


def test_json_says_what_xml_says(home: Path, tmp_path: Path) -> None:
    text = exchange(document("107000001", "A", cites=CITES))
    import_file(home, put(tmp_path, "文献.xml", text))
    report = import_file(home, put(tmp_path, "文献.json", as_json(text)))
    assert (report.format, report.encoding) == ("docdb", "json")
    assert counts(report) == (4, 0, 4, 0, 0)


def test_a_family_brings_its_members_and_their_events(home: Path, tmp_path: Path) -> None:
    report = import_file(home, put(tmp_path, "同族.xml", FAMILY))
    assert report.format == "docdb_family"
    assert [(one.title, one.rows) for one in report.parts] == [("文献", 2), ("法律事务", 5)]
    assert counts(report) == (7, 5, 0, 1, 1)
    [aside] = report.set_aside_rows
    assert (aside.number, aside.field, aside.value) == (7, "announced_on", "2020-13-40")
    family = ["CN108000001B", "EP3000001A1"]
    found = rows(
        home, "SELECT * FROM patent_publications WHERE record_key IN $keys ORDER BY 1", keys=family
    )
    assert [one["family"] for one in found] == [family, family]
    events = rows(home, "SELECT * FROM legal_events ORDER BY announced_on")
    assert [(one["application_number"], one["code"], one["value"]) for one in events] == [
        ("2018100000014", "GR01", "CN201810000001A 2019-05-07GR01"),
        ("EP18100001", "17P", "EP18100001A 2020-02-1217P"),
        ("2018100000014", "CF01", "Free Format Text:LAPSE"),
    ]


def test_the_law_here_says_nothing_of_foreign_patents(home: Path, tmp_path: Path) -> None:
    import_file(home, put(tmp_path, "同族.xml", FAMILY))
    states = rows(home, "SELECT patent_id, state FROM legal_periods ORDER BY from_on")
    mine = [one["state"] for one in states if one["patent_id"] == "2018100000014"]
    assert mine == ["pending", "in_force", "ceased"]
    assert "EP18100001" not in {one["patent_id"] for one in states}
    [patent] = rows(home, "SELECT * FROM patents WHERE patent_id = 'EP18100001'")
    assert (patent["title"], patent["right_kind"]) == (None, "invention")


def test_a_number_that_nobody_reads_is_kept_as_printed(home: Path, tmp_path: Path) -> None:
    strange = document("P2-77/8", "A", country="XX", application="??")
    report = import_file(home, put(tmp_path, "怪.xml", exchange(strange)))
    assert counts(report) == (1, 1, 0, 0, 0)
    [row] = rows(home, "SELECT * FROM patent_publications WHERE record_key = 'XXP2-77/8A'")
    assert row["application_number"] == "XX??"
    found = rows(home, "SELECT field, value FROM row_findings WHERE record_key = 'XXP2-77/8A'")
    assert {one["field"] for one in found} == {"publication_number", "application_number"}


AMERICAN = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v45-2014-04-03.dtd" [ ]>
<us-patent-grant lang="EN" file="X" country="US"><us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>{number}</doc-number><kind>{kind}</kind><date>20200107</date></document-id></publication-reference>
<application-reference appl-type="utility"><document-id><country>US</country><doc-number>15000001</doc-number><date>20160104</date></document-id></application-reference>
<classifications-ipcr><classification-ipcr><section>H</section><class>01</class><subclass>M</subclass><main-group>10</main-group><subgroup>0525</subgroup></classification-ipcr></classifications-ipcr>
<invention-title id="t">Cell with <i>coated</i> separator &minus; improved</invention-title>
<us-references-cited><us-citation><patcit num="1"><document-id><country>CN</country><doc-number>105000001</doc-number><kind>A</kind></document-id></patcit><category>cited by examiner</category></us-citation></us-references-cited>
<us-parties><us-applicants><us-applicant sequence="001"><addressbook><orgname>Yunlan Cell Co., Ltd.</orgname></addressbook></us-applicant></us-applicants>
<inventors><inventor sequence="001"><addressbook><last-name>Lin</last-name><first-name>Mou</first-name></addressbook></inventor></inventors></us-parties>
</us-bibliographic-data-grant><abstract id="a"><p>A cell.</p></abstract>
<claims id="claims"><claim id="CLM-00001" num="00001"><claim-text>1. A cell.</claim-text></claim><claim id="CLM-00002"><claim-text>2. The cell of <claim-ref idref="CLM-00001">claim 1</claim-ref>.</claim-text></claim></claims>
</us-patent-grant>
"""


def test_american_grants_one_behind_the_other(home: Path, tmp_path: Path) -> None:
    text = AMERICAN.format(number="10000001", kind="B2") + AMERICAN.format(
        number="PP031001", kind="P2"
    )
    report = import_file(home, put(tmp_path, "周.xml", text))
    assert report.format == "uspto_xml"
    assert counts(report) == (4, 4, 0, 0, 0)
    [row] = rows(home, "SELECT * FROM patent_publications WHERE record_key = 'US10000001B2'")
    assert row["title"] == "Cell with coated separator − improved"
    assert (row["holders"], row["inventors"]) == (["Yunlan Cell Co., Ltd."], ["Mou Lin"])
    assert (row["claim_count"], row["first_claim"], row["is_grant"]) == (2, "1. A cell.", True)
    assert (row["application_number"], row["ipc"]) == ("US15000001", ["H01M10/0525"])
    [plant] = rows(home, "SELECT reason FROM row_findings WHERE field = 'right_kind'")
    assert plant["reason"] == "植物专利，按发明计"


OLD_GAZETTE = """<?xml version="1.0" encoding="GB2312"?>
<cn-patent-document><cn-bibliographic-data>
<cn-publication-reference><document-id><country>CN</country><doc-number>101000001</doc-number><kind>A</kind><date>20070711</date></document-id>
<gazette-reference><gazette-num>28</gazette-num><date>20070718</date></gazette-reference></cn-publication-reference>
<application-reference appl-type="invention"><document-id><country>CN</country><doc-number>200610000002.6</doc-number><date>20060104</date></document-id></application-reference>
<classifications-ipcr><classification-ipcr><text>H01M 10/40 (2006.01) I</text></classification-ipcr></classifications-ipcr>
<invention-title>一种电池</invention-title><abstract>一种电池。</abstract>
<parties><applicants><applicant sequence="1"><addressbook><name>云澜电池厂</name><address>示例省云澜市工业路1号</address></addressbook></applicant></applicants></parties>
</cn-bibliographic-data></cn-patent-document>"""
LEXISNEXIS = """<?xml version="1.0" encoding="UTF-8"?>
<lexisnexis-patent-document><bibliographic-data>
<publication-reference><document-id><country>CN</country><doc-number>101000002</doc-number><kind>A</kind><date>20070718</date></document-id></publication-reference>
<application-reference><document-id><country>CN</country><doc-number>200610000003.0</doc-number><date>20060105</date></document-id></application-reference>
<classifications-ipcr><classification-ipcr><section>H</section><class>01</class><subclass>M</subclass><main-group>10</main-group><subgroup>40</subgroup></classification-ipcr></classifications-ipcr>
<invention-title lang="eng">A cell</invention-title><invention-title lang="chi">一种单体电池</invention-title>
<parties><applicants><applicant sequence="1"><addressbook lang="eng"><orgname>Yunlan</orgname></addressbook><addressbook lang="chi"><orgname>云澜电池厂</orgname></addressbook></applicant></applicants>
<inventors><inventor><addressbook><name>林某</name></addressbook></inventor></inventors></parties>
<patent-family><main-family family-id="1"><family-member><document-id><country>US</country><doc-number>7000001</doc-number><kind>B2</kind></document-id></family-member></main-family></patent-family>
</bibliographic-data><abstract><p num="1">一种单体电池。</p></abstract></lexisnexis-patent-document>"""


@pytest.mark.parametrize(
    ("text", "encoding", "key", "expected"),
    [
        (OLD_GAZETTE, "gb2312", "CN101000001A",
         ("2006100000026", date(2007, 7, 11), "一种电池", ["云澜电池厂"], ["H01M10/40"], None)),
        (LEXISNEXIS, "utf-8", "CN101000002A",
         ("2006100000030", date(2007, 7, 18), "一种单体电池", ["云澜电池厂"], ["H01M10/40"], ["US7000001B2"])),
    ],
    ids=["gazette", "lexisnexis"],
)  # fmt: skip
def test_older_gazettes(
    home: Path, tmp_path: Path, text: str, encoding: str, key: str, expected: tuple[object, ...]
) -> None:
    path = tmp_path / "公报.xml"
    path.write_bytes(text.encode(encoding))
    report = import_file(home, path)
    assert (report.format, report.findings) == ("gazette_xml", 0)
    assert counts(report) == (1, 1, 0, 0, 0)
    [row] = rows(home, "SELECT * FROM patent_publications WHERE record_key = $key", key=key)
    names = ("application_number", "published_on", "title", "holders", "ipc", "family")
    assert tuple(row[name] for name in names) == expected


# Real files -> their rows: (all, set aside); a word: refused with this in the message.
REAL: dict[str, tuple[int, int] | str] = {
    "epo_ops/published/fixtures/ep1000000_full_cycle_result.xml": (5, 0),
    "epo_ops/published/test/biblio_example.xml": (100, 0),
    "epo_ops/published/test/biblio_example_2.xml": (3, 0),
    "epo_ops/family/fixtures/family_input.xml": (6, 0),
    "epo_ops/legal/fixtures/example_1.xml": (51, 0),
    "epo_ops/legal/fixtures/example_3.xml": (15, 0),
    "epo_ops/published/test/claims_example.xml": "world-patent-data",
    "epo_ops/published/fixtures/ep1000000_biblio_result.json": "documents",
    "uspto_xml/xml2006/US07272630B2.xml": (117, 0),
    "uspto_xml/pap/US20010000943A1.xml": (1, 0),
    "uspto_xml/sgml/USD435854S1.xml": (11, 0),
    "uspto_xml/sgml/US06337117.xml": (3, 0),
    "uspto_xml/cpcMaster/cpcMaster.xml": "CPCMasterClassificationFile",
    "uspto_xml/cpcScheme/cpc-scheme-A01L.xml": "class-scheme",
    "uspto_xml/xml4ip/sample_XML4IP.ZIP": "ClaimsDocument",
}


@pytest.mark.samples
def test_real_files(home: Path, samples: Path) -> None:
    for name, expected in REAL.items():
        path = samples / "data/patents" / name
        if isinstance(expected, str):
            with pytest.raises(InvalidFileError, match=f"不是认识的专利数据：最外层是{expected}"):
                import_file(home, path)
            continue
        told = counts(import_file(home, path))
        assert (told[0], told[4]) == expected, name
        assert counts(import_file(home, path))[1:] == (0, told[0] - told[3], told[3], 0), name
    [design] = rows(home, "SELECT * FROM patent_publications WHERE record_key = 'USD435854S'")
    assert (design["right_kind"], design["locarno"]) == ("design", ["14-02"])
    [grant] = rows(home, "SELECT * FROM patent_publications WHERE record_key = 'US6337117B1'")
    assert grant["ipc"] == ["B32B3/02"]
    assert (
        len(rows(home, "SELECT 1 FROM patent_citations WHERE citing_number = 'US7272630B2'")) == 116
    )
