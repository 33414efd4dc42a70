"""Each file of the corpus: refused in clear words, or kept without what made it hostile."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pikepdf
import pytest
from files.corpus import CORPUS
from files.corpus_table import NEVER, STATUS, Hostile
from files.inspection.conftest import Look
from PIL import Image

from topsmile.files.inspection import Inspected, clean_name
from topsmile.kernel.errors import TopSmileError

pytestmark = pytest.mark.anyio


def test_the_corpus_is_large_and_every_file_has_its_own_name() -> None:
    names = Counter(each.what for each in CORPUS)
    assert len(CORPUS) >= 60
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("hostile", CORPUS, ids=lambda each: each.what)
async def test_refused_or_neutralised(look: Look, hostile: Hostile) -> None:
    if hostile.verdict != "neutralised":
        with pytest.raises(TopSmileError) as refused:
            await look(hostile.make(), hostile.kind, hostile.name)
        assert refused.value.code() == hostile.verdict, refused.value.said
        assert refused.value.status == STATUS[hostile.verdict]
        assert hostile.says in refused.value.said
        return
    seen = await look(hostile.make(), hostile.kind, hostile.name)
    assert seen.content_type == hostile.becomes
    assert clean_name(hostile.name, seen.extension).endswith(seen.extension)
    harmless(seen)


def harmless(seen: Inspected) -> None:
    stored = seen.content.read_bytes()
    assert seen.size == len(stored)
    assert [mark for mark in NEVER if mark in stored] == []
    if seen.content_type == "application/pdf":
        assert stored.startswith(b"%PDF-")
        assert stored.rstrip().endswith(b"%%EOF")
        assert len(pikepdf.open(io.BytesIO(stored)).pages) == seen.pages
    else:
        only_pixels(stored, seen)
    if seen.thumbnail:
        small_and_plain(seen.thumbnail)


def only_pixels(stored: bytes, seen: Inspected) -> None:
    with Image.open(io.BytesIO(stored)) as picture:
        picture.load()
        assert picture.size == (seen.width, seen.height)
        assert Image.MIME[picture.format or ""] == seen.content_type
        assert not picture.getexif()
        known = {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "loop", "background"}
        assert set(picture.info) - known - {"timestamp", "duration"} == set()
    ends = {"image/jpeg": b"\xff\xd9", "image/png": b"IEND\xaeB`\x82"}
    assert stored.endswith(ends.get(seen.content_type, b""))
    if seen.content_type == "image/webp":
        assert int.from_bytes(stored[4:8], "little") + 8 == len(stored)


def small_and_plain(thumbnail: Path) -> None:
    with Image.open(thumbnail) as small:
        assert small.format == "JPEG"
        assert max(small.size) <= 320
        assert not small.getexif()
