"""What governance lends to the day: deciding as a person does, and the freeze that is on."""

from uuid import UUID

from coe.demo.day import will
from coe.demo.steps import OTHER, Stage, step
from governance.approvals.actions import comment, decide, saw
from governance.approvals.models import Request
from governance.approvals.states import State
from governance.crisis.actions import declare

FREEZE = "The Chinese price list is being corrected. Nothing goes out there until it is."


class Desk:
    """How somebody deals with what waits for them, by post."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def _open(self, subject_id: UUID) -> Request:
        return Request.objects.get(subject_id=subject_id, state=State.OPEN)

    def look(self, who: str, subject_id: UUID) -> None:
        saw(self.stage.actor(who), request_id=self._open(subject_id).pk)

    def decide(self, who: str, subject_id: UUID, kind: str, *, reason: str = "", said: str = "") -> None:
        request = self._open(subject_id)
        decide(
            self.stage.actor(who), request_id=request.pk, kind=kind, digest=request.digest, step=request.step,
            reason=reason, comment=said,
        )  # fmt: skip

    def say(self, who: str, subject_id: UUID, text: str) -> None:
        comment(self.stage.actor(who), request_id=self._open(subject_id).pk, text=text)


@step(512, "desks")
def desks(stage: Stage) -> str:
    stage.things["desk"] = Desk(stage)
    channel = stage.things["channels"]["highpass", "news-zh"]
    will(
        stage,
        stage.ago(hours=2, minutes=20),
        lambda: declare(stage.actor("leonie"), reason=FREEZE, channel_id=channel.pk),
    )
    return "1 freeze is on"


@step(512, "desks", org=OTHER)
def other_desks(stage: Stage) -> str:
    stage.things["desk"] = Desk(stage)
    return "ready"
