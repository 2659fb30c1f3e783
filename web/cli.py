"""`bma`: every command on one page. A wrong or missing setting stops with one sentence that names it, and exit code 2."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TypeVar

from hub import boundaries, settings
from hub.settings import SettingError, Settings
from hub.team import passwords, users
from hub.transaction import Transactions
from hub.wire.errors import Refusal
from storage import event_log, migrations
from storage.database import Database
from storage.failures import DatabaseLost
from web import backups, doctor, logs, router, running, telemetry
from web.demo import start as demo
from web.running import CannotStart

WRONG_SETTING = 2
FAILED = 1
INTERRUPTED = 130

T = TypeVar("T")


def main(arguments: list[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except SettingError as error:
        return told(str(error), WRONG_SETTING)
    except (CannotStart, Refusal) as error:
        return told(str(error), FAILED)
    except (DatabaseLost, ConnectionError) as error:
        return told(f"the database does not answer: {first_line(error)}", FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="bma", description="BMA Social: one live inbox for customer conversations.")
    commands = top.add_subparsers(required=True, metavar="command")

    command = commands.add_parser("serve", help="run everything in one process, or the web part alone")
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    command.add_argument("--port", type=_port, help="the port to listen on (default PORT, or 8000)")
    command.add_argument("--only", choices=("web",), help="web: leave background work to `bma work`")
    command.set_defaults(run=serve)

    command = commands.add_parser("work", help="run background work: sending, media, upkeep")
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on, with --port")
    command.add_argument(
        "--port", type=_port, help="where /healthz, /readyz and /metrics of this process are (default none)"
    )
    command.set_defaults(run=work)
    command = commands.add_parser("router", help="run the webhook router alone, with a database of its own")
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    command.add_argument("--port", type=_port, help="the port to listen on (default PORT, or 8000)")
    command.set_defaults(run=route)
    commands.add_parser("migrate", help="bring the database to the newest schema").set_defaults(run=migrate)
    command = commands.add_parser("doctor", help="name every fault of the settings and of what they point to")
    command.add_argument("--json", action="store_true", help="for programs")
    command.set_defaults(run=examine)

    command = commands.add_parser("demo", help="try everything with simulated customers; needs no setting")
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=_port)
    command.set_defaults(run=demonstrate)

    command = commands.add_parser("backup", help="keep the database and its files in one archive, while all runs")
    command.add_argument("file", help="where to; - for standard output")
    command.set_defaults(run=back_up)

    command = commands.add_parser("restore", help="put a backup into a new database and its files into the store")
    command.add_argument("file")
    command.add_argument("--check", action="store_true", help="only say whether it is whole and what it holds")
    command.add_argument("--other-key", action="store_true", help="even if it was taken under another SECRET_KEY")
    command.set_defaults(run=restore)

    epoch = commands.add_parser("epoch", help="the log's epoch").add_subparsers(required=True, metavar="what")
    epoch.add_parser("renew", help="after a database restore: makes every browser load afresh").set_defaults(
        run=renew_epoch
    )

    people = commands.add_parser("user", help="members of the team").add_subparsers(required=True, metavar="what")
    command = people.add_parser("add", help="add somebody")
    command.add_argument("--email", required=True)
    command.add_argument("--name", required=True)
    command.add_argument("--role", required=True, choices=users.ROLES)
    command.add_argument(
        "--password-file",
        metavar="F",
        help="the file that holds the password; - for standard input; else it is asked for",
    )
    command.set_defaults(run=add_user)
    return top


def serve(given: argparse.Namespace) -> int:
    listener = running.listen(given.host, given.port, os.environ.get("PORT"))
    found = _settings(port=running.port_of(listener))
    _check_schema(found)
    roles = {"web"} if given.only else {"web", "work"}
    return running.serve(found, roles, given.host, listener)


def work(given: argparse.Namespace) -> int:
    found = _settings()
    _check_schema(found)
    listener = None if given.port is None else running.listen(given.host, given.port, None)
    return running.work(found, listener)


def route(given: argparse.Namespace) -> int:
    """Where it has nothing to do it waits: a host starts every line of the Procfile, and starts again what ends."""
    why = router.missing(os.environ)
    if why is None:
        listener = running.listen(given.host, given.port, os.environ.get("PORT"))
        found = _settings(port=running.port_of(listener), environment=router.environment(os.environ))
        _tell_copy(migrations.upgrade(found.database_url))  # its database is nobody else's
        if not asyncio.run(_with_database(found, router.is_of_an_inbox)):
            return running.serve(found, set(), given.host, listener, router.Alone())
        listener.close()
        why = router.INBOX
    logs.set_up("info")
    return running.idle(f"The router is not configured: {why} Waiting to be stopped.")


def migrate(_: argparse.Namespace) -> int:
    state = migrations.upgrade(_settings().database_url)
    _tell_copy(state)
    print(f"The database is at {state.found}.")
    return 0


def examine(given: argparse.Namespace) -> int:
    try:
        checks = asyncio.run(doctor.examine(_settings()))
    except SettingError as error:
        checks = [doctor.of_setting(error)]
    print(doctor.as_json(checks) if given.json else doctor.lines(checks))
    return FAILED if any(check.state == "wrong" for check in checks) else 0


def back_up(given: argparse.Namespace) -> int:
    backups.take(_settings(), given.file)
    return 0


def restore(given: argparse.Namespace) -> int:
    if given.check:
        backups.look(given.file)
    else:
        backups.restore(_settings(), given.file, other_key=given.other_key)
    return 0


def demonstrate(given: argparse.Namespace) -> int:
    listener = running.listen(given.host, given.port, os.environ.get("PORT"))
    return demo.run(listener, given.host)


def renew_epoch(_: argparse.Namespace) -> int:
    async def renew(database: Database) -> str:
        async with database.writing() as connection:
            return await event_log.renew_epoch(connection)

    print(f"The log's epoch is {asyncio.run(_with_database(_settings(), renew))}: every browser loads afresh.")
    return 0


def add_user(given: argparse.Namespace) -> int:
    found = _settings()
    password = read_password(given.password_file)
    passwords.check(password)

    async def add(database: Database) -> str:
        password_hash = await passwords.hash_of(password)
        # no broker here: the servers see the new event when they next look at the log's head
        async with Transactions(database, lambda _: None).begin() as tx:
            made = await users.add(tx, email=given.email, name=given.name, role=given.role, password_hash=password_hash)
        return made.email

    _check_schema(found)
    print(f"{asyncio.run(_with_database(found, add))} can sign in now.")
    return 0


def read_password(file: str | None) -> str:
    """From a file, from standard input (`-`), or asked for twice."""
    if file is not None:
        try:
            text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CannotStart(f"The password file cannot be read: {error}") from None
        return text.rstrip("\r\n")
    if not sys.stdin.isatty():
        raise CannotStart("There is nobody to ask for a password: use --password-file F, or - for standard input.")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != password:
        raise CannotStart("The two passwords differ.")
    return password


def told(sentence: str, code: int) -> int:
    print(f"bma: {sentence}", file=sys.stderr, flush=True)
    return code


def first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


def _settings(port: int | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    found = settings.read(environment, port=port)
    logs.set_up(found.log_level)
    telemetry.set_up(found)
    try:
        boundaries.arm(found.crash_at)
    except ValueError as error:
        raise SettingError(str(error)) from None
    return found


def _check_schema(found: Settings) -> None:
    """An embedded database is brought up to date; a shared one must have been, once, by `bma migrate`."""
    if found.embedded:
        try:
            _tell_copy(migrations.upgrade(found.database_url))
        except OSError as error:
            raise CannotStart(f"The data folder cannot be used: {error}") from None
        return
    state = migrations.state(found.database_url)
    if not state.current:
        raise CannotStart(
            f"The database is at {state.found or 'nothing'}, this version needs {state.newest}: run `bma migrate` first."
        )


def _tell_copy(state: migrations.State) -> None:
    if state.copy is not None:
        print(f"The database as it was before is in {state.copy}; remove it when all is well.", flush=True)


async def _with_database(found: Settings, act: Callable[[Database], Awaitable[T]]) -> T:
    database = Database.open(found.database_url)
    try:
        return await act(database)
    finally:
        await database.close()


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; it must lie between 0 and 65535")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
