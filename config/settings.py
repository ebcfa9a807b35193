"""All settings, read from the environment; docs/running.md lists the names.

Nothing set means production: debug off, HTTPS expected, no built-in key.
OPENMOOT_PROFILE=development is what `make demo` and `make test` use.
"""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.csp import CSP
from kombu.entity import Queue

from config import broker, unfold

# FileAwareEnv also reads NAME_FILE, so that secrets can come as mounted files.
env = environ.FileAwareEnv()

BASE_DIR = Path(__file__).resolve().parent.parent

PROFILE = env.str("OPENMOOT_PROFILE", default="production")
if PROFILE not in ("production", "development"):
    raise ImproperlyConfigured(
        f"OPENMOOT_PROFILE is {PROFILE!r}; set it to 'production' or 'development'."
    )
DEVELOPMENT = PROFILE == "development"
DEBUG = env.bool("OPENMOOT_DEBUG", default=False)

# Where the embedded default keeps its database, broker, cache and locks.
HOME = Path(env.str("OPENMOOT_HOME", default=str(BASE_DIR / "var"))).resolve()


def _own_key() -> str:
    """A key of this installation's own, made once and readable by its owner alone.

    Several hosts must share one key: set SECRET_KEY there.
    """
    path = HOME / "secret_key"
    HOME.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(get_random_secret_key())
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or _own_key()
# Keys from before, which still open what was signed or encrypted under them.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEVELOPMENT else []
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    # Before the admin and allauth, whose pages are in our dress.
    "deliberation",
    "surveys",
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    "config.apps.OurAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django_htmx",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "simple_history",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Static files are compressed once, when they are collected; this is for pages and exports.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "deliberation.guests.GuestMiddleware",
    "deliberation.web.second_factor.SecondFactorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "deliberation.web.context.appearance",
                "surveys.web.context.navigation",
            ],
        },
    }
]

UNFOLD = unfold.UNFOLD

# --- Storage ---------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{HOME / 'db.sqlite3'}")}
_database = DATABASES["default"]
if _database.get("ENGINE") not in (
    "django.db.backends.sqlite3",
    "django.db.backends.postgresql",
):
    # The value is not repeated here: it may hold a password.
    raise ImproperlyConfigured(
        "DATABASE_URL must begin with postgres:// or sqlite:///; for example"
        " postgres://user:password@host:5432/openmoot."
    )
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        # Writers queue at BEGIN instead of failing at COMMIT; this is what
        # select_for_update does on PostgreSQL.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a confirmed vote is on disk even if the power goes.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    _database["CONN_MAX_AGE"] = env.int("OPENMOOT_CONN_MAX_AGE", default=60)
    _database["CONN_HEALTH_CHECKS"] = True
    _database.setdefault("OPTIONS", {})["connect_timeout"] = 5
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "openmoot",
        # A Redis that hangs must not hang the request that asks it.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Pieces of pages that never change, in the process that shows them.
    "fragments": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "fragments",
        "OPTIONS": {"MAX_ENTRIES": 4_000},
    },
}

# --- Celery ----------------------------------------------------------------------------

AGGREGATE_DEBOUNCE_SECONDS = env.float("OPENMOOT_DEBOUNCE_SECONDS", default=2.0)
SWEEP_SECONDS = env.float("OPENMOOT_SWEEP_SECONDS", default=30.0)
# A definition with more votes than this is aggregated on a queue of its own, so that its
# long runs never hold up the others.
LARGE_VOTES = env.int("OPENMOOT_LARGE_VOTES", default=500_000)
LARGE_QUEUE = "large"
# One with more events than this is cut into shards of participants, which any number of
# workers count at the same time.
SHARD_VOTES = env.int("OPENMOOT_SHARD_VOTES", default=5_000_000)
# A sharded run at which no task has been for this long is given up and begun anew.
SHARD_LEASE_SECONDS = env.int("OPENMOOT_SHARD_LEASE_SECONDS", default=900)
# A worker that is told nothing takes both; `-Q celery` and `-Q large` part them.
CELERY_TASK_QUEUES = [Queue("celery"), Queue(LARGE_QUEUE)]
MAIL_SECONDS = env.float("OPENMOOT_MAIL_SECONDS", default=60.0)
# When daily and weekly digests go out: an hour in UTC, a day from 1 (Monday) to 7.
DIGEST_HOUR = env.int("OPENMOOT_DIGEST_HOUR", default=7)
DIGEST_WEEKDAY = env.int("OPENMOOT_DIGEST_WEEKDAY", default=1)
if not (0 <= DIGEST_HOUR <= 23 and 1 <= DIGEST_WEEKDAY <= 7):
    raise ImproperlyConfigured(
        "OPENMOOT_DIGEST_HOUR is an hour from 0 to 23, OPENMOOT_DIGEST_WEEKDAY a day from"
        " 1 (Monday) to 7 (Sunday)."
    )
