"""Clinics where everything there can be is there: one asks, the other is what it asks about."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

import httpx
import make
from make import Connection, Office
from shelf import picture

NEXT = {"starts_at": "2030-01-07T11:00:00Z"}
DAYS = "from=2030-01-07&to=2030-01-07"


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
            insert into message (clinic_id, key, kind, channel, appointment_id, patient_id,
              to_address, locale, subject, body, state, request_id, created_at)
            values ($1, 'k', 'confirmation', 'email', $2, $3, 'a@b.test', 'en', 's', 'b', 'sent',
              'r', $4)
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


def filled(value: Any, mine: Place, theirs: Place) -> Any:
    if isinstance(value, dict):
        return {name: filled(each, mine, theirs) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, mine, theirs) for each in value]
    return value.format(mine=mine.ids, theirs=theirs.ids) if isinstance(value, str) else value
