# ruff: noqa: E501  (a case of a table of cases stands on one line)
"""Two fences stand around a clinic: take either away, and still nothing leaks.

Every test here runs three times: with both, without row-level security (in databases of its own),
and without the predicates that every statement carries.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any, Literal, NamedTuple, TypeAlias
from uuid import UUID

import asyncpg
import httpx
import make
import pytest
import servers as embedded
from conftest import Database, clone, settings_for
from domain import TravelClock, access_cookie, browser
from make import Connection, Office
from servers import Servers
from shelf import picture

from topsmile.analytics import service as analytics
from topsmile.app import create_app
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database as Pool
from topsmile.kernel.db import Statements
from topsmile.kernel.edge import Edge
from topsmile.kernel.errors import NotFound
from topsmile.patients import queries as patients
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio

Way: TypeAlias = Literal["both fences", "no row-level security", "no predicates"]
FENCED = "select relname from pg_class where relrowsecurity"
PREDICATE = re.compile(r"(?:(\w+)\.)?\bclinic_id = \$1(?!\d)")
# They have no row-level security, so their predicates are their only fence and stay.
OPEN = re.compile(
    r"\b(?:from|join|update|into)\s+(delivery|membership|session|one_time_token)\b(?:\s+(?!where|set|on|left|order)(\w+))?"
)


def without_predicates(sql: str) -> str:
    kept = {alias or table for table, alias in OPEN.findall(sql)}

    def replaced(found: re.Match[str]) -> str:
        stays = found[1] in kept if found[1] else bool(kept)
        return found[0] if stays else "$1::uuid is not null"

    return PREDICATE.sub(replaced, sql)


# Each way has servers' data and an application of its own ---------------------------------------


@pytest.fixture(scope="module", params=["both fences", "no row-level security", "no predicates"])
def way(request: pytest.FixtureRequest) -> Iterator[Way]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "no predicates":
            for name, place in (("all", 1), ("maybe", 1), ("value", 0), ("values", 0), ("run", 0)):
                patch.setattr(Statements, name, unpredicated(getattr(Statements, name), place))
        yield request.param


def unpredicated(method: Callable[..., Any], place: int) -> Callable[..., Any]:
    async def hooked(self: Statements, *args: Any) -> Any:
        return await method(
            self, *args[:place], without_predicates(args[place]), *args[place + 1 :]
        )

    return hooked


@pytest.fixture(scope="module")
async def database(
    anyio_backend: str, servers: Servers, worker_number: int, way: Way
) -> AsyncIterator[Database]:
    made = await clone(servers, f"fences_{worker_number}_{way.replace(' ', '_').replace('-', '_')}")
    if way == "no row-level security":
        owner = await asyncpg.connect(made.owner_url)
        for table in await owner.fetch(FENCED):
            await owner.execute(f"alter table {table['relname']} disable row level security")
        await owner.close()
    yield made
    await embedded.administer(servers.postgres, f"drop database {made.name} with (force)")


@pytest.fixture(scope="module")
async def owner(anyio_backend: str, database: Database) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(database.owner_url)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
def settings(
    database: Database, valkey_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    return settings_for(database, valkey_url, tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
async def _app(settings: Settings, _clock: TravelClock) -> AsyncIterator[Edge]:
    _clock.instant = make.MONDAY
    app = create_app(settings, clock=_clock)
    async with app.app.api.lifespan():  # type: ignore[attr-defined]
        yield app


@pytest.fixture(scope="module")
async def pool(settings: Settings, _clock: TravelClock) -> AsyncIterator[Pool]:
    made = Pool(settings.database_url.get_secret_value(), _clock, 2)
    await made.open()
    yield made
    await made.close()


class Place(NamedTuple):
    """A clinic where everything there can be is there, and its people's browsers."""

    office: Office
    admin: httpx.AsyncClient
    manager: httpx.AsyncClient
    patient: httpx.AsyncClient
    anyone: httpx.AsyncClient
    ids: dict[str, str]

    def __getitem__(self, name: Any) -> Any:  # for format strings: {theirs[patient]}
        return self.ids[name]


