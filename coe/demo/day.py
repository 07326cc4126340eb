"""Today: people act one after another, each at a moment of the last hours, through the actions themselves.

Steps between TODAY and RUN plan acts; here they run in the order of their moments, with the clock set back, and what
is left of the past is chained in between, so that the audit tells everything in order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from coe.demo.past import clock
from coe.demo.steps import OTHER, Stage, step
from coe.notices.models import Notice
from coe.outbox.models import Due
from coe.outbox.tasks import drain

RUN = 900
Act = Callable[[], object]


@dataclass(order=True)
class Coming:
    at: datetime
    number: int
    act: Act = field(compare=False)


def will(stage: Stage, at: datetime, act: Act) -> None:
    """Plans an act of today."""
    acts: list[Coming] = stage.things.setdefault("acts", [])
    acts.append(Coming(at, len(acts), act))


@step(RUN, "the day")
def day(stage: Stage) -> str:
    return _day(stage)


@step(RUN, "the day", org=OTHER)
def other_day(stage: Stage) -> str:
    return _day(stage)


def _day(stage: Stage) -> str:
    acts: list[Coming] = sorted(stage.things.get("acts", []))
    told = 0
    for one in acts:
        told += stage.trail.write(stage.org, until=one.at)
        with clock(one.at):
            one.act()
            drain(org_id=str(stage.org.pk))
    told += stage.trail.write(stage.org)
    _no_mail(stage)
    return f"{len(acts)} acts, {told} audit entries between them"


def _no_mail(stage: Stage) -> None:
    """Nobody is written to about a past that did not happen; what is older than half a day was read."""
    Notice.objects.filter(by_mail=True).update(by_mail=False)
    Notice.objects.filter(created_at__lt=stage.ago(hours=12)).update(read_at=stage.ago(hours=1))
    Due.objects.filter(org_id=stage.org.pk, kind__in=("notices", "invitation-mail")).delete()
