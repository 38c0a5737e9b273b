"""Files of CNIPA's standard XML of our own making: documents, legal status, packages with their index; seeded."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape

from zhishu.base.identifiers import ApplicationNumber

BUSINESS = "http://www.sipo.gov.cn/XMLSchema/business"
BASE = "http://www.sipo.gov.cn/XMLSchema/base"
SPACES = f'xmlns:business="{BUSINESS}" xmlns:base="{BASE}" xmlns:tbl="http://oasis-open.org/specs/soextblx"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
PARTS = ("隔膜", "极片", "电解液", "外壳", "极耳", "集流体", "密封圈", "散热片")
WORKS = ("在表面设置涂层", "改用双层结构", "增加导流槽", "降低内阻", "提高循环寿命", "减少装配步骤")
PLACES = ("青岚区", "临溪区", "望川县", "石埠县", "南汀县")


@dataclass(frozen=True)
class Made:
    """A document as it was made: what its row has to say."""

    publication: str  # CN112000001A
    application: str  # canonical
    published: date
    filed: date
    title: str
    holders: tuple[str, ...]
    inventors: tuple[str, ...]
    classes: tuple[str, ...]
    claims: tuple[str, ...]
    abstract: str
    address: str = "示例省云澜市青岚区工业路1号"
    agency: str = "云澜知衡专利代理事务所"

    @property
    def digits(self) -> str:
        return self.publication[2:].rstrip("ABUS")

    @property
    def kind(self) -> str:
        return self.publication[-1]


def make_document(number: int, seed: int = 20261031) -> Made:
    """The document of a number, always the same."""
    chance = random.Random(seed * 1_000_003 + number)
    year = 2012 + number % 12
    design, utility = number % 11 == 5, number % 5 == 3
    letter = "S" if design else "U" if utility else "AB"[number % 2]
    kind = 3 if design else 2 if utility else 1
    body = f"{year}{kind}{number % 10_000_000:07d}"
    filed = date(year, 1, 1) + timedelta(days=chance.randrange(360))
    part = chance.choice(PARTS)
    return Made(
        publication=f"CN{kind}{10_000_000 + number:08d}{letter}",
        application=body + ApplicationNumber.check_digit(body),
        published=filed + timedelta(days=300 + chance.randrange(900)),
        filed=filed,
        title=f"一种电池{part}及其制备方法（第{number}号）",
        holders=tuple(f"云澜{chance.choice('甲乙丙丁戊己')}电池有限公司" for _ in range(1 + number % 2)),
        inventors=tuple(f"{chance.choice('林赵钱孙李周')}某{at}" for at in range(1 + number % 4)),
        classes=("06-13",) if design else ("H01M10/0525", f"H01M4/{chance.randrange(10, 90)}"),
        claims=() if design else tuple(
            f"{at}.一种电池{part}，其特征在于，{chance.choice(WORKS)}，厚度为{chance.randrange(2, 99)}微米。"
            for at in range(1, 4 + number % 6)
        ),
        abstract=f"本公开涉及电池技术，提供一种{part}，" + "，".join(chance.sample(WORKS, 4)) + "。",
        address=f"{250000 + number % 90} 示例省云澜市{chance.choice(PLACES)}工业路{1 + number % 300}号",
    )  # fmt: skip


def document_xml(made: Made, *, spaces: bool = True, description: int = 0) -> str:
    """A document by the paths of the standard; description: how many paragraphs it has."""
    day = made.published.strftime("%Y%m%d")
    dotted = f"{made.application[:-1]}.{made.application[-1]}"
    design = made.kind == "S"
    data = "Design" if design else ""
    classes = (
        f"<business:ClassificationLocarno><base:Text>{made.classes[0]}</base:Text></business:ClassificationLocarno>"
        f"<business:PatentNumber>ZL{dotted}</business:PatentNumber>"
        if design
        else "<business:ClassificationIPCRDetails>" + "".join(map(_symbol, made.classes, range(1, 9)))
        + "</business:ClassificationIPCRDetails>"
    )  # fmt: skip
    paragraphs = "".join(
        f'<base:Paragraphs num="{at:04d}">具体实施方式第{at}段：{made.abstract}{made.abstract}</base:Paragraphs>'
        for at in range(1, description + 1)
    )
    return f"""<business:PatentDocumentAndRelated {SPACES if spaces else ""} country="CN" docNumber="{made.digits}" kind="{made.kind}" datePublication="{day}" lang="zh">
