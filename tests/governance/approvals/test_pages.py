"""My approvals as people see them."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from coe.tenancy.context import inside
from governance import api
from governance.approvals import tasks
from governance.approvals.models import Answer, Comment, Decision, Seen
from tests.factories.cast import Org
from tests.governance.conftest import Things


def page(browse: Any, north: Org, who: str, path: str = "", **how: Any) -> Any:
    return browse(north.people[who]).get(north.url(f"approvals/{path}"), **how)


def queue_of(html: str) -> list[str]:
    return re.findall(r'<span class="q-text"[^>]*>(.*?)</span>', html)


def test_the_queue_shows_what_waits_for_me_by_time_left(north: Org, sent: Any, browse: Any) -> None:
    sent(text="Later", hours=5)
    sent(text="Soon", hours=1)
    sent(north.bea, text="My own")
    sent(north.vic, text="Another brand", brand="valley", hours=3)
    html = page(browse, north, "bea").content.decode()
    assert queue_of(html) == ["Soon", "Later"]
    assert re.search(r'class="count count-due"[^>]*>2<', html)
    assert queue_of(page(browse, north, "vic").content.decode()) == []
    everything = queue_of(page(browse, north, "lee").content.decode())
    assert everything == ["Soon", "Another brand", "Later", "My own"]
    assert queue_of(page(browse, north, "cal").content.decode()) == []


def test_an_empty_queue_says_why(north: Org, cast: Any, browse: Any) -> None:
    html = page(browse, north, "bea").content.decode()
    assert "Nothing waits for you" in html
    assert "Nothing was sent back" in page(browse, north, "bea", "?view=back").content.decode()
    html = page(browse, north, "cal").content.decode()
    assert "Nothing was sent back" in html
    assert "To decide" not in html


@pytest.mark.parametrize("who", ["eve", "nia", "ana"])
def test_those_who_neither_send_nor_approve_have_no_queue(north: Org, cast: Any, browse: Any, who: str) -> None:
    assert page(browse, north, who).status_code == 403


def test_another_organisations_request_does_not_exist(north: Org, south: Org, sent: Any, browse: Any) -> None:
    request = sent()
    client = browse(south.sue)
    form = {"kind": "approve", "digest": request.digest, "step": "1", "text": "hi"}
    for path in ("", "decide/", "comment/"):
        for org in (north, south):
            url = org.url(f"approvals/{request.pk}/{path}")
            assert client.post(url, form).status_code == 404
            if not path:
                assert client.get(url).status_code == 404
    assert browse(north.vic).get(north.url(f"approvals/{request.pk}/")).status_code == 404
    with inside(north.id):
        assert (Decision.objects.count(), Answer.objects.count(), Comment.objects.count()) == (0, 0, 0)


def test_a_request_has_its_own_page_and_htmx_gets_only_the_panes(north: Org, sent: Any, browse: Any) -> None:
    first, second = sent(text="First", hours=1), sent(text="Second", hours=2)
    whole = page(browse, north, "bea", f"{first.pk}/").content.decode()
    assert "<html" in whole
    assert f'action="/o/northwind/approvals/{first.pk}/decide/"' in whole
    assert 'data-key="j"' in whole
    assert 'data-key="k"' not in whole
    part = page(browse, north, "bea", f"{second.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="approval-view"' in part
    assert 'id="approval-decide"' in part
    assert 'hx-swap-oob="true"' in part
    assert 'data-key="k"' in part


def test_deciding_moves_on_to_the_next_and_can_be_undone(north: Org, sent: Any, browse: Any) -> None:
    first, second = sent(text="First", hours=1), sent(text="Second", hours=2)
    form = {"kind": "approve", "digest": first.digest, "step": "1"}
    answer = browse(north.bea).post(north.url(f"approvals/{first.pk}/decide/"), form, follow=True)
    assert answer.redirect_chain[-1][0] == north.url(f"approvals/{second.pk}/")
    html = answer.content.decode()
    assert "Approved “First”" in html
    assert queue_of(html) == ["Second"]
    with inside(north.id):
        mine = Answer.objects.get()
    assert f'action="{north.url(f"approvals/answers/{mine.pk}/retract/")}"' in html
    assert "First" in queue_of(page(browse, north, "bea", "?view=decided").content.decode())
    browse(north.bea).post(north.url(f"approvals/answers/{mine.pk}/retract/"))
    assert queue_of(page(browse, north, "bea").content.decode()) == ["First", "Second"]


def test_the_button_says_where_it_goes(north: Org, sent: Any, workflow: Any, browse: Any) -> None:
    workflow(("Brand", "some", 2, ["bea", "hal"]), ("Legal", "any", 1, ["lee"]))
    request = sent()
    assert "pass to Legal" not in page(browse, north, "bea", f"{request.pk}/").content.decode()
    from governance.approvals import actions

    actions.decide(north.hal.actor, request_id=request.pk, kind="approve", digest=request.digest, step=1)
    html = page(browse, north, "bea", f"{request.pk}/").content.decode()
    assert "Approve, pass to Legal" in html
    assert "Hal Harbour approved" in html
    assert "Step 1 of 2" in html


@pytest.mark.parametrize(
    ("who", "said"),
    [("cal", "You wrote or sent this."), ("lee", "Other people decide this step."), ("pia", "You may not approve")],
)
def test_those_who_cannot_decide_see_why(
    north: Org, sent: Any, workflow: Any, browse: Any, who: str, said: str
) -> None:
    workflow(("Brand", "any", 1, ["bea"]))
    html = page(browse, north, who, f"{sent().pk}/").content.decode()
    assert said in html
    assert 'value="approve"' not in html


def test_sending_back_works_without_script(north: Org, sent: Any, browse: Any) -> None:
    request = sent()
    html = page(browse, north, "bea", f"{request.pk}/?act=changes").content.decode()
    assert 'id="decide-form"' in html
    assert "Request changes</h2>" in html
    assert 'value="approve"' not in html, "one thing at a time"
    form = {"kind": "changes", "digest": request.digest, "step": "1", "reason": "voice", "comment": "Warmer"}
    answer = browse(north.bea).post(north.url(f"approvals/{request.pk}/decide/"), form, follow=True)
    assert "Sent back “" in answer.content.decode()


def test_sending_back_without_a_reason_points_at_the_reason(north: Org, sent: Any, browse: Any) -> None:
    request = sent()
    form = {"kind": "changes", "digest": request.digest, "step": "1", "reason": ""}
    answer = browse(north.bea).post(north.url(f"approvals/{request.pk}/decide/"), form)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count('id="id_reason"') == 1
    assert 'href="#id_reason"' in html
    assert 'aria-invalid="true" aria-describedby="id_reason_error"' in html


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "bless"},
        {"digest": "short"},
        {"digest": "g" * 64},
        {"step": "one"},
        {"step": "-1"},
        {"reason": "because", "kind": "changes"},
        {"comment": "x" * 2001},
        {"comment": "\u202eevil"},
    ],
)
def test_bad_input_changes_nothing(north: Org, sent: Any, browse: Any, form: dict[str, str]) -> None:
    request = sent()
    given = {"kind": "approve", "digest": request.digest, "step": "1"} | form
    answer = browse(north.bea).post(north.url(f"approvals/{request.pk}/decide/"), given)
    assert answer.status_code == 422
    with inside(north.id):
        assert (Decision.objects.count(), Answer.objects.count()) == (0, 0)


def test_comments_are_kept_and_escaped(north: Org, sent: Any, browse: Any) -> None:
    request = sent()
    url = north.url(f"approvals/{request.pk}/comment/")
    browse(north.pia).post(url, {"text": "See <b>this</b>\nplease"})
    html = page(browse, north, "bea", f"{request.pk}/").content.decode()
    assert "See &lt;b&gt;this&lt;/b&gt;<br>please" in html
    answer = browse(north.pia).post(url, {"text": "x" * 2001})
    assert answer.status_code == 422
    assert "x" * 2001 in answer.content.decode()
    assert browse(north.pia).post(url, {"text": " "}).status_code == 422
    with inside(north.id):
        assert Comment.objects.count() == 1


def test_what_changed_since_somebody_looked(north: Org, sent: Any, browse: Any, things: Things) -> None:
    request = sent(text="Friday")
    page(browse, north, "bea", f"{request.pk}/")
    page(browse, north, "bea", f"{request.pk}/")
    old = request.digest
    things.texts[request.subject_id] = "Saturday"
    again = sent(subject=request.subject_id)
    page(browse, north, "bea", f"{again.pk}/")
    page(browse, north, "bea", f"{again.pk}/")
    assert things.seen == ["", "", old, old]
    with inside(north.id):
        assert Seen.objects.count() == 1
        assert api.sent_at(request.subject_id, old) is not None


def test_several_at_once_each_by_its_own_digest(north: Org, sent: Any, browse: Any, things: Things) -> None:
    good, changed, other = sent(text="Good"), sent(text="Changed"), sent(text="Other")
    client, url = browse(north.bea), north.url("approvals/several/")
    assert client.get(url).content.decode().count('name="pick"') == 3
    assert client.post(url).status_code == 422
    look = client.post(url, {"pick": [good.pk, changed.pk]}).content.decode()
    assert good.digest in look
    assert "Good" in look
    assert other.digest not in look
    with inside(north.id):
        assert Decision.objects.count() == 0
    things.texts[changed.subject_id] = "Changed!"
    form = {"sure": "1", "pick": [good.pk, changed.pk, uuid4()]}
    for one in (good, changed):
        form |= {f"digest-{one.pk}": one.digest, f"step-{one.pk}": "1"}
    done = client.post(url, form).content.decode()
    assert "The content changed since you looked" in done
    assert "1 other no longer waited for you" in done
    with inside(north.id):
        assert Decision.objects.count() == 0
        assert [(made.request_id, made.kind) for made in Answer.objects.all()] == [(good.pk, "approve")]
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        for one in (good, changed):
            tasks.look(org_id=str(north.id), request_id=str(one.pk))
    with inside(north.id):
        assert [(made.request_id, made.kind) for made in Decision.objects.all()] == [(good.pk, "approve")]
    assert browse(north.cal).get(url).status_code == 403


def _all_of(requests: list[Any]) -> dict[str, Any]:
    form: dict[str, Any] = {"sure": "1", "pick": [one.pk for one in requests]}
    for one in requests:
        form |= {f"digest-{one.pk}": one.digest, f"step-{one.pk}": "1"}
    return form


def test_several_are_taken_back_with_one_button(north: Org, sent: Any, browse: Any) -> None:
    some = [sent(), sent()]
    client, url = browse(north.bea), north.url("approvals/several/")
    done = client.post(url, _all_of(some)).content.decode()
    assert "2 posts approved" in done
    undo = re.search(rf"{north.url('approvals/several/')}[0-9a-f-]+/retract/", done)
    assert undo is not None
    assert browse(north.hal).post(undo.group(0)).status_code == 404
    assert client.post(undo.group(0)).status_code == 302
    with inside(north.id):
        assert (Answer.objects.count(), Decision.objects.count()) == (0, 0)
    assert client.post(undo.group(0)).status_code == 404
    undo = re.search(rf"{url}[0-9a-f-]+/retract/", client.post(url, _all_of(some)).content.decode())
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        said = client.post(undo.group(0), follow=True).content.decode()  # type: ignore[union-attr]
    assert "Too late: 2 count already." in said
    with inside(north.id):
        assert Answer.objects.count() == 2


def test_too_many_at_once_are_refused_and_a_page_offers_no_more(
    north: Org, sent: Any, browse: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("governance.approvals.several.MOST", 2)
    some = [sent(text=f"Post {number}") for number in range(3)]
    client, url = browse(north.bea), north.url("approvals/several/")
    assert client.get(url).content.decode().count('name="pick"') == 2
    assert client.get(f"{url}?page=2").content.decode().count('name="pick"') == 1
    answer = client.post(url, _all_of(some))
    assert answer.status_code == 422
    assert "Pick at most 2 posts at once." in answer.content.decode()
    with inside(north.id):
        assert Answer.objects.count() == 0
    # What stands on a later page is taken too.
    assert client.post(url, _all_of(some[2:])).status_code == 200
    with inside(north.id):
        assert [made.request_id for made in Answer.objects.all()] == [some[2].pk]


def test_the_queue_goes_on_and_can_be_searched(north: Org, sent: Any, browse: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("governance.approvals.selectors.LONGEST", 2)
    for number in range(4):
        sent(text=f"Lake {number}", hours=number + 1)
    sent(text="雪森溫泉", hours=9)
    html = page(browse, north, "bea").content.decode()
    assert queue_of(html) == ["Lake 0", "Lake 1"]
    assert "Show more, 3 left" in html
    assert re.search(r'class="count count-due"[^>]*>5<', html)
    html = page(browse, north, "bea", "?portions=2").content.decode()
    assert queue_of(html) == ["Lake 0", "Lake 1", "Lake 2", "Lake 3"]
    assert "Show more, 1 left" in html
    assert '/?portions=2" class="q' in html
    assert queue_of(page(browse, north, "bea", "?portions=3").content.decode())[-1] == "雪森溫泉"
    html = page(browse, north, "bea", "?q=温泉").content.decode()
    assert queue_of(html) == ["雪森溫泉"]
    assert "Show more" not in html
    assert page(browse, north, "bea", "?portions=nonsense").status_code == 200
    assert "Nothing found" in page(browse, north, "bea", "?q=desert").content.decode()


def test_the_queue_is_kept_as_a_view(north: Org, sent: Any, browse: Any) -> None:
    sent(text="Lake")
    bea = browse(north.bea)
    said = bea.post(north.url("lists/approvals/keep/"), {"name": "Lakes", "query": "q=lake&page=3"})
    assert said.status_code == 302
    assert "q=lake&saved=" in said["Location"]
    assert queue_of(bea.get(said["Location"]).content.decode()) == ["Lake"]
    assert browse(north.nia).get(north.url("lists/approvals/")).status_code == 404


def test_the_rail_counts_what_waits(north: Org, sent: Any, browse: Any) -> None:
    sent()
    sent()
    assert re.search(
        r"Approvals\s*<span class=\"count count-due\"[^>]*>2<", page(browse, north, "bea").content.decode()
    )


def test_a_page_costs_the_same_with_many_requests(north: Org, sent: Any, browse: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = browse(north.bea)
    sent()
    client.get(north.url("approvals/"))
    with CaptureQueriesContext(connection) as few:
        client.get(north.url("approvals/"))
    for _more in range(8):
        sent()
    with CaptureQueriesContext(connection) as many:
        client.get(north.url("approvals/"))
    assert len(many) == len(few)


def test_seeing_everything_and_approving_one_brand_is_not_seeing_one_brand(north: Org, sent: Any, browse: Any) -> None:
    from tests.factories.cast import Grant, Role, Scope, put_right_rows

    with inside(north.id):
        grant = Grant.objects.create(
            org=north.organisation,
            member=north.ana.member,
            role=Role.objects.get(key="brand-lead"),
            scope=Scope.BRAND,
            scope_id=north.brands["valley"].pk,
            scope_label="Valley",
            reason="both",
        )
        put_right_rows(grant)
    assert page(browse, north, "ana", f"{sent().pk}/").status_code == 200
