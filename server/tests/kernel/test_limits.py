"""Who counts as one client."""

from __future__ import annotations

import pytest

from topsmile.kernel.limits import REQUESTS


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", True),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
        ("a-mailbox:a-device", "a-mailbox:another", False),
    ],
)
def test_a_customer_of_ipv6_is_one_client(one: str, other: str, same: bool) -> None:
    assert (REQUESTS.counter(one) == REQUESTS.counter(other)) is same
