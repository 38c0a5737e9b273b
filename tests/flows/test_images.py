"""Pictures of marks and designs: kept from a folder or ZIP, found again when they come changed."""

from __future__ import annotations

import base64
import json
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from image_home import SEED, design_number, draw_folder, mark_number, publish_rights
from scan_samples import chinese_font
from zhishu.cli import cli
from zhishu.flows.index_images import index_images
from zhishu.flows.search_images import ImageFilter, read_thumbnails, search_images
from zhishu.importers.door import Door
from zhishu.importers.reading.recognition import is_installed

pytestmark = pytest.mark.ocr
if is_installed():
    from image_distortions import DISTORTIONS
    from zhishu.demo.drawn_marks import draw
else:
    DISTORTIONS = {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_folder(tmp_path_factory.mktemp("pictures") / "图样")


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with Door() as door:
        yield door


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, folder: Path, door: Door) -> Path:
    home = tmp_path_factory.mktemp("city") / "home"
    publish_rights(home)
    report = index_images(home, [folder], door=door)
    assert (report.pictures, report.indexed, report.set_aside) == (21, 21, [])
    return home


def sought(tmp_path: Path, image: Any) -> Path:
    path = tmp_path / "找.png"
    image.save(path)
    return path


@pytest.mark.parametrize("kind", DISTORTIONS)
def test_a_changed_picture_finds_its_mark_or_design(
    city: Path, door: Door, tmp_path: Path, kind: str
) -> None:
    pictures = {mark_number(at): draw("mark", SEED, at, chinese_font()) for at in (2, 6)}
    pictures[design_number(3)] = draw("design", SEED, 3)
    places = []
    for number, picture in pictures.items():
        changed = DISTORTIONS[kind](picture, random.Random(number))
        found = search_images(city, sought(tmp_path, changed), count=10, door=door)
        places.append([hit.number for hit in found.hits].index(number))
    assert sum(place == 0 for place in places) >= 2


def test_the_same_picture_is_told_as_such_with_its_right(
    city: Path, door: Door, folder: Path
) -> None:
    answer = search_images(city, folder / f"{design_number(1)}.jpg", door=door)
    first = answer.hits[0]
    assert (first.right, first.number, first.name) == ("design", design_number(1), "瓶1")
    assert (first.level, first.codes, first.holders) == ("same", ("06-01",), ("示例设计有限公司",))
    assert any("局部特征对得上" in one for one in first.why)
    assert (answer.compared, answer.kept, answer.outdated) == (21, 21, 0)
    small = read_thumbnails(city, [first.image_id, "没有"])
    assert set(small) == {first.image_id}
    assert base64.b64decode(small[first.image_id]).startswith(b"\x89PNG")


def test_names_lead_to_rights(city: Path, door: Door, folder: Path) -> None:
    by_image_name = search_images(city, folder / "山水.png", door=door).hits[0]
    assert (by_image_name.number, by_image_name.file_name) == (mark_number(0), "山水.png")
    second_view = search_images(city, folder / f"{design_number(0)}-2.jpg", door=door).hits[0]
    assert second_view.number == design_number(0)


@pytest.mark.parametrize(
    ("wanted", "compared"),
    [
        (ImageFilter(vienna="3.1"), 5),
        (ImageFilter(vienna="26.4.1"), 5),
        (ImageFilter(vienna="99"), 0),
        (ImageFilter(nice_class=11), 4),
        (ImageFilter(vienna="5.3", nice_class=11), 4),
        (ImageFilter(vienna="5.3", nice_class=9), 0),
        (ImageFilter(locarno="06-01"), 3),
        (ImageFilter(locarno="9"), 4),
        (ImageFilter(vienna="3", locarno="6"), 8),
    ],
)
def test_codes_and_classes_narrow(
    city: Path, door: Door, folder: Path, wanted: ImageFilter, compared: int
) -> None:
    answer = search_images(city, folder / f"{mark_number(3)}.png", wanted, door=door)
    assert answer.compared == compared
    assert len(answer.hits) <= compared


def test_a_second_run_reads_nothing_anew_and_a_changed_picture_is_read(
    city: Path, door: Door, folder: Path, tmp_path: Path
) -> None:
    again = index_images(city, [folder], door=door)
    assert (again.indexed, again.unchanged) == (0, 21)
    packed = tmp_path / "图样.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "山水.png", "商标/山水.png")
        archive.writestr("商标/", "")
        archive.writestr("__MACOSX/._山水.png", "x")
        archive.writestr("没有的号.png", (folder / "山水.png").read_bytes())
        archive.writestr(f"{mark_number(5)}.png", b"\x89PNG\r\n\x1a\n\0\0")
    report = index_images(city, [packed], door=door)
    assert (report.pictures, report.indexed, report.unchanged) == (3, 0, 1)
    told = {one.file_name: one for one in report.set_aside}
    assert "没有这个注册号" in told["没有的号.png"].reason
    assert "残缺" in told[f"{mark_number(5)}.png"].reason
    assert report.snapshot == again.snapshot


def test_the_command_says_what_it_found(city: Path, folder: Path, tmp_path: Path) -> None:
    def run(*words: str) -> Any:
        return CliRunner().invoke(cli, ["images", *words, "--home", str(city)])

    path = str(folder / f"{mark_number(4)}.png")
    told = run("search", path, "--class", "10")
    assert told.exit_code == 0, told.output
    assert f"1. 多半是同一图样（0.99）  商标  {mark_number(4)}  图样4  第10类" in told.stdout
    found = json.loads(run("search", path, "--json", "--size", "1").stdout)
    assert [hit["number"] for hit in found["hits"]] == [mark_number(4)]
    wrong = run("search", path, "--vienna", "鱼")
    assert wrong.exit_code == 2 and "分类号“鱼”读不出" in wrong.stderr
    bad = tmp_path / f"{mark_number(4)}.png"
    bad.write_text("<svg/>")
    aside = run("index", str(bad))
    assert aside.exit_code == 1 and "搁置1" in aside.stdout and "不是能读的图片" in aside.stdout
    assert json.loads(run("index", str(bad), "--json").stdout)["set_aside"][0]["next_step"]


def test_the_index_is_the_same_however_often_it_is_made(
    city: Path, door: Door, folder: Path
) -> None:
    path = folder / f"{mark_number(7)}.png"
    one, other = (door.picture(path) for _ in range(2))
    assert one.thumbnail == other.thumbnail and one.sha256 == other.sha256
    assert np.array_equal(one.views[0].hashes, other.views[0].hashes)
    assert np.array_equal(one.views[0].features[0].points, other.views[0].features[0].points)
