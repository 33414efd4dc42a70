"""What an installation may choose, in one frozen object. Only entry points read it."""

from __future__ import annotations

import re
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Level = Literal["debug", "info", "warning", "error"]
Chosen = TypeVar("Chosen", bound="Place")
Network = IPv4Network | IPv6Network


class Misconfigured(Exception):
    """A setting is missing or wrong. Its message is one sentence for the person at the keyboard."""


class Place(BaseSettings):
    """Where this installation lives and listens: known before any server is."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    topsmile_home: Path = Path(".topsmile")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    public_url: str = ""
    log_level: Level = "info"

    @field_validator("topsmile_home")
    @classmethod
    def absolute(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("log_level", mode="before")
    @classmethod
    def lower(cls, level: Any) -> Any:
        return level.lower() if isinstance(level, str) else level

    @field_validator("public_url")
    @classmethod
    def an_origin(cls, url: str) -> str:
        if url and not url.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return url.rstrip("/")

    @property
    def home(self) -> Path:
        return self.topsmile_home

    @cached_property
    def origin(self) -> str:
        """The address people type. Links in messages, cookies and origin checks depend on it."""
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def https(self) -> bool:
        return self.origin.startswith("https://")


class Settings(Place):
    """Everything that `serve`, `worker` and the commands beside them need."""

    database_url: SecretStr
    # Migrations and roles only. `serve` and `worker` are started without it.
    database_owner_url: SecretStr | None = None
    valkey_url: SecretStr
    topsmile_secret: SecretStr

    smtp_url: SecretStr | None = None
    mail_from: str = "TopSmile <no-reply@localhost>"
    twilio_url: str = "https://api.twilio.com"
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_from: str | None = None
    twilio_whatsapp_from: str | None = None
    # For all that comes before a message, and once more for the answer to it.
    sending_timeout_seconds: Annotated[float, Field(gt=0)] = 12
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = ()

    # Where files are kept: a folder (without it `files` in TOPSMILE_HOME), or s3://bucket/prefix.
    storage_url: str = ""
    s3_endpoint: str | None = None
    s3_region: str = "us-east-1"
    s3_access_key_id: str | None = None
    s3_secret_access_key: SecretStr | None = None
    clamd_url: str | None = None
    upload_limit_mb: Annotated[int, Field(ge=1, le=5120)] = 50
    direct_upload_limit_mb: Annotated[int, Field(ge=1, le=5120)] = 1024
    files_clinic_quota_mb: Annotated[int, Field(ge=1)] = 50 * 1024
    files_person_quota_mb: Annotated[int, Field(ge=1)] = 2 * 1024
    # How long a deleted file can be brought back.
    files_retention_days: Annotated[int, Field(ge=0, le=36500)] = 30

    # Without a key no payment is asked for. With `stripe_connect` each clinic is paid into an
    # account of its own, without it all into the key's.
    stripe_secret_key: SecretStr | None = None
    stripe_publishable_key: str = ""
    stripe_webhook_secrets: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    stripe_connect: bool = True
    stripe_url: str = "https://api.stripe.com"
    # Only for a stand-in with a script of its own; Stripe's is loaded from Stripe.
    stripe_script_url: str | None = None
    stripe_timeout_seconds: Annotated[float, Field(gt=0)] = 10

    # Plain http for outgoing webhooks: while developing a receiver, never with patients' facts.
    webhooks_allow_insecure: bool = False

    # Sockets for live updates that a process keeps; `anonymous` are those of booking pages.
    live_sockets: Annotated[int, Field(ge=1)] = 10_000
    live_anonymous: Annotated[int, Field(ge=0)] = 5_000
    live_anonymous_per_client: Annotated[int, Field(ge=0)] = 200

    # Where browsers report what went wrong, without anything about a person.
    sentry_web_dsn: str | None = None

    pool_size: Annotated[int, Field(ge=1, le=200)] = 10
    request_deadline_seconds: Annotated[float, Field(gt=0)] = 15
    worker_concurrency: Annotated[int, Field(ge=1, le=200)] = 16
    # What a worker may take up before it is refused more: one handler must not starve the machine.
    worker_memory_mb: Annotated[int, Field(ge=128)] = 1024
    delivery_backoff_seconds: Annotated[float, Field(gt=0)] = 2.0
    delivery_timeout_seconds: Annotated[float, Field(gt=0)] = 30
    delivery_lease_seconds: Annotated[float, Field(gt=0)] = 10
    retention_deliveries_days: Annotated[int, Field(ge=1, le=36500)] = 30
    retention_events_days: Annotated[int, Field(ge=7, le=36500)] = 400

    # Without a key of its own the audit chain's derives from the secret.
    audit_key: SecretStr | None = None
    audit_retired_keys: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    audit_anchors: Path | None = None

    operations_host: str = "127.0.0.1"
    operations_port: Annotated[int, Field(ge=0, le=65535)] = 0

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        return begins(url, "postgresql://", "postgres://")

    @field_validator("valkey_url")
    @classmethod
    def valkey(cls, url: SecretStr | None) -> SecretStr | None:
        return begins(url, "valkey://", "valkeys://", "redis://", "rediss://", "unix://")

    @field_validator("smtp_url", mode="before")
    @classmethod
    def none_when_empty(cls, url: Any) -> Any:
        return url or None

    @field_validator("smtp_url")
    @classmethod
    def smtp(cls, url: SecretStr | None) -> SecretStr | None:
        return begins(url, "smtp://", "smtps://")

    @field_validator(
        "trusted_proxies", "audit_retired_keys", "stripe_webhook_secrets", mode="before"
    )
    @classmethod
    def separated_by_commas(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("audit_anchors")
    @classmethod
    def absolute_folder(cls, folder: Path | None) -> Path | None:
        return folder and folder.expanduser().absolute()

    @field_validator("sentry_web_dsn")
    @classmethod
    def a_dsn(cls, dsn: str | None) -> str | None:
        if dsn and not re.fullmatch(r"https?://[0-9a-zA-Z]+@[0-9a-zA-Z.:\[\]-]+(/[\w.-]+)+", dsn):
            raise ValueError("must be like https://key@host/project")
        return dsn

    @field_validator("storage_url")
    @classmethod
    def kept_somewhere(cls, url: str) -> str:
        if "://" in url and not url.startswith(("s3://", "file://")):
            raise ValueError("must be a folder, file:///folder or s3://bucket/prefix")
        return url

    @property
    def takes_real_money(self) -> bool:
        """Whether the key is for money that exists."""
        key = self.stripe_secret_key
        return key is not None and "_live_" in key.get_secret_value()[:9]

    @property
    def anchors(self) -> Path:
        return self.audit_anchors or self.home / "anchors"

    @property
    def secret(self) -> SecretStr:
        return self.topsmile_secret

    @model_validator(mode="after")
    def long_enough(self) -> Self:
        if len(self.topsmile_secret.get_secret_value()) < 32:
            raise ValueError("TOPSMILE_SECRET must have at least 32 characters")
        return self


def begins(url: SecretStr | None, *schemes: str) -> SecretStr | None:
    if url is not None and not url.get_secret_value().startswith(schemes):
        raise ValueError(f"must begin with {' or '.join(schemes)}")
    return url


def place() -> Place:
    return read(Place)


def settings(**known: Any) -> Settings:
    """From the environment; `known` are what the caller has just made, such as embedded servers."""
    return read(Settings, **known)


def read(kind: type[Chosen], **known: Any) -> Chosen:
    try:
        return kind(**known)
    except ValidationError as error:
        raise Misconfigured(in_words(error)) from None


def in_words(error: ValidationError) -> str:
    """Every complaint in one sentence, without the value: it may be a password."""
    return "; ".join(complaint(part["loc"], part["type"], part["msg"]) for part in error.errors())


def complaint(location: tuple[int | str, ...], kind: str, message: str) -> str:
    name = str(location[0]).upper() if location else ""
    if kind == "missing":
        return f"{name} is not set"
    return f"{name} {message.removeprefix('Value error, ')}".strip()
