"""Where files lie while they are looked at: a folder per process, which dies with it."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from topsmile.files.inspection import full

SWEPT_EVERY = 3600.0  # seconds


class Scratch:
    """`parent` is shared by the processes of a machine; each has a folder in it that it locks.

    The kernel lets go of the lock however a process ends: what nobody locks, nobody needs.
    """

    def __init__(self, parent: Path) -> None:
        self.parent = parent
        self._own: Path | None = None
        self._lock: int | None = None
        self._swept = float("-inf")

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """For one upload. It is gone afterwards, whatever happened."""
        if time.monotonic() - self._swept >= SWEPT_EVERY:
            self.sweep()
        with full_said():
            made = Path(tempfile.mkdtemp(prefix="upload-", dir=self._opened()))
            try:
                yield made
            finally:
                shutil.rmtree(made, ignore_errors=True)

    def sweep(self) -> int:
        """Remove what processes that are gone left behind; how many had."""
        self._swept = time.monotonic()
        if not self.parent.is_dir():
            return 0
        left = [each for each in self.parent.iterdir() if each != self._own]
        return sum(_removed(each) for each in left)

    def close(self) -> None:
        if self._own is not None and self._lock is not None:
            shutil.rmtree(self._own, ignore_errors=True)
            os.close(self._lock)
            self._own = self._lock = None

    def _opened(self) -> Path:
        if self._own is None or not self._own.is_dir():
            self.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Others are kept from sweeping it between its making and its lock.
            with _locked(self.parent):
                self._own = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=self.parent))
                self._lock = os.open(self._own, os.O_RDONLY | os.O_DIRECTORY)
                fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self._own


@contextmanager
def full_said() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise full() from error
        raise


def _removed(folder: Path) -> bool:
    with suppress(OSError), _locked(folder.parent), _locked(folder, fcntl.LOCK_NB):
        shutil.rmtree(folder)
        return True
    return False


@contextmanager
def _locked(folder: Path, patience: int = 0) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | patience)
        yield
    finally:
        os.close(descriptor)
