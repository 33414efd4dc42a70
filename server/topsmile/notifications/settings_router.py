from __future__ import annotations

from litestar import Router, get, patch
from litestar.di import NamedDependency
from litestar.params import JSONBody

from topsmile.identity.permissions import needs
from topsmile.kernel.db import Tx
from topsmile.notifications import settings
from topsmile.notifications.settings_models import ChangeMessageSettings, MessageSettings


@get("/settings", opt=needs("messages.manage"), operation_id="showMessageSettings")
async def show(tx: NamedDependency[Tx]) -> MessageSettings:
    """Quiet hours, when reminders come, and the channels in use."""
    return await settings.find(tx)


@patch("/settings", opt=needs("messages.manage"), operation_id="changeMessageSettings")
async def change(tx: NamedDependency[Tx], data: JSONBody[ChangeMessageSettings]) -> MessageSettings:
    """Change what is sent and keep the rest."""
    return await settings.change(tx, data)


router = Router("/api/messages", route_handlers=[show, change], tags=["Messages"])
