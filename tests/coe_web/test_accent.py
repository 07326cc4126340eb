"""An organisation's colour: served for ever, readable in both themes, and where it is chosen."""

import re
from typing import Any

import pytest
from django.test import Client

from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from coe.web.accent import contrast, drawn
from tests.factories.cast import Org

LIGHT, DARK = ("#ffffff", "#f2f4f2"), ("#171c20", "#20272c", "#101417")


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ffe000", "#17536b", "#ff0000", "#808080", "#00ff7f"])
def test_whatever_is_chosen_can_be_read(colour: str) -> None:
    (light, light_ink), (dark, dark_ink) = drawn(colour)
    assert all(contrast(light, ground) >= 4.5 for ground in LIGHT)
    assert all(contrast(dark, ground) >= 4.5 for ground in DARK)
    assert contrast(light, light_ink) >= 4.5
    assert contrast(dark, dark_ink) >= 4.5


def test_a_readable_colour_stays_as_it_is() -> None:
    assert drawn("#17536b")[0] == ("#17536b", "#ffffff")


@pytest.mark.django_db
def test_the_stylesheet_is_kept_for_ever_by_everybody() -> None:
    answer = Client().get("/-/accent-8a3324-1.css")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not answer.cookies and not answer.has_header("Vary")
    assert "--accent:light-dark(#8a3324," in answer.content.decode()
    for wrong in ("/-/accent-8a3324-2.css", "/-/accent-8A3324-1.css", "/-/accent-8a332-1.css"):
        assert Client().get(wrong).status_code == 404


def test_an_organisation_chooses_its_own(north: Org, browse: Any) -> None:
    client, url = browse(north.ida), north.url("settings/organisation/")
    assert "/-/accent-" not in client.get(north.url()).content.decode()
    page = client.get(url).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen and "data-accent" in page
    given = {"name": "Northwind Stays", "zone": "Europe/Zurich", "currency": "EUR", "seen": seen[1]}
    refused = client.post(url, given | {"accent": "#ffe000"})
    assert refused.status_code == 422 and "Choose a darker one" in refused.content.decode()
    with inside(north.id):
        assert Organisation.objects.get(pk=north.id).accent == ""
    assert client.post(url, given | {"accent": "8A3324"}).status_code == 302
    home = client.get(north.url()).content.decode()
    assert home.count('<link rel="stylesheet" href="/-/accent-8a3324-1.css">') == 1
    assert f"{contrast('#8a3324', '#ffffff'):.1f} : 1 with white text" in client.get(url).content.decode()
