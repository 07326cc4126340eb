"""A person's picture: whatever was sent is decoded, cut square, made small and written anew, so nothing hides in it."""

import io
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from coe.accounts.models import Picture, User

SIDE = 192
MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
KINDS = ("JPEG", "PNG", "WEBP")


def put(user: User, file: Any) -> None:
    """Keeps a picture. Raises ValidationError when it is too large or no picture."""
    if file.size > MOST_BYTES:
        raise ValidationError(_("The picture is larger than 8 MB. Choose a smaller one."))
    data = _square(file)
    Picture.objects.update_or_create(user=user, defaults={"data": data})
    user.picture_at = timezone.now()
    user.save(update_fields=["picture_at"])


def _square(file: Any) -> bytes:
    """192 × 192 WebP from the middle of the picture."""
    try:
        with Image.open(file, formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValidationError(_("The picture has more than 40 million pixels. Choose a smaller one."))
            opened.draft("RGB", (SIDE * 2, SIDE * 2))
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
            made = ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)
            ground = Image.new("RGB", made.size, "white")
            ground.paste(made, mask=made.getchannel("A"))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValidationError(_("This is no picture we can read. Send a JPEG, PNG or WebP file.")) from None
    out = io.BytesIO()
    ground.save(out, "WEBP", quality=86)
    return out.getvalue()


def take_away(user: User) -> None:
    Picture.objects.filter(user=user).delete()
    user.picture_at = None
    user.save(update_fields=["picture_at"])


def picture_of(user_id: int) -> bytes | None:
    found = Picture.objects.filter(user_id=user_id).values_list("data", flat=True).first()
    return bytes(found) if found is not None else None