@pytest.fixture(scope="module")
async def places(_app: Edge, owner: Connection) -> AsyncIterator[tuple[Place, Place]]:
    async with AsyncExitStack() as browsers:

        async def signed_in(office: Office, role: str) -> httpx.AsyncClient:
            found = await browsers.enter_async_context(browser(_app))
            account = await make.an_account(owner, office.id, role)
            cookie = await access_cookie(_app, owner, office, role, account)
            found.cookies.set("topsmile_access", cookie)
            return found

        async def furnished() -> Place:
            office = await make.an_office(owner)
            admin, manager, patient = (
                await signed_in(office, "admin"),
                await signed_in(office, "manager"),
                await signed_in(office, "patient"),
            )
            anyone = await browsers.enter_async_context(browser(_app))
            ids = await furnish(owner, office, admin)
            return Place(office, admin, manager, patient, anyone, ids)

        yield await furnished(), await furnished()


async def furnish(owner: Connection, office: Office, admin: httpx.AsyncClient) -> dict[str, str]:
    async def made(path: str, body: dict[str, Any]) -> str:
        answer = await admin.post(f"/api{path}", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    wanted = office.booking(starts_at="2030-01-07T14:00:00Z")
    del wanted["patient_id"]
    off = {"kind": "off", "first_day": "2030-03-01", "last_day": "2030-03-02"}
    ids = {
        "id": str(office.id),
        "slug": office.slug,
        "patient": str(office.patient),
        "provider": str(office.provider),
        "service": str(office.service),
        "appointment": await made("/scheduling/appointments", office.booking()),
        "hold": await made("/scheduling/holds", wanted),
        "exception": await made(f"/providers/{office.provider}/exceptions", off),
        "webhook": await made("/webhooks", {"url": "https://hooks.example.com/"}),
    }
    ids["call"] = await made(f"/webhooks/{ids['webhook']}/test", {})
    sent = {"kind": "photo", "patient_id": str(office.patient)}
    file = {"file": ("tooth.png", picture())}
    ids["file"] = (await admin.post("/api/upload", data=sent, files=file)).json()["id"]
    link = (await admin.post(f"/api/files/{ids['file']}/link")).json()["url"]
    ids["file_link"] = link.rpartition("/")[2]
    ids["delivery"] = str(
        await owner.fetchval(
            "update delivery set state = 'held', error = 'x' where clinic_id = $1 returning id",
            office.id,
        )
    )
    ids["message"] = str(
        await owner.fetchval(
            """
            insert into message (clinic_id, key, kind, channel, appointment_id, patient_id, to_address,
              locale, subject, body, state, request_id, created_at)
            values ($1, 'k', 'confirmation', 'email', $2, $3, 'a@b.test', 'en', 's', 'b', 'sent', 'r', $4)
            returning id
            """,
            office.id, UUID(ids["appointment"]), office.patient, make.MONDAY,
        )
    )  # fmt: skip
    visit = UUID(ids["appointment"])
    paid = await make.a_payment(owner, office.id, visit, office.patient)
    ids |= {"payment": str(paid), "invoice": str(await make.an_invoice(owner, office.id, paid))}
    ids["entry"] = str(
        await owner.fetchval("select id from audit_entry where clinic_id = $1 limit 1", office.id)
    )
    ids["member"] = str((await make.an_account(owner, office.id)).membership)
    ids["session"] = str(
        await owner.fetchval("select id from session where clinic_id = $1 limit 1", office.id)
    )
    return ids


@pytest.fixture
def mine(app: Edge, places: tuple[Place, Place]) -> Place:
    return places[0]


@pytest.fixture
def theirs(app: Edge, places: tuple[Place, Place]) -> Place:
    return places[1]


async def everything_of(owner: Connection, clinic: UUID) -> dict[str, str]:
    """A print of each of the clinic's rows, but for when its people were last seen."""
    tables = await owner.fetch(
        "select table_name from information_schema.columns where column_name = 'clinic_id'"
        " and table_schema = 'public' and table_name <> 'queued_event'"
    )
    prints = {}
    for (table,) in tables:
        everything = f"select md5(string_agg(t::text, '|' order by t::text)) from {table} t"
        prints[table] = str(await owner.fetchval(f"{everything} where clinic_id = $1", clinic))
    return prints


# Is each way really in force? -------------------------------------------------------------------


async def test_each_way_is_what_it_says(
    way: Way, pool: Pool, owner: Connection, mine: Place, theirs: Place
) -> None:
    """A probe that leaks exactly where the fence it does not pass is the one that is gone."""
    async with pool.transaction(mine.office.id, Cause("probe-1")) as tx:
        seen = await tx.connection.fetchval("select count(distinct clinic_id) from patient")
    assert seen == (2 if way == "no row-level security" else 1)

    # A superuser's connection stands behind row-level security: only the predicate is left.
    behind = SimpleNamespace(fetchrow=owner.fetchrow)
    tx = type(tx)(behind, mine.office.id, make.MONDAY, Cause("probe-2"))  # type: ignore[arg-type]
    if way == "no predicates":
        assert (await patients.find(tx, theirs.office.patient)).id == theirs.office.patient
    else:
        with pytest.raises(NotFound):
            await patients.find(tx, theirs.office.patient)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("where clinic_id = $1 and id = $2", "where $1::uuid is not null and id = $2"),
        ("join x on x.clinic_id = $1 where a.clinic_id = $1", "join x on {0} where {0}"),
        ("where clinic_id = $10", "where clinic_id = $10"),
        (
            "update delivery set a = 1 where clinic_id = $1",
            "update delivery set a = 1 where clinic_id = $1",
        ),
        (
            "from delivery d join event e on e.clinic_id = $1 where d.clinic_id = $1",
            "from delivery d join event e on {0} where d.clinic_id = $1",
        ),
    ],
)
def test_which_predicates_are_taken_away(said: str, heard: str) -> None:
    assert without_predicates(said) == heard.format("$1::uuid is not null")


