"""Who decides, on what, and what follows."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from coe.access.api import Denied
from coe.access.models import Grant
from coe.audit.models import Entry
from coe.notices.models import Notice
from coe.outbox.models import Due, Event
from coe.states import Stale
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from governance import api
from governance.approvals import actions, tasks
from governance.approvals.deciding import ContentChanged
from governance.approvals.models import Answer, Decision, Request, RequestStep
from tests.factories.cast import Org, Person
from tests.governance.conftest import Things


def decide(person: Person, request: Request, kind: str = "approve", **how: Any) -> actions.Result:
    given = {"digest": request.digest, "step": 1, "reason": "" if kind == "approve" else "fact"} | how
    return actions.decide(person.actor, request_id=request.pk, kind=kind, **given)


def state(north: Org, request: Request) -> str:
    with inside(north.id):
        return str(Request.objects.get(pk=request.pk).state)


def decisions(north: Org) -> int:
    with inside(north.id):
        return Decision.objects.count()


def outcomes(north: Org) -> list[str]:
    with inside(north.id):
        events = Event.objects.filter(topic="approval.decided").order_by("created_at")
        return [event.payload["outcome"] for event in events]


def press(browse: Any, north: Org, who: str, request: Request, **how: str) -> Any:
    """The approve button of the page, as the browser sends it."""
    given = {"kind": "approve", "digest": request.digest, "step": "1"} | how
    return browse(north.people[who]).post(north.url(f"approvals/{request.pk}/decide/"), given)


def look(north: Org, request: Request) -> None:
    tasks.look(org_id=str(north.id), request_id=str(request.pk))


def test_without_a_workflow_one_other_person_approves(north: Org, sent: Any, things: Things) -> None:
    request = sent(north.cal)
    item, digest = things.items(request.subject_id)[0]
    with inside(north.id):
        assert api.standing_approval(item, digest) is None
    assert decide(north.bea, request).state == "approved"
    with inside(north.id):
        standing = api.standing_approval(item, digest)
        assert standing is not None
        assert standing.request_id == request.pk
        assert api.standing_approval(item, "0" * 64) is None
    assert outcomes(north) == ["approved"]


def test_the_author_never_approves_by_page_action_or_sql(north: Org, sent: Any, browse: Any) -> None:
    request = sent(north.bea)
    assert press(browse, north, "bea", request).status_code == 403
    with pytest.raises(Denied):
        decide(north.bea, request)
    with pytest.raises(DatabaseError, match="four_eyes|author"), inside(north.id):
        _insert(request, north.bea.member.pk, request.submitted_by_id)
    assert (state(north, request), decisions(north)) == ("open", 0)


def test_whoever_wrote_a_part_never_approves_it_either(north: Org, sent: Any, browse: Any) -> None:
    request = sent(north.cal, authors={north.bea.member.pk})
    assert press(browse, north, "bea", request).status_code == 403
    with pytest.raises(Denied):
        decide(north.bea, request)
    for claimed in (request.submitted_by_id, north.hal.member.pk):
        with pytest.raises(DatabaseError, match="author"), inside(north.id):
            _insert(request, north.bea.member.pk, claimed)
    with pytest.raises(DatabaseError, match="frozen"), inside(north.id):
        Request.objects.filter(pk=request.pk).update(authors=[])
    assert decisions(north) == 0
    assert decide(north.hal, request).state == "approved"


def _insert(request: Request, by: Any, claimed: Any) -> None:
    """A decision written past every rule of the application, as the app role."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO governance_decision (id, org_id, request_id, step, kind, reason, comment, digest, "
            "decided_by_id, submitted_by_id, at) VALUES (%s, %s, %s, 1, 'approve', '', '', %s, %s, %s, now())",
            [uuid4(), request.org_id, request.pk, request.digest, by, claimed],
        )


@pytest.mark.parametrize("who", ["cal", "pia", "eve", "ana", "vic", "nia", "ida"])
def test_only_those_who_may_approve_for_the_brand_decide(north: Org, sent: Any, browse: Any, who: str) -> None:
    request = sent(north.gus)
    assert press(browse, north, who, request).status_code in {403, 404}
    with pytest.raises(Denied):
        decide(north.people[who], request)
    assert (state(north, request), decisions(north)) == ("open", 0)


