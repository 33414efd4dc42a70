"""What a demonstration clinic begins with: clinicians, treatments, patients, and who signs in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.catalog import service as catalog
from topsmile.catalog.models import CreateService, Price
from topsmile.clinics import service as clinics
from topsmile.demo import people, people_queries
from topsmile.demo.cast import Absence, Cast, Clinician
from topsmile.identity.founding import Founder
from topsmile.kernel.db import Tx
from topsmile.kernel.zones import local_of
from topsmile.providers import service as providers
from topsmile.providers.models import AddException, CreateProvider, Hours


async def furnish(cast: Cast, tx: Tx) -> Sequence[Founder]:
    await clinics.change_profile(tx, cast.profile)
    today = local_of(tx.now, ZoneInfo(cast.clinic.timezone)).date()
    clinicians = {each.name: await _clinician(tx, each, today) for each in cast.clinicians}
    await _treatments(tx, cast, clinicians)
    patient_id = await people_queries.insert(tx, people.patients(cast, tx.now))
    return _founders(cast, clinicians, patient_id)


async def _clinician(tx: Tx, clinician: Clinician, today: date) -> UUID:
    week = [
        Hours(weekday, stretch.opens, stretch.closes)
        for stretch in clinician.hours
        for weekday in stretch.weekdays
    ]
    made = await providers.create(tx, CreateProvider(clinician.name, clinician.specialty, week))
    for absence in clinician.absences:
        await providers.add_exception(tx, made.id, _next_week(absence, today))
    return made.id


def _next_week(absence: Absence, today: date) -> AddException:
    day = today + timedelta(days=7 - today.weekday() + absence.weekday)
    return AddException(
        "hours" if absence.opens else "off", day, day, absence.opens, absence.closes, absence.note
    )


async def _treatments(tx: Tx, cast: Cast, clinicians: Mapping[str, UUID]) -> None:
    for place, treatment in enumerate(cast.treatments):
        service = CreateService(
            name=treatment.name,
            description=treatment.description,
            duration_minutes=treatment.duration,
            buffer_before_minutes=treatment.before,
            buffer_after_minutes=treatment.after,
            price=Price(treatment.price, cast.clinic.currency),
            provider_ids=[clinicians[e.name] for e in cast.clinicians if place in e.performs],
            position=10 * (place + 1),
            policy=cast.policy if treatment is cast.treatments[-1] else None,
        )
        await catalog.create(tx, service)


def _founders(cast: Cast, clinicians: Mapping[str, UUID], patient_id: UUID) -> Sequence[Founder]:
    dentist, hygienist, staff = cast.clinicians[0].name, cast.hygienist, cast.staff
    return [
        Founder(staff.admin, cast.address("admin"), "admin"),
        Founder(staff.manager, cast.address("manager"), "manager"),
        Founder(dentist, cast.address("dentist"), "dentist", provider_id=clinicians[dentist]),
        Founder(
            hygienist, cast.address("hygienist"), "hygienist", provider_id=clinicians[hygienist]
        ),
        Founder(staff.reception, cast.address("reception"), "receptionist"),
        Founder(staff.patient, cast.address("patient"), "patient", patient_id=patient_id),
    ]
