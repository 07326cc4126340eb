"""Who reads which part of the trail, how a page tells it, and what the frame says of the chain."""

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from coe.access import actions
from coe.access.models import Grant, Role
from coe.audit import chain, health, tasks
from coe.audit.changes import changed
from coe.audit.lines import lines
from coe.audit.models import Check, Entry
from coe.tenancy.context import inside
from tests.coe_audit.test_chain import lines as exported
from tests.coe_audit.test_chain import outsider
from tests.factories.cast import Org


def grant(org: Org, brand: str, reason: str) -> Grant:
    with inside(org.id):
        return actions.grant(
            org.cleo.actor, member_id=org.nia.member.pk, role_id=Role.objects.get(key="publisher").pk,
            on=f"brand:{org.brands[brand].pk}", reason=reason,
        )  # fmt: skip


def wide(org: Org, name: str = "Far and wide") -> None:
    with inside(org.id):
        actions.write_role(org.cleo.actor, name=name, about="", acts=["post.see"])


def read(browse: Any, person: Any, url: str) -> str:
    answer = browse(person).get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


# ── by brand ────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_knows_the_brand_it_was_about(north: Org) -> None:
    made = grant(north, "harbour", "first")
    wide(north)
    with inside(north.id):
        actions.ask_for(north.cal.actor, act="post.approve", on=f"brand:{north.brands['valley'].pk}")
        actions.end_grant(north.cleo.actor, grant_id=made.pk)
        brands = list(Entry.objects.order_by("seq").values_list("brand", flat=True))
    harbour, valley = north.brands["harbour"].pk, north.brands["valley"].pk
    assert brands == [harbour, None, valley, harbour]


def test_a_brand_lead_reads_the_audit_of_the_brand(north: Org, browse: Any) -> None:
    grant(north, "harbour", "for harbour")
    grant(north, "valley", "for valley")
    wide(north)
    said = read(browse, north.bea, north.url("audit/"))
    assert "for harbour" in said
    assert "for valley" not in said
    assert "Far and wide" not in said
    assert "You read what concerns your brands:" in said
    whole = read(browse, north.aud, north.url("audit/"))
    for seen in ("for harbour", "for valley", "Far and wide"):
        assert seen in whole
    assert "You read what concerns" not in whole


def test_no_filter_widens_what_a_brand_lead_reads(north: Org, browse: Any) -> None:
    grant(north, "valley", "for valley")
    for query in ("q=Nia", f"actor={north.cleo.member.pk}", "act=access", "since=2001-01-01"):
        assert "for valley" not in read(browse, north.bea, north.url(f"audit/?{query}"))


def test_a_filter_says_each_word_once_and_means_all_its_acts(north: Org, browse: Any) -> None:
    grant(north, "harbour", "for harbour")
    said = read(browse, north.aud, north.url("audit/"))
    options = re.findall(
        r'<option value="([^"]*)"[^>]*>([^<]+)</option>', said.split('name="act"')[1].split("</select>")[0]
    )
    assert len({words for _value, words in options}) == len(options)
    members = next(value for value, words in options if words == "Members")
    assert set(members.split(",")) == {"member", "role", "access"}
    assert "for harbour" in read(browse, north.aud, north.url(f"audit/?act={members}"))
    assert "for harbour" not in read(browse, north.aud, north.url("audit/?act=post"))


def test_exports_and_walking_the_chain_stay_with_who_reads_all_of_it(north: Org, browse: Any) -> None:
    grant(north, "harbour", "x")
    client = browse(north.bea)
    said = read(browse, north.bea, north.url("audit/"))
    assert "audit/export" not in said
    assert "Check now" not in said
    assert client.get(north.url("audit/export.jsonl")).status_code == 403
    assert client.post(north.url("audit/check/")).status_code == 403
    with inside(north.id):
        assert Entry.objects.count() == 1
        assert Check.objects.count() == 0


def test_the_brand_is_under_the_hash(north: Org, browse: Any) -> None:
    grant(north, "harbour", "x")
    wide(north)
    said = exported(north, browse)
    verify = outsider().verify
    assert verify(said) == (3, "")
    first, second = json.loads(said[0]), json.loads(said[1])
    assert first["brand"] == str(north.brands["harbour"].pk)
    assert "brand" not in second
    moved = first | {"brand": str(north.brands["valley"].pk)}
    cleared = {key: value for key, value in first.items() if key != "brand"}
    for altered in (moved, cleared):
        assert verify([json.dumps(altered), *said[1:]])[1] == "entry 1 was altered"
    put = second | {"brand": str(north.brands["harbour"].pk)}
    assert verify([said[0], json.dumps(put), said[2]])[1] == "entry 2 was altered"
    out = io.StringIO()
    call_command("audit", "verify", org="northwind", stdout=out)
    assert "3 entries, intact" in out.getvalue()


def test_a_filter_is_kept_as_a_view_and_signs_are_folded(north: Org, browse: Any) -> None:
    rows(north, fact("publishing.post", "p", label="雪森溫泉"), fact("publishing.post", "q", label="Lake"))
    aud = browse(north.aud)
    kept = aud.post(north.url("lists/audit/keep/"), {"name": "Springs", "query": "q=温泉&act=post"})
    page = aud.get(kept["Location"]).content.decode()
    assert "雪森溫泉" in page
    assert "for approval" in page
    assert "Lake" not in page
    assert "Springs" in page


# ── one act, one line ───────────────────────────────────────────────────────────────────────────


def rows(org: Org, *facts: chain.Fact, apart: bool = False) -> list[Entry]:
    with inside(org.id):
        at = timezone.now()
        for number, fact in enumerate(facts):
            chain.append(org.cal.actor, [fact], at=at + timedelta(seconds=5 * number * apart))
        return list(Entry.objects.order_by("-seq"))


