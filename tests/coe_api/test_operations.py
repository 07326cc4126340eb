"""Every operation: it opens by its act, shows nothing of another organisation, and keeps its queries."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe.access.acts import Act
from coe.access.gate import Audience
from coe.access.models import Role
from coe.api.description import document
from coe.api.operations import Operation
from coe.api.samples import sample
from coe.audit.models import Entry
from coe.tenancy.context import inside
from tests.architecture.test_foreign import everything_of
from tests.architecture.test_urls import walk
from tests.coe_api.conftest import ROOT, Program, all_roles, body_of, newsroom_of
from tests.factories.cast import Cast, Org

ID = re.compile(r"<uuid:\w+>")
PERIOD = {"first": "2026-03-02", "until": "2026-03-09"}
BESIDE = ("SAVEPOINT", "RELEASE", 'UPDATE "api_apitoken"')
MOST = 8
"""Queries of a list, the token among them."""


def operations() -> Iterator[tuple[str, Operation]]:
    """Every operation with its route below /api/v1."""
    for route, view in walk():
        kind = getattr(view, "cls", None)
        if route.startswith("api/v1/") and hasattr(kind, "operations"):
            for operation in kind.operations.values():
                yield "/" + route.removeprefix("api/v1/"), operation


def reading() -> list[tuple[str, Operation]]:
    return [(route, one) for route, one in operations() if one.method == "GET" and "<" not in route]


def asked(route: str) -> dict[str, str]:
    return PERIOD if route == "/calendar" else {}


def test_the_walk_sees_them_all() -> None:
    found = list(operations())
    assert len(found) == sum(len(methods) for methods in document()["paths"].values())
    assert len({one.id for _route, one in found}) == len(found) > 120


def test_every_method_of_every_address_says_who_may_open_it() -> None:
    for route, view in walk():
        if hasattr(getattr(view, "cls", None), "operations"):
            for method, door in view.coe_gate.items():
                marked = isinstance(door, Act) or (door[0] is Audience.MEMBER and len(door[1]) > 15)
                assert marked, f"{method} {route}"


def test_lists_answer_within_their_queries(north: Org, program: Callable[..., Program]) -> None:
    """With every right, over rows of everything a fresh organisation has. Noting a token's last use, once a minute, is
    left out: on a slow machine the test takes longer."""
    caller = program(all_roles(north, "Max Might", "max"))
    news = newsroom_of(north)
    for _each in range(3):
        assert caller.post("/posts", body_of(news)).status_code == 201
    wrong, counts = [], {}
    for route, operation in reading():
        with CaptureQueriesContext(connection) as queries:
            answer = caller.get(route, **asked(route))
        if answer.streaming:
            b"".join(answer)
        if answer.status_code != 200:
            wrong.append((route, answer.status_code))
        if operation.paged:
            counts[route] = sum(not one["sql"].startswith(BESIDE) for one in queries)
    assert wrong == []
    assert {route: count for route, count in counts.items() if count > MOST} == {}


def test_more_rows_take_no_more_queries(north: Org, program: Callable[..., Program]) -> None:
    caller = program(north.bea)
    news = newsroom_of(north)
    caller.post("/posts", body_of(news))
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            caller.get("/posts")
        counts.append(len(queries))
        for _each in range(4):
            caller.post("/posts", body_of(news))
    assert counts[0] == counts[1]


def test_nobody_without_a_right_gets_in(north: Org, program: Callable[..., Program]) -> None:
    """A member without any grant: what takes an act is refused, names it, and changes nothing."""
    caller = program(north.nia)
    with inside(north.id):
        before = Entry.objects.count()
    for route, operation in operations():
        if operation.id == "tokens_revoke_self":
            continue
        path = ID.sub(str(uuid4()), route).replace("<slug:key>", "revenue")
        answer = caller.call(operation.method, path, asked(route) or None)
        if operation.act:
            assert answer.status_code == 403, (operation.id, answer.content)
            said = answer.json()
            assert (said["act"], said["type"]) == (operation.act.value, "/api/v1/docs#problem-forbidden")
    with inside(north.id):
        assert Entry.objects.count() == before


def test_without_a_token_nothing_opens(north: Org, client: Any) -> None:
    for route, operation in operations():
        path = ROOT + ID.sub(str(uuid4()), route).replace("<slug:key>", "revenue")
        answer = getattr(client, operation.method.lower())(path)
        assert answer.status_code == 401, operation.id
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_ids_of_another_organisation_are_not_there(cast: Cast, program: Callable[..., Program]) -> None:
    """With every right in the south: the north's ids, at every operation, answer 404 with a body that is right."""
    caller = program(all_roles(cast.south, "Max Might", "max"))
    theirs = [uuid4(), newsroom_of(cast.north).pk, *everything_of(cast)[:3]]
    leaks = []
    for route, operation in operations():
        if not ID.search(route):
            continue
        body = sample(operation.takes) if operation.takes else None
        for id_ in theirs:
            path = ID.sub(str(id_), route).replace("<slug:key>", "revenue")
            more = {"If-Match": '"1"'} if operation.revised else {}
            answer = caller.call(operation.method, path, body, **more)
            if answer.status_code != 404:
                leaks.append(f"{operation.id}: {answer.status_code} {answer.content[:200]!r}")
    assert leaks == []
    with inside(cast.north.id):
        assert not Entry.objects.filter(actor_label__startswith="Max Might").exists()


def test_a_change_of_ones_look_leaves_the_shortcuts_as_they_are(north: Org, program: Callable[..., Program]) -> None:
    cal = program(north.cal)
    assert cal.patch("/me", {"keys_off": True}).json()["keys_off"] is True
    assert cal.patch("/me", {"theme": "dark"}).json()["keys_off"] is True
    north.cal.user.refresh_from_db()
    assert (north.cal.user.keys, north.cal.user.theme) == (False, "dark")
    assert cal.patch("/me", {"keys_off": False}).json()["keys_off"] is False


def test_a_brand_lead_invites_to_one_channel(north: Org, program: Callable[..., Program], news: Any) -> None:
    with inside(north.id):
        role = Role.objects.get(key="creator")
    bea = program(north.bea)
    body = {"email": "nora@new.example", "name": "Nora", "role_id": str(role.pk), "on": f"channel:{news.pk}"}
    made = bea.post("/invitations", body)
    assert (made.status_code, made.json()["email"]) == (201, "nora@new.example")
    assert [one["id"] for one in bea.get("/invitations").json()["items"]] == [made.json()["id"]]
    assert program(north.vic).get("/invitations").json()["items"] == []
    assert bea.post(f"/invitations/{made.json()['id']}/revoke").json()["state"] == "revoked"


def test_what_a_program_does_not_name_stays_paid(north: Org, program: Callable[..., Program]) -> None:
    """The mark of a paid partnership is set, read and taken away by name only; disclosure rules hang on it."""
    caller = program(north.bea)
    made = caller.post("/posts", body_of(newsroom_of(north), paid=True)).json()
    assert made["paid"] is True
    path = f"/posts/{made['id']}"
    retitled = caller.patch(path, {"title": "Supper on the water", "revision": made["revision"]}).json()
    assert (retitled["title"], retitled["paid"]) == ("Supper on the water", True)
    unpaid = caller.patch(path, {"paid": False, "revision": retitled["revision"]}).json()
    assert unpaid["paid"] is False
    assert caller.get(path).json()["paid"] is False
