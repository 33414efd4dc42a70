"""The side of `topsmile up`: where the test money's server listens, and who is told of it."""

from __future__ import annotations

import asyncio
import hashlib
import importlib.util
import socket
import sys
import urllib.request
from dataclasses import dataclass
from urllib.parse import urlsplit

from topsmile.running.home import Home
from topsmile.running.processes import Command
from topsmile.running.supervisor import Service
from topsmile.settings import Place

BESIDE = 420  # above the port of the web
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104
PUBLISHABLE = "pk_test_play_money"


def installed() -> bool:
    return importlib.util.find_spec("localstripe") is not None


def why_not(place: Place) -> str | None:
    """A page that came over https loads no script that does not."""
    if not installed():
        return "its package is not installed (`uv sync --extra demo` in server/)"
    if place.https:
        return "PUBLIC_URL begins with https://, and it has no certificate"
    return None


@dataclass(frozen=True)
class PlayMoney:
    place: Place
    home: Home
    port: int

    @classmethod
    def beside(cls, place: Place, home: Home) -> PlayMoney:
        """On the same port again where that is free, so that an open page still finds it."""
        wanted = place.port + BESIDE
        port = wanted if wanted <= 65535 and is_free(place.host, wanted) else a_free(place.host)
        return cls(place, home, port)

    def service(self) -> Service:
        arguments = [sys.executable, "-P", "-m", "topsmile.running.play_money"]
        log = self.home.log / "play-money.log"
        return Service("test money", Command(arguments, log, self.for_itself()), self.ready)

    def for_itself(self) -> dict[str, str]:
        return {
            "LC_ALL": "C",
            "HOST": self.place.host,
            "PORT": str(self.port),
            "FILE": str(self.home.path / "play-money.pickle"),
            "SECRET_KEY": self.secret_key,
            "PUBLISHABLE_KEY": PUBLISHABLE,
            "WEBHOOK_URL": f"http://{self.near}:{self.place.port}/api/payments/webhook",
            "WEBHOOK_SECRET": self.webhook_secret,
        }

    def for_topsmile(self) -> dict[str, str]:
        """What `serve`, `worker` and the commands beside them take for Stripe."""
        name = urlsplit(self.place.origin).hostname or "localhost"
        return {
            "STRIPE_SECRET_KEY": self.secret_key,
            "STRIPE_PUBLISHABLE_KEY": PUBLISHABLE,
            "STRIPE_WEBHOOK_SECRETS": self.webhook_secret,
            "STRIPE_CONNECT": "false",
            "STRIPE_URL": self.url,
            "STRIPE_SCRIPT_URL": f"http://{bracketed(name)}:{self.port}/js.stripe.com/v3/",
        }

    @property
    def near(self) -> str:
        return EVERYWHERE.get(self.place.host, bracketed(self.place.host))

    @property
    def url(self) -> str:
        return f"http://{self.near}:{self.port}"

    @property
    def secret_key(self) -> str:
        return f"sk_test_{self.derived('key')}"

    @property
    def webhook_secret(self) -> str:
        return f"whsec_{self.derived('webhook')}"

    def derived(self, purpose: str) -> str:
        secret = f"{purpose} {self.home.secrets().play_money}"
        return hashlib.sha256(secret.encode()).hexdigest()[:32]

    async def ready(self) -> None:
        while not await asyncio.to_thread(self.answers):
            await asyncio.sleep(0.05)

    def answers(self) -> bool:
        try:
            address = f"http://{self.near}:{self.port}/js.stripe.com/v3/"
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def is_free(host: str, port: int) -> bool:
    with socket.socket(family(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def a_free(host: str) -> int:
    with socket.socket(family(host)) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
