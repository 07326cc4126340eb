"""As much of a Mastodon server as faults can be injected into."""

from datetime import datetime
from typing import Any

import regex

from tests.contracts.fakes import captured
from tests.contracts.fakes.server import FakeServer, Reply, Request

TOKEN = "right-token"


class FakeMastodon(FakeServer):
    """`software` other than mastodon ignores Idempotency-Key, as some do.

    `rounds`: how often media is asked for until it is ready. `batch`: several statuses in one call.
    """

    def __init__(self) -> None:
        self.software = "mastodon"
        self.rounds = 0
        self.clock = datetime.fromisoformat("2026-11-22T09:00:00+00:00")
        self.statuses: dict[str, dict[str, Any]] = {}
        self.sources: dict[str, str] = {}
        self.media: dict[str, int] = {}
        self.notifications: list[dict[str, Any]] = []
        self.batch = True
        self._keys: dict[str, str] = {}
        super().__init__()

    def handle(self, request: Request) -> Reply:
        path = request.path
        if path == "/api/v2/instance":
            return captured.reply("mastodon", "instance")
        if path == "/.well-known/nodeinfo":
            # An address on another host: only its path may be followed.
            return Reply(200, {"links": [{"rel": "schema/2.0", "href": "https://elsewhere.example/nodeinfo/2.0"}]})
        if path == "/nodeinfo/2.0":
            body = captured.body("mastodon", "nodeinfo")
            return Reply(200, {**body, "software": {"name": self.software, "version": "4.6.0"}})
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return captured.reply("mastodon", "wrong_token")
        return self._known(request)

    def _known(self, request: Request) -> Reply:
        path = request.path
        if path == "/api/v1/accounts/verify_credentials":
            return captured.reply("mastodon", "account")
        if path == "/api/v2/media":
            return self._upload(request)
        if path.startswith("/api/v1/media/"):
            return self._medium(path.rpartition("/")[2])
        if path == "/api/v1/notifications":
            return self._notifications(request)
        if path.startswith("/api/v1/accounts/"):
            return Reply(200, list(reversed(self.statuses.values())))
        if request.method == "POST":
            return self._post(request)
        return self._read(request)

    def _post(self, request: Request) -> Reply:
        body = request.json
        key = request.headers.get("idempotency-key", "")
        if self.software == "mastodon" and key in self._keys:
            return Reply(200, self.statuses[self._keys[key]])
        if len(regex.findall(r"\X", body["status"])) > 500:
            return captured.reply("mastodon", "too_long")
        if any(self.media[one] > 0 for one in body.get("media_ids", [])):
            return Reply(
                422,
                {"error": "Cannot attach files that have not finished processing. Try again in a moment!"},
            )
        status = captured.body("mastodon", "status")
        identity = str(1000 + len(self.statuses))
        status |= {
            "id": identity,
            "url": f"{self.url}/@alice/{identity}",
            "content": f"<p>{body['status']}</p>",
        }
        status |= {"created_at": self.clock.isoformat(), "in_reply_to_id": None, "card": None}
        status["media_attachments"] = [{"id": one, "type": "image"} for one in body.get("media_ids", [])]
        self.statuses[identity] = status
        self.sources[identity] = body["status"]
        self._keys[key] = identity
        return Reply(200, status)

    def _read(self, request: Request) -> Reply:
        asked = [value for name, value in request.query if name == "id[]"]
        if asked:
            found = [self.statuses[one] for one in asked if one in self.statuses]
            return Reply(200, found) if self.batch else captured.reply("mastodon", "not_found")
        _, _, tail = request.path.partition("/api/v1/statuses/")
        identity, _, part = tail.partition("/")
        if identity not in self.statuses:
            return captured.reply("mastodon", "not_found")
        if part == "source":
            return Reply(200, {"id": identity, "text": self.sources[identity], "spoiler_text": ""})
        return Reply(200, self.statuses[identity])

    def _upload(self, request: Request) -> Reply:
        parts = request.parts()
        identity = f"m{len(self.media)}"
        self.media[identity] = self.rounds
        body = captured.body("mastodon", "media") | {
            "id": identity,
            "description": parts["description"].decode(),
        }
        return Reply(202, {**body, "url": None}) if self.rounds else Reply(200, body)

    def _medium(self, identity: str) -> Reply:
        if identity not in self.media:
            return captured.reply("mastodon", "not_found")
        self.media[identity] = max(0, self.media[identity] - 1)
        body = captured.body("mastodon", "media") | {"id": identity}
        return Reply(206, {**body, "url": None}) if self.media[identity] else Reply(200, body)

    def hear(self, count: int) -> None:
        """So many more replies to us, one after the other."""
        for _ in range(count):
            item = captured.body("mastodon", "notifications")[0]
            number = 5000 + len(self.notifications)
            item["id"] = str(number)
            item["status"]["id"] = f"s{number}"
            self.notifications.append(item)

    def _notifications(self, request: Request) -> Reply:
        query = dict(request.query)
        limit = int(query["limit"])
        if "min_id" in query:
            after = [one for one in self.notifications if int(one["id"]) > int(query["min_id"])]
            return Reply(200, after[:limit][::-1])
        return Reply(200, self.notifications[-limit:][::-1])
