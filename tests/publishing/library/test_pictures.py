"""Pictures are decoded and encoded anew; what is not a picture is refused in words."""

import io
import struct
import zlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from coe.tenancy.context import inside
from publishing.library import pictures
from publishing.library.models import Asset
from tests.publishing.content.conftest import Stage, picture

pytestmark = pytest.mark.django_db


def png_header(width: int, height: int, body: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def moving() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


ATTACKS = [
    ("bomb.png", png_header(60_000, 60_000, zlib.compress(b"\0" * 1000)), "too many pixels"),
    ("large.png", png_header(6_000, 5_000), "too many pixels"),
    ("x.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "drawing (SVG)"),
    ("x.png", b'<?xml version="1.0"?><!-- a --><svg onload="alert(1)"/>', "drawing (SVG)"),
    ("x.jpg", b"<html><script>alert(1)</script>", "not a picture we can read"),
    ("x.jpg", b"MZ\x90\x00" + b"\0" * 200, "not a picture we can read"),
    ("x.jpg", b"%PDF-1.7 ...", "not a picture we can read"),
    ("x.tif", b"II*\x00\x08\x00\x00\x00", "not a picture we can read"),
    ("cut.jpg", picture((400, 400)).read()[:900], "damaged or was cut short"),
    ("x.png", png_header(100, 100, b"nonsense"), "damaged or was cut short"),
    ("x.gif", moving(), "moves. Use a still picture"),
    ("x.jpg", b"", "is empty"),
]


@pytest.mark.parametrize(("name", "content", "said"), ATTACKS, ids=[f"{row[0]}: {row[2]}" for row in ATTACKS])
def test_attacks(stage: Stage, browse: Any, name: str, content: bytes, said: str, media: Any) -> None:
    answer = browse(stage.north.cal).post(
        stage.north.url("library/"),
        {"brand": str(stage.north.brands["harbour"].pk), "pictures": SimpleUploadedFile(name, content)},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"{name} " in page
    assert said in page
    assert not media.exists()
    with inside(stage.north.id):
        assert Asset.objects.count() == 0


def test_over_twenty_megabytes() -> None:
    with pytest.raises(Exception, match="larger than 20 MB"):
        pictures.reencode(b"\xff\xd8\xff" + b"\0" * pictures.MAX_UPLOAD, "x.jpg")


def test_what_was_hidden_in_the_file_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    exif[0x0112] = 6  # lying on its side
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "JPEG", exif=exif, comment=b"SECRET-COMMENT")
    made = pictures.reencode(out.getvalue() + b"<script>SECRET-TAIL</script>", "x.jpg")
    assert (made.width, made.height) == (40, 60)
    assert b"SECRET" not in made.content
    assert not dict(Image.open(io.BytesIO(made.content)).getexif())


def test_large_pictures_fit_every_network() -> None:
    noise = Image.effect_noise((4000, 3000), 120).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=95)
    made = pictures.reencode(out.getvalue(), "x.jpg")
    assert max(made.width, made.height) <= pictures.LONGEST_SIDE
    assert len(made.content) <= pictures.TARGET_BYTES


def test_transparency_stays_and_useless_transparency_goes() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert pictures.reencode(out.getvalue(), "x.png").mime == "image/png"
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (1, 2, 3, 255)).save(out, "PNG")
    assert pictures.reencode(out.getvalue(), "x.png").mime == "image/jpeg"


def test_the_same_picture_is_kept_once(stage: Stage, browse: Any, media: Any) -> None:
    client = browse(stage.north.cal)
    for name in ("one.jpg", "two.jpg"):
        answer = client.post(
            stage.north.url("library/"),
            {"brand": str(stage.north.brands["harbour"].pk), "pictures": picture(name=name)},
        )
        assert answer.status_code == 302
    with inside(stage.north.id):
        kept = Asset.objects.get()
    assert (kept.name, kept.mime, kept.width, kept.height) == ("one.jpg", "image/jpeg", 80, 60)
    assert [file.name for file in (media / str(stage.north.id)).iterdir()] == [f"{kept.sha256}.jpg"]
    page = client.get(stage.north.url("library/"))
    assert "one.jpg" in page.content.decode()
    assert client.get(stage.north.url(f"library/{kept.pk}/")).status_code == 200


def test_the_file_is_served_as_what_it_is_and_to_whom_it_belongs(stage: Stage, browse: Any) -> None:
    client = browse(stage.north.cal)
    client.post(stage.north.url("library/"), {"brand": str(stage.north.brands["harbour"].pk), "pictures": picture()})
    with inside(stage.north.id):
        kept = Asset.objects.get()
    url = stage.north.url(f"library/{kept.pk}/file")
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(url, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    for stranger, org in (("vic", stage.north), ("nia", stage.north)):
        assert browse(getattr(stage.north, stranger)).get(url).status_code in {403, 404}
        assert org
    assert browse(stage.cast.south.sue).get(stage.cast.south.url(f"library/{kept.pk}/file")).status_code == 404
    assert browse(stage.cast.south.sue).get(url).status_code == 404


def test_descriptions(stage: Stage, browse: Any) -> None:
    client = browse(stage.north.cal)
    client.post(stage.north.url("library/"), {"brand": str(stage.north.brands["harbour"].pk), "pictures": picture()})
    with inside(stage.north.id):
        kept = Asset.objects.get()
    url = stage.north.url(f"library/{kept.pk}/")
    assert client.post(url, {"alt": "A lake\nat dawn"}).status_code == 302
    assert client.post(url, {"alt": "a" * 1001}).status_code == 422
    assert browse(stage.north.eve).post(url, {"alt": "mine"}).status_code == 403
    with inside(stage.north.id):
        assert Asset.objects.get().alt == "A lake at dawn"
