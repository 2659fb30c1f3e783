"""Starting and stopping processes: the listening socket, the server, the first administrator's link, signals."""

from __future__ import annotations

import asyncio
import errno
import gc
import signal
import socket

import uvicorn
import uvloop
from starlette.routing import BaseRoute

from hub.assembly import Hub
from hub.settings import SettingError, Settings
from hub.team import users
from web import app, telemetry
from web.http import HttpProtocol
from web.server import Server, config

BACKLOG = 2048
PORTS_TRIED = 50
GARBAGE_OBJECTS = 20_000  # allocated since the last look
KEEP_ALIVE_SECONDS = 75  # longer than a proxy keeps its end, so that it is never the proxy who finds it closed
DEFAULT_PORT = 8000

EVERYWHERE_OR_HERE = ("0.0.0.0", "::", "127.0.0.1", "localhost")  # noqa: S104 (recognised, not bound)


class CannotStart(Exception):
    """Why a command cannot do its work: one sentence for a person."""


def listen(host: str, port: int | None, environment_port: str | None) -> socket.socket:
    """A bound socket. A port that was asked for is taken or refused; the default one gives way to the next that is free."""
    if port is None and environment_port:
        if not environment_port.isdecimal() or int(environment_port) > 65535:
            raise SettingError(f"PORT is {environment_port!r}; it must be a whole number up to 65535.")
        port = int(environment_port)
    if port is not None:
        try:
            return _bind(host, port)
        except OSError as error:
            raise CannotStart(f"Port {port} on {host} cannot be used: {_why(error)}.") from None
    for candidate in range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED):
        try:
            found = _bind(host, candidate)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotStart(f"{host} cannot be listened on: {_why(error)}.") from None
            continue
        if candidate != DEFAULT_PORT:
            print(f"Port {DEFAULT_PORT} is busy; using {candidate}.", flush=True)
        return found
    raise CannotStart(
        f"The ports {DEFAULT_PORT} to {DEFAULT_PORT + PORTS_TRIED - 1} are all busy; name one with --port."
    )


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


class Program:
    """What a kind of server adds to the product, or is instead of it."""

    async def open(self, settings: Settings) -> Hub:
        return await Hub.open(settings)

    def application(self, hub: Hub) -> app.Application:
        return app.create(hub, more_routes=self.routes(hub))

    def routes(self, hub: Hub) -> list[BaseRoute]:
        """Addresses that come before the product's own."""
        del hub
        return []

    async def begun(self, hub: Hub, address: str) -> None:
        """Called once the server answers at `address`."""

    async def ended(self) -> None:
        """Called when it does not any more."""


class Product(Program):
    """`bma serve`: nothing but the product."""

    async def begun(self, hub: Hub, address: str) -> None:
        print(f"BMA Social is at {address}", flush=True)
        await _tell_first_admin(hub)


def serve(
    settings: Settings, roles: set[str], host: str, listener: socket.socket, program: Program | None = None
) -> int:
    """Serves until a signal, drains, stops."""
    uvloop.run(_serve(settings, roles, host, listener, program or Product()))
    return 0


async def _serve(settings: Settings, roles: set[str], host: str, listener: socket.socket, program: Program) -> None:
    hub = await program.open(settings)
    await hub.start(roles)
    try:
        server = _server(hub, program.application(hub), host, port_of(listener))
        for number in (signal.SIGTERM, signal.SIGINT):
            # uvicorn raises what it heard once more when it has ended, which would kill us before the hub has stopped
            signal.signal(number, signal.SIG_IGN)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not serving.done():  # noqa: ASYNC110 (uvicorn tells it by a flag alone)
            await asyncio.sleep(0.01)
        _settle_memory()
        await program.begun(hub, address_of(settings, host, listener))
        await serving
    finally:
        await program.ended()
        await hub.stop()


def _settle_memory() -> None:
    """What was made at the start stays for good, and what a request makes has no cycles: looking for some every 700 objects is wasted."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_OBJECTS, 20, 50)


def work(settings: Settings, listener: socket.socket | None = None) -> int:
    """Background work until a signal. `listener`: where its health and its counts can be asked for."""

    async def run() -> None:
        stopped = _on_signal()
        hub = await Hub.open(settings)
        await hub.start({"work"})
        watched = None if listener is None else asyncio.create_task(_watched(hub, listener, stopped))
        try:
            where = (
                "" if listener is None else f" and is watched at http://{listener.getsockname()[0]}:{port_of(listener)}"
            )
            print(f"BMA Social's background work runs{where}.", flush=True)
            await stopped.wait()
        finally:
            if watched is not None:
                await watched
            await hub.stop()

    uvloop.run(run())
    return 0


def idle(sentence: str) -> int:
    async def run() -> None:
        stopped = _on_signal()
        print(sentence, flush=True)
        await stopped.wait()

    asyncio.run(run())
    return 0


def address_of(settings: Settings, host: str, listener: socket.socket) -> str:
    """What to type into a browser: PUBLIC_URL where it was set, else where we listen."""
    ours = f"http://127.0.0.1:{port_of(listener)}"
    if settings.public_url != ours or host in EVERYWHERE_OR_HERE:
        return settings.public_url
    return f"http://{f'[{host}]' if ':' in host else host}:{port_of(listener)}"


async def _watched(hub: Hub, listener: socket.socket, stopped: asyncio.Event) -> None:
    server = uvicorn.Server(
        uvicorn.Config(
            app.create_for_work(hub), lifespan="off", loop="none", http=HttpProtocol, access_log=False, log_config=None
        )
    )
    serving = asyncio.create_task(server._serve([listener]))  # not `serve`: signals are ours already
    await stopped.wait()
    server.should_exit = True
    await serving


async def _tell_first_admin(hub: Hub) -> None:
    async with hub.transactions.begin() as tx:
        secret = await users.first_admin_link(tx)
    if secret is not None:
        # behind the #: a browser sends it to nobody, so it is in no log
        link = f"{hub.settings.public_url}/first-admin#{secret}"
        print(f"Nobody can sign in yet. Make the first administrator here (once, within a day):\n  {link}", flush=True)


def _server(hub: Hub, application: app.Application, host: str, port: int) -> Server:
    def unready() -> None:
        application.state.draining = True

    settled = config(
        telemetry.traced(application, hub.settings),
        host=host,
        port=port,
        lifespan="off",  # the hub is there before the first request, and after the last
        loop="none",
        http=HttpProtocol,
        proxy_headers=False,  # TRUSTED_PROXIES decides, in web/security.py
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )
    return Server(settled, unready=unready, drain=hub.sessions.drain)


def _on_signal() -> asyncio.Event:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    return stopped


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)  # at once: until then another process may bind the same port
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(False)
    return listener


def _why(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return "something else is using it"
    if error.errno == errno.EACCES:
        return "this user may not use it (ports below 1024 are for root)"
    return (error.strerror or str(error)).lower()
