"""Calls to one Mastodon server, and what is known about that server."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from publishing.channels import wire
from publishing.channels.base import (
    Again,
    Answer,
    Code,
    Connection,
    Failure,
    Image,
    Refused,
    Trouble,
    Unknown,
)
from publishing.channels.mastodon.limits import (
    FACTS_LAST_SECONDS,
    HONOURS_KEY,
    limits_in,
)

_UPLOAD_SECONDS = 60.0
_SUFFIX = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif"}

# One of these lets a login post. Their names: the network's own list of scopes.
WRITING = frozenset({"write", "write:statuses"})

Params = Sequence[tuple[str, str]]


class Client:
    """Speaks for one connection. Its session keeps `server` (facts, one day) and `account`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._server = wire.base_address(connection.credentials.get("server", ""))

    def get(self, path: str, params: Params = (), *, as_us: bool = True) -> Answer | Failure:
        return self._send("GET", f"{path}?{urlencode(params)}" if params else path, as_us=as_us)

    def post_status(self, body: Mapping[str, Any], key: str) -> Answer | Failure:
        return self._send("POST", "/api/v1/statuses", json=body, headers={"idempotency-key": key})

    def upload(self, image: Image) -> Answer | Failure:
        name = f"{image.sha256[:16]}.{_SUFFIX.get(image.mime, 'bin')}"
        return self._send(
            "POST",
            "/api/v2/media",
            files={"file": (name, image.content, image.mime)},
            data={"description": image.alt},
            timeout=_UPLOAD_SECONDS,
        )

    def reachable(self) -> Refused | None:
        """Whether there is an address to send a token to."""
        return None if self._server else Refused(Code.INVALID, "not an https address")

    # -- facts ----------------------------------------------------------------------------------------

    def server_facts(self, *, fresh: bool = False) -> Mapping[str, Any] | Trouble:
        """`software`, `version`, `honours_key`, `limits`, `read_at`; read again after a day."""
        kept = self._connection.session.get("server")
        if isinstance(kept, Mapping) and not fresh and self._young(kept):
            return kept
        if refused := self.reachable():
            return refused
        instance = self._instance()
        if not isinstance(instance, Mapping):
            return instance
        software, version = self._software(instance)
        facts = {
            "software": software,
            "version": version,
            "title": str(instance.get("title", "")),
            "honours_key": software in HONOURS_KEY,
            "limits": limits_in(instance),
            "read_at": wire.stamp(self._connection.now()),
        }
        self._connection.remember(server=facts)
        return facts

    def account(self) -> Mapping[str, Any] | Trouble:
        """Our own account: `id`, `acct` and the rest of the server's answer."""
        if refused := self.reachable():
            return refused
        result = self.get("/api/v1/accounts/verify_credentials")
        if failed := judge(result, committing=False, connection=self._connection):
            return failed
        body = body_of(result)
        if body is None or not body.get("id"):
            return Again(wire.LATER, "the account was answered with something else")
        kept = {"id": str(body["id"]), "acct": str(body.get("acct", ""))}
        if self._connection.session.get("account") != kept:
            self._connection.remember(account=kept)
        return body

    def may_write(self) -> Refused | None:
        """Refused(SCOPE) when the server says that this login may not post; None when it may, or nothing is said.

        Servers name an application's scopes since 4.3; of others only the first post tells.
        """
        result = self.get("/api/v1/apps/verify_credentials")
        body = None if judge(result, committing=False, connection=self._connection) else body_of(result)
        scopes = body.get("scopes") if body else None
        if not isinstance(scopes, list) or WRITING & {str(one) for one in scopes}:
            return None
        return Refused(Code.SCOPE, f"its scopes are {', '.join(map(str, scopes))[:200]}")

    def account_id(self) -> str | Trouble:
        """Our account's id, from the session when it is known."""
        kept = self._connection.session.get("account")
        if isinstance(kept, Mapping) and kept.get("id"):
            return str(kept["id"])
        account = self.account()
        return str(account["id"]) if isinstance(account, Mapping) else account

    def _young(self, facts: Mapping[str, Any]) -> bool:
        read_at = wire.when(facts.get("read_at"))
        age = (self._connection.now() - read_at).total_seconds() if read_at else FACTS_LAST_SECONDS
        return age < FACTS_LAST_SECONDS

    def _instance(self) -> Mapping[str, Any] | Trouble:
        for path in ("/api/v2/instance", "/api/v1/instance"):
            result = self.get(path, as_us=False)
            failed = judge(result, committing=False, connection=self._connection)
            if failed and not (isinstance(failed, Refused) and failed.code == Code.NOT_FOUND):
                return failed
            if body := body_of(result):
                return body
        return Refused(Code.INVALID, "there is no Mastodon interface at this address")

    def _software(self, instance: Mapping[str, Any]) -> tuple[str, str]:
        """Name and version: from nodeinfo, else from the version others write as "… (compatible; X 1.2)"."""
        version = str(instance.get("version", ""))
        node = self._nodeinfo()
        if node:
            return str(node.get("name", "")).lower(), str(node.get("version", version))
        if "compatible;" in version:
            name, _, rest = version.partition("compatible;")[2].strip(" )").partition(" ")
            return name.lower(), rest
        # Without nodeinfo a bare number proves nothing: forks copy it.
        return "", version

    def _nodeinfo(self) -> Mapping[str, Any] | None:
        index = body_of(self.get("/.well-known/nodeinfo", as_us=False))
        links = index.get("links") if index else None
        for link in reversed(links if isinstance(links, list) else []):
            address = urlsplit(str(link.get("href", "")) if isinstance(link, Mapping) else "")
            # Only the path is used: the document must be this server's own.
            if address.path.startswith("/nodeinfo"):
                node = body_of(self.get(address.path, as_us=False))
                software = node.get("software") if node else None
                if isinstance(software, Mapping):
                    return software
        return None

    def _send(
        self,
        method: str,
        path: str,
        *,
        as_us: bool = True,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        timeout: float | None = None,
    ) -> Answer | Failure:
        sent = {"accept": "application/json", **(headers or {})}
        if as_us:
            sent["authorization"] = f"Bearer {self._connection.credentials.get('token', '')}"
        return self._connection.transport.request(
            method,
            f"{self._server}{path}",
            headers=sent,
            json=json,
            data=data,
            files=files,
            timeout=timeout,
        )


