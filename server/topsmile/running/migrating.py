"""Brings a database to the newest schema, and its cluster to the roles the schema speaks of."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

import asyncpg

from topsmile.running.processes import Trouble

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

APP = "topsmile_app"
# Own what must look behind the fences. Nobody signs in as them.
QUEUE = "topsmile_queue"
SEARCH = "topsmile_search"
LOCK = int.from_bytes(b"topsmile"[:7], "big")
REVISION = re.compile(r"(\d{4})_\w+\.py")


async def migrate(owner_url: str, app_url: str) -> bool:
    """True if there was anything to do. Safe beside itself, and quick when there is nothing."""
    if credentials(app_url)[0] != APP:
        raise Trouble(f"DATABASE_URL must sign in as {APP}: the schema's rights are given to it")
    async with connected(owner_url) as owner:
        roles = await ensure_roles(owner, app_url)
        await owner.execute("select pg_advisory_lock($1)", LOCK)
        if await revision(owner) == head():
            return roles
        # Only now: importing it takes longer than everything else here.
        from topsmile.running.alembic import upgrade

        await upgrade(owner_url)
        return True


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Connection]:
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise Trouble(f"The database cannot be reached as its owner: {error}") from None
    try:
        yield connection
    finally:
        await connection.close()


def folder() -> Path:
    """In a wheel beside the package's modules, in a checkout beside the package."""
    installed = Path(__file__).parents[1] / "migrations"
    return installed if installed.exists() else Path(__file__).parents[2] / "migrations"


def head() -> str | None:
    """The newest revision by its number. A test holds Alembic to the same answer."""
    names = (REVISION.fullmatch(path.name) for path in (folder() / "versions").glob("*.py"))
    return max((name[1] for name in names if name), default=None)


async def revision(connection: Connection) -> str | None:
    if not await connection.fetchval("select to_regclass('alembic_version')"):
        return None
    found = await connection.fetchval("select version_num from alembic_version")
    return str(found) if found else None


async def ensure_roles(owner: Connection, app_url: str) -> bool:
    """Roles belong to the cluster, so no migration of one database may make them."""
    made = False
    for role in (QUEUE, SEARCH):
        made |= await ensure_role(owner, role, "nologin bypassrls")
        if not await owner.fetchval("select pg_has_role($1, 'set')", role):
            await become_able(owner, role)
    password = scram(credentials(app_url)[1])
    made |= await ensure_role(owner, APP, "login nosuperuser nobypassrls", f"password '{password}'")
    if not await signs_in(app_url):
        await set_password(owner, password)
        made = True
    return made


async def become_able(owner: Connection, role: str) -> None:
    """To give things to the role, whoever migrates must be allowed to be it."""
    try:
        await owner.execute(f"grant {role} to current_user")
    except asyncpg.InsufficientPrivilegeError as error:
        name = await owner.fetchval("select current_user")
        raise Trouble(
            f"DATABASE_OWNER_URL may not act for the role {role} ({error}): "
            f'let an administrator run `grant {role} to "{name}"`'
        ) from None


async def ensure_role(owner: Connection, name: str, options: str, password: str = "") -> bool:
    if await owner.fetchval("select true from pg_roles where rolname = $1", name):
        return False
    try:
        await owner.execute(f"create role {name} {options} {password}")
    except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError):
        return False  # another migration, of another database of this cluster, was quicker
    except asyncpg.InsufficientPrivilegeError as error:
        raise Trouble(
            f"The role {name} is missing and DATABASE_OWNER_URL may not create it ({error}): "
            f"let an administrator run `create role {name} {options}`"
        ) from None
    return True


async def signs_in(url: str) -> bool:
    try:
        await (await asyncpg.connect(url, timeout=10)).close()
    except asyncpg.InvalidAuthorizationSpecificationError:
        return False
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise Trouble(f"The database cannot be reached as {APP}: {error}") from None
    return True


async def set_password(owner: Connection, verifier: str) -> None:
    statement = f"alter role {APP} password '{verifier}'"
    try:
        await owner.execute(statement)
    except asyncpg.InternalServerError:  # "tuple concurrently updated": the same, by another
        await owner.execute(statement)
    except asyncpg.InsufficientPrivilegeError as error:
        raise Trouble(
            f"{APP} does not sign in with the password in DATABASE_URL, and DATABASE_OWNER_URL may "
            f"not change it ({error}): let an administrator run `alter role {APP} password …`"
        ) from None


def scram(password: str, iterations: int = 4096) -> str:
    """PostgreSQL's verifier, made here: a password in a statement would stand in logs."""
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    words = (base64.b64encode(part).decode() for part in (salt, client, server))
    return "SCRAM-SHA-256${}:{}${}:{}".format(iterations, *words)


def credentials(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return unquote(parts.username or ""), unquote(parts.password or "")
