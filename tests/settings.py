"""The product's settings, quicker and quieter where a test proves nothing by waiting."""

from coe.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = False
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name} for name in ("default", "here")
}
LOGGING = {"version": 1, "disable_existing_loggers": False}
SECURE_HSTS_SECONDS = 0
STATIC_ROOT = ROOT / "coe" / "assets"  # noqa: F405  (whitenoise wants a folder that exists)
