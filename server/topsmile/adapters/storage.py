"""Where blobs are kept: a folder or a bucket, by one library; or in memory."""

from __future__ import annotations

import asyncio
import errno
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

PIECE = 256 * 1024  # what a download holds in memory
PART = 8 * 1024 * 1024  # of an upload to a bucket; a few at a time
PARTS_AT_ONCE = 2
# What the library writes beside a file until it is whole.
TORN = re.compile(r".+#[0-9]+\Z")
FULL = re.compile(r"No space left|Disk quota exceeded|os error (28|122)")


class StorageGone(Exception):
    """It does not answer, or not in order. Nothing was said about what is in it."""


class StorageFull(StorageGone):
    """There is no room left."""


class Missing(Exception):
    """There is no such blob."""


class Blob(NamedTuple):
    """`age` is by the storage's clock."""

    key: str
    size: int
    age: timedelta


class Storage(Protocol):
    direct: bool  # whether a browser can be told where to put a blob by itself

    async def put(self, key: str, source: Path) -> None:
        """The whole or nothing. When this returns, a power cut does not undo it."""

    def get(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to but without `end`, in pieces. Missing, StorageGone."""

    async def delete(self, *keys: str) -> None:
        """What is not there is deleted already."""

    async def size(self, key: str) -> int | None:
        """None when there is no such blob."""

    def listed(self, prefix: str) -> AsyncIterator[Blob]:
        """All whose keys begin with the folder `prefix`, in no particular order."""

    async def address(self, key: str, seconds: int) -> str:
        """Where a PUT without any other proof makes this blob, for so long."""

    async def tidy(self, age: timedelta) -> int:
        """Remove what was begun so long ago and never became a blob; how many of them."""


def opened(
    url: str,
    home: Path,
    *,
    endpoint: str | None = None,
    region: str = "us-east-1",
    key_id: str | None = None,
    secret: str | None = None,
) -> ObjectStorage:
    """By what an installation has chosen: `s3://bucket/prefix`, a folder, or `files` in `home`."""
    if not url.startswith("s3://"):
        return DiskStorage(Path(url.removeprefix("file://")) if url else home / "files")
    parts = urlsplit(url)
    store = S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        region=region,
        client_options={
            "allow_http": endpoint is not None and endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=5),
            "read_timeout": timedelta(seconds=30),
            "timeout": timedelta(minutes=30),  # of one part or one whole answer
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
        **_given(endpoint=endpoint, access_key_id=key_id, secret_access_key=secret),
    )
    return ObjectStorage(store)


def _given(**options: Any) -> dict[str, Any]:
    """Without them, the library looks in its environment, as on a machine with a role."""
    return {name: value for name, value in options.items() if value}


class ObjectStorage:
    """A bucket of S3, or of anything that speaks like it."""

    direct = True

    def __init__(self, store: Any) -> None:
        self.store = store

    async def put(self, key: str, source: Path) -> None:
        with told():
            await obstore.put_async(
                self.store, key, source, chunk_size=PART, max_concurrency=PARTS_AT_ONCE
            )

    async def get(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        if start >= end:
            return
        with told():
            found = await obstore.get_async(self.store, key, options={"range": (start, end)})
            async for piece in found.stream(min_chunk_size=PIECE):
                yield bytes(piece)

    async def delete(self, *keys: str) -> None:
        if keys:
            with told():
                await obstore.delete_async(self.store, list(keys))

    async def size(self, key: str) -> int | None:
        try:
            with told():
                return int((await obstore.head_async(self.store, key))["size"])
        except Missing:
            return None

    async def listed(self, prefix: str) -> AsyncIterator[Blob]:
        with told():
            async for batch in obstore.list(self.store, prefix=prefix):
                for each in batch:
                    yield Blob(each["path"], each["size"], _age(each["last_modified"]))

    async def address(self, key: str, seconds: int) -> str:
        return await obstore.sign_async(self.store, "PUT", key, timedelta(seconds=seconds))

    async def tidy(self, age: timedelta) -> int:  # noqa: ARG002
        """A bucket does that by a rule of its own for uploads that were never completed."""
        return 0


class DiskStorage(ObjectStorage):
    """A folder of this machine, or one that is mounted."""

    direct = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def store(self) -> LocalStore:
        """Made when it is used: a folder that is not mounted yet is no reason not to start."""
        with told():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return LocalStore(self.folder)

    async def put(self, key: str, source: Path) -> None:
        await super().put(key, source)
        with told():
            await asyncio.to_thread(_sync, self.folder / key)

    async def delete(self, *keys: str) -> None:
        for key in keys:
            with told():
                (self.folder / key).unlink(missing_ok=True)

    async def address(self, key: str, seconds: int) -> str:
        raise NotImplementedError("browsers cannot write to a folder")

    async def tidy(self, age: timedelta) -> int:
        with told():
            return await asyncio.to_thread(self._tidied, age)

    def _tidied(self, age: timedelta) -> int:
        removed = 0
        for file in self.folder.rglob("*#*"):
            with suppress(FileNotFoundError):  # it has become a blob just now
                began = datetime.fromtimestamp(file.stat().st_mtime, UTC)
                if TORN.match(file.name) and _age(began) >= age:
                    file.unlink()
                    removed += 1
        return removed


def _age(began: datetime) -> timedelta:
    return datetime.now(UTC) - began


def _sync(file: Path) -> None:
    """The file and the name it has in its folder."""
    for path in (file, file.parent, file.parent.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def told() -> Iterator[None]:
    """The library's errors, and the system's, as one of ours."""
    try:
        yield
    except FileNotFoundError as missing:
        raise Missing from missing
    except (BaseError, OSError) as error:
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        kind = StorageFull if full or FULL.search(str(error)) else StorageGone
        raise kind(type(error).__name__) from error


class MemoryStorage:
    """The twin: keeps what it is given; `trouble` is what it answers with instead."""

    def __init__(self, *, direct: bool = False) -> None:
        self.direct = direct
        self.kept: dict[str, tuple[bytes, datetime]] = {}
        self.trouble: StorageGone | None = None

    async def put(self, key: str, source: Path) -> None:
        self._answer()
        self.kept[key] = (source.read_bytes(), datetime.now(UTC))

    async def get(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        self._answer()
        if key not in self.kept:
            raise Missing
        yield self.kept[key][0][start:end]

    async def delete(self, *keys: str) -> None:
        self._answer()
        for key in keys:
            self.kept.pop(key, None)

    async def size(self, key: str) -> int | None:
        self._answer()
        return len(self.kept[key][0]) if key in self.kept else None

    async def listed(self, prefix: str) -> AsyncIterator[Blob]:
        self._answer()
        for key, (content, at) in list(self.kept.items()):
            if key.startswith(f"{prefix}/"):
                yield Blob(key, len(content), _age(at))

    async def address(self, key: str, seconds: int) -> str:
        return f"memory:///{key}?seconds={seconds}"

    async def tidy(self, age: timedelta) -> int:  # noqa: ARG002
        return 0

    def _answer(self) -> None:
        if self.trouble:
            raise self.trouble