FORGET_SECONDS = env.float("OPENMOOT_FORGET_SECONDS", default=3600.0)
EXAMINE_SECONDS = env.float("OPENMOOT_EXAMINE_SECONDS", default=600.0)
# How often new responses to surveys are counted.
SURVEY_SECONDS = env.float("OPENMOOT_SURVEY_SECONDS", default=60.0)
# How often the schedule of phases is looked at, and how long before its end a phase is told of.
PHASE_SECONDS = env.float("OPENMOOT_PHASE_SECONDS", default=20.0)
PHASE_NOTICE_HOURS = env.float("OPENMOOT_PHASE_NOTICE_HOURS", default=72.0)
HEARTBEAT_SECONDS = env.float("OPENMOOT_HEARTBEAT_SECONDS", default=10.0)

if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {
        # Longer than any task may run, else Redis would hand it out twice.
        "visibility_timeout": 3600,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
else:
    CELERY_BROKER_URL = f"{broker.SCHEME}://localhost/"
    _folders = {name: HOME / "broker" / name for name in ("messages", "control", "processed")}
    for _folder in [*_folders.values(), HOME / "results"]:
        _folder.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_folders["messages"]),
        "data_folder_out": str(_folders["messages"]),
        "control_folder": str(_folders["control"]),
        # A message is moved here while it is read; the same disk makes that one rename.
        "processed_folder": str(_folders["processed"]),
        "polling_interval": 0.1,
    }
# Only chords need results, for a while: how many shards are done.
CELERY_RESULT_BACKEND = REDIS_URL or f"file://{HOME / 'results'}"
CELERY_RESULT_EXPIRES = 3600
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = env.int("OPENMOOT_TASK_SECONDS", default=1500)
CELERY_TASK_TIME_LIMIT = CELERY_TASK_SOFT_TIME_LIMIT + 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A vote must not wait for a broker that is away; the sweep finds what was not sent.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE_FILENAME = str(HOME / "beat-schedule")
REMIND_SECONDS = 600.0
# After how many hours moderators are reminded of what waits for them, stage by stage.
MODERATION_REMINDERS = env.list("OPENMOOT_MODERATION_REMINDERS", cast=float, default=[24.0, 72.0])
if any(hours <= 0 for hours in MODERATION_REMINDERS):
    raise ImproperlyConfigured(
        "OPENMOOT_MODERATION_REMINDERS lists hours above 0, such as 24,72; empty for none."
    )
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "deliberation.tasks.sweep",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "sweep-assessments": {
        "task": "deliberation.tasks.assess",
        "schedule": SWEEP_SECONDS,
        "options": {"expires": SWEEP_SECONDS},
    },
    "tell-followers": {
        "task": "deliberation.tasks.tell_followers",
        "schedule": MAIL_SECONDS,
        "options": {"expires": MAIL_SECONDS},
    },
    "pass-phases": {
        "task": "deliberation.tasks.pass_phases",
        "schedule": PHASE_SECONDS,
        "options": {"expires": PHASE_SECONDS},
    },
    "sweep-mail": {
        "task": "deliberation.tasks.sweep_mail",
        "schedule": MAIL_SECONDS,
        "options": {"expires": MAIL_SECONDS},
    },
    "send-invitations": {
        "task": "deliberation.tasks.send_invitations",
        "schedule": MAIL_SECONDS,
        "options": {"expires": MAIL_SECONDS},
    },
    "spread-announcements": {
        "task": "deliberation.tasks.spread_announcements",
        "schedule": MAIL_SECONDS,
        "options": {"expires": MAIL_SECONDS},
    },
    "forget": {
        "task": "deliberation.tasks.forget",
        "schedule": FORGET_SECONDS,
        "options": {"expires": FORGET_SECONDS},
    },
    "examine": {
        "task": "deliberation.tasks.examine",
        "schedule": EXAMINE_SECONDS,
        "options": {"expires": EXAMINE_SECONDS},
    },
    "sweep-surveys": {
        "task": "surveys.tasks.sweep_surveys",
        "schedule": SURVEY_SECONDS,
        "options": {"expires": SURVEY_SECONDS},
    },
    "remind-moderators": {
        "task": "deliberation.tasks.remind_moderators",
        "schedule": REMIND_SECONDS,
        "options": {"expires": REMIND_SECONDS},
    },
    "heartbeat": {
        "task": "deliberation.tasks.heartbeat",
        "schedule": HEARTBEAT_SECONDS,
        "options": {"expires": HEARTBEAT_SECONDS},
    },
}

