from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, HeaderParameter, JSONBody, QueryParameter
from litestar.response import Stream

from topsmile.files import direct, downloading, service, uploading
from topsmile.files.downloading import Asked
from topsmile.files.form import UploadOperation
from topsmile.files.intake import AnyRequest
from topsmile.files.keeping import Keeper, Keeping
from topsmile.files.models import (
    ChangeFile,
    Direct,
    File,
    Link,
    Rules,
    StartDirect,
    Usage,
    Versions,
)
from topsmile.identity.guards import once_of
from topsmile.identity.models import Viewer
from topsmile.identity.permissions import needs
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.idempotency import Once
from topsmile.kernel.pages import Limit, Page

READ, WRITE = needs("files.read"), needs("files.write")
Number = Annotated[int | None, QueryParameter(ge=1, le=2**31 - 1)]
RangeHeader = Annotated[str | None, HeaderParameter(name="range", max_length=200)]
IfRange = Annotated[str | None, HeaderParameter(name="if-range", max_length=200)]


def provide_keeper(
    keeping: NamedDependency[Keeping],
    database: NamedDependency[Database],
    cause: NamedDependency[Cause],
    viewer: NamedDependency[Viewer],
) -> Keeper:
    return Keeper(keeping, database, cause, viewer)


@post(
    "/",
    opt=WRITE,
    operation_id="uploadFile",
    operation_class=UploadOperation,
    request_max_body_size=None,
)
async def upload(request: AnyRequest, keeper: NamedDependency[Keeper]) -> Response[File]:
    """Send a file as multipart/form-data, its parts in any order. Its content decides its type."""
    return await uploading.upload(request, keeper, partial(once_of, request))


@get("/", opt=READ, operation_id="listFiles")
async def listed(
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    patient_id: FromQuery[UUID | None] = None,
    appointment_id: FromQuery[UUID | None] = None,
    kind: Annotated[str | None, QueryParameter(max_length=40)] = None,
    deleted: FromQuery[bool] = False,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[File]:
    """The newest first. Patients see their own and what is shared with them."""
    return await service.listed(
        tx, viewer, patient_id, appointment_id, kind, cursor, limit, deleted=deleted
    )


@get("/usage", opt=READ, operation_id="showFileUsage")
async def usage(
    tx: NamedDependency[Tx], viewer: NamedDependency[Viewer], keeping: NamedDependency[Keeping]
) -> Usage:
    """How much room is taken, of how much."""
    return await service.usage(tx, viewer, keeping)


@get("/rules", opt=READ, operation_id="showFileRules")
async def rules(keeping: NamedDependency[Keeping]) -> Rules:
    """What may be uploaded. A page that asks first refuses in the same way as we would."""
    return service.rules(keeping)


@post("/direct", opt=WRITE, operation_id="startDirectUpload")
async def start_direct(
    tx: NamedDependency[Tx],
    once: NamedDependency[Once],
    keeper: NamedDependency[Keeper],
    data: JSONBody[StartDirect],
) -> Response[Direct]:
    """Where to put a large file, for an hour. Only where files are kept in S3."""
    return await once(lambda: direct.begin(tx, keeper, data))


@post("/direct/{direct_id:str}/complete", opt=WRITE, operation_id="completeDirectUpload")
async def complete_direct(keeper: NamedDependency[Keeper], direct_id: FromPath[UUID]) -> File:
    """It is there: look at it as at any upload, and keep it. A repeat gets the same file."""
    return await direct.complete(keeper, direct_id)


@get("/links/{token:str}", opt=needs("public"), operation_id="followFileLink")
async def follow(
    request: AnyRequest,
    keeping: NamedDependency[Keeping],
    database: NamedDependency[Database],
    cause: NamedDependency[Cause],
    token: Annotated[str, FromPath],
    range_: RangeHeader = None,
    if_range: IfRange = None,
) -> Stream:
    """The bytes, by a link that is good for five minutes, without signing in."""
    asked = Asked(range_, if_range)
    member: Any = request.scope.get("principal")
    return await downloading.by_link(keeping, database, cause, member, token, asked)


@get("/{file_id:str}", opt=READ, operation_id="showFile")
async def show(
    tx: NamedDependency[Tx], viewer: NamedDependency[Viewer], file_id: FromPath[UUID]
) -> File:
    """One file."""
    return await service.show(tx, viewer, file_id)


@get("/{file_id:str}/content", opt=READ, operation_id="downloadFile")
async def content(
    keeper: NamedDependency[Keeper],
    file_id: FromPath[UUID],
    number: Number = None,
    inline: FromQuery[bool] = False,
    range_: RangeHeader = None,
    if_range: IfRange = None,
) -> Stream:
    """The bytes, whole or a range. `inline` shows a picture; everything else is an attachment."""
    asked = Asked(range_, if_range)
    return await downloading.content(keeper, file_id, number, asked, inline=inline)


@get("/{file_id:str}/thumbnail", opt=READ, operation_id="showFileThumbnail")
async def thumbnail(
    keeper: NamedDependency[Keeper], file_id: FromPath[UUID], number: Number = None
) -> Stream:
    """A small JPEG of it."""
    return await downloading.thumbnail(keeper, file_id, number)


@get("/{file_id:str}/versions", opt=READ, operation_id="listFileVersions")
async def versions(
    tx: NamedDependency[Tx], viewer: NamedDependency[Viewer], file_id: FromPath[UUID]
) -> Versions:
    """What was sent for this document, newest first."""
    return await service.versions(tx, viewer, file_id)


@patch("/{file_id:str}", opt=WRITE, operation_id="changeFile")
async def change(
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    file_id: FromPath[UUID],
    data: JSONBody[ChangeFile],
) -> File:
    """Change what is sent and keep the rest."""
    return await service.change(tx, viewer, file_id, data)


@delete("/{file_id:str}", opt=WRITE, operation_id="deleteFile")
async def remove(
    tx: NamedDependency[Tx], viewer: NamedDependency[Viewer], file_id: FromPath[UUID]
) -> None:
    """It can be brought back for a while."""
    await service.delete(tx, viewer, file_id)


@post("/{file_id:str}/restore", status_code=200, opt=WRITE, operation_id="restoreFile")
async def restore(
    tx: NamedDependency[Tx], viewer: NamedDependency[Viewer], file_id: FromPath[UUID]
) -> File:
    """Bring back what was deleted."""
    return await service.restore(tx, viewer, file_id)


@post("/{file_id:str}/link", opt=READ, operation_id="linkFile")
async def link(
    tx: NamedDependency[Tx],
    keeper: NamedDependency[Keeper],
    file_id: FromPath[UUID],
    number: Number = None,
) -> Link:
    """An address that needs no sign-in, for five minutes."""
    return await downloading.link(tx, keeper, file_id, number)


DEPENDENCIES = {"keeper": Provide(provide_keeper, sync_to_thread=False)}
uploads = Router("/api/upload", route_handlers=[upload], dependencies=DEPENDENCIES, tags=["Files"])
router = Router(
    "/api/files",
    route_handlers=[
        listed,
        usage,
        rules,
        start_direct,
        complete_direct,
        follow,
        show,
        content,
        thumbnail,
        versions,
        change,
        remove,
        restore,
        link,
    ],
    dependencies=DEPENDENCIES,
    tags=["Files"],
)
