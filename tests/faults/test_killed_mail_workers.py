"""Workers killed while they mail an invitation: it comes all the same, and the page says the truth until then."""

import signal
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from coe.accounts import tasks
from coe.accounts.actions import invite
from coe.accounts.closing import MAIL_DUE
from coe.accounts.models import Invitation
from coe.celery import app
from coe.outbox.models import Due
from coe.tenancy.context import inside
from tests.faults.test_killed_workers import Crew, crew, stage, wait
from tests.publishing.delivery.stage import Stage

__all__ = ["crew", "stage"]
pytestmark = pytest.mark.faults


def told(crew: Crew, invitation: Invitation) -> None:
    """The message of the queue."""
    with app.connection_for_write(crew.broker) as connection:
        kwargs = {"org_id": str(invitation.org_id), "invitation_id": str(invitation.pk)}
        tasks.mail.apply_async(kwargs=kwargs, queue="mail", connection=connection)


@pytest.mark.parametrize(
    ("point", "out"),
    [("after the claim of a mail, before it is handed over", 0), ("after a mail is handed over, before settling", 1)],
)
def test_an_invitation_whose_worker_is_killed_is_mailed(
    stage: Stage, crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str, out: int
) -> None:
    monkeypatch.setattr(tasks.mail, "delay", lambda **kwargs: None)
    crew.environment["MAILS"] = str(tmp_path)
    held = invite(stage.org.ida.actor, email="nora@new.example", name="Nora", language="en")

    def mails() -> list[str]:
        return [message_from_bytes(one.read_bytes())["To"] for one in tmp_path.iterdir()]

    def now() -> Invitation:
        with inside(stage.org.id):
            return Invitation.objects.get(pk=held.pk)

    worker = crew.start(point)
    told(crew, held)
    wait(lambda: worker.poll() is not None, "the worker dies")
    assert worker.returncode == -signal.SIGKILL
    assert (now().mailed_at, len(mails())) == (None, out)
    living = crew.start()
    # The message comes once more, and the sweep's when the claim of the dead one is over.
    told(crew, held)
    Due.objects.filter(kind=MAIL_DUE, ref=held.pk).update(not_before=held.created_at - timedelta(seconds=1))
    told(crew, held)
    wait(lambda: now().mailed_at, "it is mailed")
    assert living.poll() is None
    assert mails() == ["nora@new.example"] * (out + 1)
    assert not Due.objects.filter(kind=MAIL_DUE, ref=held.pk).exists()
