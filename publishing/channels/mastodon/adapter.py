"""Mastodon and the servers that speak its language."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from publishing.channels import wire
from publishing.channels.abilities import Abilities, refused_code
from publishing.channels.base import (
    Again,
    Answer,
    Code,
    Connected,
    Connection,
    Failure,
    Heard,
    Message,
    NotFound,
    Outcome,
    Reading,
    Refused,
    Sent,
    Trouble,
    Unknown,
)
from publishing.channels.mastodon import hearing, limits
from publishing.channels.mastodon.client import (
    Client,
    before_sending,
    body_of,
    judge,
    rows_of,
)
from publishing.channels.mastodon.lookup import Window, newest_own, own_posts_like

_POSTS_AT_ONCE = 20
# After this no request of ours can still be on its way to a server without keys.
_SETTLED_SECONDS = 120
_POLL_SECONDS = 3

Save = Callable[[dict[str, Any]], None]


class Mastodon(Connection):
    """Handles it saves: `account`, `media` (sha256 of each image → {id, ready}), `first_sent_at` and
    `after` (our newest status before the first send: only later ones can be this post).
    """

    @staticmethod
    def abilities_from(session: Mapping[str, Any]) -> Abilities:
        server = session.get("server")
        return limits.abilities_from(server if isinstance(server, Mapping) else {})

    @property
    def abilities(self) -> Abilities:
        return self.abilities_from(self.session)

    @cached_property
    def _client(self) -> Client:
        return Client(self)

    def _judge(self, result: Answer | Failure, *, committing: bool = False) -> Trouble | None:
        return judge(result, committing=committing, connection=self)

    # -- connecting -----------------------------------------------------------------------------------

    def check(self) -> Connected | Trouble:
        """Reads the server's limits and our account. Without nodeinfo the software counts as unknown."""
        server = self._client.server_facts(fresh=True)
        if not isinstance(server, Mapping):
            return server
        account = self._client.account()
        if not isinstance(account, Mapping):
            return account
        if refused := self._client.may_write():
            return refused
        handle = str(account.get("acct", ""))
        facts = {name: server[name] for name in ("software", "version", "title", "honours_key", "limits")}
        name = str(account.get("display_name") or handle)
        return Connected(handle, name, facts, self.session, str(account.get("avatar_static") or ""))

    # -- publishing -----------------------------------------------------------------------------------

    def publish(self, message: Message, *, handles: Mapping[str, Any], save: Save) -> Outcome:
        """Uploads, waits for the server to process, then posts once under the message's key.

        Where the key no longer protects (after 55 minutes, or on software that ignores it) an earlier
        send is looked up first, and is never repeated on a guess.
        """
        server = self._client.server_facts()
        if not isinstance(server, Mapping):
            return before_sending(server)
        if problems := self.abilities.problems(message):
            first = problems[0]
            return Refused(Code(refused_code(first)), f"{first.field}: {first.code}")
        account = self._client.account_id()
        if not isinstance(account, str):
            return before_sending(account)
        known = {"account": account, **handles}
        if known["account"] != account:
            return Refused(Code.INVALID, "an earlier try went to another account")
        if known.get("first_sent_at") and not self._key_protects(known):
            earlier = self.find_sent(message, handles=known)
            if not isinstance(earlier, NotFound):
                return earlier
            if not earlier.may_send_again:
                return Unknown(earlier.detail)
        media = self._upload(message, known, save)
        return self._commit(message, known, media, save) if isinstance(media, list) else media

    def _upload(self, message: Message, known: dict[str, Any], save: Save) -> list[str] | Refused | Again:
        """Media ids, all processed. Ids from an earlier try are used again."""
        stored: dict[str, dict[str, Any]] = dict(known.get("media", {}))
        for image in message.images:
            entry = stored.get(image.sha256)
            if entry is None:
                result = self._client.upload(image)
                if failed := self._judge(result):
                    media = isinstance(failed, Refused) and failed.code == Code.INVALID
                    return Refused(Code.MEDIA, failed.detail) if media else before_sending(failed)
                body = body_of(result)
                if body is None or not body.get("id"):
                    return Again(wire.LATER, "the upload was answered with something else")
                entry = {"id": str(body["id"]), "ready": bool(body.get("url"))}
            elif not entry["ready"]:
                polled = self._poll(entry)
                if not isinstance(polled, dict):
                    if isinstance(polled, Refused):  # gone or broken: upload anew next time
                        known["media"] = {key: kept for key, kept in stored.items() if key != image.sha256}
                        save(dict(known))
                    return polled
                entry = polled
            stored[image.sha256] = entry
            known["media"] = dict(stored)
            save(dict(known))
        if not all(stored[image.sha256]["ready"] for image in message.images):
            return Again(_POLL_SECONDS, "the server is still processing an image")
        return [stored[image.sha256]["id"] for image in message.images]

    def _poll(self, entry: dict[str, Any]) -> dict[str, Any] | Refused | Again:
        result = self._client.get(f"/api/v1/media/{entry['id']}")
        if failed := self._judge(result):
            return before_sending(failed)
        body = body_of(result) or {}
        partial = not isinstance(result, Failure) and result.status == 206
        return {**entry, "ready": bool(body.get("url")) and not partial}

    def _commit(self, message: Message, known: dict[str, Any], media: list[str], save: Save) -> Outcome:
        first_try = "first_sent_at" not in known
        if first_try:
            known |= {
                "first_sent_at": wire.stamp(self.now()),
                "after": newest_own(self._client, known["account"]),
            }
        save(dict(known))
        body: dict[str, Any] = {"status": self.abilities.wire_text(message), "visibility": "public"}
        if media:
            body["media_ids"] = media
        if language := message.lang.partition("-")[0].lower():
            body["language"] = language
        result = self._client.post_status(body, message.key)
        if failed := self._judge(result, committing=True):
            return _not_sent(failed, known, first_try, save)
        status = body_of(result)
        if status is None or not status.get("id"):
            return Unknown("the post was answered with something else")
        return _sent(status, known)

    def _key_protects(self, known: Mapping[str, Any]) -> bool:
        server = self.session.get("server")
        honours = isinstance(server, Mapping) and bool(server.get("honours_key"))
        return honours and self._since_first(known) < limits.KEY_HOLDS_SECONDS

    def _since_first(self, known: Mapping[str, Any]) -> float:
        first = wire.when(known.get("first_sent_at"))
        return (self.now() - first).total_seconds() if first else 0.0

    def find_sent(self, message: Message, *, handles: Mapping[str, Any]) -> Sent | NotFound | Unknown:
        """Looks through our own statuses since the first send for one with the same words and images."""
        first = wire.when(handles.get("first_sent_at"))
        if first is None:
            return NotFound(may_send_again=True, detail="no try got as far as sending")
        text = self.abilities.wire_text(message)
        window = Window(str(handles.get("account", "")), handles.get("after"), first)
        found = own_posts_like(self._client, window, message, text)
        if isinstance(found, Unknown):
            return found
        if len(found) > 1:
            return Unknown(f"{len(found)} posts say the same")
        if found:
            return _sent(found[0], handles)
        settled = self._since_first(handles) > _SETTLED_SECONDS
        return NotFound(settled or self._key_protects(handles), "no post of ours says this")

    # -- measuring and listening ----------------------------------------------------------------------

    def read_posts(self, remote_ids: Sequence[str]) -> list[Reading] | Trouble:
        if refused := self._client.reachable():
            return refused
        readings: list[Reading] = []
        for start in range(0, len(remote_ids), _POSTS_AT_ONCE):
            statuses = self._statuses(remote_ids[start : start + _POSTS_AT_ONCE])
            if not isinstance(statuses, list):
                return statuses
            for status in statuses:
                readings += self._readings(status, str(status.get("id", "")), limits.POST_FIGURES)
        return readings

    def _statuses(self, ids: Sequence[str]) -> list[Mapping[str, Any]] | Trouble:
        """Those of `ids` that still stand. Servers before 4.3 have no call for several at once."""
        result = self._client.get("/api/v1/statuses", [("id[]", one) for one in ids])
        several = rows_of(result)
        if several is not None:
            return several
        refused = self._judge(result) or Again(wire.LATER, "answered with something else")
        if not (isinstance(refused, Refused) and refused.code in (Code.NOT_FOUND, Code.INVALID)):
            return refused
        found: list[Mapping[str, Any]] = []
        for one in ids:
            result = self._client.get(f"/api/v1/statuses/{one}")
            failed = self._judge(result)
            if failed and not (isinstance(failed, Refused) and failed.code == Code.NOT_FOUND):
                return failed
            if status := body_of(result):
                found.append(status)
        return found

    def read_channel(self) -> list[Reading] | Trouble:
        account = self._client.account()
        if not isinstance(account, Mapping):
            return account
        return self._readings(account, "", limits.ACCOUNT_FIGURES)

    def _readings(self, row: Mapping[str, Any], remote_id: str, figures: Mapping[str, str]) -> list[Reading]:
        now = self.now()
        return [
            Reading(remote_id, metric, row[name], now)
            for name, metric in figures.items()
            if isinstance(row.get(name), int)
        ]

    def listen(self, cursor: str | None) -> Heard | Trouble:
        account = self._client.account_id()
        if not isinstance(account, str):
            return account
        return hearing.listen(self._client, account, cursor, self._judge)


def _not_sent(failed: Trouble, known: dict[str, Any], first_try: bool, save: Save) -> Trouble:
    """Take back what was noted before a call that is proven to have done nothing."""
    if isinstance(failed, Unknown):
        return failed
    if first_try:
        del known["first_sent_at"], known["after"]
    if isinstance(failed, Refused) and failed.code == Code.MEDIA:
        known.pop("media", None)  # unused uploads are swept away after a day; the next try starts afresh
    save(dict(known))
    return failed


def _sent(status: Mapping[str, Any], known: Mapping[str, Any]) -> Sent:
    identity = str(status["id"])
    return Sent(identity, str(status.get("url") or status.get("uri") or ""), {**known, "status": identity})
