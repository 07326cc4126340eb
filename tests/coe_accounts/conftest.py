"""Mails about logins go out with the commit here, as a mail worker would send them."""

import pytest

from coe.accounts import tasks


@pytest.fixture(autouse=True)
def mail_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.account_mail, "delay", tasks.account_mail)
