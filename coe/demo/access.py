"""What waits for those who hand out rights: somebody asks for one, somebody is invited."""

from datetime import timedelta

from coe.access.actions import ask_for
from coe.access.acts import Act
from coe.access.models import Role, Scope
from coe.accounts.actions import invite
from coe.demo.past import clock
from coe.demo.steps import Stage, step


@step(900, "an access request and an invitation")
def waiting(stage: Stage) -> str:
    nordhang = f"{Scope.BRAND}:{stage.brands['nordhang'].pk}"
    with clock(stage.ago(hours=3)):
        ask_for(
            stage.actor("cem"),
            act=Act.POST_SCHEDULE,
            on=nordhang,
            note="Pia is away on Friday; I would move two posts by an hour.",
        )
    with clock(stage.ago(hours=2)):
        role = Role.objects.get(key="creator")
        invite(
            stage.actor("iris"),
            email="sven.aalto@northern-agency.example",
            name="Sven Aalto",
            title="Film and sound",
            language="en",
            role_id=role.pk,
            on=nordhang,
            until=stage.now + timedelta(days=30),
        )
    return "1 request, 1 invitation"
