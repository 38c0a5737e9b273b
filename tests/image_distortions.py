"""What happens to a picture on its way: scaled, turned, cut, re-coloured, written over, photographed. Needs the extra.

Each takes and gives a Pillow picture and draws its chances from the generator it is handed.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from scan_samples import chinese_font

Distortion = Callable[[Any, random.Random], Any]


def _scaled(image: Any, chance: random.Random) -> Any:
    side = round(512 * chance.choice((0.3, 0.4, 0.6, 1.5)))
    return image.resize((side, side), Image.Resampling.BICUBIC)


def _stretched(image: Any, chance: random.Random) -> Any:
    return image.resize((512, round(512 * chance.uniform(0.75, 0.88))), Image.Resampling.BICUBIC)


def _turned(image: Any, chance: random.Random) -> Any:
    return image.rotate(
        chance.uniform(15, 345), Image.Resampling.BICUBIC, expand=True, fillcolor="white"
    )


def _tilted(image: Any, chance: random.Random) -> Any:
    return image.rotate(
        chance.choice((-1, 1)) * chance.uniform(3, 10),
        Image.Resampling.BICUBIC,
        expand=True,
        fillcolor="white",
    )


def _mirrored(image: Any, chance: random.Random) -> Any:
    return ImageOps.mirror(image)


def _cropped(image: Any, chance: random.Random) -> Any:
    side = round(512 * chance.uniform(0.6, 0.72))
    left, top = (chance.randint(0, 512 - side) for _ in range(2))
    return image.crop((left, top, left + side, top + side))


def _noisy(image: Any, chance: random.Random) -> Any:
    noise = np.random.default_rng(chance.randrange(1 << 32)).normal(0, 28, (512, 512, 3))
    return Image.fromarray((np.asarray(image) + noise).clip(0, 255).astype(np.uint8))


def _pressed(image: Any, chance: random.Random) -> Any:
    kept = io.BytesIO()
    image.resize((256, 256)).save(kept, "JPEG", quality=12)
    return Image.open(io.BytesIO(kept.getvalue())).convert("RGB")


def _recoloured(image: Any, chance: random.Random) -> Any:
    hue, full, light = image.convert("HSV").split()
    shift = chance.randint(60, 200)
    turned = hue.point(lambda one: (one + shift) % 256)
    return Image.merge("HSV", (turned, full, light)).convert("RGB")


def _on_colour(image: Any, chance: random.Random) -> Any:
    paper = Image.new("RGB", image.size, tuple(chance.randint(150, 235) for _ in range(3)))
    return ImageChops.multiply(image, paper)


def _inverted(image: Any, chance: random.Random) -> Any:
    return ImageOps.invert(image)


def _thicker(image: Any, chance: random.Random) -> Any:
    return image.filter(ImageFilter.MinFilter(7))


def _thinner(image: Any, chance: random.Random) -> Any:
    return image.filter(ImageFilter.MaxFilter(3))


def _outlined(image: Any, chance: random.Random) -> Any:
    edges = ImageOps.invert(image.convert("L").filter(ImageFilter.FIND_EDGES))
    inner = edges.crop((2, 2, 510, 510))
    return inner.filter(ImageFilter.MinFilter(5)).convert("RGB")


def _with_words(image: Any, chance: random.Random) -> Any:
    wider = Image.new("RGB", (512, 660), "white")
    wider.paste(image, (0, 148))
    pen = ImageDraw.Draw(wider)
    font = ImageFont.truetype(chinese_font() or "", 76)
    words = "".join(chance.sample("新老大小正宗百年品牌商行天下第一家", 5))
    pen.text((256, 80), words, fill=(30, 30, 30), anchor="mm", font=font)
    return wider


def _covered(image: Any, chance: random.Random) -> Any:
    made = image.copy()
    pen = ImageDraw.Draw(made)
    side = round(512 * chance.uniform(0.32, 0.4))
    left, top = (chance.randint(100, 412 - side) for _ in range(2))
    pen.rectangle((left, top, left + side, top + side), fill=(128, 128, 128))
    return made


def _photographed(image: Any, chance: random.Random) -> Any:
    """Paper on a table, seen from the side in uneven light."""
    table = Image.new("RGB", (700, 700), (104, 92, 80))
    corners = [(60, 60), (60, 640), (640, 640), (640, 60)]
    seen = [(x + chance.uniform(-40, 40), y + chance.uniform(-40, 40)) for x, y in corners]
    paper = [(0, 0), (0, 512), (512, 512), (512, 0)]
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(seen, paper, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    solved = np.linalg.solve(np.array(rows), np.array(paper, float).reshape(-1))
    opaque = image.convert("RGBA").transform(
        (700, 700), Image.Transform.PERSPECTIVE, solved, Image.Resampling.BICUBIC
    )
    table.paste(opaque, (0, 0), opaque)
    light = np.linspace(0.72, 1.0, 700)[None, :, None]
    lit = Image.fromarray((np.asarray(table) * light).clip(0, 255).astype(np.uint8))
    return lit.filter(ImageFilter.GaussianBlur(1.2))


DISTORTIONS: dict[str, Distortion] = {
    "scaled": _scaled,
    "stretched": _stretched,
    "tilted": _tilted,
    "turned": _turned,
    "mirrored": _mirrored,
    "cropped": _cropped,
    "noisy": _noisy,
    "pressed": _pressed,
    "recoloured": _recoloured,
    "on colour": _on_colour,
    "inverted": _inverted,
    "thicker": _thicker,
    "thinner": _thinner,
    "outlined": _outlined,
    "with words": _with_words,
    "covered": _covered,
    "photographed": _photographed,
}
