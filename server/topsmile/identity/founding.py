"""A new clinic with its first people, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from topsmile.clinics import service as clinics
from topsmile.clinics.models import Clinic, OpenClinic, SlugTaken
from topsmile.identity import queries
from topsmile.identity.models import Address, Password
from topsmile.identity.permissions import Role
from topsmile.kernel.bodies import Name
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.errors import Invalid
from topsmile.kernel.ground import Ground, ground
from topsmile.kernel.trail import trail


class Founder(msgspec.Struct, frozen=True):
    """Someone who belongs to the clinic from its first day, with a confirmed address."""

    name: str
    email: str
    role: Role
    patient_id: UUID | None = None
    provider_id: UUID | None = None


# Makes what the clinic begins with and says who belongs to it.
Furnishing: TypeAlias = Callable[[Tx], Awaitable[Sequence[Founder]]]


async def needs_password(
    database: Database, cause: Cause, clinic: OpenClinic, founder: Founder
) -> bool:
    """Whether the founder is new here. Raises what will keep the clinic from being opened."""
    clinic.check()
    _check(founder.name, Name, "name", "The person needs a name of up to 200 characters.")
    _check(founder.email, Address, "email", "This is not an e-mail address.")
    async with ground(database, cause) as transaction:
        if await clinics.find(transaction, clinic.slug):
            raise SlugTaken
        return await _confirmed(transaction, founder.email) is None


def check_password(password: str) -> None:
    _check(password, Password, "password", "The password needs 8 to 256 characters.")


async def found(
    database: Database,
    cause: Cause,
    clinic: OpenClinic,
    password_hash: str,
    furnish: Furnishing,
) -> Clinic:
    """Raises SlugTaken. The password is for those who are new here; others keep their own."""
    async with ground(database, cause) as transaction:
        if await clinics.find(transaction, clinic.slug):
            raise SlugTaken
        opened, tx = await clinics.open_clinic(transaction, clinic)
        await trail(tx, "clinic.opened", "clinic", opened.id, after=opened)
        for founder in await furnish(tx):
            person_id = await _confirmed(transaction, founder.email)
            if person_id is None:
                person_id = await queries.insert_person(
                    transaction, founder.name, founder.email, password_hash, confirmed=True
                )
            await queries.insert_membership(
                transaction,
                opened.id,
                person_id,
                founder.role,
                founder.patient_id,
                founder.provider_id,
            )
            await trail(tx, "user.added", "person", person_id, after={"role": founder.role})
    return opened


async def _confirmed(transaction: Ground, email: str) -> UUID | None:
    known = await queries.candidates(transaction, email)
    return next((each.id for each in known if each.confirmed), None)


def _check(value: str, kind: Any, field: str, sentence: str) -> None:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        raise Invalid.on(field, sentence) from None
