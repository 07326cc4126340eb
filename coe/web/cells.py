"""Table cells that leave the house."""

from typing import Any

# What spreadsheet programs take for the beginning of a formula (OWASP ASVS 5.0, V1.2.10, and CVE-2021-41270). The
# full-width signs count too: programs set to Chinese or Japanese read them as the narrow ones.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\x00", "＝", "＋", "－", "＠")


def is_formula(value: str) -> bool:
    """Whether a spreadsheet program might run this text. Blanks before the sign do not make it safe."""
    return value.startswith(_FORMULA) or value.lstrip().startswith(_FORMULA)


def safe_cell(value: Any) -> Any:
    """A text that would be read as a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(value, str) and is_formula(value):
        return f"'{value}"
    return value


def read_cell(value: str) -> str:
    """A text as it was before `safe_cell`: a file that was exported here can be brought back."""
    return value[1:] if value.startswith("'") and is_formula(value[1:]) else value