# Ids of another clinic --------------------------------------------------------------------------

VISIT = "/scheduling/appointments/{theirs[appointment]}"
NEXT = {"starts_at": "2030-01-07T11:00:00Z"}
OFF = {"kind": "off", "first_day": "2030-04-01", "last_day": "2030-04-02"}
ACTIONS = ("confirm", "cancel", "check-in", "start", "complete", "no-show")
DAYS = "from=2030-01-07&to=2030-01-07"

NOT_FOUND: list[tuple[str, str, str, dict[str, Any] | None]] = [
    ("manager", "GET", "/patients/{theirs[patient]}", None),
    ("manager", "PATCH", "/patients/{theirs[patient]}", {"name": "Mine"}),
    ("manager", "POST", "/patients/{theirs[patient]}/archive", {}),
    ("manager", "GET", "/messages/preferences/{theirs[patient]}", None),
    ("manager", "PUT", "/messages/preferences/{theirs[patient]}", {"sms": True}),
    ("manager", "GET", "/providers/{theirs[provider]}", None),
    ("manager", "PATCH", "/providers/{theirs[provider]}", {"name": "Mine", "hours": []}),
    ("manager", "POST", "/providers/{theirs[provider]}/archive", {}),
    ("manager", "GET", "/providers/{theirs[provider]}/exceptions", None),
    ("manager", "POST", "/providers/{theirs[provider]}/exceptions", OFF),
    ("manager", "DELETE", "/providers/{theirs[provider]}/exceptions/{theirs[exception]}", None),
    ("manager", "DELETE", "/providers/{mine[provider]}/exceptions/{theirs[exception]}", None),
    ("manager", "GET", "/services/{theirs[service]}", None),
    ("manager", "PATCH", "/services/{theirs[service]}", {"name": "Mine", "provider_ids": []}),
    ("manager", "POST", "/services/{theirs[service]}/archive", {}),
    ("manager", "GET", VISIT, None),
    ("manager", "POST", f"{VISIT}/reschedule", NEXT),
    *(("manager", "POST", f"{VISIT}/{action}", {}) for action in ACTIONS),
    ("patient", "GET", VISIT, None),
    ("patient", "POST", f"{VISIT}/reschedule", NEXT),
    ("patient", "POST", f"{VISIT}/cancel", {}),
    ("patient", "POST", f"{VISIT}/confirm", {}),
    ("manager", "DELETE", "/scheduling/holds/{theirs[hold]}", None),
    ("patient", "DELETE", "/scheduling/holds/{theirs[hold]}", None),
    ("anyone", "DELETE", "/scheduling/holds/{theirs[hold]}?clinic={mine[slug]}", None),
    ("manager", "POST", "/deliveries/{theirs[delivery]}/replay", None),
    ("manager", "POST", "/deliveries/{theirs[delivery]}/discard", None),
    ("manager", "POST", "/messages/{theirs[message]}/resend", None),
    ("manager", "DELETE", "/auth/sessions/{theirs[session]}", None),
    ("admin", "GET", "/staff/{theirs[member]}", None),
    ("admin", "PATCH", "/staff/{theirs[member]}", {"role": "admin"}),
    ("admin", "POST", "/staff/{theirs[member]}/archive", {}),
    ("admin", "GET", "/audit/{theirs[entry]}", None),
    ("manager", "GET", "/files/{theirs[file]}", None),
    ("manager", "GET", "/files/{theirs[file]}/content", None),
    ("manager", "GET", "/files/{theirs[file]}/content?number=1", None),
    ("manager", "GET", "/files/{theirs[file]}/thumbnail", None),
    ("manager", "GET", "/files/{theirs[file]}/versions", None),
    ("manager", "GET", "/files/links/{theirs[file_link]}", None),
    ("manager", "PATCH", "/files/{theirs[file]}", {"name": "Mine"}),
    ("manager", "DELETE", "/files/{theirs[file]}", None),
    ("manager", "POST", "/files/{theirs[file]}/restore", None),
    ("manager", "POST", "/files/{theirs[file]}/link", None),
    ("patient", "GET", "/files/{theirs[file]}", None),
    ("patient", "GET", "/files/links/{theirs[file_link]}", None),
    ("manager", "GET", "/payments/{theirs[payment]}", None),
    ("manager", "POST", "/payments/{theirs[payment]}/refund", {}),
    ("manager", "GET", "/payments/{theirs[payment]}/receipt", None),
    ("manager", "GET", "/payments/invoices/{theirs[invoice]}/pdf", None),
    ("patient", "GET", "/payments/{theirs[payment]}/receipt", None),
    ("patient", "GET", "/payments/invoices/{theirs[invoice]}/pdf", None),
    ("admin", "GET", "/webhooks/{theirs[webhook]}", None),
    ("admin", "PATCH", "/webhooks/{theirs[webhook]}", {"url": "https://mine.example.com/"}),
    ("admin", "POST", "/webhooks/{theirs[webhook]}/archive", {}),
    ("admin", "POST", "/webhooks/{theirs[webhook]}/rotate-secret", None),
    ("admin", "POST", "/webhooks/{theirs[webhook]}/test", None),
    ("admin", "GET", "/webhooks/{theirs[webhook]}/calls", None),
    ("admin", "POST", "/webhooks/{theirs[webhook]}/calls/{theirs[call]}/replay", None),
    ("admin", "POST", "/webhooks/{mine[webhook]}/calls/{theirs[call]}/replay", None),
    ("manager", "GET", "/scheduling/availability?service_id={theirs[service]}&" + DAYS, None),
    (
        "manager",
        "GET",
        "/scheduling/availability?service_id={mine[service]}&provider_id={theirs[provider]}&"
        + DAYS,
        None,
    ),
    (
        "manager",
        "GET",
        "/scheduling/availability?service_id={mine[service]}&patient_id={theirs[patient]}&" + DAYS,
        None,
    ),
    # Staff of one clinic are nobody in particular in another.
    (
        "manager",
        "GET",
        "/scheduling/availability?clinic={theirs[slug]}&service_id={theirs[service]}"
        "&patient_id={theirs[patient]}&" + DAYS,
        None,
    ),
    (
        "anyone",
        "GET",
        "/scheduling/availability?clinic={mine[slug]}&service_id={theirs[service]}&" + DAYS,
        None,
    ),
]


