"""Drawn marks and designs, all made up: a seed and a number give the same picture. Needs the extra for Pillow."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any, Literal

from PIL import Image, ImageDraw, ImageFont

DrawnKind = Literal["mark", "design"]
SIDE = 512
_INKS = (
    (20, 20, 20), (196, 30, 38), (12, 84, 160), (0, 128, 84), (226, 120, 20), (112, 48, 140), (90, 60, 36),
)  # fmt: skip
_CHARACTERS = "云澜青岚临溪望川石埠南汀山河星月竹茶鹤龙凤金木水火土光风松梅兰菊春夏秋冬福禄寿喜源泰恒盛宏远嘉和润泽瑞祥"
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
Point = tuple[float, float]


def draw(kind: DrawnKind, seed: int, number: int, font: str | None = None) -> Any:
    """A picture of 512 x 512 pixels; font: a file that prints Chinese, without which marks bear no words."""
    chance = random.Random(f"{seed}:{kind}:{number}")  # noqa: S311 - a drawing, not a secret
    image = Image.new("RGB", (SIDE, SIDE), "white")
    pen = ImageDraw.Draw(image)
    if kind == "design":
        _draw_design(pen, chance)
    else:
        _draw_mark(pen, chance, font)
    return image


def _draw_mark(pen: Any, chance: random.Random, font: str | None) -> None:
    """Two to four figures over one another, most with a word below."""
    inks = chance.sample(_INKS, 3)
    has_words = font is not None and chance.random() < 0.6
    middle = (256.0, 215.0 if has_words else 256.0)
    if chance.random() < 0.4:
        _frame(pen, chance, middle, 190, inks[0])
    figures: list[Callable[..., None]] = chance.sample(
        [_rosette, _star, _waves, _blades, _bars, _dots, _leaf], chance.randint(1, 3)
    )
    for figure, ink in zip(figures, inks[::-1], strict=False):
        spot = (middle[0] + chance.uniform(-60, 60), middle[1] + chance.uniform(-50, 50))
        figure(pen, chance, spot, chance.uniform(60, 135), ink)
    if font is None:
        return
    if chance.random() < 0.35:
        sign = chance.choice(_CHARACTERS)
        size = chance.randint(90, 170)
        pen.text(middle, sign, fill=inks[0], anchor="mm", font=ImageFont.truetype(font, size))
    if has_words:
        words = "".join(chance.sample(_CHARACTERS, chance.randint(2, 4)))
        if chance.random() < 0.4:
            words = "".join(chance.choices(_LETTERS, k=chance.randint(3, 7)))
        large = ImageFont.truetype(font, chance.randint(54, 80))
        pen.text((256, 445), words, fill=inks[1], anchor="mm", font=large)


def _around(middle: Point, radius: float, angle: float) -> Point:
    return (middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle))


def _frame(pen: Any, chance: random.Random, at: Point, size: float, ink: Any) -> None:
    """A ring, or a polygon's outline."""
    width = chance.randint(5, 22)
    corners = chance.choice((0, 3, 4, 5, 6, 8))
    if not corners:
        box = (at[0] - size, at[1] - size, at[0] + size, at[1] + size)
        pen.ellipse(box, outline=ink, width=width)
        return
    turn = chance.uniform(0, math.tau)
    points = [_around(at, size, turn + math.tau * one / corners) for one in range(corners)]
    pen.line([*points, *points[:2]], fill=ink, width=width, joint="curve")


def _rosette(pen: Any, chance: random.Random, at: Point, size: float, ink: Any) -> None:
    """Petals around a middle."""
    count, turn = chance.randint(3, 9), chance.uniform(0, math.tau)
    inner, petal = size * chance.uniform(0.45, 0.7), size * chance.uniform(0.15, 0.4)
    for one in range(count):
        x, y = _around(at, inner, turn + math.tau * one / count)
        pen.ellipse((x - petal, y - petal, x + petal, y + petal), outline=ink, width=9)


def _star(pen: Any, chance: random.Random, at: Point, size: float, ink: Any) -> None:
    """A star, its points of two lengths."""
    count, turn = chance.randint(3, 8), chance.uniform(0, math.tau)
    inner = chance.uniform(0.3, 0.7)
    points = [
        _around(at, size * (inner if one % 2 else 1), turn + math.pi * one / count)
        for one in range(2 * count)
    ]
    pen.polygon(points, fill=ink)


