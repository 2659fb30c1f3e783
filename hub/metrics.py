"""What the process counts, for `/metrics`. Prometheus' own registry, one per process."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

webhooks = Counter("bma_webhooks_total", "Webhook requests by what became of them", ["kind", "outcome"])
webhook_to_commit = Histogram(
    "bma_webhook_to_commit_seconds", "From the last byte of a webhook to its commit", buckets=SECONDS
)
webhook_to_socket = Histogram(
    "bma_webhook_to_socket_seconds",
    "From the last byte of a webhook to its frame on this process's sockets",
    buckets=SECONDS,
)
intake_batch = Histogram(
    "bma_intake_batch_size", "Webhooks committed together", buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256)
)
sessions = Gauge("bma_sessions", "Sessions of sockets by state", ["state"])  # live | behind | stale
session_ends = Counter("bma_session_ends_total", "Ended sessions by close code", ["code"])
resumes = Counter("bma_resumes_total", "How sessions began", ["verdict"])  # live | replay | fresh and why
tail_lag = Gauge("bma_tail_lag_events", "Events in the log this process has not seen yet")
tail_events = Counter("bma_tail_events_total", "Events by the way they came", ["via"])  # hint | fill
tail_check_age = Gauge("bma_tail_check_age_seconds", "Since the log's head was last read")
commands = Counter("bma_commands_total", "Commands by type and answer", ["type", "answer"])
queue_depth = Gauge("bma_queue_depth", "Rows waiting, by queue", ["queue"])
sends = Counter("bma_sends_total", "Sends by channel kind and outcome", ["kind", "outcome"])
send_seconds = Histogram("bma_send_seconds", "A provider's answer to a send", ["kind"], buckets=SECONDS)
media = Counter("bma_media_total", "Media fetched or uploaded by outcome", ["direction", "outcome"])
forwards = Counter("bma_forwards_total", "Tries of webhooks out by what became of them", ["outcome"])
http_seconds = Histogram("bma_http_seconds", "HTTP answers", ["method", "route", "status"], buckets=SECONDS)
logins = Counter("bma_logins_total", "Sign-ins by outcome", ["outcome"])
