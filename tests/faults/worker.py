"""A real worker of the publish and mail queues that kills or stops itself. Run as `python -m tests.faults.worker`.

POINT says at which point; everything else is as in production: Celery, Redis, Postgres, HTTP.
"""

import os
import signal
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

POINT = os.environ.get("POINT", "")


def die(how: int = signal.SIGKILL) -> None:
    sys.stdout.write(f"at {POINT}\n")
    sys.stdout.flush()
    os.kill(os.getpid(), how)


def before(function: Callable[..., Any], how: int = signal.SIGKILL) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        die(how)
        return function(*args, **kwargs)

    return run


def after(function: Callable[..., Any]) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        die()
        return result

    return run


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.core.mail import EmailMultiAlternatives

    from coe.accounts import mailing
    from coe.celery import app
    from publishing.delivery import checks, engine
    from tests.publishing.delivery import network

    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = os.environ.get("MAILS", "")
    network.register()
    # Governance is asked for real elsewhere; here it says yes.
    checks.governance = SimpleNamespace(  # type: ignore[assignment]
        freeze_for=lambda **asked: None,
        standing_approval=lambda item, digest: digest,
        evaluate=lambda **asked: [],
        blocking=lambda findings: findings,
    )
    match POINT:
        case "after the claim, before it is committed":
            engine.claim = after(engine.claim)
        case "after the attempt is committed, before any call":
            engine._send = before(engine._send)
        case "after the network's answer, before settling":
            engine._settle = before(engine._settle)
        case "after settling":
            engine._settle = after(engine._settle)
        case "asleep after the claim":
            engine._send = before(engine._send, signal.SIGSTOP)
        case "after the claim of a mail, before it is handed over":
            EmailMultiAlternatives.send = before(EmailMultiAlternatives.send)  # type: ignore[method-assign]
        case "after a mail is handed over, before settling":
            mailing.settle = before(mailing.settle)
    app.worker_main(["worker", "-Q", "publish,mail", "-P", "solo", "--loglevel", "WARNING", "-n", f"fault-{os.getpid()}@x"])


if __name__ == "__main__":
    main()
