"""An id of another clinic in an address is the id of nothing."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import httpx
import pytest
from contracts.fences.places import DAYS, NEXT, Place, everything_of
from contracts.fences.test_bodies import REFUSED
from contracts.fences.test_lists import LISTS
from make import Connection

pytestmark = pytest.mark.anyio

VISIT = "/scheduling/appointments/{theirs[appointment]}"
OFF = {"kind": "off", "first_day": "2030-04-01", "last_day": "2030-04-02"}
ACTIONS = ("confirm", "cancel", "check-in", "start", "complete", "no-show")

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


def test_the_tests_reach_every_kind_of_id() -> None:
    written = "".join(str(each) for each in [*NOT_FOUND, *REFUSED, *LISTS])
    named = set(re.findall(r"theirs\[(\w+)\]", written))

    assert named == {
        "id", "slug", "patient", "provider", "service", "appointment", "exception", "hold",
        "delivery", "session", "entry", "webhook", "call", "member", "message",
        "file", "file_link", "payment", "invoice",
    }  # fmt: skip
