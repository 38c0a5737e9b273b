"""Makers of scanned pages: print drawn as a scanner would give it, then skewed, stained, stamped, turned.

Needs the extra (for Pillow) and a Chinese font; nothing here is foreign.
"""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT = 1240, 1754  # A4 at 150 dots an inch
LETTER, STEP, MARGIN = 28, 46, 150
COLUMN_WIDTH = 15 * LETTER
ROWS = (HEIGHT - 2 * MARGIN) // STEP
SEED = 20261126


@cache
def chinese_font() -> str | None:
    """A font file that prints Chinese; None where this machine has none."""
    if shutil.which("fc-list") is None:
        return None
    asked = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True)
    files = sorted(line.strip().removesuffix(":") for line in asked.stdout.splitlines())
    wanted = [one for one in files if "Serif" in one and "Regular" in one]
    return next(iter([*wanted, *files]), None)


def _font(size: int = LETTER) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(chinese_font() or "", size)


def _paper(width: int = WIDTH, height: int = HEIGHT) -> tuple[Image, Any]:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), "white")
    return image, ImageDraw.Draw(image)


def wrap_print(paragraphs: Sequence[str], width: int = WIDTH - 2 * MARGIN) -> list[tuple[str, int]]:
    """Lines of so many pixels with their indent in letters, as an office program sets them.

    Numbers stay whole, and no line begins with a mark that ends something.
    """
    font, lines = _font(), []
    for paragraph in paragraphs:
        line, indent = "", 2
        for piece in re.findall(r"(?:[0-9A-Za-z.%]{1,20}|.)[，。；：、）》”]{0,3}", paragraph):
            if line and font.getlength(line + piece) > width - LETTER * indent:
                lines.append((line, indent))
                line, indent = "", 0
            line += piece
        lines.append((line, indent))
    return lines


def pages_of(paragraphs: Sequence[str]) -> list[list[tuple[str, int]]]:
    """Printed lines with their indent, by page."""
    lines = wrap_print(paragraphs)
    return [lines[at : at + ROWS] for at in range(0, len(lines), ROWS)]


def draw_page(lines: Sequence[tuple[str, int]]) -> Image:
    """A clean page."""
    image, pen = _paper()
    _draw_lines(pen, lines, MARGIN, MARGIN)
    return image


def _draw_lines(pen: Any, lines: Sequence[tuple[str, int]], left: int, top: int) -> None:
    font = _font()
    for row, (text, indent) in enumerate(lines):
        place = (left + LETTER * indent, top + STEP * row)
        pen.text(place, text, font=font, fill=(25, 25, 25))


def draw_columns(paragraphs: Sequence[str], title: str) -> Image:
    """A title across, below it two columns of running text."""
    image, pen = _paper()
    _draw_lines(pen, [(title, 4)], MARGIN, MARGIN - STEP)
    width = COLUMN_WIDTH
    lines = wrap_print(paragraphs, width)
    half = (len(lines) + 1) // 2
    _draw_lines(pen, lines[:half], MARGIN, MARGIN + STEP)
    _draw_lines(pen, lines[half:], WIDTH - MARGIN - width, MARGIN + STEP)
    return image


def draw_table(rows: Sequence[Sequence[str]], before: Sequence[str] = ()) -> Image:
    """A ruled table of two and more columns, each cell with as many lines as it needs."""
    image, pen = _paper()
    lines = wrap_print(before)
    _draw_lines(pen, lines, MARGIN, MARGIN)
    top = MARGIN + STEP * (len(lines) + 1)
    width = (WIDTH - 2 * MARGIN) // len(rows[0])
    letters = width // LETTER - 1
    for row in rows:
        cells = [[cell[at : at + letters] for at in range(0, len(cell), letters)] for cell in row]
        height = STEP * max(map(len, cells)) + 20
        for column, cell in enumerate(cells):
            left = MARGIN + width * column
            pen.rectangle((left, top, left + width, top + height), outline="black", width=2)
            _draw_lines(pen, [(line, 0) for line in cell], left + LETTER // 2, top + 12)
        top += height
    return image


def skewed(image: Image, degrees: float = 1.5) -> Image:
    return image.rotate(degrees, fillcolor="white", resample=3)


def noisy(image: Image) -> Image:
    """Grey paper, speckles, a soft lens and hard compression."""
    from PIL import Image as Images
    from PIL import ImageFilter

    chance = random.Random(SEED)
    grey = image.filter(ImageFilter.GaussianBlur(0.8)).point(lambda one: 30 + one * 200 // 255)
    for _ in range(3_000):
        place = (chance.randrange(WIDTH), chance.randrange(HEIGHT))
        grey.putpixel(place, (chance.randrange(90),) * 3)
    return Images.open(io.BytesIO(as_bytes(grey, "JPEG", quality=35))).convert("RGB")


def faxed(image: Image) -> Image:
    """Black and white at 100 dots an inch."""
    small = image.resize((WIDTH * 2 // 3, HEIGHT * 2 // 3), resample=1)
    return small.convert("L").point(lambda one: 255 * (one > 150)).convert("RGB")


def stamped(image: Image, middle: tuple[int, int] = (520, 560)) -> Image:
    """With a red seal of 42 mm over the print."""
    from PIL import Image as Images
    from PIL import ImageChops, ImageDraw

    seal = Images.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(seal)
    x, y = middle
    red = (215, 30, 40)
    pen.ellipse((x - 124, y - 124, x + 124, y + 124), outline=red, width=7)
    pen.regular_polygon((x, y, 44), 5, fill=red)
    for at, letter in enumerate("云澜市知识产权局"):
        turn = Images.new("RGB", image.size, "white")
        ImageDraw.Draw(turn).text((x, y - 116), letter, font=_font(34), fill=red, anchor="ma")
        angle = 105 - 30 * at
        seal = ImageChops.darker(seal, turn.rotate(angle, center=(x, y), fillcolor="white"))
    return ImageChops.darker(image, seal)


def lying(image: Image) -> Image:
    return image.transpose(2)


def upside_down(image: Image) -> Image:
    return image.transpose(3)


def bad_copy(image: Image) -> Image:
    """A copy of a fax, small and askew: what a person reads with an effort."""
    small = skewed(image, 2).resize((WIDTH * 2 // 5, HEIGHT * 2 // 5), resample=1)
    return noisy(small.resize((WIDTH, HEIGHT), resample=1))


SPOILED: dict[str, Callable[[Image], Image]] = {
    "clean": lambda image: image,
    "skewed": skewed,
    "noisy": noisy,
    "faxed": faxed,
    "stamped": stamped,
    "lying": lying,
    "upside down": upside_down,
    "a bad copy": bad_copy,
}


def as_bytes(image: Image, form: str = "PNG", **options: Any) -> bytes:
    made = io.BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


def as_pdf(*images: Image) -> bytes:
    """A PDF of nothing but pictures, as a scanner makes it."""
    first, *rest = images
    return as_bytes(first, "PDF", resolution=150, save_all=True, append_images=rest)
