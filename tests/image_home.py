"""A home with drawn marks and designs, and a folder of their pictures. Needs the extra."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from scan_samples import chinese_font
from zhishu.flows.index_images import index_images
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.rights.tables import PATENTS, TRADEMARKS

SEED = 11
MARKS, DESIGNS = 14, 6
VIENNA = ("03.01.14", "26.04.01", "05.03.11")
LOCARNO = ("09-01", "06-01")


def mark_number(at: int) -> str:
    """The registration number of a mark."""
    return str(61_000_001 + at)


def design_number(at: int) -> str:
    """The application number of a design."""
    body = f"20233{at:07d}"
    digits = zip(map(int, body), (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True)
    check = sum(digit * weight for digit, weight in digits) % 11
    return body + ("X" if check == 10 else str(check))


def publish_rights(home: Path) -> None:
    """The rows of the marks and designs, as an importer would leave them."""
    marks = [
        {
            "mark_id": f"{mark_number(at)}-{at % 3 + 9}",
            "registration_number": mark_number(at),
            "nice_class": at % 3 + 9,
            "name": f"图样{at}",
            "vienna": [VIENNA[at % 3]],
            "image_name": "山水.png" if at == 0 else None,
            "holders": [f"示例{at}有限公司"],
        }
        for at in range(MARKS)
    ]
    designs = [
        {
            "patent_id": design_number(at),
            "application_number": design_number(at),
            "right_kind": "design",
            "title": f"瓶{at}",
            "holders": ["示例设计有限公司"],
            "locarno": [LOCARNO[at % 2]],
        }
        for at in range(DESIGNS)
    ]
    with open_warehouse(home).publication("样例", "样例", tables=(TRADEMARKS, PATENTS)) as work:
        for table, rows in ((TRADEMARKS, marks), (PATENTS, designs)):
            names = [column.name for column in table.columns]
            work.replace(table, ({name: row.get(name) for name in names} for row in rows))


def draw_folder(folder: Path) -> Path:
    """The pictures, named by their numbers; one by its image name, one design with a second view."""
    from zhishu.demo.drawn_marks import draw

    folder.mkdir(parents=True)
    font = chinese_font()
    for at in range(MARKS):
        name = "山水" if at == 0 else mark_number(at)
        draw("mark", SEED, at, font).save(folder / f"{name}.png")
    for at in range(DESIGNS):
        draw("design", SEED, at).save(folder / f"{design_number(at)}.jpg", quality=90)
    draw("design", SEED, 99).save(folder / f"{design_number(0)}-2.jpg", quality=90)
    return folder


def add_images(city: Path, home: Path) -> Path:
    """A copy of a city with the marks and designs in it, their pictures looked at."""
    shutil.copytree(city, home)
    publish_rights(home)
    assert index_images(home, [draw_folder(home.parent / "图样")]).set_aside == []
    return home


def turned_mark(at: int) -> bytes:
    """The picture of a mark, turned, as PNG."""
    from zhishu.demo.drawn_marks import draw

    kept = io.BytesIO()
    picture = draw("mark", SEED, at, chinese_font())
    picture.rotate(70, expand=True, fillcolor="white").save(kept, "PNG")
    return kept.getvalue()