<business:{data}BibliographicData>
<business:PublicationReference dataFormat="standard"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>{made.digits:0>13}</base:DocNumber><base:Kind>0{made.kind}</base:Kind><base:Date>{day}</base:Date></base:DocumentID></business:PublicationReference>
<business:PublicationReference dataFormat="original"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>{made.digits}</base:DocNumber><base:Kind>{made.kind}</base:Kind><base:Date>{day}</base:Date></base:DocumentID></business:PublicationReference>
<business:ApplicationReference dataFormat="standard" applType="{made.application[4]}" sequence="1" sourceDB="CN"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>{made.application}</base:DocNumber><base:Date>{made.filed:%Y%m%d}</base:Date></base:DocumentID></business:ApplicationReference>
<business:ApplicationReference dataFormat="original"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code><base:DocNumber>{dotted}</base:DocNumber><base:Date>{made.filed:%Y%m%d}</base:Date></base:DocumentID></business:ApplicationReference>
{classes}
<business:InventionTitle>{escape(made.title)}</business:InventionTitle>
<business:PartiesDetails>
<business:ApplicantDetails>{"".join(map(_applicant, made.holders, [made.address] * 9))}</business:ApplicantDetails>
<business:InventorDetails>{"".join(map(_inventor, made.inventors))}</business:InventorDetails>
<business:AgentDetails><business:Agency><base:AddressBook><base:OrganizationName>{escape(made.agency)}</base:OrganizationName></base:AddressBook></business:Agency></business:AgentDetails>
</business:PartiesDetails>
</business:{data}BibliographicData>
<business:{"DesignBriefExplanation" if design else "Abstract"}><base:Paragraphs num="0001">{escape(made.abstract)}</base:Paragraphs></business:{"DesignBriefExplanation" if design else "Abstract"}>
<business:Description><business:InventionTitle>{escape(made.title)}</business:InventionTitle><business:InventionMode>{paragraphs}</business:InventionMode></business:Description>
<business:Claims>{"".join(map(_claim, made.claims, range(1, 99)))}</business:Claims>
</business:PatentDocumentAndRelated>
"""


def _symbol(symbol: str, sequence: int) -> str:
    if sequence % 2:
        told = f"<base:Text>{symbol}(2010.01)I</base:Text>"
    else:
        group, _, subgroup = symbol[4:].partition("/")
        told = (
            f"<business:Section>{symbol[0]}</business:Section><business:MainClass>{symbol[1:3]}</business:MainClass>"
            f"<business:Subclass>{symbol[3]}</business:Subclass><business:MainGroup>{group}</business:MainGroup>"
            f"<business:Subgroup>{subgroup}</business:Subgroup>"
        )
    return (
        f'<business:ClassificationIPCR sequence="{sequence}">{told}</business:ClassificationIPCR>'
    )


def _applicant(name: str, address: str) -> str:
    postcode, _, text = address.partition(" ") if address[:6].isdecimal() else ("", "", address)
    return (
        f'<business:Applicant sequence="1"><base:AddressBook><base:Name>{escape(name)}</base:Name>'
        f"<base:Address><base:Province>示例省</base:Province><base:City>云澜市</base:City><base:Text>{text}</base:Text>"
        f"<base:PostCode>{postcode}</base:PostCode></base:Address></base:AddressBook></business:Applicant>"
    )


def _inventor(name: str) -> str:
    return f"<business:Inventor><base:AddressBook><base:Name>{name}</base:Name></base:AddressBook></business:Inventor>"


def _claim(text: str, number: int) -> str:
    return f'<business:Claim num="{number:04d}"><business:ClaimText>{escape(text)}</business:ClaimText></business:Claim>'


def documents_xml(numbers: Sequence[int], *, description: int = 0) -> str:
    """Several documents in one file."""
    return "".join(pieces(numbers, description=description))


def pieces(numbers: Sequence[int], *, description: int = 0) -> Iterator[str]:
    """The same, a piece a document, for files of any size."""
    yield f"{DECLARATION}<business:PatentDocuments {SPACES}>\n"
    for number in numbers:
        yield document_xml(make_document(number), spaces=False, description=description)
    yield "</business:PatentDocuments>\n"


@dataclass(frozen=True)
class MadeEvent:
    """A legal event as it was made."""

    application: str
    code: str
    day: date
    value: str
    lines: tuple[str, ...] = ()


def legal_xml(events: Sequence[MadeEvent]) -> str:
    """Legal status by the paths of the standard; the two numbers stand in either order."""
    records = "".join(_record(at, one) for at, one in enumerate(events, 1))
    return f"{DECLARATION}<business:PRS {SPACES}>{records}</business:PRS>"


def _record(number: int, event: MadeEvent) -> str:
    dotted = f"{event.application[:-1]}.{event.application[-1]}"
    numbers = [
        f'<business:ApplicationReference dataFormat="{form}"><base:DocumentID><base:WIPOST3Code>CN</base:WIPOST3Code>'
        f"<base:DocNumber>{text}</base:DocNumber></base:DocumentID></business:ApplicationReference>"
        for form, text in (("standard", event.application), ("original", dotted))
    ]
    if number % 2:
        numbers.reverse()
    return (
        f'<business:PRSRecord PRSID="{number}" status="C">{"".join(numbers)}<business:IPRType>发明</business:IPRType>'
        f"<business:PRSPublicationDate><base:Date>{event.day:%Y%m%d}</base:Date></business:PRSPublicationDate>"
        f"<business:PRSCode>{event.code}</business:PRSCode><business:PRSValue>{escape(event.value)}</business:PRSValue>"
        f"<business:PRSInformation>{escape(chr(10).join(event.lines))}</business:PRSInformation>"
        f"<business:PRSStatus>1</business:PRSStatus></business:PRSRecord>\n"
    )


def package(files: Mapping[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of files; the same files give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 10, 31, 0, 0, 0)), content, packing)
    return stream.getvalue()


def file_name(made: Made) -> str:
    """The name of a document's file in a package."""
    return f"CN1{made.application}CN{made.digits:0>14}{made.kind:0>2}FULZH{made.published:%Y%m%d}CN002.XML"


def index_xml(
    made: Sequence[Made], *, documents: int | None = None, files: int | None = None
) -> str:
    """INDEX-CN-*.XML over documents; documents, files: other counts than the right ones."""
    lists = "".join(
        f'<doclist topic="FUL" country="CN" docNumber="{one.digits}" kind="{one.kind}" PNO="{one.publication}"'
        f' datePublication="{one.published:%Y%m%d}" Format="XML" path="{one.publication}" status="C">'
        f'<file filename="{file_name(one)}" filetype="XML" section="FUL"/></doclist>'
        for one in made
    )
    return (
        f'{DECLARATION}<content file="PACKAGE.ZIP" dateExchange="20261031" dateProduced="20261031"'
        f' patcnt="{len(made) if documents is None else documents}" filecnt="{len(made) if files is None else files}"'
        f' size="1" md5="{"0" * 32}" status="C">{lists}</content>'
    )


def index_text(files: Mapping[str, str]) -> str:
    """*-INDEX-001.txt: a file and its digest a line."""
    return "".join(
        f"{name}\t{len(text)}\t{hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()}\n"
        for name, text in files.items()
    )
