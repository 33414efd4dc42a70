from __future__ import annotations

from litestar import Response, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from topsmile.identity.desk import Desk
from topsmile.identity.guards import AnyRequest, once_for
from topsmile.identity.models import Principal
from topsmile.identity.permissions import needs
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.notifications import templating_service as service
from topsmile.notifications.models import Channel, Kind, Language
from topsmile.notifications.templating_models import (
    Preview,
    Template,
    Templates,
    TestSent,
    Try,
    WriteTemplate,
)

TEMPLATE = "/templates/{kind:str}/{channel:str}/{language:str}"


@get("/templates", opt=needs("messages.manage"), operation_id="listMessageTemplates")
async def listed(tx: NamedDependency[Tx]) -> Templates:
    """What the clinic's messages say: in its own words, or in ours."""
    return await service.listed(tx)


@put(TEMPLATE, opt=needs("messages.manage"), operation_id="writeMessageTemplate")
async def write(
    tx: NamedDependency[Tx],
    kind: FromPath[Kind],
    channel: FromPath[Channel],
    language: FromPath[Language],
    data: JSONBody[WriteTemplate],
) -> Template:
    """Say it in the clinic's own words. A variable that there is none of is refused."""
    return await service.write(tx, kind, channel, language, data)


@delete(TEMPLATE, opt=needs("messages.manage"), operation_id="resetMessageTemplate")
async def reset(
    tx: NamedDependency[Tx],
    kind: FromPath[Kind],
    channel: FromPath[Channel],
    language: FromPath[Language],
) -> None:
    """Back to our words."""
    await service.reset(tx, kind, channel, language)


@post("/preview", status_code=200, opt=needs("messages.manage"), operation_id="previewMessage")
async def preview(tx: NamedDependency[Tx], data: JSONBody[Try]) -> Preview:
    """What a template becomes, with invented visits."""
    return await service.preview(tx, data)


@post("/test", status_code=202, opt=needs("messages.manage"), operation_id="sendTestMessage")
async def send_test(
    request: AnyRequest,
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    principal: NamedDependency[Principal],
    data: JSONBody[Try],
) -> Response[TestSent]:
    """The same as e-mail to the address of whoever asks; ten an hour."""
    once_in = await once_for(request, principal)
    return await service.send_test(desk, cause, principal, data, once_in)


router = Router(
    "/api/messages", route_handlers=[listed, write, reset, preview, send_test], tags=["Messages"]
)
