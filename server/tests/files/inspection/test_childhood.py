"""The child is bounded in every way, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from pathlib import Path

import msgspec
import psutil
import pytest
from files.corpus_pictures import good
from files.inspection.conftest import Look

from topsmile.files.inspection import Limits, childhood, inspect
from topsmile.files.inspection.models import Task, Told
from topsmile.kernel.errors import Invalid, Unavailable

pytestmark = pytest.mark.anyio
TOLD = msgspec.json.encode(Told(content_type="image/png")).decode()


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return Task(str(tmp_path / "x"), str(tmp_path), "image/png", exact=False, limits=Limits())


def instead(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Another child, which does what one that was taken over might do."""
    monkeypatch.setattr(childhood, "COMMAND", (sys.executable, "-I", "-c", program))


def bounded(program: str) -> str:
    return (
        "import os, sys, msgspec\n"
        "from topsmile.files.inspection import child, models\n"
        "task = msgspec.json.decode(sys.stdin.buffer.read(), type=models.Task)\n"
        f"child.bound(task.limits)\n{program}\nprint('''{TOLD}''')\n"
    )


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.kill(os.getpid(), 9)",
        "import os; os.abort()",
        "print('this is no answer')",
        "print('x' * 10_000_000)",
        "pass",
        "raise SystemExit(3)",
    ],
)
async def test_a_child_that_dies_or_babbles_has_said_no(
    monkeypatch: pytest.MonkeyPatch, task: Task, program: str
) -> None:
    instead(monkeypatch, program)
    with pytest.raises(Invalid, match="could not read"):
        await childhood.ask(task)


async def test_one_that_hangs_is_ended_with_its_own_children(
    monkeypatch: pytest.MonkeyPatch, task: Task, tmp_path: Path
) -> None:
    mark = tmp_path / "pid"
    program = (
        "import os, time, pathlib\n"
        "if os.fork() == 0:\n"
        f"  pathlib.Path({str(mark)!r}).write_text(str(os.getpid()))\n"
        "time.sleep(600)"
    )
    instead(monkeypatch, program)
    short = msgspec.structs.replace(task, limits=Limits(seconds=1.5))
    with pytest.raises(Invalid):
        await childhood.ask(short)
    assert gone(int(mark.read_text()))


def gone(pid: int) -> bool:
    for _ in range(200):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.01)
    return False


async def test_an_upload_that_is_given_up_ends_its_child(
    monkeypatch: pytest.MonkeyPatch, task: Task, tmp_path: Path
) -> None:
    mark = tmp_path / "pid"
    program = f"import os,time;open({str(mark)!r},'w').write(str(os.getpid()));time.sleep(600)"
    instead(monkeypatch, program)
    asking = asyncio.create_task(childhood.ask(task))
    while not (mark.exists() and mark.read_text()):
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert gone(int(mark.read_text()))


@pytest.mark.parametrize(
    "misdeed",
    [
        "x = bytearray(600_000_000)",
        "open('big', 'wb').write(bytes(50_000_000))",
        "files = [open('/dev/null') for _ in range(200)]",
        "import resource; resource.setrlimit(resource.RLIMIT_DATA, (1 << 40, 1 << 40))",
    ],
)
async def test_there_are_walls_around_it(
    monkeypatch: pytest.MonkeyPatch, task: Task, misdeed: str
) -> None:
    instead(monkeypatch, bounded(misdeed))
    small = Limits(memory=256 * 1024**2, written=1_000_000)
    with pytest.raises(Invalid):
        await childhood.ask(msgspec.structs.replace(task, limits=small))


async def test_within_the_walls_it_works(monkeypatch: pytest.MonkeyPatch, task: Task) -> None:
    instead(monkeypatch, bounded("assert not set(os.environ) - {'LC_CTYPE'}"))
    assert (await childhood.ask(task)).content_type == "image/png"


@pytest.mark.skipif(os.getuid() != 0, reason="the kernel may not let others leave the network")
async def test_it_reaches_nobody(monkeypatch: pytest.MonkeyPatch, task: Task) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        connect = f"import socket\ntry: socket.create_connection({address!r}, 1)\n"
        instead(monkeypatch, bounded(connect + "except OSError: pass\nelse: sys.exit()"))
        assert await childhood.ask(task)


async def test_it_counts_its_own_seconds(monkeypatch: pytest.MonkeyPatch, task: Task) -> None:
    """Even if nobody were left to kill it."""
    burning = bounded("while True: pass").replace("child.bound(task.limits)", BOUND_TO_A_SECOND)
    instead(monkeypatch, burning)
    with pytest.raises(Invalid):
        await childhood.ask(task)


BOUND_TO_A_SECOND = "child.bound(models.Limits(seconds=0))"


async def test_two_at_once_and_the_others_wait(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    running, most = 0, 0
    asked = childhood.answer

    async def counted(task: Task) -> Told | None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            return await asked(task)
        finally:
            running -= 1

    monkeypatch.setattr(childhood, "answer", counted)
    await asyncio.gather(*(look(good("JPEG")) for _ in range(8)))
    assert most == 2


async def test_who_waits_too_long_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch, task: Task
) -> None:
    instead(monkeypatch, "import time; time.sleep(600)")
    impatient = msgspec.structs.replace(task, limits=Limits(patience=0.1, seconds=600))
    first = [asyncio.create_task(childhood.ask(impatient)) for _ in range(2)]
    await asyncio.sleep(0.05)
    with pytest.raises(Unavailable):
        await childhood.ask(impatient)
    for each in first:
        each.cancel()
    await asyncio.gather(*first, return_exceptions=True)


async def test_nothing_is_left_outside_the_scratch_folder(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    source = tmp_path / "source"
    source.write_bytes(good("PNG"))
    seen = await inspect(source, kind="photo", name="x", scratch=scratch)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["scratch", "source"]
    made = (scratch / "inspected").iterdir()
    assert sorted(each.name for each in made) == ["content", "thumbnail"]
    assert seen.content.stat().st_mode & 0o077 == 0
