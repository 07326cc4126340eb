"""From an uploaded file to a picture that any network takes.

Whatever comes in is decoded and encoded anew: what was hidden in the file (location, comments, scripts, a second
format behind the first) does not survive. The size in pixels is judged before a single pixel is decoded.
"""

import io
import logging
import warnings
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

log = logging.getLogger(__name__)

MAX_UPLOAD = 20 * 1024 * 1024
# A JPEG can be decoded at a fraction of its size, the others cannot.
MAX_PIXELS = {"JPEG": 60_000_000}
MAX_PIXELS_OTHER = 24_000_000
LONGEST_SIDE = 2560
# The tightest of the networks takes 2,000,000 bytes.
TARGET_BYTES = 1_950_000
TAKEN = ("JPEG", "PNG", "WEBP", "GIF")

WORDS = {
    "empty": _("%(name)s is empty."),
    "too_large": _("%(name)s is larger than 20 MB. Use a smaller file."),
    "svg": _("%(name)s is a drawing (SVG), which can carry scripts. Use JPEG, PNG or WebP."),
    "type": _("%(name)s is not a picture we can read. Use JPEG, PNG, WebP or GIF."),
    "broken": _("%(name)s is damaged or was cut short. Save it again and upload it anew."),
    "pixels": _("%(name)s has too many pixels. Use a picture of at most 24 megapixels."),
    "moving": _("%(name)s moves. Use a still picture."),
}


@dataclass(frozen=True)
class Picture:
    """Encoded bytes; width and height in pixels."""

    content: bytes
    mime: str
    width: int
    height: int


def refuse(code: str, **params: Any) -> ValidationError:
    return ValidationError(WORDS[code], code=code, params=params)


def from_upload(file: "UploadedFile[Any]") -> Picture:
    """The picture in an uploaded file. Raises ValidationError that names the file."""
    name = (file.name or "?")[-80:]
    if file.size and file.size > MAX_UPLOAD:
        raise refuse("too_large", name=name)
    return reencode(file.read(MAX_UPLOAD + 1), name)


def reencode(data: bytes, name: str) -> Picture:
    """Decodes DATA and encodes it anew, at most 2560 pixels a side and 1.95 MB. Raises ValidationError."""
    if not data:
        raise refuse("empty", name=name)
    if len(data) > MAX_UPLOAD:
        raise refuse("too_large", name=name)
    if _is_markup(data):
        raise refuse("svg" if b"<svg" in data[:4096].lower() else "type", name=name)
    with warnings.catch_warnings():
        # Pillow warns where we judge ourselves.
        warnings.simplefilter("ignore")
        try:
            picture = _decode(data, name)
            return _encode(picture)
        except ValidationError:
            raise
        except Image.DecompressionBombError:
            raise refuse("pixels", name=name) from None
        except UnidentifiedImageError:
            raise refuse("type", name=name) from None
        except Exception as error:  # Decoders raise whatever they like on hostile input; all of it means “no”.
            log.info("picture refused", extra={"error": type(error).__name__})
            raise refuse("broken", name=name) from None


def cut(content: bytes, corners: tuple[int, int, int, int]) -> Picture:
    """The part between (left, upper, right, lower) of a picture of ours, encoded like any other."""
    image: Any = Image.open(io.BytesIO(content), formats=TAKEN)
    return _encode(image.convert("RGBA" if image.mode == "RGBA" else "RGB").crop(corners))


def small(content: bytes, side: int) -> Picture:
    """A picture of ours, no side longer than SIDE pixels."""
    image: Any = Image.open(io.BytesIO(content), formats=TAKEN)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    return _encode(image.convert("RGBA" if image.mode == "RGBA" else "RGB"))


def _is_markup(data: bytes) -> bool:
    return data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def _decode(data: bytes, name: str) -> Image.Image:
    image: Any = Image.open(io.BytesIO(data), formats=TAKEN)
    width, height = image.size
    # A camera's multi-picture file is a JPEG whose first frame is the photograph.
    is_jpeg = image.format in {"JPEG", "MPO"}
    if width * height > (MAX_PIXELS["JPEG"] if is_jpeg else MAX_PIXELS_OTHER) or not (width and height):
        raise refuse("pixels", name=name)
    if not is_jpeg and getattr(image, "n_frames", 1) > 1:
        raise refuse("moving", name=name)
    if is_jpeg:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    image.load()
    upright = ImageOps.exif_transpose(image)
    return _plain(upright)


def _plain(image: Image.Image) -> Image.Image:
    """RGB or RGBA in sRGB, with nothing attached."""
    alpha = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK", "L"} and not alpha:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            image = changed or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            log.info("colour profile ignored")
    mode = "RGBA" if alpha else "RGB"
    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        image = image.convert("L")
    plain = Image.new(mode, image.size)
    plain.paste(image.convert(mode))
    return plain


def _encode(image: Image.Image) -> Picture:
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    for shrink in (1.0, 0.8, 0.6, 0.4):
        size = (max(1, int(image.width * shrink)), max(1, int(image.height * shrink)))
        scaled = image if shrink == 1.0 else image.resize(size, Image.Resampling.LANCZOS)
        if image.mode == "RGBA":
            content = _bytes(scaled, "PNG", optimize=True)
            if len(content) <= TARGET_BYTES:
                return Picture(content, "image/png", *scaled.size)
            continue
        for quality in (88, 80, 72):
            content = _bytes(scaled, "JPEG", quality=quality, optimize=True, progressive=True)
            if len(content) <= TARGET_BYTES:
                return Picture(content, "image/jpeg", *scaled.size)
    # Only a large transparent picture of noise comes here.
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return _encode(flat)


def _bytes(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()
