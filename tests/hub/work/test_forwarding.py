"""One request to an endpoint somebody typed: where it may go, and what of the answer counts."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub import addresses
from hub.addresses import Address, Refused
from hub.work import forwarding
from hub.work.forwarding import Answer, Carrier, NotCarried
from tests.hub.router.receiver import Receiver, Reply, receiving

HERE = addresses.networks(["127.0.0.1/32"])
PUBLIC = ipaddress.ip_address("93.184.216.34")
LOOPBACK = ipaddress.ip_address("127.0.0.1")
METADATA = ipaddress.ip_address("169.254.169.254")


@pytest.fixture
async def carrier() -> AsyncIterator[Carrier]:
    made = Carrier()
    yield made
    await made.close()


@pytest.fixture
async def theirs() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[Address]]]:
    """A name server that answers in turn, and the same at the end."""
    told: dict[str, list[list[Address]]] = {}

    async def resolve(host: str, port: int) -> list[Address]:
        del port
        return told[host].pop(0) if len(told[host]) > 1 else told[host][0]

    monkeypatch.setattr(addresses, "resolve", resolve)
    return told


async def test_it_goes_to_the_address_that_was_checked_with_the_name_in_host(
    carrier: Carrier, theirs: Receiver, names: dict[str, list[list[Address]]]
) -> None:
    names["endpoint.example"] = [[LOOPBACK]]
    url = f"http://endpoint.example:{theirs.port}/in?tenant=1"
    assert await carrier.post(url, b"body", {"x-more": "yes"}, HERE) == Answer(status=200)
    (taken,) = theirs.taken
    assert (taken.path, taken.body) == ("/in?tenant=1", b"body")
    assert (taken.headers["host"], taken.headers["x-more"]) == (f"endpoint.example:{theirs.port}", "yes")


async def test_a_private_address_is_refused_before_anything_is_connected(carrier: Carrier, theirs: Receiver) -> None:
    with pytest.raises(Refused, match="private"):
        await carrier.post(theirs.url, b"", {}, ())
    with pytest.raises(Refused, match="private"):
        await carrier.post(f"https://localhost:{theirs.port}/", b"", {}, ())
    assert theirs.taken == []


async def test_a_name_that_changes_to_a_private_address_is_refused(
    carrier: Carrier, theirs: Receiver, names: dict[str, list[list[Address]]]
) -> None:
    names["rebinding.example"] = [[LOOPBACK], [METADATA]]
    url = f"http://rebinding.example:{theirs.port}/"
    await carrier.post(url, b"", {}, HERE)
    with pytest.raises(Refused, match=r"169\.254\.169\.254"):
        await carrier.post(url, b"", {}, HERE)
    assert len(theirs.taken) == 1


async def test_one_private_address_among_public_ones_is_enough_to_refuse(
    carrier: Carrier, names: dict[str, list[list[Address]]]
) -> None:
    names["mixed.example"] = [[PUBLIC, METADATA]]
    with pytest.raises(Refused, match="private"):
        await carrier.post("https://mixed.example/", b"", {}, ())


async def test_the_next_address_is_tried_when_the_first_is_not_there(
    carrier: Carrier, theirs: Receiver, names: dict[str, list[list[Address]]]
) -> None:
    names["two.example"] = [[ipaddress.ip_address("127.0.0.2"), LOOPBACK]]
    answer = await carrier.post(f"http://two.example:{theirs.port}/", b"", {}, addresses.networks(["127.0.0.0/8"]))
    assert answer.status == 200


async def test_connections_of_names_used_long_ago_are_closed_but_never_of_a_call_under_way(
    carrier: Carrier, theirs: Receiver, names: dict[str, list[list[Address]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forwarding, "NAMES_KEPT", 2)

    async def post(name: str) -> None:
        names[name] = [[LOOPBACK]]
        await carrier.post(f"http://{name}:{theirs.port}/in", b"{}", {}, HERE)

    await post("first.example")
    first = carrier._clients["first.example"]
    async with carrier._using("http://first.example/in"):
        for n in range(3):
            await post(f"device-{n}.example")
        assert [*carrier._clients] == ["first.example", "device-2.example"]
        assert not first.is_closed
    await post("device-3.example")
    assert [*carrier._clients] == ["device-2.example", "device-3.example"]
    assert first.is_closed


async def test_redirects_are_not_followed(carrier: Carrier, theirs: Receiver) -> None:
    async with receiving() as other:
        theirs.answer = lambda _: Reply(status=307, headers={"location": other.url})
        assert (await carrier.post(theirs.url, b"secret", {}, HERE)).status == 307
        assert other.taken == []


async def test_of_a_long_answer_nobody_reads_on(carrier: Carrier, theirs: Receiver) -> None:
    theirs.answer = lambda _: Reply(status=201, body=b"x" * 5_000_000)
    assert (await carrier.post(theirs.url, b"", {}, HERE)).status == 201
    theirs.answer = lambda _: Reply(status=200, headers={"content-length": "100"}, body=b"short")
    assert (await carrier.post(theirs.url, b"", {}, HERE)).status == 200


async def test_an_endpoint_that_does_not_answer_is_left(
    carrier: Carrier, theirs: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forwarding, "TOTAL_SECONDS", 0.2)
    theirs.gate = asyncio.Event()
    with pytest.raises(NotCarried, match="no answer within"):
        await carrier.post(theirs.url, b"", {}, HERE)


async def test_nobody_there_and_nonsense_instead_of_http(carrier: Carrier) -> None:
    with pytest.raises(NotCarried, match="cannot be reached"):
        await carrier.post("http://127.0.0.1:1/", b"", {}, HERE)

    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-x\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        with pytest.raises(NotCarried, match="broke off"):
            await carrier.post(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", b"", {}, HERE)


async def test_tls_is_verified_for_the_name_though_the_address_is_called(
    tmp_path: Path, names: dict[str, list[list[Address]]]
) -> None:
    names["endpoint.example"] = names["other.example"] = [[LOOPBACK]]
    certificate = certificate_for("endpoint.example", tmp_path)
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(certificate)
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=serving)
    port = server.sockets[0].getsockname()[1]
    trusting, strange = Carrier(ssl.create_default_context(cafile=str(certificate))), Carrier()
    async with server:
        assert (await trusting.post(f"https://endpoint.example:{port}/", b"", {}, HERE)).status == 200
        with pytest.raises(NotCarried, match="certificate"):
            await trusting.post(f"https://other.example:{port}/", b"", {}, HERE)
        with pytest.raises(NotCarried, match="certificate"):
            await strange.post(f"https://endpoint.example:{port}/", b"", {}, HERE)
        assert len(receiver.taken) == 1
        await trusting.close()
        await strange.close()


def certificate_for(name: str, folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / "certificate.pem"
    path.write_bytes(key.private_bytes(*form) + made.public_bytes(serialization.Encoding.PEM))
    return path
