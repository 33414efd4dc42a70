"""From the body of an upload to a file on this machine's disk: in pieces, hashed on the way."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Any, Self

import msgspec
from litestar import Request
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from topsmile.files.models import Wanted
from topsmile.kernel.errors import (
    FieldError,
    Invalid,
    Malformed,
    TooLarge,
    WrongType,
)
from topsmile.kernel.requests import field_error

AnyRequest = Request[Any, Any, Any]
FILE = "file"
# What a form around the file may take: words of a few fields, and the marks between its parts.
FORM_BYTES = 64 * 1024
FIELD_BYTES = 1000
MOST_PARTS = 12
LINE_ENDS = (b"\r", b"\r\n")


class Received(msgspec.Struct, frozen=True):
    """`digest` is of the bytes as they were sent and of all that was said beside them."""

    wanted: Wanted
    content: Path
    size: int
    digest: bytes


async def receive(request: AnyRequest, folder: Path, most: int) -> Received:
    """Reads the whole form. It stops at the first byte beyond `most`."""
    form = _Form(folder / "received", most)
    parser, held = _parser(request), b""
    try:
        with form, parser:
            async for piece in pieces(request):
                held += piece
                if held in LINE_ENDS:
                    continue  # the parser takes none behind the last mark, where it is usual
                for event in parser.parse(held):
                    form.take(event)
                held = b""
    except MultipartError as error:
        raise Malformed("We could not read this form.") from error
    return form.received()


async def pieces(request: AnyRequest) -> AsyncIterator[bytes]:
    while True:
        message: Any = await request.receive()
        if message["type"] == "http.disconnect":
            raise Malformed("The upload was cut.")
        if message.get("body"):
            yield bytes(message["body"])
        if not message.get("more_body", False):
            return


def _parser(request: AnyRequest) -> PushMultipartParser:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != "multipart/form-data":
        raise WrongType("Send this as multipart/form-data.")
    try:
        return PushMultipartParser(
            options.get("boundary", ""), max_segment_count=MOST_PARTS, strict=True
        )
    except MultipartError as error:
        raise Malformed("The Content-Type has no boundary that can be used.") from error


class _Form:
    """The parts as they come, in any order."""

    def __init__(self, content: Path, most: int) -> None:
        self.content, self.most = content, most
        self.name: str | None = None
        self.fields: dict[str, bytearray] = {}
        self.size = 0
        self.hash = hashlib.sha256()
        self._part = ""
        self._file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            self._file.close()

    def take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is not None:
            (self._write if self._part == FILE else self._note)(event)

    def _begin(self, part: MultipartSegment) -> None:
        name = self._part = part.name or ""
        if name in self.fields or (name == FILE and self.name is not None):
            raise Invalid.on(name, "This may be sent once.")
        if name == FILE:
            self.name = part.filename or ""
            self._file = self.content.open("xb")
        elif name not in Wanted.__struct_fields__:
            raise Invalid(errors=[FieldError(name[:100], "There is no such field.")])
        else:
            self.fields[name] = bytearray()

    def _write(self, piece: bytes | bytearray) -> None:
        assert self._file, "a file begins before it goes on"
        self.size += len(piece)
        if self.size > self.most:
            raise TooLarge(f"Files may have up to {self.most // 2**20} MB.", most=self.most)
        self.hash.update(piece)
        self._file.write(piece)

    def _note(self, piece: bytes | bytearray) -> None:
        value = self.fields[self._part]
        value += piece
        if len(value) > FIELD_BYTES:
            raise Invalid.on(self._part, "This is too long.", "too_long")

    def received(self) -> Received:
        if self.name is None:
            raise Invalid.on(FILE, "This is missing.", "missing")
        said = {name: self._text(name) for name in self.fields}
        # A form sends what was left empty as well.
        wanted = _understood({"name": self.name, **{k: v for k, v in said.items() if v}})
        self.hash.update(msgspec.json.encode(wanted, order="deterministic"))
        return Received(wanted, self.content, self.size, self.hash.digest())

    def _text(self, name: str) -> str:
        try:
            text = self.fields[name].decode()
        except UnicodeDecodeError as error:
            raise Invalid.on(name, "This is not text in UTF-8.") from error
        if "\x00" in text:
            raise Malformed("A NUL character is in none of our words.")
        return text


def _understood(said: dict[str, str]) -> Wanted:
    try:
        return msgspec.convert(said, Wanted, strict=False)
    except msgspec.ValidationError as error:
        raise Invalid(errors=[field_error(str(error))]) from error
