"""Structured logs for every process, and Sentry when it is asked for."""

import logging
import logging.config
from typing import Any

import sentry_sdk
import structlog

PERSONAL = ("email", "mail", "password", "secret", "answer", "code", "name", "token")


def redact(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Drop the values of keys that could hold personal data or a secret."""
    for key in list(event):
        if key not in ("event", "logger") and any(word in key.lower() for word in PERSONAL):
            event[key] = "[masqué]"
    return event


def configure_logging(*, level: str, as_json: bool, quiet: bool = False) -> None:
    """One formatter for structlog and the standard library, on standard error."""
    chain = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        redact,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*chain, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": chain,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *([structlog.processors.format_exc_info] if as_json else []),
            renderer,
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"structured": formatter},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
            "root": {"handlers": [] if quiet else ["stderr"], "level": level},
            "loggers": {"django.server": {"level": "WARNING"}},
        }
    )


def configure_sentry(dsn: str, *, environment: str) -> None:
    """Start Sentry with no personal data; the commune is the only tag (set by middleware)."""
    if not dsn:
        return
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        traces_sample_rate=0,
    )
