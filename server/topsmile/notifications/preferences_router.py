from __future__ import annotations

from uuid import UUID

from litestar import Router, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from topsmile.identity.models import Viewer
from topsmile.identity.permissions import needs
from topsmile.kernel.db import Tx
from topsmile.notifications import preferences
from topsmile.notifications.preferences_models import Choose, Preferences


@get("/preferences", opt=needs("messages.preferences"), operation_id="showOwnPreferences")
async def show_own(tx: NamedDependency[Tx], viewer: NamedDependency[Viewer]) -> Preferences:
    """Over which channels the signed-in patient hears from the clinic."""
    return await preferences.show_own(tx, viewer)


@put("/preferences", opt=needs("messages.preferences"), operation_id="chooseOwnPreferences")
async def choose_own(
    tx: NamedDependency[Tx], viewer: NamedDependency[Viewer], data: JSONBody[Choose]
) -> Preferences:
    """Allow or refuse channels. Allowing text messages is the consent to them."""
    return await preferences.choose_own(tx, viewer, data)


@get("/preferences/{patient_id:str}", opt=needs("patients.read"), operation_id="showPreferences")
async def show(tx: NamedDependency[Tx], patient_id: FromPath[UUID]) -> Preferences:
    """Over which channels a patient hears from the clinic, and since when they consent."""
    return await preferences.show(tx, patient_id)


@put(
    "/preferences/{patient_id:str}",
    opt=needs("patients.write"),
    operation_id="choosePreferences",
)
async def choose(
    tx: NamedDependency[Tx], patient_id: FromPath[UUID], data: JSONBody[Choose]
) -> Preferences:
    """Write down what the patient has said at the desk or on the phone."""
    return await preferences.choose(tx, patient_id, data, "staff")


router = Router(
    "/api/messages", route_handlers=[show_own, choose_own, show, choose], tags=["Messages"]
)
