"""`topsmile clinic create`, and what commands say when the database says no."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import asyncpg

from topsmile.clinics.models import OpenClinic
from topsmile.identity import founding
from topsmile.identity.founding import Founder
from topsmile.identity.passwords import Passwords
from topsmile.kernel.cause import Cause, new_request_id
from topsmile.kernel.clock import SystemClock
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.errors import TopSmileError, Unavailable
from topsmile.running.processes import Trouble
from topsmile.settings import Settings

AskPassword = Callable[[], str]


async def open_clinic(
    settings: Settings, clinic: OpenClinic, admin: Founder, ask_password: AskPassword
) -> str:
    """A clinic with its first person. Asks for the password when all the rest is right."""
    cause = Cause(new_request_id(), actor_role="system")
    database = Database(
        settings.database_url.get_secret_value(), SystemClock(), 1, "topsmile-clinic"
    )

    async def furnish(_: Tx) -> Sequence[Founder]:
        return [admin]

    with in_words():
        await database.open()
        try:
            new = await founding.needs_password(database, cause, clinic, admin)
            password_hash = await hashed(ask_password()) if new else ""
            await founding.found(database, cause, clinic, password_hash, furnish)
        finally:
            await database.close()
    return told(settings.origin, clinic, admin, new=new)


async def hashed(password: str) -> str:
    founding.check_password(password)
    passwords = Passwords(1)
    try:
        return await passwords.hash(password)
    finally:
        passwords.close()


def told(origin: str, clinic: OpenClinic, admin: Founder, *, new: bool) -> str:
    how = "with this password" if new else "with the password they have here already"
    return (
        f"{clinic.name} is open.\n"
        f"  Booking  {origin}/book/{clinic.slug}\n"
        f"  Staff    {origin}/login  ({admin.email}, {how})\n"
        "Next: its clinicians, their hours, and what they offer."
    )


def password_from_terminal() -> str:
    if not sys.stdin.isatty():
        raise Trouble("there is no terminal to ask for the password: pass --password-stdin")
    password = getpass.getpass("Password for the administrator: ")
    if getpass.getpass("Once more: ") != password:
        raise Trouble("the two passwords differ")
    return password


def password_from_stdin() -> str:
    return sys.stdin.readline().rstrip("\r\n")


@contextmanager
def in_words() -> Iterator[None]:
    """For the person at the keyboard."""
    try:
        yield
    except Unavailable:
        raise Trouble("PostgreSQL does not answer at the address in DATABASE_URL") from None
    except TopSmileError as error:
        raise Trouble(error.said) from None
    except asyncpg.UndefinedTableError:
        raise Trouble("the database has no tables yet: run `topsmile migrate` first") from None
    except asyncpg.UniqueViolationError as error:
        # Someone else was faster between looking and writing.
        known = TopSmileError.by_constraint.get(error.constraint_name or "", TopSmileError)
        raise Trouble(known.detail) from None
    except asyncpg.PostgresError as error:
        raise Trouble(f"PostgreSQL says: {error}") from None
