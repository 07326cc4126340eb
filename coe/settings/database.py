"""Two doors to one database: the app role that people's requests use, and the owner that migrates."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from coe.settings.env import text


def postgres(name: str) -> dict[str, object]:
    """A Django database entry from the `postgres://user:password@host:port/name` in NAME."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must read postgres://user:password@host:port/database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c timezone=UTC -c idle_in_transaction_session_timeout=60000"},
    }


# ATOMIC_REQUESTS makes the tenancy context, which is transaction-local, cover a whole request, and makes
# REST framework roll back when it turns an exception into an answer.
DATABASES = {
    "default": postgres("DATABASE_URL") | {"ATOMIC_REQUESTS": True},
    "owner": postgres("DATABASE_OWNER_URL"),
}
APP_ROLE = str(DATABASES["default"]["USER"])
