"""Settings: one file, read from the environment; safe values when nothing is set.

What may be set, in the environment or in a file ``.env`` beside ``manage.py``:

=====================  ==========================================================
``SECRET_KEY``         signing key; without it a random one is kept in ``var/``
``DATABASE_URL``       ``postgres://user:password@host/name``; default SQLite in ``var/``
``CONNECT_SECONDS``    how long a request waits for the database to let it in, to finish a
``STATEMENT_SECONDS``  statement, and for what another one holds; default 2, 5 and 2; for
``LOCK_SECONDS``       commands 10, 0 (without limit) and 20 (``manage.py``)
``ALLOWED_HOSTS``      comma-separated host names; default the loopback names
``SITE_URL``           public address without slash at the end, for canonical links
``DEBUG``              never on a public machine; default off
``HTTPS``              the site is served over HTTPS behind a proxy, which says whose request
                       it is: at the end of ``X-Forwarded-For``; default off
``OPERATOR``           who runs the site and how to reach them, for the page 关于本站
``SECOND_FACTOR``      editors log in with password and a code, see 账号 in
                       ``docs/operations.md``; default as ``HTTPS``
``SOLO_EDITOR``        an editor may approve their own drafts: for a team of one; default off
``PAGE_STORE_BYTES``   how much of finished pages each process keeps; default 32 MiB
``EDITION_SECONDS``    how often a process looks whether the content changed; default 0.3
``OFFICIAL_DOMAINS``   comma-separated domains of officials beside those kept in the admin
``WATCH_HOURS``        when ``manage.py watch`` looks at official pages, Shanghai time; default
                       ``1-6``: from one o'clock until before six
``STATIC_ROOT``        where static files are collected; default ``staticfiles/``
``VAR_DIR``            folder of the database and the secret; default ``var/``
``READERS_ONLY``       this host's database takes no writes (a replica): only public pages are
                       answered, reports and the editors' pages are others'; default off
=====================  ==========================================================
"""

import contextlib
import datetime
import os
import secrets
import tempfile
from pathlib import Path

import environ

from yibao_site import databases

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))


def _local_secret() -> str:
    """The random key of this machine, made on first use and readable by its owner only.

    Written aside and linked into place, so that a process starting at the same moment reads
    the whole key of whoever came first.
    """
    path = VAR_DIR / "secret_key"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=VAR_DIR, encoding="ascii") as file:  # mode 0600
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = env("SECRET_KEY", default="") or _local_secret()
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
OPERATOR = env("OPERATOR", default="")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "yibao_site.apps.EditorsAdminConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "simple_history",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "yibao_site.apps.LoginRecordsConfig",  # axes
    "yibao_site",
    "regions",
    "watch",
    "calculator",
    "faq",
    "operation",
    "desk",
]

# The limit of bodies stands inside what sets headers, and before whatever reads a body.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yibao_site.middleware.SecurityHeadersMiddleware",
    "yibao_site.middleware.PublicPagesMiddleware",
    "yibao_site.middleware.ReadersOnlyMiddleware",
    "yibao_site.middleware.BodyLimitMiddleware",
    "protection.databases.middleware.GateMiddleware",
    "yibao_site.middleware.OneRevisionMiddleware",
    "yibao_site.middleware.OutOfReachMiddleware",
    "yibao_site.middleware.CleanQueryMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "yibao_site.urls"
WSGI_APPLICATION = "yibao_site.wsgi.application"
APPEND_SLASH = True
# The site stands at the root of its host, whatever a request claims: links are kept.
FORCE_SCRIPT_NAME = ""

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "yibao_site.template_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["pages.template_tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pages.context.frame",
            ],
        },
    },
]

_DATABASE = env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'yibao.sqlite3'}")
if _DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(parents=True, exist_ok=True)
DATABASES = {
    "default": databases.of_requests(
        _DATABASE,
        databases.Limits(
            connect=env.float("CONNECT_SECONDS", default=2),
            statement=env.float("STATEMENT_SECONDS", default=5),
            lock=env.float("LOCK_SECONDS", default=2),
        ),
    )
}
# How the thread that looks whether the content changed connects.
VERSION_DATABASE = databases.of_looks(_DATABASE)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What {% cache %} in a template keeps: parts that many pages share.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "template_fragments",
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}
# A host whose database is a replica answers readers only (yibao_site/middleware.py).
READERS_ONLY = env.bool("READERS_ONLY", default=False)
# Finished pages, kept in each process (caching/page_store.py): so many bytes at most. How
# often, in seconds, a process looks whether the content changed.
PAGE_STORE_BYTES = env.int("PAGE_STORE_BYTES", default=32 * 1024 * 1024)
EDITION_SECONDS = env.float("EDITION_SECONDS", default=0.3)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who guesses a password is held: so many failures of one name from one address, for so long.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = datetime.timedelta(minutes=30)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "pages.report_guard.household_of"
AXES_LOCKOUT_CALLABLE = "desk.accounts.views.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]  # not for the server's own log
AXES_ENABLE_ADMIN = False  # ours is in Chinese
AXES_VERBOSE = False
# How long the records of logins are kept; the privacy page promises it.
LOGIN_RECORD_DAYS = 180

SECOND_FACTOR = env.bool("SECOND_FACTOR", default=HTTPS)
OTP_TOTP_ISSUER = "医保明白账"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "caching.static_storage.StaticFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # the others are never asked for
# Files that browsers ask for at addresses of their own: /favicon.ico.
WHITENOISE_ROOT = BASE_DIR / "site_root"
WHITENOISE_MIMETYPES = {".webmanifest": "application/manifest+json"}
WHITENOISE_MAX_AGE = 24 * 3600  # seconds, for those; hashed names are kept for ever

# Nothing inline, nothing from elsewhere; the same for public pages and the admin.
# In the form of Django 6's setting of this name: at the 6.2 LTS our middleware goes.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "desk.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600  # an office day
# Told by a login that carries what was typed before the session ended.
KEPT_POST_COOKIE = "desk_kept"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "desk.accounts.views.stale_form"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"axes": {"level": "WARNING"}},
}

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
# One person may approve their own drafts: for a team of one.
SOLO_EDITOR = env.bool("SOLO_EDITOR", default=False)

# How long a figure may go unchecked (product decision, counted in whole months):
# past the first limit it is marked, past the second it gives way to 需核实.
STALE_AFTER_MONTHS = 12
WITHHOLD_AFTER_MONTHS = 60
# Links marked as official lead to these hosts and what lies below them.
OFFICIAL_DOMAINS = env.list("OFFICIAL_DOMAINS", default=["gov.cn"])
# When ``manage.py watch`` looks at official pages: from this hour until before that one.
WATCH_HOURS = env("WATCH_HOURS", default="1-6")
