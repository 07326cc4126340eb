"""The alternative, as small as it can be: a stream that says hello and then keeps its connection, and a plain page."""

import time
from collections.abc import Callable, Iterator
from typing import Any


def application(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
    if environ["PATH_INFO"] != "/stream":
        start("200 OK", [("content-type", "text/plain"), ("content-length", "2")])
        return [b"ok"]
    start("200 OK", [("content-type", "text/event-stream")])

    def events() -> Iterator[bytes]:
        while True:
            yield b": here\n\n"
            time.sleep(5)

    return events()