@pytest.mark.parametrize(
    ("who", "method", "path", "body"),
    NOT_FOUND,
    ids=lambda each: each if isinstance(each, str) else "",
)
async def test_what_is_theirs_is_nowhere(
    mine: Place,
    theirs: Place,
    owner: Connection,
    who: str,
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> None:
    before = await everything_of(owner, theirs.office.id)
    client: httpx.AsyncClient = getattr(mine, who)
    where = f"/api{path.format(mine=mine.ids, theirs=theirs.ids)}"

    answer = await client.request(method, where, json=body)
    # The same answer as for an id that never was.
    never = re.sub(
        r"[0-9a-f]{8}-[0-9a-f-]{27}(?!.*[0-9a-f]{8}-[0-9a-f-]{27})", str(UUID(int=7)), where
    )
    unknown = await client.request(method, never, json=body)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), answer.text
    assert {**answer.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert await everything_of(owner, theirs.office.id) == before


BOOKING = {
    "service_id": "{mine[service]}",
    "provider_id": "{mine[provider]}",
    "patient_id": "{mine[patient]}",
    "starts_at": "2030-01-08T10:00:00Z",
}
HOLD = {name: value for name, value in BOOKING.items() if name != "patient_id"}
SERVICE = {
    "name": "Foreign hands",
    "duration_minutes": 30,
    "price": {"amount": 1, "currency": "BRL"},
    "provider_ids": ["{mine[provider]}", "{theirs[provider]}"],
}
COLLEAGUE = {"name": "Ana", "email": "ana@example.test", "role": "admin"}
MINE = "/scheduling/appointments/{mine[appointment]}"

REFUSED: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("manager", "POST", "/scheduling/appointments", {"patient_id": "{theirs[patient]}"}, "patient_id"),
    ("manager", "POST", "/scheduling/appointments", {"provider_id": "{theirs[provider]}"}, "provider_id"),
    ("manager", "POST", "/scheduling/appointments", {"service_id": "{theirs[service]}"}, "service_id"),
    ("patient", "POST", "/scheduling/appointments", {"patient_id": "{theirs[patient]}"}, "patient_id"),
    ("manager", "POST", f"{MINE}/reschedule", NEXT | {"provider_id": "{theirs[provider]}"}, "provider_id"),
    ("manager", "POST", "/scheduling/holds", {"provider_id": "{theirs[provider]}"}, "provider_id"),
    ("manager", "POST", "/scheduling/holds", {"service_id": "{theirs[service]}"}, "service_id"),
    ("anyone", "POST", "/scheduling/holds?clinic={mine[slug]}", {"provider_id": "{theirs[provider]}"},
     "provider_id"),
    ("manager", "POST", "/services", SERVICE, "provider_ids"),
    ("manager", "PATCH", "/services/{mine[service]}", {"provider_ids": ["{theirs[provider]}"]},
     "provider_ids"),
    ("admin", "POST", "/staff", COLLEAGUE | {"provider_id": "{theirs[provider]}"}, "provider_id"),
    ("manager", "PATCH", "/files/{mine[file]}", {"appointment_id": "{theirs[appointment]}"}, "appointment_id"),
    ("admin", "PATCH", "/staff/{mine[member]}", {"provider_id": "{theirs[provider]}"}, "provider_id"),
    # Nobody says in a body which clinic something is of.
    ("admin", "POST", "/staff", COLLEAGUE | {"clinic_id": "{theirs[id]}"}, "clinic_id"),
    ("manager", "POST", "/patients", {"name": "Ana", "clinic_id": "{theirs[id]}"}, "clinic_id"),
    ("manager", "POST", "/providers", {"name": "Ana", "clinic_id": "{theirs[id]}"}, "clinic_id"),
    ("manager", "POST", "/scheduling/appointments", {"clinic_id": "{theirs[id]}"}, "clinic_id"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "field"),
    REFUSED,
    ids=lambda each: each if isinstance(each, str) else "",
)
async def test_what_is_theirs_is_refused_in_a_body_on_its_field(
    mine: Place,
    theirs: Place,
    owner: Connection,
    who: str,
    method: str,
    path: str,
    body: dict[str, Any],
    field: str,
) -> None:
    before = await everything_of(owner, theirs.office.id)
    whole = {"/scheduling/appointments": BOOKING, "/scheduling/holds": HOLD}.get(
        path.partition("?")[0], {}
    )
    sent = filled({**whole, **body}, mine, theirs)

    answer = await getattr(mine, who).request(
        method, f"/api{path.format(mine=mine.ids, theirs=theirs.ids)}", json=sent
    )

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid"), answer.text
    assert [each["field"] for each in problem["errors"]] == [field]
    assert await everything_of(owner, theirs.office.id) == before


