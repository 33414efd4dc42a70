"""What the rule engine needs to know of a service and its providers, read in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from topsmile.kernel.db import Tx
from topsmile.kernel.errors import NotFound
from topsmile.kernel.money import Money
from topsmile.kernel.zones import minute_of
from topsmile.scheduling.hours import DatedException, Weekly
from topsmile.scheduling.rules import Booker, Ruling, Schedule, Visit

# The furthest that a claim outside the asked starts can reach in: a buffer before, and a visit of
# twelve hours with its buffer after.
REACH_BACK = timedelta(hours=4)
REACH_AHEAD = timedelta(hours=16)


class Asked(NamedTuple):
    """Which claims do not count, and between which instants starts are asked for."""

    service_id: UUID
    provider_id: UUID | None
    patient_id: UUID | None
    hold: bytes | None
    appointment_id: UUID | None
    first: datetime
    last: datetime


class _Row(msgspec.Struct, frozen=True):
    timezone: str
    settings_version: int
    step_minutes: int
    notice_minutes: int
    horizon_days: int
    payments_ready: bool
    service_name: str
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    price_amount: int
    price_currency: str
    patient_version: int | None
    patient_busy: list[list[int]]
    patient_spent: int
    provider_id: UUID | None
    provider_name: str | None
    schedule_version: int | None
    hours: list[list[int]]
    exceptions: list[list[int]]
    taken: list[list[int]]
    spent: int | None
    kept: list[list[int]]
    stands: int | None


class Practitioner(NamedTuple):
    """Someone who performs the service. `spent`: claims in the way that no longer count.

    `kept`: the start that the hold of whoever asks keeps, if it is of such a visit. `stands`: the
    start that a visit which is to be moved has now.
    """

    id: UUID
    name: str
    version: int
    schedule: Schedule
    spent: int
    kept: int | None
    stands: int | None


class Outlook(NamedTuple):
    """`patient_spent`: claims of the patient that no longer count, as those of a practitioner."""

    zone: ZoneInfo
    settings_version: int
    payments_ready: bool
    patients: Booker
    service: str
    visit: Visit
    price: Money
    patient_version: int
    busy: list[list[int]]
    patient_spent: int
    providers: list[Practitioner]

    def ruling(self, provider: Practitioner, staff: bool, now: datetime) -> Ruling:
        booker = Booker.staff() if staff else self.patients
        zone, kept = self.zone, provider.kept
        return Ruling(provider.schedule, self.visit, booker, zone, minute_of(now), kept)

    def starts(
        self, provider: Practitioner, staff: bool, now: datetime, first: date, last: date
    ) -> Iterator[int]:
        """What is offered on those dates; to a visit not the time that it has."""
        found = self.ruling(provider, staff, now).starts(first, last)
        if provider.stands is None:
            return found
        return (start for start in found if start != provider.stands)

    def forbids_agreed(self, provider: Practitioner, start: datetime, now: datetime) -> bool:
        """Whether a time that was offered before cannot be had any more."""
        booker = Booker.agreed()
        ruling = Ruling(provider.schedule, self.visit, booker, self.zone, minute_of(now))
        return ruling.why_not(minute_of(start)) is not None

    def provider(self, provider_id: UUID) -> Practitioner | None:
        return next((each for each in self.providers if each.id == provider_id), None)


def around(day: date, last: date | None = None) -> tuple[datetime, datetime]:
    """Instants that contain these dates in every zone on earth (UTC-12 to UTC+14)."""
    first = datetime.combine(day, time(), UTC) - timedelta(hours=14)
    return first, datetime.combine(last or day, time(), UTC) + timedelta(hours=36)


async def read(tx: Tx, asked: Asked) -> Outlook:
    """Raises NotFound when the clinic has no such service."""
    rows = await tx.all(
        _Row,
        OUTLOOK,
        asked.service_id,
        asked.provider_id,
        asked.patient_id,
        asked.hold,
        asked.appointment_id,
        asked.first - REACH_BACK,
        asked.last + REACH_AHEAD,
        tx.now,
        (asked.first - timedelta(days=2)).date(),
        (asked.last + timedelta(days=2)).date(),
    )
    if not rows:
        raise NotFound
    first = rows[0]
    visit = Visit(first.duration_minutes, first.buffer_before_minutes, first.buffer_after_minutes)
    return Outlook(
        zone=ZoneInfo(first.timezone),
        settings_version=first.settings_version,
        payments_ready=first.payments_ready,
        patients=Booker(first.step_minutes, first.notice_minutes, first.horizon_days),
        service=first.service_name,
        visit=visit,
        price=Money(first.price_amount, first.price_currency),
        patient_version=first.patient_version or 0,
        busy=first.patient_busy,
        patient_spent=first.patient_spent,
        providers=[_practitioner(row, visit) for row in rows if row.provider_id],
    )


def _practitioner(row: _Row, visit: Visit) -> Practitioner:
    schedule = Schedule(
        [Weekly(*each) for each in row.hours],
        [exception(each) for each in row.exceptions],
        row.taken,
        row.patient_busy,
    )
    assert row.provider_id
    assert row.schedule_version is not None
    return Practitioner(
        row.provider_id,
        row.provider_name or "",
        row.schedule_version,
        schedule,
        row.spent or 0,
        _start_of(row.kept, visit),
        row.stands,
    )


def _start_of(kept: list[list[int]], visit: Visit) -> int | None:
    """A hold of another service or length keeps nothing of this one."""
    starts = (start + visit.before for start, end in kept)
    return next((each for each in starts if [*visit.occupied(each)] in kept), None)


def exception(row: Sequence[int]) -> DatedException:
    off, first, last, opens, closes = row
    return DatedException(
        "off" if off else "hours",
        date.fromordinal(first),
        date.fromordinal(last),
        None if opens < 0 else opens,
        None if closes < 0 else closes,
    )


# Times come as whole minutes of the epoch and dates as Python's ordinals: integers cost a fraction
# of what date objects do. Only `<` and `>` select claims, because under row-level security no other
# operator here reaches an index; no claim is longer than a day, which bounds the scan. A claim that
# expires, a hold's or an unpaid visit's, counts until then and is spent afterwards.
OUTLOOK = """
select c.timezone, c.version as settings_version, c.step_minutes, c.notice_minutes, c.horizon_days,
  c.payments_ready, s.name as service_name, s.duration_minutes, s.buffer_before_minutes,
  s.buffer_after_minutes, s.price_amount, s.price_currency,
  (select schedule_version from patient where clinic_id = $1 and id = $4) as patient_version,
  array(
    select array[(date_part('epoch', starts_at) / 60)::int, (date_part('epoch', ends_at) / 60)::int]
    from claim
    where clinic_id = $1 and resource_id = $4 and coalesce(appointment_id <> $6, true)
      and ends_at > $7 and ends_at < $8::timestamptz + interval '24 hours' and starts_at < $8
      and (expires_at is null or expires_at > $9)
  ) as patient_busy,
  (
    select count(*) from claim
    where clinic_id = $1 and resource_id = $4 and expires_at <= $9
      and ends_at > $7 and ends_at < $8::timestamptz + interval '24 hours' and starts_at < $8
  )::int as patient_spent,
  p.id as provider_id, p.name as provider_name, p.schedule_version,
  array(
    select array[weekday, opens, closes] from provider_hours
    where clinic_id = $1 and provider_id = p.id
  ) as hours,
  array(
    select array[(kind = 'off')::int, first_day - date '0001-01-01' + 1,
      last_day - date '0001-01-01' + 1, coalesce(opens, -1), coalesce(closes, -1)]
    from provider_exception
    where clinic_id = $1 and provider_id = p.id
      and last_day >= $10 and first_day <= $11
  ) as exceptions,
  array(
    select array[(date_part('epoch', starts_at) / 60)::int, (date_part('epoch', ends_at) / 60)::int]
    from claim
    where clinic_id = $1 and resource_id = p.id and coalesce(appointment_id <> $6, true)
      and ends_at > $7 and ends_at < $8::timestamptz + interval '24 hours' and starts_at < $8
      and (expires_at is null or expires_at > $9)
      and (hold_hash is null or hold_hash is distinct from $5)
  ) as taken,
  (
    select count(*) from claim
    where clinic_id = $1 and resource_id = p.id and expires_at is not null
      and ends_at > $7 and ends_at < $8::timestamptz + interval '24 hours' and starts_at < $8
      and (expires_at <= $9 or hold_hash = $5)
  )::int as spent,
  case when $5::bytea is null then '{}' else array(
    select array[(date_part('epoch', starts_at) / 60)::int, (date_part('epoch', ends_at) / 60)::int]
    from claim
    where clinic_id = $1 and resource_id = p.id and hold_hash = $5 and expires_at > $9
      and ends_at > $7 and ends_at < $8::timestamptz + interval '24 hours' and starts_at < $8
  ) end as kept,
  (
    select (date_part('epoch', starts_at) / 60)::int from appointment
    where clinic_id = $1 and id = $6 and provider_id = p.id
  ) as stands
from clinic_settings c
join service s on s.clinic_id = $1 and s.id = $2 and (s.archived_at is null or $6::uuid is not null)
left join (
  service_provider sp join provider p
    on p.clinic_id = $1 and sp.clinic_id = $1 and p.id = sp.provider_id and p.archived_at is null
) on sp.clinic_id = $1 and sp.service_id = s.id and ($3::uuid is null or p.id = $3)
where c.clinic_id = $1
order by p.name, p.id
"""
