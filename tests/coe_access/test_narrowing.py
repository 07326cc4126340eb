"""Whose right holds for one brand, market or channel sees the members, grants and requests of that part."""

import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q
from django.utils import timezone

from coe.access.acts import Act
from coe.access.grants import put_right_rows
from coe.access.matrix import matrix_of
from coe.access.models import AccessRequest, Grant, Role, Scope
from coe.access.rights import rights_of
from coe.audit import chain
from coe.tenancy.context import inside
from publishing.connections.models import Channel
from tests.factories.cast import Org, Person, add_person


def hold(org: Org, person: Person, key: str, scope: str, thing: Any) -> Grant:
    """A grant as it stands, however it came to be."""
    with inside(org.id):
        made = Grant.objects.create(
            org=org.organisation, member=person.member, role=Role.objects.get(key=key), scope=scope,
            scope_id=thing.pk, scope_label=str(thing), reason=f"{key} for {thing}",
        )  # fmt: skip
        put_right_rows(made)
    return made


def channel(org: Org, brand: str, market: str, name: str) -> Channel:
    with inside(org.id):
        return Channel.objects.create(
            org=org.organisation, brand=org.brands[brand], market=org.markets[market], network="plain", name=name,
            handle=name,
        )  # fmt: skip


@pytest.fixture
def parts(north: Org) -> Org:
    """Val works on valley only; Mae holds a market, Chan one channel; Nia has no role at all."""
    add_person(north, "Val Valley", "val", "creator", "valley")
    add_person(north, "Mae Market", "mae", "", "")
    add_person(north, "Chan Channel", "chan", "", "")
    return north


def page(browse: Any, person: Person, url: str) -> str:
    answer = browse(person).get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_brand_lead_sees_the_members_who_reach_the_brand(parts: Org, browse: Any) -> None:
    said = page(browse, parts.bea, parts.url("members/"))
    assert "Cal Creator" in said
    assert "Cleo Lead" in said  # Her grant on the whole organisation reaches the brand.
    for absent in ("Val Valley", "Vic Valley", "Nia Nobody", "Mae Market"):
        assert absent not in said
    whole = page(browse, parts.ida, parts.url("members/"))
    assert "Val Valley" in whole
    assert "Nia Nobody" in whole


def test_rights_of_somebody_elsewhere_are_not_there(parts: Org, browse: Any) -> None:
    client = browse(parts.bea)
    assert client.get(parts.url(f"members/{parts.cal.member.pk}/rights/")).status_code == 200
    assert client.get(parts.url(f"members/{parts.val.member.pk}/rights/")).status_code == 404
    assert client.get(parts.url(f"members/{parts.nia.member.pk}/rights/")).status_code == 404
    assert browse(parts.ida).get(parts.url(f"members/{parts.val.member.pk}/rights/")).status_code == 200


def test_the_matrix_has_the_columns_and_grants_of_the_reader(parts: Org, browse: Any) -> None:
    hold(parts, parts.cal, "publisher", Scope.BRAND, parts.brands["valley"])
    url = parts.url(f"members/{parts.cal.member.pk}/rights/")
    said = page(browse, parts.bea, url)
    assert "-harbour" in said
    assert "-valley" not in said
    assert "publisher for Valley" not in said
    whole = page(browse, parts.ida, url)
    assert "-valley" in whole
    assert "publisher for Valley" in whole


def test_everybody_sees_all_of_their_own_rights(parts: Org, browse: Any) -> None:
    hold(parts, parts.bea, "publisher", Scope.BRAND, parts.brands["valley"])
    for path in ("members/me/rights/", f"members/{parts.bea.member.pk}/rights/"):
        assert "publisher for Valley" in page(browse, parts.bea, parts.url(path))


def test_the_list_of_grants_is_narrowed(parts: Org, browse: Any) -> None:
    said = page(browse, parts.bea, parts.url("grants/"))
    assert "Cal Creator" in said
    assert "Ida Admin" in said
    assert "Val Valley" not in said
    assert "Val Valley" in page(browse, parts.aud, parts.url("grants/"))


def test_a_grant_elsewhere_cannot_be_ended_nor_found(parts: Org, south: Org, browse: Any) -> None:
    with inside(parts.id):
        theirs = Grant.objects.get(member=parts.val.member)
        wide = Grant.objects.get(member=parts.ana.member)
    with inside(south.id):
        foreign = Grant.objects.get(member=south.sue.member)
    client = browse(parts.bea)
    for grant, status in ((theirs, 404), (foreign, 404), (wide, 403)):
        assert client.post(parts.url(f"grants/{grant.pk}/end/")).status_code == status
    with inside(parts.id):
        assert Grant.objects.filter(ended_at__isnull=False).count() == 0


def test_only_what_one_may_end_offers_to_end_it(parts: Org, browse: Any) -> None:
    assert "/end/" in page(browse, parts.bea, parts.url(f"members/{parts.cal.member.pk}/rights/"))
    assert "/end/" not in page(browse, parts.bea, parts.url(f"members/{parts.ana.member.pk}/rights/"))


