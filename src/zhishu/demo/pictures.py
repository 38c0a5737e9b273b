"""Pictures of some marks and designs of the demo city, where the libraries that draw and read them are installed."""

from __future__ import annotations

from pathlib import Path

from zhishu.flows.index_images import ImagesReport, index_images
from zhishu.flows.open_warehouse import open_warehouse
from zhishu.importers.door import Door
from zhishu.rights.images.view import is_installed

MARKS, DESIGNS = 36, 12
_MARKS = """
SELECT DISTINCT registration_number AS number FROM trademarks
WHERE mark_kind LIKE '%图形%' ORDER BY number DESC LIMIT $count
"""
_DESIGNS = """
SELECT application_number AS number FROM patents
WHERE right_kind = 'design' AND application_number IS NOT NULL
ORDER BY number DESC LIMIT $count
"""


def add_pictures(home: Path, folder: Path, seed: int, door: Door) -> ImagesReport | None:
    """Draw the pictures into a folder, named by their numbers, and index them; None without the extra."""
    if not is_installed():
        return None
    from zhishu.demo.drawn_marks import DrawnKind, draw

    folder.mkdir(parents=True, exist_ok=True)
    warehouse = open_warehouse(home)
    asked: tuple[tuple[DrawnKind, str, int], ...] = (
        ("mark", _MARKS, MARKS),
        ("design", _DESIGNS, DESIGNS),
    )
    for kind, sql, count in asked:
        for at, number in enumerate(warehouse.query(sql, {"count": count}).values()):
            draw(kind, seed, at).save(folder / f"{number}.png")
    return index_images(home, [folder], door=door)
