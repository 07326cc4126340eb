"""HTML of a post to plain text."""

from html.parser import HTMLParser

_BREAKS = {"br": "\n", "p": "\n\n", "li": "\n", "blockquote": "\n\n"}
_SILENT = frozenset({"script", "style"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif self.parts and tag in _BREAKS:
            self.parts.append(_BREAKS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT and self._silent:
            self._silent -= 1

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """Readable text: paragraphs parted by an empty line, `<br>` as a line break, no markup."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "".join(reader.parts).strip()
