"""One JSON object a line, each with request id, organisation and actor."""

from coe.settings.env import text

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "coe.web.logs.AddContext"}},
    "formatters": {"json": {"()": "coe.web.logs.JsonLine"}},
    "handlers": {
        "out": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["context"]},
    },
    "root": {"handlers": ["out"], "level": text("COE_LOG_LEVEL", "INFO")},
    "loggers": {name: {"level": "WARNING"} for name in ("django.server", "httpx", "fontTools")},
}