def judge(result: Answer | Failure, *, committing: bool, connection: Connection) -> Trouble | None:
    """`wire.trouble`, with the words Mastodon uses."""
    failed = wire.trouble(result, committing=committing, now=connection.now())
    if not isinstance(failed, Refused) or isinstance(result, Failure):
        return failed
    said = failed.detail.lower()
    if "not finished processing" in said:
        return Again(3, failed.detail)
    if result.status == 403 and "scope" in said:
        return Refused(Code.SCOPE, failed.detail)
    if result.status == 400 and "token" in said:  # some servers say so with 400
        return Refused(Code.RECONNECT, failed.detail)
    if result.status not in (400, 422):
        return failed
    if "character" in said or "too long" in said:
        return Refused(Code.TOO_LONG, failed.detail)
    if any(word in said for word in ("media", "file", "attach")):
        return Refused(Code.MEDIA, failed.detail)
    return failed


def before_sending(failed: Trouble) -> Refused | Again:
    """Trouble from before the publishing call: whatever it was, no post has been made."""
    return Again(wire.SOON, failed.detail) if isinstance(failed, Unknown) else failed


def body_of(result: Answer | Failure) -> Mapping[str, Any] | None:
    """The JSON object of a 2xx answer, or None."""
    if isinstance(result, Failure) or not 200 <= result.status < 300:
        return None
    body = result.json()
    return body if isinstance(body, Mapping) else None


def rows_of(result: Answer | Failure) -> list[Mapping[str, Any]] | None:
    """The JSON objects of a 2xx answer that is a list, or None."""
    if isinstance(result, Failure) or not 200 <= result.status < 300:
        return None
    body = result.json()
    return [row for row in body if isinstance(row, Mapping)] if isinstance(body, list) else None
