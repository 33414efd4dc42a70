"""The ends of the calendar and of numbers."""

from __future__ import annotations

from typing import Any

import pytest
from domain import SignIn
from make import Office

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        (
            "POST",
            "/api/providers/{provider}/exceptions",
            {"kind": "off", "first_day": "9999-12-31", "last_day": "9999-12-31"},
        ),
        (
            "POST",
            "/api/providers/{provider}/exceptions",
            {"kind": "off", "first_day": "0001-01-01", "last_day": "0001-01-01"},
        ),
        ("POST", "/api/patients", {"name": "Ana", "birth_date": "0001-01-01"}),
        ("POST", "/api/scheduling/appointments", {"starts_at": "9999-12-31T23:59:00-23:59"}),
        ("POST", "/api/scheduling/appointments", {"starts_at": "0001-01-01T00:00:00+23:59"}),
        ("POST", "/api/scheduling/appointments", {"starts_at": "2030-01-07T09:00:00"}),
        ("POST", "/api/scheduling/holds", {"starts_at": "9999-12-31T23:59:00-23:59"}),
        ("GET", "/api/scheduling/appointments?from=0001-01-01", None),
        ("GET", "/api/scheduling/appointments?from=9999-12-31&to=9999-12-31", None),
        ("GET", "/api/scheduling/calendar?from=9999-12-31", None),
        ("GET", "/api/scheduling/calendar?from=0001-01-01&to=0001-01-01", None),
        (
            "GET",
            "/api/scheduling/availability?service_id={service}&from=9999-12-31&to=9999-12-31",
            None,
        ),
        (
            "GET",
            "/api/scheduling/availability?service_id={service}&from=2199-12-31&to=2200-01-01",
            None,
        ),
        ("PATCH", "/api/patients/{patient}", {"expected_version": 10**40}),
        ("PATCH", "/api/services/{service}", {"position": 10**20}),
        ("PATCH", "/api/services/{service}", {"price": {"amount": 10**20, "currency": "BRL"}}),
        ("GET", "/api/patients?q=" + "%25_%5C" * 60, None),
        ("GET", "/api/patients?q=%F0%9F%98%80%20%FF%FE", None),
        ("GET", "/api/clinics/%FF%FE", None),
        ("GET", "/api/patients?limit=1&limit=2", None),
        ("GET", "/api/patients?cursor=a&cursor=b", None),
    ],
)
async def test_the_ends_of_the_calendar_are_no_fault_of_the_server(
    sign_in: SignIn, office: Office, method: str, path: str, body: Any
) -> None:
    manager = await sign_in(office, "manager")
    ids = {"provider": office.provider, "service": office.service, "patient": office.patient}
    if path.startswith("/api/scheduling/") and body:
        body = office.booking(**body)
        if path.endswith("holds"):
            del body["patient_id"]
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", str(value))

    answer = await manager.request(method, path, json=body)

    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert answer.json()["code"] in ("invalid", "not_offered", "version_conflict", "not_found")
    for look in (
        "calendar?from=2030-01-07&to=2030-01-08",
        f"availability?service_id={office.service}&from=2030-01-07&to=2030-01-08",
    ):
        assert (await manager.get(f"/api/scheduling/{look}")).status_code == 200
