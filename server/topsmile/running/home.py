"""TOPSMILE_HOME: data, secrets, logs and sockets of one installation, closed to everyone else."""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from topsmile.running.accounts import Account, account_for, give
from topsmile.running.processes import Trouble

# sun_path holds 108 bytes; PostgreSQL's own name in the folder takes up to 18 with its lock.
SOCKET_FOLDER_LIMIT = 85
# PostgreSQL separates folders by commas and reads quotes, so only what needs neither.
PLAIN = re.compile(r"[A-Za-z0-9_./-]+")
# For a home that the account of PostgreSQL cannot reach, such as one below /root.
ELSEWHERE = Path("/var/lib/topsmile")


@dataclass(frozen=True)
class Secrets:
    session: str
    owner: str
    app: str
    play_money: str


class Home:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.log = path / "log"
        self.sockets = path / "run"
        self.data = path / "postgres"
        self.account = account_for(self.data)
        self.moved = False

    def prepare(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            # The account of PostgreSQL walks through to its own folder; it cannot look around.
            self.path.chmod(0o711 if self.account else 0o700)
            private(self.log)
        except OSError as error:
            raise Trouble(
                f"{self.path} cannot be used as TOPSMILE_HOME: {error.strerror}"
            ) from None
        self.prepare_sockets()
        self.place_data()

    def place_data(self) -> None:
        if self.data.is_symlink() or self.data.exists():
            return
        if self.account is None or self.account.can_enter(self.path):
            return
        # A new name each time: what a deleted home left there is locked with a lost password.
        ELSEWHERE.mkdir(mode=0o755, exist_ok=True)
        parent = Path(tempfile.mkdtemp(prefix="data-", dir=ELSEWHERE))
        parent.chmod(0o711)
        self.data.symlink_to(parent / "postgres")
        self.moved = True

    def prepare_sockets(self) -> None:
        """In the home where that is short and plain enough, else in a folder of our own in /tmp."""
        if self.sockets.is_symlink():
            if is_private(self.sockets.resolve(), self.account):
                return
            self.sockets.unlink()
        if not self.sockets.exists() and not self.fits():
            folder = Path(tempfile.mkdtemp(prefix="topsmile-", dir=short_temporary()))
            give(folder, self.account)
            self.sockets.symlink_to(folder)
            return
        private(self.sockets, self.account)

    def fits(self) -> bool:
        name = str(self.sockets)
        if len(os.fsencode(name)) > SOCKET_FOLDER_LIMIT or not PLAIN.fullmatch(name):
            return False
        return self.account is None or self.account.can_enter(self.path)

    @property
    def socket_folder(self) -> Path:
        return self.sockets.resolve()

    @property
    def valkey_url(self) -> str:
        return f"unix://{self.socket_folder}/valkey.sock"

    def remove_sockets(self) -> None:
        if self.sockets.is_symlink():
            shutil.rmtree(self.sockets.resolve(), ignore_errors=True)
            self.sockets.unlink()

    def secrets(self) -> Secrets:
        """Made once; to lose them is to sign everyone out and to lose the way into the database."""
        file = self.path / "secrets.json"
        known = json.loads(file.read_text()) if file.exists() else {}
        if missing := [each.name for each in fields(Secrets) if each.name not in known]:
            known |= {name: secrets.token_urlsafe(32) for name in missing}
            write_privately(file, json.dumps(known, indent=2))
        return Secrets(**known)

    @contextmanager
    def held(self, note: str) -> Iterator[None]:
        """One at a time. The kernel lets go of the lock when its holder dies, however it dies."""
        with locked(self.path / "lock", note):
            if not self.data.is_symlink():
                yield
                return
            # A copy of this home has the same link: it must not start a second server on the data.
            with locked(self.data.readlink().parent / "lock", note):
                yield

    def is_running(self) -> bool:
        lock = self.path / "lock"
        if not lock.exists():
            return False
        with lock.open("a") as file:
            return not taken(file.fileno())


@contextmanager
def locked(path: Path, note: str) -> Iterator[None]:
    with open(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        if not taken(file.fileno()):
            raise Trouble(
                f"TopSmile already runs from {path.parent} ({file.read().strip()}): stop that one "
                "first, or choose another TOPSMILE_HOME and PORT"
            )
        file.truncate(0)
        file.write(note)
        file.flush()
        yield


def taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def private(folder: Path, account: Account | None = None) -> None:
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    give(folder, account)


def is_private(folder: Path, account: Account | None) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    owner = account.uid if account else os.geteuid()
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and not found.st_mode & 0o077


def short_temporary() -> Path:
    fallback = Path(tempfile.gettempdir())  # which may be long
    short = Path("/tmp")  # noqa: S108
    return short if os.access(short, os.W_OK) else fallback


def write_privately(file: Path, text: str) -> None:
    """Whole or not at all: half a file of secrets would lock the owner out."""
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(file)
