"""What people see and do about deliveries."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from coe.audit.models import Entry
from coe.tenancy.context import inside
from publishing.delivery import engine, reconciling, views
from publishing.delivery.models import Delivery
from tests.factories.cast import Cast
from tests.publishing.delivery.network import Network
from tests.publishing.delivery.stage import Stage


def unknown(stage: Stage, net: Network) -> Delivery:
    delivery = stage.due(stage.channel())
    net.plan = ["lost"]
    engine.send_next(delivery.org_id, delivery.channel_id)
    return delivery


def refused(stage: Stage, net: Network, status: int = 400) -> Delivery:
    delivery = stage.due(stage.channel())
    net.plan = [status]
    engine.send_next(delivery.org_id, delivery.channel_id)
    return delivery


def path(stage: Stage, delivery: Delivery | None = None, more: str = "") -> str:
    return stage.org.url(f"deliveries/{delivery.pk}/{more}" if delivery else f"deliveries/{more}")


def details(stage: Stage, delivery: Delivery) -> list[str]:
    with inside(stage.org.id):
        found = Entry.objects.filter(subject_id=str(delivery.pk)).order_by("seq")
        return [f"{entry.act}: {entry.detail}" for entry in found]


def test_the_list_shows_what_is_at_risk_first(stage: Stage, net: Network, browse: Any) -> None:
    unknown(stage, net)
    refused(stage, net)
    fine = stage.due(stage.channel(), "All is well")
    net.plan = []
    engine.send_next(fine.org_id, fine.channel_id)
    page = browse(stage.org.pia).get(path(stage))
    assert len(page.context["rows"]) == 2
    assert {tab.key: tab.count for tab in page.context["tabs"]} == {
        "risk": 2, "unknown": 1, "held": 0, "refused": 1, "waiting": 0, "sent": 0
    }  # fmt: skip
    assert "All is well" not in page.content.decode()
    assert "All is well" in browse(stage.org.pia).get(path(stage) + "?view=sent").content.decode()
    assert (
        browse(stage.org.pia).get(path(stage) + "?view=nonsense&page=99&channel=x&network=%F0%9F%92%A9").status_code
        == 200
    )


def test_the_list_does_not_grow_in_queries(
    stage: Stage, net: Network, browse: Any, django_assert_max_num_queries: Any
) -> None:
    channel = stage.channel()
    for number in range(3):
        stage.due(channel, f"Post {number}", ago=300)
    client = browse(stage.org.pia)
    client.get(path(stage))
    with django_assert_max_num_queries(30) as few:
        client.get(path(stage))
    for number in range(12):
        stage.due(channel, f"More {number}", ago=300)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(path(stage))


def test_other_brands_and_organisations_see_nothing(cast: Cast, stage: Stage, net: Network, browse: Any) -> None:
    delivery = unknown(stage, net)
    before = stage.row("publishing_delivery", "id = %s", delivery.pk)
    for person in (stage.org.vic, cast.south.sue, cast.south.sam):
        client = browse(person)
        slug = "northwind" if person is stage.org.vic else "southgate"
        for more in ("", "unknown/"):
            assert client.get(f"/o/{slug}/deliveries/{delivery.pk}/{more}").status_code in (403, 404)
        for more in ("unknown/", "retry/", "withdraw/"):
            answer = client.post(f"/o/{slug}/deliveries/{delivery.pk}/{more}", {"decided": "absent"})
            assert answer.status_code in (403, 404), (person.member.name, more)
    assert browse(cast.south.sue).get(path(stage, delivery)).status_code == 404
    assert stage.row("publishing_delivery", "id = %s", delivery.pk) == before


@pytest.mark.parametrize("decided", ["there", "absent", "look"])
def test_a_creator_may_not_settle_unknown_outcomes(stage: Stage, net: Network, browse: Any, decided: str) -> None:
    delivery = unknown(stage, net)
    before = stage.row("publishing_delivery", "id = %s", delivery.pk)
    answer = browse(stage.org.cal).post(
        path(stage, delivery, "unknown/"), {"decided": decided, "address": f"{net.url}/p/plain-1/abcdef1"}
    )
    assert answer.status_code == 403
    assert stage.row("publishing_delivery", "id = %s", delivery.pk) == before
    assert browse(stage.org.cal).get(path(stage, delivery)).status_code == 200


def test_the_unknown_page_says_what_was_sent_and_when(stage: Stage, net: Network, browse: Any) -> None:
    delivery = unknown(stage, net)
    page = browse(stage.org.pia).get(path(stage, delivery, "unknown/")).content.decode()
    assert "Hello" in page
    assert "It is not there: send again" in page
    assert "canary-token" not in page


def test_it_is_there(stage: Stage, net: Network, browse: Any) -> None:
    delivery = unknown(stage, net)
    client = browse(stage.org.pia)
    for wrong in ("", "not an address", "javascript:alert(1)", "https://example.com/elsewhere", "https://["):
        answer = client.post(path(stage, delivery, "unknown/"), {"decided": "there", "address": wrong})
        assert answer.status_code == 422, wrong
        assert stage.states(delivery) == ("unknown", "unknown")
    address = "https://plain.example/@plain-1/1122334455"
    answer = client.post(path(stage, delivery, "unknown/"), {"decided": "there", "address": address})
    assert answer.status_code == 302
    now = stage.now(delivery)
    assert (now.state, now.remote_id, now.remote_url) == ("sent", "1122334455", address)
    assert now.settled_by_id == stage.org.pia.member.pk
    assert stage.states(delivery) == ("sent", "published")
    assert details(stage, delivery)[-1] == "delivery.resolve: it is there"
    assert client.post(path(stage, delivery, "unknown/"), {"decided": "absent"}).status_code == 409
    engine.send_next(delivery.org_id, delivery.channel_id)
    assert len(net.posted()) == 1


def test_it_is_not_there(stage: Stage, net: Network, browse: Any) -> None:
    delivery = unknown(stage, net)
    net.posts.clear()
    stage.pass_time(delivery, hours=3)
    answer = browse(stage.org.pia).post(path(stage, delivery, "unknown/"), {"decided": "absent"})
    assert answer.status_code == 302
    assert stage.states(delivery) == ("waiting", "scheduled")
    engine.send_next(delivery.org_id, delivery.channel_id)
    assert stage.states(delivery) == ("sent", "published")
    assert net.posts == {str(delivery.idempotency_key): 1}


def test_look_again_now(stage: Stage, net: Network, browse: Any) -> None:
    delivery = unknown(stage, net)
    with inside(stage.org.id):
        Delivery.objects.filter(pk=delivery.pk).update(code="ask")
        assert reconciling.waiting_lookups(delivery.channel_id) == []
    assert browse(stage.org.pia).post(path(stage, delivery, "unknown/"), {"decided": "look"}).status_code == 302
    with inside(stage.org.id):
        assert reconciling.waiting_lookups(delivery.channel_id) == [delivery.pk]
    reconciling.look_up(delivery.org_id, delivery.pk)
    assert stage.states(delivery) == ("sent", "published")


def test_a_person_beats_a_look_up_under_way(stage: Stage, net: Network, browse: Any, monkeypatch: Any) -> None:
    from tests.publishing.delivery.network import Plain

    delivery = unknown(stage, net)
    stage.pass_time(delivery, seconds=20)
    real = Plain.find_sent

    def slow(self: Any, *args: Any, **kwargs: Any) -> Any:
        answer = real(self, *args, **kwargs)
        address = "https://plain.example/@plain-1/1122334455"
        browse(stage.org.pia).post(path(stage, delivery, "unknown/"), {"decided": "there", "address": address})
        return answer

    monkeypatch.setattr(Plain, "find_sent", slow)
    reconciling.look_up(delivery.org_id, delivery.pk)
    assert stage.now(delivery).remote_id == "1122334455"


def test_retry_sends_again_only_what_was_refused(stage: Stage, net: Network, browse: Any) -> None:
    delivery = refused(stage, net)
    net.plan = []
    client = browse(stage.org.pia)
    assert "Send again now" in client.get(path(stage, delivery)).content.decode()
    assert browse(stage.org.cal).post(path(stage, delivery, "retry/")).status_code == 403
    assert client.post(path(stage, delivery, "retry/")).status_code == 302
    assert client.post(path(stage, delivery, "retry/")).status_code == 409
    engine.send_next(delivery.org_id, delivery.channel_id)
    assert stage.states(delivery) == ("sent", "published")
    assert [attempt.outcome for attempt in stage.attempts(delivery)] == ["refused", "sent"]
    assert client.post(path(stage, delivery, "retry/")).status_code == 409
    assert client.get(path(stage, delivery, "retry/")).status_code == 405


def test_retry_does_not_get_round_a_lapsed_approval(stage: Stage, net: Network, browse: Any, governance: Any) -> None:
    delivery = refused(stage, net)
    net.plan = []
    governance.approvals = False
    browse(stage.org.pia).post(path(stage, delivery, "retry/"))
    engine.send_next(delivery.org_id, delivery.channel_id)
    assert (stage.now(delivery).state, stage.now(delivery).code) == ("refused", "not_approved")
    assert len(net.posted()) == 1
    assert "Send again now" not in browse(stage.org.pia).get(path(stage, delivery)).content.decode()


def test_what_only_another_time_can_send_is_not_sent_again(stage: Stage, net: Network, browse: Any) -> None:
    """Its slot was on an earlier day: sending again would only expire it."""
    delivery = refused(stage, net)
    net.plan = []
    with inside(stage.org.id):
        Delivery.objects.filter(pk=delivery.pk).update(slot=F("slot") - timedelta(days=2))
    client = browse(stage.org.pia)
    for address in (path(stage, delivery), path(stage, None) + "?view=refused"):
        page = client.get(address).content.decode()
        assert "Send again now" not in page
        assert "Move to another time" in page
        assert stage.org.url(f"posts/{delivery.version.post_id}/") + "#move" in page
    assert "an approval covers only its day" in client.get(path(stage, delivery)).content.decode()
    for answer in (
        client.post(path(stage, delivery, "retry/")),
        client.post(path(stage, None, "retry/"), {"pick": [str(delivery.pk)]}),
    ):
        assert answer.status_code == 302
        assert stage.now(delivery).state == "refused"
    assert "Move to another time" not in browse(stage.org.eve).get(path(stage, delivery)).content.decode()


def test_several_are_sent_again_at_once(stage: Stage, net: Network, browse: Any) -> None:
    made = [refused(stage, net) for _ in range(3)]
    sent = stage.due(stage.channel())
    net.plan = []
    engine.send_next(sent.org_id, sent.channel_id)
    picks = [str(one.pk) for one in (*made[:2], sent)] + ["nonsense", "00000000-0000-0000-0000-000000000000"]
    answer = browse(stage.org.pia).post(path(stage, None, "retry/"), {"pick": picks})
    assert answer.status_code == 302
    assert [stage.now(one).state for one in made] == ["waiting", "waiting", "refused"]
    assert stage.now(sent).state == "sent"


def test_what_is_not_sent_again_is_named_with_its_reason(
    stage: Stage, net: Network, browse: Any, monkeypatch: Any
) -> None:
    old, fresh = refused(stage, net), refused(stage, net)
    with inside(stage.org.id):
        Delivery.objects.filter(pk=old.pk).update(slot=F("slot") - timedelta(days=2))
    client, url = browse(stage.org.pia), path(stage, None, "retry/")
    said = client.post(url, {"pick": [str(old.pk)]}, follow=True).content.decode()
    assert "0 deliveries" not in said
    assert "Not done: " in said
    assert "Its slot was on an earlier day." in said
    assert stage.now(old).state == "refused"
    monkeypatch.setattr("publishing.delivery.together.AT_ONCE", 1)
    said = client.post(url, {"pick": [str(old.pk), str(fresh.pk)]}, follow=True).content.decode()
    assert "1 more was picked than is done at once" in said


def test_the_list_is_searched_however_a_word_is_written(stage: Stage, net: Network, browse: Any) -> None:
    delivery = refused(stage, net)
    with inside(stage.org.id):
        post = delivery.version.post
        post.text = "雪森溫泉 Winter"
        post.save()
    client = browse(stage.org.pia)
    for words in ("温泉", "溫泉", "ｗｉｎｔｅｒ"):
        assert path(stage, delivery) in client.get(path(stage) + f"?view=refused&q={words}").content.decode(), words
    assert path(stage, delivery) not in client.get(path(stage) + "?view=refused&q=沙漠").content.decode()


def test_withdraw(stage: Stage, net: Network, browse: Any) -> None:
    slot = timezone.now() + timedelta(hours=1)
    delivery = stage.schedule(stage.version(stage.channel(), slot=slot), slot)
    assert browse(stage.org.eve).post(path(stage, delivery, "withdraw/")).status_code == 403
    assert stage.now(delivery).state == "waiting"
    assert browse(stage.org.pia).post(path(stage, delivery, "withdraw/"), {"reason": "No."}).status_code == 302
    assert stage.states(delivery) == ("withdrawn", "withdrawn")


def test_an_unknown_one_cannot_be_withdrawn(stage: Stage, net: Network, browse: Any) -> None:
    delivery = unknown(stage, net)
    browse(stage.org.pia).post(path(stage, delivery, "withdraw/"))
    assert stage.states(delivery) == ("unknown", "unknown")


def hold(stage: Stage, governance: Any, **more: Any) -> Delivery:
    channel = stage.channel()
    slot = timezone.now() - timedelta(seconds=5)
    delivery = stage.schedule(stage.version(channel, slot=slot, **more), slot)
    governance.frozen.add(channel.pk)
    engine.send_next(delivery.org_id, delivery.channel_id)
    assert stage.now(delivery).state == "held"
    return delivery


def test_held_posts_are_decided_one_by_one(stage: Stage, net: Network, browse: Any, governance: Any) -> None:
    kept, dropped, left = (hold(stage, governance) for _ in range(3))
    client = browse(stage.org.pia)
    page = client.get(path(stage, None, "held/"))
    assert len(page.context["rows"]) == 3
    assert len(page.context["frozen"]) == 3
    governance.frozen.clear()
    assert client.get(path(stage, None, "held/")).context["frozen"] == set()

    soon = timezone.localtime(timezone.now() + timedelta(minutes=20))
    typed = {"slot_0": soon.strftime("%Y-%m-%dT%H:%M"), "slot_1": "UTC"}
    nothing = client.post(path(stage, None, "held/"), {"decided": "reschedule", "pick": [str(kept.pk)]})
    assert nothing.status_code == 422
    answer = client.post(
        path(stage, None, "held/"), {"decided": "reschedule", "pick": [str(kept.pk)], "again": "on", **typed}
    )
    assert answer.status_code == 302, answer.content.decode()
    answer = client.post(path(stage, None, "held/"), {"decided": "withdraw", "pick": [str(dropped.pk)]})
    assert answer.status_code == 302
    assert stage.states(kept)[0] in ("waiting", "withdrawn")  # Withdrawn when the day changed: back to draft.
    assert stage.states(dropped) == ("withdrawn", "withdrawn")
    assert stage.states(left) == ("held", "held")
    assert net.calls == []


def test_those_who_may_not_schedule_do_not_decide(stage: Stage, net: Network, browse: Any, governance: Any) -> None:
    delivery = hold(stage, governance)
    client = browse(stage.org.cal)
    assert client.get(path(stage, None, "held/")).status_code == 403
    assert (
        client.post(path(stage, None, "held/"), {"decided": "withdraw", "pick": [str(delivery.pk)]}).status_code == 403
    )
    assert stage.states(delivery) == ("held", "held")


def test_what_is_held_or_late_has_an_act_for_who_may_move_it(
    stage: Stage, net: Network, browse: Any, governance: Any
) -> None:
    kept = hold(stage, governance)
    late = stage.due(stage.channel(), "Late", ago=1200)
    new_slot, move = f"deliveries/held/?pick={kept.pk}", f"/{stage.now(late).version.post_id}/#move"
    shown = browse(stage.org.pia).get(path(stage)).content.decode()
    assert (shown.count(new_slot), shown.count(move)) == (1, 1)
    told = browse(stage.org.cal).get(path(stage)).content.decode()
    assert "Late" in told
    assert (new_slot in told, move in told) == (False, False)
    page = browse(stage.org.pia).get(path(stage, None, f"held/?pick={kept.pk}"))
    assert f'value="{kept.pk}" checked' in page.content.decode()


def test_a_link_to_one_of_many_held_posts_leads_to_its_page(
    stage: Stage, net: Network, browse: Any, governance: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(views, "HELD_A_PAGE", 1)
    kept = [hold(stage, governance) for _ in range(2)]
    for one in kept:
        page = browse(stage.org.pia).get(path(stage, None, f"held/?pick={one.pk}")).content.decode()
        assert f'value="{one.pk}" checked' in page


def test_a_held_post_leads_to_a_new_slot(stage: Stage, net: Network, browse: Any, governance: Any) -> None:
    kept = stage.now(hold(stage, governance)).version.post_id
    client = browse(stage.org.pia)
    shown = client.get(stage.org.url(f"posts/{kept}/")).content.decode()
    assert shown.count('href="#move"') == 1
    assert shown.count("data-quick=") == 2, "its time has passed, so others are offered"
    first = shown.partition('id="move"')[2].partition("<button")[2].partition(">")[0]
    assert "name=" not in first, "Enter sends what was typed"
    assert 'href="#move"' not in browse(stage.org.cal).get(stage.org.url(f"posts/{kept}/")).content.decode()
    typed = {"quick": "2027-03-04T09:00", "slot_0": "", "slot_1": "UTC"}
    filled = client.post(stage.org.url(f"posts/{kept}/move"), typed).content.decode()
    assert 'value="2027-03-04T09:00"' in filled
