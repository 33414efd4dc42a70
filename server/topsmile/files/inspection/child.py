"""The child process that decodes what strangers send; childhood.py starts it.

It is told one task on standard input and answers on standard output. Before it reads the first
byte of the file it gives up whatever it will not need.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

import msgspec

from topsmile.files.inspection.models import Limits, Task, Told
from topsmile.files.inspection.refusing import Refused

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
CAPABILITIES_VERSION_3 = 0x20080522
FILES_AT_ONCE = 64


def bound(limits: Limits) -> None:
    """A crash, a bomb or an intruder in a decoder meets these walls."""
    seconds = int(limits.seconds) + 1
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_NOFILE, FILES_AT_ONCE),
        (resource.RLIMIT_DATA, limits.memory),
        (resource.RLIMIT_AS, 2 * limits.memory),
    ):
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))
    os.umask(0o077)
    os.nice(5)
    if sys.platform == "linux":
        alone()


def alone() -> None:
    """Dies with its parent, gains no privileges, and has no network where the kernel lets it."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.unshare(CLONE_NEWNET) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    # Of root, should that be who runs us, only the name remains: these walls hold for it too.
    none = ctypes.c_uint32 * 6
    libc.capset((ctypes.c_uint32 * 2)(CAPABILITIES_VERSION_3, 0), none())


def look(task: Task) -> Told:
    """Only the libraries that this type needs are loaded."""
    try:
        if task.content_type == "application/pdf":
            from topsmile.files.inspection import documents

            return documents.look(task)
        from topsmile.files.inspection import pictures

        return pictures.look(task)
    except Refused as why:
        return Told(refused=why.rule, limit=why.limit)


def main() -> None:
    task = msgspec.json.decode(sys.stdin.buffer.read(), type=Task)
    bound(task.limits)
    told = look(task)
    sys.stdout.buffer.write(msgspec.json.encode(told))
    sys.stdout.buffer.flush()
    os._exit(0)  # what a library would do on its way out is of no use to anybody


if __name__ == "__main__":
    main()
