"""What a channel can take. The composer and the adapter ask the same object, so they agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from typing import Any, Literal

from publishing.channels import counting
from publishing.channels.base import Message


@dataclass(frozen=True)
class Problem:
    """Why a message will be refused. `field` is text, images, link or title; `params` fill a sentence.

    Codes and their params: empty; too_long (count, limit); too_many_bytes (count, limit);
    too_many_images (count, limit); alt_missing (image); alt_too_long (image, limit);
    image_type (image, mime); image_too_large (image, bytes, limit); not_an_address.
    `image` counts from 1.
    """

    field: str
    code: str
    params: Mapping[str, Any] = part(default_factory=dict)


@dataclass(frozen=True)
class Abilities:
    """Limits of one channel. Sizes in bytes; None means no limit.

    `link_as`: where `Message.link` goes. "text" appends it to the text; "card" shows it as a preview when
    there are no images, and appends it otherwise; "field" keeps it apart and it costs nothing.
    """

    name: str
    counting: counting.Counting
    max_length: int | None
    max_bytes: int | None
    max_images: int
    image_mimes: frozenset[str]
    max_image_bytes: int | None
    alt_required: bool
    link_as: Literal["text", "card", "field"]
    idempotent: bool
    can_reconcile: bool
    metrics: tuple[str, ...]
    hears: bool
    max_alt: int | None = None
    link_weight: int | None = None
    has_title: bool = False
    channel_metrics: tuple[str, ...] = ()

    def count(self, text: str) -> int:
        """The length of `text` in this network's own measure."""
        if self.counting == "graphemes":
            return counting.graphemes(text)
        if self.counting == "mastodon":
            return counting.mastodon(text, self.link_weight or 23)
        return len(text)

    def wire_text(self, message: Message) -> str:
        """The text as it travels: with the link appended where the network has no place for it."""
        link = (message.link or "").strip()
        text = message.text.strip()
        own_place = self.link_as == "field" or (self.link_as == "card" and not message.images)
        if not link or own_place or link in (address for _, _, address in counting.links(text)):
            return text
        return f"{text}\n\n{link}" if text else link

    def problems(self, message: Message) -> list[Problem]:
        """Everything the network would refuse, in the order a person would fix it."""
        return [*self._text_problems(message), *self._image_problems(message)]

    def _text_problems(self, message: Message) -> list[Problem]:
        text = self.wire_text(message)
        found: list[Problem] = []
        if not text and not message.images:
            found.append(Problem("text", "empty"))
        length = self.count(text)
        if self.max_length is not None and length > self.max_length:
            found.append(Problem("text", "too_long", {"count": length, "limit": self.max_length}))
        size = len(text.encode("utf-8", "surrogatepass"))
        if self.max_bytes is not None and size > self.max_bytes:
            found.append(Problem("text", "too_many_bytes", {"count": size, "limit": self.max_bytes}))
        if message.link and not message.link.startswith(("http://", "https://")):
            found.append(Problem("link", "not_an_address"))
        return found

    def _image_problems(self, message: Message) -> list[Problem]:
        found: list[Problem] = []
        if len(message.images) > self.max_images:
            params = {"count": len(message.images), "limit": self.max_images}
            found.append(Problem("images", "too_many_images", params))
        for number, image in enumerate(message.images, start=1):
            if image.mime not in self.image_mimes:
                found.append(Problem("images", "image_type", {"image": number, "mime": image.mime}))
            size = len(image.content)
            if self.max_image_bytes is not None and size > self.max_image_bytes:
                params = {"image": number, "bytes": size, "limit": self.max_image_bytes}
                found.append(Problem("images", "image_too_large", params))
            if self.alt_required and not image.alt.strip():
                found.append(Problem("images", "alt_missing", {"image": number}))
            if self.max_alt is not None and len(image.alt) > self.max_alt:
                found.append(Problem("images", "alt_too_long", {"image": number, "limit": self.max_alt}))
        return found


def refused_code(problem: Problem) -> str:
    """The `Code` an adapter refuses with when it meets this problem."""
    if problem.field == "images":
        return "media"
    return "too_long" if problem.code in ("too_long", "too_many_bytes") else "invalid"
