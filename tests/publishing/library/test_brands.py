"""A picture belongs to the brand that brought it, also when another brand brings the same one."""

from typing import Any

import pytest

from coe.tenancy.context import inside
from publishing.library.models import Asset
from tests.factories.cast import Person
from tests.publishing.content.conftest import Stage, picture

pytestmark = pytest.mark.django_db


def bring(stage: Stage, browse: Any, person: Person, brand: str, name: str) -> None:
    data = {"brand": str(stage.north.brands[brand].pk), "pictures": picture(name=name)}
    assert browse(person).post(stage.north.url("library/"), data).status_code == 302


def listed(stage: Stage, browse: Any, person: Person) -> str:
    return str(browse(person).get(stage.north.url("library/")).content.decode())


def test_the_same_picture_of_two_brands_is_shown_to_neither_of_the_other(stage: Stage, browse: Any, media: Any) -> None:
    north = stage.north
    bring(stage, browse, north.bea, "harbour", "secret-launch.jpg")
    bring(stage, browse, north.bea, "harbour", "again.jpg")
    assert "secret-launch" not in listed(stage, browse, north.vic)
    bring(stage, browse, north.vic, "valley", "lake.jpg")
    assert "secret-launch" not in listed(stage, browse, north.vic)
    assert "lake.jpg" not in listed(stage, browse, north.bea)
    with inside(north.id):
        rows = {row.name: row for row in Asset.objects.select_related("brand")}
        assert {name: row.brand.slug for name, row in rows.items() if row.brand} == {
            "secret-launch.jpg": "harbour", "lake.jpg": "valley",
        }  # fmt: skip
        assert len({row.sha256 for row in rows.values()}) == 1
    assert len(list(media.rglob("*.jpg"))) == 1
    assert browse(north.vic).get(north.url(f"library/{rows['secret-launch.jpg'].pk}/")).status_code == 404
