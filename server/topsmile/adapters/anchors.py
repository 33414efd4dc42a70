"""Where anchors of the audit chain are kept, outside the database: in files, or in memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from uuid import UUID

PRIVATE = 0o600


class Anchors(Protocol):
    """Lines per clinic that are only ever added to."""

    def append(self, clinic_id: UUID, line: str) -> None:
        """Add the line; when this returns, a power cut does not undo it. It blocks."""

    def lines(self, clinic_id: UUID) -> Iterator[str]:
        """What was added, oldest first."""

    def clinics(self) -> Iterator[UUID]:
        """Whose lines there are."""


class FileAnchors:
    """`<folder>/<clinic id>.jsonl`, one for each clinic. The folder may be on another machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def append(self, clinic_id: UUID, line: str) -> None:
        self._make_folder()
        file = self._file(clinic_id)
        new = not file.exists()
        descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, PRIVATE)
        try:
            # What a power cut left half written must not spoil the line that comes after it.
            size = os.fstat(descriptor).st_size
            torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            os.write(descriptor, (("\n" if torn else "") + line + "\n").encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if new:
            sync_folder(self.folder)

    def lines(self, clinic_id: UUID) -> Iterator[str]:
        try:
            with self._file(clinic_id).open(encoding="utf-8", errors="replace") as file:
                for line in file:
                    yield line.rstrip("\n")
        except FileNotFoundError:
            return

    def clinics(self) -> Iterator[UUID]:
        for file in sorted(self.folder.glob("*.jsonl")):
            try:
                yield UUID(file.stem)
            except ValueError:
                continue  # something of the operator's own

    def _file(self, clinic_id: UUID) -> Path:
        return self.folder / f"{clinic_id}.jsonl"

    def _make_folder(self) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(self.folder.parent)


class MemoryAnchors:
    """The twin: keeps what it is given."""

    def __init__(self) -> None:
        self.kept: dict[UUID, list[str]] = {}

    def append(self, clinic_id: UUID, line: str) -> None:
        self.kept.setdefault(clinic_id, []).append(line)

    def lines(self, clinic_id: UUID) -> Iterator[str]:
        yield from self.kept.get(clinic_id, [])

    def clinics(self) -> Iterator[UUID]:
        yield from self.kept


def sync_folder(folder: Path) -> None:
    """A new file's name survives a power cut once its folder was written too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
