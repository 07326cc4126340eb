"""Who people are: e-mail, password, passkeys and second factors through allauth."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from coe.settings.base import BASE_URL
from coe.settings.env import HOME, number, text

HOST = urlsplit(BASE_URL).hostname or ""
LOOPBACK = HOST in {"localhost", "127.0.0.1", "::1"}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
# guardian would create an anonymous login on migrate; nobody here is anonymous.
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# A code keeps a founder in the tab where they began, whichever device reads their mail.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 30 * 60
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_ADAPTER = "coe.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "coe.accounts.forms.SignIn",
    "signup": "coe.accounts.sign_up_form.SignUpForm",
    "confirm_email_verification_code": "coe.accounts.forms.MailedCode",
    "reset_password": "coe.accounts.forms.AskReset",
    "reset_password_from_key": "coe.accounts.forms.NewPassword",
    "change_password": "coe.accounts.forms.ChangePassword",
    "add_email": "coe.accounts.forms.ChangeEmail",
    "reauthenticate": "coe.accounts.forms.Reauthenticate",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A stranger who types somebody's address must not make us write to them.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(BASE_URL).scheme
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# Without it every visitor behind a proxy would be one visitor. Read by coe.web.client_address.
ALLAUTH_TRUSTED_PROXY_COUNT = number("COE_PROXIES", 0)
# Ten tries a minute from one place, five in five minutes for one address. An office behind one address signs up
# several people a day, not hundreds.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "signup": "10/m/ip,40/d/ip",
    "export": "5/d/key",
    "found": "5/d/key",
}
# A field no person sees; whoever fills it is sent on as if all were well, and nothing is made.
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
# Whether strangers may found an organisation here. Open where only this machine can reach it, else closed.
SIGN_UP = text("COE_SIGN_UP", "open" if LOOPBACK else "closed")
if SIGN_UP not in {"open", "closed"}:
    raise ImproperlyConfigured(f"COE_SIGN_UP must be open or closed, not {SIGN_UP!r}.")

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# Each sign-in asks twice: once for the question, once with the answer.
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_ADAPTER = "coe.accounts.factor_adapter.FactorAdapter"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "CoE"
# A phone whose clock is half a minute off still signs in.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Browsers offer passkeys on https and on localhost; only the latter is plain http.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOOPBACK
MFA_FORMS = {
    "authenticate": "coe.accounts.factor_forms.AskCode",
    "reauthenticate": "coe.accounts.factor_forms.AskCodeAgain",
    "activate_totp": "coe.accounts.factor_forms.FirstCode",
    "add_webauthn": "coe.accounts.factor_forms.AddPasskey",
    "edit_webauthn": "coe.accounts.factor_forms.NamePasskey",
}
USERSESSIONS_TRACK_ACTIVITY = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

EMAIL_HOST = text("COE_MAIL_HOST", "")
# Without a mail server, mails are written to files, so that a laptop needs none and nothing is lost.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = str(HOME / "mail")
EMAIL_TIMEOUT = 10
EMAIL_PORT = int(text("COE_MAIL_PORT", "25"))
EMAIL_HOST_USER = text("COE_MAIL_USER", "")
EMAIL_HOST_PASSWORD = text("COE_MAIL_PASSWORD", "")
DEFAULT_FROM_EMAIL = text("COE_MAIL_FROM", "CoE <coe@localhost>")

# Guardian holds the rows; coe.access asks them, because a grant can end and guardian's own backend does not know that.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
