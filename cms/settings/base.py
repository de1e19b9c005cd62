"""The embedded default: SQLite, local files, one machine. Each setting says who would change it."""

import os
from pathlib import Path

import environ

from cms.settings.caches import page_cache_beside

BASE_DIR = Path(__file__).resolve().parents[2]
# Everything the site writes by itself. Operators move it by the variables below, never in code.
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
# A variable that is there but empty counts as not set.
env.ENVIRON = {name: value for name, value in os.environ.items() if value}

# Operators: the public address, used in mails, QR codes and calendar entries.
PORT = env.int("PORT", default=8000)
BASE_URL = env.str("BASE_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "cms",
    "certificates",
    "enrollment",
    "courses",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "treebeard",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cms.chrome.compression.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Above all that looks up who asks: what it answers has been made for nobody in particular.
    "cms.page_cache.middleware.PageCacheMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms.chrome.routing.RoutingMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "cms.context_processors.site",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Operators: sqlite:///path or postgres://user:password@host/name.
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Immediate transactions are what keeps a storm of registrations from failing with
    # "database is locked"; FULL is what keeps an acknowledged one over a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        ),
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    # As long as SQLite waits; and nobody who lost the way amid a transaction keeps its locks.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options", "-c lock_timeout=20s -c idle_in_transaction_session_timeout=60s"
    )
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Operators: redis://host/0 when more than one machine serves the site; the limits of sign-in and
# of the verification page are counted here, so it must be shared by all web workers.
CACHES = {"default": env.cache_url("CACHE_URL", default=f"filecache://{VAR_DIR / 'cache'}")}
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):
    # Beyond this number a third is thrown away blindly; with Django's own 300 a storm of
    # registrations would make the limits forget whom they have counted.
    CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 10_000)
# Pages kept for anonymous visitors lie apart, so that addresses nobody asks for twice cannot push
# out what the limits have counted.
CACHES["pages"] = page_cache_beside(CACHES["default"])

# Operators: smtp://user:password@host:port, or filemail:// (default: letters become files).
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail://{VAR_DIR / 'mail'}")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 15
if EMAIL_CONFIG["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
    EMAIL_FILE_PATH = "/" + EMAIL_CONFIG["EMAIL_FILE_PATH"].lstrip("/")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="taphuan@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

AUTH_USER_MODEL = "enrollment.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "enrollment:my_training"
WAGTAILADMIN_LOGIN_URL = "account_login"
# One door for newcomers and known people: an e-mail address and the code mailed to it.
ACCOUNT_LOGIN_METHODS = {"email"}
# Nobody signs up by a form (enrollment.accounts); the password keeps signing in by one possible.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_FORMS = {
    "request_login_code": "enrollment.forms.account.RequestLoginCodeForm",
    "reset_password": "enrollment.forms.account.ResetPasswordForm",
}
ACCOUNT_ADAPTER = "enrollment.accounts.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

# Vietnamese first, English complete; a further language is a catalogue and a line here.
LANGUAGE_CODE = "vi"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = WAGTAILADMIN_PERMITTED_LANGUAGES = [
    ("vi", "Tiếng Việt"),
    ("en", "English"),
]
# The second folder completes what our libraries leave in English; `make translate` leaves it alone.
LOCALE_PATHS = [BASE_DIR / "cms" / "locale", BASE_DIR / "cms" / "locale_libraries"]
FORMAT_MODULE_PATH = ["cms.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Ho_Chi_Minh")
# Administrators: the money of costs and budgets. Its code, digits after the sign (2 at most), and
# the word behind amounts; without a word it is that of the catalogue, or else the code.
CURRENCY = {
    "code": env.str("CURRENCY_CODE", default="VND"),
    "decimals": env.int("CURRENCY_DECIMALS", default=0),
    "word": env.str("CURRENCY_WORD", default=""),
}
WAGTAIL_I18N_ENABLED = True
WAGTAILSIMPLETRANSLATION_SYNC_PAGE_TREE = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
# Operators: a folder that is backed up together with the database.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Certificates are personal: they lie outside the folder that the web server may hand out.
PRIVATE_MEDIA_ROOT = MEDIA_ROOT / "private"
# So long after the results are recognized the proofs of excuses are kept.
EXCUSE_PROOF_DAYS = env.int("EXCUSE_PROOF_DAYS", default=30)
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

