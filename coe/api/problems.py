"""Everything an API request may be refused for, as problem details (RFC 9457), in the reader's language.

`type` leads to the paragraph of the reference page that explains it, and never changes.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEDIA_TYPE = "application/problem+json"
REFERENCE = "/api/v1/docs"


@dataclass(frozen=True)
class Kind:
    status: int
    title: str | Promise
    remedy: str | Promise
    """What to do about it; stands on the reference page, and as detail when there is nothing closer to say."""


KINDS: dict[str, Kind] = {
    "malformed": Kind(400, _("The body cannot be read"), _("Send one JSON object in UTF-8.")),
    "parameters": Kind(400, _("A parameter of the address is wrong"), _("Put the parameters named in errors right.")),
    "idempotency-key": Kind(
        400,
        _("The Idempotency-Key is missing or cannot be used"),
        _(
            "Send a header Idempotency-Key with every write: 1 to 120 printable ASCII characters, new for each "
            "intended effect, the same for its retries."
        ),
    ),
    "token-missing": Kind(
        401, _("There is no token"), _("Send a header Authorization: Bearer, followed by an API token.")
    ),
    "token-unknown": Kind(401, _("This token is not known"), _("Check that the token is whole, or make a new one.")),
    "token-expired": Kind(401, _("This token has expired"), _("Make a new token, and give it to the program.")),
    "token-revoked": Kind(401, _("This token was revoked"), _("Make a new token, if it is still wanted.")),
    "forbidden": Kind(403, _("You may not do this"), _("Ask one of the people named for the right.")),
    "token-scope": Kind(
        403,
        _("This token may not do this"),
        _("The member may, the token may not: make a token with this act and brand."),
    ),
    "second-factor": Kind(
        403,
        _("This organisation asks its members for a second factor"),
        _("Whoever made this token has none. Once they set one up, the token works again."),
    ),
    "not-found": Kind(404, _("Nothing here"), _("Check the address and the id. What you may not see is not here.")),
    "method": Kind(405, _("This address does not take this method"), _("See the methods in the header Allow.")),
    "not-acceptable": Kind(406, _("There is no such format here"), _("Answers are JSON.")),
    "stale": Kind(
        409,
        _("Somebody else was first"),
        _("Read it again, decide again, and send the revision you read."),
    ),
    "wrong-state": Kind(409, _("It is not in a state for this"), _("Read it again to see which state it is in.")),
    "in-progress": Kind(
        409,
        _("The same write is under way"),
        _("Wait a moment and send the same request with the same Idempotency-Key again."),
    ),
    "too-large": Kind(413, _("That is too much at once"), _("Bodies hold at most 1 MB, uploads 12 MB.")),
    "media-type": Kind(
        415, _("This format is not taken here"), _("Send application/json, or what the reference says.")
    ),
    "fields": Kind(422, _("Some fields are wrong"), _("Put the fields named in errors right. Nothing was changed.")),
    "key-reused": Kind(
        422, _("This Idempotency-Key was used for something else"), _("Use a new key for another request.")
    ),
    "revision-missing": Kind(
        428, _("Say which revision you read"), _("Send If-Match with the ETag you read, or the field revision.")
    ),
    "throttled": Kind(429, _("Too many requests"), _("Wait as many seconds as Retry-After says.")),
    "broken": Kind(500, _("Something broke"), _("Try again; if it stays, tell us the request id in instance.")),
    "unavailable": Kind(
        503, _("Not possible at this moment"), _("Try again after as many seconds as Retry-After says.")
    ),
}


class Problem(Exception):
    """Raised anywhere below an endpoint; becomes the answer, and rolls back."""

    def __init__(
        self,
        code: str,
        detail: str | Promise = "",
        *,
        errors: list[dict[str, Any]] | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.errors = code, detail, errors or []
        self.headers, self.more = headers or {}, more

    @property
    def status(self) -> int:
        return KINDS[self.code].status

    def body(self, request_id: str) -> dict[str, Any]:
        kind = KINDS[self.code]
        return {
            "type": f"{REFERENCE}#problem-{self.code}",
            "title": str(kind.title),
            "status": kind.status,
            "detail": str(self.detail or kind.remedy),
            "instance": f"urn:request:{request_id}",
            **self.more,
            **({"errors": self.errors} if self.errors else {}),
        }


def field_error(pointer: str, code: str, detail: Any) -> dict[str, Any]:
    """`pointer` is a JSON pointer into the body as a URI fragment: "#/versions/0/text"; "#" is the whole."""
    return {"pointer": pointer, "code": code, "detail": str(detail)}
