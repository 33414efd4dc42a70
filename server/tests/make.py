"""Valid things with every detail changeable, written as superuser where nothing else makes them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
from argon2 import PasswordHasher

from topsmile.identity.one_time import OneTime

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

PASSWORD = "correct horse battery"
_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
MONDAY = datetime(2030, 1, 7, 6, tzinfo=UTC)  # the tests' now: before opening on a Monday
WEEK = [(weekday, 9 * 60, 17 * 60) for weekday in range(7)]


@dataclass
class Office:
    """A clinic with two dentists, a hygienist, services of unequal length and some patients."""

    id: UUID
    slug: str
    zone: str
    providers: list[UUID] = field(default_factory=list)
    services: dict[int, UUID] = field(default_factory=dict)  # by duration in minutes
    patients: list[UUID] = field(default_factory=list)

    @property
    def provider(self) -> UUID:
        return self.providers[0]

    @property
    def service(self) -> UUID:
        return self.services[30]

    @property
    def patient(self) -> UUID:
        return self.patients[0]

    def booking(self, **changes: Any) -> dict[str, Any]:
        """09:00 on the Monday, for staff to send."""
        wanted = {
            "service_id": self.service,
            "provider_id": self.provider,
            "patient_id": self.patient,
            "starts_at": "2030-01-07T09:00:00Z",
            **changes,
        }
        return {name: str(value) for name, value in wanted.items() if value is not None}


async def an_office(
    owner: Connection, *, zone: str = "UTC", step: int = 15, notice: int = 0, horizon: int = 180
) -> Office:
    slug = f"clinic-{uuid4().hex[:12]}"
    clinic = await a_row(
        owner,
        "clinic",
        slug=slug,
        name=slug,
        timezone=zone,
        currency="BRL",
        locale="pt-BR",
        created_at=MONDAY,
    )
    await owner.execute(
        """
        insert into clinic_settings (clinic_id, timezone, currency, locale, step_minutes,
          notice_minutes, horizon_days) values ($1, $2, 'BRL', 'pt-BR', $3, $4, $5)
        """,
        clinic,
        zone,
        step,
        notice,
        horizon,
    )
    office = Office(clinic, slug, zone)
    for name in ("Dr. Ana", "Dr. Bruno", "Carla"):
        office.providers.append(await a_provider(owner, clinic, name))
    for minutes in (30, 45, 60):
        office.services[minutes] = await a_service(owner, office, minutes)
    for number in range(3):
        office.patients.append(await a_patient(owner, clinic, f"Patient {number}"))
    return office


async def a_row(owner: Connection, table: str, **columns: Any) -> UUID:
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    made: UUID = await owner.fetchval(
        f"insert into {table} ({', '.join(columns)}) values ({places}) returning id",
        *columns.values(),
    )
    return made


async def a_provider(
    owner: Connection, clinic: UUID, name: str = "Dr. Ana", hours: list[tuple[int, int, int]] = WEEK
) -> UUID:
    provider = await a_row(owner, "provider", clinic_id=clinic, name=name, created_at=MONDAY)
    await owner.executemany(
        """
        insert into provider_hours (clinic_id, provider_id, weekday, opens, closes)
        values ($1, $2, $3, $4, $5)
        """,
        [(clinic, provider, *each) for each in hours],
    )
    return provider


async def a_service(
    owner: Connection, office: Office, minutes: int = 30, before: int = 0, after: int = 0
) -> UUID:
    """Performed by everyone."""
    service = await a_row(
        owner,
        "service",
        clinic_id=office.id,
        name=f"Visit of {minutes}",
        duration_minutes=minutes,
        buffer_before_minutes=before,
        buffer_after_minutes=after,
        price_amount=15000,
        price_currency="BRL",
        created_at=MONDAY,
    )
    await owner.executemany(
        "insert into service_provider (clinic_id, service_id, provider_id) values ($1, $2, $3)",
        [(office.id, service, provider) for provider in office.providers],
    )
    return service


async def a_patient(owner: Connection, clinic: UUID, name: str = "Maria") -> UUID:
    return await a_row(
        owner,
        "patient",
        clinic_id=clinic,
        name=name,
        email=f"x{uuid4().hex[:10]}@example.test",  # a search for a number does not find it
        locale="pt-BR",
        created_at=MONDAY,
    )


@dataclass(frozen=True)
class Account:
    person: UUID
    membership: UUID
    email: str
    patient: UUID | None


async def an_account(
    owner: Connection, clinic: UUID, role: str = "receptionist", patient: UUID | None = None
) -> Account:
    """A confirmed person with PASSWORD and a membership; a patient's has a record."""
    email = f"{role}-{uuid4().hex[:10]}@example.test"
    person = await a_row(
        owner,
        "person",
        name=f"A {role}",
        email=email,
        email_confirmed_at=MONDAY,
        password_hash=_HASH,
        created_at=MONDAY,
    )
    if role == "patient" and patient is None:
        patient = await a_patient(owner, clinic, f"Own {role}")
    membership = await a_row(
        owner,
        "membership",
        clinic_id=clinic,
        person_id=person,
        role=role,
        patient_id=patient,
        created_at=MONDAY,
    )
    return Account(person, membership, email, patient)