def test_a_right_that_ended_meanwhile_does_not_decide(north: Org, sent: Any, workflow: Any) -> None:
    workflow(("Brand", "any", 1, ["bea", "hal"]))
    request = sent()
    actor = north.bea.actor
    with inside(north.id):
        Grant.objects.filter(member=north.bea.member).update(ended_at=timezone.now())
    with pytest.raises(Denied):
        actions.decide(actor, request_id=request.pk, kind="approve", digest=request.digest, step=1)
    assert decisions(north) == 0


def test_changed_content_is_refused_and_nothing_is_written(north: Org, sent: Any, things: Things, browse: Any) -> None:
    request = sent()
    things.texts[request.subject_id] += "!"
    with pytest.raises(ContentChanged):
        decide(north.bea, request)
    answer = press(browse, north, "bea", request)
    assert answer.status_code == 409
    assert "so nothing was decided" in answer.content.decode()
    things.texts[request.subject_id] = things.texts[request.subject_id][:-1]
    with pytest.raises(ContentChanged):
        decide(north.bea, request, digest="0" * 64)
    assert (state(north, request), decisions(north)) == ("open", 0)
    with inside(north.id):
        assert Answer.objects.count() == 0


def test_steps_follow_one_another(north: Org, sent: Any, workflow: Any) -> None:
    workflow(("Brand", "any", 1, ["bea", "hal"]), ("Legal", "any", 1, ["lee"]))
    request = sent(hours=100)
    with pytest.raises(Denied):
        decide(north.lee, request)
    assert decide(north.bea, request).state == "open"
    with pytest.raises(Stale):
        decide(north.hal, request)
    with pytest.raises(Stale):
        decide(north.bea, request, step=2)
    with inside(north.id):
        opened = RequestStep.objects.get(request=request, position=2)
        assert opened.due_at - opened.opened_at == timedelta(hours=8)
        assert Request.objects.get().decide_by == opened.due_at
    assert decide(north.lee, request, step=2).state == "approved"
    with inside(north.id):
        waiting = Event.objects.filter(topic="approval.waiting").order_by("created_at")
        assert [event.payload["step"] for event in waiting] == ["1", "2"]


def test_all_of_them_and_a_number_of_them(north: Org, sent: Any, workflow: Any) -> None:
    flow = workflow(("Everybody", "all", 1, ["bea", "hal", "lee"]))
    request = sent(authors={north.hal.member.pk})
    assert decide(north.bea, request).state == "open"
    assert decide(north.lee, request).state == "approved"
    with inside(north.id):
        step = flow.steps.get()
        step.mode, step.needed = "some", 2
        step.save(update_fields=["mode", "needed"])
    request = sent()
    assert decide(north.bea, request).state == "open"
    assert decide(north.hal, request).state == "approved"


def test_what_is_in_flight_keeps_its_steps(north: Org, sent: Any, workflow: Any) -> None:
    flow = workflow(("Brand", "any", 1, ["bea"]))
    request = sent()
    with inside(north.id):
        flow.steps.all().delete()
        flow.delete()
    with pytest.raises(Denied):
        decide(north.hal, request)
    assert decide(north.bea, request).state == "approved"


def test_sending_back_needs_a_coded_reason(north: Org, sent: Any, browse: Any) -> None:
    request = sent()
    answer = press(browse, north, "bea", request, kind="changes", comment="Check the date, please")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Choose why." in html
    assert "Check the date, please" in html
    assert decisions(north) == 0
    assert decide(north.bea, request, "changes", comment="Date").state == "sent_back"
    with inside(north.id):
        made = Decision.objects.get()
        assert (made.kind, made.reason, made.comment) == ("changes", "fact", "Date")
        assert set(Notice.objects.filter(kind="approval.sent_back").values_list("member__name", flat=True)) == {
            "Cal Creator"
        }
    assert outcomes(north) == ["sent_back"]
    assert decide(north.bea, sent(), "reject").state == "rejected"


