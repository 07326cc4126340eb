"""The way out: every call of a delivery passes here, and is made only by whoever still holds the lease."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from publishing.channels.base import Answer, Failure, Transport


def _not_held() -> None:
    raise RuntimeError("nothing is sent without a lease")


@dataclass
class Line:
    """A `Transport`. `hold` raises when the lease is lost, so that a worker that slept too long sends nothing."""

    inner: Transport = field(repr=False)
    hold: Callable[[], None] = field(default=_not_held, repr=False)
    sick: bool | None = None
    """Whether the last answer showed a server that is unwell; None before any call."""

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        content: bytes | None = None,
        timeout: float | None = None,
        max_bytes: int | None = None,
        follow_redirects: bool = False,
    ) -> Answer | Failure:
        self.hold()
        answer = self.inner.request(
            method, url, headers=headers, json=json, data=data, files=files, content=content, timeout=timeout,
            max_bytes=max_bytes, follow_redirects=follow_redirects,
        )  # fmt: skip
        self.sick = _sick(answer)
        return answer


def _sick(answer: Answer | Failure) -> bool:
    """Whether the server is unwell. Saying no, or “not so fast”, is health."""
    if isinstance(answer, Failure):
        return answer.kind in ("never_sent", "answer_lost")
    return answer.status >= 500
