"""Puts a run's pictures into docs, small: so few colours are enough for a screen.

A picture that shows what the one in docs shows, but for a clock or a cursor, is left as it is.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageChops

COLOURS = 96
SAME = 0.0003  # so much of a picture may differ without its being another


def alike(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return False
    difference = ImageChops.difference(one.convert("L"), other.convert("L"))
    changed = sum(difference.histogram()[24:])
    return changed <= SAME * one.width * one.height


def main(made: Path, docs: Path) -> None:
    docs.mkdir(parents=True, exist_ok=True)
    names = {file.name for file in made.glob("*.png")}
    for old in docs.glob("*.png"):
        if old.name not in names:
            old.unlink()
    for name in sorted(names):
        with Image.open(made / name) as picture:
            whole = picture.convert("RGB")
        small = whole.quantize(COLOURS, dither=Image.Dither.NONE)
        known = docs / name
        if known.exists() and alike(small.convert("RGB"), Image.open(known).convert("RGB")):
            continue
        small.save(known, optimize=True)
    (docs / "README.md").write_text((made / "README.md").read_text())


main(Path(sys.argv[1]), Path(sys.argv[2]))
