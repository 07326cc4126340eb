"""The Celery application. Everything periodic is declared here and nowhere else.

Task names are strings, because the ground does not import the packages that stand on it; a test holds that each
exists.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe.settings")

app = Celery("coe")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(
    ["governance.approvals", "governance.crisis", "governance.dryruns", "governance.policies", "publishing.delivery",
     "publishing.content", "publishing.importing",
     "publishing.connections", "listening.sources", "listening.mentions", "reporting.metrics",
     "reporting.links", "reporting.attribution", "reporting.dashboards"],
)  # fmt: skip

QUEUES = ("publish", "poll", "media", "mail", "hooks", "maintenance")

app.conf.beat_schedule = {
    "outbox": {"task": "coe.outbox.tasks.sweep", "schedule": 15.0},
    "grants": {"task": "coe.access.tasks.sweep", "schedule": 60.0},
    "deliveries": {
        "task": "publishing.delivery.tasks.wake",
        "schedule": 2.0,
        "options": {"queue": "publish", "expires": 4},
    },
    "late-deliveries": {"task": "publishing.delivery.tasks.watch", "schedule": 30.0, "options": {"expires": 60}},
    "approvals": {"task": "governance.approvals.tasks.sweep", "schedule": 5.0},
    "freezes": {"task": "governance.crisis.tasks.sweep", "schedule": 60.0},
    "rule-dry-runs": {"task": "governance.dryruns.tasks.recover", "schedule": 30.0, "options": {"expires": 30}},
    "audit-chains": {"task": "coe.audit.tasks.sweep", "schedule": 300.0, "options": {"expires": 300}},
    "notices": {"task": "coe.notices.tasks.sweep", "schedule": 60.0},
    "imports": {"task": "publishing.importing.tasks.sweep", "schedule": 3600.0},
    "imports-to-go-on": {
        "task": "publishing.importing.tasks.recover",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "exports": {"task": "coe.exports.tasks.sweep", "schedule": 3600.0},
    "files-to-make": {"task": "coe.exports.tasks.recover", "schedule": 30.0, "options": {"expires": 30}},
    "api-keys": {"task": "coe.api.tasks.sweep", "schedule": 3600.0},
    "webhooks": {"task": "coe.webhooks.tasks.wake", "schedule": 2.0, "options": {"expires": 4}},
    "chats": {"task": "coe.chats.tasks.wake", "schedule": 2.0, "options": {"expires": 4}},
    "old-chat-lines": {"task": "coe.chats.tasks.forget", "schedule": 86400.0},
    "old-notices": {"task": "coe.notices.tasks.forget", "schedule": 86400.0},
    "old-webhooks": {"task": "coe.webhooks.tasks.forget", "schedule": 86400.0},
    "invitations": {"task": "coe.accounts.tasks.sweep", "schedule": 60.0},
    "account-mails": {"task": "coe.accounts.tasks.sweep_mails", "schedule": 60.0, "options": {"expires": 60}},
    "logins": {"task": "coe.accounts.tasks.sweep_logins", "schedule": 900.0},
    "sources": {
        "task": "listening.sources.tasks.sweep",
        "schedule": 10.0,
        "options": {"queue": "poll", "expires": 10},
    },
    "new-sources": {
        "task": "listening.sources.tasks.discover",
        "schedule": 60.0,
        "options": {"queue": "poll", "expires": 60},
    },
    "figures": {
        "task": "reporting.metrics.tasks.sweep",
        "schedule": 60.0,
        "options": {"queue": "poll", "expires": 60},
    },
    **{
        f"heartbeat-{queue}": {
            "task": "coe.outbox.tasks.heartbeat",
            "schedule": 30.0,
            "kwargs": {"queue": queue},
            "options": {"queue": queue, "expires": 60},
        }
        for queue in QUEUES
    },
}
app.conf.task_routes = ("coe.outbox.work.route",)
app.conf.task_default_queue = "maintenance"


@setup_logging.connect
def use_our_logs(**kwargs: Any) -> None:
    """Celery would install its own handlers; ours are already configured by Django's settings."""


@worker_process_init.connect
def close_inherited_connections(**kwargs: Any) -> None:
    from django.db import connections

    connections.close_all()