WAGTAIL_SITE_NAME = "Taphuan"
WAGTAILADMIN_BASE_URL = BASE_URL
# No page of ours calls another host.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Passwords and addresses are changed on the pages of allauth alone, which count attempts.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
# What was sent is drawn anew by a process with limits; SVG, which is a program, is not taken.
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.pictures.uploads.PictureForm"
WAGTAILDOCS_DOCUMENT_MODEL = "cms.Document"
# Administrators: the largest file that may be filed as a document.
DOCUMENT_MAX_BYTES = env.int("DOCUMENT_MAX_MEGABYTES", default=50) * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "odt", "ods", "txt", "csv"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "cms.search.admin_backend"}}
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# What one has written another approves (cms.newsroom.approval); administrators may switch it off.
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAILREDIRECTS_AUTO_CREATE = True
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
# Day first, as everywhere else on the site.
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "includes/_table.html"

TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        # The roll call keeps its page for use without a network.
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# Administrators: folder of the fonts printed on papers (Debian's package fonts-liberation2).
PDF_FONT_DIR = Path(
    env.str("PDF_FONT_DIR", default="/usr/share/fonts/truetype/liberation2"),
)
# Administrators: how often one address may ask the verification page, per minute.
VERIFY_RATE_PER_MINUTE = env.int("VERIFY_RATE_PER_MINUTE", default=60)
# Administrators: how many files one address may have checked there, per minute.
VERIFY_FILES_PER_MINUTE = env.int("VERIFY_FILES_PER_MINUTE", default=6)
# Operators: the key that signs certificates, PKCS#12 or PEM with its certificate; empty: off.
SIGNING_KEY_FILE = env.str("SIGNING_KEY_FILE", default="")
SIGNING_CERT_FILE = env.str("SIGNING_CERT_FILE", default="")
SIGNING_PASSPHRASE = env.str("SIGNING_PASSPHRASE", default="")
SIGNING_OLD_CERTS_FILE = env.str("SIGNING_OLD_CERTS_FILE", default="")
SIGNING_TSA_URL = env.str("SIGNING_TSA_URL", default="")
# Operators: instead of a file, a device: its module, the label of the token and of the key in it.
SIGNING_DEVICE_MODULE = env.str("SIGNING_DEVICE_MODULE", default="")
SIGNING_DEVICE_TOKEN = env.str("SIGNING_DEVICE_TOKEN", default="")
SIGNING_DEVICE_KEY = env.str("SIGNING_DEVICE_KEY", default="")
# Operators: the Ed25519 key of the short record in QR codes and of credentials; empty: off.
RECORD_KEY_FILE = env.str("RECORD_KEY_FILE", default="")
RECORD_OLD_KEYS_FILE = env.str("RECORD_OLD_KEYS_FILE", default="")
# Operators: number of proxies in front of the site whose X-Forwarded-For entry is trusted; without
# it all visitors behind a proxy share one limit of sign-ins and of checks.
TRUSTED_PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "processor": "ext://cms.logs.console_renderer",
            "foreign_pre_chain": "ext://cms.logs.shared_processors",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Two lines for every task, one for every start, would bury what a person should read.
    "loggers": {
        name: {"level": "WARNING"} for name in ("django_tasks", "django_tasks_db", "pikepdf")
    }
    # Whose signature it is, is asked by `certificates.signing`; it says so in words of its own.
    | {"pyhanko": {"level": "ERROR"}},
}
