"""Takes secrets out of what goes to logs and to people. Pure."""

import re
from collections.abc import Mapping

HIDDEN = "[redacted]"
_NAME = r"[\w.-]*(?:authorization|cookie|token|jwt|secret|passw(?:or)?d|api[_-]?key|signature|dpop)[\w.-]*"
_SECRET_HEADER = re.compile(_NAME, re.IGNORECASE)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # scheme://user:password@host
    (re.compile(r"(?<=://)[^/\s@]+@"), HIDDEN + "@"),
    (re.compile(r"\b(Bearer|Basic|DPoP)\s+[\w.~+/=-]+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    # "name": "value", with escaped quotes inside the value
    (re.compile(rf"""(["']{_NAME}["']\s*:\s*)(["'])(?:\\.|(?!\2).)*\2""", re.IGNORECASE), rf'\1"{HIDDEN}"'),
    # name=value in a query or form
    (re.compile(rf"(?<![\w-])({_NAME}|code|key)=[^&\s\"']+", re.IGNORECASE), rf"\1={HIDDEN}"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), HIDDEN),
    # bot tokens that travel in the path
    (re.compile(r"/bot\d+:[\w-]+"), f"/bot{HIDDEN}"),
    # secret addresses of calendar feeds
    (re.compile(r"(/cal/[\w-]+/)[\w-]+(?=\.ics)"), rf"\1{HIDDEN}"),
)


def redact(text: str) -> str:
    """`text` without bearer values, cookies, passwords and token-shaped strings."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The same headers; a secret one keeps its name and loses its value."""
    return {name: HIDDEN if _SECRET_HEADER.fullmatch(name) else redact(value) for name, value in headers.items()}
