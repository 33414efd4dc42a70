"""Every error leaves as application/problem+json with a stable `code` and the request's id."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, TypeAlias

import asyncpg
import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from topsmile.kernel import cause
from topsmile.kernel.attempts import account_of
from topsmile.kernel.db import AWAY
from topsmile.kernel.errors import (
    Conflict,
    FieldError,
    Invalid,
    Malformed,
    MethodNotAllowed,
    NotFound,
    TopSmileError,
    Unavailable,
)

log = structlog.get_logger("http")
AnyRequest: TypeAlias = Request[Any, Any, Any]
MEDIA_TYPE = "application/problem+json"
# Another try may go well: the lock will be free, the other transaction over, the plan made anew.
REFUSED_FOR_NOW = (
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
    asyncpg.TransactionRollbackError,
    asyncpg.InvalidCachedStatementError,
    asyncpg.InsufficientResourcesError,  # a full disk
    asyncpg.ReadOnlySQLTransactionError,  # a standby that has not been promoted yet
)


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457, with what TopSmile adds to it."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[FieldError] | None = None


def as_problem(error: TopSmileError) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "code": error.code(),
        "detail": error.said,
        "request_id": cause.request_id.get(),
        **error.extra,
    }
    return error.status, error.headers(), msgspec.json.encode(body)


def understood(error: Exception) -> TopSmileError:
    """What a client may be told of any exception."""
    if isinstance(error, TopSmileError):
        return error
    if isinstance(error, ExceptionGroup):
        # What a transaction made of the error that ended it, as the framework hands it on.
        return understood(error.exceptions[0])
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return _refused(error)
    if isinstance(error, asyncpg.DataError | asyncpg.CharacterNotInRepertoireError):
        return Invalid("A value is out of its range.")
    if isinstance(error, (*REFUSED_FOR_NOW, *AWAY)):
        return Unavailable()
    if isinstance(error, HTTPException):
        return _of_litestar(error)
    return TopSmileError()


def _refused(error: asyncpg.IntegrityConstraintViolationError) -> TopSmileError:
    """PostgreSQL said no; the class that names the constraint says it in the person's words."""
    constraint = error.constraint_name or ""
    known = TopSmileError.by_constraint.get(constraint)
    # Under the locks the rules refuse first: reaching the wall is worth a look.
    log.warning("constraint said no", constraint=constraint, known=known is not None)
    return known() if known else Conflict()


def _of_litestar(error: HTTPException) -> TopSmileError:
    if isinstance(error, NotFoundException):
        return NotFound("There is nothing at this address.")
    if isinstance(error, MethodNotAllowedException):
        return MethodNotAllowed((error.headers or {}).get("allow", ""))
    if isinstance(error, ValidationException):
        errors = _field_errors(error)
        missing = [each.field for each in errors] == ["data"]
        return Malformed("The body is missing.") if missing else Invalid(errors=errors)
    if error.status_code == 400:
        return Malformed()
    return TopSmileError() if error.status_code >= 500 else Malformed(str(error.detail))


def _field_errors(error: ValidationException) -> list[FieldError]:
    found = [
        # `from_` is how Python has to write the parameter `from`.
        FieldError(str(each.get("key", "")).removesuffix("_"), str(each.get("message", "")))
        for each in (error.extra if isinstance(error.extra, list) else [])
        if isinstance(each, dict)
    ]
    missing = re.search(r"parameter '([^']+)'", str(error.detail))
    return found or [FieldError(missing.group(1) if missing else "", "This is missing.", "missing")]


def respond(_: AnyRequest, error: Exception) -> Response[bytes]:
    known = understood(error)
    if known.status == 500:
        log.error("unexpected error", error=type(error).__name__, account=account_of(error))
    status, headers, body = as_problem(known)
    return Response(body, status_code=status, headers=headers, media_type=MEDIA_TYPE)