def test_findings_that_need_a_reason_need_it(north: Org, sent: Any, things: Things, browse: Any) -> None:
    from tests.governance.policies.test_rules import rule_on

    rule_on(browse, north)
    subject = things.new(north.brands["harbour"], "Guaranteed snow")
    _check(north, things, subject)
    request = sent(subject=subject)
    answer = press(browse, north, "bea", request)
    assert answer.status_code == 422
    assert "Write why it may stand" in answer.content.decode()
    assert decide(north.bea, request, comment="We make the snow").state == "approved"


def test_what_a_rule_blocks_cannot_be_sent(north: Org, sent: Any, things: Things, browse: Any) -> None:
    from tests.governance.policies.test_rules import rule_on

    rule_on(browse, north, severity="block")
    subject = things.new(north.brands["harbour"], "Guaranteed snow")
    _check(north, things, subject)
    with pytest.raises(api.SubmitRefused) as refused:
        sent(subject=subject)
    assert refused.value.code == "blocked"
    with inside(north.id):
        assert Request.objects.count() == 0


def _check(north: Org, things: Things, subject: Any) -> None:
    item, digest = things.items(subject)[0]
    with inside(north.id):
        api.evaluate(
            org_id=north.id,
            texts={"text": things.texts[subject]},
            brand_id=north.brands["harbour"].pk,
            language="en",
            moment="submit",
            subject_type="test",
            subject_id=item,
            digest=digest,
        )


def test_when_all_approvers_are_authors_others_decide(north: Org, sent: Any, workflow: Any) -> None:
    workflow(("Brand", "all", 1, ["bea", "hal"]))
    request = sent(north.cal, authors={north.bea.member.pk, north.hal.member.pk})
    assert decide(north.lee, request).state == "approved"


def test_with_nobody_to_decide_sending_is_refused_and_says_what_to_do(north: Org, sent: Any) -> None:
    everybody = {north.people[who].member.pk for who in ("bea", "hal", "lee", "cleo")}
    with pytest.raises(api.SubmitRefused) as refused:
        sent(north.cal, authors=everybody)
    assert refused.value.code == "nobody"
    assert "Ask an administrator" in refused.value.messages[0]
    with inside(north.id):
        assert Request.objects.count() == 0


def test_steps_need_different_people(north: Org, sent: Any, workflow: Any) -> None:
    workflow(("One", "any", 1, ["bea"]), ("Two", "any", 1, ["bea"]))
    request = sent()
    decide(north.bea, request)
    with pytest.raises(Stale):
        decide(north.bea, request, step=2)
    assert decide(north.hal, request, step=2).state == "approved"


def test_an_approver_who_leaves_is_replaced(north: Org, sent: Any, workflow: Any) -> None:
    workflow(("Brand", "any", 1, ["bea"]))
    request = sent()
    with inside(north.id):
        Member.objects.filter(pk=north.bea.member.pk).update(left_at=timezone.now())
    with pytest.raises(Denied):
        decide(north.hal, request)
    look(north, request)
    assert decide(north.hal, request).state == "approved"


def test_a_slot_that_passed_expires_and_nothing_goes_out_late(north: Org, sent: Any, things: Things) -> None:
    late, checked = sent(hours=2), sent(hours=2)
    with time_machine.travel(timezone.now() + timedelta(hours=2, seconds=1)):
        look(north, late)
        assert state(north, late) == "expired"
        assert decide(north.bea, checked).state == "expired"
        with inside(north.id):
            assert api.standing_approval(*things.items(late.subject_id)[0]) is None
    assert decisions(north) == 0
    assert outcomes(north) == ["expired", "expired"]
    with pytest.raises(api.SubmitRefused) as refused:
        sent(hours=-1)
    assert refused.value.code == "slot"


