"""Answering with a picture's file."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotModified

from publishing.library import files


def picture(found: Any, request: Any) -> HttpResponseBase:
    """Its type comes from our own encoder; nothing in it may run or load anything. Raises Http404 when damaged."""
    tag = f'"{found.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    try:
        content = files.read(found.org_id, found.sha256, found.mime)
    except files.Damaged:
        raise Http404 from None
    response = HttpResponse(content, content_type=found.mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = "inline"
    response["ETag"] = tag
    return response
