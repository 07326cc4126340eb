"""As much of a Bluesky server as faults can be injected into."""

import hashlib
import json
from typing import Any

import regex

from tests.contracts.fakes import captured
from tests.contracts.fakes.server import FakeServer, Reply, Request

PASSWORD = "right-password"
DID = "did:plc:captured0000000000000000"


class FakeBluesky(FakeServer):
    """`view`: whether an AppView answers. `expire()` makes every access token given out so far stale."""

    def __init__(self) -> None:
        self.view = True
        self.records: dict[str, dict[str, Any]] = {}
        self.blobs: set[str] = set()
        self.notifications: list[dict[str, Any]] = []
        self.log_ins = 0
        self._given = 0
        self._valid = ""
        self._refresh = ""
        super().__init__()

    def expire(self) -> None:
        self._valid = ""

    def revoke(self) -> None:
        """Also the refresh token."""
        self._valid = self._refresh = ""

    def handle(self, request: Request) -> Reply:
        name = request.path.removeprefix("/xrpc/")
        if name == "com.atproto.server.createSession":
            return self._log_in(request)
        if name == "com.atproto.repo.getRecord":
            return self._get_record(dict(request.query)["rkey"])
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if name == "com.atproto.server.refreshSession":
            if given and given == self._refresh:
                return self._session()
            return Reply(400, {"error": "ExpiredToken", "message": "Token has expired"})
        if not given or given != self._valid:
            return Reply(400, {"error": "ExpiredToken", "message": "Token has expired"})
        if name == "com.atproto.repo.putRecord":
            return self._put(request.json)
        if name == "com.atproto.repo.uploadBlob":
            return self._upload(request)
        return self._viewed(name, request) if self.view else captured.reply("bluesky", "no_view")

    def _log_in(self, request: Request) -> Reply:
        if request.json["password"] != PASSWORD:
            return captured.reply("bluesky", "wrong_password")
        self.log_ins += 1
        return self._session()

    def _session(self) -> Reply:
        self._given += 1
        self._valid, self._refresh = f"access-{self._given}", f"refresh-{self._given}"
        body = captured.body("bluesky", "session")
        return Reply(200, {**body, "accessJwt": self._valid, "refreshJwt": self._refresh})

    def _put(self, body: dict[str, Any]) -> Reply:
        assert "swapRecord" in body, "without a null here a second send would overwrite"
        record, rkey = body["record"], body["rkey"]
        text = record["text"]
        if len(regex.findall(r"\X", text)) > 300:
            return captured.reply("bluesky", "too_long")
        if len(text.encode()) > 3000:
            return captured.reply("bluesky", "too_many_bytes")
        if any(image["image"]["ref"]["$link"] not in self.blobs for image in _images(record)):
            return captured.reply("bluesky", "blob_gone")
        there = self.records.get(rkey)
        if there is not None and there != record:
            return captured.reply("bluesky", "put_other")
        self.records[rkey] = record
        answer = captured.body("bluesky", "put_again" if there else "put")
        return Reply(200, {**answer, "uri": f"at://{body['repo']}/app.bsky.feed.post/{rkey}"})

    def _get_record(self, rkey: str) -> Reply:
        if rkey not in self.records:
            return captured.reply("bluesky", "no_record")
        return Reply(200, {**captured.body("bluesky", "record"), "value": self.records[rkey]})

    def _upload(self, request: Request) -> Reply:
        body = captured.body("bluesky", "blob")
        link = "bafkrei" + hashlib.sha256(request.body).hexdigest()[:52]
        self.blobs.add(link)
        mime = request.headers["content-type"]
        body["blob"] |= {"ref": {"$link": link}, "mimeType": mime, "size": len(request.body)}
        return Reply(200, body)

    def _viewed(self, name: str, request: Request) -> Reply:
        if name == "app.bsky.feed.getPosts":
            asked = [value for key, value in request.query if key == "uris"]
            posts = [
                {
                    "uri": uri,
                    "likeCount": 3,
                    "repostCount": 2,
                    "replyCount": 1,
                    "quoteCount": 0,
                    "bookmarkCount": 4,
                }
                for uri in asked
                if uri.rpartition("/")[2] in self.records
            ]
            return Reply(200, {"posts": posts})
        if name == "app.bsky.actor.getProfile":
            return Reply(200, {"displayName": "Alice", "followersCount": 7, "followsCount": 1, "postsCount": 5})
        if name == "app.bsky.notification.listNotifications":
            return self._notified(request)
        return Reply(501, {"error": "MethodNotImplemented", "message": name})

    def hear(self, count: int) -> None:
        """So many more replies to us, a second apart."""
        for _ in range(count):
            number = len(self.notifications)
            time = f"2026-11-22T{9 + number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000Z"
            parent = f"at://{DID}/app.bsky.feed.post/3lbaaaaaaaaa2"
            author = {"did": "did:plc:bob", "handle": "bob.test", "displayName": "Bob"}
            reply = {"parent": {"uri": parent}, "root": {"uri": parent}}
            record = {
                "text": f"Well said, @alice.test {number}",
                "langs": ["en"],
                "reply": reply,
                "createdAt": time,
            }
            # A reply that names us comes as a mention, once.
            entry = {
                "uri": f"at://did:plc:bob/app.bsky.feed.post/{number}",
                "reason": "mention",
                "indexedAt": time,
            }
            self.notifications.append({**entry, "author": author, "record": record})

    def _notified(self, request: Request) -> Reply:
        query = dict(request.query)
        newest_first = self.notifications[::-1]
        # The network's cursor: how many, counted from the oldest, are still unread.
        left = int(query.get("cursor", len(newest_first)))
        start = len(newest_first) - left
        page = newest_first[start : start + int(query["limit"])]
        body: dict[str, Any] = {"notifications": page}
        if start + len(page) < len(newest_first):
            body["cursor"] = str(left - len(page))
        return Reply(200, body)


def _images(record: dict[str, Any]) -> list[dict[str, Any]]:
    embed = record.get("embed", {})
    return list(json.loads(json.dumps(embed.get("images", []))))
