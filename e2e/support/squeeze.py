"""Makes the pictures of a folder small: 256 colours are enough for a screen."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

for file in sorted(Path(sys.argv[1]).glob("*.png")):
    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(file, optimize=True)
