"""Whatever is sent, the answer is a file that is kept or a sentence, in time."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from files.corpus_documents import pdf
from files.corpus_pictures import good, grey_tiff, located, saved
from files.inspection.conftest import Look

from topsmile.files.inspection import Infected, Limits
from topsmile.kernel.errors import Invalid, TooLarge, WrongType

pytestmark = pytest.mark.anyio
GOOD: dict[str, Callable[[], bytes]] = {
    "JPEG": lambda: saved("JPEG", exif=located()),
    "PNG": lambda: saved("PNG", exif=located()),
    "WebP": lambda: saved("WEBP", exif=located().tobytes()),
    "HEIC": lambda: good("HEIF"),
    "TIFF": lambda: grey_tiff(8, 8),
    "PDF": lambda: pdf(pages=3),
}


def spoiled(data: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, a piece cut, doubled, moved or replaced, mostly near the beginning."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = min(int(chance.expovariate(3 / len(out))), len(out) - 1)
        end = min(len(out), at + chance.randint(1, 40))
        match chance.randrange(6):
            case 0:
                out[at] = chance.randrange(256)
            case 1:
                out[at:end] = bytes(end - at)
            case 2:
                out[at:end] = b"\xff" * (end - at)
            case 3:
                out[at:at] = out[at:end]
            case 4:
                del out[max(at, 16) : max(end, 17)]
            case _:
                out[at:end] = chance.randbytes(end - at)
    return bytes(out)


async def judged(look: Look, data: bytes, kind: str) -> str:
    try:
        seen = await look(data, kind)
    except (Invalid, WrongType, Infected, TooLarge) as refused:
        return refused.code()
    assert seen.content.stat().st_size == seen.size > 0
    return "kept"


def rounds(seed: int, count: int) -> list[random.Random]:
    return [random.Random(f"{seed}/{each}") for each in range(count)]


async def some(look: Look, form: str, count: int) -> set[str]:
    data, kind = GOOD[form](), "x_ray" if form == "TIFF" else "document"
    assert await judged(look, data, kind) == "kept"
    return {await judged(look, spoiled(data, each), kind) for each in rounds(1, count)}


@pytest.mark.parametrize("form", GOOD)
async def test_spoiled_files(look: Look, form: str) -> None:
    assert "invalid" in await some(look, form, 25)


@pytest.mark.stress
@pytest.mark.parametrize("form", GOOD)
async def test_many_spoiled_files(look: Look, form: str) -> None:
    await some(look, form, 1500)


async def test_noise_behind_every_signature(look: Look) -> None:
    for form in GOOD:
        for each in rounds(2, 4):
            data = GOOD[form]()[:16] + each.randbytes(each.randint(0, 3000))
            assert await judged(look, data, "document") != "kept"


async def test_a_picture_in_ten_thousand_passes_is_not_drawn_for_ever(look: Look) -> None:
    """A progressive JPEG may ask for its whole area again and again."""
    jpeg = saved("JPEG", (4000, 4000), progressive=True)
    last = jpeg.rindex(b"\xff\xda")
    data = jpeg[:-2] + jpeg[last:-2] * (40_000_000 // len(jpeg[last:-2])) + b"\xff\xd9"
    with pytest.raises(Invalid, match="could not read"):
        await look(data, limits=Limits(seconds=2))
