"""From an empty organisation to the first post: the list knows what is done, shows what one may do, and goes away."""

from typing import Any

from coe.audit.models import Entry
from coe.onboarding.models import Choice
from coe.tenancy.context import inside
from coe.tenancy.models import Brand
from governance.approvals.models import Workflow
from publishing.connections.models import Channel
from publishing.content.models import Post, Version
from tests.factories.cast import Cast, Org, add_person


def home(client: Any, org: Org) -> str:
    return str(client.get(org.url()).content.decode())


def done(page: str) -> int:
    return page.count("is-done")


def test_a_fresh_organisation_is_led_from_brand_to_post(org: Org, founder: Any) -> None:
    page = home(founder, org)
    assert "5 steps to your first post." in page
    assert done(page) == 0
    assert "Try it with sample content" in page

    founder.post(org.url("start/brand/"), {"name": "Fogline Inn"})
    with inside(org.id):
        brand = Brand.objects.get()
    assert (brand.slug, brand.zone) == ("fogline-inn", "Europe/Zurich")
    page = home(founder, org)
    assert done(page) == 1
    assert "Try it with sample content" not in page

    founder.post(org.url("channels/newsroom/"), {"brand": str(brand.pk)})
    with inside(org.id):
        channel = Channel.objects.get()
    assert (channel.network, channel.state, channel.brand_id) == ("newsroom", "connected", brand.pk)
    assert done(home(founder, org)) == 2

    founder.post(org.url("governance/workflows/usual/"))
    with inside(org.id):
        (step,) = Workflow.objects.get().steps.all()
        assert [one.member_id for one in step.approvers.all()] == [org.fia.member.pk]
    assert done(home(founder, org)) == 3

    org.brands["fogline-inn"] = brand
    add_person(org, "Wim Writer", "wim", "creator", "org")
    assert done(home(founder, org)) == 4


def test_a_name_without_latin_letters_gets_an_address_too(org: Org, founder: Any) -> None:
    for name in ("雾线客栈", "云上"):
        founder.post(org.url("start/brand/"), {"name": name})
    with inside(org.id):
        assert sorted(Brand.objects.values_list("slug", flat=True)) == ["brand", "brand-2"]


def test_working_alone_is_a_choice_that_weakens_nothing(org: Org, founder: Any) -> None:
    founder.post(org.url("start/alone/"))
    page = home(founder, org)
    assert done(page) == 1
    assert "a post goes out once a second person approved it" in page
    with inside(org.id):
        assert Choice.objects.get().member_id is None
        assert Entry.objects.filter(act="org.manage").count() == 1


def test_it_is_put_away_and_brought_back_by_each_person(org: Org, founder: Any) -> None:
    founder.post(org.url("start/hide/"))
    assert "First steps" not in home(founder, org)
    assert "Bring them back" in founder.get(org.url("help/")).content.decode()
    founder.post(org.url("start/show/"))
    assert "First steps" in home(founder, org)


def test_a_writer_who_joined_is_led_to_a_first_post_of_their_own(cast: Cast, browse: Any) -> None:
    north = cast.north
    page = home(browse(north.cal), north)
    assert "Write your first post" in page
    assert "Name your brand" not in page
    with inside(north.id):
        Post.objects.create(org=north.organisation, brand=north.brands["harbour"], author=north.cal.member, zone="UTC")
    assert "Write your first post" not in home(browse(north.cal), north)


def test_who_neither_manages_nor_writes_is_shown_nothing(cast: Cast, browse: Any) -> None:
    assert "first-steps" not in home(browse(cast.north.eve), cast.north)


def test_it_goes_away_when_a_post_is_out_and_a_sample_is_none(org: Org, founder: Any) -> None:
    from coe.onboarding import actions
    from coe.onboarding.tasks import make_sample

    actions.ask_sample(org.fia.actor, language="en")
    make_sample(org_id=str(org.id))
    page = home(founder, org)
    assert done(page) == 0
    with inside(org.id):
        brand = Brand.objects.create(org=org.organisation, slug="real", name="Real")
        channel = Channel.objects.create(org=org.organisation, brand=brand, network="newsroom", handle="real")
        post = Post.objects.create(org=org.organisation, brand=brand, author=org.fia.member, zone="UTC")
        version = Version.objects.create(org=org.organisation, post=post, channel=channel)
        for state in ("in_approval", "scheduled", "published"):
            Version.objects.filter(pk=version.pk).update(state=state)
    assert "first-steps" not in home(founder, org)


def test_nobody_else_does_the_steps(cast: Cast, browse: Any) -> None:
    north = cast.north
    client = browse(north.cal)
    assert client.post(north.url("start/brand/"), {"name": "Mine"}).status_code == 403
    assert client.post(north.url("governance/workflows/usual/")).status_code == 403
    assert client.post(north.url("channels/newsroom/"), {"brand": str(north.brands["harbour"].pk)}).status_code == 403
    with inside(north.id):
        assert Brand.objects.count() == 2
        assert not Workflow.objects.exists()
        assert not Channel.objects.exists()


def test_rights_before_there_is_a_brand_are_not_called_none(org: Org, founder: Any) -> None:
    said = founder.get(org.url("members/me/rights/")).content.decode()
    assert "There are no brands here yet. As soon as there is one, the grants below hold for it." in said
    assert "0 things" not in said
    assert "marks-key" not in said