def filled(value: Any, mine: Place, theirs: Place) -> Any:
    if isinstance(value, dict):
        return {name: filled(each, mine, theirs) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, mine, theirs) for each in value]
    return value.format(mine=mine.ids, theirs=theirs.ids) if isinstance(value, str) else value


# Lists ------------------------------------------------------------------------------------------

LISTS = {
    "/patients": "patient",
    "/patients?q=patient": "patient",
    "/patients?archived=true": None,
    "/providers": "provider",
    "/providers/{mine[provider]}/exceptions": "exception",
    "/services": "service",
    "/scheduling/services": "service",
    "/scheduling/providers": "provider",
    "/scheduling/appointments?from=2030-01-01": "appointment",
    "/scheduling/calendar?from=2030-01-07&to=2030-01-20": "appointment",
    "/scheduling/availability?service_id={mine[service]}&" + DAYS: "provider",
    "/scheduling/appointments/{mine[appointment]}": "appointment",
    "/messages": "message",
    "/staff": "member",
    "/payments": "payment",
    "/payments/invoices": "invoice",
    "/payments/invoices?patient_id={theirs[patient]}": None,
    "/payments/invoices?payment_id={theirs[payment]}": None,
    "/files": "file",
    "/files/{mine[file]}/versions": "file",
    "/files?deleted=true": None,
    "/files?patient_id={theirs[patient]}": None,
    "/files?appointment_id={theirs[appointment]}": None,
    "/deliveries": "delivery",
    "/deliveries?state=due": None,
    "/auth/sessions": None,
    # Filters by what is theirs find nothing, rather than theirs.
    "/scheduling/appointments?from=2030-01-01&provider_id={theirs[provider]}": None,
    "/scheduling/appointments?from=2030-01-01&patient_id={theirs[patient]}": None,
    "/messages?appointment_id={theirs[appointment]}": None,
    "/messages?patient_id={theirs[patient]}": None,
    "/analytics/breakdown?by=provider&from=2030-01-01&to=2030-01-31": "provider",
    "/analytics/breakdown?by=service&from=2030-01-01&to=2030-01-31&provider_id={theirs[provider]}": None,
}


