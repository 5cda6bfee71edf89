"""Settings, all from the environment, validated at start, safe by default.

Modes differ by two variables only: `DATABASE_URL` (SQLite file when absent) and `REDIS_URL`
(in-memory cache and channel layer when absent). See docs/architecture.md.
"""

import os
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG: bool = env.bool("DUBAN_DEBUG", default=False)
DEMO: bool = env.bool("DUBAN_DEMO", default=False)
DATA_DIR = Path(env.str("DUBAN_DATA_DIR", default="") or BASE_DIR / "var")
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The key of the environment; otherwise one made once and kept beside the data, readable by its owner only."""
    given = env.str("DUBAN_SECRET_KEY", default="")
    if given:
        if len(given) < 50:
            raise ImproperlyConfigured("DUBAN_SECRET_KEY is shorter than 50 characters: give a long random value.")
        return str(given)
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key() + get_random_secret_key())
    return path.read_text().strip()


SECRET_KEY = _secret_key()
ALLOWED_HOSTS: list[str] = env.list("DUBAN_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
BASE_URL: str = env.str("DUBAN_BASE_URL", default="http://localhost:8000")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []
SECURE = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "config",
    "workflow",
    "flows",
    "notifications",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "viewflow",
    "viewflow.workflow",
    "guardian",
    "channels",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "flows.middleware.KeepTypedMiddleware",
    "config.middleware.SignInFirstMiddleware",
    "config.middleware.OwnPasswordMiddleware",
    "config.middleware.ReadableTextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.RefusalMiddleware",
    "notifications.middleware.ListenFromHereMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.shell",
            ],
        },
    }
]

# -- database: SQLite by default (one machine), PostgreSQL in the cluster ---------------------------

DATABASE_URL: str = env.str("DATABASE_URL", default="")


def _database() -> dict[str, Any]:
    if not DATABASE_URL:
        url = f"sqlite:///{DATA_DIR / 'duban.sqlite3'}"
    else:
        url = DATABASE_URL
    found: dict[str, Any] = environ.Env.db_url_config(url)
    engine = found["ENGINE"]
    if engine.endswith("sqlite3"):
        # IMMEDIATE: in DEFERRED mode half of concurrent writers die with "database is locked";
        # FULL: with NORMAL a power cut may lose the last approvals.
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
        found["TEST"] = {"NAME": str(DATA_DIR / f"test-{os.getpid()}.sqlite3")}
    elif engine.endswith("postgresql"):
        # A page reads a step with everything it belongs to in one statement of some fifty outer joins along keys; by
        # default the planner takes a second to look for a better order, where there is none.
        planner = "-c join_collapse_limit=4"
        found["OPTIONS"] = {"options": f"-c lock_timeout=15000 -c statement_timeout=120000 {planner}"}
        found["CONN_MAX_AGE"] = 60
        found["CONN_HEALTH_CHECKS"] = True
    else:
        raise ImproperlyConfigured("DATABASE_URL must name an SQLite or a PostgreSQL database.")
    return found


DATABASES = {"default": _database()}

# -- cache, channel layer, jobs ---------------------------------------------------------------------

REDIS_URL: str = env.str("REDIS_URL", default="")
# Installations that share one Redis need a prefix each, or one would read what the other cached.
CACHE_PREFIX: str = env.str("DUBAN_CACHE_PREFIX", default="duban")
if REDIS_URL:
    CACHES: dict[str, dict[str, Any]] = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": CACHE_PREFIX,
        }
    }
    CHANNEL_LAYERS: dict[str, Any] = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": CACHE_PREFIX},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

TASKS_BACKEND: str = env.str("DUBAN_TASKS_BACKEND", default="database")
if TASKS_BACKEND == "database":
    TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
elif TASKS_BACKEND == "redis" and REDIS_URL:
    INSTALLED_APPS.append("django_rq")
    TASKS = {"default": {"BACKEND": "django_tasks_rq.RQBackend"}}
    RQ_QUEUES = {"default": {"URL": REDIS_URL, "DEFAULT_TIMEOUT": 4 * 3600}}
    RQ = {"JOB_CLASS": "django_tasks_rq.Job"}
else:
    raise ImproperlyConfigured("DUBAN_TASKS_BACKEND is `database`, or `redis` together with REDIS_URL.")

# -- people -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "workflow.User"
ANONYMOUS_USER_NAME = None
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # ScopeBackend answers has_perm from the same grants, without queries
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "workflow.auth.ScopeBackend",
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "config.views.lockout"
AXES_RESET_ON_SUCCESS = True
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_VERBOSE = False

# -- transport --------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = SECURE and not env.bool("DUBAN_BEHIND_PROXY", default=False)
if env.bool("DUBAN_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# -- language and time ------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE: str = env.str("DUBAN_TIME_ZONE", default="Asia/Shanghai")

# -- files ------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # served from the finders; the folder must exist all the same
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
PLAN_MAX_BYTES: int = env.int("DUBAN_PLAN_MAX_BYTES", default=20 * 1024 * 1024)
ATTACHMENT_MAX_BYTES: int = env.int("DUBAN_ATTACHMENT_MAX_BYTES", default=20 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

# -- mail -------------------------------------------------------------------------------------------

vars().update(env.email("DUBAN_EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL: str = env.str("DUBAN_FROM_EMAIL", default="duban@localhost")

# -- the background: one thread in embedded mode, `manage.py ticker` elsewhere ----------------------

EMBEDDED_TICKER: bool = env.bool("DUBAN_EMBEDDED_TICKER", default=not REDIS_URL)
TICK_SECONDS: int = env.int("DUBAN_TICK_SECONDS", default=30)
if TICK_SECONDS < 1:
    raise ImproperlyConfigured("DUBAN_TICK_SECONDS must be at least 1.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("DUBAN_LOG_LEVEL", default="INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "django_tasks_db": {"level": "WARNING"},
    },
}
