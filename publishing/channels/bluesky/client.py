"""XRPC calls with a session that renews itself.

Logging in is rationed (300 a day per account), so tokens live in the connection's session: the access
token for two hours, the refresh token for months; the app password is the last resort.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from publishing.channels import wire
from publishing.channels.base import (
    Again,
    Answer,
    Code,
    Connection,
    Failure,
    Refused,
    Trouble,
)
from publishing.channels.bluesky.limits import DEFAULT_SERVICE

Params = Sequence[tuple[str, str]]

_UPLOAD_SECONDS = 60.0
_RENEW = frozenset({"ExpiredToken", "InvalidToken"})
_BLOCKED = frozenset({"AccountTakedown", "AccountDeactivated", "RepoTakendown", "RepoDeactivated"})


def error_name(result: Answer | Failure) -> str:
    """XRPC's own name of the error ("InvalidSwap"), or "" when the answer carries none."""
    body = None if isinstance(result, Failure) else result.json()
    return str(body.get("error", "")) if isinstance(body, Mapping) else ""


class Client:
    """Speaks for one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._service = wire.base_address(connection.credentials.get("service") or DEFAULT_SERVICE)

    @property
    def did(self) -> str:
        """The account, once a session exists."""
        return str(self._connection.session.get("did", ""))

    def ready(self) -> Trouble | None:
        """Make sure there is a session; None when there is."""
        return None if self._connection.session.get("access") and self.did else self.log_in()

    def log_in(self) -> Trouble | None:
        """A new session from the app password; None when it worked."""
        if self._service is None:
            return Refused(Code.INVALID, "not an https address")
        credentials = self._connection.credentials
        body = {"identifier": credentials.get("identifier", ""), "password": credentials.get("password", "")}
        return self._keep(self._send("POST", "com.atproto.server.createSession", json=body))

    def query(self, nsid: str, params: Params, *, open_to_all: bool = False) -> Answer | Failure | Trouble:
        """A read. `open_to_all` asks without a session, which saves one for public records."""
        path = f"{nsid}?{urlencode(params)}" if params else nsid
        return self._send("GET", path) if open_to_all else self._authorised("GET", path)

    def call(self, nsid: str, body: Mapping[str, Any]) -> Answer | Failure | Trouble:
        """A change. It is repeated only after an answer that proves the token was refused."""
        return self._authorised("POST", nsid, json=body)

    def upload(self, content: bytes, mime: str) -> Answer | Failure | Trouble:
        """Store bytes; unused ones are swept away by the server after a while."""
        return self._authorised("POST", "com.atproto.repo.uploadBlob", content=content, mime=mime)

    def _authorised(
        self, method: str, path: str, *, json: Any = None, content: bytes | None = None, mime: str = ""
    ) -> Answer | Failure | Trouble:
        if missing := self.ready():
            return missing
        token = str(self._connection.session["access"])
        result = self._send(method, path, token=token, json=json, content=content, mime=mime)
        if isinstance(result, Failure) or not _token_refused(result):
            return result
        if failed := self._renew():
            return failed
        token = str(self._connection.session["access"])
        return self._send(method, path, token=token, json=json, content=content, mime=mime)

    def _renew(self) -> Trouble | None:
        refresh = self._connection.session.get("refresh")
        if refresh:
            result = self._send("POST", "com.atproto.server.refreshSession", token=str(refresh))
            failed = self._keep(result)
            if not isinstance(failed, Refused):
                return failed
        return self.log_in()

    def _keep(self, result: Answer | Failure) -> Trouble | None:
        """Remember the session in `result`; a login says nothing in public, so no outcome is `Unknown`."""
        if failed := wire.trouble(result, committing=False, now=self._connection.now()):
            if isinstance(failed, Refused) and error_name(result) in _BLOCKED:
                return Refused(Code.FORBIDDEN, failed.detail)
            if isinstance(failed, Refused) and error_name(result) in _RENEW:
                return Refused(Code.RECONNECT, failed.detail)
            return failed
        body = None if isinstance(result, Failure) else result.json()
        if not isinstance(body, Mapping) or not {"accessJwt", "refreshJwt", "did"} <= body.keys():
            return Again(wire.LATER, "the login was answered with something else")
        self._connection.remember(
            access=body["accessJwt"],
            refresh=body["refreshJwt"],
            did=body["did"],
            handle=body.get("handle", ""),
        )
        return None

    def _send(
        self,
        method: str,
        path: str,
        *,
        token: str = "",
        json: Any = None,
        content: bytes | None = None,
        mime: str = "",
    ) -> Answer | Failure:
        headers = {"accept": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        if mime:
            headers["content-type"] = mime
        return self._connection.transport.request(
            method,
            f"{self._service}/xrpc/{path}",
            headers=headers,
            json=json,
            content=content,
            timeout=_UPLOAD_SECONDS if content is not None else None,
        )


def _token_refused(answer: Answer) -> bool:
    return answer.status == 401 or (answer.status == 400 and error_name(answer) in _RENEW)
