"""Table cells that leave the house."""

from typing import Any

# What spreadsheet programs take for the beginning of a formula (OWASP ASVS 5.0, V1.2.10, and CVE-2021-41270).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\x00")


def safe_cell(value: Any) -> Any:
    """A text that would be read as a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
