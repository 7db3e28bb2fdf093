"""The one settings file: safe by default, everything read through ``deploy.env``."""

import hashlib
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

from deploy import embedded
from deploy.env import Env, SettingError
from deploy.observability import configure_logging, configure_sentry
from tenants.backend.pool import reset

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- Mode -----------------------------------------------------------------------------------
# production refuses missing secrets; demo and test unlock simulators and the frozen clock.
RIBAMBELLE_MODE = env.choice("RIBAMBELLE_MODE", ("production", "demo", "test"), "production")
IS_PRODUCTION = RIBAMBELLE_MODE == "production"
IS_TEST = RIBAMBELLE_MODE == "test"
IS_DEMO = RIBAMBELLE_MODE == "demo"
DEBUG = False
if IS_PRODUCTION and env.text("RIBAMBELLE_NOW"):
    raise SettingError("RIBAMBELLE_NOW", "l’horloge figée est refusée en production.")
for _switch in ("RIBAMBELLE_LOCKS_OFF", "RIBAMBELLE_PAUSE_AFTER_CHECK"):
    if not IS_TEST and env.text(_switch):
        raise SettingError(_switch, "interrupteur de test, refusé hors du mode test.")

DATA_DIR = Path(env.text("RIBAMBELLE_DATA", str(BASE_DIR / ".ribambelle")))
OPERATOR_NAME = env.text("OPERATOR_NAME", "Ribambelle")
MAIN_URL = env.url("MAIN_URL", "" if IS_PRODUCTION else "http://127.0.0.1:8000", ("http", "https"))
if IS_PRODUCTION and not MAIN_URL:
    raise SettingError("MAIN_URL", "obligatoire : l’adresse publique, https://…")
MAIN_HOST = urlsplit(MAIN_URL).hostname or ""

# --- Secrets --------------------------------------------------------------------------------


def _secret(name: str) -> str:
    """A secret: required in production, derived from the checkout's folder elsewhere."""
    value = env.text(name, required=IS_PRODUCTION)
    if value:
        if len(value) < 32:
            raise SettingError(name, "trop court : au moins 32 caractères.")
        return value
    return hashlib.sha256(f"{name}:{BASE_DIR}".encode()).hexdigest()


SECRET_KEY = _secret("SECRET_KEY")
# Keys of the adhesion codes, newest first, as « id:secret »; the row keeps the key id.
CODE_KEYS = dict(
    pair.split(":", 1)
    for pair in env.words("CODE_KEYS", "k1:" + _secret("CODE_KEY"))
    if ":" in pair
)
CODE_KEY_ID = next(iter(CODE_KEYS))

# --- Addresses ------------------------------------------------------------------------------
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS", "" if IS_PRODUCTION else "127.0.0.1,localhost,testserver"
)
if IS_PRODUCTION and not ALLOWED_HOSTS:
    ALLOWED_HOSTS = [urlsplit(MAIN_URL).hostname or ""]
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
ROOT_URLCONF = "deploy.urls_public"
PUBLIC_SCHEMA_URLCONF = "deploy.urls_public"
COMMUNE_URLCONF = "deploy.urls_commune"
WSGI_APPLICATION = "deploy.wsgi.application"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
LOGIN_URL = "/compte/connexion/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
APPEND_SLASH = True

# --- Applications ---------------------------------------------------------------------------
SHARED_APPS = [
    "django_tenants",
    "shared",
    "tenants",
    "shared.quiet.ContentTypes",
    "shared.quiet.Auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "django_htmx",
    "csp",
]
TENANT_APPS = ["family", "booking", "invoicing"]
INSTALLED_APPS = SHARED_APPS + TENANT_APPS
TENANT_MODEL = "tenants.Commune"
TENANT_DOMAIN_MODEL = "tenants.Domain"
# The canary table of each commune; named here because tenants may not import family.
TENANT_IDENTITY_MODEL = "family.TenantIdentity"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
TENANT_LIMIT_SET_CALLS = True

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shared.middleware.RequestContext",
    "tenants.middleware.CommuneMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "shared.middleware.Refusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tenants.context_processors.shell",
            ],
            "builtins": [
                "django_htmx.templatetags.django_htmx",
                "shared.templatetags.ui",
                "tenants.templatetags.links",
            ],
            "string_if_invalid": "",
        },
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
# Unique whatever the case, by a constraint on Lower(username) that the check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]

