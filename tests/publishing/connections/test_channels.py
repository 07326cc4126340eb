"""Connecting channels: logins are tried, kept sealed, and never seen again."""

import json
import logging
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection

from coe.audit.models import Entry
from coe.tenancy import sealed
from coe.tenancy.context import inside
from coe.tenancy.secrets import Unreadable, newest_key, unseal
from publishing.connections.adapters import open_adapter
from publishing.connections.models import Channel, Connection
from tests.factories.cast import Cast, Org
from tests.publishing.delivery.network import Network
from tests.publishing.delivery.stage import Stage

CANARY = "canary-s3cret-token"


def new(org: Org, network: str = "plain") -> str:
    return org.url(f"channels/new/?network={network}")


def typed(org: Org, net: Network, **changes: Any) -> dict[str, Any]:
    return {
        "brand": str(org.brands["harbour"].pk),
        "market": "",
        "language": "en",
        "name": "",
        "server": net.url,
        "token": CANARY,
    } | changes


def channels(org: Org) -> list[Channel]:
    with inside(org.id):
        return list(Channel.objects.all())


def test_a_channel_is_connected_with_a_login_that_works(north: Org, net: Network, browse: Any) -> None:
    client = browse(north.bea)
    assert client.get(north.url("channels/new/")).status_code == 200
    assert client.get(new(north)).status_code == 200
    answer = client.post(new(north), typed(north, net, market=str(north.markets["ch"].pk), name="Our Plain"))
    (channel,) = channels(north)
    assert answer["Location"] == north.url(f"channels/{channel.pk}/")
    assert (channel.handle, channel.name, channel.state, channel.market_id) == (
        "plain-handle", "Our Plain", "connected", north.markets["ch"].pk
    )  # fmt: skip
    page = client.get(answer["Location"]).content.decode()
    assert "Our Plain" in page
    assert CANARY not in page
    with inside(north.id):
        row = Connection.objects.get(channel=channel)
        assert open_adapter(channel.pk).check().handle == "plain-handle"
    assert CANARY not in row.credentials
    assert row.facts == {"max_length": 500, "display_name": "Plain Handle"}
    # Again: it is there already.
    again = client.post(new(north), typed(north, net))
    assert again.status_code == 422
    assert "already one of your channels" in again.content.decode()
    assert len(channels(north)) == 1


def test_a_login_that_fails_keeps_nothing_and_says_what_is_missing(north: Org, net: Network, browse: Any) -> None:
    net.login = False
    answer = browse(north.bea).post(new(north), typed(north, net))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "does not accept this login" in page
    assert net.url in page, "what was typed is kept"
    assert CANARY not in page, "but no secret"
    assert channels(north) == []


def test_a_server_that_does_not_answer(north: Org, net: Network, browse: Any, settings: Any) -> None:
    settings.HTTP_ALLOW = ["127.0.0.1:9"]
    answer = browse(north.bea).post(new(north), typed(north, net, server="http://127.0.0.1:9"))
    assert answer.status_code == 422
    assert "does not answer" in answer.content.decode()


def test_private_addresses_are_not_called(north: Org, net: Network, browse: Any, settings: Any) -> None:
    settings.HTTP_ALLOW = []
    answer = browse(north.bea).post(new(north), typed(north, net))
    assert answer.status_code == 422
    assert net.calls == []
    assert channels(north) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"server": ""}, {"token": ""}, {"brand": "x"}, {"language": "xx"}, {"name": "‮evil"},
        {"server": "x" * 10_000}, {"market": "00000000-0000-0000-0000-000000000000"}, {"name": "x" * 81},
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_said_at_its_field(north: Org, net: Network, browse: Any, wrong: Any) -> None:
    answer = browse(north.bea).post(new(north), typed(north, net, **wrong))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert channels(north) == []


def test_only_on_brands_one_may_connect(cast: Cast, net: Network, browse: Any) -> None:
    north, south = cast.north, cast.south
    valley, bakery = str(north.brands["valley"].pk), str(south.brands["bakery"].pk)
    for brand in (valley, bakery):
        assert browse(north.bea).post(new(north), typed(north, net, brand=brand)).status_code == 422
    for person in (north.cal, north.pia, north.eve, north.nia):
        assert browse(person).get(new(north)).status_code == 403
        assert browse(person).post(new(north), typed(north, net)).status_code == 403
    assert browse(south.sue).post(new(north), typed(north, net)).status_code == 404
    assert channels(north) == channels(south) == []
    assert browse(north.ida).get(new(north, "nonsense")).status_code == 404


