"""Shapes, signatures and answers of the four services. Signatures are computed here by another route."""

import base64
import subprocess
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from coe.chats.formats import (
    AT_ONCE,
    PROVIDERS,
    TAKEN,
    Line,
    Saying,
    dingtalk_sign,
    feishu_sign,
    fits,
    read_answer,
)

NOW = 1_763_800_000.5
EVIL = "<!channel> <https://x|y> [a](b) **@all** <@U1> `c` & 雪落时\nnext"
SAID = Saying(
    "Northwind: 2 notices", [Line(EVIL, "https://coe.example/a"), Line("Second", "https://coe.example/b")], "Open"
)


def openssl(key: bytes, message: bytes) -> str:
    """HMAC-SHA256 by a program of somebody else's."""
    command = ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key.hex()}", "-binary"]
    done = subprocess.run(command, input=message, capture_output=True, check=True)
    return base64.b64encode(done.stdout).decode()


def test_feishu_signs_nothing_with_time_and_secret() -> None:
    assert feishu_sign("demo", 1599360473) == openssl(b"1599360473\ndemo", b"")


def test_dingtalk_signs_time_and_secret_with_the_secret() -> None:
    assert dingtalk_sign("SEC000", 1577808000000) == openssl(b"SEC000", b"1577808000000\nSEC000")


def test_the_dingtalk_address_carries_time_and_escaped_signature() -> None:
    wire = PROVIDERS["dingtalk"].build("https://oapi.dingtalk.com/robot/send?access_token=t", "SEC000", SAID, NOW)
    query = parse_qs(urlsplit(wire.url).query)
    assert query["access_token"] == ["t"]
    assert query["timestamp"] == ["1763800000500"]
    assert query["sign"] == [openssl(b"SEC000", b"1763800000500\nSEC000")]
    assert "sign" not in PROVIDERS["dingtalk"].build("https://x/?access_token=t", "", SAID, NOW).url


def test_nobodys_words_become_mark_up_or_a_call_to_everybody() -> None:
    slack: Any = PROVIDERS["slack"].build("u", "", SAID, NOW).json
    said = slack["blocks"][1]["text"]["text"]
    assert said.startswith("&lt;!channel&gt; &lt;https://x|y&gt;")
    assert said.endswith("<https://coe.example/a|Open>")
    assert said.count("<") == 1
    assert "<" not in slack["text"]
    feishu: Any = PROVIDERS["feishu"].build("u", "s", SAID, NOW).json
    assert feishu["card"]["elements"][0]["text"] == {"tag": "plain_text", "content": EVIL}
    assert (feishu["timestamp"], feishu["sign"]) == ("1763800000", openssl(b"1763800000\ns", b""))
    assert "sign" not in PROVIDERS["feishu"].build("u", "", SAID, NOW).json
    for code in ("wecom", "dingtalk"):
        body: Any = PROVIDERS[code].build("https://x", "", SAID, NOW).json["markdown"]
        text = body.get("content") or body["text"]
        assert "＜!channel＞" in text
        assert text.count("[Open](https://coe.example/") == text.count("](") == 2
        assert "<" not in text


def test_wecom_stays_below_4096_bytes_and_the_rest_waits() -> None:
    lines = [Line("雪" * 300, f"https://coe.example/{number}") for number in range(10)]
    count = fits(PROVIDERS["wecom"], lines, "Open")
    assert 1 <= count < 10
    wire: Any = PROVIDERS["wecom"].build("u", "", Saying("N" * 60, lines[:count], "Open"), NOW).json
    content = wire["markdown"]["content"]
    assert len(content.encode()) <= 4096
    assert content.count("](") == count
    assert fits(PROVIDERS["slack"], [Line("a", "b")] * 30, "Open") == AT_ONCE


@pytest.mark.parametrize(
    ("provider", "status", "body", "kind", "problem"),
    [
        ("slack", 200, "ok", "taken", ""),
        ("slack", 404, "no_service", "refused", "gone"),
        ("slack", 403, "action_prohibited", "refused", "forbidden"),
        ("slack", 410, "channel_is_archived", "refused", "gone"),
        ("slack", 400, "invalid_payload", "refused", "refused"),
        ("slack", 429, "", "again", "throttled"),
        ("feishu", 200, {"code": 0}, "taken", ""),
        ("feishu", 200, {"StatusCode": 0, "StatusMessage": "success"}, "taken", ""),
        ("feishu", 200, {"code": 19021, "msg": "sign match fail"}, "refused", "signature"),
        ("feishu", 200, {"code": 19024, "msg": "Key Words Not Found"}, "refused", "keyword"),
        ("feishu", 200, {"code": 19022, "msg": "Ip Not Allowed"}, "refused", "address"),
        ("feishu", 200, {"code": 11232, "msg": "frequency limited"}, "again", "throttled"),
        ("wecom", 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, "refused", "gone"),
        ("wecom", 200, {"errcode": 45009, "errmsg": "api freq out of limit"}, "again", "throttled"),
        ("dingtalk", 200, {"errcode": 310000, "errmsg": "sign not match"}, "refused", "signature"),
        ("dingtalk", 200, {"errcode": 310000, "errmsg": "keywords not in content"}, "refused", "keyword"),
        ("dingtalk", 200, {"errcode": 310000, "errmsg": "ip 1.2.3.4 not in whitelist"}, "refused", "address"),
        ("dingtalk", 200, {"errcode": 130101, "errmsg": "send too fast"}, "again", "throttled"),
        ("dingtalk", 502, "<html>", "again", "down"),
        ("wecom", 200, "<html>", "refused", "refused"),
        ("slack", 302, "", "refused", "refused"),
    ],
)
def test_what_each_answer_means(provider: str, status: int, body: Any, kind: str, problem: str) -> None:
    text = body if isinstance(body, str) else "{}"
    outcome = read_answer(PROVIDERS[provider], status, {}, body if isinstance(body, dict) else None, text)
    assert (outcome.kind, outcome.problem) == (kind, problem)


def test_retry_after_is_heard() -> None:
    outcome = read_answer(PROVIDERS["slack"], 429, {"retry-after": "30"}, None, "")
    assert outcome.after == 30
    assert read_answer(PROVIDERS["slack"], 200, {}, None, "ok") is TAKEN