def test_reminders_and_escalation_go_out_once(north: Org, sent: Any, workflow: Any) -> None:
    workflow(("Brand", "any", 1, ["bea", "hal"]))
    request = sent(hours=48)
    began = timezone.now()

    def told(kind: str) -> list[str]:
        with inside(north.id):
            return sorted(Notice.objects.filter(kind=kind).values_list("member__name", flat=True))

    assert told("approval.waiting") == ["Bea Brand", "Hal Harbour"]
    with time_machine.travel(began + timedelta(hours=3, minutes=59)):
        look(north, request)
        assert told("approval.reminder") == []
    for _again in range(2):
        with time_machine.travel(began + timedelta(hours=4, minutes=1)):
            look(north, request)
            assert told("approval.reminder") == ["Bea Brand", "Hal Harbour"]
            assert told("approval.late") == []
    for _again in range(2):
        with time_machine.travel(began + timedelta(hours=8, minutes=1)):
            look(north, request)
            assert told("approval.late") == ["Cleo Lead"]
    assert state(north, request) == "open"


def test_a_change_of_content_withdraws_the_request(north: Org, sent: Any, things: Things) -> None:
    request = sent()
    again = sent(subject=request.subject_id)
    assert (state(north, request), state(north, again)) == ("withdrawn", "open")
    with pytest.raises(Stale):
        decide(north.bea, request)
    decide(north.bea, again)
    assert outcomes(north) == ["withdrawn", "approved"]
    third = sent(subject=request.subject_id)
    with inside(north.id):
        assert api.standing_approval(*things.items(third.subject_id)[0]) is None
        view = api.latest_request(request.subject_id)
        assert view is not None
        assert view.id == third.pk


def test_an_answer_counts_after_ten_seconds_and_can_be_taken_back(north: Org, sent: Any, browse: Any) -> None:
    request = sent()
    assert press(browse, north, "bea", request).status_code == 302
    assert (state(north, request), decisions(north)) == ("open", 0)
    look(north, request)
    assert decisions(north) == 0
    with inside(north.id):
        mine = Answer.objects.get()
    url = north.url(f"approvals/answers/{mine.pk}/retract/")
    assert browse(north.hal).post(url).status_code == 404
    assert browse(north.bea).post(url).status_code == 302
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        look(north, request)
    assert (state(north, request), decisions(north)) == ("open", 0)
    press(browse, north, "bea", request)
    with inside(north.id):
        mine = Answer.objects.get()
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        url = north.url(f"approvals/answers/{mine.pk}/retract/")
        browse(north.bea).post(url)
        look(north, request)
        look(north, request)
    assert (state(north, request), decisions(north)) == ("approved", 1)
    with inside(north.id):
        details = Entry.objects.filter(subject_id=str(request.pk)).order_by("seq").values_list("detail", flat=True)
        assert list(details) == [
            "opened", "approve-given", "retracted", "approve-given", "approve-counts", "approved",
        ]  # fmt: skip


def test_an_answer_is_checked_again_when_it_counts(north: Org, sent: Any, things: Things, browse: Any) -> None:
    request = sent()
    press(browse, north, "bea", request)
    things.texts[request.subject_id] += "!"
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        look(north, request)
    assert (state(north, request), decisions(north)) == ("open", 0)
    with inside(north.id):
        assert [n.member.name for n in Notice.objects.filter(kind="approval.dropped")] == ["Bea Brand"]
        assert Answer.objects.count() == 0


def test_the_sweeper_finds_what_is_due(north: Org, sent: Any, monkeypatch: Any) -> None:
    request = sent(hours=1)
    asked: list[dict[str, str]] = []
    monkeypatch.setattr(tasks.look, "delay", lambda **kwargs: asked.append(kwargs))
    tasks.sweep()
    assert asked == []
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        tasks.sweep()
        tasks.sweep()
    assert asked == [{"org_id": str(north.id), "request_id": str(request.pk)}]
    decide(north.bea, request)
    assert Due.objects.filter(kind="approval", ref=request.pk).count() == 0


def test_moving_the_slot_moves_the_deadline(north: Org, sent: Any, things: Things) -> None:
    from coe.access.api import Act, Doing

    request = sent(hours=2)
    sooner = timezone.now() + timedelta(hours=1)
    with inside(north.id):
        do = Doing(north.cal.actor, Act.POST_SUBMIT)
        assert api.reslot(do, subject_type=request.subject_type, subject_id=request.subject_id, slot=sooner)
        row = Request.objects.get()
        assert (row.slot, row.decide_by) == (sooner, sooner)
        assert [fact.detail for fact in do.facts] == ["rescheduled"]
