"""What in a hint of the broker tells that there may be something to do: bytes that stand in an event's JSON, looked for without reading it.

They spell the wire's fields and values; tests/hub/work/test_timetable.py finds each in a real event.
"""

from __future__ import annotations

from typing import Final

ANYTHING: Final = b""
QUEUED: Final = b'"status":"queued"'
FAILED: Final = b'"status":"failed"'
UNKNOWN: Final = b'"status":"unknown"'
ASSIGNED: Final = b'"event":"assigned"'
PENDING: Final = b'"state":"pending"'  # a file that is to be fetched
INBOUND: Final = b'"direction":"in"'
NOTIFICATION: Final = b'"notification.'
QUOTATION: Final = b'"quotation":'
STARTING: Final = b'"state":"starting"'  # a campaign
BLOCKED: Final = b'"blocked":true'
TEMPLATE: Final = b"template.changed"
CHANNEL: Final = b"channel.changed"
ENDPOINT: Final = b'"endpoint.'
