"""`topsmile up` on a fresh home, and everything that may die under it."""

import signal
import socket
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from running.installation import Installation, alive, installed

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("up") / "home") as installation:
        installation.start()
        yield installation


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("PostgreSQL", "bin/postgres"),
        ("Valkey", "valkey-server"),
        ("serve", "topsmile serve"),
        ("test money", "running.play_money"),
        ("worker", "--lane main"),
        ("quarantine worker", "--lane quarantine"),
    ],
)
def test_whatever_is_killed_is_back(running: Installation, name: str, mark: str) -> None:
    fallen = running.part(mark)
    before = running.said().count(f"{name} is back")
    fallen.send_signal(signal.SIGKILL)
    running.eventually(lambda: running.said().count(f"{name} is back") > before)
    running.eventually(running.answers)
    assert f"{name} was killed by SIGKILL; starting it again" in running.said()
    assert running.part(mark).pid != fallen.pid


def test_what_was_killed_leaves_no_process_behind(running: Installation) -> None:
    family = running.part("topsmile serve").children(recursive=True)
    running.part("topsmile serve").send_signal(signal.SIGKILL)
    running.eventually(lambda: not alive(family))
    running.eventually(running.answers)


def test_the_home_is_closed_to_others(running: Installation) -> None:
    for folder in ("log", "run", "postgres"):
        assert stat.S_IMODE((running.home / folder).stat().st_mode) == 0o700
    assert stat.S_IMODE((running.home / "secrets.json").stat().st_mode) == 0o600


def test_neither_server_listens_on_the_network(running: Installation) -> None:
    for mark in ("bin/postgres", "valkey-server"):
        listening = running.part(mark).net_connections(kind="inet")
        assert not listening


def test_serve_and_worker_do_not_know_the_owner(running: Installation) -> None:
    for mark in ("topsmile serve", "--lane main", "--lane quarantine"):
        environment = running.part(mark).environ()
        assert "topsmile_app" in environment["DATABASE_URL"]
        assert "DATABASE_OWNER_URL" not in environment


def test_a_second_one_on_the_same_home_is_refused_in_words(running: Installation) -> None:
    second = Installation(running.home)
    second.output = running.home.with_name("second.output")
    with pytest.raises(AssertionError, match="already runs from"):
        second.start()
    assert second.process is not None
    assert second.process.returncode == 1
    assert "Traceback" not in second.said()


def test_a_busy_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        refused = Installation(tmp_path / "home", busy.getsockname()[1])
        with pytest.raises(AssertionError, match=f"PORT={refused.port + 1}"):
            refused.start()
    assert not (tmp_path / "home" / "postgres").exists()


def test_life_and_deaths_of_one_home(tmp_path: Path) -> None:
    """In a path that is long and has spaces: Ctrl-C, a death without a word, and SIGTERM."""
    home = tmp_path / ("a long name with spaces, commas, 'quotes' & more " * 3) / "home"
    with installed(home) as installation:
        installation.output = tmp_path / "output"
        installation.start()
        family = installation.family()
        installation.stop(signal.SIGINT)
        assert not alive(family)
        assert not (home / "run").exists()

        installation.start()
        family = installation.family()
        installation.stop(signal.SIGKILL)
        installation.eventually(lambda: not alive(family))

        installation.start()
        family = installation.family()
        installation.stop(signal.SIGTERM)
        assert not alive(family)


def test_a_child_that_does_not_listen_is_stopped_all_the_same(tmp_path: Path) -> None:
    with installed(tmp_path / "home") as installation:
        installation.start()
        family = installation.family()
        for mark in ("topsmile serve", "--lane main", "valkey-server"):
            installation.part(mark).suspend()
        installation.stop(signal.SIGINT)
        assert not alive(family)


def test_a_start_after_everything_was_killed_at_once(tmp_path: Path) -> None:
    with installed(tmp_path / "home") as installation:
        installation.start()
        family = installation.family()
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        installation.stop(signal.SIGKILL)
        time.sleep(0.1)
        # Another process has got PostgreSQL's number meanwhile: its file must not be believed.
        pid_file = tmp_path / "home" / "postgres" / "postmaster.pid"
        if pid_file.exists():
            lines = pid_file.read_text().splitlines()
            pid_file.write_text("\n".join(["1", *lines[1:]]) + "\n")
        installation.start()


def test_two_goodbyes_in_a_row_are_one(tmp_path: Path) -> None:
    with installed(tmp_path / "home") as installation:
        installation.start()
        assert installation.process is not None
        installation.process.send_signal(signal.SIGINT)
        installation.stop(signal.SIGINT)
        assert "Your data are in" in installation.said()
        assert installation.process.returncode == 0


def test_lost_secrets_are_named(tmp_path: Path) -> None:
    with installed(tmp_path / "home") as installation:
        installation.start()
        installation.stop()
        (tmp_path / "home" / "secrets.json").unlink()
        with pytest.raises(AssertionError, match="does not open the database"):
            installation.start()
        assert "Traceback" not in installation.said()


def test_half_of_someones_servers_is_an_error_in_words() -> None:
    from topsmile.running.processes import Trouble
    from topsmile.running.up import servers_are_given

    with pytest.raises(Trouble, match="not DATABASE_OWNER_URL and VALKEY_URL"):
        servers_are_given({"DATABASE_URL": "postgresql://a"})
    assert not servers_are_given({})
    assert servers_are_given(
        dict.fromkeys(("DATABASE_URL", "DATABASE_OWNER_URL", "VALKEY_URL"), "x")
    )