def test_the_form_offers_places_one_may_grant(parts: Org, browse: Any) -> None:
    here, there = channel(parts, "harbour", "ch", "here"), channel(parts, "valley", "ch", "there")
    said = page(browse, parts.bea, parts.url(f"members/{parts.cal.member.pk}/rights/"))
    for offered in (f"brand:{parts.brands['harbour'].pk}", f"channel:{here.pk}"):
        assert f'value="{offered}"' in said
    for absent in (
        f"organisation:{parts.id}", f"brand:{parts.brands['valley'].pk}", f"channel:{there.pk}",
        f"market:{parts.markets['ch'].pk}",
    ):  # fmt: skip
        assert f'value="{absent}"' not in said


def test_granting_elsewhere_changes_nothing(parts: Org, browse: Any) -> None:
    with inside(parts.id):
        role = Role.objects.get(key="creator").pk
        before = Grant.objects.count()
    typed = {"role": role, "lasting": "30", "reason": "x"}
    client = browse(parts.bea)
    valley, harbour = (f"brand:{parts.brands[slug].pk}" for slug in ("valley", "harbour"))
    assert client.post(parts.url(f"members/{parts.gus.member.pk}/grant/"), typed | {"on": valley}).status_code == 422
    assert client.post(parts.url(f"members/{parts.val.member.pk}/grant/"), typed | {"on": harbour}).status_code == 404
    with inside(parts.id):
        assert Grant.objects.count() == before


def ask(org: Org, person: Person, on: str, browse: Any) -> AccessRequest:
    browse(person).post(org.url("access/ask/"), {"act": Act.POST_DRAFT.value, "on": on})
    with inside(org.id):
        return AccessRequest.objects.get(member=person.member)


def test_requests_reach_those_who_may_answer_them(parts: Org, browse: Any) -> None:
    mine = ask(parts, parts.nia, f"brand:{parts.brands['harbour'].pk}", browse)
    other = ask(parts, parts.val, f"brand:{parts.brands['valley'].pk}", browse)
    whole = ask(parts, parts.mae, "", browse)
    said = page(browse, parts.bea, parts.url("access/requests/"))
    assert "Nia Nobody" in said
    assert "Val Valley" not in said
    assert "Mae Market" not in said
    assert "1 person asks for a right" in page(browse, parts.bea, parts.url())
    client = browse(parts.bea)
    # Who asks for a right here is found, although they hold none.
    assert client.get(parts.url(f"members/{parts.nia.member.pk}/rights/")).status_code == 200
    for asked in (other, whole):
        assert client.post(parts.url(f"access/requests/{asked.pk}/decline/")).status_code == 404
    assert client.post(parts.url(f"access/requests/{mine.pk}/decline/")).status_code == 302
    with inside(parts.id):
        answered = AccessRequest.objects.filter(answered_at__isnull=False)
        assert list(answered.values_list("pk", flat=True)) == [mine.pk]


def test_a_grant_answers_the_requests_it_fulfils(parts: Org, browse: Any) -> None:
    there = ask(parts, parts.nia, f"brand:{parts.brands['valley'].pk}", browse)
    browse(parts.nia).post(
        parts.url("access/ask/"), {"act": Act.POST_DRAFT.value, "on": f"brand:{parts.brands['harbour'].pk}"}
    )
    with inside(parts.id):
        role = Role.objects.get(key="creator").pk
    answer = browse(parts.bea).post(
        parts.url(f"members/{parts.nia.member.pk}/grant/"),
        {"role": role, "on": f"brand:{parts.brands['harbour'].pk}", "lasting": "30", "reason": "asked"},
    )
    assert answer.status_code == 302
    with inside(parts.id):
        assert list(AccessRequest.objects.filter(answered_at__isnull=True)) == [there]


def test_who_can_publish_to_a_channel_is_shown_where_one_may_see_it(parts: Org, browse: Any) -> None:
    here, there = channel(parts, "harbour", "ch", "here"), channel(parts, "valley", "cn", "there")
    said = page(browse, parts.bea, parts.url(f"access/channel/{here.pk}/"))
    assert "Cal Creator" in said
    assert "Cleo Lead" in said
    assert browse(parts.bea).get(parts.url(f"access/channel/{there.pk}/")).status_code == 404
    assert browse(parts.aud).get(parts.url(f"access/channel/{there.pk}/")).status_code == 200


def test_people_of_a_channel_stand_by_name(parts: Org, browse: Any) -> None:
    """Chinese names by pinyin, whenever they came."""
    here = channel(parts, "harbour", "ch", "here")
    for name, first in (("周楠", "zhou"), ("陈思远", "chen"), ("zoe Writer", "zoe"), ("林悦", "lin")):
        add_person(parts, name, first, "creator", "harbour")
    said = page(browse, parts.bea, parts.url(f"access/channel/{here.pk}/"))
    names = ["Cal Creator", "zoe Writer", "陈思远", "林悦", "周楠"]
    assert [name for name in re.findall(r"<b>(.*?)</b>", said) if name in names][: len(names)] == names


