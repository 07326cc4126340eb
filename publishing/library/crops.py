"""A part of a picture: chosen as a rectangle, cut once, and kept under the hash of what it became.

The picture itself is never changed. What is approved and sent is the part, byte for byte: it is cut when it is chosen,
not when it is sent, so that another version of the encoder cannot change it in between.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from publishing.library import files, pictures
from publishing.library.models import Asset

LEAST = 32
"""No side of a crop is smaller, in pixels."""
RATIOS: dict[str, tuple[int, int]] = {"1:1": (1, 1), "4:5": (4, 5), "1.91:1": (191, 100), "16:9": (16, 9)}


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the picture as it lies in the library."""

    x: int
    y: int
    width: int
    height: int

    def inside(self, width: int, height: int) -> bool:
        return (
            self.x >= 0
            and self.y >= 0
            and min(self.width, self.height) >= min(LEAST, width, height)
            and self.x + self.width <= width
            and self.y + self.height <= height
        )

    def fitted(self, ratio: tuple[int, int]) -> "Box":
        """The largest rectangle of a ratio in the middle of this one; itself when it has the ratio to a pixel."""
        across, down = ratio
        width, height = self.width, self.height
        if abs(width - height * across / down) < 1 or abs(height - width * down / across) < 1:
            return self
        if width * down > height * across:
            width = round(height * across / down)
        else:
            height = round(width * down / across)
        return Box(self.x + (self.width - width) // 2, self.y + (self.height - height) // 2, width, height)

    @property
    def ratio(self) -> str:
        """The name of its ratio, or empty."""
        return next((name for name, ratio in RATIOS.items() if self.fitted(ratio) == self), "")


@dataclass(frozen=True)
class Cut:
    """A chosen rectangle and the file it became; `size` in bytes, width and height of the file in pixels."""

    box: Box
    sha256: str
    mime: str
    size: int
    width: int
    height: int

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Cut":
        return cls(**{**kept, "box": Box(**kept["box"])})


@dataclass(frozen=True)
class Cropped:
    """A picture of which only a part is shown: stands wherever an Asset is read."""

    asset: Asset
    cut: Cut

    @property
    def pk(self) -> UUID:
        return self.asset.pk

    @property
    def org_id(self) -> UUID:
        return self.asset.org_id

    @property
    def name(self) -> str:
        return self.asset.name

    @property
    def rights_until(self) -> date | None:
        return self.asset.rights_until

    @property
    def sha256(self) -> str:
        return self.cut.sha256

    @property
    def mime(self) -> str:
        return self.cut.mime

    @property
    def size(self) -> int:
        return self.cut.size

    @property
    def width(self) -> int:
        return self.cut.width

    @property
    def height(self) -> int:
        return self.cut.height


def make(asset: Asset, box: Box) -> Cut | None:
    """Cuts a rectangle that lies inside the picture and keeps the file; None when it is the whole picture.

    Raises files.Damaged when the picture's file is not what it was.
    """
    if box == whole(asset):
        return None
    made = pictures.cut(
        files.read(asset.org_id, asset.sha256, asset.mime), (box.x, box.y, box.x + box.width, box.y + box.height)
    )
    sha256 = files.keep(asset.org_id, made.content, made.mime)
    return Cut(box, sha256, made.mime, len(made.content), made.width, made.height)


def whole(asset: Asset) -> Box:
    return Box(0, 0, asset.width, asset.height)


def shown(asset: Asset, kept: Mapping[str, Any]) -> Asset | Cropped:
    """The picture as a version shows it; `kept` is Version.crops."""
    cut = kept.get(str(asset.pk))
    return Cropped(asset, Cut.from_json(cut)) if cut else asset
