from __future__ import annotations

import time
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from topsmile.clinics import policies, queries
from topsmile.clinics.events import ClinicChanged
from topsmile.clinics.models import (
    ChangeClinicProfile,
    Clinic,
    ClinicProfile,
    OpenClinic,
    Policy,
    PublicClinic,
    Settings,
)
from topsmile.kernel.bodies import check_version
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.events import emit
from topsmile.kernel.ground import Ground, ground
from topsmile.kernel.trail import trail
from topsmile.kernel.zones import local_of

REMEMBERED_SECONDS = 30
PUBLIC = set(PublicClinic.__struct_fields__) & set(ClinicProfile.__struct_fields__)


class Directory:
    """Which clinic a slug means, remembered for a moment: every public request asks."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, Clinic]] = {}

    async def by_slug(self, ground: Ground, slug: str) -> Clinic:
        clinic = self.remembered(slug)
        if clinic is None:
            clinic = await queries.by_slug(ground, slug)
            self._known[slug] = (time.monotonic(), clinic)
        return clinic

    def remembered(self, slug: str) -> Clinic | None:
        since, clinic = self._known.get(slug, (-1e9, None))
        return clinic if time.monotonic() - since < REMEMBERED_SECONDS else None


async def get(ground: Ground, clinic_id: UUID) -> Clinic:
    return await queries.by_id(ground, clinic_id)


async def find(ground: Ground, slug: str) -> Clinic | None:
    return await queries.maybe_by_slug(ground, slug)


async def with_stripe_account(ground: Ground, account: str) -> UUID | None:
    """Whose connected account it is."""
    return await queries.with_stripe_account(ground, account)


async def existing(ground: Ground, named: str) -> UUID | None:
    """The clinic that somebody else names, if there is one."""
    try:
        clinic_id = UUID(named)
    except (ValueError, AttributeError, TypeError):
        return None
    return await queries.existing(ground, clinic_id)


async def settings(tx: Tx) -> Settings:
    return await queries.settings(tx)


async def show(ground: Ground, slug: str) -> PublicClinic:
    profile = await queries.public_profile(ground, slug)
    public = {name: getattr(profile, name) for name in PUBLIC}
    return PublicClinic(**public, today=local_of(ground.now, ZoneInfo(profile.timezone)).date())


async def profile(tx: Tx) -> ClinicProfile:
    """What the clinic says of itself."""
    return await queries.profile(tx)


async def change_profile(tx: Tx, data: ChangeClinicProfile) -> ClinicProfile:
    await queries.lock_profile(tx)
    before = await queries.profile(tx)
    check_version(before, data.expected_version)
    wanted = replace(before, **data.changes())
    if wanted == before:
        return before
    after = await queries.set_profile(tx, wanted)
    await trail(tx, "clinic.changed", "clinic", tx.clinic_id, before=before, after=after)
    await emit(tx, ClinicChanged())
    return after


async def open_clinic(ground: Ground, clinic: OpenClinic) -> tuple[Clinic, Tx]:
    """A new clinic with default settings, and the same transaction inside it."""
    clinic.check()
    opened = await queries.insert(ground, clinic)
    tx = await ground.within(opened.id)
    await queries.insert_settings(tx, clinic)
    return opened, tx


async def availability_changed(tx: Tx) -> None:
    """Raise the settings' version: whatever was answered about free times is out of date."""
    await queries.raise_version(tx)


async def policy(tx: Tx) -> Policy:
    """What the clinic asks of whoever books, where a service has no policy of its own."""
    return await queries.policy(tx)


async def change_policy(tx: Tx, wanted: Policy) -> Policy:
    """For bookings from now on: what was agreed stays agreed."""
    policies.check(wanted)
    await queries.lock_settings(tx)
    before = await queries.policy(tx)
    if wanted != before:
        await queries.set_policy(tx, wanted)
        await trail(
            tx, "clinic.policy_changed", "clinic", tx.clinic_id, before=before, after=wanted
        )
    return wanted


async def payments_ready(tx: Tx) -> bool:
    """Whether patients can pay here: only then are deposits and fees asked for."""
    return await queries.payments_ready(tx)


async def set_payments_ready(tx: Tx, ready: bool) -> None:
    if await queries.set_payments_ready(tx, ready):
        await trail(
            tx,
            "clinic.payments_ready",
            "clinic",
            tx.clinic_id,
            before={"payments_ready": not ready},
            after={"payments_ready": ready},
        )


async def set_stripe_account(tx: Tx, account: str) -> None:
    """Where the clinic is paid: by it, the clinic is found again."""
    await queries.set_stripe_account(tx, account)


async def everyone(database: Database, cause: Cause) -> list[Clinic]:
    """All clinics of the installation, for its operator."""
    async with ground(database, cause) as transaction:
        return await queries.everyone(transaction)


async def has_real_clinics(ground: Ground) -> bool:
    return await queries.real_clinics(ground) > 0


async def demos(database: Database, cause: Cause) -> list[Clinic] | None:
    """The clinics of an installation that is a demonstration; None where there are real ones."""
    async with ground(database, cause) as transaction:
        if await has_real_clinics(transaction):
            return None
        return await queries.demos(transaction)
