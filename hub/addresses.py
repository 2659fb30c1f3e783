"""Which addresses may be called on somebody's behalf. An endpoint's name is typed by a person and resolved by a stranger's name server:
without this, the product would reach into the network it stands in (a router's page, a cloud's credentials) for whoever asks.

A name is resolved once; every address it has must be allowed, and the connection goes to one that was checked.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

URL_LIMIT = 2_000  # characters
RESOLVERS = (
    8  # names under way at once, in threads of their own: a dead name server must not hold up anybody else's look-up
)
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# public by number, but inside a cloud it is the host's own service
HOSTS_OWN = (ipaddress.ip_network("168.63.129.16/32"),)

_threads = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolver")


class Refused(Exception):
    """Why an address is not called, in words a person can act on."""


def check_url(url: str) -> str:
    """The URL as it is kept. Raises Refused for what could never be called."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise Refused("This is no address: it looks like https://example.com/webhooks.") from None
    if len(url) > URL_LIMIT:
        raise Refused(f"An address may have at most {URL_LIMIT} characters.")
    if not url.isascii() or any(ord(c) <= 32 or ord(c) == 127 for c in url.strip()):
        raise Refused("An address has only ASCII letters; write international names in their xn-- form.")
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise Refused("An address begins with https:// (or http:// in an allowed network) and names a host.")
    if parts.username is not None or parts.password is not None:
        raise Refused("An address must not hold a name or password: it is shown and logged.")
    if parts.fragment:
        raise Refused("An address ends before the #: what follows it is never sent.")
    return url.strip()


def networks(given: Sequence[str]) -> tuple[Network, ...]:
    """Raises ValueError for what is no address or network."""
    return tuple(ipaddress.ip_network(each.strip(), strict=False) for each in given)


def check(address: Address, scheme: str, allowed: Sequence[Network]) -> None:
    """Raises Refused for an address that is not public, unless it lies in an allowed network; without TLS only those are called."""
    seen = _meant(address)
    if any(seen.version == network.version and seen in network for network in allowed):
        return
    if not _is_public(seen):
        raise Refused(
            f"The address {seen} is private. An administrator can allow its network (allowed_networks) if it is meant."
        )
    if scheme != "https":
        raise Refused("Customers' messages go over the open network by https:// alone.")


async def resolve(host: str, port: int) -> list[Address]:
    """Every address of a name, in the order to try them. Raises Refused when it has none."""
    try:
        return [ipaddress.ip_address(host.strip("[]"))]
    except ValueError:
        pass
    loop = asyncio.get_running_loop()
    try:
        found = await loop.run_in_executor(_threads, _look_up, host, port)
    except (OSError, UnicodeError):
        raise Refused(f"The name {host} cannot be resolved.") from None
    return found


def _look_up(host: str, port: int) -> list[Address]:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers))


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it stands for one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_public(address: Address) -> bool:
    if any(address.version == network.version and address in network for network in HOSTS_OWN):
        return False
    teredo = isinstance(address, ipaddress.IPv6Address) and address.teredo is not None
    return address.is_global and not (
        address.is_multicast or address.is_reserved or address.is_unspecified or address.is_loopback or teredo
    )