@pytest.mark.parametrize(("path", "shown"), LISTS.items())
async def test_lists_show_what_is_mine_and_nothing_of_theirs(
    mine: Place, theirs: Place, path: str, shown: str | None
) -> None:
    answer = await mine.admin.get(f"/api{path.format(mine=mine.ids, theirs=theirs.ids)}")

    assert answer.status_code == 200, answer.text
    foreign = {
        *theirs.ids.values(),
        *map(str, theirs.office.patients),
        *map(str, theirs.office.providers),
    }
    assert not [each for each in foreign if each in answer.text]
    if shown:
        assert mine.ids[shown] in answer.text
    if "{theirs" in path:
        assert answer.json()["items"] == []


@pytest.mark.parametrize("path", ["/audit", "/audit/export"])
async def test_the_trail_is_mine(mine: Place, theirs: Place, path: str) -> None:
    answer = await mine.admin.get(f"/api{path}?limit=200" if path == "/audit" else f"/api{path}")

    assert answer.status_code == 200
    assert mine.ids["appointment"] in answer.text
    kept = ("id", "entry", "appointment", "message", "delivery")
    assert not [name for name in kept if theirs.ids[name] in answer.text]
    nobody = await mine.admin.get(f"/api/audit?subject_id={theirs.ids['service']}")
    assert nobody.json()["items"] == []


