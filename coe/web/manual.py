"""The documentation under /docs/: files that were built beforehand, the same for everybody.

Its theme keeps a small script and a style inside each page. This part of the site, and no other, allows exactly those,
by the hashes that the build wrote down.
"""

import functools
import json
import mimetypes
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from coe.access.gate import Audience, open_to
from coe.web.guide import docs_url

WHY = "the documentation says nothing about anybody"
HASHES = "csp.json"


def _folder() -> Path:
    return Path(settings.DOCS_ROOT)


@functools.lru_cache(maxsize=4)
def _allowed(path: Path, changed: float) -> dict[str, list[str]]:
    """The hashes of the build; read again when it was built again."""
    found: dict[str, list[str]] = json.loads(path.read_text())
    return found


@open_to(Audience.PUBLIC, reason=WHY)
@require_safe
def front(request: HttpRequest) -> HttpResponseBase:
    return redirect(docs_url())


@open_to(Audience.PUBLIC, reason=WHY)
@require_safe
def page(request: HttpRequest, language: str, path: str = "") -> HttpResponseBase:
    """A file of the build. A folder means its index.html."""
    root = (_folder() / language).resolve()
    if not root.is_dir():
        return render(request, "errors/no_docs.html", {"language": get_language()}, status=404)
    asked = (root / path).resolve()
    if asked.is_dir():
        asked = asked / "index.html"
    if root not in asked.parents or not asked.is_file():
        raise Http404
    kind = mimetypes.guess_type(asked.name)[0] or "application/octet-stream"
    stamp = asked.stat()
    etag = f'"{int(stamp.st_mtime):x}-{stamp.st_size:x}"'
    response: Any = FileResponse(asked.open("rb"), content_type=f"{kind}; charset=utf-8" if _text(kind) else kind)
    response["ETag"], response["Last-Modified"] = etag, http_date(stamp.st_mtime)
    patch_cache_control(response, public=True, max_age=300)
    if kind == "text/html":
        response._csp_update = _directives()
    # Unchanged files cost no body; the file is closed with the response that is left out.
    answer: Any = get_conditional_response(request, etag=etag, last_modified=int(stamp.st_mtime), response=response)
    if answer is not response:
        response.close()
    return answer  # type: ignore[no-any-return]


def _text(kind: str) -> bool:
    return kind.startswith("text/") or kind in {"application/javascript", "image/svg+xml", "application/json"}


def _directives() -> dict[str, list[str]]:
    path = _folder() / HASHES
    found = _allowed(path, path.stat().st_mtime)
    return {directive: ["'self'", *hashes] for directive, hashes in found.items() if hashes}