# --- Mail ------------------------------------------------------------------------------

# Where people find this site: links in mails and feeds begin with it.
SITE_URL = env.str(
    "OPENMOOT_SITE_URL",
    default="http://127.0.0.1:8000"
    if DEVELOPMENT
    else f"https://{ALLOWED_HOSTS[0] if ALLOWED_HOSTS else 'localhost'}",
).rstrip("/")
if not SITE_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(
        f"OPENMOOT_SITE_URL is {SITE_URL!r}; give it with its scheme,"
        " such as https://moot.example.org."
    )
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "OPENMOOT_MAIL_FROM",
    default=f"Openmoot <openmoot@{'localhost' if DEVELOPMENT else urlsplit(SITE_URL).hostname}>",
)


def _transport() -> dict[str, object]:
    """EMAIL_URL as a mailer: smtp://, smtp+tls:// (STARTTLS), smtp+ssl://, consolemail://."""
    given = env.email_url(
        "EMAIL_URL", default="consolemail://" if DEVELOPMENT else "smtp://localhost:25"
    )
    backend = given["EMAIL_BACKEND"]
    if backend.endswith("filebased.EmailBackend"):
        # django-environ takes the first slash of filemail:///var/mail away.
        folder = Path("/") / given["EMAIL_FILE_PATH"]
        return {"BACKEND": backend, "OPTIONS": {"file_path": str(folder)}}
    if not backend.endswith("smtp.EmailBackend"):
        return {"BACKEND": backend}
    options = {
        "host": given["EMAIL_HOST"],
        "port": given["EMAIL_PORT"],
        "username": given["EMAIL_HOST_USER"],
        "password": given["EMAIL_HOST_PASSWORD"],
        "use_tls": given.get("EMAIL_USE_TLS", False),
        "use_ssl": given.get("EMAIL_USE_SSL", False),
    }
    # A mail server that hangs must not hold a worker.
    return {
        "BACKEND": backend,
        "OPTIONS": {"timeout": 10} | {k: v for k, v in options.items() if v},
    }


# Whatever is sent is stored first; the worker hands it to the transport (deliberation.mail).
MAILERS = {"default": {"BACKEND": "deliberation.mail.Outbox"}, "transport": _transport()}

# --- People ----------------------------------------------------------------------------

# How long the author of an argument can edit it, and must wait before the next one.
ARGUMENT_EDIT_MINUTES = env.int("OPENMOOT_ARGUMENT_EDIT_MINUTES", default=15)
ARGUMENT_PAUSE_SECONDS = env.int("OPENMOOT_ARGUMENT_PAUSE_SECONDS", default=20)

# How many days the network block of a vote is known, by a keyed hash (deliberation/networks.py).
ORIGIN_DAYS = env.int("OPENMOOT_ORIGIN_DAYS", default=30)
# How many days logs are kept (deliberation/privacy/retention.py).
MAIL_LOG_DAYS = env.int("OPENMOOT_MAIL_LOG_DAYS", default=90)
NEWS_DAYS = env.int("OPENMOOT_NEWS_DAYS", default=90)
INVITATION_DAYS = env.int("OPENMOOT_INVITATION_DAYS", default=180)
STATEMENT_DAYS = env.int("OPENMOOT_STATEMENT_DAYS", default=90)
SIGN_IN_LOG_DAYS = env.int("OPENMOOT_SIGN_IN_LOG_DAYS", default=30)
# How many proxies add to X-Forwarded-For: whose network address a limit counts.
NUM_PROXIES = env.int("OPENMOOT_NUM_PROXIES", default=0)
AUTH_USER_MODEL = "deliberation.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses whoever is locked out
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"

# Files that come in are kept between looking and confirming, on whichever host.
IMPORT_MEGABYTES = env.int("OPENMOOT_IMPORT_MEGABYTES", default=50)  # of a whole definition
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.CacheStorage"
# What is edited in bulk keeps no history; nothing here needs it.
SIMPLE_HISTORY_REVERT_DISABLED = True

