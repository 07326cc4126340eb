"""Where Vite put the stylesheet, the scripts and the sprite. Reads coe/assets/dist/manifest.json."""

import json
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

MANIFEST = Path(settings.BASE_DIR) / "coe" / "assets" / "dist" / "manifest.json"


class NotBuilt(ImproperlyConfigured):
    """The front end has not been built, or not with this file in it."""


@lru_cache(maxsize=2)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    entries: dict[str, Any] = json.loads(path.read_text())
    entries["icons"] = frozenset(entries.get("icons", ()))
    return entries


_looked: tuple[Path, float, int] = (Path(), 0.0, 0)
"""Which file was last looked at, when (monotonic seconds), and its time of change then."""


def _changed() -> int:
    """When the manifest changed last. A page asks hundreds of times, so the disk is asked once a second."""
    global _looked
    now = time.monotonic()
    if _looked[0] != MANIFEST or now - _looked[1] > 1:
        try:
            _looked = MANIFEST, now, MANIFEST.stat().st_mtime_ns
        except FileNotFoundError:
            raise NotBuilt("The front end is not built. Run `npm ci && npm run build`.") from None
    return _looked[2]


def manifest() -> dict[str, Any]:
    """Entries by source name. Read again when the file changes, so a running server sees a new build."""
    return _read(MANIFEST, _changed())


def _entry(name: str) -> dict[str, Any]:
    try:
        entry: dict[str, Any] = manifest()[name]
    except KeyError:
        raise NotBuilt(f"{name} is not in the built front end. Run `npm run build`.") from None
    return entry


def font(name: str) -> str:
    """Address of the Latin part of a font: `inter`, `source-serif-4`."""
    file = f"/{name}-latin-opsz-normal.woff2"
    return url(next((key for key in manifest() if key.endswith(file)), file))


def url(name: str) -> str:
    """Address of one built file: `app.js`, `newsroom.css`, `sprite.svg`."""
    return _address(name, _changed())


@lru_cache(maxsize=64)
def _address(name: str, _changed: int) -> str:
    return static(f"app/{_entry(name)['file']}")


def styles(name: str) -> list[str]:
    """Addresses of the stylesheets that an entry brings, its imported chunks' first."""
    entry = _entry(name)
    if name.endswith(".css"):
        return [url(name)]
    found = [sheet for chunk in entry.get("imports", ()) for sheet in styles(chunk)]
    return list(dict.fromkeys([*found, *(static(f"app/{sheet}") for sheet in entry.get("css", ()))]))


def has_icon(name: str) -> bool:
    return name in manifest()["icons"]
