"""Who people are: e-mail and password through allauth."""

from urllib.parse import urlsplit

from coe.settings.base import BASE_URL
from coe.settings.env import HOME, text

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
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_ADAPTER = "coe.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "coe.accounts.forms.SignIn",
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
# Ten tries a minute from one place, five in five minutes for one address.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "20/m/ip,5/m/key"}
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
