"""Headers, cookies and secrets."""

from csp.constants import NONE, SELF

from coe.settings.base import BASE_URL
from coe.settings.env import text, words

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_SITE = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SITE
SESSION_COOKIE_NAME = "__Host-session" if SECURE_SITE else "coe_session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE_SITE else "coe_csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_SITE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_SITE else None
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CSRF_FAILURE_VIEW = "coe.web.errors.csrf"

# "id:base64(32 bytes)", newest first; the first encrypts, all decrypt. See `manage.py rotate_secrets`.
CREDENTIAL_KEYS = words("COE_CREDENTIAL_KEYS") or [text("COE_CREDENTIAL_KEYS")]
# host:port pairs that outgoing calls may reach although they are loopback or private. For tests and labs.
HTTP_ALLOW = words("COE_HTTP_ALLOW")