# Signing in by django-allauth: a code by e-mail, a passkey, a password if one is set.
ALLAUTH_TRUSTED_PROXY_COUNT = NUM_PROXIES
ACCOUNT_ADAPTER = "deliberation.web.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # a password can be set, later
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = CODE_SECONDS = 15 * 60
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = CODE_SECONDS
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEVELOPMENT else "https"
# Per network address, and per e-mail address ("key").
ACCOUNT_RATE_LIMITS = {
    "request_login_code": env.str("OPENMOOT_RATE_SIGN_IN", default="20/m/ip,5/10m/key"),
    # Wrong passwords for one account are counted by axes, below.
    "login_failed": "30/m/ip,50/5m/key",
}
# Wrong passwords: so many for one account from one network lock that pair for a while
# (django-axes, in the database). Codes by e-mail and passkeys go on working.
AXES_FAILURE_LIMIT = env.int("OPENMOOT_SIGN_IN_FAILURES", default=5)
AXES_COOLOFF_TIME = timedelta(minutes=env.int("OPENMOOT_SIGN_IN_LOCK_MINUTES", default=15))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "deliberation.web.sign_in.name_tried"
AXES_CLIENT_IP_CALLABLE = "deliberation.limits.network_of"
AXES_LOCKOUT_CALLABLE = "deliberation.web.sign_in.locked_out"
AXES_SENSITIVE_PARAMETERS = ["login", "username", "email", "password"]
AXES_VERBOSE = AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # who signed in when, and from where, is nobody's business
MFA_ADAPTER = "deliberation.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Openmoot"
MFA_TOTP_TOLERANCE = 1  # half minutes that a phone's clock may be off
MFA_PASSKEY_LOGIN_ENABLED = True
# Browsers allow passkeys without HTTPS at localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEVELOPMENT

# Signing in by accounts elsewhere, each switched on by its client id.
SOCIALACCOUNT_ADAPTER = "deliberation.web.sign_in.SocialAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {}
SIGN_IN_ORIGINS = []  # where a form of ours may lead in the end
if GITHUB_CLIENT_ID := env.str("OPENMOOT_GITHUB_CLIENT_ID", default=""):
    INSTALLED_APPS.append("allauth.socialaccount.providers.github")
    SOCIALACCOUNT_PROVIDERS["github"] = {
        "SCOPE": ["user:email"],
        "APPS": [
            {"client_id": GITHUB_CLIENT_ID, "secret": env.str("OPENMOOT_GITHUB_SECRET")},
        ],
    }
    SIGN_IN_ORIGINS.append("https://github.com")
if OIDC_CLIENT_ID := env.str("OPENMOOT_OIDC_CLIENT_ID", default=""):
    OIDC_SERVER = urlsplit(env.str("OPENMOOT_OIDC_SERVER"))
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("OPENMOOT_OIDC_NAME", default=OIDC_SERVER.hostname),
                "client_id": OIDC_CLIENT_ID,
                "secret": env.str("OPENMOOT_OIDC_SECRET"),
                "settings": {"server_url": OIDC_SERVER.geturl()},
            }
        ],
    }
    SIGN_IN_ORIGINS.append(f"{OIDC_SERVER.scheme}://{OIDC_SERVER.netloc}")

# --- Safety ----------------------------------------------------------------------------

