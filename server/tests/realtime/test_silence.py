from __future__ import annotations

import pytest

import topsmile.app  # noqa: F401 -- then every event is known
from topsmile.kernel.events import event_named, subscribers
from topsmile.realtime.handlers import SILENT


@pytest.mark.parametrize("name", sorted(SILENT))
def test_what_the_house_says_to_itself_is_announced_to_nobody(name: str) -> None:
    assert "announce" not in subscribers[event_named(name)]


def test_what_becomes_of_a_payment_is() -> None:
    assert "announce" in subscribers[event_named("payment.succeeded")]
