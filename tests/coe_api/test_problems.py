"""Every way a request can be refused, as problem details in the reader's language; nothing changes meanwhile."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from coe.api import throttles
from coe.api.problems import KINDS
from coe.tenancy.context import inside
from publishing.content.models import Post
from tests.coe_api.conftest import ROOT, Program, give_token
from tests.factories.cast import Org

SEEN: set[str] = set()


def code(answer: Any, status: int) -> str:
    """The kind of a problem, after checking its form."""
    said = json.loads(answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, said["status"]) == (status, status), said
    assert said["instance"] == f"urn:request:{answer['X-Request-Id']}"
    assert said["title"]
    assert said["detail"]
    page, kind = said["type"].split("#problem-")
    assert page == "/api/v1/docs"
    assert KINDS[kind].status == status
    return str(kind)


@pytest.fixture
def cal(north: Org, program: Callable[..., Program]) -> Program:
    return program(north.cal)


def send(caller: Program, data: Any, kind: str = "application/json", **headers: str) -> Any:
    said = {"Authorization": f"Bearer {caller.secret}", "Idempotency-Key": "one", **headers}
    return caller.client.post(f"{ROOT}/posts", data=data, content_type=kind, headers=said)


def test_bodies_that_cannot_be_read(north: Org, cal: Program) -> None:
    for body in ('{"text": ', "[]", '"words"', "3", '{"text": NaN}', b"\xff\xfe\x00", "[" * 200_000):
        assert code(send(cal, body), 400) == "malformed", body[:20]
    assert code(send(cal, "text=1", "application/x-www-form-urlencoded"), 415) == "media-type"
    assert code(send(cal, "<a/>", "application/xml"), 415) == "media-type"
    with inside(north.id):
        assert Post.objects.count() == 0


def test_bodies_that_are_too_large(cal: Program) -> None:
    assert code(send(cal, json.dumps({"text": "x" * 10 * 1024 * 1024})), 413) == "too-large"
    assert code(send(cal, json.dumps({"text": "x" * 13 * 1024 * 1024})), 413) == "too-large"


def test_fields_that_are_wrong(north: Org, news: Any, cal: Program) -> None:
    brand = str(news.brand_id)
    wrong: list[tuple[dict[str, Any], str, str]] = [
        ({}, "#/brand_id", "required"),
        ({"brand_id": "x"}, "#/brand_id", "invalid"),
        ({"brand_id": brand, "txt": "typing mistake"}, "#/txt", "unknown"),
        ({"brand_id": brand, "text": 3}, "#/text", "invalid"),
        ({"brand_id": brand, "text": "x" * 20_001}, "#/text", "max_length"),
        ({"brand_id": brand, "text": "\u202eevil"}, "#/text", "override"),
        ({"brand_id": brand, "language": "tlh"}, "#/language", "invalid_choice"),
        ({"brand_id": brand, "link_url": "ftp://example.com"}, "#/link_url", "invalid"),
        ({"brand_id": brand, "slot": {"time": "2020-01-01T08:00", "zone": "UTC"}}, "#/slot", "invalid"),
        ({"brand_id": brand, "slot": {"time": "2027-01-01T08:00Z", "zone": "UTC"}}, "#/slot/time", "offset"),
        ({"brand_id": brand, "versions": [{"channel_id": str(news.pk), "text": 1}]}, "#/versions/0/text", "invalid"),
        ({"brand_id": brand, "versions": [{"channel_id": brand}]}, "#/versions", "invalid"),
        ({"brand_id": brand, "images": [{"asset_id": brand}]}, "#/images", "invalid"),
    ]
    for body, pointer, kind in wrong:
        answer = cal.post("/posts", body)
        assert code(answer, 422) == "fields"
        assert (pointer, kind) in [(e["pointer"], e["code"]) for e in answer.json()["errors"]], answer.json()
    with inside(north.id):
        assert Post.objects.count() == 0


def test_odd_text_is_kept_as_meant(north: Org, news: Any, cal: Program) -> None:
    body = {"brand_id": str(news.brand_id), "text": "A\x00B\r\n\ud800C 👩‍👩‍👧 𠮷"}
    answer = cal.post("/posts", body)
    assert (answer.status_code, answer.json()["text"]) == (201, "AB\nC 👩‍👩‍👧 𠮷")


def test_addresses_that_are_wrong(north: Org, cal: Program) -> None:
    assert code(cal.get("/nothing/here"), 404) == "not-found"
    assert code(cal.get("/posts/not-an-id"), 404) == "not-found"
    assert code(cal.get("/posts/3f0c6a5e-8f0e-4c53-9f6e-2f6f1d1a7b10"), 404) == "not-found"
    wrong = cal.call("PUT", "/posts")
    assert (code(wrong, 405), wrong["Allow"]) == ("method", "GET, POST")
    assert code(cal.call("GET", "/posts", Accept="text/xml"), 406) == "not-acceptable"
    for query in ({"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"cursor": "x"}, {"state": "odd"}, {"unknown": "1"},
                  {"brand": "x"}, {"q": "x" * 201}, {"cursor": "W10"}, {"q": "\u202ex"}):  # fmt: skip
        answer = cal.get("/posts", **query)
        assert code(answer, 400) == "parameters", query
        assert answer.json()["errors"][0]["parameter"] == next(iter(query))
    nul = cal.client.get(f"{ROOT}/posts?q=%00", headers={"Authorization": f"Bearer {cal.secret}"})
    assert (nul.status_code, nul["Content-Type"]) == (400, "application/problem+json")


def test_no_token(north: Org, cal: Program, browse: Any) -> None:
    assert code(Client().get(f"{ROOT}/me"), 401) == "token-missing"
    # A signed-in browser is no program: no page of somebody else's can act through it.
    assert code(browse(north.cal).get(f"{ROOT}/me"), 401) == "token-missing"
    assert code(Client().get(f"{ROOT}/me", headers={"Authorization": "Basic eDp5"}), 401) == "token-unknown"


def test_programs_are_given_no_cookies(cal: Program) -> None:
    answer = cal.get("/me")
    assert (answer.status_code, dict(answer.cookies), answer["Cache-Control"]) == (200, {}, "no-store")


def test_refusals_speak_chinese(cal: Program, client: Client) -> None:
    said = cal.call("GET", "/posts/3f0c6a5e-8f0e-4c53-9f6e-2f6f1d1a7b10", language="zh-Hans")
    assert said["Content-Language"] == "zh-hans"
    answer = cal.call("POST", "/posts", {"brand_id": 1}, language="zh-CN")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in answer.json()["errors"][0]["detail"])


def test_states_that_forbid_it(north: Org, news: Any, program: Callable[..., Program]) -> None:
    bea, cleo = program(north.bea), program(north.cleo)
    freeze = bea.post("/freezes", {"brand_id": str(news.brand_id), "reason": "Wrong price"}).json()
    assert cleo.post(f"/freezes/{freeze['id']}/lift", {"reason": "Right"}).status_code == 200
    assert code(cleo.post(f"/freezes/{freeze['id']}/lift", {"reason": "Right"}), 409) == "stale"
    rule = {"kind": "blocked_terms", "name": "No promises", "severity": "warn", "message": "Promise",
            "params": {"terms": ["guaranteed"]}}  # fmt: skip
    made = cleo.post("/rules", rule).json()
    assert made["params"]["terms"] == [{"text": "guaranteed", "suggestion": ""}]
    assert cleo.post(f"/rules/{made['id']}/switch-on").json()["state"] == "active"
    found = cleo.post("/rules/check", {"text": "Snow is guaranteed."}).json()["findings"]
    assert [(one["words"], one["start"], one["end"]) for one in found] == [("guaranteed", 8, 18)]
    assert cleo.post(f"/rules/{made['id']}/retire").json()["state"] == "retired"
    assert code(cleo.post(f"/rules/{made['id']}/retire"), 409) == "wrong-state"
    wrong = cleo.post("/rules", {**rule, "name": "Other", "params": {"terms": []}})
    assert wrong.json()["errors"][0]["pointer"] == "#/params/terms"


def test_pictures_come_as_files(north: Org, news: Any, cal: Program) -> None:
    from io import BytesIO

    from PIL import Image

    drawn = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(drawn, "PNG")

    def upload(key: str, content: bytes = drawn.getvalue()) -> Any:
        file = SimpleUploadedFile("boat.png", content, "image/png")
        said = {"Authorization": f"Bearer {cal.secret}", "Idempotency-Key": key}
        body = {"file": file, "brand_id": str(news.brand_id), "alt": "A boat"}
        return cal.client.post(f"{ROOT}/assets", body, headers=said)

    made = upload("a")
    assert (made.status_code, made.json()["alt"], made.json()["width"]) == (201, "A boat", 40), made.content
    assert upload("a").json() == made.json()  # another boundary, the same request
    assert code(upload("b", b"no picture"), 422) == "fields"
    file = cal.get(f"/assets/{made.json()['id']}/file")
    assert (file.status_code, file["Content-Type"]) == (200, made.json()["mime"])
    assert cal.patch(f"/assets/{made.json()['id']}", {"alt": "A wooden boat"}).json()["alt"] == "A wooden boat"


# ── limits ──────────────────────────────────────────────────────────────────────────────────────


def test_too_many_requests(north: Org, program: Callable[..., Program], settings: Any) -> None:
    settings.API_RATES = {
        "token-read": 3, "token-write": 1, "member-read": 5, "member-write": 9, "address-refused": 9,
    }  # fmt: skip
    cal = program(north.cal)
    left = [cal.get("/me")["RateLimit"].split(";")[1] for _each in range(3)]
    assert left == ["r=2", "r=1", "r=0"]
    answer = cal.get("/me")
    assert code(answer, 429) == "throttled"
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer["RateLimit-Policy"] == '"token-read";q=3;w=60'
    # Writes are counted apart, and a second token does not double what the member may.
    assert cal.post("/notices/read").status_code == 200
    assert code(cal.post("/notices/read"), 429) == "throttled"
    second = Program(*give_token(north.cal))
    assert second.get("/me").status_code == 200
    assert code(second.get("/me"), 429) == "throttled"
    assert Program(*give_token(north.bea)).get("/me").status_code == 200


def test_tokens_that_do_not_stand_are_counted_by_address(
    north: Org, program: Callable[..., Program], settings: Any
) -> None:
    settings.API_RATES = {**settings.API_RATES, "address-refused": 3}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    cal, late = program(north.cal), program(north.bea, days=-0.5)
    assert cal.get("/me").status_code == 200

    def unknown(address: str) -> Any:
        said = {"Authorization": f"Bearer coe_pat_{'x' * 43}"}
        return Client().get(f"{ROOT}/me", headers=said, REMOTE_ADDR=address)

    assert [code(unknown("127.0.0.1"), 401) for _each in range(2)] == ["token-unknown"] * 2
    assert code(late.get("/me"), 401) == "token-expired"
    answer = unknown("127.0.0.1")
    assert code(answer, 429) == "throttled"
    assert 0 < int(answer["Retry-After"]) <= 60
    assert answer["RateLimit-Policy"] == '"address-refused";q=3;w=60'
    assert code(late.get("/me"), 429) == "throttled"
    assert code(Program(*give_token(north.bea)).get("/me"), 429) == "throttled", "not looked up any more"
    # What stood before goes on, and so does everybody elsewhere; IPv6 counts by the network.
    assert cal.get("/me").status_code == 200
    assert code(unknown("198.51.100.7"), 401) == "token-unknown"
    answers = [unknown(f"2001:db8::{number}").status_code for number in range(5)]
    assert answers == [401, 401, 401, 429, 429]
    assert code(Client().get(f"{ROOT}/me"), 429) == "throttled"


def test_when_nobody_can_count_reads_go_on_and_writes_wait(
    north: Org, cal: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*args: Any, **more: Any) -> None:
        raise ConnectionError("redis is gone")

    monkeypatch.setattr(throttles.cache, "add", gone)
    assert cal.get("/me").status_code == 200
    answer = cal.post("/notices/read")
    assert (code(answer, 503), answer["Retry-After"]) == ("unavailable", "5")


def test_our_own_mistakes_say_so_and_nothing_more(north: Org, cal: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from publishing.content import rest

    def broken(*args: Any, **more: Any) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(rest.selectors, "filtered", broken)
    answer = cal.get("/posts")
    assert code(answer, 500) == "broken"
    assert b"secret" not in answer.content
