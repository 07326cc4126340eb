"""What waits for those who hand out rights: somebody asks for one, somebody is invited."""

from datetime import timedelta

from coe.access.actions import ask_for
from coe.access.acts import Act
from coe.access.models import Role, Scope
from coe.accounts.actions import invite
from coe.accounts.models import Invitation
from coe.demo.day import will
from coe.demo.steps import Stage, step


@step(510, "an access request and an invitation")
def waiting(stage: Stage) -> str:
    nordhang = f"{Scope.BRAND}:{stage.brands['nordhang'].pk}"
    will(
        stage,
        stage.ago(hours=3),
        lambda: ask_for(
            stage.actor("cem"),
            act=Act.POST_SCHEDULE,
            on=nordhang,
            note="Pia is away on Friday; I would move two posts by an hour.",
        ),
    )
    will(stage, stage.ago(hours=2), lambda: _invite(stage, nordhang))
    return "1 request, 1 invitation"


def _invite(stage: Stage, on: str) -> None:
    invitation = invite(
        stage.actor("iris"),
        email="sven.aalto@northern-agency.example",
        name="Sven Aalto",
        title="Film and sound",
        language="en",
        role_id=Role.objects.get(key="creator").pk,
        on=on,
        until=stage.now + timedelta(days=30),
    )
    # The demo writes to nobody.
    Invitation.objects.filter(pk=invitation.pk).update(mailed_at=invitation.created_at)
