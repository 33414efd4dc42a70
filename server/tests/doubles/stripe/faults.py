"""What is answered instead of an object."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """`kept`: the answer is stored under the idempotency key, because the work had begun."""

    def __init__(
        self,
        status: int,
        code: str | None,
        message: str,
        *,
        kind: str = "invalid_request_error",
        kept: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status, self.kept = status, kept
        self.error = {"type": kind, "message": message, "code": code, **more}
        self.error = {name: value for name, value in self.error.items() if value is not None}

    @property
    def body(self) -> dict[str, Any]:
        return {"error": self.error}


def missing_thing(kind: str, name: str, param: str = "id") -> Refusal:
    words = f"No such {kind.replace('payment_method', 'PaymentMethod')}: '{name}'"
    return Refusal(404, "resource_missing", words, param=param)


def missing_param(param: str) -> Refusal:
    words = f"Missing required param: {param}."
    return Refusal(400, "parameter_missing", words, kept=False, param=param)


def unknown_param(param: str) -> Refusal:
    words = f"Received unknown parameter: {param}"
    return Refusal(400, "parameter_unknown", words, kept=False, param=param)


def bad_param(param: str, words: str, code: str | None = None) -> Refusal:
    return Refusal(400, code, words, kept=False, param=param)


def broken() -> Refusal:
    words = "An unknown error occurred"
    return Refusal(500, None, words, kind="api_error", kept=False)
