"""Reading the environment, loudly: a missing or malformed value names itself and the fix."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("COE_HOME", ROOT / ".coe"))


def load_embedded() -> None:
    """Without a database in the environment, use the servers that `manage.py up` keeps under COE_HOME.

    `up` writes `.coe/env` (KEY=value lines). Values already set in the environment win.
    """
    path = HOME / "env"
    if "DATABASE_URL" in os.environ or not path.is_file():
        return
    for line in path.read_text().splitlines():
        key, equals, value = line.partition("=")
        if equals and not key.startswith("#"):
            os.environ.setdefault(key.strip(), value.strip())


def text(name: str, default: str | None = None) -> str:
    """The value of NAME, or of the file named by NAME_FILE (for mounted secrets)."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Run `python3 manage.py up`, or set it (see README).")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value in {"1", "true", "yes"}


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]
