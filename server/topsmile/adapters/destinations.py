"""Where requests may go whose address somebody typed in. Pure: nothing is resolved here."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

import msgspec

LONGEST_URL = 2000
# What the registries call global and is nevertheless somebody's inside. Listed here and not left to
# `is_global`, whose tables change with the version of Python.
CLOSED = [
    ip_network(each)
    for each in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # behind a carrier's translation
        "168.63.129.16/32",  # a cloud's own services, at a public address
        "169.254.0.0/16",  # metadata services
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "::/96",  # IPv4 in an obsolete dress
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",  # Teredo among others
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
]
TRANSLATED = ip_network("64:ff9b::/96")  # an IPv4 address, for networks that have only IPv6
ISATAP = re.compile(r"^(0000|0100|0200|0300):5efe$")
LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa")
LABEL = re.compile(r"^(?!-)[a-z0-9_-]{1,63}(?<!-)$")


def is_public(address: str) -> bool:
    """Whether this is a machine that anyone on the internet may speak to."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        if ip.scope_id:
            return False
        inner = _inner(ip)
        if inner is not None:
            return is_public(str(inner))
        if ISATAP.match(":".join(ip.exploded.split(":")[4:6])):
            return False
    closed = any(ip.version == network.version and ip in network for network in CLOSED)
    return ip.is_global and not closed


def _inner(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that is really meant."""
    if ip.ipv4_mapped:
        return ip.ipv4_mapped
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in TRANSLATED else None


class Destinations(msgspec.Struct, frozen=True):
    """`insecure` allows plain http: for developing a receiver, never for patients' facts."""

    insecure: bool = False

    def objection(self, url: str) -> str | None:
        """What is wrong with the address, in words; None when it may be tried."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return "This is not an address."
        schemes = ("https", "http") if self.insecure else ("https",)
        if parts.scheme not in schemes or not parts.hostname:
            return "An address begins with https://."
        if not url.isascii() or re.search(r"[\s\\\x00-\x20\x7f]", url):
            return "Write the address in plain characters (xn--… for a name with others)."
        if len(url) > LONGEST_URL:
            return f"Use up to {LONGEST_URL} characters."
        if "@" in parts.netloc:
            return "No user and password in the address: the signature says who is calling."
        if "#" in url:
            return "Nothing after a # is ever sent."
        if port is not None and not _open(port, parts):
            return "Use port 443, or one from 1024."
        return host_objection(parts.hostname)


def _open(port: int, parts: SplitResult) -> bool:
    return port in (443, 80 if parts.scheme == "http" else 443) or port >= 1024


def host_objection(host: str) -> str | None:
    """A name that stands in public directories, or a public address in its usual form."""
    try:
        ip_address(host)
    except ValueError:
        labels = host.removesuffix(".").split(".")
        if len(host) > 253 or not all(LABEL.match(each) for each in labels):
            return "This is not the name of a server."
        if len(labels) == 1 or labels[-1] in LOCAL_NAMES:
            return "This name means something only inside a network; use a public one."
        if not re.search(r"[a-z]", labels[-1]) or labels[-1].startswith("0x"):
            return "This is not the name of a server."
        return None
    return None if is_public(host) else "This address is not on the public internet."
