"""PostgreSQL refuses to run as root. As root we run it as an account that may do nothing else."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OURS = "topsmile"
STANDBYS = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    def can_enter(self, folder: Path) -> bool:
        """Tried, not computed: modes, lists and mounts all have a say."""
        return self.succeeds(["/usr/bin/test", "-x", str(folder)])

    def succeeds(self, command: list[str]) -> bool:
        # From the root folder: the account may not be able to enter the one we stand in.
        ended = subprocess.run(command, capture_output=True, check=False, cwd="/", **identity(self))
        return ended.returncode == 0


def identity(account: Account | None) -> dict[str, Any]:
    """For `subprocess`: who a child is to be, if not who we are."""
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def account_for(data: Path) -> Account | None:
    """Who runs PostgreSQL: its data's owner, else our account, else one that can do little."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (uid := data.stat().st_uid) != 0:
        return of(pwd.getpwuid(uid))
    return named(OURS) or created() or next(filter(None, map(named, STANDBYS)), None)


def created() -> Account | None:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        return None
    options = ["--system", "--no-create-home", "--home-dir", "/nonexistent"]
    command = [useradd, *options, "--shell", "/usr/sbin/nologin", "--user-group", OURS]
    subprocess.run(command, capture_output=True, check=False)
    return named(OURS)


def named(name: str) -> Account | None:
    try:
        return of(pwd.getpwnam(name))
    except KeyError:
        return None


def of(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def give(path: Path, account: Account | None) -> None:
    if account is not None:
        os.chown(path, account.uid, account.gid)