# Pages that span apps: each entry is panel(scope) -> read model or None (architecture §3).
HOME_PANELS = [
    "booking.portal.panels.week",
    "invoicing.portal.panels.due",
    "booking.portal.panels.requests",
    "booking.portal.panels.absence",
]
OFFICE_TODAY_PANELS = [
    "booking.office.panels.expected",
    "booking.office.panels.requests",
    "booking.office.panels.commissions",
    "invoicing.office.panels.alerts",
]
# panel(agent, text, now) -> read model or None, beside the children and families of a search.
OFFICE_SEARCH_PANELS = ["invoicing.office.search_panel.found"]
# panel(agent, family_id, now) -> read model with a template or None, on a family's file.
OFFICE_FAMILY_PANELS: list[str] = [
    "booking.office.family_panel.registrations",
    "invoicing.office.family_panel.accounts",
]
# check() -> (label, what is missing, page, ids of services that have it), on a service's set-up.
OFFICE_SERVICE_CHECKS: list[str] = ["invoicing.office.service_checks.regie"]
# badge(member or agent, now) -> int, called in the commune's scope once the rights were read.
NAV_BADGES = {
    "invoices": "invoicing.portal.panels.due_count",
    "cart": "booking.portal.panels.cart_count",
    "requests": "booking.office.panels.request_count",
}
# (URL name, label, icon, badge): a name of a …_public room is the same everywhere, any other
# one belongs to the commune in hand, or to the only one the family joined.
NAV_PORTAL = [
    ("family_public:start", "Accueil", "home", ""),
    ("booking_public:services", "Réserver", "calendar", ""),
    ("invoicing_public:invoices", "Mes factures", "invoice", "invoices"),
    ("family_public:household", "Mon foyer", "family", ""),
]
# (URL name, label, icon, badge, section, verb): an agent sees what the roles allow.
NAV_OFFICE = [
    ("booking_office:today", "Aujourd’hui", "home", "", "", "view_today"),
    ("booking_office:requests", "Demandes", "clock", "requests", "", "view_requests"),
    ("booking_office:day_sheets", "Pointage", "check", "", "", "point_attendance"),
    ("booking_office:family_find", "Réserver", "calendar", "", "", "book_for_family"),
    ("family_office:families", "Familles", "family", "", "", "view_families"),
    ("invoicing_office:runs", "Facturation", "invoice", "", "Argent", "view_billing"),
    ("invoicing_office:payments", "Paiements", "wallet", "", "Argent", "view_payments"),
    ("booking_office:setup", "Services et calendrier", "settings", "", "Réglages", "edit_setup"),
    ("invoicing_office:regies", "Régies", "euro", "", "Réglages", "edit_regies"),
    ("tenants_office:agents", "Agents", "users", "", "Réglages", "manage_agents"),
    ("tenants_office:commune", "Commune", "school", "", "Réglages", "edit_setup"),
]
# The pages about families, as tabs: (URL name, label, verb).
OFFICE_FAMILY_TABS = [
    ("family_office:families", "Familles", "view_families"),
    ("family_office:codes", "Codes d’adhésion", "issue_codes"),
    ("booking_imports:index", "Importer", "import_families"),
    ("family_office:schools", "Écoles", "edit_families"),
]
NAV_OPERATOR = [
    ("operator:communes", "Communes", "school"),
    ("operator:outbox", "Tâches", "clock"),
    ("operator:journal", "Journal", "list"),
]
# Single links of the shells, by the name their template knows (see shared.templatetags.ui).
NAV_LINKS = {
    "home_url": "family_public:start",
    "cart_url": "booking_public:cart",
    "login_url": "account_login",
    "logout_url": "account_logout",
    "signup_url": "account_signup",
    "accessibility_url": "family_public:accessibility",
}
NAV_LEGAL = [("family_public:legal", "Mentions légales"), ("family_public:security", "Sécurité")]
NAV_ACCOUNT = [
    ("account_profile", "Mon compte", "user"),
    ("family_public:messages", "Messages", "mail"),
    ("family_public:join", "Adhérer à une commune", "plus"),
]
NAV_OFFICE_HOME = "booking_office:today"
NAV_SEARCH = "family_office:search"
NAV_THEME = "family:theme"

