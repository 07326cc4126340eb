"""Bluesky: posts go to the account's own server, figures and replies come from the network's AppView."""

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
from publishing.channels.bluesky import hearing
from publishing.channels.bluesky.client import Client, error_name
from publishing.channels.bluesky.limits import (
    ABILITIES,
    POST,
    POST_FIGURES,
    PROFILE_FIGURES,
    WEB,
)
from publishing.channels.bluesky.record import post_record, record_key

_POSTS_AT_ONCE = 25
_BLOCKED = frozenset({"AccountTakedown", "AccountDeactivated", "RepoTakendown", "RepoDeactivated"})
_TOO_LONG = ("at $.record.text",)
_MEDIA = ("at $.record.embed.images", "blob")


class Bluesky(Connection):
    """Handles it saves: `did`, `rkey`, and `blobs` (sha256 of each image → its stored reference)."""

    @staticmethod
    def abilities_from(session: Mapping[str, Any]) -> Abilities:
        return ABILITIES

    @property
    def abilities(self) -> Abilities:
        return ABILITIES

    @cached_property
    def _client(self) -> Client:
        return Client(self)

    # -- connecting -----------------------------------------------------------------------------------

    def check(self) -> Connected | Trouble:
        """Logs in anew, so that a wrong password shows although an old session still holds."""
        if failed := self._client.log_in():
            return failed
        handle = str(self.session.get("handle", ""))
        facts = {"did": self._client.did, "max_length": ABILITIES.max_length}
        profile = _body(self._client.query("app.bsky.actor.getProfile", [("actor", self._client.did)])) or {}
        name = str(profile.get("displayName") or handle)
        return Connected(handle, name, facts, self.session, str(profile.get("avatar") or ""))

    # -- publishing -----------------------------------------------------------------------------------

    def publish(
        self, message: Message, *, handles: Mapping[str, Any], save: Callable[[dict[str, Any]], None]
    ) -> Outcome:
        """Stores the record under a key known beforehand, on condition that nothing is there yet.

        Repeating that call is harmless for ever: the same record is a no-op, another one is refused.
        """
        if problems := ABILITIES.problems(message):
            first = problems[0]
            return Refused(Code(refused_code(first)), f"{first.field}: {first.code}")
        if failed := self._client.ready():
            return _before_sending(failed)
        known = {"did": self._client.did, "rkey": record_key(message.created_at, message.key), **handles}
        if known["did"] != self._client.did:
            return Refused(Code.INVALID, "an earlier try went to another account")
        save(dict(known))
        blobs = self._upload(message, known, save)
        if not isinstance(blobs, list):
            return blobs
        return self._commit(message, known, post_record(message, blobs), save)

    def _upload(
        self, message: Message, known: dict[str, Any], save: Callable[[dict[str, Any]], None]
    ) -> list[dict[str, Any]] | Refused | Again:
        """References of all images; those uploaded by an earlier try are used again."""
        stored: dict[str, Any] = dict(known.get("blobs", {}))
        for image in message.images:
            if image.sha256 in stored:
                continue
            result = self._client.upload(image.content, image.mime)
            if failed := self._trouble(result, committing=False):
                media = isinstance(failed, Refused) and failed.code == Code.INVALID
                return Refused(Code.MEDIA, failed.detail) if media else _before_sending(failed)
            blob = (_body(result) or {}).get("blob")
            if not isinstance(blob, dict):
                return Again(wire.LATER, "the upload was answered with something else")
            stored[image.sha256] = blob
            known["blobs"] = dict(stored)
            save(dict(known))
        return [stored[image.sha256] for image in message.images]

    def _commit(
        self,
        message: Message,
        known: dict[str, Any],
        record: dict[str, Any],
        save: Callable[[dict[str, Any]], None],
    ) -> Outcome:
        body = {
            "repo": known["did"],
            "collection": POST,
            "rkey": known["rkey"],
            "record": record,
            "swapRecord": None,  # only if nothing is there: this null is what makes repeating safe
            "validate": True,
        }
        result = self._client.call("com.atproto.repo.putRecord", body)
        name = error_name(result) if not isinstance(result, Trouble) else ""
        if name == "InvalidSwap":
            return self._already_there(message, known)
        if name == "BlobNotFound":  # uploaded long ago and swept away since
            known.pop("blobs", None)
            save(dict(known))
            return Again(1, "uploaded images have expired")
        if failed := self._trouble(result, committing=True):
            return failed
        if not (_body(result) or {}).get("uri"):
            return Unknown("the post was answered with something else")
        return self._sent(known)

    def _already_there(self, message: Message, known: Mapping[str, Any]) -> Outcome:
        found = self.find_sent(message, handles=known)
        if isinstance(found, NotFound):
            return Refused(Code.DUPLICATE, found.detail)
        return found

    def _sent(self, known: Mapping[str, Any]) -> Sent:
        did, rkey = known["did"], known["rkey"]
        return Sent(f"at://{did}/{POST}/{rkey}", f"{WEB}/profile/{did}/post/{rkey}", dict(known))

    def find_sent(self, message: Message, *, handles: Mapping[str, Any]) -> Sent | NotFound | Unknown:
        """Reads our key. `NotFound` always allows sending: that cannot make a second post."""
        if not handles.get("did"):
            return NotFound(may_send_again=True, detail="no try got as far as sending")
        known = {"rkey": record_key(message.created_at, message.key), **handles}
        params = [("repo", known["did"]), ("collection", POST), ("rkey", known["rkey"])]
        result = self._client.query("com.atproto.repo.getRecord", params, open_to_all=True)
        if not isinstance(result, Trouble) and error_name(result) == "RecordNotFound":
            return NotFound(may_send_again=True, detail="no record under this key")
        if failed := self._trouble(result, committing=False):
            return Unknown(failed.detail)
        value = (_body(result) or {}).get("value")
        if not isinstance(value, Mapping):
            return Unknown("the record was answered with something else")
        ours = (ABILITIES.wire_text(message), wire.stamp(message.created_at))
        if (value.get("text"), value.get("createdAt")) == ours:
            return self._sent(known)
        return NotFound(may_send_again=True, detail="another record stands under this key")

    # -- measuring and listening ----------------------------------------------------------------------

    def read_posts(self, remote_ids: Sequence[str]) -> list[Reading] | Trouble:
        readings: list[Reading] = []
        for start in range(0, len(remote_ids), _POSTS_AT_ONCE):
            uris = [("uris", uri) for uri in remote_ids[start : start + _POSTS_AT_ONCE]]
            body = self._view("app.bsky.feed.getPosts", uris)
            if not isinstance(body, Mapping):
                return body if body is not None else readings
            for post in body.get("posts", []):
                readings += self._readings(post, str(post.get("uri", "")), POST_FIGURES)
        return readings

    def read_channel(self) -> list[Reading] | Trouble:
        if failed := self._client.ready():
            return failed
        body = self._view("app.bsky.actor.getProfile", [("actor", self._client.did)])
        if not isinstance(body, Mapping):
            return body if body is not None else []
        return self._readings(body, "", PROFILE_FIGURES)

    def _view(self, nsid: str, params: list[tuple[str, str]]) -> Mapping[str, Any] | Trouble | None:
        """An AppView's answer, or None where there is no AppView: a server on its own has no figures."""
        result = self._client.query(nsid, params)
        if not isinstance(result, Trouble) and hearing.no_view(result):
            return None
        if failed := self._trouble(result, committing=False):
            return failed
        return _body(result) or Again(wire.LATER, "answered with something else")

    def _readings(self, view: Mapping[str, Any], remote_id: str, figures: Mapping[str, str]) -> list[Reading]:
        now = self.now()
        return [
            Reading(remote_id, metric, view[name], now)
            for name, metric in figures.items()
            if isinstance(view.get(name), int)
        ]

    def listen(self, cursor: str | None) -> Heard | Trouble:
        if failed := self._client.ready():
            return failed
        return hearing.listen(self._client, cursor, self._trouble)

    # -- answers --------------------------------------------------------------------------------------

    def _trouble(self, result: Answer | Failure | Trouble, *, committing: bool) -> Trouble | None:
        if isinstance(result, Trouble):  # no session: this call was never made
            return _before_sending(result)
        failed = wire.trouble(result, committing=committing, now=self.now())
        if not isinstance(failed, Refused) or isinstance(result, Failure):
            return failed
        name, detail = error_name(result), failed.detail
        if name in _BLOCKED:
            return Refused(Code.FORBIDDEN, detail)
        if name in ("ExpiredToken", "InvalidToken"):
            return Refused(Code.SCOPE if "scope" in detail else Code.RECONNECT, detail)
        if name == "InvalidRequest" and any(mark in detail for mark in _TOO_LONG):
            return Refused(Code.TOO_LONG, detail)
        if name == "InvalidRequest" and any(mark in detail for mark in _MEDIA):
            return Refused(Code.MEDIA, detail)
        return failed


def _before_sending(failed: Trouble) -> Refused | Again:
    """Trouble from before the publishing call: whatever it was, no post has been made."""
    return Again(wire.SOON, failed.detail) if isinstance(failed, Unknown) else failed


def _body(result: Answer | Failure | Trouble) -> Mapping[str, Any] | None:
    if isinstance(result, (Failure, Refused, Again, Unknown)) or not 200 <= result.status < 300:
        return None
    body = result.json()
    return body if isinstance(body, Mapping) else None
