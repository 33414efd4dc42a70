"""A newcomer joins a clinic as its patient: person, record, membership and session are one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

from topsmile.clinics import service as clinics
from topsmile.clinics.models import Clinic
from topsmile.identity import mailbox, service
from topsmile.identity.desk import Desk
from topsmile.identity.events import UserRegistered, UserSignedIn
from topsmile.identity.models import Grant, Newcomer
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid
from topsmile.kernel.events import emit
from topsmile.kernel.ground import Ground, ground
from topsmile.kernel.idempotency import Once
from topsmile.kernel.limits import REGISTER_BY_CLIENT
from topsmile.kernel.trail import trail

# Makes the newcomer's record in their clinic and says which it is.
Recording: TypeAlias = Callable[[Tx], Awaitable[UUID]]


async def join(
    desk: Desk,
    cause: Cause,
    newcomer: Newcomer,
    *,
    agent: str,
    once_in: Callable[[Tx], Once],
    record: Recording,
) -> Grant:
    """Always someone new with an unconfirmed address, so nobody learns which addresses are known.

    A repeat is the same person on a new session: under its key stands who they are, never a token.
    """
    await desk.limiter.take(REGISTER_BY_CLIENT, cause.address)
    password_hash = await desk.passwords.hash(newcomer.password)
    grant = None
    async with ground(desk.database, cause) as transaction:
        clinic = await clinics.find(transaction, newcomer.clinic)
        if clinic is None:
            raise Invalid.on("clinic", "There is no such clinic.")
        once = once_in(await transaction.within(clinic.id))
        person_id = await once.recall(UUID)
        if person_id is None:
            person_id = await service.add_person(
                transaction, newcomer.name, newcomer.email, password_hash
            )
            grant = await _enrolled(
                desk, transaction, clinic, person_id, agent=agent, record=record
            )
            await once.remember(person_id)
    if grant is None:
        return await service.sign_in_again(
            desk, cause, newcomer.password, agent, clinic_id=clinic.id, person_id=person_id
        )
    await desk.sessions.announce(grant.session_id, grant.counter)
    return grant


async def _enrolled(
    desk: Desk,
    transaction: Ground,
    clinic: Clinic,
    person_id: UUID,
    *,
    agent: str,
    record: Recording,
) -> Grant:
    whose = Cause(transaction.cause.request_id, person_id, "patient", transaction.cause.address)
    tx = await transaction.within(clinic.id, whose)
    patient_id = await record(tx)
    membership = await service.add_member(
        transaction, clinic.id, person_id, "patient", patient_id=patient_id
    )
    token_id = await mailbox.give(desk.one_time, transaction, clinic.id, person_id, "confirm")
    await trail(tx, "user.registered", "person", person_id)
    await emit(tx, UserRegistered(person_id, patient_id, token_id))
    grant = await service.open_session(desk, transaction, membership, agent)
    await emit(tx, UserSignedIn(person_id, grant.session_id))
    return grant
