"""Reading the trail: who did what, as the clinic's administrator sees and exports it."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
from audit.chains import Chain
from contracts.problems import problem
from domain import SignIn, TravelClock
from make import Connection, Office, an_account

from topsmile.audit import service
from topsmile.audit.exporting import harmless
from topsmile.audit.models import Wanted
from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
AUDIT = "/api/audit"


async def entries(browser: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await browser.get(AUDIT, params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_who_did_what_when_from_where_before_and_after(
    sign_in: SignIn, office: Office, owner: Connection, clock: TravelClock
) -> None:
    clerk = await an_account(owner, office.id)
    admin, reception = await sign_in(office, "admin"), await sign_in(office, account=clerk)
    made = (await reception.post("/api/patients", json={"name": "Ana"})).json()
    clock.travel(minutes=9)
    changed = await reception.patch(
        f"/api/patients/{made['id']}",
        json={"name": "Ana Maria"},
        headers={"x-request-id": "the-click-0001"},
    )
    assert changed.status_code == 200

    after, before = await entries(admin, subject_id=made["id"])

    assert (before["action"], after["action"]) == ("patient.registered", "patient.changed")
    person = str(clerk.person)
    assert after["actor"] == {"id": person, "name": "A receptionist", "role": "receptionist"}
    assert (after["at"], after["request_id"]) == ("2030-01-07T06:09:00Z", "the-click-0001")
    assert after["address"] == "127.0.0.1"
    assert (after["subject"], after["subject_id"]) == ("patient", made["id"])
    assert (after["before"]["name"], after["after"]["name"]) == ("Ana", "Ana Maria")
    assert (before["before"], before["number"]) == (None, None)
    one = await admin.get(f"{AUDIT}/{after['id']}")
    assert one.json() == after
    assert (await admin.get(f"{AUDIT}/{uuid4()}")).status_code == 404


async def test_reading_a_patients_record_leaves_a_trail(sign_in: SignIn, office: Office) -> None:
    admin, reception = await sign_in(office, "admin"), await sign_in(office)

    await reception.get(f"/api/patients/{office.patient}")
    assert (await reception.get(f"/api/patients/{uuid4()}")).status_code == 404
    found = (await reception.get("/api/patients", params={"q": "patient 1"})).json()["items"]
    everyone = (await reception.get("/api/patients", params={"limit": 2})).json()["items"]

    (read,) = await entries(admin, action="patient.read")
    assert read["subject_id"] == str(office.patient)
    listed, searched = await entries(admin, action="patients.searched")
    assert (searched["subject"], searched["subject_id"]) == ("clinic", str(office.id))
    assert searched["after"] == {"sought": "patient 1", "found": [found[0]["id"]]}
    assert listed["after"] == {"sought": "", "found": [each["id"] for each in everyone]}
    assert len(everyone) == 2


async def test_every_filter_and_pages(
    sign_in: SignIn, office: Office, owner: Connection, chain: Chain, clock: TravelClock
) -> None:
    clerk = await an_account(owner, office.id)
    admin, reception = await sign_in(office, "admin"), await sign_in(office, account=clerk)
    for day in range(4):
        headers = {"x-request-id": f"on-day-{day}"}
        await reception.post("/api/patients", json={"name": f"P{day}"}, headers=headers)
        clock.travel(days=1)
        reception = await sign_in(office, account=clerk)
        admin = await sign_in(office, "admin")
    mine = {"actor_id": clerk.person}

    assert len(await entries(admin, **mine)) == 4
    between = await entries(admin, **mine, **{"from": "2030-01-08", "to": "2030-01-09"})
    assert [each["after"]["name"] for each in between] == ["P2", "P1"]
    assert [e["after"]["name"] for e in await entries(admin, request_id="on-day-3")] == ["P3"]
    assert len(await entries(admin, action="patient.registered", subject="patient")) == 4
    assert await entries(admin, action="patient.registered", subject="clinic") == []
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query: dict[str, Any] = {**mine, "limit": 3, **({"cursor": cursor} if cursor else {})}
        page = (await admin.get(AUDIT, params=query)).json()
        seen += [each["after"]["name"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["P3", "P2", "P1", "P0"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "2030-01-02", "to": "2030-01-01"}, "to"),
        ({"from": "yesterday"}, "from"),
        ({"actor_id": "Ana"}, "actor_id"),
        ({"cursor": "x"}, "cursor"),
        ({"who": "Ana"}, "who"),
    ],
)
async def test_what_cannot_be_looked_for(
    sign_in: SignIn, office: Office, query: dict[str, str], field: str
) -> None:
    problem(await (await sign_in(office, "admin")).get(AUDIT, params=query), 422, "invalid", field)


async def test_any_days_can_be_asked_for(sign_in: SignIn, office: Office) -> None:
    admin = await sign_in(office, "admin")
    await entries(admin)
    assert len(await entries(admin, **{"from": "0001-01-01", "to": "9999-12-31"})) == 1
    assert await entries(admin, **{"from": "9999-12-31"}) == []


async def test_only_administrators_and_only_their_own_clinic(
    sign_in: SignIn, office: Office, other_office: Office
) -> None:
    admin, stranger = await sign_in(office, "admin"), await sign_in(other_office, "admin")
    await admin.post("/api/patients", json={"name": "Ana"})
    (entry,) = await entries(admin, action="patient.registered")

    assert await entries(stranger, action="patient.registered") == []
    assert (await stranger.get(f"{AUDIT}/{entry['id']}")).status_code == 404
    assert "Ana" not in (await stranger.get(f"{AUDIT}/export")).text
    manager = await sign_in(office, "manager")
    for path in ("", "/export", "/state", f"/{entry['id']}"):
        assert (await manager.get(AUDIT + path)).status_code == 403


async def test_the_export_is_a_spreadsheet_without_formulas(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    clerk = await an_account(owner, office.id)
    admin, reception = await sign_in(office, "admin"), await sign_in(office, account=clerk)
    await owner.execute(
        "update person set name = '=HYPERLINK(\"http://evil\")' where id = $1",
        clerk.person,
    )
    for name in ('Ana "the, quick"', "Bruno"):
        await reception.post("/api/patients", json={"name": name})

    answer = await admin.get(f"{AUDIT}/export", params={"action": "patient.registered"})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    headings, *rows = list(csv.reader(io.StringIO(answer.text)))
    found = [dict(zip(headings, row, strict=True)) for row in rows]
    assert [each["action"] for each in found] == ["patient.registered"] * 2
    assert found[0]["actor"] == '\'=HYPERLINK("http://evil")'
    assert '"name":"Bruno"' in found[0]["after"]
    assert "the, quick" in found[1]["after"]
    assert found[0]["at"] == "2030-01-07T06:00:00Z"


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1"])
def test_no_cell_begins_like_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ana", "{}", "1", "a=b"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


async def test_searching_and_exporting_leave_a_trail(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    searcher = await an_account(owner, office.id, "admin")
    admin = await sign_in(office, "admin", searcher)
    await entries(admin, action="patient.read", **{"from": "2030-01-01"})
    await admin.get(f"{AUDIT}/export", params={"subject": "patient"})

    (exported,) = await entries(admin, action="audit.exported")
    searched = (await entries(admin, action="audit.searched"))[-1]

    assert exported["after"] == {"subject": "patient"}
    assert exported["actor"]["id"] == str(searcher.person)
    assert searched["after"] == {"action": "patient.read", "since": "2030-01-01T00:00:00Z"}


async def test_while_the_client_reads_no_transaction_is_open(
    chain: Chain, worker: Worker, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 10)
    await chain.write(35)
    cause = Cause("request-1", actor_role="admin")
    async with worker.database.transaction(chain.office.id, cause) as tx:
        pieces = await service.export(worker.database, tx, Wanted(action="patient.changed"))
    count, lines = 0, 0
    async for piece in pieces:
        count, lines = count + 1, lines + piece.count(b"\r\n")
        busy = """
            select count(*) from pg_stat_activity where datname = current_database()
              and application_name = 'topsmile-test-worker' and xact_start is not null
        """
        assert await owner.fetchval(busy) == 0

    assert (count, lines) == (5, 36)


async def test_how_far_the_chain_is(sign_in: SignIn, chain: Chain, clock: TravelClock) -> None:
    admin = await sign_in(chain.office, "admin")

    async def state() -> dict[str, Any]:
        answer = await admin.get(f"{AUDIT}/state")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    assert await state() == {
        "number": 0,
        "chained_at": None,
        "unchained": 0,
        "anchored_number": 0,
        "anchored_at": None,
    }
    await chain.write(3)
    assert (await state())["unchained"] == 3
    await chain.round()
    clock.travel(minutes=1)
    await chain.round()
    await chain.write()

    assert await state() == {
        "number": 3,
        "chained_at": "2030-01-07T06:00:00Z",
        "unchained": 1,
        "anchored_number": 3,
        "anchored_at": "2030-01-07T06:01:00Z",
    }
    (first, *_) = await entries(admin, action="patient.changed")
    assert first["number"] is None
    assert {e["number"] for e in await entries(admin, action="patient.changed")} == {1, 2, 3, None}


async def test_the_application_cannot_change_what_is_written(chain: Chain, worker: Worker) -> None:
    await chain.grow()
    for statement in (
        "update audit_link set number = number + 100 where clinic_id = $1",
        "delete from audit_link where clinic_id = $1",
        "delete from audit_chain where clinic_id = $1",
        "update audit_entry set action = 'x' where clinic_id = $1",
        "delete from audit_entry where clinic_id = $1",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with worker.database.transaction(chain.office.id, Cause("request-1")) as tx:
                await tx.run(statement)
