"""Settings: one file, read from the environment; safe values when nothing is set.

What may be set, in the environment or in a file ``.env`` beside ``manage.py``:

=====================  ==========================================================
``SECRET_KEY``         signing key; without it a random one is kept in ``var/``
``SECRET_KEY_FALLBACKS`` comma-separated former keys, whose signatures still hold for a while
``DATABASE_URL``       ``postgres://user:password@host/name``; default SQLite in ``var/``
``CONNECT_SECONDS``    how long a request waits for the database to let it in, to finish a
``STATEMENT_SECONDS``  statement, and for what another one holds; default 2, 5 and 2; for
``LOCK_SECONDS``       commands 10, 0 (without limit) and 20 (``manage.py``)
``ALLOWED_HOSTS``      comma-separated host names; default the loopback names
``SITE_URL``           public address without slash at the end, for canonical links
``DEBUG``              never on a public machine; default off
``HTTPS``              the site is served over HTTPS behind a proxy; default off
``TRUSTED_PROXIES``    how many proxies of our own stand before us, each of which writes at the
                       right end of ``X-Forwarded-For`` who asked it: 1 for nginx, 2 for a CDN
                       and nginx; default 1 with ``HTTPS``, else 0
``CLIENT_SECONDS``     processor time that one client may take of each process in a minute, for
                       what is not kept (protection/brake.py); default 9
``EVERYBODY_SECONDS``  the same for all clients together; default 45
``ADMIN_PATH``         where the editors' pages are; default ``admin/``
``ADMIN_NETWORKS``     comma-separated networks (``10.0.0.0/8``) from which alone they are there;
                       default everywhere
``HSTS_SUBDOMAINS``    browsers are to ask all subdomains over HTTPS only; default off
``HSTS_PRELOAD``       the site may be put on browsers' own lists of such; default off
``OPERATOR``           who runs the site, for the foot of every page and 关于本站
``OPERATOR_CONTACT``   how to reach them: a telephone or an address of mail
``ICP_NUMBER``         the site's 备案号, linked to the ministry as the law wants
``POLICE_NUMBER``      the site's number at the police (公安备案), if it has one
``SECOND_FACTOR``      editors log in with password and a code, see 账号 in
                       ``docs/operations.md``; default as ``HTTPS``
``SOLO_EDITOR``        an editor may approve their own drafts: for a team of one; default off
``PAGE_STORE_BYTES``   how much of finished pages each process keeps; default 32 MiB
``EDITION_SECONDS``    how often a process looks whether the content changed; default 0.3
``VISIT_DAYS``         how long the sums of visits are kept, in days; 0: nothing is counted;
                       default 400
``OFFICIAL_DOMAINS``   comma-separated domains of officials beside those kept in the admin
``WATCH_HOURS``        when ``manage.py watch`` looks at official pages, Shanghai time; default
                       ``1-6``: from one o'clock until before six
``LOG_FORMAT``         ``line`` or ``json``; default ``line``
``SLOW_SECONDS``       requests that take longer get a line in the log; default 1
``PROBE_SECONDS``      how long ``/healthz`` waits for the database; 0: as long as it takes
``METRICS_TOKEN``      who sends it may read ``/metrics``; ``loopback``: only this machine, without
                       one; default empty: there is no such page
``SENTRY_DSN``         where faults are gathered, with ``requirements-scale.txt``; default nowhere
``STATIC_ROOT``        where static files are collected; default ``staticfiles/``
``VAR_DIR``            folder of the database and the secret; default ``var/``
``DATA_DIR``           where ``manage.py write_data`` puts the files of /data/; default
                       ``VAR_DIR/data``
``BACKUP_DIR``         where ``manage.py backup`` puts backups; default ``VAR_DIR/backups``
``BACKUP_DAYS``        of how many days, ``BACKUP_WEEKS`` weeks and ``BACKUP_MONTHS`` months the
                       newest backup is kept; default 14, 8 and 12
``BACKUP_RECIPIENT``   public key that backups are encrypted for: ``age1…``, or a key of gpg by
                       its fingerprint or file; default none
``BACKUP_IDENTITY``    file of the private key of age, for ``restore`` and ``drill``
``DRILL_DATABASE_URL`` an empty PostgreSQL database for ``drill``, where the site's user may not
                       create one
``READERS_ONLY``       this host's database takes no writes (a replica, or the file of an edition,
                       ``opendata/files/edition_file.py``): only public pages are answered, reports
                       and the editors' pages are others'; default off
``BAIDU_PUSH_TOKEN``   token of Baidu's push, with which ``manage.py submit_addresses`` tells it
                       what changed; default none
``BAIDU_PUSH_URL``     where to; default ``http://data.zz.baidu.com/urls``
``INDEXNOW_KEY``       key for IndexNow (Bing and others), 8 to 128 letters, digits and ``-``,
                       served at ``/<key>.txt``; default none
``INDEXNOW_URL``       where to; default ``https://api.indexnow.org/indexnow``
=====================  ==========================================================
"""

