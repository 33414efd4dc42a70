"""Which addresses and names requests may go to. Pure."""

from __future__ import annotations

import pytest

from topsmile.adapters.destinations import Destinations, is_public

CLOSED = """
    127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1
    169.254.169.254 100.64.0.1 100.100.100.200 100.127.255.255 168.63.129.16 192.0.0.192 192.0.2.1
    192.88.99.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1
    255.255.255.255
    :: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
    64:ff9b::127.0.0.1 64:ff9b::a00:1 64:ff9b:1::8.8.8.8 100::1 2001::1 2001:0:7f00:1::
    2001:db8::1 2002:7f00:1:: 2002:808:808::1 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0
    2606:4700::1%eth0 fec0::1 ff02::1 2606:4700::5efe:10.0.0.1 2606:4700::200:5efe:a00:1
    localhost 1.2.3 0x7f.0.0.1 0177.0.0.1 2130706433
"""
OPEN = """
    8.8.8.8 1.1.1.1 172.32.0.1 100.128.0.1 168.63.129.17 223.255.255.254 192.0.1.1
    2606:4700:4700::1111 2a00:1450:4001:81b::200e ::ffff:8.8.8.8 64:ff9b::8.8.8.8
"""


@pytest.mark.parametrize("address", CLOSED.split())
def test_the_inside_of_any_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN.split())
def test_the_internet_is(address: str) -> None:
    assert is_public(address)


REFUSED = [
    "http://hooks.example.com/x",
    "ftp://hooks.example.com/",
    "//hooks.example.com/",
    "hooks.example.com",
    "https://",
    "https:///path",
    "https://user:password@hooks.example.com/",
    "https://user@hooks.example.com/",
    "https://hooks.example.com@127.0.0.1/",
    "https://hooks.example.com\\@127.0.0.1/",
    "https://localhost/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://api.localhost/",
    "https://printer/",
    "https://printer.local/",
    "https://vault.internal/",
    "https://1.0.0.127.in-addr.arpa/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://0x7f.0x0.0x0.0x1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.1./",
    "https://10.0.0.1:8443/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[fe80::1%25eth0]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[::1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://１２７.０.０.１/",
    "https://ｌｏｃａｌｈｏｓｔ/",
    "https://bücher.example/",
    "https://hooks。example。com/",
    "https://hooks.example.com:22/",
    "https://hooks.example.com:80/",
    "https://hooks.example.com:0/",
    "https://hooks.example.com:99999/",
    "https://hooks.example.com:x/",
    "https://hooks.example.com/#x",
    "https://hooks.example.com/a b",
    "https://hooks.example.com/\r\nx-evil: 1",
    "https://hooks.example.com/\x00",
    "https://-hooks.example.com/",
    "https://hooks..example.com/",
    "https://hooks.example.com/" + "x" * 2000,
]
ALLOWED = [
    "https://hooks.example.com",
    "https://hooks.example.com/path?key=value&other=%20",
    "https://HOOKS.Example.COM/",
    "https://hooks.example.com./",
    "https://hooks.example.com:443/",
    "https://hooks.example.com:8443/",
    "https://xn--bcher-kva.example/",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]:8443/x",
]


@pytest.mark.parametrize("url", REFUSED)
def test_an_address_that_leads_inside_is_refused_in_words(url: str) -> None:
    objection = Destinations().objection(url)
    assert objection
    assert objection.endswith(".")


@pytest.mark.parametrize("url", ALLOWED)
def test_one_on_the_internet_is_not(url: str) -> None:
    assert Destinations().objection(url) is None


def test_plain_http_is_for_developing_and_opens_nothing_else() -> None:
    insecure = Destinations(insecure=True)

    assert insecure.objection("http://hooks.example.com/") is None
    assert insecure.objection("http://hooks.example.com:80/") is None
    assert insecure.objection("http://hooks.example.com:25/")
    assert insecure.objection("http://127.0.0.1:8080/")
    assert insecure.objection("http://2130706433/")
    assert insecure.objection("http://localhost:8080/")