# --- Database and caches --------------------------------------------------------------------
DATABASE_URL = env.url("DATABASE_URL", embedded.database_url(), ("postgres", "postgresql"))
REDIS_URL = env.url("REDIS_URL", embedded.redis_url(), ("redis", "rediss", "unix"))
_db = urlsplit(DATABASE_URL)
_db_query = dict(parse_qsl(_db.query))
# Celery's prefork closes a pool at each task: it keeps one plain connection instead.
IS_WORKER = env.flag("RIBAMBELLE_WORKER")
CELERY_DB_REUSE_MAX = 500
_pool = {
    "min_size": 0,
    "max_size": env.number("DB_POOL_MAX", 8, low=1, high=200),
    "timeout": 5,
    "reset": reset,
}
_test_suffix = env.text("RIBAMBELLE_TEST_SUFFIX")
DATABASES = {
    "default": {
        "ENGINE": "tenants.backend",
        "NAME": unquote(_db.path.lstrip("/")) or "ribambelle",
        "USER": unquote(_db.username or ""),
        "PASSWORD": unquote(_db.password or ""),
        "HOST": _db_query.get("host") or unquote(_db.hostname or ""),
        "PORT": str(_db.port or _db_query.get("port", "")),
        "CONN_MAX_AGE": 0,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "options": "-c lock_timeout=3000 -c idle_in_transaction_session_timeout=60000",
        },
        "TEST": {"NAME": "test_ribambelle" + (f"_{_test_suffix}" if _test_suffix else "")},
    },
}
if not IS_WORKER:
    DATABASES["default"]["OPTIONS"]["pool"] = _pool
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _redis(url: str, number: int) -> str:
    """The same server, another numbered database."""
    if url.startswith("unix:"):
        return f"{url.split('?')[0]}?db={number}"
    return url if urlsplit(url).path.strip("/") else f"{url.rstrip('/')}/{number}"