import contextlib
import datetime
import os
import secrets
import tempfile
from pathlib import Path

import environ

from protection.private_files import private_database, private_folder
from yibao_site import checked, databases, logs

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))


def _local_secret() -> str:
    """The random key of this machine, made on first use and readable by its owner only.

    Written aside and linked into place, so that a process starting at the same moment reads
    the whole key of whoever came first.
    """
    path = private_folder(VAR_DIR) / "secret_key"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=VAR_DIR, encoding="ascii") as file:  # mode 0600
            file.write(secrets.token_urlsafe(50))
            file.flush()
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = env("SECRET_KEY", default="") or _local_secret()
# What former keys signed holds until they are taken out of here; nothing new is signed with them.
SECRET_KEY_FALLBACKS = [key for key in env.list("SECRET_KEY_FALLBACKS", default=[]) if key]
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
# Who asks stands so many entries from the right end of X-Forwarded-For (protection/clients.py).
TRUSTED_PROXIES = checked.proxies(env("TRUSTED_PROXIES", default="1" if HTTPS else "0"))
# Seconds of processor time a minute, in each process, for what the page store does not answer.
CLIENT_SECONDS = env.float("CLIENT_SECONDS", default=9)
EVERYBODY_SECONDS = env.float("EVERYBODY_SECONDS", default=45)
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
# Who runs the site, as the foot of every page says.
OPERATOR = env("OPERATOR", default="").strip()
OPERATOR_CONTACT = env("OPERATOR_CONTACT", default="").strip()
ICP_NUMBER = env("ICP_NUMBER", default="").strip()
POLICE_NUMBER = env("POLICE_NUMBER", default="").strip()
# Where the editors' pages are: everything else asks for ADMIN_URL, or reverses a name.
ADMIN_PATH = checked.admin_path(env("ADMIN_PATH", default="") or checked.ADMIN_PATH)
ADMIN_URL = f"/{ADMIN_PATH}"
ADMIN_NETWORKS = checked.networks(env.list("ADMIN_NETWORKS", default=[]))
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
    "visits",
    "opendata",
    "operation",
    "desk",
]

# What sets headers stands first, so that no answer goes without: redirects to HTTPS, refusals.
# Files cost little and come before the brake; the brake stands before all else that works. The
# limit of bodies stands inside what sets headers, and before whatever reads a body.
MIDDLEWARE = [
    "yibao_site.middleware.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "yibao_site.probes.ProbesMiddleware",  # before whatever looks at the host
    "yibao_site.middleware.PublicPagesMiddleware",
    "yibao_site.middleware.ProblemsMiddleware",  # outside of whatever refuses
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "protection.middleware.BrakeMiddleware",
    "yibao_site.middleware.ReadersOnlyMiddleware",
    "yibao_site.middleware.MethodsMiddleware",
    "yibao_site.middleware.BodyLimitMiddleware",
    "protection.databases.middleware.GateMiddleware",
    "yibao_site.middleware.OneRevisionMiddleware",
    "yibao_site.middleware.OutOfReachMiddleware",
    "yibao_site.middleware.AdminNetworksMiddleware",
    "yibao_site.middleware.CleanQueryMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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

_LIMITS = databases.Limits(
    connect=env.float("CONNECT_SECONDS", default=2),
    statement=env.float("STATEMENT_SECONDS", default=5),
    lock=env.float("LOCK_SECONDS", default=2),
)
_DATABASE = env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'yibao.sqlite3'}")
if _DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    private_folder(VAR_DIR)
    # An empty database in the place of a lost one would look like a site without facts.
    private_database(Path(_DATABASE["NAME"]), make=not _LIMITS.statement)
