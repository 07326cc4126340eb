"""Mails about accounts are handed to workers after the commit; what goes wrong there undoes and stops nothing."""

from typing import Any

import pytest

from coe.accounts.models import AccountMail
from coe.accounts.posting import post
from coe.accounts.tasks import account_mail


@pytest.mark.django_db
def test_workers_that_cannot_be_reached_stop_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, django_capture_on_commit_callbacks: Any
) -> None:
    def gone(**_how: Any) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(account_mail, "delay", gone)
    with django_capture_on_commit_callbacks(execute=True):
        post("password_reset", to="cal@northwind.example", language="en", said={})
    assert AccountMail.objects.count() == 1, "it waits for the next look"
    assert "no broker" in caplog.text
