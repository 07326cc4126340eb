"""A channel shows the part of a picture that was chosen for it: previewed, approved and sent, and nothing else."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from coe.tenancy.context import inside
from governance.api import standing_approval
from publishing.content.models import PostImage, Version
from publishing.content.wire import wires
from publishing.library import crops
from publishing.library.crops import Box
from publishing.library.models import Asset
from tests.coe_api.conftest import Program, give_token
from tests.publishing.content.conftest import Stage, approve, picture, states

pytestmark = pytest.mark.django_db
Typed = Callable[..., dict[str, Any]]


@pytest.fixture
def both(stage: Stage, post: Callable[..., Any]) -> Any:
    """A post with one described picture of 400 × 200, on Bluesky and Mastodon."""
    made = post(channels=[stage.bluesky, stage.mastodon], pictures=picture((400, 200)))
    with inside(stage.north.id):
        PostImage.objects.filter(post=made).update(alt="A lake")
    return made


def asset_of(stage: Stage, made: Any) -> Asset:
    with inside(stage.north.id):
        return PostImage.objects.select_related("asset").get(post=made).asset


def crop(stage: Stage, browse: Any, made: Any, who: str = "cal", **fields: Any) -> Any:
    with inside(stage.north.id):
        made.refresh_from_db()
    asset = asset_of(stage, made)
    data = {"revision": str(made.revision), "shape": "1:1", "x": "0", "y": "0", "width": "400", "height": "200"}
    on = fields.pop("channels", [stage.bluesky])
    url = stage.north.url(f"posts/{made.pk}/pictures/{asset.pk}/crop")
    return browse(getattr(stage.north, who)).post(url, data | {"channel": [str(one.pk) for one in on]} | fields)


def shown(stage: Stage, made: Any) -> dict[str, tuple[int, int]]:
    """The size of the picture each network is sent, read from the very bytes."""
    with inside(stage.north.id):
        found = {}
        for wire in wires(made):
            (image,) = wire.message("key", timezone.now()).images
            found[wire.channel.network] = Image.open(io.BytesIO(image.content)).size
            assert found[wire.channel.network] == (image.width, image.height)
        return found


def test_what_is_sent_is_the_part(stage: Stage, both: Any, browse: Any) -> None:
    assert shown(stage, both) == {"bluesky": (400, 200), "mastodon": (400, 200)}
    answer = crop(stage, browse, both)
    assert (answer.status_code, answer["Location"].split("#")[1]) == (302, "images")
    assert shown(stage, both) == {"bluesky": (200, 200), "mastodon": (400, 200)}
    with inside(stage.north.id):
        version = Version.objects.get(channel=stage.bluesky)
        assert version.crops[str(asset_of(stage, both).pk)]["box"] == {"x": 100, "y": 0, "width": 200, "height": 200}
        assert Asset.objects.get().width == 400, "the library keeps the whole"
    # The part has an address of its own, for whoever sees the post; the page of the post shows it.
    cal = browse(stage.north.cal)
    address = f"posts/{both.pk}/shown/{version.pk}/{asset_of(stage, both).pk}"
    answer = cal.get(stage.north.url(address))
    assert Image.open(io.BytesIO(answer.content)).size == (200, 200)
    assert address in cal.get(stage.north.url(f"posts/{both.pk}/")).content.decode()
    assert address in cal.get(stage.north.url(f"posts/{both.pk}/side")).content.decode()
    # And back to the whole.
    assert crop(stage, browse, both, shape="whole").status_code == 302
    assert shown(stage, both) == {"bluesky": (400, 200), "mastodon": (400, 200)}


@pytest.fixture
def scheduled(stage: Stage, both: Any, typed: Typed, send: Callable[..., Any]) -> Any:
    asset = asset_of(stage, both)
    data = typed(channels=[stage.bluesky, stage.mastodon], image=[str(asset.pk)]) | {f"alt-{asset.pk}": "A lake"}
    assert send(both, data).status_code == 302
    approve(stage, both)
    assert states(stage, both) == {"bluesky": "scheduled", "mastodon": "scheduled"}
    return both


def standing(stage: Stage, made: Any) -> dict[str, bool]:
    with inside(stage.north.id):
        return {wire.channel.network: bool(standing_approval(wire.version.pk, wire.digest)) for wire in wires(made)}


def test_a_crop_after_approval_voids_it(stage: Stage, scheduled: Any, browse: Any) -> None:
    assert standing(stage, scheduled) == {"bluesky": True, "mastodon": True}
    assert crop(stage, browse, scheduled).status_code == 302
    assert states(stage, scheduled) == {"bluesky": "draft", "mastodon": "scheduled"}
    assert standing(stage, scheduled) == {"bluesky": False, "mastodon": True}


def test_a_crop_by_any_other_path_voids_it_too(stage: Stage, scheduled: Any) -> None:
    """Whoever writes another part straight into the table changes what would be sent, and so its digest."""
    asset = asset_of(stage, scheduled)
    with inside(stage.north.id):
        cut = crops.make(asset, Box(0, 0, 100, 100))
        assert cut is not None
        Version.objects.filter(channel=stage.mastodon).update(crops={str(asset.pk): cut.as_json()})
    assert standing(stage, scheduled) == {"bluesky": True, "mastodon": False}


def test_a_crop_lapses_an_open_request(
    stage: Stage, both: Any, typed: Typed, send: Callable[..., Any], browse: Any
) -> None:
    asset = asset_of(stage, both)
    data = typed(channels=[stage.bluesky, stage.mastodon], image=[str(asset.pk)]) | {f"alt-{asset.pk}": "A lake"}
    assert send(both, data).status_code == 302
    assert crop(stage, browse, both).status_code == 302
    assert states(stage, both) == {"bluesky": "draft", "mastodon": "draft"}


def test_what_is_out_keeps_its_picture(stage: Stage, scheduled: Any, browse: Any) -> None:
    with inside(stage.north.id):
        Version.objects.filter(channel=stage.bluesky).update(state="published")
    answer = crop(stage, browse, scheduled)
    assert answer.status_code == 422
    assert "its picture cannot change" in answer.content.decode()
    assert shown(stage, scheduled)["bluesky"] == (400, 200)
    assert crop(stage, browse, scheduled, channels=[stage.mastodon]).status_code == 302
    assert shown(stage, scheduled) == {"bluesky": (400, 200), "mastodon": (200, 200)}


def test_writing_on_keeps_the_crop_and_taking_the_picture_out_loses_it(
    stage: Stage, both: Any, typed: Typed, browse: Any
) -> None:
    crop(stage, browse, both)
    asset, cal = asset_of(stage, both), browse(stage.north.cal)
    with inside(stage.north.id):
        both.refresh_from_db()
    data = typed(channels=[stage.bluesky, stage.mastodon], image=[str(asset.pk)], revision=str(both.revision))
    assert cal.post(stage.north.url(f"posts/{both.pk}/autosave"), data | {"text": "Another word."}).status_code == 200
    assert shown(stage, both) == {"bluesky": (200, 200), "mastodon": (400, 200)}
    data |= {"text": "Another word.", "revision": str(both.revision + 1), f"drop-{asset.pk}": "on"}
    assert cal.post(stage.north.url(f"posts/{both.pk}/edit/"), data).status_code == 302
    with inside(stage.north.id):
        assert [version.crops for version in Version.objects.all()] == [{}, {}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"shape": "free", "x": "300", "width": "200"},
        {"shape": "free", "width": "10", "height": "10"},
        {"shape": "free", "width": "abc"},
        {"shape": "round"},
        {"channel": []},
    ],
)
def test_a_part_outside_the_picture_is_refused(stage: Stage, both: Any, browse: Any, wrong: dict[str, Any]) -> None:
    assert crop(stage, browse, both, **wrong).status_code == 422
    with inside(stage.north.id):
        assert {str(version.crops) for version in Version.objects.all()} == {"{}"}


def test_only_who_drafts_it_crops_it(stage: Stage, both: Any, browse: Any) -> None:
    assert crop(stage, browse, both, who="eve").status_code == 403
    assert crop(stage, browse, both, revision="0").status_code == 422, "somebody else was first"
    asset = asset_of(stage, both)
    with inside(stage.north.id):
        version = Version.objects.filter(channel=stage.bluesky).get()
        assert version.crops == {}
    valley = browse(stage.north.vic)
    assert valley.get(stage.north.url(f"posts/{both.pk}/shown/{version.pk}/{asset.pk}")).status_code == 404


@pytest.mark.parametrize(
    ("ratio", "box"),
    [
        ((1, 1), Box(100, 0, 200, 200)),
        ((4, 5), Box(120, 0, 160, 200)),
        ((191, 100), Box(9, 0, 382, 200)),
        ((16, 9), Box(22, 0, 356, 200)),
    ],
)
def test_a_ratio_takes_the_largest_part_that_fits(ratio: tuple[int, int], box: Box) -> None:
    fitted = Box(0, 0, 400, 200).fitted(ratio)
    assert fitted == box
    assert fitted.fitted(ratio) == fitted


def test_the_story_says_what_was_cropped(stage: Stage, both: Any, browse: Any) -> None:
    crop(stage, browse, both)
    page = browse(stage.north.cal).get(stage.north.url(f"posts/{both.pk}/versions/")).content.decode()
    assert "lake.jpg: 1:1, 200 × 200 (100, 0)" in page


def asked(stage: Stage, *crops_: dict[str, Any]) -> list[dict[str, Any]]:
    """Both channels in a body; the crops are Bluesky’s."""
    return [{"channel_id": str(stage.bluesky.pk), "crops": list(crops_)}, {"channel_id": str(stage.mastodon.pk)}]


def test_a_program_crops_as_the_page_does(stage: Stage, scheduled: Any) -> None:
    asset = str(asset_of(stage, scheduled).pk)
    cal = Program(*give_token(stage.north.cal))
    path = f"/posts/{scheduled.pk}"

    def patch(*crops_: dict[str, Any]) -> Any:
        return cal.patch(path, {"revision": cal.get(path).json()["revision"], "versions": asked(stage, *crops_)})

    answer = patch({"asset_id": asset, "ratio": "1:1"})
    assert answer.status_code == 200, answer.content
    box = {"asset_id": asset, "x": 100, "y": 0, "width": 200, "height": 200}
    assert [version["crops"] for version in answer.json()["versions"]] == [[box], []]
    assert shown(stage, scheduled) == {"bluesky": (200, 200), "mastodon": (400, 200)}
    # It was approved without: that version's approval is gone, and no other's.
    assert states(stage, scheduled) == {"bluesky": "draft", "mastodon": "scheduled"}
    assert standing(stage, scheduled) == {"bluesky": False, "mastodon": True}
    # What is not said stays; what is said replaces all of it.
    same = {"revision": cal.get(path).json()["revision"], "versions": [{"channel_id": str(stage.bluesky.pk)}]}
    same["versions"].append({"channel_id": str(stage.mastodon.pk)})
    assert cal.patch(path, same).json()["versions"][0]["crops"] == [box]
    free = {"asset_id": asset, "x": 0, "y": 20, "width": 90, "height": 80}
    assert patch(free).json()["versions"][0]["crops"] == [free]
    assert patch().json()["versions"][0]["crops"] == []
    assert shown(stage, scheduled)["bluesky"] == (400, 200)


@pytest.mark.parametrize(
    ("crop_", "said"),
    [
        ({"x": 300, "y": 0, "width": 200, "height": 200}, "Choose a part inside the picture (400 × 200)"),
        ({"x": 0, "y": 0, "width": 8, "height": 8}, "at least 32 pixels"),
        ({"x": 0, "width": 100}, "Give x, y, width and height, or a ratio."),
        ({}, "Give x, y, width and height, or a ratio."),
        ({"asset_id": "0b6f5b1e-8f0e-4c53-9f6e-2f6f1d1a7b10", "ratio": "1:1"}, "The post has no such picture."),
    ],
)
def test_a_crop_that_cannot_be_is_refused_at_its_place(
    stage: Stage, both: Any, crop_: dict[str, Any], said: str
) -> None:
    cal = Program(*give_token(stage.north.cal))
    path = f"/posts/{both.pk}"
    before = cal.get(path).json()
    body = {
        "revision": before["revision"],
        "versions": asked(stage, {"asset_id": str(asset_of(stage, both).pk)} | crop_),
    }
    answer = cal.patch(path, body)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "#/versions/0/crops/0"
    assert said in error["detail"]
    assert cal.get(path).json() == before
