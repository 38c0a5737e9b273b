"""Django settings, from the environment table in zhishu.settings; nothing is written here."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from zhishu import settings as zhishu_settings
from zhishu.base.database_address import DatabaseAddress

HOME = zhishu_settings.home()
ROOM = Path(__file__).resolve().parent
SECRET_FILE = HOME / "secret_key"


def _secret_key() -> str:
    """The key of the environment, else of the home; `serve` writes the file before Django loads."""
    if key := zhishu_settings.SECRET_KEY.value():
        return key
    if SECRET_FILE.is_file():
        return SECRET_FILE.read_text(encoding="ascii").strip()
    return secrets.token_urlsafe(48)


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = [name for name in zhishu_settings.ALLOWED_HOSTS.value().split(",") if name]
# Plain http is for loopback only; everywhere else cookies travel by https alone.
BEHIND_PROXY = zhishu_settings.BEHIND_PROXY.value() == "1"
PLAIN_HTTP = zhishu_settings.PLAIN_HTTP.value() == "1" and not BEHIND_PROXY

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
    "zhishu.portal.pages",
    "zhishu.portal.accounts",
    "zhishu.portal.jobs",
    "zhishu.portal.notices",
    "zhishu.portal.home",
    "zhishu.portal.policy",
    "zhishu.portal.rights",
    "zhishu.portal.rights.holders",
    "zhishu.portal.insight",
    "zhishu.portal.funding",
    "zhishu.portal.funding.drafts",
]

# The permission is checked before anything reads the body of a request, the CSRF check included:
# whoever may not upload cannot make the server store a file.
MIDDLEWARE = [
    "zhishu.portal.pages.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "zhishu.portal.pages.kept.KeptPagesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "zhishu.portal.pages.middleware.PermissionMiddleware",
    "zhishu.portal.pages.middleware.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "zhishu.portal.accounts.middleware.IdleMiddleware",
    "zhishu.portal.pages.middleware.ErrorMiddleware",
]

ROOT_URLCONF = "zhishu.portal.urls"
WSGI_APPLICATION = "zhishu.portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOM / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "zhishu.portal.pages.context.portal",
                "zhishu.portal.notices.context.waiting",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    """SQLite in the home, or the PostgreSQL of the setting; every acknowledged action survives a power cut."""
    text = zhishu_settings.DATABASE.value()
    if not text:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "portal.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                # Deferred transactions of two writers fail at once; IMMEDIATE ones wait.
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    address = DatabaseAddress.parse(text)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.name,
        "HOST": address.host,
        "PORT": str(address.port or ""),
        "USER": address.user,
        "PASSWORD": address.password,
        # A thread keeps its connection; one that the server has closed meanwhile is opened again.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10, "application_name": "zhishu", **address.line},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Log-in limits count in the database, so that all workers count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # The usual 300 would let a crowd of made-up names push the counts of a real one out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["zhishu.portal.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "zhishu.portal.accounts.passwords.NotLikeTheAccount"},
    {"NAME": "zhishu.portal.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "zhishu.portal.accounts.passwords.NotCommon"},
    {"NAME": "zhishu.portal.accounts.passwords.NotOnlyDigits"},
]
ACCOUNT_ADAPTER = "zhishu.portal.accounts.adapter.ClosedAdapter"
ACCOUNT_FORMS = {
    "login": "zhishu.portal.accounts.forms.LoginForm",
    "change_password": "zhishu.portal.accounts.forms.ChangePasswordForm",
    "reauthenticate": "zhishu.portal.accounts.forms.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
# Counted in the database cache, by account and by address; a day's worth keeps slow guessing out.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "5/5m/key,20/d/key,60/h/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ACCOUNT_CHANGE_EMAIL = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# Idle time after which a session ends; IdleMiddleware moves the end on while somebody works.
SESSION_COOKIE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = not PLAIN_HTTP
CSRF_COOKIE_SECURE = not PLAIN_HTTP
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "zhishu.portal.pages.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 31_536_000
# Anybody can write these headers: they count only where a proxy is known to write them.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [ROOM / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "zhishu.portal.pages.storage.StaticStorage"},
}
# Uploads land beside where they are kept, so that keeping one is a rename; never below static.
MEDIA_ROOT = HOME / "uploads"
FILE_UPLOAD_TEMP_DIR = MEDIA_ROOT
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
UPLOAD_MEGABYTES = int(zhishu_settings.UPLOAD_MEGABYTES.value())
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# One JSON line an event; see pages/logs.py for what it may hold.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"lines": {"()": "zhishu.portal.pages.logs.log_handler"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {
        "zhishu": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING"},
        # Each request has a line of its own; what broke one comes here with its trace.
        "django.request": {"level": "ERROR"},
    },
}
