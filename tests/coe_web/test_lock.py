"""A lock that several requests share: it lapses, and nobody lets go of another's."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from redis.exceptions import ConnectionError as Unreachable

from coe.web.cache import Cache
from coe.web.lock import Lock


@pytest.fixture(params=["in this process", "redis"])
def key(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    name = f"test-lock:{uuid4()}"
    if request.param == "redis":
        shared = Cache(settings.REDIS_URL, {})
        try:
            shared.get(name)
        except Unreachable:
            pytest.skip("no Redis runs here")
        monkeypatch.setattr(type(caches), "__getitem__", lambda _self, _alias: shared)
    yield name
    cache.delete(name)


def test_it_is_held_by_one_and_let_go_by_that_one(key: str) -> None:
    first, second = Lock(key, 60), Lock(key, 60)
    assert first.take()
    assert not second.take()
    assert not second.go_on()
    second.let_go()
    assert first.go_on()
    first.let_go()
    assert second.take()
    second.let_go()


def test_whoever_lost_it_leaves_it_to_the_next(key: str) -> None:
    lost, taken = Lock(key, 60), Lock(key, 60)
    assert lost.take()
    cache.delete(key)  # it lapsed
    assert not lost.go_on()
    assert taken.take()
    lost.let_go()
    assert not lost.go_on()
    assert taken.go_on()
    taken.let_go()


def test_going_on_makes_it_last(key: str) -> None:
    lock = Lock(key, 1)
    assert lock.take()
    lock.seconds = 60
    assert lock.go_on()
    assert not cache.add(key, 1, 1)
    shared: Any = caches["default"]
    if isinstance(shared, Cache):
        left = shared._cache.get_client().ttl(shared.make_and_validate_key(key))
        assert 50 < left <= 60
    lock.let_go()
