"""Imports whose worker, or whose message, is lost: they go on by themselves, or rest and say so."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from celery.exceptions import SoftTimeLimitExceeded
from django.utils import timezone

from coe.notices.models import Notice
from coe.outbox.models import Due
from coe.tenancy.context import inside
from publishing.importing import actions, running, tasks, trying
from publishing.importing.models import Import
from tests.publishing.content.conftest import Stage, stage
from tests.publishing.importing.test_import import desk, posts, row

__all__ = ["desk", "stage"]


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table is long, and no message of a page arrives: a broker that was away. What the sweep sends is done."""
    monkeypatch.setattr(running, "SMALL", 0)
    monkeypatch.setattr(running.app, "send_task", lambda *args, **kwargs: None)
    monkeypatch.setattr(tasks.carry_on, "delay", lambda **ids: tasks.carry_on(**ids))


def sweep(minutes: int) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        tasks.recover()


def waits(found: Import) -> bool:
    return Due.objects.filter(kind=trying.WORK_DUE, ref=found.pk).exists()


@pytest.mark.usefixtures("lost")
def test_an_import_whose_message_was_lost_goes_on_by_itself(stage: Stage, desk: Any) -> None:
    cal = desk()
    cal.upload(*[row(text=f"n{n}") for n in range(60)])
    sweep(0)
    assert cal.table().state == "checking", "a worker may still be on its way"
    sweep(2)
    assert (cal.table().state, waits(cal.table())) == ("checked", False)
    cal.run()
    assert cal.table().state == "running"
    page = cal.upload(*[row(text=f"n{n}") for n in range(60)]).content.decode()
    assert "This file is being imported already." in page and "Nothing was imported again" not in page
    sweep(2)
    assert (cal.table().state, waits(cal.table())) == ("done", False)
    assert len({one.text for one in posts(stage)}) == len(posts(stage)) == 60


@pytest.mark.usefixtures("lost")
@pytest.mark.parametrize(("died", "every"), [(SystemExit, 7), (RuntimeError, 2)])
def test_a_step_that_fails_again_and_again_rests_until_its_member_goes_on(
    stage: Stage, desk: Any, monkeypatch: pytest.MonkeyPatch, died: type[BaseException], every: int
) -> None:
    """A worker that is killed says nothing; one that fails says so, and is tried again sooner."""
    cal = desk()
    cal.upload(row(text="one"), row(text="two"))
    sweep(2)
    cal.run()
    assert "every 2s" in cal.client.get(cal.url("progress")).content.decode()
    begun: list[int] = []

    def die(*args: Any, **kwargs: Any) -> bool:
        begun.append(1)
        raise died

    with monkeypatch.context() as broken:
        broken.setattr(actions, "run_some", die)
        for turn in range(1, 6):
            with suppress(died):
                sweep(every * turn)
    assert len(begun) == trying.TRIES
    with inside(stage.north.id):
        assert Notice.objects.filter(kind="import.halted", member=stage.north.cal.member).count() == 1
    assert not waits(cal.table())
    sweep(60)
    assert (cal.table().state, posts(stage)) == ("running", [])
    page = cal.client.get(cal.url("progress")).content.decode()
    assert "Continue" in page and "every 15s" in page
    assert desk("bea").client.post(cal.url("go-on")).status_code == 404
    assert not waits(cal.table())
    assert "Continue" not in cal.client.post(cal.url("go-on"), follow=True).content.decode()
    sweep(2)
    assert cal.table().state == "done"
    assert [one.text for one in posts(stage)] == ["one", "two"]


@pytest.mark.usefixtures("lost")
def test_all_or_nothing_that_takes_too_long_says_so(stage: Stage, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    cal = desk()
    cal.upload(row(text="one"), row(text="two"))
    sweep(2)
    cal.run("all")

    def slow(*args: Any, **kwargs: Any) -> bool:
        raise SoftTimeLimitExceeded

    with monkeypatch.context() as hurried:
        hurried.setattr(actions, "run_some", slow)
        sweep(2)
    assert (cal.table().state, waits(cal.table()), posts(stage)) == ("checked", False, [])
    page = cal.client.get(cal.url()).content.decode()
    assert "All at once takes too long." in page
    assert "Row 0" not in page