@pytest.mark.parametrize("who", ["mae", "chan"])
def test_a_market_and_a_channel_narrow_as_a_brand_does(parts: Org, browse: Any, who: str) -> None:
    here, there = channel(parts, "harbour", "ch", "here"), channel(parts, "valley", "cn", "there")
    person = parts.people[who]
    if who == "mae":
        hold(parts, person, "brand-lead", Scope.MARKET, parts.markets["ch"])
    else:
        hold(parts, person, "brand-lead", Scope.CHANNEL, here)
    hold(parts, parts.nia, "creator", Scope.CHANNEL, there)
    said = page(browse, person, parts.url("grants/"))
    # Grants on the channel's brand reach the channel; grants on the other brand do not.
    for name, seen in (("Cal Creator", True), ("Ida Admin", True), ("Val Valley", False), ("Nia Nobody", False)):
        assert (name in said) is seen, name
    client = browse(person)
    assert client.get(parts.url(f"access/channel/{here.pk}/")).status_code == 200
    assert client.get(parts.url(f"access/channel/{there.pk}/")).status_code == 404
    form = page(browse, person, parts.url(f"members/{parts.cal.member.pk}/rights/"))
    assert f'value="channel:{here.pk}"' in form
    assert f'value="brand:{parts.brands["harbour"].pk}"' not in form


def test_a_narrow_grant_of_what_concerns_everything_matches_no_row(parts: Org) -> None:
    hold(parts, parts.nia, "coe-lead", Scope.BRAND, parts.brands["harbour"])
    with inside(parts.id):
        rights = rights_of(parts.nia.member)
        assert Grant.objects.filter(rights.within(Act.RULE_WRITE, brand="scope_id")).count() == 0
        assert Grant.objects.filter(rights.within(Act.POST_SEE, brand="scope_id")).count() > 0
        whole = rights_of(parts.cleo.member)
        assert Grant.objects.filter(whole.within(Act.RULE_WRITE)).count() == Grant.objects.count()
        # “Everything, or this” is everything.
        everything = whole.within(Act.RULE_WRITE) | Q(scope_id=parts.brands["harbour"].pk)
        assert Grant.objects.filter(everything).count() == Grant.objects.count()


def test_a_right_is_unused_on_the_brands_where_it_was_not_used(parts: Org, browse: Any) -> None:
    hold(parts, parts.cal, "publisher", Scope.BRAND, parts.brands["valley"])
    with inside(parts.id):
        chain.append(
            parts.cal.actor,
            [chain.Fact("post.draft", "publishing.post", "p", "Post", {}, {}, brand=parts.brands["harbour"].pk)],
        )
        hers = matrix_of(parts.cal.member)
    cells = {
        (row.act.value, cell.brand.slug): cell for _group, rows in hers.groups for row in rows for cell in row.cells
    }
    assert not cells["post.draft", "harbour"].unused
    assert cells["post.submit", "harbour"].unused
    assert cells["post.schedule", "valley"].unused
    assert not cells["post.see", "valley"].unused  # Reading leaves no row, so it cannot be idle.
    assert not cells["post.draft", "valley"].unused  # Not held there.
    url = parts.url(f"members/{parts.cal.member.pk}/rights/")
    idle = page(browse, parts.ida, url + "?only=unused")
    assert "post.submit" in idle
    assert "post.draft<" not in idle
    assert "post.draft<" in page(browse, parts.ida, url)


def test_rights_as_of_a_day_before_the_grant(parts: Org, browse: Any) -> None:
    url = parts.url(f"members/{parts.cal.member.pk}/rights/")
    assert "holds no role" in page(browse, parts.ida, url + "?as_of=2020-01-01")
    today = page(browse, parts.ida, url)
    day = timezone.localdate(timezone=ZoneInfo("Europe/Zurich")).isoformat()
    assert f'name="as_of" value="{day}"' in today
    # Today, asked for by name, is today: grants can be ended there.
    assert "/end/" in page(browse, parts.ida, f"{url}?as_of={day}")


def test_nothing_is_chosen_beforehand(parts: Org, browse: Any) -> None:
    with inside(parts.id):
        role = Role.objects.get(key="creator").pk
        before = Grant.objects.count()
    url = parts.url(f"members/{parts.nia.member.pk}/grant/")
    harbour = f"brand:{parts.brands['harbour'].pk}"
    client = browse(parts.ida)
    whole = {"role": role, "on": harbour, "lasting": "30", "reason": "x"}
    for missing in ("role", "on", "lasting"):
        assert client.post(url, whole | {missing: ""}).status_code == 422
    with inside(parts.id):
        assert Grant.objects.count() == before
    assert client.post(url, whole | {"lasting": "none"}).status_code == 302
    with inside(parts.id):
        assert Grant.objects.get(member=parts.nia.member).expires_at is None
