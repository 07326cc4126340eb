"""How the four group chats want a message, and what they answer. Pure: values in, values out.

slack     incoming webhook: blocks; nothing is signed, the address is the secret
feishu    custom bot (also Lark): a card; timestamp and HMAC-SHA256 over nothing, keyed by "timestamp\\nsecret"
wecom     group bot: Markdown of at most 4,096 bytes; nothing is signed
dingtalk  custom robot: Markdown; timestamp in milliseconds and signature in the query
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote

AT_ONCE = 20
"""Lines gathered into one message."""


@dataclass(frozen=True)
class Line:
    text: str
    url: str


@dataclass(frozen=True)
class Saying:
    """A message before it has a provider's shape. `open` is the word on buttons and links."""

    title: str
    lines: Sequence[Line]
    open: str


@dataclass(frozen=True)
class Wire:
    url: str
    json: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """`taken`; `again` after so many seconds; or `refused`, with a code of coe.chats.words and the provider's words."""

    kind: Literal["taken", "again", "refused"]
    problem: str = ""
    after: float = 0
    detail: str = ""


TAKEN = Outcome("taken")


def feishu_sign(secret: str, timestamp: int) -> str:
    """Keyed by what is signed, over an empty message: that is how Feishu defines it."""
    key = f"{timestamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    """Base64, before it is escaped for the address."""
    said = f"{milliseconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), said, hashlib.sha256).digest()).decode()


_WIDE = str.maketrans({"<": "＜", ">": "＞", "[": "［", "]": "］", "*": "＊", "`": "｀", "#": "＃"})


def _plain(text: str) -> str:
    """Text that cannot become mark-up, a link or a call to everybody: signs that mean something turn wide."""
    return " ".join(text.split()).translate(_WIDE)


def _slack_text(text: str) -> str:
    return " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def slack(url: str, secret: str, saying: Saying, now: float) -> Wire:
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": saying.title[:150], "emoji": False}}
    ]
    for line in saying.lines:
        said = f"{_slack_text(line.text)[:2000]} <{line.url}|{_slack_text(saying.open)}>"
        blocks.append({"type": "section", "text": {"type": "mrkdwn", "text": said, "verbatim": True}})
    said = "\n".join(_slack_text(line.text) for line in saying.lines)
    return Wire(url, {"text": f"{_slack_text(saying.title)}\n{said}"[:3000], "blocks": blocks})


def feishu(url: str, secret: str, saying: Saying, now: float) -> Wire:
    elements = [
        {
            "tag": "div",
            "text": {"tag": "plain_text", "content": line.text[:1000]},
            "extra": {
                "tag": "button", "type": "default", "url": line.url,
                "text": {"tag": "plain_text", "content": saying.open},
            },
        }
        for line in saying.lines
    ]  # fmt: skip
    card = {
        "config": {"wide_screen_mode": True},
        "header": {"title": {"tag": "plain_text", "content": saying.title[:100]}, "template": "blue"},
        "elements": elements,
    }
    body: dict[str, Any] = {"msg_type": "interactive", "card": card}
    if secret:
        body |= {"timestamp": str(int(now)), "sign": feishu_sign(secret, int(now))}
    return Wire(url, body)


def wecom(url: str, secret: str, saying: Saying, now: float) -> Wire:
    content = f"**{_plain(saying.title)}**"
    for line in saying.lines:
        more = f"\n> {_plain(line.text)[:400]} [{saying.open}]({line.url})"
        if len((content + more).encode()) > WECOM_BYTES:
            break  # `fits` keeps such lines for the next message; only a single huge one is left out here.
        content += more
    return Wire(url, {"msgtype": "markdown", "markdown": {"content": content}})


WECOM_BYTES = 4096


def dingtalk(url: str, secret: str, saying: Saying, now: float) -> Wire:
    text = f"#### {_plain(saying.title)}\n"
    text += "\n".join(f"- {_plain(line.text)[:800]} [{saying.open}]({line.url})" for line in saying.lines)
    if secret:
        stamp = int(now * 1000)
        url += f"{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote(dingtalk_sign(secret, stamp), safe='')}"
    return Wire(url, {"msgtype": "markdown", "markdown": {"title": saying.title[:100], "text": text}})


def _slack_answer(status: int, headers: dict[str, str], said: Any, text: str) -> Outcome:
    if status == 200:
        return TAKEN
    codes = {"no_service": "gone", "no_team": "gone", "channel_is_archived": "gone", "channel_not_found": "gone",
             "action_prohibited": "forbidden", "invalid_token": "gone"}  # fmt: skip
    return Outcome("refused", codes.get(text.strip(), "refused"), detail=text.strip()[:200])


def _coded(code_key: str, said_key: str, codes: dict[int, str], throttled: frozenset[int]) -> Callable[..., Outcome]:
    """Those that answer 200 with a code in the body."""

    def read(status: int, headers: dict[str, str], said: Any, text: str) -> Outcome:
        if not isinstance(said, dict):
            return Outcome("refused", "refused", detail=text[:200])
        code: Any = said.get(code_key, said.get("StatusCode"))
        detail = f"{code}: {said.get(said_key, said.get('StatusMessage', ''))}"[:200]
        if code == 0:
            return TAKEN
        if code in throttled:
            return Outcome("again", "throttled", after=60, detail=detail)
        return Outcome("refused", _finer(codes.get(code, "refused"), detail), detail=detail)

    return read


def _finer(problem: str, detail: str) -> str:
    """DingTalk has one code for three things; its words tell them apart."""
    if problem == "signature" and "keyword" in detail.lower():
        return "keyword"
    if problem == "signature" and ("ip" in detail.lower().split() or "whitelist" in detail.lower()):
        return "address"
    return problem


@dataclass(frozen=True)
class Provider:
    """`gap`: seconds between messages that its rate limit leaves. `signs`: whether a secret may be set."""

    code: str
    name: str
    hosts: frozenset[str]
    gap: float
    signs: bool
    build: Callable[[str, str, Saying, float], Wire]
    read: Callable[[int, dict[str, str], Any, str], Outcome]


PROVIDERS = {
    one.code: one
    for one in (
        Provider("slack", "Slack", frozenset({"hooks.slack.com"}), 1.1, False, slack, _slack_answer),
        Provider(
            "feishu", "Feishu · Lark", frozenset({"open.feishu.cn", "open.larksuite.com"}), 0.7, True, feishu,
            _coded(
                "code", "msg",
                {19021: "signature", 19022: "address", 19024: "keyword", 19001: "gone", 19002: "gone", 19003: "gone"},
                frozenset({11232, 9499}),
            ),
        ),
        Provider(
            "wecom", "WeCom", frozenset({"qyapi.weixin.qq.com"}), 3.1, False, wecom,
            _coded("errcode", "errmsg", {93000: "gone", 93008: "gone"}, frozenset({45009, 45033})),
        ),
        Provider(
            "dingtalk", "DingTalk", frozenset({"oapi.dingtalk.com"}), 3.1, True, dingtalk,
            _coded(
                "errcode", "errmsg", {310000: "signature", 300001: "gone", 400013: "gone", 400101: "gone"},
                frozenset({130101, 302033, 410100}),
            ),
        ),
    )
}  # fmt: skip


def read_answer(provider: Provider, status: int, headers: dict[str, str], said: Any, text: str) -> Outcome:
    """What an answer means. 429 and 5xx are for now, whoever says them."""
    wish = headers.get("retry-after", "")
    if status == 429 or status >= 500:
        after = float(min(int(wish[:6]), 3600)) if wish.isdecimal() else 60.0
        return Outcome("again", "throttled" if status == 429 else "down", after=after, detail=f"{status}")
    if 300 <= status < 400:
        return Outcome("refused", "refused", detail=f"{status}")
    return provider.read(status, headers, said, text)


def fits(provider: Provider, lines: Sequence[Line], open_word: str) -> int:
    """How many of the lines one message carries: always at least one."""
    if provider.code != "wecom":
        return min(len(lines), AT_ONCE)
    used, count = 200, 0
    for line in lines[:AT_ONCE]:
        used += len(f"\n> {_plain(line.text)[:400]} [{open_word}]({line.url})".encode())
        if used > WECOM_BYTES and count:
            break
        count += 1
    return count
