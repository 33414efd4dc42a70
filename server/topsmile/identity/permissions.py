"""Who may do what: one table. Pure."""

from __future__ import annotations

from typing import Any, Literal, get_args

Role = Literal["patient", "receptionist", "dentist", "hygienist", "manager", "admin"]
Permission = Literal[
    "public",
    "signed_in",
    "appointments.read",
    "appointments.book",
    "appointments.change",
    "appointments.run",
    "calendar.read",
    "patients.read",
    "patients.write",
    "profile.own",
    "messages.read",
    "messages.preferences",
    "messages.send",
    "providers.read",
    "providers.manage",
    "services.read",
    "services.manage",
    "deliveries.manage",
    "messages.manage",
    "analytics.read",
    "analytics.manage",
    "settings.read",
    "settings.manage",
    "staff.manage",
    "audit.read",
    "webhooks.manage",
    "files.read",
    "files.write",
    "payments.read",
    "payments.pay",
    "payments.take",
    "payments.refund",
    "payments.report",
    "payments.manage",
]

PATIENT: frozenset[Permission] = frozenset(
    {
        "appointments.read",
        "appointments.book",
        "appointments.change",
        "profile.own",
        "messages.preferences",
        "files.read",
        "files.write",
        "payments.read",
        "payments.pay",
    }
)
MONEY: frozenset[Permission] = frozenset({"payments.read", "payments.pay", "payments.take"})
STAFF: frozenset[Permission] = (PATIENT - MONEY - {"profile.own"}) | {
    "appointments.run",
    "calendar.read",
    "patients.read",
    "patients.write",
    "messages.read",
    "messages.send",
    "providers.read",
    "services.read",
    "settings.read",
}
DESK: frozenset[Permission] = STAFF | MONEY
MANAGER: frozenset[Permission] = DESK | {
    "payments.refund",
    "payments.report",
    "providers.manage",
    "services.manage",
    "deliveries.manage",
    "messages.manage",
    "analytics.read",
}
ADMIN: frozenset[Permission] = MANAGER | {
    "analytics.manage",
    "settings.manage",
    "staff.manage",
    "audit.read",
    "webhooks.manage",
    "payments.manage",
}

MAY: dict[Role, frozenset[Permission]] = {
    "patient": PATIENT,
    "receptionist": DESK,
    "dentist": STAFF,
    "hygienist": STAFF,
    "manager": MANAGER,
    "admin": ADMIN,
}
assert MAY.keys() == set(get_args(Role))


def may(role: Role, permission: Permission) -> bool:
    return permission == "signed_in" or permission in MAY[role]


def needs(permission: Permission) -> dict[str, Any]:
    """What an operation declares: `@get(…, opt=needs("patients.read"))`."""
    return {"permission": permission}