def _waves(pen: Any, chance: random.Random, at: Point, size: float, ink: Any) -> None:
    """Waves one below another."""
    swing, length = size * chance.uniform(0.1, 0.3), chance.uniform(1, 3)
    for row in range(chance.randint(2, 4)):
        points = [
            (
                at[0] - size + 2 * size * step / 60,
                at[1] + row * 26 + swing * math.sin(math.tau * length * step / 60 + row),
            )
            for step in range(61)
        ]
        pen.line(points, fill=ink, width=chance.randint(6, 14), joint="curve")


def _blades(pen: Any, chance: random.Random, at: Point, size: float, ink: Any) -> None:
    """Blades of a wheel that lean."""
    count, turn = chance.randint(3, 7), chance.uniform(0, math.tau)
    lean, width = chance.uniform(0.3, 1.2), chance.uniform(0.2, 0.6)
    for one in range(count):
        angle = turn + math.tau * one / count
        tip, back = (
            _around(at, size, angle + lean),
            _around(at, size * 0.8, angle + lean + width),
        )
        pen.polygon([_around(at, size * 0.15, angle), tip, back], fill=ink)


def _bars(pen: Any, chance: random.Random, at: Point, size: float, ink: Any) -> None:
    """Upright bars of several heights."""
    count = chance.randint(3, 7)
    step = 2 * size / count
    for one in range(count):
        height, left = size * chance.uniform(0.3, 1), at[0] - size + one * step
        pen.rectangle(
            (left, at[1] - height, left + step * 0.55, at[1] + size * chance.uniform(0, 0.9)),
            fill=ink,
        )


def _dots(pen: Any, chance: random.Random, at: Point, size: float, ink: Any) -> None:
    """Dots strewn about."""
    for _ in range(chance.randint(4, 11)):
        x, y = _around(at, size * math.sqrt(chance.random()), chance.uniform(0, math.tau))
        dot = size * chance.uniform(0.06, 0.2)
        pen.ellipse((x - dot, y - dot, x + dot, y + dot), fill=ink)


def _leaf(pen: Any, chance: random.Random, at: Point, size: float, ink: Any) -> None:
    """A leaf with veins."""
    turn, belly = chance.uniform(0, math.tau), chance.uniform(0.3, 0.7)
    edge: list[Point] = []
    for side in (1, -1):
        steps = range(31) if side == 1 else range(30, -1, -1)
        for step in steps:
            along = 2 * step / 30 - 1
            across = side * belly * (1 - along * along)
            edge.append(
                (
                    at[0] + size * (along * math.cos(turn) - across * math.sin(turn)),
                    at[1] + size * (along * math.sin(turn) + across * math.cos(turn)),
                )
            )
    pen.line([*edge, edge[0]], fill=ink, width=8, joint="curve")
    pen.line([edge[0], edge[30]], fill=ink, width=6)
    for vein in range(1, chance.randint(3, 6)):
        pen.line([edge[5 * vein], edge[min(60, 62 - 5 * vein)]], fill=ink, width=4)


def _draw_design(pen: Any, chance: random.Random) -> None:
    """A product from the front in lines: a turned outline, bands, knobs, a pattern on its side."""
    ink, half, top, bottom = (40, 40, 40), [], 60, 455
    rows = chance.randint(6, 10)
    for row in range(rows + 1):
        half.append((chance.uniform(45, 170), top + (bottom - top) * row / rows))
    outline = [(256 - wide, y) for wide, y in half] + [(256 + wide, y) for wide, y in half[::-1]]
    pen.line([*outline, *outline[:2]], fill=ink, width=5, joint="curve")
    for wide, y in chance.sample(half[1:-1], chance.randint(1, 4)):
        pen.line([(256 - wide, y), (256 + wide, y)], fill=ink, width=chance.randint(2, 6))
    for _ in range(chance.randint(2, 6)):
        x, y = 256 + chance.uniform(-40, 40), chance.uniform(top + 40, bottom - 40)
        size = chance.uniform(8, 34)
        if chance.random() < 0.5:
            pen.ellipse((x - size, y - size, x + size, y + size), outline=ink, width=4)
        else:
            pen.rounded_rectangle((x - size, y - size, x + size, y + size), 8, outline=ink, width=4)
    if chance.random() < 0.6:
        side, wide = chance.choice((-1, 1)), chance.uniform(40, 80)
        y = chance.uniform(150, 330)
        left = 256 + side * half[rows // 2][0] - wide
        pen.ellipse((left, y - 60, left + 2 * wide, y + 60), outline=ink, width=6)
