"""Lists by cursor: nothing twice, nothing left out, whatever is added meanwhile."""

from collections.abc import Callable
from typing import Any

from tests.coe_api.conftest import Program, body_of
from tests.factories.cast import Org


def test_pages_hold_while_rows_are_added(north: Org, news: Any, program: Callable[..., Program]) -> None:
    cal = program(north.cal)
    made = [cal.post("/posts", body_of(news, title=f"Post {n}")).json()["id"] for n in range(5)]
    seen, query = [], {"limit": "2"}
    for _page in range(9):
        answer = cal.get("/posts", **query).json()
        seen += [one["id"] for one in answer["items"]]
        if not answer["next_cursor"]:
            assert answer["next"] is None
            break
        query = {"limit": "2", "cursor": answer["next_cursor"]}
        cal.post("/posts", body_of(news, title="Newer"))
    assert seen == made[::-1]


def test_next_is_an_address(north: Org, news: Any, program: Callable[..., Program]) -> None:
    cal = program(north.cal)
    for n in range(3):
        cal.post("/posts", body_of(news, title=f"Post {n}"))
    first = cal.get("/posts", limit="2", q="Post").json()
    second = cal.call("GET", first["next"]).json()
    assert [one["first_line"] for one in (*first["items"], *second["items"])] == ["Post 2", "Post 1", "Post 0"]
    other = cal.get("/posts", limit="2", q="Other", cursor=first["next_cursor"])
    assert other.json()["errors"][0]["parameter"] == "cursor"


def test_short_lists_are_paged_too(north: Org, program: Callable[..., Program]) -> None:
    ida = program(north.ida)
    first = ida.get("/roles", limit="6").json()
    rest = ida.get("/roles", limit="6", cursor=first["next_cursor"]).json()
    names = [one["id"] for one in (*first["items"], *rest["items"])]
    assert (len(first["items"]), len(rest["items"]), len(set(names))) == (6, 5, 11)


def test_filters_narrow(north: Org, news: Any, program: Callable[..., Program]) -> None:
    cal, bea = program(north.cal), program(north.bea)
    mine = cal.post("/posts", body_of(news)).json()["id"]
    theirs = bea.post("/posts", body_of(news, title="Supper", campaign_id=None)).json()["id"]

    def ids(**query: str) -> set[str]:
        return {one["id"] for one in cal.get("/posts", **query).json()["items"]}

    assert ids() == {mine, theirs}
    assert ids(mine="true") == {mine}
    assert ids(q="supper") == {theirs}
    assert ids(state="published") == set()
    assert ids(channel=str(news.pk), brand=str(news.brand_id)) == {mine, theirs}