HTTPS = env.bool("OPENMOOT_HTTPS", default=not DEVELOPMENT)
SECURE_SSL_REDIRECT = HTTPS
# Container and balancer probes come over plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_ENGINE = "deliberation.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "config.errors.out_of_date"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY = HTTPS, True
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = env.int("OPENMOOT_HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("OPENMOOT_HSTS_INCLUDE_SUBDOMAINS", default=HTTPS)
SECURE_HSTS_PRELOAD = env.bool("OPENMOOT_HSTS_PRELOAD", default=False)
if env.bool("OPENMOOT_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Pages use nothing of the device but passkeys.
PERMISSIONS_POLICY: dict[str, list[str]] = {
    **{
        feature: []
        for feature in (
            "accelerometer",
            "autoplay",
            "bluetooth",
            "browsing-topics",
            "camera",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "geolocation",
            "gyroscope",
            "hid",
            "idle-detection",
            "local-fonts",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "picture-in-picture",
            "screen-wake-lock",
            "serial",
            "usb",
            "xr-spatial-tracking",
        )
    },
    "publickey-credentials-create": ["self"],
    "publickey-credentials-get": ["self"],
}
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF, *SIGN_IN_ORIGINS],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

# How often what may be done (deliberation/limits.py), by page and API together: by one
# person, by one whose account is new, by all of one network. OPENMOOT_RATE_VOTE and its like
# set the first, OPENMOOT_RATE_NEW_VOTE and OPENMOOT_RATE_NETWORK_VOTE the others.
LIMITS: dict[str, tuple[str, str | None, str | None]] = {
    "vote": ("60/min", "30/min", "1200/min"),
    "propose": ("10/hour", "3/hour", "60/hour"),
    "draft": ("60/min", None, None),
    "argue": ("20/hour", "6/hour", "120/hour"),
    "endorse": ("60/min", "20/min", "600/min"),
    "flag": ("20/hour", "6/hour", "120/hour"),
    "appeal": ("10/hour", None, "60/hour"),
    "join": ("20/hour", None, "200/hour"),
    "follow": ("60/hour", None, None),
    "invite": ("200/hour", None, "400/hour"),
    "announce": ("5/hour", None, "20/hour"),
    "evidence": ("120/hour", "30/hour", "600/hour"),
    "settings": ("60/hour", None, None),
    "answer": ("120/min", None, "2400/min"),
}
RATES, NEW_RATES, NETWORK_RATES = (
    {
        deed: env.str(f"OPENMOOT_RATE_{of_whom}{deed.upper()}", default=rate)
        for deed, rates in LIMITS.items()
        if (rate := rates[column]) is not None
    }
    for column, of_whom in enumerate(("", "NEW_", "NETWORK_"))
)
# How long an account counts as new.
NEW_ACCOUNT_HOURS = env.int("OPENMOOT_NEW_ACCOUNT_HOURS", default=24)
# How often one participant may open a proposal, and how long a vote lasts at least before a
# substantive amendment starts the next (deliberation/actions/pace.py).
PROPOSALS_A_DAY = env.int("OPENMOOT_PROPOSALS_A_DAY", default=10)
MINUTES_BETWEEN_NEW_VOTES = env.int("OPENMOOT_MINUTES_BETWEEN_NEW_VOTES", default=60)

# For those without an account, where it is less: per browser, before they join per address.
GUEST_RATES = {
    "vote": env.str("OPENMOOT_RATE_GUEST_VOTE", default="30/min"),
    "join": env.str("OPENMOOT_RATE_GUEST_JOIN", default="10/hour"),
}

# --- API -------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "deliberation.api.pagination.ByIdCursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "deliberation.api.problems.problem_response",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
        "deliberation.limits.Budget",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("OPENMOOT_RATE_ANON", default="240/min"),
        "user": env.str("OPENMOOT_RATE_USER", default="600/min"),
    },
    "NUM_PROXIES": NUM_PROXIES,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Openmoot",
    "DESCRIPTION": "Definitions, their criteria and proposals, votes, and the drafts that follow.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "AdmissionEnum": "deliberation.models.Admission",
        "SurveyAdmissionEnum": "surveys.models.Admission",
        "ReasonEnum": "deliberation.models.moderation.Reason",
        "DecisionKindEnum": "deliberation.models.moderation.Decision.Kind",
        "AppealKindEnum": "deliberation.models.appeals.Appeal.Kind",
        "FlagStateEnum": "deliberation.models.flags.Flag.State",
        "FlagKindEnum": "deliberation.api.serializers.moderation.FLAG_KINDS",
        "WaitingKindEnum": "deliberation.api.serializers.moderation.WAITING_KINDS",
        "FrequencyEnum": "deliberation.api.serializers.following.FREQUENCIES",
        "UnfinishedKindEnum": "deliberation.api.serializers.unfinished.KINDS",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    # No validator of somebody else's, which our content policy would block.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}

# --- Language, time, static files, logs ------------------------------------------------

LANGUAGE_CODE = "en-gb"
LANGUAGES = [
    ("en-gb", "English"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
]
LOCALE_PATHS = [BASE_DIR / "deliberation" / "locale"]
FORMAT_MODULE_PATH = "config.formats"
if DEVELOPMENT and env.bool("OPENMOOT_PSEUDO_LANGUAGE", default=False):
    # A made-up language that runs from right to left (tests/languages/pseudo.py).
    LANGUAGES.append(("ar-xb", "Pseudo"))
    LOCALE_PATHS.append(HOME / "locale")
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Development serves files from the apps themselves; service collects them first.
WHITENOISE_USE_FINDERS = DEVELOPMENT

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["stderr"],
        "level": env.str("OPENMOOT_LOG_LEVEL", default="INFO"),
    },
    "loggers": {
        "django": {"level": "WARNING"},
        "axes": {"level": "ERROR"},  # it tells of every sign-in
        # They tell of every page and font of a PDF, and of every rule that is for screens.
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
