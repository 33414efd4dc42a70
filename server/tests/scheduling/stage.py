"""Random clinics as they stand in the database, and what the reference should know of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Literal, NamedTuple
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from kernel.clocks import utc_midnight
from make import Connection
from scheduling.situations import Situation, situations

from topsmile.identity.models import Principal, Viewer
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.scheduling.hours import DatedException, Span, Weekly
from topsmile.scheduling.rules import Booker, Schedule, Visit

Kind = Literal["visit", "hold", "own hold", "spent hold"]
NEVER = datetime(2020, 1, 1, tzinfo=UTC)


class Taken(NamedTuple):
    span: Span
    kind: Kind


class Plot(NamedTuple):
    """`booked` is the patient's own visit with the provider, `elsewhere` with another one."""

    weekly: Sequence[Weekly]
    exceptions: Sequence[DatedException]
    taken: Sequence[Taken]
    booked: Span | None
    elsewhere: Sequence[Span]
    visit: Visit
    patients: Booker
    zone: ZoneInfo
    now: datetime
    first: date
    last: date

    def occupied(self, booked: Span) -> Span:
        return Span(booked.start - self.visit.before, booked.end + self.visit.after)

    def schedule(
        self, *, with_hold: bool = False, moving: bool = False, knows_who: bool
    ) -> Schedule:
        """What counts for someone who shows the hold, is moving the visit, or is a patient."""
        counted = {"visit", "hold"} | (set() if with_hold else {"own hold"})
        taken = [each.span for each in self.taken if each.kind in counted]
        busy = [*self.elsewhere] if knows_who else []
        if self.booked and not moving:
            taken.append(self.occupied(self.booked))
            busy += [self.booked] if knows_who else []
        return Schedule(self.weekly, self.exceptions, taken, busy)


visits = st.builds(
    Visit,
    duration=st.sampled_from([5, 20, 30, 30, 45, 60, 90, 720]),
    before=st.sampled_from([0, 0, 5, 17, 240]),
    after=st.sampled_from([0, 0, 5, 15, 240]),
)
patients = st.builds(
    Booker,
    step=st.sampled_from([5, 7, 10, 15, 30, 60, 240]),
    notice=st.sampled_from([0, 0, 1, 60, 300, 24 * 60]),
    horizon_days=st.sampled_from([1, 2, 3, 180, 730]),
)
kinds: st.SearchStrategy[Kind] = st.sampled_from(
    ["visit", "visit", "hold", "own hold", "spent hold"]
)


@st.composite
def plots(draw: st.DrawFn) -> Plot:
    situation: Situation = draw(situations())
    visit = draw(visits)
    near = utc_midnight(situation.first) + draw(st.integers(-20, 160)) * 15
    booked = draw(st.none() | st.just(Span(near, near + visit.duration)))
    plot = Plot(
        weekly=situation.schedule.weekly,
        exceptions=situation.schedule.exceptions,
        taken=[],
        booked=booked,
        elsewhere=apart(situation.schedule.patient_busy, [booked] if booked else []),
        visit=visit,
        patients=draw(patients),
        zone=situation.zone,
        now=at(situation.now) + timedelta(seconds=draw(st.sampled_from([0, 1, 59]))),
        first=situation.first,
        last=situation.last,
    )
    taken = apart(situation.schedule.taken, [plot.occupied(booked)] if booked else [])
    dealt = draw(st.lists(kinds, min_size=len(taken), max_size=len(taken)))
    # A secret belongs to one hold: a second one is somebody else's.
    own = dealt.index("own hold") if "own hold" in dealt else -1
    fair: list[Kind] = [
        "hold" if kind == "own hold" and nth != own else kind for nth, kind in enumerate(dealt)
    ]
    return plot._replace(taken=[Taken(*each) for each in zip(taken, fair, strict=True)])


def apart(spans: Iterable[Sequence[int]], kept: Sequence[Span]) -> list[Span]:
    """Those that overlap nothing before them: PostgreSQL would not have the others."""
    chosen: list[Span] = []
    for start, end in spans:
        span = Span(start, end)
        if all(span.end <= other.start or other.end <= span.start for other in [*kept, *chosen]):
            chosen.append(span)
    return chosen


def at(minute: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)


class Stage(NamedTuple):
    """The plot in the database: ids of everyone in it. `hold_id` is the secret of `own hold`s."""

    tx: Tx
    plot: Plot
    provider: UUID
    service: UUID
    patient: UUID
    hold_id: UUID
    appointment: UUID | None

    @property
    def as_patient(self) -> Viewer:
        clinic = self.tx.clinic_id
        who = Principal(uuid4(), uuid4(), 1, clinic, "patient", self.patient, None)
        return Viewer(clinic, who, "198.51.100.7")

    @property
    def as_staff(self) -> Viewer:
        clinic = self.tx.clinic_id
        who = Principal(uuid4(), uuid4(), 1, clinic, "receptionist", None, None)
        return Viewer(clinic, who, "198.51.100.7")

    @property
    def as_anyone(self) -> Viewer:
        return Viewer(self.tx.clinic_id, None, "198.51.100.7")


