"""Optional: errors to Sentry, traces by OTLP. Off unless their setting is there; the packages come with the extras `errors` and `tracing`."""

from __future__ import annotations

from typing import Any

from starlette.types import ASGIApp

from hub.settings import SettingError, Settings

try:
    import sentry_sdk
except ImportError:
    sentry_sdk = None

try:
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
except ImportError:
    trace = None

NOT_TRACED = "healthz,readyz,metrics"


def set_up(settings: Settings) -> None:
    """Raises SettingError when a setting asks for an extra that is not installed."""
    if settings.sentry_dsn:
        if sentry_sdk is None:
            raise SettingError("SENTRY_DSN is set, but the extra is missing: pip install 'bma-social[errors]'.")
        # local variables and bodies hold what customers wrote
        sentry_sdk.init(
            settings.sentry_dsn,
            send_default_pii=False,
            include_local_variables=False,
            max_request_body_size="never",
            before_send=_without_query,
        )
    if settings.otlp_endpoint:
        if trace is None:
            raise SettingError("OTLP_ENDPOINT is set, but the extra is missing: pip install 'bma-social[tracing]'.")
        provider = TracerProvider(resource=Resource.create({"service.name": "bma"}))
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=traces_url(settings.otlp_endpoint))))
        trace.set_tracer_provider(provider)


def traced(app: ASGIApp, settings: Settings) -> ASGIApp:
    """The application, with a span per request where traces are asked for."""
    if not settings.otlp_endpoint:
        return app
    wrapped: ASGIApp = OpenTelemetryMiddleware(app, excluded_urls=NOT_TRACED)
    return wrapped


def traces_url(endpoint: str) -> str:
    """A collector is known by its base address; the exporter wants the path too (OTLP specification, "Endpoint URLs")."""
    base = endpoint.rstrip("/")
    return base if base.endswith("/v1/traces") else f"{base}/v1/traces"


def _without_query(event: Any, _hint: Any) -> Any:
    request = event.get("request")
    if isinstance(request, dict):
        for secret in ("query_string", "cookies", "headers", "data"):
            request.pop(secret, None)
    return event
