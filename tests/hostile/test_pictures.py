"""Pictures of marks as bad as they come: one clear sentence each, in bounded time, and a good one is still read."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hostile.makers import pack
from zhishu.base.errors import InvalidFileError
from zhishu.flows.index_images import see_picture
from zhishu.importers.door import Door
from zhishu.importers.reading.picture_archive import MAX_PICTURES

pytestmark = pytest.mark.ocr
MUTATIONS = 20


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with Door() as one:
        yield one


def mark() -> Any:
    from zhishu.demo.drawn_marks import draw

    return draw("mark", 3, 9)


def saved(image: Any, form: str, **options: Any) -> bytes:
    kept = io.BytesIO()
    image.save(kept, form, **options)
    return kept.getvalue()


def png_of(width: int, height: int, rows: int = 1) -> bytes:
    """A grey PNG that says so many pixels and holds some black rows of them."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        told = kind + body
        return struct.pack(">I", len(body)) + told + struct.pack(">I", zlib.crc32(told))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes((width + 1) * rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def blank(*size: int, mode: str = "RGB", colour: Any = "white") -> Any:
    from PIL import Image

    return Image.new(mode, size, colour)


def animated(form: str) -> bytes:
    return saved(mark(), form, save_all=True, append_images=[blank(512, 512), mark().rotate(90)])


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "不是能读的图片"),
    "text": (lambda: "商标".encode(), "不是能读的图片"),
    "a web page": (lambda: b"<html><img src=x></html>", "不是能读的图片"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "不是能读的图片"),
    "SVG behind an XML line": (lambda: b"<?xml version='1.0'?><svg/>", "不是能读的图片"),
    "PostScript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "不是能读的图片"),
    "PDF": (lambda: b"%PDF-1.7\n", "不是能读的图片"),
    "GIF": (lambda: saved(mark(), "GIF"), "不是能读的图片"),
    "WebP": (lambda: saved(mark(), "WEBP"), "不是能读的图片"),
    "an icon": (lambda: saved(mark().resize((64, 64)), "ICO"), "不是能读的图片"),
    "half a PNG": (lambda: (data := saved(mark(), "PNG"))[: len(data) // 2], "残缺"),
    "half a TIFF": (lambda: (data := saved(mark(), "TIFF"))[: len(data) // 2], "残缺"),
    "the head of a JPEG": (lambda: saved(mark(), "JPEG")[:200], "残缺"),
    "a PNG of zeros": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "残缺"),
    "a BMP of zeros": (lambda: b"BM" + bytes(12) + b"\x28" + bytes(500), "残缺"),
    "a bomb": (lambda: png_of(60_000, 60_000), "图像太大：60000×60000"),
    "a bomb that lies": (lambda: png_of(200_000, 400), "图像太大"),
    "a side of four thousand million": (lambda: png_of(2**31 - 1, 2, rows=0), "残缺|太大"),
    "as large as may be, and one colour": (lambda: png_of(7_700, 7_700, 7_700), "一种颜色"),
    "an animation": (lambda: animated("PNG"), "不止一幅"),
    "pages": (lambda: animated("TIFF"), "不止一幅"),
    "white": (lambda: saved(blank(300, 300), "PNG"), "一种颜色"),
    "nothing but transparent": (
        lambda: saved(blank(300, 300, mode="RGBA", colour=(0, 0, 0, 0)), "PNG"),
        "一种颜色",
    ),
    "a dot": (lambda: saved(blank(1, 1), "PNG"), "图太小：1×1"),
    "a line": (lambda: saved(blank(4_000, 3), "PNG"), "图太小：4000×3"),
    "too many bytes": (lambda: saved(mark(), "PNG") + bytes(33 << 20), "超过32MB"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_picture_is_one_sentence(door: Door, tmp_path: Path, name: str) -> None:
    make, sentence = REFUSED[name]
    path = tmp_path / "61000001.jpg"
    path.write_bytes(make())
    with pytest.raises(InvalidFileError, match=sentence) as told:
        see_picture(door, path, sought=True)
    assert told.value.next_step and "Traceback" not in str(told.value)


def in_cmyk() -> bytes:
    return saved(mark().convert("CMYK"), "JPEG", quality=95)


def in_sixteen_bits() -> bytes:
    from PIL import Image

    grey = np.asarray(mark().convert("L")).astype(np.uint16)
    return saved(Image.fromarray(grey * 257), "PNG")


def turned_by_its_camera() -> bytes:
    """Lying in the file, upright by what the camera says."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(mark().rotate(90, expand=True), "JPEG", exif=exif, quality=95)


def see_through() -> bytes:
    """The paper is transparent, over a green that nobody sees."""
    from PIL import Image

    pixels = np.asarray(mark().convert("RGBA")).copy()
    pixels[(pixels[:, :, :3] > 250).all(axis=2)] = (9, 200, 30, 0)
    return saved(Image.fromarray(pixels), "PNG")


READ: dict[str, Callable[[], bytes]] = {
    "as it is": lambda: saved(mark(), "PNG"),
    "JPEG": lambda: saved(mark(), "JPEG", quality=95),
    "TIFF, packed": lambda: saved(mark(), "TIFF", compression="tiff_lzw"),
    "BMP": lambda: saved(mark(), "BMP"),
    "grey": lambda: saved(mark().convert("L"), "PNG"),
    "palette": lambda: saved(mark().convert("P"), "PNG"),
    "CMYK": in_cmyk,
    "sixteen bits": in_sixteen_bits,
    "turned by its camera": turned_by_its_camera,
    "see-through": see_through,
    "bytes behind the end": lambda: saved(mark(), "PNG") + b"<script>alert(1)</script>",
}


@pytest.mark.parametrize("name", READ)
def test_an_odd_picture_is_the_same_picture(door: Door, tmp_path: Path, name: str) -> None:
    plain, odd = tmp_path / "a.png", tmp_path / "b.gif"
    plain.write_bytes(saved(mark(), "PNG"))
    odd.write_bytes(READ[name]())
    one, other = (see_picture(door, path, sought=False) for path in (plain, odd))
    assert (one.width, one.height) == (other.width, other.height)
    differing = np.bitwise_count(one.views[0].hashes ^ other.views[0].hashes)
    assert int(differing[0]) <= 6
    assert float(one.views[0].spectrum @ other.views[0].spectrum) > 0.97
    assert b"script" not in other.thumbnail


@pytest.mark.parametrize("size", [(5_000, 16), (16, 5_000), (20, 20), (16, 16)])
def test_narrow_and_tiny_pictures_are_read(
    door: Door, tmp_path: Path, size: tuple[int, int]
) -> None:
    image = blank(*size)
    image.paste((0, 0, 0), (4, 4, size[0] - 4, size[1] - 4))
    path = tmp_path / "a.png"
    path.write_bytes(saved(image, "PNG"))
    for sought in (False, True):
        assert see_picture(door, path, sought=sought).views


def encrypted() -> bytes:
    """A ZIP whose one member says that it is locked."""
    data = bytearray(pack({"61000001.png": saved(mark(), "PNG")}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


MEMBERS: dict[str, tuple[Callable[[], bytes], str]] = {
    "locked": (encrypted, "加了密码"),
    "a bomb": (lambda: pack({"1.png": bytes(40 << 20)}), "超过32MB"),
    "a ZIP in a ZIP": (lambda: pack({"1.zip": pack({"2.png": b"x"})}), "不是能读的图片"),
    "bzip2": (lambda: pack({"1.png": b"x" * 99}, zipfile.ZIP_BZIP2), "压缩方法"),
    "damaged": (
        lambda: pack({"1.png": saved(mark(), "PNG")}, zipfile.ZIP_STORED).replace(b"IDAT", b"IDAS"),
        "已损坏",
    ),
    "a name that leads away": (lambda: pack({"../../etc/passwd": b"x"}), "不是能读的图片"),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_a_bad_member_is_one_sentence(door: Door, tmp_path: Path, name: str) -> None:
    make, sentence = MEMBERS[name]
    path = tmp_path / "图样.zip"
    path.write_bytes(make())
    [(place, file_name)] = door.picture_names(path)
    assert "/" not in file_name and "\\" not in file_name
    with pytest.raises(InvalidFileError, match=sentence):
        see_picture(door, path, place, sought=False)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"PK\x03\x04" + bytes(100), "已损坏"),
        (lambda: pack({"1.png": b"x"})[:-10], "已损坏"),
        (lambda: pack({f"{at}.png": b"" for at in range(MAX_PICTURES + 1)}), "一次最多5000个"),
    ],
)
def test_a_bad_archive_is_one_sentence(
    door: Door, tmp_path: Path, make: Callable[[], bytes], sentence: str
) -> None:
    path = tmp_path / "图样.zip"
    path.write_bytes(make())
    with pytest.raises(InvalidFileError, match=sentence):
        door.picture_names(path)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP"])
def test_whatever_is_damaged_is_read_or_refused(door: Door, tmp_path: Path, form: str) -> None:
    whole, chance = saved(mark().resize((120, 120)), form), random.Random(form)
    path = tmp_path / "a.png"
    outcomes = set()
    for turn in range(MUTATIONS):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            # In the head of the file, where its sizes are, and anywhere.
            reach = 200 if turn % 2 else len(data)
            data[chance.randrange(reach)] = chance.randrange(256)
        path.write_bytes(data)
        try:
            outcomes.add(len(see_picture(door, path, sought=False).views))
        except InvalidFileError as error:
            outcomes.add(error.code)
            assert error.next_step
    assert "reader_died" not in outcomes