async def staged(connection: Connection, plot: Plot) -> Stage:
    """Write the plot as the application's role, in a transaction that the caller rolls back."""
    clinic = uuid4()
    await connection.execute(f"set local app.clinic_id = '{clinic}'")
    tx = Tx(connection, clinic, plot.now, Cause("a-test-of-times"))
    await connection.execute(
        """
        insert into clinic (id, slug, name, timezone, currency, locale, created_at)
        values ($1, $2, 'A clinic', $3, 'BRL', 'pt-BR', $4)
        """,
        clinic,
        f"clinic-{clinic.hex[:12]}",
        plot.zone.key,
        NEVER,
    )
    await tx.run(
        """
        insert into clinic_settings (clinic_id, timezone, currency, locale, step_minutes,
          notice_minutes, horizon_days) values ($1, $2, 'BRL', 'pt-BR', $3, $4, $5)
        """,
        plot.zone.key,
        *plot.patients,
    )
    provider, colleague = await someone(tx, "provider"), await someone(tx, "provider")
    patient = await someone(tx, "patient", "locale", "pt-BR")
    service: UUID = await tx.value(
        """
        insert into service (clinic_id, name, duration_minutes, buffer_before_minutes,
          buffer_after_minutes, price_amount, price_currency, created_at)
        values ($1, 'A visit', $2, $3, $4, 100, 'BRL', $5) returning id
        """,
        *plot.visit,
        NEVER,
    )
    await tx.run(
        "insert into service_provider (clinic_id, service_id, provider_id) values ($1, $2, $3)",
        service,
        provider,
    )
    await hours(tx, provider, plot)
    hold_id, appointment = uuid4(), None
    for nth, taken in enumerate(plot.taken):
        if taken.kind == "visit":
            other = await someone(tx, "patient", "locale", "pt-BR")
            await visit(tx, (provider, other, service), taken.span, taken.span)
        else:
            await hold(tx, provider, taken, hold_id, nth)
    if plot.booked:
        who = (provider, patient, service)
        appointment = await visit(tx, who, plot.booked, plot.occupied(plot.booked))
    for span in plot.elsewhere:
        await visit(tx, (colleague, patient, service), span, None)
    return Stage(tx, plot, provider, service, patient, hold_id, appointment)


async def someone(tx: Tx, kind: str, *more: str) -> UUID:
    column, value = more or ("specialty", "")
    found: UUID = await tx.value(
        f"""
        insert into {kind} (clinic_id, name, {column}, created_at)
        values ($1, 'A', $2, $3) returning id
        """,
        value,
        NEVER,
    )
    return found


async def hours(tx: Tx, provider: UUID, plot: Plot) -> None:
    for week in plot.weekly:
        await tx.run(
            """
            insert into provider_hours (clinic_id, provider_id, weekday, opens, closes)
            values ($1, $2, $3, $4, $5)
            """,
            provider,
            *week,
        )
    for dated in plot.exceptions:
        await tx.run(
            """
            insert into provider_exception (clinic_id, provider_id, kind, first_day, last_day,
              opens, closes, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            provider,
            *dated,
            NEVER,
        )


async def visit(tx: Tx, who: tuple[UUID, UUID, UUID], seated: Span, occupied: Span | None) -> UUID:
    """An appointment of (provider, patient, service); without `occupied` it claims the patient."""
    made: UUID = await tx.value(
        """
        insert into appointment (clinic_id, provider_id, patient_id, service_id, starts_at, ends_at,
          price_amount, price_currency, created_at)
        values ($1, $2, $3, $4, $5, $6, 100, 'BRL', $7) returning id
        """,
        *who,
        *map(at, seated),
        NEVER,
    )
    claim = """
        insert into claim (clinic_id, provider_id, patient_id, during, appointment_id)
        values ($1, $2, $3, tstzrange($4, $5), $6)
        """
    if occupied:
        await tx.run(claim, who[0], None, *map(at, occupied), made)
    await tx.run(claim, None, who[1], *map(at, seated), made)
    return made


async def hold(tx: Tx, provider: UUID, taken: Taken, hold_id: UUID, nth: int) -> None:
    minutes = -nth if taken.kind == "spent hold" else nth + 1
    expires_at = tx.now.replace(second=0) + timedelta(minutes=minutes)
    secret = hold_id if taken.kind == "own hold" else uuid4()
    await tx.run(
        """
        insert into claim (clinic_id, provider_id, during, hold_hash, held_by, expires_at)
        values ($1, $2, tstzrange($3, $4), $5, $6, $7)
        """,
        provider,
        *map(at, taken.span),
        sha256(secret.bytes).digest(),
        b"somebody",
        expires_at,
    )
