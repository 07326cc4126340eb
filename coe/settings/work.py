"""Celery and Redis."""

from coe.settings.env import text

REDIS_URL = text("REDIS_URL")
CACHES = {
    "default": {"BACKEND": "coe.web.cache.Cache", "LOCATION": REDIS_URL},
    # In this process: for what may be forgotten at any time and need not be known elsewhere.
    "here": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "here",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Hard limits stay below the broker's visibility timeout, or Redis would hand a running task to a second worker.
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
# A worker of several queues asks them in turn: however many webhooks wait, the next mail comes after one of them.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "queue_order_strategy": "round_robin"}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
