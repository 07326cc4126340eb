"""Groups are told once, gathered, at their pace, in their language; and what is missing is said in plain words."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from coe.access.acts import Act
from coe.audit.models import Entry
from coe.chats import actions, engine, selectors
from coe.chats.models import Chat, ChatLine
from coe.chats.states import Standing, State
from coe.notices.models import Notice
from coe.outbox.models import Due
from coe.tenancy.context import inside
from governance.crisis.actions import declare, lift
from tests.coe_chats.conftest import SECRET, Service
from tests.factories.cast import Cast, Org

pytestmark = pytest.mark.django_db
PROVIDERS = ("slack", "feishu", "wecom", "dingtalk")


def connect(org: Org, browse: Any, service: Service, provider: str, **more: Any) -> Chat:
    given = {
        "provider": provider, "name": f"{provider} group", "url": f"{service.url}/{provider}/hook", "language": "en",
        "kinds": ["freeze.declared", "freeze.lifted"], "secret": SECRET if provider in ("feishu", "dingtalk") else "",
    } | more  # fmt: skip
    who = org.people.get("ida") or org.people["sam"]
    answer = browse(who).post(org.url("settings/chats/new/"), given)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    with inside(org.id):
        return Chat.objects.order_by("-created_at").first()  # type: ignore[return-value]


def freeze(org: Org, brand: str = "harbour") -> Any:
    return declare(org.cleo.actor, brand_id=org.brands[brand].pk, reason="Storm <!channel>")


def rested(org: Org) -> None:
    with inside(org.id):
        Chat.objects.update(rests_until=None)
        ChatLine.objects.filter(state=State.WAITING).update(not_before=timezone.now() - timedelta(seconds=1))


def lines(org: Org) -> list[tuple[str, str]]:
    with inside(org.id):
        return list(ChatLine.objects.order_by("created_at").values_list("state", "problem"))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_group_is_told_with_a_signature_that_holds(north: Org, browse: Any, service: Service, provider: str) -> None:
    chat = connect(north, browse, service, provider)
    freeze(north)
    assert engine.send_next(north.id, chat.pk) is False
    [said] = service.said
    assert "Cleo Lead stopped publishing (Harbour): Storm" in str(said)
    assert "<!channel>" not in str(said) or provider == "feishu", "plain text in Feishu is only text"
    assert lines(north) == [(State.SENT, "")]
    with inside(north.id):
        assert SECRET not in chat.secret
        assert service.url not in chat.secret
        assert service.url not in str(list(Entry.objects.values_list("before", "after")))
        assert Due.objects.filter(kind="chat").count() == 0


def test_what_comes_close_together_is_gathered_and_told_once(north: Org, browse: Any, service: Service) -> None:
    chat = connect(north, browse, service, "wecom")
    frozen = freeze(north)
    freeze(north, "valley")
    lift(north.cleo.actor, freeze_id=frozen.pk, reason="Calm")
    engine.send_next(north.id, chat.pk)
    assert len(service.said) == 1
    assert service.said[0]["markdown"]["content"].count("[Open](") == 3
    freeze(north)
    assert engine.send_next(north.id, chat.pk) is False, "WeCom takes twenty a minute"
    assert len(service.said) == 1
    with inside(north.id):
        assert Due.objects.get(kind="chat").not_before > timezone.now() + timedelta(seconds=1)
    rested(north)
    engine.send_next(north.id, chat.pk)
    assert len(service.said) == 2


def test_only_its_kinds_its_brand_and_its_organisation(cast: Cast, browse: Any, service: Service) -> None:
    north = cast.north
    connect(north, browse, service, "slack", kinds=["freeze.lifted"])
    connect(north, browse, service, "slack", brand=str(north.brands["valley"].pk))
    connect(cast.south, browse, service, "slack")
    freeze(north)
    assert lines(north) == lines(cast.south) == []


def test_titles_only_says_no_words_and_the_language_is_the_groups(north: Org, browse: Any, service: Service) -> None:
    chat = connect(north, browse, service, "slack", titles_only="on", language="zh-hans")
    freeze(north)
    engine.send_next(north.id, chat.pk)
    said = str(service.said[0]["blocks"][1])
    assert "Storm" not in said
    assert "Cleo" not in said
    assert "Harbour" in said


def test_a_wrong_secret_is_said_in_plain_words_and_who_can_mend_it_is_told(
    north: Org, browse: Any, service: Service
) -> None:
    chat = connect(north, browse, service, "dingtalk", secret="SECwrong")
    client = browse(north.ida)
    tried = client.post(north.url(f"settings/chats/{chat.pk}/test/"), follow=True).content.decode()
    assert "The signature was not accepted" in tried
    freeze(north)
    engine.send_next(north.id, chat.pk)
    assert lines(north) == [(State.FAILED, "signature")]
    with inside(north.id):
        assert Chat.objects.get().state == "trouble"
        assert Notice.objects.filter(kind="chat.trouble", member=north.ida.member).count() == 1
    freeze(north, "valley")
    assert len(lines(north)) == 1, "a group in trouble gathers nothing"
    keep = {
        "name": "G",
        "language": "en",
        "kinds": ["freeze.declared"],
        "url": f"{service.url}/dingtalk/hook",
        "secret": SECRET,
    }
    client.post(north.url(f"settings/chats/{chat.pk}/edit/"), keep)
    assert (
        "The test message is in the group"
        in client.post(north.url(f"settings/chats/{chat.pk}/test/"), follow=True).content.decode()
    )
    with inside(north.id):
        assert (Chat.objects.get().state, Chat.objects.get().problem) == ("enabled", "")


def test_throttled_waits_and_a_lost_answer_is_not_repeated(north: Org, browse: Any, service: Service) -> None:
    chat = connect(north, browse, service, "slack")
    freeze(north)
    service.answers = [(429, {"retry-after": "30"}, b""), "drop"]
    engine.send_next(north.id, chat.pk)
    assert lines(north) == [(State.WAITING, "throttled")]
    with inside(north.id):
        assert timedelta(seconds=25) < Due.objects.get(kind="chat").not_before - timezone.now() < timedelta(seconds=31)
    rested(north)
    engine.send_next(north.id, chat.pk)
    assert lines(north) == [(State.UNKNOWN, "answer_lost")]
    rested(north)
    engine.send_next(north.id, chat.pk)
    assert len(service.said) == 2


def test_a_lost_worker_is_not_repeated_either(north: Org, browse: Any, service: Service) -> None:
    chat = connect(north, browse, service, "slack")
    freeze(north)
    with inside(north.id):
        assert engine._take(chat.pk) is not None
        ChatLine.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    rested(north)
    engine.send_next(north.id, chat.pk)
    assert lines(north) == [(State.UNKNOWN, "answer_lost")]
    assert service.said == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"url": "https://example.com/hook"}, "begins with https://hooks.slack.com/"),
        ({"url": "http://hooks.slack.com/services/x"}, "begins with https://hooks.slack.com/"),
        ({"secret": "x"}, "Slack has no signing secret"),
        ({"kinds": ["access.granted"]}, "access.granted"),
        ({"provider": "teams"}, "teams"),
    ],
)
def test_what_is_wrong_stands_at_its_field(north: Org, browse: Any, change: dict[str, Any], said: str) -> None:
    given = {
        "provider": "slack", "name": "G", "url": "https://hooks.slack.com/services/x", "language": "en",
        "kinds": ["freeze.declared"],
    }  # fmt: skip
    answer = browse(north.ida).post(north.url("settings/chats/new/"), given | change)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    with inside(north.id):
        assert Chat.objects.count() == 0


def test_only_those_who_may(cast: Cast, browse: Any, service: Service) -> None:
    chat = connect(cast.north, browse, service, "slack")
    for who, org, code in ((cast.north.bea, cast.north, 403), (cast.south.sam, cast.south, 404)):
        client = browse(who)
        assert client.get(org.url(f"settings/chats/{chat.pk}/")).status_code == code
        for path in ("test", "do"):
            assert client.post(org.url(f"settings/chats/{chat.pk}/{path}/"), {"do": "remove"}).status_code == code
    assert service.said == []
    with inside(cast.north.id):
        assert Chat.objects.get().state == "enabled"
        assert Entry.objects.filter(act=Act.WEBHOOK_MANAGE).count() == 1


def test_groups_are_offered_only_what_is_written_for_groups() -> None:
    offered = set(selectors.group_codes())
    assert {"approval.waiting", "freeze.declared", "delivery.refused"} <= offered
    assert not {"access.granted", "delivery.review", "approval.dropped"} & offered
    titles = dict(selectors.group_kinds()["Approvals"])
    assert titles["approval.waiting"] == "A post waits for a decision"
    assert not [title for title in titles.values() if re.search(r"\b[Mm]y\b", title)]


def test_a_new_address_asks_for_its_own_secret_and_what_is_removed_keeps_no_key(
    north: Org, browse: Any, service: Service
) -> None:
    chat = connect(north, browse, service, "feishu")
    path = north.url(f"settings/chats/{chat.pk}/")
    page = browse(north.ida).get(path + "edit/")
    if page.status_code == 404:
        page = browse(north.ida).get(path)
    assert "A new address comes without the old secret." in page.content.decode()
    wanted = {"name": chat.name, "kinds": chat.kinds, "brand_id": None, "language": "en", "titles_only": False}
    wanted["brand"] = wanted.pop("brand_id")
    actions.change(north.ida.actor, chat_id=chat.pk, url=f"{service.url}/feishu/other", wanted=wanted)
    with inside(north.id):
        keys = engine.keys_of(Chat.objects.get())
    assert keys is not None and (keys.url, keys.secret) == (f"{service.url}/feishu/other", "")
    actions.switch(north.ida.actor, chat_id=chat.pk, to=Standing.REMOVED)
    with inside(north.id):
        assert Chat.objects.get().secret == ""