_namespace = hashlib.sha256(str(BASE_DIR).encode()).hexdigest()[:6] + _test_suffix
CACHES = {
    # Unprefixed by commune: sessions, log-in limits, allauth (foundation, line 5).
    "default": {
        "BACKEND": "shared.caches.RedisCache",
        "LOCATION": _redis(REDIS_URL, 1),
        "KEY_PREFIX": f"{RIBAMBELLE_MODE}-{_namespace}",
    },
    # Commune data, keyed by the schema at call time.
    "commune": {
        "BACKEND": "shared.caches.RedisCache",
        "LOCATION": _redis(REDIS_URL, 1),
        "KEY_PREFIX": f"{RIBAMBELLE_MODE}-{_namespace}-c",
        "KEY_FUNCTION": "tenants.context.commune_key",
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
STORAGES = {
    "default": {"BACKEND": "tenants.storage.CommuneStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not IS_TEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = IS_TEST
WHITENOISE_AUTOREFRESH = False

# --- Celery ---------------------------------------------------------------------------------
# Imported when the apps are ready, so that every process sends tasks to our broker.
TASKS_APP = "deploy.celery"
CELERY_BROKER_URL = (
    f"redis+socket://{urlsplit(REDIS_URL).path}?virtual_host=2"
    if REDIS_URL.startswith("unix:")
    else REDIS_URL
)
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": f"{RIBAMBELLE_MODE}-{_namespace}:"}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
OUTBOX_SECONDS = env.number("OUTBOX_SECONDS", 2 if not IS_PRODUCTION else 15, low=1, high=3600)
CELERY_BEAT_SCHEDULE = {
    "outbox": {"task": "tenants.tasks.drain_outbox", "schedule": OUTBOX_SECONDS},
}

# --- Accounts -------------------------------------------------------------------------------
AUTH_USER_MODEL = "shared.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "shared.accounts.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "shared.accounts.passwords.EntropyValidator"},
]
ACCOUNT_ADAPTER = "shared.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "family.portal.signup.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
# Only in the browser that signed up: allauth compares the account with its pending log-in.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_FORMS = {
    "signup": "shared.accounts.forms.SignupForm",
    "login": "shared.accounts.forms.LoginForm",
    "reset_password": "shared.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "shared.accounts.forms.ResetPasswordKeyForm",
    "change_password": "shared.accounts.forms.ChangePasswordForm",
    "set_password": "shared.accounts.forms.SetPasswordForm",
    "add_email": "shared.accounts.forms.ChangeAddressForm",
    "change_email": "shared.accounts.forms.ChangeAddressForm",
    "reauthenticate": "shared.accounts.forms.ReauthenticateForm",
}
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/5m/ip,5/5m/key",
    "signup": "30/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "confirm_email": "1/1m/key",
}
PASSWORD_RESET_TIMEOUT = 30 * 60
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, low=0, high=5)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
SHOWN_CODE_REQUIRED = env.flag("SHOWN_CODE", True)
SECRET_QUESTION_OFFERED = env.flag("SECRET_QUESTION", True)

# --- Mail -----------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Ribambelle <ne-pas-repondre@ribambelle.invalid>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DIR = DATA_DIR / "mails"
if IS_DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_DIR
elif IS_TEST:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    EMAIL_FILE_PATH = MAIL_DIR
_mail = urlsplit(env.url("MAIL_URL", "smtp://localhost:25", ("smtp", "smtps", "smtp+tls")))
EMAIL_HOST = _mail.hostname or "localhost"
EMAIL_PORT = _mail.port or 25
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 5

# --- Payment --------------------------------------------------------------------------------
# The demo bank is a simulator: no address means the provider does not exist here.
DEMO_BANK_URL = "" if IS_PRODUCTION else env.url("DEMO_BANK_URL", "", ("http", "https"))

# --- Language, time -------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

# --- Browser security -----------------------------------------------------------------------
IS_HTTPS = MAIN_URL.startswith("https://")
SECURE_SSL_REDIRECT = IS_PRODUCTION and IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_PRODUCTION and IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_PRODUCTION and IS_HTTPS
SECURE_HSTS_PRELOAD = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
# Cookies ignore ports: two checkouts on one machine must not log each other out.
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else f"session-{_namespace}"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else f"csrf-{_namespace}"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"


def _origin(url: str) -> str:
    """Scheme and host of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # A form may end at a bank page: Chromium checks the redirect too.
        "form-action": [SELF, *([_origin(DEMO_BANK_URL)] if DEMO_BANK_URL else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

# --- Test switches (refused above outside the test mode) --------------------------------------
TEST_LOCKS_OFF = IS_TEST and env.flag("RIBAMBELLE_LOCKS_OFF")
TEST_PAUSE_AFTER_CHECK_MS = env.number("RIBAMBELLE_PAUSE_AFTER_CHECK", 0) if IS_TEST else 0

# --- Logs and errors --------------------------------------------------------------------------
LOGGING_CONFIG = None
configure_logging(
    level=env.choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
    as_json=IS_PRODUCTION,
    quiet="pytest" in sys.modules,
)
configure_sentry(env.url("SENTRY_DSN", "", ("http", "https")), environment=RIBAMBELLE_MODE)
