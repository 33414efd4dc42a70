"""What a patient does with a link of a message, without signing in.

The link says the clinic, so each verb opens its own transaction there. It acts as the patient of
the visit, for one purpose, as long as the visit begins when the link was made for.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from msgspec.structs import replace

from topsmile.identity.desk import Desk
from topsmile.identity.models import TokenInvalid, Viewer
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import NotFound
from topsmile.kernel.trail import trail
from topsmile.notifications import link_queries
from topsmile.notifications.link_models import (
    CancelByLink,
    ClinicOfLink,
    Follow,
    Followed,
    RescheduleByLink,
    VisitOfLink,
)
from topsmile.notifications.links import Links, Purpose, VisitLink
from topsmile.payments import service as payments
from topsmile.scheduling import service as scheduling
from topsmile.scheduling.models import (
    MOVABLE,
    TRANSITIONS,
    Appointment,
    CannotBecome,
    Change,
    Reschedule,
    Status,
)

# From which states each purpose can be reached.
POSSIBLE: dict[Purpose, frozenset[Status]] = {
    "confirm": TRANSITIONS["confirm"][0],
    "reschedule": MOVABLE,
    "cancel": TRANSITIONS["cancel"][0],
}


class Entered(NamedTuple):
    tx: Tx
    viewer: Viewer
    link: VisitLink
    clinic: ClinicOfLink
    visit: Appointment

    def shows(self, visit: Appointment) -> VisitOfLink:
        return VisitOfLink(
            visit.id,
            visit.status,
            visit.starts_at,
            visit.ends_at,
            visit.starts_local,
            visit.service,
            visit.provider,
        )


async def _followed(entered: Entered, visit: Appointment) -> Followed:
    possible = is_possible(entered.link, visit)
    cancels = possible and entered.link.purpose == "cancel"
    return Followed(
        entered.link.purpose,
        entered.clinic,
        entered.shows(visit),
        possible,
        await payments.cancelling(entered.tx, visit) if cancels else None,
    )


def is_possible(link: VisitLink, visit: Appointment) -> bool:
    """Pure. That the visit is still to come is what the link itself ends with."""
    return visit.starts_at == link.starts_at and visit.status in POSSIBLE[link.purpose]


async def show(desk: Desk, cause: Cause, links: Links, data: Follow) -> Followed:
    """Changes nothing: scanners of mail follow links too."""
    async with _entered(desk, cause, _read(links, data.token)) as entered:
        return await _followed(entered, entered.visit)


async def confirm(desk: Desk, cause: Cause, links: Links, data: Follow) -> Followed:
    async with _entered(desk, cause, _meant(links, data.token, "confirm")) as entered:
        change = Change(_checked(entered).version)
        after = await scheduling.take(
            entered.tx, entered.viewer, entered.visit.id, "confirm", change
        )
        return await _done(entered, after)


async def cancel(desk: Desk, cause: Cause, links: Links, data: CancelByLink) -> Followed:
    async with _entered(desk, cause, _meant(links, data.token, "cancel")) as entered:
        change = Change(_checked(entered).version, data.reason, data.not_after)
        after = await scheduling.take(
            entered.tx, entered.viewer, entered.visit.id, "cancel", change
        )
        return await _done(entered, after)


async def reschedule(desk: Desk, cause: Cause, links: Links, data: RescheduleByLink) -> Followed:
    async with _entered(desk, cause, _meant(links, data.token, "reschedule")) as entered:
        wanted = Reschedule(data.starts_at, data.provider_id, _checked(entered).version)
        after = await scheduling.reschedule(entered.tx, entered.viewer, entered.visit.id, wanted)
        return await _done(entered, after)


def _read(links: Links, token: str) -> VisitLink:
    link = links.read(token)
    if link is None:
        raise TokenInvalid
    return link


def _meant(links: Links, token: str, purpose: Purpose) -> VisitLink:
    """A link is good for its own purpose and no other."""
    link = _read(links, token)
    if link.purpose != purpose:
        raise TokenInvalid
    return link


@asynccontextmanager
async def _entered(desk: Desk, cause: Cause, link: VisitLink) -> AsyncIterator[Entered]:
    """In the link's clinic, as the patient of its visit."""
    whose = replace(cause, actor_id=None, actor_role="patient")
    async with desk.database.transaction(link.clinic_id, whose) as tx:
        if link.starts_at <= tx.now:
            raise TokenInvalid
        clinic = await link_queries.clinic(tx)
        try:
            visit = await scheduling.get(tx, link.appointment_id)
        except NotFound:
            raise TokenInvalid from None
        if clinic is None:
            raise TokenInvalid
        viewer = Viewer(link.clinic_id, None, cause.address, visit.patient.id)
        yield Entered(tx, viewer, link, clinic, visit)


def _checked(entered: Entered) -> Appointment:
    if not is_possible(entered.link, entered.visit):
        raise CannotBecome(current=entered.shows(entered.visit))
    return entered.visit


async def _done(entered: Entered, after: Appointment) -> Followed:
    """The visit's own entry says what the patient did; this one, that it was by a link."""
    await trail(
        entered.tx,
        "appointment.by_link",
        "link",
        after.id,
        after={"purpose": entered.link.purpose, "version": after.version},
    )
    return await _followed(entered, after)
