from __future__ import annotations

from litestar import Router, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from topsmile.identity.desk import Desk
from topsmile.identity.permissions import needs
from topsmile.kernel.cause import Cause
from topsmile.notifications import link_service as service
from topsmile.notifications.link_models import CancelByLink, Follow, Followed, RescheduleByLink
from topsmile.notifications.links import Links


@post("/", status_code=200, opt=needs("public"), operation_id="followLink")
async def show(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    links: NamedDependency[Links],
    data: JSONBody[Follow],
) -> Followed:
    """The visit that a link of a message is about, and whether it is still good for anything."""
    return await service.show(desk, cause, links, data)


@post("/confirm", status_code=200, opt=needs("public"), operation_id="confirmByLink")
async def confirm(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    links: NamedDependency[Links],
    data: JSONBody[Follow],
) -> Followed:
    """Confirm the visit without signing in."""
    return await service.confirm(desk, cause, links, data)


@post("/cancel", status_code=200, opt=needs("public"), operation_id="cancelByLink")
async def cancel(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    links: NamedDependency[Links],
    data: JSONBody[CancelByLink],
) -> Followed:
    """Cancel the visit without signing in."""
    return await service.cancel(desk, cause, links, data)


@post("/reschedule", status_code=200, opt=needs("public"), operation_id="rescheduleByLink")
async def reschedule(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    links: NamedDependency[Links],
    data: JSONBody[RescheduleByLink],
) -> Followed:
    """Move the visit without signing in, to a time that is offered to patients."""
    return await service.reschedule(desk, cause, links, data)


router = Router("/api/links", route_handlers=[show, confirm, cancel, reschedule], tags=["Links"])
