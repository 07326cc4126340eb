"""What the project is made of."""

from django.utils.translation import gettext_lazy as _

from coe.settings.env import HOME, ROOT, flag, text, words

BASE_DIR = ROOT
DEBUG = flag("COE_DEBUG")
SECRET_KEY = text("COE_SECRET_KEY")
BASE_URL = text("COE_BASE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = words("COE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    "coe.web",
    "coe.accounts",
    "coe.tenancy",
    "coe.access",
    "coe.audit",
    "coe.outbox",
    "coe.notices",
    "coe.exports",
    "coe.search",
    "coe.lists",
    "coe.presence",
    "coe.api",
    "coe.onboarding",
    "coe.webhooks",
    "coe.chats",
    "coe.demo",
    "governance",
    "publishing",
    "listening",
    "reporting",
]

MIDDLEWARE = [
    "coe.notices.pulse.Pulse",
    "coe.web.stack.roomy",
    "coe.web.middleware.RequestContext",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "publishing.newsroom.middleware.WithoutCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "coe.accounts.middleware.MemberLanguage",
    "coe.web.input.RefuseNul",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "coe.accounts.activity.DeviceActivity",
    "django_htmx.middleware.HtmxMiddleware",
    "coe.access.middleware.RefuseUngated",
]

ROOT_URLCONF = "coe.urls"
WSGI_APPLICATION = "coe.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "coe.web.context.frame",
            ],
            "builtins": ["coe.web.templatetags.coe"],
        },
    },
]

FORM_RENDERER = "coe.web.forms.Renderer"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [ROOT / "coe" / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "coe.formats"
TIME_ZONE = "UTC"

# What docs/site/build.py makes; served under /docs/.
DOCS_ROOT = ROOT / "docs" / "site" / "built"
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [("app", ROOT / "coe" / "assets" / "dist")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Vite already fingerprints what it builds, so no second manifest is needed.
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$"
MEDIA_ROOT = text("COE_MEDIA_ROOT", str(HOME / "media"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A person may paste at most this much into a form; images have their own, larger limit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "",
    "COMPONENT_SPLIT_REQUEST": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Shared choices are said where they stand: names made up for them would change when a choice is added.
    "POSTPROCESSING_HOOKS": [],
    "DISABLE_ERRORS_AND_WARNINGS": False,
}

# Requests a minute: of one token, and of one member over all their tokens.
# Requests a minute; `address-refused` counts tokens that do not stand, as failed sign-ins are counted.
API_RATES = {
    "token-read": 600, "token-write": 120, "member-read": 1200, "member-write": 240, "address-refused": 30,
}  # fmt: skip
