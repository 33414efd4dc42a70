"""The disk that uploads are looked at on runs full: said as that, and never as a broken picture."""

from __future__ import annotations

import errno
import shutil
import tempfile
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest
from contracts.problems import problem
from domain import SignIn
from make import Office
from shelf import scratch_of, upload

from topsmile.files.inspection.inspecting import inspect
from topsmile.kernel.errors import Unavailable
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
on_disk = pytest.mark.parametrize("settings", ["disk"], indirect=True)


def no_room(*_: Any, **__: Any) -> str:
    raise OSError(errno.ENOSPC, "No space left on device")


@on_disk
async def test_not_even_a_folder_can_be_made(
    sign_in: SignIn, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    reception = await sign_in(office)
    with monkeypatch.context() as full:
        full.setattr(tempfile, "mkdtemp", no_room)
        problem(await upload(reception), 503, "unavailable")
    assert (await upload(reception)).status_code == 201


@on_disk
async def test_what_is_received_does_not_fit(
    sign_in: SignIn, office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def of_no_use(path: Path, mode: str = "r", *rest: Any) -> IO[Any]:
        return opened(Path("/dev/full"), "wb", 0) if mode == "xb" else opened(path, mode, *rest)

    reception = await sign_in(office)
    with monkeypatch.context() as full:
        full.setattr(Path, "open", of_no_use)
        problem(await upload(reception), 503, "unavailable")
    assert scratch_of(settings) == []


class Disk(NamedTuple):
    free: int


async def test_what_the_child_makes_of_it_does_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its picture ends early because nothing more could be written, not because it is broken."""
    (tmp_path / "source").write_bytes(b"\x89PNG\r\n\x1a\n")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(4096))
    with pytest.raises(Unavailable, match="room"):
        await inspect(tmp_path / "source", kind="photo", name="x", scratch=tmp_path)