# A host whose database is a replica or an edition (opendata/files/) answers readers only.
READERS_ONLY = env.bool("READERS_ONLY", default=False)
DATABASES = {"default": databases.of_requests(_DATABASE, _LIMITS, READERS_ONLY)}
# How the thread that looks whether the content changed connects.
VERSION_DATABASE = databases.of_looks(_DATABASE, READERS_ONLY)
# How the thread that writes the sums of visits connects.
VISITS_DATABASE = databases.of_sums(_DATABASE)
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What {% cache %} in a template keeps: parts that many pages share.
    "template_fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "template_fragments",
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}
# Finished pages, kept in each process (caching/page_store.py): so many bytes at most. How
# often, in seconds, a process looks whether the content changed.
PAGE_STORE_BYTES = env.int("PAGE_STORE_BYTES", default=32 * 1024 * 1024)
EDITION_SECONDS = env.float("EDITION_SECONDS", default=0.3)
# How often pages are read (visits/): sums a day are kept so many days; 0: nothing is counted.
VISIT_DAYS = env.int("VISIT_DAYS", default=400)
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
AXES_CLIENT_IP_CALLABLE = "protection.clients.household_of"
AXES_HANDLER = "desk.accounts.login_limits.LoginLimits"
AXES_LOCKOUT_CALLABLE = "desk.accounts.views.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]  # not for the server's own log
AXES_ENABLE_ADMIN = False  # ours is in Chinese
AXES_VERBOSE = False
# How long the records of logins are kept; the privacy page promises it.
LOGIN_RECORD_DAYS = 180

SECOND_FACTOR = env.bool("SECOND_FACTOR", default=HTTPS)
OTP_TOTP_ISSUER = "医保明白账"

# Passwords of before Argon2 are stored anew at the next login.
PASSWORD_HASHERS = ["protection.passwords.Argon2", "protection.passwords.PBKDF2"]
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
    "worker-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=()"
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # probes come without a proxy
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "desk.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600  # an office day
# Says, signed, that staff logged in from this browser (protection/staff_mark.py).
STAFF_MARK_COOKIE = "desk_kept"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "desk.accounts.views.stale_form"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
    SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
    # Whether all subdomains of the operator's domain can do so is theirs to say, not ours.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# One line a record, without readers (yibao_site/logs.py); gunicorn.conf.py uses the same.
LOG_FORMAT = env("LOG_FORMAT", default="line")
LOGGING = logs.config(LOG_FORMAT)
SLOW_SECONDS = env.float("SLOW_SECONDS", default=1.0)
PROBE_SECONDS = env.float("PROBE_SECONDS", default=2.0)
METRICS_TOKEN = env("METRICS_TOKEN", default="")
SENTRY_DSN = env("SENTRY_DSN", default="")

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

# The files of /data/ (opendata/files/), written by ``manage.py write_data``.
DATA_DIR = Path(env("DATA_DIR", default=str(VAR_DIR / "data")))

# Backups (operation/backups/): where, how long, for whose key; see docs/operations.md.
BACKUP_DIR = Path(env("BACKUP_DIR", default=str(VAR_DIR / "backups")))
BACKUP_DAYS = env.int("BACKUP_DAYS", default=14)
BACKUP_WEEKS = env.int("BACKUP_WEEKS", default=8)
BACKUP_MONTHS = env.int("BACKUP_MONTHS", default=12)
BACKUP_RECIPIENT = env("BACKUP_RECIPIENT", default="").strip()
BACKUP_IDENTITY = env("BACKUP_IDENTITY", default="")
DRILL_DATABASE_URL = env("DRILL_DATABASE_URL", default="")

# Telling search engines what changed (operation/submitting.py).
BAIDU_PUSH_TOKEN = env("BAIDU_PUSH_TOKEN", default="").strip()
BAIDU_PUSH_URL = env("BAIDU_PUSH_URL", default="http://data.zz.baidu.com/urls")
INDEXNOW_KEY = env("INDEXNOW_KEY", default="").strip()
INDEXNOW_URL = env("INDEXNOW_URL", default="https://api.indexnow.org/indexnow")
