"""Who answers a mention: taken by oneself, given to somebody who may, told, and found again."""

from typing import Any

import pytest

from coe.audit.models import Entry
from coe.notices.models import Notice
from coe.tenancy.context import inside
from listening.mentions.models import Mention
from tests.factories.cast import Org
from tests.listening.conftest import make_channel, say, source_of

pytestmark = pytest.mark.django_db
PATH = "listening/mentions/"


@pytest.fixture
def said(north: Org) -> list[Mention]:
    with inside(north.id):
        harbour = source_of(make_channel(north, "harbour", "mastodon", "@harbour"))
        return [say(harbour, "First"), say(harbour, "Second")]


def give(browse: Any, org: Org, who: str, rows: list[Mention], **more: str) -> Any:
    data = {"pick": [str(row.pk) for row in rows], **more}
    return browse(getattr(org, who)).post(org.url(PATH + "settle/"), data, follow=True)


def owners(org: Org) -> dict[str, str]:
    with inside(org.id):
        return {row.text: row.assigned_to.name if row.assigned_to else "" for row in
                Mention.objects.select_related("assigned_to")}  # fmt: skip


def test_several_are_given_at_once_and_the_person_is_told(north: Org, said: list[Mention], browse: Any) -> None:
    with inside(north.id):
        told, entries = Notice.objects.count(), Entry.objects.count()
    page = give(browse, north, "cleo", said, act="give", to=str(north.gus.member.pk))
    assert "2 mentions given." in page.content.decode()
    assert owners(north) == {"First": north.gus.member.name, "Second": north.gus.member.name}
    with inside(north.id):
        assert Notice.objects.count() == told + 1
        assert Entry.objects.count() == entries + 2
    mine = browse(north.gus).get(north.url(PATH), {"owner": str(north.gus.member.pk)}).content.decode()
    assert "First" in mine
    assert "Second" in mine
    give(browse, north, "cleo", said[:1], act="drop")
    assert owners(north)["First"] == ""
    nobodys = browse(north.gus).get(north.url(PATH), {"owner": "none"}).content.decode()
    assert "First" in nobodys
    assert "Second" not in nobodys


def test_one_is_taken_and_nobody_is_told_of_it(north: Org, said: list[Mention], browse: Any) -> None:
    with inside(north.id):
        told = Notice.objects.count()
    assert "1 mention is yours." in give(browse, north, "gus", said[:1], act="take").content.decode()
    assert owners(north) == {"First": north.gus.member.name, "Second": ""}
    with inside(north.id):
        assert Notice.objects.count() == told


def test_it_is_given_only_to_those_who_may_answer(north: Org, said: list[Mention], browse: Any) -> None:
    """Pat may not handle mentions: nothing is given, also not the rest."""
    page = give(browse, north, "cleo", said, act="give", to=str(north.pat.member.pk))
    assert "may not handle" in page.content.decode()
    assert owners(north) == {"First": "", "Second": ""}
    assert give(browse, north, "pat", said, act="take").status_code == 403
    assert give(browse, north, "cleo", said, act="give", to="nobody").status_code == 200
    assert owners(north) == {"First": "", "Second": ""}


def test_who_answers_finds_on_the_first_page_what_waits_one_s_own_first(
    north: Org, said: list[Mention], browse: Any
) -> None:
    give(browse, north, "cleo", said[:1], act="give", to=str(north.gus.member.pk))
    page = browse(north.gus).get(north.url()).content.decode()
    assert "To answer" in page
    assert page.index("First") < page.index("Second")
    give(browse, north, "cleo", said[1:], act="give", to=str(north.cleo.member.pk))
    assert "Second" not in browse(north.gus).get(north.url()).content.decode()
    # A lead steers: one line at the side says how many wait.
    lead = browse(north.cleo).get(north.url()).content.decode()
    assert "2 new mentions" in lead
    assert "To answer" not in lead
