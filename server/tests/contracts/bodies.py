"""What is sent with each operation; `{…}` is what was made for the question."""

from __future__ import annotations

from typing import Any

import make

BODIES: dict[str, dict[str, Any]] = {
    "POST /api/auth/login": {"email": "{email}", "password": make.PASSWORD},
    "POST /api/auth/register": {
        "clinic": "{slug}",
        "name": "Nova",
        "email": "nova@example.test",
        "password": "long enough for anyone",
    },
    "POST /api/auth/forgot": {"email": "{email}"},
    "POST /api/auth/reset": {"token": "{reset_token}", "password": "long enough for anyone"},
    "POST /api/auth/confirm": {"token": "{confirm_token}"},
    "POST /api/scheduling/holds": {
        "service_id": "{service_id}",
        "provider_id": "{provider_id}",
        "starts_at": "2030-01-07T10:00:00Z",
    },
    "POST /api/scheduling/appointments": {
        "service_id": "{service_id}",
        "provider_id": "{provider_id}",
        "patient_id": "{patient_id}",
        "starts_at": "2030-01-07T10:00:00Z",
    },
    "POST /api/scheduling/appointments/{appointment_id}/reschedule": {
        "starts_at": "2030-01-07T11:00:00Z"
    },
    "PATCH /api/settings": {"brand_color": "#7b3f98"},
    "PATCH /api/messages/settings": {"quiet_from": 1200},
    "PUT /api/messages/templates/{kind}/{channel}/{language}": {
        "subject": "Welcome",
        "body": "Hello",
    },
    "POST /api/messages/preview": {"kind": "welcome", "channel": "email", "language": "en"},
    "POST /api/messages/test": {"kind": "welcome", "channel": "email", "language": "en"},
    "PUT /api/messages/preferences": {"sms": True},
    "PUT /api/messages/preferences/{patient_id}": {"sms": True},
    "POST /api/links": {"token": "{cancel_link}"},
    "POST /api/links/confirm": {"token": "{confirm_link}"},
    "POST /api/links/cancel": {"token": "{cancel_link}"},
    "POST /api/links/reschedule": {
        "token": "{reschedule_link}",
        "starts_at": "2030-01-07T11:00:00Z",
    },
    "POST /api/patients": {"name": "Nova"},
    "PATCH /api/patients/me": {"name": "Renamed"},
    "PATCH /api/patients/{patient_id}": {"name": "Renamed"},
    "POST /api/staff": {"name": "Nova", "email": "nova@example.test", "role": "receptionist"},
    "PATCH /api/staff/{member_id}": {"role": "manager"},
    "POST /api/providers": {"name": "Nova"},
    "PATCH /api/providers/{provider_id}": {"name": "Renamed"},
    "POST /api/providers/{provider_id}/exceptions": {
        "kind": "off",
        "first_day": "2030-05-01",
        "last_day": "2030-05-01",
    },
    "POST /api/services": {
        "name": "Nova",
        "duration_minutes": 30,
        "price": {"amount": 100, "currency": "BRL"},
    },
    "PATCH /api/services/{service_id}": {"name": "Renamed"},
    "POST /api/payments/create-intent": {"appointment_id": "{patient_id}"},
    "POST /api/payments/charge": {"appointment_id": "{patient_id}"},
    "POST /api/payments/cards": {"setup_intent": "seti_1"},
    "POST /api/payments/cards/setup": {},
    "POST /api/payments/{payment_id}/refund": {"amount": 100},
    "PATCH /api/payments/settings": {"no_show_fee": 100},
    "POST /api/webhooks": {"url": "https://hooks.example.com/"},
    "PATCH /api/webhooks/{endpoint_id}": {"description": "Renamed"},
    "POST /api/files/direct": {"name": "tooth.png", "size": 1000, "kind": "photo"},
    "PATCH /api/files/{file_id}": {"name": "Renamed"},
}
# What is sent as a form, with a file.
FORMS = {"POST /api/upload": {"kind": "photo", "patient_id": "{patient_id}"}}
QUERIES = {
    "GET /api/scheduling/availability": "service_id={service_id}&from=2030-01-07&to=2030-01-07",
    "GET /api/scheduling/appointments": "from=2030-01-01",
    "GET /api/payments/cards": "patient_id={patient_id}",
    "GET /api/payments/reports/payments.csv": "from=2030-01-01&to=2030-01-31",
    "GET /api/payments/reports/payouts.csv": "from=2030-01-01&to=2030-01-31",
    "GET /api/payments/reports/ledger.csv": "from=2030-01-01&to=2030-01-31",
    "GET /api/analytics/overview": "from=2030-01-01&to=2030-01-31",
    "GET /api/analytics/series": "from=2030-01-01&to=2030-01-31&by=week",
    "GET /api/analytics/breakdown": "from=2030-01-01&to=2030-01-31&by=provider",
    "GET /api/analytics/export": "from=2030-01-01&to=2030-01-31",
}
