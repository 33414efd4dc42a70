"""Clean is only what a scanner called clean."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from files.corpus_documents import contents, pdf
from files.corpus_table import EICAR, deep_zip
from files.inspection.clamd import Clamd as Fake
from files.inspection.clamd import listening
from pikepdf import Name

from topsmile.adapters.scanner import (
    Clamd,
    MemoryScanner,
    NoScanner,
    Scanner,
    ScannerGone,
    Verdict,
    scanner,
)

pytestmark = pytest.mark.anyio


async def pieces(data: bytes, size: int = 70_000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def packed_in_pdf() -> bytes:
    return pdf(contents(zlib.compress(EICAR), filters=Name.FlateDecode), compress_streams=False)


@pytest.mark.parametrize(
    "data",
    [EICAR, deep_zip("eicar.com", EICAR), packed_in_pdf(), b"\xff\xd8" + bytes(500_000) + EICAR],
    ids=["plain", "in an archive", "packed in a PDF", "behind much else"],
)
async def test_the_test_virus_is_found(data: bytes) -> None:
    async with listening(Fake()) as address:
        verdict = await Clamd(address).scan(pieces(data))
    assert verdict == Verdict(found="Win.Test.EICAR_HDB-1")
    assert not verdict.clean


async def test_what_is_clean_is_clean_and_was_seen_whole(tmp_path: Path) -> None:
    fake = Fake()
    async with listening(fake, str(tmp_path / "clamd.ctl")) as address:
        asking = scanner(address)
        assert asking.looks
        assert (await asking.scan(pieces(bytes(1_000_001)))).clean
        assert (await asking.scan(pieces(b""))).clean
    assert fake.scanned == [1_000_001, 0]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: OK perhaps\0",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"stream: Can't allocate memory ERROR\0",
        b"\xff\xfe" * 3000,
    ],
)
async def test_any_other_answer_is_none(answer: bytes) -> None:
    async with listening(Fake(answer=answer)) as address:
        with pytest.raises(ScannerGone):
            await Clamd(address).scan(pieces(b"x"))


async def test_one_that_takes_no_more_is_heard_to_the_end() -> None:
    async with listening(Fake(most=100_000)) as address:
        with pytest.raises(ScannerGone):
            await Clamd(address).scan(pieces(bytes(5_000_000)))


async def test_one_that_hangs_is_not_waited_for() -> None:
    async with listening(Fake(silent=True)) as address:
        with pytest.raises(ScannerGone, match="does not answer"):
            await Clamd(address, deadline=0.2).scan(pieces(b"x"))


async def test_one_that_is_away(tmp_path: Path) -> None:
    for address in ("tcp://127.0.0.1:9", f"unix://{tmp_path}/none"):
        with pytest.raises(ScannerGone):
            await Clamd(address).scan(pieces(b"x"))


async def test_without_one_nobody_looked() -> None:
    nobody: Scanner = scanner(None)
    assert isinstance(nobody, NoScanner)
    assert await nobody.scan(pieces(EICAR)) == Verdict(scanned=False)
    assert not nobody.looks


async def test_the_twin() -> None:
    twin: Scanner = MemoryScanner(EICAR)
    assert not (await twin.scan(pieces(b"x" + EICAR))).clean
    assert (await twin.scan(pieces(b"x"))).clean


@pytest.mark.parametrize("address", ["http://clamd", "clamd.ctl", ""])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(ValueError, match="CLAMD_URL"):
        Clamd(address)