def test_connecting_again_knows_the_handle(north: Org, net: Network, browse: Any, stage: Stage) -> None:
    channel = stage.channel()
    with inside(north.id):
        Channel.objects.filter(pk=channel.pk).update(network="bluesky", handle="harbour.example")
    form = browse(north.bea).get(north.url(f"channels/{channel.pk}/connect/")).context["form"]
    assert (form["identifier"].value(), form["password"].value()) == ("harbour.example", "")


def test_reconnecting_takes_only_the_same_account(north: Org, net: Network, browse: Any, stage: Stage) -> None:
    channel = stage.channel()
    with inside(north.id):
        Channel.objects.filter(pk=channel.pk).update(state="attention", problem="reconnect")
    url = north.url(f"channels/{channel.pk}/connect/")
    client = browse(north.bea)
    assert "no longer works" in client.get(north.url(f"channels/{channel.pk}/")).content.decode()
    wrong = client.post(url, {"server": net.url, "token": CANARY})
    assert wrong.status_code == 422
    assert "plain-handle" in wrong.content.decode()
    with inside(north.id):
        Channel.objects.filter(pk=channel.pk).update(handle="Plain-Handle")
    assert client.post(url, {"server": net.url, "token": CANARY}).status_code == 302
    with inside(north.id):
        channel.refresh_from_db()
        row = Connection.objects.get(channel=channel)
        assert unseal(row.credentials, org=north.id, row=row.pk, column="credentials")["token"] == CANARY
    assert (channel.state, channel.problem) == ("connected", "")


def test_disconnecting_forgets_the_login(north: Org, net: Network, browse: Any, stage: Stage) -> None:
    channel = stage.channel()
    url = north.url(f"channels/{channel.pk}/disconnect/")
    assert browse(north.cal).post(url).status_code == 403
    assert browse(north.vic).post(url).status_code == 404
    with inside(north.id):
        assert Connection.objects.filter(channel=channel).exists()
    assert browse(north.bea).post(url, {"reason": "sold"}).status_code == 302
    with inside(north.id):
        assert not Connection.objects.filter(channel=channel).exists()
        channel.refresh_from_db()
        assert channel.state == "unconnected"
        assert Entry.objects.get(subject_id=str(channel.pk)).reason == "sold"
    assert browse(north.bea).post(url).status_code == 409


def test_a_newsroom_needs_no_login(north: Org, browse: Any) -> None:
    answer = browse(north.bea).post(
        new(north, "newsroom"), {"brand": str(north.brands["harbour"].pk), "market": "", "language": "en", "name": ""}
    )
    assert answer.status_code == 302
    (channel,) = channels(north)
    assert (channel.handle, channel.state, channel.name) == ("harbour", "connected", "Harbour")
    assert browse(north.bea).get(answer["Location"]).status_code == 200
    assert browse(north.bea).post(north.url(f"channels/{channel.pk}/connect/")).status_code == 302


def test_the_list_narrows_to_what_one_may_see(cast: Cast, net: Network, browse: Any, stage: Stage) -> None:
    harbour, valley = stage.channel("harbour"), stage.channel("valley")
    north = cast.north

    def seen(person: Any, query: str = "") -> set[str]:
        page = browse(person).get(north.url(f"channels/{query}"))
        return {card.channel.handle for card in page.context["cards"]}

    assert seen(north.cleo) == {harbour.handle, valley.handle}
    assert seen(north.vic) == {valley.handle}
    assert seen(north.cleo, f"?q={valley.handle}") == {valley.handle}
    assert seen(north.cleo, "?network=mastodon") == set()
    assert seen(north.cleo, "?state=attention") == set()
    assert browse(north.nia).get(north.url("channels/")).status_code == 403
    assert browse(north.vic).get(north.url(f"channels/{harbour.pk}/")).status_code == 404
    assert browse(cast.south.sam).get(f"/o/southgate/channels/{harbour.pk}/").status_code == 404


