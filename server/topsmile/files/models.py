from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

import msgspec

from topsmile.kernel.bodies import Body, Change, Name
from topsmile.kernel.errors import TopSmileError

Kind = Literal["photo", "x_ray", "document", "consent", "insurance_card"]
# direct: a browser is putting it into the storage; storing: we are; checking: in quarantine until
# the scanner has looked at it; abandoned: it never came, and its blobs are being removed.
State = Literal["direct", "storing", "abandoned", "checking", "ready", "refused"]
Status = Literal["checking", "ready", "refused"]
AnyKind: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]

NOBODY = UUID(int=0)
# What is decoded and written anew, and may therefore be looked at inside a page.
RASTERS = frozenset({"image/jpeg", "image/png", "image/webp"})


class QuotaExceeded(TopSmileError):
    """`quota` and `used` are bytes; `whose` says which of the two is full."""

    status = 413
    detail = "There is no room left for this file."


class NotAvailable(TopSmileError):
    status = 422
    detail = "Files are uploaded through us here: use POST /api/upload."


class NotArrived(TopSmileError):
    status = 409
    detail = "Nothing has arrived yet at the address we gave."


class StillChecking(TopSmileError):
    status = 409
    detail = "This file is still being checked for viruses. It can be opened in a moment."


class NotKept(TopSmileError):
    status = 409
    detail = "This file was refused and is not kept."


class RangeNotSatisfiable(TopSmileError):
    status = 416
    detail = "The file does not have this part."

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def headers(self) -> dict[str, str]:
        return {"content-range": f"bytes */{self.size}"}


class Creator(msgspec.Struct, frozen=True):
    name: str
    role: str


class FileVersion(msgspec.Struct, frozen=True):
    """What was sent once. `url` leads to the bytes, `preview_url` to those of a picture that may
    be shown inside a page."""

    number: int
    status: Status
    content_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    pages: int | None
    url: str
    thumbnail_url: str | None
    preview_url: str | None
    created_at: datetime
    created_by: Creator


class File(FileVersion, frozen=True):
    """A document as its newest version. `version` counts changes to it, `versions` how often it was
    sent. `shared`: its patient sees it too; what patients sent themselves always is."""

    id: UUID
    name: str
    kind: Kind
    patient_id: UUID | None
    appointment_id: UUID | None
    shared: bool
    version: int
    versions: int
    deleted_at: datetime | None


class Versions(msgspec.Struct, frozen=True):
    items: list[FileVersion]


class Row(msgspec.Struct, frozen=True):
    """A document and one of its versions."""

    id: UUID
    patient_id: UUID | None
    appointment_id: UUID | None
    kind: Kind
    name: str
    shared: bool
    newest: int | None
    version: int
    creator_id: UUID
    creator_role: str
    deleted_at: datetime | None
    number: int
    state: State
    blob: UUID
    thumbnail: UUID | None
    content_type: str
    size: int
    thumbnail_size: int
    sha256: str | None
    width: int | None
    height: int | None
    pages: int | None
    sender_id: UUID
    sender_role: str
    sent_at: datetime
    versions: int

    @property
    def audience(self) -> UUID | None:
        """The patient, if they may see it."""
        return self.patient_id if self.shared else None


class ChangeFile(Change, frozen=True):
    name: Name | msgspec.UnsetType = msgspec.UNSET
    kind: AnyKind | msgspec.UnsetType = msgspec.UNSET
    shared: bool | msgspec.UnsetType = msgspec.UNSET
    appointment_id: UUID | msgspec.UnsetType | None = msgspec.UNSET


class Wanted(Body, frozen=True):
    """What an upload says beside its bytes; `name` is the file's own, which decides nothing."""

    kind: AnyKind
    name: str = ""
    patient_id: UUID | None = None
    appointment_id: UUID | None = None
    replaces: UUID | None = None
    shared: bool = False


class StartDirect(Body, frozen=True):
    """`size` is reserved at once; `content_type` is only what the browser takes it for."""

    name: Name
    size: Annotated[int, msgspec.Meta(ge=1)]
    kind: AnyKind
    content_type: Annotated[str, msgspec.Meta(max_length=200)] = ""
    patient_id: UUID | None = None
    appointment_id: UUID | None = None
    replaces: UUID | None = None
    shared: bool = False

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            self.kind,
            self.name,
            self.patient_id,
            self.appointment_id,
            self.replaces,
            self.shared,
        )


class Address(msgspec.Struct, frozen=True):
    """Send the bytes there, as they are, in one request."""

    method: Literal["PUT"]
    url: str
    headers: dict[str, str]
    expires_at: datetime


class Direct(msgspec.Struct, frozen=True):
    """Then `POST /api/files/direct/{id}/complete`."""

    id: UUID
    upload: Address


class Link(msgspec.Struct, frozen=True):
    """Whoever has it reads this one file, until then."""

    url: str
    expires_at: datetime


class Share(msgspec.Struct, frozen=True):
    """In bytes."""

    used: int
    quota: int


class Usage(msgspec.Struct, frozen=True):
    """What the clinic keeps, and what of it the person who asks has sent. Staff may send as much as
    the clinic may keep."""

    clinic: Share
    person: Share


class KindRule(msgspec.Struct, frozen=True):
    """`max_bytes` is what `POST /api/upload` takes, `max_direct_bytes` what may go directly: 0
    where nothing may."""

    kind: Kind
    accepts: list[str]
    extensions: list[str]
    max_bytes: int
    max_direct_bytes: int


class Rules(msgspec.Struct, frozen=True):
    """What may be uploaded, and whether files can go to the storage directly: then
    `max_direct_bytes` is the most of any kind."""

    kinds: list[KindRule]
    direct: bool
    max_direct_bytes: int
