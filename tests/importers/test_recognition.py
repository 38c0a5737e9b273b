"""Scans and pictures: recognised behind the door as they lie, doubtful characters told, bombs refused."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pytest

from office_samples import make_pdf, paginate, wrap
from scan_samples import (
    SEED,
    SPOILED,
    as_bytes,
    as_pdf,
    draw_columns,
    draw_page,
    draw_table,
    pages_of,
    skewed,
    wrap_print,
)
from zhishu.base.errors import InvalidFileError
from zhishu.flows.import_file import import_file
from zhishu.flows.look_at_policy import look_at_original, look_at_policy
from zhishu.importers.door import Door
from zhishu.importers.policy_page import read_page
from zhishu.importers.reading.page_layout import lay_out
from zhishu.importers.reading.printed import Line, put_together
from zhishu.importers.reading.recognition import Piece, RecognisedPage, Ruling

if TYPE_CHECKING:
    from PIL.Image import Image

TITLE = "云澜市知识产权服务业发展若干措施"
PARAGRAPHS = [
    TITLE,
    "云知发〔2025〕7号",
    "各区县知识产权局，市直有关单位：",
    "为加快发展知识产权服务业，更好服务实体经济，结合我市实际，制定以下措施。",
    "一、培育服务主体",
    "（一）引进高端机构。对新设立的知识产权服务机构，从业人员达到20人以上且当年营业收入超过500万元的，"
    "一次性奖励10万元，所需资金由市级知识产权专项资金列支，不足部分由所在区县补足。",
    "（二）支持品牌建设。对首次获评全国知识产权服务品牌机构的，奖励20万元。",
    "二、优化服务环境",
    "市知识产权局建立服务机构名录，每年公布一次。",
    "云澜市知识产权局",
    "2025年6月18日",
]
PATHS = ["", "一", "一(一)", "一(二)", "二"]


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with Door() as one:
        yield one


@pytest.fixture
def read(door: Door, tmp_path: Path) -> Callable[[bytes], dict[str, Any]]:
    def read_bytes(data: bytes) -> dict[str, Any]:
        path = tmp_path / "扫描"
        path.write_bytes(data)
        return door.page(path, evidence=True)

    return read_bytes


@pytest.fixture(scope="module")
def page() -> Image:
    return draw_page(pages_of(PARAGRAPHS)[0])


# How much of the text is right at least, and whether all clauses are found: what is told of each is a floor.
FLOORS = {
    "clean": 0.99,
    "skewed": 0.99,
    "noisy": 0.95,
    "faxed": 0.93,
    "stamped": 0.97,
    "lying": 0.99,
    "upside down": 0.99,
    "a bad copy": 0.85,
}


def likeness(door: Door, path: Path, wanted: list[str]) -> float:
    """Share of characters that are right, widths of brackets and blanks left aside."""
    plain = str.maketrans("（），：；〔〕", "(),:;[]", " \n")
    told, meant = (text.translate(plain) for text in (door.page_text(path), "\n".join(wanted)))
    return SequenceMatcher(None, told, meant, autojunk=False).ratio()


@pytest.mark.ocr
@pytest.mark.parametrize("kind", SPOILED)
def test_a_page_is_read_however_it_was_scanned(
    door: Door, tmp_path: Path, page: Image, kind: str
) -> None:
    path = tmp_path / "扫描.jpg"
    path.write_bytes(as_bytes(SPOILED[kind](page), "JPEG", quality=85))
    assert likeness(door, path, PARAGRAPHS) >= FLOORS[kind]


@pytest.mark.ocr
def test_a_scan_becomes_clauses_with_page_box_and_confidence(
    read: Callable[[bytes], dict[str, Any]], page: Image
) -> None:
    told = read(as_pdf(page))
    [document] = told["documents"]
    assert (told["encoding"], told["recognition"]["pages"]) == ("pdf+image", [1])
    assert told["recognition"]["confidence"] > 0.95
    assert (document["title"], document["document_number"]) == (TITLE, "云知发〔2025〕7号")
    assert document["issued_on"] == "2025-06-18"
    assert [clause["path"] for clause in document["clauses"]] == PATHS
    [_, _, first, second, _] = document["clauses"]
    assert first["text"].endswith("不足部分由所在区县补足。")
    left, top, right, bottom = first["evidence"]["box"]
    assert first["evidence"]["page"] == 1
    assert 0.1 < left < 0.2 and 0.8 < right < 0.95 and top < bottom <= second["evidence"]["box"][1]
    assert [one["amount"] for one in document["measures"]] == [100_000, 200_000]


@pytest.mark.ocr
def test_pages_of_letters_are_read_as_letters_and_scanned_ones_recognised(
    read: Callable[[bytes], dict[str, Any]],
) -> None:
    mixed = pdfium.PdfDocument(make_pdf([wrap(PARAGRAPHS[:5], 30)]))
    mixed.import_pages(pdfium.PdfDocument(as_pdf(draw_page(pages_of(PARAGRAPHS[5:])[0]))))
    made = io.BytesIO()
    mixed.save(made)
    told = read(made.getvalue())
    [document] = told["documents"]
    assert told["recognition"]["pages"] == [2]
    assert [clause["path"] for clause in document["clauses"]] == PATHS
    assert [clause["evidence"]["page"] for clause in document["clauses"]] == [1, 1, 2, 2, 2]


@pytest.mark.ocr
def test_paragraphs_go_on_over_pages_and_page_numbers_are_no_text(
    door: Door, tmp_path: Path
) -> None:
    lines = wrap_print(PARAGRAPHS)
    pages = [[*lines[:7], ("", 0), ("— 1 —", 14)], [*lines[7:], ("", 0), ("－2－", 14)]]
    path = tmp_path / "两页.pdf"
    path.write_bytes(as_pdf(*map(draw_page, pages)))
    told = door.page(path, evidence=True)
    assert told["recognition"]["pages"] == [1, 2]
    [document] = told["documents"]
    assert [clause["path"] for clause in document["clauses"]] == PATHS
    assert document["clauses"][2]["text"].endswith("不足部分由所在区县补足。")
    assert [one["evidence"]["page"] for one in document["clauses"]] == [1, 1, 1, 2, 2]


@pytest.mark.ocr
def test_columns_and_tables_are_read_as_a_person_reads_them(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "两栏"
    body = PARAGRAPHS[3:9]
    path.write_bytes(as_bytes(draw_columns(body * 2, TITLE)))
    lines = door.page_text(path).split("\n")
    assert lines[0] == TITLE
    assert lines[1] == PARAGRAPHS[3] and lines[7] == PARAGRAPHS[3]
    assert len(lines) == 13
    rows = [
        ["任务", "责任单位", "时限"],
        ["建立知识产权服务机构名录并每年公布一次", "市知识产权局、市教育局", "2025年12月底前"],
        ["开展培训", "市教育局", "长期"],
    ]
    path.write_bytes(as_bytes(skewed(draw_table(rows, PARAGRAPHS[:4]))))
    lines = door.page_text(path).split("\n")
    assert lines[:4] == PARAGRAPHS[:4]
    assert lines[4:] == [" | ".join(row) + " |" for row in rows]


@pytest.mark.ocr
def test_what_was_recognised_is_kept_and_shown_as_such(
    home: Path, tmp_path: Path, page: Image
) -> None:
    path = tmp_path / "措施.pdf"
    path.write_bytes(as_pdf(SPOILED["faxed"](page)))
    told: list[tuple[int, int]] = []
    report = import_file(home, path, progress=lambda *done: told.append(done))
    assert report.encoding == "pdf+image"
    assert told == [(path.stat().st_size // 2, path.stat().st_size), (path.stat().st_size,) * 2]
    [document] = report.documents
    shown = look_at_policy(home, document, as_of=date(2026, 1, 1))
    original = look_at_original(home, document, clause="二")
    assert shown is not None and shown.view.recognition is not None and original is not None
    assert shown.view.recognition.pages == [1]
    assert 0.5 < shown.view.recognition.least < shown.view.recognition.confidence < 1
    # The text is what it was when the file came, and places in it hold.
    assert original.quoted.startswith("二、优化服务环境")
    with Door() as door:
        text = door.page_text(path)
    parts = (original.before, original.head, original.quoted, original.tail, original.after)
    assert "".join(parts) == text
    # Recognised or not, the second time changes nothing.
    again = import_file(home, path)
    assert (again.accepted, again.unchanged) == (0, 1)


@pytest.mark.ocr
def test_doubtful_characters_are_told_and_left_as_they_are(
    read: Callable[[bytes], dict[str, Any]], page: Image
) -> None:
    small = page.resize((290, 410), resample=1).resize(page.size, resample=1)
    told = read(as_bytes(small, "JPEG", quality=60))
    doubts = [one for one in told["losses"] if one["what"] == "unsure"]
    assert doubts, "letters of 6 pixels are not all sure"
    assert all(one["restored_to"] is None and one["confidence"] < 0.8 for one in doubts)
    assert all(one["evidence"]["page"] == 1 for one in doubts)
    assert told["recognition"]["confidence"] < 0.99


def bomb(side: int = 30_000) -> bytes:
    """A PNG of so many pixels, black, in a hundred kilobytes."""
    row = b"\0" + b"\0" * (side // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row * 1000) for _ in range(side // 1000)) + packer.flush()

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack("!I", len(content))
            + name
            + content
            + struct.pack("!I", zlib.crc32(name + content))
        )

    head = struct.pack("!IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def bomb_pdf() -> bytes:
    """A PDF with a picture that says that it has 30,000 by 30,000 pixels."""
    picture = (
        b"<</Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceGray"
        b"/BitsPerComponent 1/Filter/FlateDecode/Length 20>>stream\n"
        + zlib.compress(b"\0" * 100)[:20].ljust(20)
    )
    made = b"%PDF-1.7\n"
    for number, body in enumerate(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>",
            picture + b"\nendstream",
            b"<</Length 27>>stream\nq 595 0 0 842 0 0 cm /I Do Q\nendstream",
        ],
        1,
    ):
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return made + b"trailer\n<</Size 6/Root 1 0 R>>\n%%EOF"


def blank() -> bytes:
    from PIL import Image as Images

    return as_bytes(Images.new("RGB", (1240, 1754), "white"))


def many_frames() -> bytes:
    from PIL import Image as Images

    frame = Images.new("1", (8, 8))
    return as_bytes(frame, "TIFF", save_all=True, append_images=[frame] * 100)


def truncated() -> bytes:
    made = as_bytes(draw_page(pages_of(PARAGRAPHS)[0]), "JPEG")
    return made[: len(made) // 2]


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "an empty page": (blank, "no_document", "没有认出文字"),
    "half a picture": (truncated, "not_text", "图像打不开"),
    "no picture behind its mark": (
        lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
        "not_text",
        "图像打不开",
    ),
    "no picture behind the mark of TIFF": (
        lambda: b"II*\0" + b"\xff" * 100,
        "not_text",
        "图像打不开",
    ),
    "a bomb": (bomb, "too_large", "30000×30000像素"),
    "a bomb in a PDF": (bomb_pdf, "too_large", "30000×30000像素"),
    "101 pages": (many_frames, "too_large", "一次最多100页"),
}


@pytest.mark.ocr
@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_recognised_is_told_in_a_sentence(
    read: Callable[[bytes], dict[str, Any]], kind: str
) -> None:
    make, code, says = REFUSED[kind]
    with pytest.raises(InvalidFileError) as told:
        read(make())
    assert (told.value.code, says in told.value.what) == (code, True), told.value
    assert told.value.next_step


@pytest.mark.ocr
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP"])
@pytest.mark.filterwarnings("ignore")  # the library warns of damage that it can read over
def test_damage_in_a_picture_is_told_or_read_over(form: str) -> None:
    from zhishu.importers.reading.pictures import open_pictures

    chance = random.Random(SEED)
    whole = as_bytes(draw_page(pages_of(PARAGRAPHS[:4])[0]).crop((150, 150, 450, 300)), form)
    read = 0
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 4, 40])):
            # Heads are small and say the most.
            end = chance.choice([64, 512, len(data)])
            data[chance.randrange(min(end, len(data)))] = chance.randrange(256)
        with contextlib.suppress(InvalidFileError):
            pictures = list(open_pictures(bytes(data[: chance.choice([len(data)] * 3 + [500])])))
            assert all(one.ndim == 3 and one.shape[2] == 3 for one in pictures)
            read += 1
    assert 0 < read < 300


@pytest.mark.ocr
def test_recognising_has_bounds_of_its_own(
    read: Callable[[bytes], dict[str, Any]], page: Image, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHISHU_READER_MEMORY", "700MB")
    with pytest.raises(InvalidFileError) as told:
        read(as_bytes(page))
    assert told.value.code == "too_large"
    assert "700MB" in told.value.what


PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100


@pytest.mark.parametrize("data", [PNG, b"\xff\xd8\xff\xe0" + b"\0" * 40, b"MM\0*" + b"\0" * 40])
def test_without_the_extra_a_picture_says_how_to_get_it(
    data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(InvalidFileError) as told:
        read_page(data)
    assert told.value.code == "scanned"
    assert "./zhishu install ocr" in told.value.next_step


def picture_page() -> bytes:
    """A PDF of one page with a picture of noise, 200 by 200 pixels, and nothing else."""
    return bomb_pdf().replace(b"/Width 30000/Height 30000", b"/Width 200/Height 200")


def test_without_the_extra_scanned_pages_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(InvalidFileError) as told:
        read_page(picture_page())
    assert "扫描件" in told.value.what
    assert "./zhishu install ocr" in told.value.next_step
    mixed = pdfium.PdfDocument(make_pdf(paginate(wrap(PARAGRAPHS, 30), 30)))
    mixed.import_pages(pdfium.PdfDocument(picture_page()))
    made = io.BytesIO()
    mixed.save(made)
    page = read_page(made.getvalue())
    [document] = page.read.documents
    lost = [one.found for one in document.losses if one.what == "lost"]
    assert (lost, document.completeness) == (["第2页是图像，没有识别"], "damaged")


def piece(text: str, left: float, top: float, width: float | None = None) -> Piece:
    right = left + (20 * len(text) if width is None else width)
    return Piece(text, (1.0,) * len(text), left, top, right, top + 20, (0, 0, 1, 1))


def texts(
    *pieces: Piece, across: tuple[Ruling, ...] = (), down: tuple[Ruling, ...] = ()
) -> list[str]:
    return [line.text for line in lay_out(RecognisedPage(pieces, across, down), 0)]


def test_a_line_ends_short_before_a_number_and_goes_on() -> None:
    lines = [
        Line("贯彻落实市委市政府的决定，", 0, 0, 260, 10, 20),
        Line("自本办法印发之日起，到", 0, 0, 220, 40, 20),
        Line("2026年底完成。", 0, 0, 130, 70, 20),
        Line("落款", 0, 0, 40, 100, 20),
    ]
    assert put_together(lines, 1).text.split("\n") == [
        "贯彻落实市委市政府的决定，自本办法印发之日起，到2026年底完成。",
        "落款",
    ]


def test_pieces_on_one_height_are_a_row() -> None:
    assert texts(piece("乙", 200, 12), piece("甲", 10, 10), piece("丙", 10, 60)) == ["甲  乙", "丙"]


LEFT = [piece("左" * 10, 0, 40 * at) for at in range(1, 6)]
RIGHT = [piece("右" * 10, 300, 40 * at + 5) for at in range(1, 6)]


def test_columns_are_read_one_after_the_other_between_what_goes_across() -> None:
    lines = texts(piece("题" * 25, 0, 0), *LEFT, *RIGHT, piece("尾" * 25, 0, 300))
    assert lines == ["题" * 25, *["左" * 10] * 5, *["右" * 10] * 5, "尾" * 25]


def test_a_list_of_short_entries_is_no_column() -> None:
    names = [piece("局", 0, 40 * at) for at in range(6)] + [piece("左" * 10, 0, 400)]
    days = [piece("日", 300, 40 * at) for at in range(6)] + [piece("右" * 10, 300, 400)]
    assert texts(*names, *days)[:2] == ["局  日", "局  日"]


def grid(rows: list[float], columns: list[float]) -> dict[str, tuple[Ruling, ...]]:
    return {
        "across": tuple(Ruling(at, columns[0], columns[-1]) for at in rows),
        "down": tuple(Ruling(at, rows[0], rows[-1]) for at in columns),
    }


def test_cells_of_a_ruled_table_are_rows_with_bars() -> None:
    cells = [
        piece("任务", 10, 10), piece("单位", 210, 10),
        piece("建名录", 10, 50), piece("并公布", 10, 75), piece("市局", 210, 62),
    ]  # fmt: skip
    lines = texts(
        piece("附件", 0, -50), *cells, piece("说明", 0, 200), **grid([0, 40, 110], [0, 200, 400])
    )
    assert lines == ["附件", "任务 | 单位 |", "建名录并公布 | 市局 |", "说明"]


def test_an_empty_cell_keeps_its_place() -> None:
    rulings = grid([0, 40, 80], [0, 200, 203, 400, 600])  # with a double rule
    first = [piece("一", 10, 10), piece("二", 210, 10), piece("三", 410, 10)]
    second = [piece("甲", 10, 50), piece("丙", 410, 50)]
    assert texts(*first, *second, **rulings) == ["一 | 二 | 三 |", "甲 |  | 丙 |"]


def test_a_frame_and_a_rule_below_a_title_are_no_table() -> None:
    lines = texts(piece("甲", 10, 10), piece("乙", 10, 60), **grid([0, 100], [0, 400]))
    assert lines == ["甲", "乙"]