def test_a_secret_is_nowhere_but_sealed(north: Org, net: Network, browse: Any, caplog: Any) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = browse(north.bea).post(new(north), typed(north, net))
        net.login = False
        (channel,) = channels(north)
        browse(north.bea).post(north.url(f"channels/{channel.pk}/connect/"), {"server": net.url, "token": CANARY + "2"})
    assert CANARY not in caplog.text
    assert CANARY not in answer.content.decode()
    with inside(north.id):
        assert CANARY not in json.dumps([[e.before, e.after, e.reason] for e in Entry.objects.all()])
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM publishing_connection WHERE publishing_connection::text LIKE %s",
                           [f"%{CANARY}%"])  # fmt: skip
            assert cursor.fetchone() == (0,)


def test_a_sealed_login_opens_in_its_own_row_only(north: Org, net: Network, stage: Stage) -> None:
    mine, other = stage.channel(), stage.channel()
    with inside(north.id):
        row = Connection.objects.get(channel=mine)
        Connection.objects.filter(channel=other).update(credentials=row.credentials, session=row.credentials)
        from publishing.connections.adapters import NotConnected

        with pytest.raises(NotConnected):
            open_adapter(other.pk)
        with pytest.raises(Unreadable):
            unseal(row.credentials, org=north.id, row=row.pk, column="session")


def test_the_session_is_kept_and_an_old_login_keeps_nothing(north: Org, net: Network, stage: Stage) -> None:
    channel = stage.channel()
    with inside(north.id):
        old = open_adapter(channel.pk)
    old.save_session({"access": "one"})  # type: ignore[attr-defined]
    with inside(north.id):
        assert open_adapter(channel.pk).session == {"access": "one"}  # type: ignore[attr-defined]
        row = Connection.objects.get(channel=channel)
        row.checked_at = None
        row.save(update_fields=["checked_at"])
    old.save_session({"access": "late"})  # type: ignore[attr-defined]
    with inside(north.id):
        assert open_adapter(channel.pk).session == {"access": "one"}  # type: ignore[attr-defined]


def test_secrets_move_to_the_newest_key(cast: Cast, net: Network, stage: Stage, settings: Any) -> None:
    channels_made = [stage.channel() for _ in range(3)]
    cast.south.people["cal"] = cast.south.people["sue"]
    other = Stage(cast.south, net.url).channel("bakery")
    old = list(configured.CREDENTIAL_KEYS)
    settings.CREDENTIAL_KEYS = ["k9:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=", *old]
    with inside(cast.north.id):
        adapter = open_adapter(channels_made[0].pk)
    adapter.save_session({"access": "kept"})  # type: ignore[attr-defined]
    call_command("rotate_secrets", verbosity=0)
    call_command("rotate_secrets", verbosity=0)
    settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS[:1]
    assert newest_key() == "k9"
    with inside(cast.north.id):
        assert {row.credentials.split(".")[0] for row in Connection.objects.all()} == {"k9"}
        assert open_adapter(channels_made[0].pk).session == {"access": "kept"}  # type: ignore[attr-defined]
        assert Entry.objects.filter(detail="secrets sealed anew").count() == 1
    with inside(cast.south.id):
        open_adapter(other.pk)


def test_a_lost_key_is_said_and_nothing_is_harmed(north: Org, net: Network, stage: Stage, settings: Any) -> None:
    channel = stage.channel()
    before = stage.row("publishing_connection", "channel_id = %s", channel.pk)
    settings.CREDENTIAL_KEYS = ["k9:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="]
    with pytest.raises(CommandError, match="1 secrets could not be opened"):
        call_command("rotate_secrets")
    assert stage.row("publishing_connection", "channel_id = %s", channel.pk) == before


def test_every_sealed_column_is_known() -> None:
    known = {
        "api.idempotencykey": ("answer",),
        "chats.chat": ("secret",),
        "publishing.connection": ("credentials", "session"),
        "reporting.conversionkey": ("secret",),
        "webhooks.endpoint": ("secret", "previous_secret"),
    }
    assert sealed.columns() == known
