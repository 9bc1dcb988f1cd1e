"""Every setting in one file; the environment decides, and a wrong value stops the start with a clear line.

KETREVIEW_MODE      local (default: plain http on this machine) or production (https, secure cookies)
SECRET_KEY          required in production; in local mode one is made once and kept in var/
DATABASE_URL        sqlite:///... (default var/ketreview.sqlite3) or postgres://...
JOB_ENGINE          database (default), celery (with CELERY_BROKER_URL) or immediate (tests)
CELERY_KEY_PREFIX   what the names of our keys in Redis begin with (default ketreview:)
JOB_LEASE_SECONDS   how long a silent worker keeps its job (default 30)
ALLOWED_HOSTS       comma separated, required in production
KETREVIEW_VAR       where the database, uploads and keys live (default var/)
SQLITE_SYNCHRONOUS  FULL (default: what was acknowledged survives a power cut) or NORMAL
EMAIL_URL           consolemail:// by default: printed, not sent
CACHE_URL           where failed sign-ins are counted: files below KETREVIEW_VAR, or redis://... for several hosts
KETREVIEW_LOOKUPS   true lets teams look records up by DOI and PubMed id; off by default, nothing is ever asked then
LOOKUP_HOSTS        the only hosts that are asked (default: those of Crossref and PubMed), comma separated
LOOKUP_DOI_URL      where a DOI is asked for; {doi} stands for it, the answer is CSL-JSON
LOOKUP_PMID_URL     where a PubMed id is asked for; {pmid} stands for it, the answer is PubMed XML
BEHIND_PROXY        true where a reverse proxy sets X-Forwarded-Proto and X-Forwarded-For
"""

import os
from collections.abc import Callable
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def one_of(name: str, allowed: tuple[str, ...]) -> str:
    """The environment's value, which must be one of those allowed; the first is the default."""
    value = env.str(name, default=allowed[0])
    if value not in allowed:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be one of: {', '.join(allowed)}.")
    return value


def flag(name: str, *, default: bool = False) -> bool:
    """True or false; anything else is refused, since a mistyped switch must not silently mean no."""
    value = env.str(name, default=str(default)).strip().lower()
    if value not in ("true", "1", "yes", "on", "false", "0", "no", "off"):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be true or false.")
    return value in ("true", "1", "yes", "on")


def whole_number(name: str, *, default: int) -> int:
    """A number without a fraction, zero or more."""
    value = env.str(name, default=str(default)).strip()
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number such as {default}.")
    return int(value)


def service(name: str, read: Callable[..., dict], *, default: str, example: str) -> dict:
    """What a URL in the environment says of a database, cache or mail server. The URL may hold a password,
    so the message does not repeat it."""
    try:
        return read(name, default=default)
    except (ImproperlyConfigured, ValueError, KeyError) as error:
        raise ImproperlyConfigured(f"{name} cannot be read; it looks like {example}.") from error


MODE = one_of("KETREVIEW_MODE", ("local", "production"))
PRODUCTION = MODE == "production"
DEBUG = False
VAR = Path(env.str("KETREVIEW_VAR", default=str(BASE_DIR / "var")))
VAR.mkdir(parents=True, exist_ok=True)


def secret_key() -> str:
    """The key from the environment, or in local mode one made once and readable by its owner only."""
    if PRODUCTION or "SECRET_KEY" in os.environ:
        key = env.str("SECRET_KEY", default="")
        if len(key) < 50 or len(set(key)) < 5:
            raise ImproperlyConfigured(
                "SECRET_KEY is missing or too easy to guess; set it to at least 50 random characters, made once: "
                'python -c "import secrets; print(secrets.token_urlsafe(50))"'
            )
        return key
    path = VAR / "secret.key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(get_random_secret_key())
    return path.read_text().strip()


SECRET_KEY = secret_key()
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "ketreview.accounts",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "django_htmx",
    "import_export",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "ketreview",
    "screening",
    "synthesis",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "ketreview.compression.CompressTextMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "ketreview.web.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ketreview.web.PrivatePagesMiddleware",
    "ketreview.home.buttons.ButtonAddressMiddleware",
    "screening.web.ReviewErrorMiddleware",
]
ROOT_URLCONF = "ketreview.urls"
WSGI_APPLICATION = "ketreview.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ketreview.navigation.review_navigation",
            ],
        },
    }
]


def database() -> dict:
    """SQLite tuned for several writers (WAL, IMMEDIATE, long timeout) or PostgreSQL with a pool."""
    default, example = (
        f"sqlite:///{VAR / 'ketreview.sqlite3'}",
        "sqlite:////srv/ketreview.sqlite3 or postgres://user:password@host:5432/name",
    )
    scheme = env.str("DATABASE_URL", default=default).partition(":")[0]
    if scheme not in ("sqlite", "postgres", "postgresql"):
        raise ImproperlyConfigured(f"DATABASE_URL names no database KetReview runs on; it looks like {example}.")
    config = service("DATABASE_URL", env.db, default=default, example=example)
    if scheme == "sqlite":
        synchronous = one_of("SQLITE_SYNCHRONOUS", ("FULL", "NORMAL"))
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                f"PRAGMA journal_mode=WAL;PRAGMA synchronous={synchronous};PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=134217728;"
                "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000"
            ),
        }
        config["CONN_MAX_AGE"] = None
    else:
        config["OPTIONS"] = {
            "options": "-c jit=off",  # to compile a query takes longer than any page's query does
            "pool": {"min_size": 1, "max_size": whole_number("POSTGRES_POOL", default=10), "timeout": 20},
        }
    return config


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "ketreview.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[KetReview] "
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_EMAIL_NOTIFICATIONS = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
DEVICE_COOKIE_NAME = "device"