async def test_figures_are_made_of_mine_alone(
    pool: Pool, owner: Connection, mine: Place, theirs: Place
) -> None:
    """Counting anew throws away and reads whole tables: those of one clinic."""
    visits = "select count(*) from appointment where clinic_id = $1"
    for place in (theirs, mine):
        async with pool.transaction(place.office.id, Cause("counting-1")) as tx:
            await analytics.rebuild(tx)

    for place in (theirs, mine):
        answer = await place.manager.get("/api/analytics/overview?from=2030-01-01&to=2030-12-31")
        figures = answer.json()["current"]
        assert figures["visits"] == await owner.fetchval(visits, place.office.id) > 0


@pytest.mark.parametrize("path", ["/patients", "/providers", "/services"])
async def test_a_cursor_of_theirs_leads_to_nothing_of_theirs(
    mine: Place, theirs: Place, path: str
) -> None:
    cursor = (await theirs.manager.get(f"/api{path}?limit=1")).json()["next_cursor"]
    assert cursor

    answer = await mine.manager.get(f"/api{path}", params={"cursor": cursor})

    assert answer.status_code == 200
    own = {each["id"] for each in (await mine.manager.get(f"/api{path}?limit=200")).json()["items"]}
    assert {each["id"] for each in answer.json()["items"]} <= own


async def test_their_hold_keeps_nothing_here_and_stays(
    mine: Place, theirs: Place, owner: Connection
) -> None:
    before = await everything_of(owner, theirs.office.id)
    wanted = filled({**BOOKING, "hold_id": "{theirs[hold]}"}, mine, theirs)

    answer = await mine.manager.post("/api/scheduling/appointments", json=wanted)

    assert answer.status_code in (201, 409)  # 409 for whoever booked it in another way before
    assert await everything_of(owner, theirs.office.id) == before


async def test_an_idempotency_key_of_theirs_says_nothing_here(mine: Place, theirs: Place) -> None:
    key = {"idempotency-key": "one key for two clinics"}
    wanted = filled(
        {**HOLD, "provider_id": "{theirs[provider]}", "service_id": "{theirs[service]}"},
        mine,
        theirs,
    )
    there = await theirs.anyone.post(
        "/api/scheduling/holds", params={"clinic": theirs.ids["slug"]}, json=wanted, headers=key
    )
    here = await mine.anyone.post(
        "/api/scheduling/holds", params={"clinic": mine.ids["slug"]}, json=wanted, headers=key
    )

    assert there.status_code == 201, there.text
    assert here.status_code == 422


async def test_no_row_can_point_at_a_row_of_theirs(pool: Pool, mine: Place, theirs: Place) -> None:
    """Foreign keys are checked behind row-level security; their columns are what refuses."""
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with pool.transaction(mine.office.id, Cause("probe-3")) as tx:
            await tx.run(
                """
                insert into appointment (clinic_id, provider_id, patient_id, service_id, starts_at,
                  ends_at, price_amount, price_currency, created_at)
                values ($1, $2, $3, $4, now(), now() + interval '1 hour', 1, 'BRL', now())
                """,
                mine.office.provider,
                theirs.office.patient,
                mine.office.service,
            )


def test_the_tests_reach_every_kind_of_id() -> None:
    written = "".join(str(each) for each in [*NOT_FOUND, *REFUSED, *LISTS])
    named = set(re.findall(r"theirs\[(\w+)\]", written))

    assert named == {
        "id", "slug", "patient", "provider", "service", "appointment", "exception", "hold",
        "delivery", "session", "entry", "webhook", "call", "member", "message",
        "file", "file_link", "payment", "invoice",
    }  # fmt: skip
