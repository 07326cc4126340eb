"""Log lines: one JSON object each, with request id, organisation and actor, and no secret."""

import logging
import re

from pythonjsonlogger.json import JsonFormatter

from coe.web.middleware import CURRENT

# Anything that looks like a bearer token or a named secret in a message is cut before it is written.
_SECRET = re.compile(r"(?i)(bearer\s+|(?:password|token|secret|authorization|cookie)[\"']?\s*[=:]\s*[\"']?)[^\s\"',}]+")
# Addresses that are a secret themselves: whoever has one may sign in.
_SECRET_ADDRESS = re.compile(r"(/account/(?:invitation|password/reset/key|confirm-email)/)[\w:.-]{8,}")


class JsonLine(JsonFormatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s %(org)s %(actor)s")

    def format(self, record: logging.LogRecord) -> str:
        return _SECRET_ADDRESS.sub(r"\1[cut]", _SECRET.sub(r"\1[cut]", super().format(record)))


class AddContext(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        request = CURRENT.get()
        org, member = getattr(request, "org", None), getattr(request, "member", None)
        record.request_id = getattr(request, "request_id", "")
        record.org = str(org.pk) if org else ""
        record.actor = str(member.pk) if member else ""
        return True