def fact(kind: str, id_: str, act: str = "post.submit", detail: str = "", label: str = "Spring") -> chain.Fact:
    return chain.Fact(act, kind, id_, label, {}, {"k": id_}, detail=detail)


def test_a_post_and_the_request_it_opened_are_one_line(north: Org, browse: Any) -> None:
    found = rows(north, fact("governance.request", "r", detail="opened"), fact("publishing.post", "p"))
    [line] = lines(found)
    assert line.sentence == "Cal Creator sent Spring for approval"
    assert [one.entry.seq for one in line.changes] == [2, 1]
    said = read(browse, north.aud, north.url("audit/"))
    assert said.count("Cal Creator sent Spring for approval") == 1
    with inside(north.id):
        assert chain.check(north.id) == (2, None)


def test_what_changed_reads_without_a_programmer(north: Org, browse: Any) -> None:
    """Kept as JSON, shown as words: one name, what it was and what it is; what stayed is left out."""
    version = "0d3ccd9a-4db9-5d45-9e96-3dd9704ee203"
    legal = {"name": "Legal", "hours": 8, "approvers": ["a", "b"]}
    before = {"title": "Snow", "paid": False, "market": None, "language": "en", "steps": [legal]}
    after = {
        "title": "Snow", "paid": True, "market": None, "language": "", "tags": ["a", "b"],
        "steps": [legal | {"hours": 4, "approvers": ["b"]}, {"name": "Lead"}], "versions": {version: {"text": None}},
    }  # fmt: skip
    [entry] = rows(north, chain.Fact("post.draft", "publishing.post", "p", "Spring", before, after, detail=""))
    found = changed(entry).changes
    assert {(one.name, one.before, one.after) for one in found} == {
        ("paid", "no", "yes"), ("language", "en", "—"), ("steps.1.hours", "8", "4"),
        ("steps.1.approvers", "a, b", "b"), ("tags", None, "a, b"), ("steps.2.name", None, "Lead"),
        ("versions.0d3ccd9a….text", None, "—"),
    }  # fmt: skip
    said = read(browse, north.aud, north.url("audit/"))
    assert "versions.0d3ccd9a….text" in said
    assert "None" not in said


def test_a_decision_speaks_for_what_follows_from_it(north: Org) -> None:
    decided = fact("governance.request", "r", act="post.approve", detail="approve")
    found = rows(north, decided, fact("governance.request", "r", act="post.approve", detail="approved"))
    assert [line.sentence for line in lines(found)] == ["Cal Creator approved Spring"]


@pytest.mark.parametrize(
    ("second", "apart"),
    [
        (fact("publishing.post", "q"), False),
        (fact("governance.request", "r", label="Autumn"), False),
        (fact("governance.request", "r", act="post.withdraw"), False),
        (fact("publishing.post", "p"), False),
        (fact("governance.request", "r"), True),
    ],
    ids=["another post of that name", "another name", "another act", "the same again", "later"],
)
def test_what_is_not_one_act_keeps_its_own_line(north: Org, second: chain.Fact, apart: bool) -> None:
    assert len(lines(rows(north, fact("publishing.post", "p"), second, apart=apart))) == 2


# ── what the frame says ─────────────────────────────────────────────────────────────────────────


def test_the_rail_says_how_the_chain_was_when_last_walked(north: Org, browse: Any) -> None:
    home = north.url()
    wide(north)
    assert "Audit not checked yet" in read(browse, north.aud, home)
    tasks.verify(org_id=str(north.id))
    assert "Audit chain intact" in read(browse, north.aud, home)
    assert "Audit chain intact" in read(browse, north.bea, home)
    assert "Audit chain" not in read(browse, north.cal, home)
    with inside(north.id):
        Check.objects.update(broken_seq=1, broken_what="altered")
    assert "Audit chain broken at entry 1" in read(browse, north.aud, home)
    assert "Chain broken at entry 1" in read(browse, north.aud, north.url("audit/"))


def test_pages_walk_no_chain(north: Org, browse: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_args: Any) -> None:
        raise AssertionError("a page walked the chain")

    monkeypatch.setattr(chain, "check", never)
    read(browse, north.aud, north.url("audit/"))
    read(browse, north.aud, north.url())


def test_the_task_walks_again_after_an_hour(north: Org, south: Org) -> None:
    wide(north)
    tasks.verify(org_id=str(north.id))
    wide(north, "Later")
    tasks.verify(org_id=str(north.id))
    with inside(north.id):
        known = health.last()
        assert known is not None
        assert known.entries == 1
        Check.objects.update(checked_at=timezone.now() - timedelta(minutes=61))
    tasks.verify(org_id=str(north.id))
    with inside(north.id):
        assert Check.objects.get().entries == 2
    with inside(south.id):
        assert Check.objects.count() == 0


def test_walking_now_says_so_at_once(north: Org, browse: Any) -> None:
    wide(north)
    answer = browse(north.aud).post(north.url("audit/check/"))
    assert "Chain intact up to entry 1" in answer.content.decode()
    with inside(north.id):
        assert Check.objects.get().entries == 1


def test_what_the_system_does_for_a_channel_belongs_to_its_brand(north: Org) -> None:
    from coe.access.action import brand_of
    from publishing.connections.models import Channel
    from publishing.delivery.models import Delivery

    harbour = north.brands["harbour"]
    assert brand_of(Delivery(channel=Channel(brand=harbour))) == harbour.pk
    assert brand_of(harbour) == harbour.pk
    assert brand_of(north.organisation) is None
