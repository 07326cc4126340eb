"""What actions, selectors and REST framework raise, as problems."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import Http404
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework import exceptions

from coe.access.rights import Denied
from coe.access.selectors import holders_to_ask
from coe.api.problems import Problem, field_error
from coe.states import Stale, WrongMove
from coe.web.joining import flowing

_PLAIN: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    ((Http404, exceptions.NotFound), "not-found"),
    (Stale, "stale"),
    (WrongMove, "wrong-state"),
    (RequestDataTooBig, "too-large"),
    (exceptions.UnsupportedMediaType, "media-type"),
    (exceptions.NotAcceptable, "not-acceptable"),
    ((exceptions.ParseError, MultiPartParserError, SuspiciousOperation, UnicodeDecodeError), "malformed"),
)


def problem_of(error: Exception, *, fields: Iterable[str] = ()) -> Problem | None:
    """The problem an exception is, or None for our own mistakes. `fields` are the names a body may have."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ValidationError):
        return Problem("fields", errors=list(_django(error, set(fields))))
    if isinstance(error, exceptions.ValidationError):
        return Problem("fields", errors=list(flat(error.detail)))
    if isinstance(error, exceptions.MethodNotAllowed):
        return Problem("method", str(error.detail))
    return next((Problem(code) for kinds, code in _PLAIN if isinstance(error, kinds)), None)


def denied_problem(denied: Denied, *, by_token: bool) -> Problem:
    """403: the act, and who can grant it. `by_token`: the member may, and only the token may not."""
    act = denied.act
    said = denied.reason or _("The missing right: %(act)s.") % {"act": act.label}
    if by_token:
        return Problem("token-scope", said, act=act.value)
    askable = [{"name": one.name, "id": str(one.pk)} for one in holders_to_ask(denied.place)]
    return Problem("forbidden", said, act=act.value, ask=askable)


def flat(detail: Any, pointer: str = "#") -> Iterator[dict[str, Any]]:
    """REST framework's errors, one by one."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = pointer if name == "non_field_errors" else f"{pointer}/{_escaped(str(name))}"
            yield from flat(inner, own)
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            yield from flat(inner, f"{pointer}/{number}" if isinstance(inner, dict) else pointer)
    else:
        yield field_error(pointer, getattr(detail, "code", "invalid"), detail)


def _escaped(name: str) -> str:
    return name[:60].replace("~", "~0").replace("/", "~1")


def _django(error: ValidationError, fields: set[str]) -> Iterator[dict[str, Any]]:
    if hasattr(error, "error_dict"):
        for name, found in error.error_dict.items():
            for one in found:
                yield _one(one, _pointer(name, fields))
        return
    for one in error.error_list:
        yield _one(one, _pointer(getattr(error, "field", ""), fields))


def _pointer(name: str, fields: set[str]) -> str:
    """Actions speak of things (`member`), bodies of their ids (`member_id`)."""
    for known in (name, f"{name}_id"):
        if known in fields:
            return f"#/{known}"
    return "#"


def _one(error: ValidationError, pointer: str) -> dict[str, Any]:
    return field_error(pointer, error.code or "invalid", flowing(error.messages))
