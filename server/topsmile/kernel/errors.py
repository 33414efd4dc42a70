"""What can go wrong, in the words of the person it happens to."""

from __future__ import annotations

import re
from typing import Any, ClassVar

import msgspec


class FieldError(msgspec.Struct, frozen=True, omit_defaults=True):
    """`message` is for who writes a client; by `rule` a client says it in the person's language."""

    field: str
    message: str
    rule: str = ""
    limit: int | None = None


class TopSmileError(Exception):
    """`status` and `code` are the contract; `extra` becomes further members of the problem."""

    status: ClassVar[int] = 500
    detail: ClassVar[str] = "Something went wrong on our side."
    constraint: ClassVar[str | None] = None
    by_constraint: ClassVar[dict[str, type[TopSmileError]]] = {}

    def __init__(self, detail: str | None = None, **extra: Any) -> None:
        super().__init__(detail or self.detail)
        self.said = detail or self.detail
        self.extra = extra

    def __init_subclass__(cls) -> None:
        if cls.constraint and "constraint" in cls.__dict__:
            TopSmileError.by_constraint[cls.constraint] = cls

    def headers(self) -> dict[str, str]:
        return {}

    @classmethod
    def code(cls) -> str:
        if cls is TopSmileError:
            return "server_error"
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Malformed(TopSmileError):
    status = 400
    detail = "We could not read this request."


class NotSignedIn(TopSmileError):
    status = 401
    detail = "Please sign in."


class SessionExpired(TopSmileError):
    status = 401
    detail = "Your session is over. Please sign in again."


class InvalidCredentials(TopSmileError):
    status = 401
    detail = "The e-mail address or the password is not right."


class NotAllowed(TopSmileError):
    status = 403
    detail = "Your role does not allow this."


class ForeignOrigin(TopSmileError):
    status = 403
    detail = "This request came from another site."


class NotFound(TopSmileError):
    status = 404
    detail = "We could not find that."


class MethodNotAllowed(TopSmileError):
    status = 405
    detail = "This address does not answer to that method."

    def __init__(self, allow: str = "") -> None:
        super().__init__()
        self.allow = allow

    def headers(self) -> dict[str, str]:
        return {"allow": self.allow}


class TooSlow(TopSmileError):
    status = 408
    detail = "This came too slowly and was cut. Please try again."


class Conflict(TopSmileError):
    """A database constraint said no; a subclass that names the constraint says it in words."""

    status = 409
    detail = "This clashes with something that was just changed."


class VersionConflict(TopSmileError):
    """`current` is the thing as it is now."""

    status = 409
    detail = "This was changed since you last saw it."


class InProgress(TopSmileError):
    status = 409
    detail = "The same request is still being worked on."


class TooLarge(TopSmileError):
    status = 413
    detail = "This is larger than we accept."


class WrongType(TopSmileError):
    status = 415
    detail = "Send this as application/json."


class Invalid(TopSmileError):
    """Readable but wrong. Raise it with the field that is wrong: `Invalid.on("email", "…")`."""

    status = 422
    detail = "Some of this is not right."

    @classmethod
    def on(cls, field: str, message: str, rule: str = "") -> Invalid:
        return cls(message, errors=[FieldError(field, message, rule)])


class IdempotencyMismatch(TopSmileError):
    status = 422
    detail = "This Idempotency-Key was used for another request."


class TooManyRequests(TopSmileError):
    status = 429
    detail = "Too many requests. Please wait a moment."

    def __init__(self, retry_after: int, detail: str | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after

    def headers(self) -> dict[str, str]:
        return {"retry-after": str(self.retry_after)}


class Unavailable(TopSmileError):
    status = 503
    detail = "We cannot answer right now. Please try again in a moment."

    def __init__(self, retry_after: int = 1, detail: str | None = None) -> None:
        super().__init__(detail)
        self.retry_after = retry_after

    def headers(self) -> dict[str, str]:
        return {"retry-after": str(self.retry_after)}
