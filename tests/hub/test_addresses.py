from __future__ import annotations

import ipaddress

import pytest

from hub import addresses
from hub.addresses import Refused

LOOPBACK = addresses.networks(["127.0.0.0/8", "::1"])


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "0.0.0.0",
        "255.255.255.255", "224.0.0.1", "192.0.2.1", "198.18.0.1", "240.0.0.1", "168.63.129.16",
        "::1", "::", "fe80::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1", "2001:0:7f00:1::1",
    ],
)  # fmt: skip
def test_a_private_address_is_refused_however_it_is_written(address: str) -> None:
    with pytest.raises(Refused, match="private"):
        addresses.check(ipaddress.ip_address(address), "https", ())


@pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_public_address_is_called_by_https_alone(address: str) -> None:
    addresses.check(ipaddress.ip_address(address), "https", ())
    with pytest.raises(Refused, match="https"):
        addresses.check(ipaddress.ip_address(address), "http", ())


def test_an_allowed_network_may_be_called_without_tls_and_no_other() -> None:
    addresses.check(ipaddress.ip_address("127.0.0.1"), "http", LOOPBACK)
    addresses.check(ipaddress.ip_address("::ffff:127.0.0.1"), "http", LOOPBACK)
    addresses.check(ipaddress.ip_address("::1"), "http", LOOPBACK)
    with pytest.raises(Refused):
        addresses.check(ipaddress.ip_address("10.0.0.1"), "http", LOOPBACK)


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "ftp://example.com/", "file:///etc/passwd", "https://", "https:///x", "https://user:word@example.com/",
        "https://example.com/#x", "https://exa mple.com/", "https://example.com:99999/", "https://example.com:0/",
        "https://[::1/", "https://bücher.example/", "https://example.com/" + "x" * 2000, "gopher://127.0.0.1:6379/_SET",
        "https://example.com/\r\nX: y",
    ],
)  # fmt: skip
def test_what_is_no_address_of_an_endpoint_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        addresses.check_url(url)


def test_an_address_is_kept_as_it_was_typed() -> None:
    assert addresses.check_url(" https://Example.com:8443/in?tenant=1 ") == "https://Example.com:8443/in?tenant=1"


async def test_a_name_is_resolved_to_every_address_it_has() -> None:
    assert ipaddress.ip_address("127.0.0.1") in await addresses.resolve("localhost", 80)
    assert await addresses.resolve("[::1]", 80) == [ipaddress.ip_address("::1")]
    with pytest.raises(Refused, match="resolved"):
        await addresses.resolve("no.such.name.invalid", 80)