async def a_session(owner: Connection, clinic: UUID, account: Account, now: datetime) -> Any:
    return await owner.fetchrow(
        """
        insert into session (clinic_id, membership_id, person_id, seed, rotated_at, created_at,
          expires_at)
        values ($1, $2, $3, $4, $5, $5, $5::timestamptz + interval '30 days')
        returning id, clinic_id, membership_id, person_id, seed, counter, rotated_at, expires_at,
          ended_at
        """,
        clinic,
        account.membership,
        account.person,
        os.urandom(32),
        now,
    )


async def a_token(
    owner: Connection,
    one_time: OneTime,
    clinic: UUID,
    account: Account,
    purpose: str = "reset",
    now: datetime = MONDAY,
) -> str:
    """What a link in a mail to them would carry, for the next quarter of an hour."""
    token_id = uuid4()
    await a_row(
        owner,
        "one_time_token",
        id=token_id,
        clinic_id=clinic,
        person_id=account.person,
        purpose=purpose,
        proof_hash=one_time.proof_hash(token_id),
        expires_at=now + timedelta(minutes=15),
        created_at=now,
    )
    return one_time.text(token_id)


async def a_payment(
    owner: Connection, clinic: UUID, appointment: UUID, patient: UUID | None, **changes: Any
) -> UUID:
    """Of 15,000, paid by card in the key's own account."""
    columns = {
        "clinic_id": clinic,
        "appointment_id": appointment,
        "patient_id": patient,
        "purpose": "full",
        "amount": 15000,
        "currency": "BRL",
        "status": "succeeded",
        "key": uuid4().hex,
        "livemode": False,
        "intent": f"pi_{uuid4().hex}",
        "method": "card",
        "request_id": "tests",
        "created_at": MONDAY,
        "succeeded_at": MONDAY,
        **changes,
    }
    return await a_row(owner, "payment", **columns)


async def an_invoice(owner: Connection, clinic: UUID, payment: UUID) -> UUID:
    """For all of a payment, the first of its clinic."""
    made: UUID = await owner.fetchval(
        """
        insert into invoice (clinic_id, livemode, number, kind, payment_id, appointment_id,
          patient_id, amount, currency, says, issued_at, request_id)
        select clinic_id, livemode, 1, 'invoice', id, appointment_id, patient_id, amount, currency,
          jsonb_build_object('clinic', 'Clinic', 'locale', 'en', 'timezone', 'UTC', 'patient', 'P',
            'service', 'S', 'provider', 'D', 'purpose', purpose, 'method', method,
            'visit_local', '2030-01-08T09:00:00', 'paid_local', '2030-01-07T09:00:00',
            'issued_local', '2030-01-07T09:00:00'),
          created_at, 'tests'
        from payment where clinic_id = $1 and id = $2
        returning id
        """,
        clinic,
        payment,
    )
    return made


async def a_card(owner: Connection, clinic: UUID, patient: UUID | None) -> UUID:
    """Kept in the key's own account."""
    await owner.execute(
        """
        insert into payment_customer (clinic_id, patient_id, stripe_customer, created_at)
        values ($1, $2, $3, $4)
        """,
        clinic,
        patient,
        f"cus_{uuid4().hex}",
        MONDAY,
    )
    return await a_row(
        owner,
        "payment_card",
        clinic_id=clinic,
        patient_id=patient,
        stripe_method=f"pm_{uuid4().hex}",
        brand="visa",
        last4="4242",
        expires_month=12,
        expires_year=2034,
        consent="I agree.",
        consented_at=MONDAY,
    )
