from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

from litestar import Request, Router, get, patch
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody

from topsmile.clinics import service
from topsmile.clinics.models import ChangeClinicProfile, ClinicProfile, PublicClinic
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.ground import Ground, ground


async def provide_ground(
    request: Request[Any, Any, Any], cause: NamedDependency[Cause]
) -> AsyncIterator[Ground]:
    database = cast("Database", request.app.state.desk.database)
    async with ground(database, cause) as transaction:
        yield transaction


@get("/{slug:str}", opt={"permission": "public"}, operation_id="showClinic")
async def show(transaction: NamedDependency[Ground], slug: FromPath[str]) -> PublicClinic:
    """What everyone may know of a clinic, and which date it is there."""
    return await service.show(transaction, slug)


router = Router(
    "/api/clinics",
    route_handlers=[show],
    dependencies={"transaction": Provide(provide_ground)},
    tags=["Clinics"],
)


@get("/", opt={"permission": "settings.read"}, operation_id="showSettings")
async def profile(tx: NamedDependency[Tx]) -> ClinicProfile:
    """What the own clinic says of itself."""
    return await service.profile(tx)


@patch("/", opt={"permission": "settings.manage"}, operation_id="changeSettings")
async def change_profile(
    tx: NamedDependency[Tx], data: JSONBody[ChangeClinicProfile]
) -> ClinicProfile:
    """Change what is sent and keep the rest."""
    return await service.change_profile(tx, data)


settings = Router("/api/settings", route_handlers=[profile, change_profile], tags=["Clinics"])
