"""How long a text is, the way each network counts. The browser mirrors these three functions.

The algorithms, so that both sides agree:

- `graphemes`: extended grapheme clusters (regex `\\X`, `Intl.Segmenter` in a browser).
- `mastodon`: graphemes, after each web address is replaced by a fixed number of characters (23 unless
  the server says otherwise) and each `@user@server` by `@user`. What counts as a web address is `URL`
  below, with trailing punctuation left out of it.
- `none`: Unicode code points (`[...text].length` in a browser).
"""

from typing import Literal

import regex

Counting = Literal["graphemes", "mastodon", "none"]

_CLUSTER = regex.compile(r"\X")

# A host with a dotted name and a path in ASCII: an address ends where Chinese text goes on without a
# space, and a bare "http://localhost" is no link to any network.
URL = regex.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,63}(?::\d{1,5})?"
    r"(?:[/?#][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?",
    regex.IGNORECASE,
)
_TRAILING = ".,;:!?'\"*"
_REMOTE_MENTION = regex.compile(r"(?<![\w/=])@(\w+(?:[\w.-]*\w)?)@[A-Za-z0-9.-]+[A-Za-z0-9](?::\d+)?")


def graphemes(text: str) -> int:
    """Characters as a reader sees them: a family emoji is one."""
    return len(_CLUSTER.findall(text))


def links(text: str) -> list[tuple[int, int, str]]:
    """(start, end, address) of each web address, in code points, without trailing punctuation."""
    return [(found.start(), found.start() + len(address), address) for found, address in _addresses(text)]


def mastodon(text: str, link_weight: int) -> int:
    """Graphemes with every web address weighing `link_weight` and remote mentions without their server."""
    parts: list[str] = []
    rest = 0
    for start, end, _ in links(text):
        parts += [text[rest:start], "x" * link_weight]
        rest = end
    return graphemes(_REMOTE_MENTION.sub(r"@\1", "".join([*parts, text[rest:]])))


def _addresses(text: str) -> list[tuple["regex.Match[str]", str]]:
    return [(found, _trim(found.group())) for found in URL.finditer(text)]


def _trim(address: str) -> str:
    """Without punctuation that ends the sentence, nor a bracket that was opened before the address."""
    while address:
        bare = address.rstrip(_TRAILING)
        if any(bare.endswith(end) and bare.count(end) > bare.count(start) for start, end in ("()", "[]")):
            bare = bare[:-1]
        if bare == address:
            break
        address = bare
    return address