# Shared by all web processes, so that failed sign-ins are counted once for the whole site.
CACHES = {
    "default": service(
        "CACHE_URL",
        env.cache,
        default=f"filecache://{VAR / 'cache'}?max_entries=20000",
        example="redis://host:6379/1",
    )
}
BEHIND_PROXY = flag("BEHIND_PROXY")
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0

JOB_ENGINE = one_of("JOB_ENGINE", ("database", "celery", "immediate"))
TASKS = {
    "default": {
        "BACKEND": {
            "database": "django_tasks_db.DatabaseBackend",
            "celery": "ketreview.celery_backend.CeleryBackend",
            "immediate": "django_tasks.backends.immediate.ImmediateBackend",
        }[JOB_ENGINE],
    }
}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": env.str("CELERY_KEY_PREFIX", default="ketreview:"),
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
    "retry_policy": {"timeout": 2.0},
}
# What the worker runs for each kind of Job. Named here, above all apps, as middleware is:
# the web process never imports these modules.
JOB_KINDS = {
    "import": "screening.importing.jobs.commit_import",
    "look_up": "screening.importing.jobs.look_up",
    "read_words": "screening.importing.jobs.read_words",
    "undo_import": "screening.workflow.jobs.undo_import",
    "admit_records": "screening.workflow.jobs.admit_records",
    "import_votes": "screening.workflow.jobs.import_votes",
    "rank_records": "screening.workflow.jobs.rank_records",
    "vote_on_many": "screening.finding.jobs.vote_on_many",
    "unvote_on_many": "screening.finding.jobs.unvote_on_many",
    "find_duplicates": "screening.dedupe.jobs.find_duplicates",
    "progress_chart": "screening.progress.jobs.render_chart",
    "figure": "ketreview.home.jobs.render_figure",
    "run_analysis": "synthesis.narratives.jobs.run_analysis",
    "run_network": "synthesis.narratives.jobs.run_network",
    "report": "synthesis.reports.jobs.write_report",
}
# What later steps say against putting a copy's report aside: (report, report that stays) -> why, "" for nothing.
REPORT_HOLDS = ["synthesis.studies.queries.held_by_a_study"]
JOB_LEASE_SECONDS = whole_number("JOB_LEASE_SECONDS", default=30)

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = []
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_ALLOW_ALL_ORIGINS = False
# kept by browsers for ever: vendored files with a version in their folder, and names with a content hash
WHITENOISE_IMMUTABLE_FILE_TEST = r"/vendor/[a-z.-]+-\d+[.]\d+[.]\d+/|[.][0-9a-f]{12}[.][a-z0-9]+$"
MEDIA_ROOT = VAR / "files"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(MEDIA_ROOT)},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
CITATION_UPLOAD_LIMIT = 50 * 1024 * 1024
PDF_UPLOAD_LIMIT = 100 * 1024 * 1024


def address(name: str, place: str, *, default: str) -> str:
    """An address with a place for the identifier."""
    value = env.str(name, default=default)
    if place not in value or not value.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be an address that holds {place}.")
    return value


LOOKUPS = flag("KETREVIEW_LOOKUPS")
LOOKUP_HOSTS = env.list("LOOKUP_HOSTS", default=["api.crossref.org", "eutils.ncbi.nlm.nih.gov"])
LOOKUP_DOI_URL = address("LOOKUP_DOI_URL", "{doi}", default="https://api.crossref.org/works/{doi}")
LOOKUP_PMID_URL = address(
    "LOOKUP_PMID_URL",
    "{pmid}",
    default="https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi?db=pubmed&retmode=xml&id={pmid}",
)
LOOKUP_SECONDS = 10
LOOKUP_MOST_BYTES = 2 * 1024 * 1024

vars().update(
    service("EMAIL_URL", env.email, default="consolemail://", example="smtp+tls://user:password@host:587")
)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="ketreview@localhost")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    DEVICE_COOKIE_NAME = "__Host-device"
    SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = whole_number("SECURE_HSTS_SECONDS", default=31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is empty; name the hosts this site answers for, e.g. review.example.org."
        )

# Spreadsheets leave through our own resources; nothing enters through import-export's admin pages.
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"hide_links": {"()": "ketreview.accounts.logs.HideLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["hide_links"]}},
    "root": {
        "handlers": ["console"],
        "level": one_of("LOG_LEVEL", ("WARNING", "DEBUG", "INFO", "ERROR", "CRITICAL")),
    },
}
