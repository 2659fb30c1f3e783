"""What an error of a driver means: the database is lost, another transaction was in the way, or the statement itself is at fault."""

from __future__ import annotations

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

LOST = (
    "PostgresConnectionError",
    "CannotConnectNow",
    "AdminShutdown",
    "CrashShutdown",
    "InterfaceError",
    "InternalClientError",  # the server ended the connection while it was idle
    "connection is closed",
)
DRIVERS = (OSError, DBAPIError, PoolTimeout, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
RACED = (
    "IntegrityError",
    "IntegrityConstraint",
    "Deadlock",
    "LockNotAvailable",
    "Serialization",
    "is locked",
    "Overtaken",
)


class Overtaken(Exception):
    """Rows were not as they had been read: somebody else has changed them since. Nothing was written."""


class DatabaseLost(Exception):
    """The database did not answer: nothing was committed, repeating is harmless."""


def translated(error: Exception) -> Exception:
    """DatabaseLost when the connection is gone, the server is not there or no connection was to be had; else the error itself."""
    if isinstance(error, OSError | PoolTimeout) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return DatabaseLost(str(error))
    told = _names_of(error)
    return DatabaseLost(str(error)) if any(word in told for word in LOST) else error


def raced(error: BaseException) -> bool:
    """Whether another transaction was in the way (a deadlock, a lock not given, a unique row of the same moment): trying again helps."""
    told = _names_of(error)
    return any(word in told for word in RACED)


def _names_of(error: BaseException) -> str:
    """What an error is called by the driver and by SQLAlchemy, and what it says."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    kinds = [kind.__name__ for each in (error, origin) for kind in type(each).__mro__]
    return f"{' '.join(kinds)} {origin}".partition("\n")[0]  # the lines after it are the values
