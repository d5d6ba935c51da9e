"""Django's settings. What an installation may choose comes from the environment; docs/how-to lists it."""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from gongzhi.web.file_storage import storages
from gongzhi.web.launch.addresses import SERVING_VARIABLE, django_database, saved_addresses
from gongzhi.web.launch.home import UPLOADS, home_path, secret
from gongzhi.web.logs import LOGGING as LOGGING

PACKAGES = Path(__file__).resolve().parent.parent


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0") not in {"0", "no", "false", ""}


def _list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def _of_packages(folder: str) -> list[Path]:
    # A way a case comes in has a folder of its own inside channels.
    found = (*PACKAGES.glob(f"*/{folder}"), *PACKAGES.glob(f"channels/*/{folder}"))
    return sorted(path for path in found if path.is_dir())


# -- this installation ------------------------------------------------------------------------------

# Facts carry the node they come from: the 12-digit code of the county, or any short name.
GONGZHI_NODE = os.environ.get("GONGZHI_NODE", "local")
# For how many days a use of somebody's data may be sealed at the longest.
GONGZHI_SEAL_DAYS = int(os.environ.get("GONGZHI_SEAL_DAYS", "730"))
# The most rows of a list that goes out as a file.
GONGZHI_EXPORT_ROWS = int(os.environ.get("GONGZHI_EXPORT_ROWS", "50000"))
# Keys of the evidence log and of the vault, a file each; never in a backup.
GONGZHI_KEYS = home_path() / "keys"
# "module:function" that returns a KeyStore, or a Signer, where keys live in a security module.
GONGZHI_KEY_STORE = os.environ.get("GONGZHI_KEY_STORE", "")
GONGZHI_SIGNER = os.environ.get("GONGZHI_SIGNER", "")
# The name of the evidence log (C2SP tlog-checkpoint): an address without a scheme, and for ever the same.
GONGZHI_ORIGIN = os.environ.get("GONGZHI_ORIGIN") or f"{GONGZHI_NODE}.gongzhi.invalid/evidence"
# A second line in SM2 under each checkpoint.
GONGZHI_SM2 = _flag("GONGZHI_SM2", default=False)
# Seconds: the size of the log grows at least so often; what is recorded is signed at the latest after so many, or no
# personal data are given out. A worker signs within a second: 900 is a default of this project.
GONGZHI_BEAT = int(os.environ.get("GONGZHI_BEAT", "3600"))
GONGZHI_EVIDENCE_LIMIT = int(os.environ.get("GONGZHI_EVIDENCE_LIMIT", "900"))
# Seconds between the time an entry says and the one a witness first saw it; beyond that it goes on record.
GONGZHI_WITNESS_LIMIT = int(os.environ.get("GONGZHI_WITNESS_LIMIT", "300"))
# A vocabulary of its own of purposes, legal bases and minutes of a reveal; else people/data/purposes.yaml.
GONGZHI_PURPOSES_FILE = os.environ.get("GONGZHI_PURPOSES_FILE", "")
# What a hotline is held to; else channels/hotline/data/service_levels.yaml.
GONGZHI_HOTLINE_LEVELS_FILE = os.environ.get("GONGZHI_HOTLINE_LEVELS_FILE", "")
# "module:function" that returns a PhoneRelay; else calls are written to this file, for an exchange to read.
GONGZHI_PHONE_RELAY = os.environ.get("GONGZHI_PHONE_RELAY", "")
# The number staff dial to reach the exchange; empty: it is not named.
GONGZHI_EXCHANGE_PHONE = os.environ.get("GONGZHI_EXCHANGE_PHONE", "")
GONGZHI_RELAY_FILE = home_path() / "relay" / "calls.jsonl"
# "module:function" that returns an SmsGateway; else text messages are files in this folder.
GONGZHI_SMS_GATEWAY = os.environ.get("GONGZHI_SMS_GATEWAY", "")
GONGZHI_SMS_FOLDER = home_path() / "sms"
# The address residents open, without a path: it stands in messages. Else the first of GONGZHI_ORIGINS.
GONGZHI_ADDRESS = (os.environ.get("GONGZHI_ADDRESS") or next(iter(_list("GONGZHI_ORIGINS")), "")).rstrip("/")
# E-mail by SMTP. Without a host nobody is offered e-mail. What comes back lands in a Maildir.
GONGZHI_MAIL_HOST = EMAIL_HOST = os.environ.get("GONGZHI_MAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("GONGZHI_MAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("GONGZHI_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("GONGZHI_MAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("GONGZHI_MAIL_TLS", "") == "starttls"
EMAIL_USE_SSL = os.environ.get("GONGZHI_MAIL_TLS", "") == "tls"
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = os.environ.get("GONGZHI_MAIL_FROM", "notices@gongzhi.invalid")
GONGZHI_MAIL_NAME = os.environ.get("GONGZHI_MAIL_NAME", "")
GONGZHI_BOUNCES = os.environ.get("GONGZHI_BOUNCES", "")
# Hosts a unit's webhook may lie on.
GONGZHI_HOOK_HOSTS = _list("GONGZHI_HOOK_HOSTS", "oapi.dingtalk.com,qyapi.weixin.qq.com")
# Networks that are not public and webhooks of other systems may still lie in: an office's own, for example.
GONGZHI_HOOK_NETWORKS = _list("GONGZHI_HOOK_NETWORKS")
# The sender's journal, which says after a crash what went out. Never share it, never restore it from a backup.
GONGZHI_NOTICES_FOLDER = Path(os.environ.get("GONGZHI_NOTICES_FOLDER") or home_path() / "notices")
# AES_256_GCM or SM4_GCM; what was sealed with the other stays readable.
GONGZHI_CIPHER = os.environ.get("GONGZHI_CIPHER", "AES_256_GCM")
# What Open311 asks about a matter and keeps to itself; else channels/open311/data/services.yaml.
GONGZHI_OPEN311_FILE = os.environ.get("GONGZHI_OPEN311_FILE", "")
# "module:function" that returns what finds personal data in texts (`people/screening`).
GONGZHI_DETECTOR = os.environ.get("GONGZHI_DETECTOR", "gongzhi.people.screening:shipped")
# A language model behind an OpenAI-compatible address; asked only where the register holds an entry for it.
GONGZHI_ENDPOINT_URL = os.environ.get("GONGZHI_ENDPOINT_URL", "")
GONGZHI_ENDPOINT_MODEL = os.environ.get("GONGZHI_ENDPOINT_MODEL", "")
GONGZHI_ENDPOINT_KEY_FILE = os.environ.get("GONGZHI_ENDPOINT_KEY_FILE", "")
GONGZHI_ENDPOINT_TIMEOUT = float(os.environ.get("GONGZHI_ENDPOINT_TIMEOUT", "20"))
GONGZHI_ENDPOINT_CA = os.environ.get("GONGZHI_ENDPOINT_CA", "")
# "module:function" that returns what says of a photo that it needs no cover (`cases/photo_screen`).
GONGZHI_PHOTO_SCREEN = os.environ.get(
    "GONGZHI_PHOTO_SCREEN", "gongzhi.cases.photo_screen:UntilSomebodyLooked"
)
# How long somebody who said why reads a text or photo that is hidden otherwise; a default of this project.
GONGZHI_LOOK_MINUTES = 30
# The keys of links to other nodes, a file each.
GONGZHI_LINKS = home_path() / "links"
# From this day on (2027-01-01) posts need a second factor; which ones, unless accounts/data/second_factor.yaml says so.
GONGZHI_SECOND_FACTOR_FROM = os.environ.get("GONGZHI_SECOND_FACTOR_FROM", "")
GONGZHI_SECOND_FACTOR_POSTS = _list("GONGZHI_SECOND_FACTOR_POSTS")
# A provider of OpenID Connect that staff may sign in with (docs/how-to/sign-in-of-staff.md).
GONGZHI_OIDC_ISSUER = os.environ.get("GONGZHI_OIDC_ISSUER", "")
GONGZHI_OIDC_CLIENT = os.environ.get("GONGZHI_OIDC_CLIENT", "")
GONGZHI_OIDC_SECRET = os.environ.get("GONGZHI_OIDC_SECRET", "")
GONGZHI_OIDC_SECRET_FILE = os.environ.get("GONGZHI_OIDC_SECRET_FILE", "")
GONGZHI_OIDC_NAME = os.environ.get("GONGZHI_OIDC_NAME", "")
# Whether the provider's own second factor is enough; whether passwords are no longer taken; whether to sign out there.
GONGZHI_OIDC_SECOND_FACTOR = _flag("GONGZHI_OIDC_SECOND_FACTOR", default=False)
GONGZHI_OIDC_ONLY = _flag("GONGZHI_OIDC_ONLY", default=False)
GONGZHI_OIDC_SIGN_OUT = _flag("GONGZHI_OIDC_SIGN_OUT", default=False)
# Offers every role by one click. `gongzhi run` sets it where the database holds the demo; nothing else does.
GONGZHI_DEMO = _flag("GONGZHI_DEMO", default=False)

try:
    SECRET_KEY = os.environ.get("GONGZHI_SECRET_KEY") or secret("django.secret")
except OSError:
    SECRET_KEY = ""  # Django refuses to serve with it; the command line says in words what is wrong

DEBUG = False
ALLOWED_HOSTS = _list("GONGZHI_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("GONGZHI_ORIGINS")
# Behind a proxy which speaks TLS (docs/how-to/install-server.md).
HTTPS = _flag("GONGZHI_HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# -- what Gongzhi consists of -----------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "gongzhi",
]
MIDDLEWARE = [
    "gongzhi.web.middleware.log_requests",
    "gongzhi.web.middleware.security_headers",
    "gongzhi.channels.rest.middleware.programs_get_no_pages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "gongzhi.web.middleware.refuse_nul",
    "gongzhi.web.middleware.limit_body",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gongzhi.web.middleware.keep_session",
    "gongzhi.web.middleware.act",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
AUTH_USER_MODEL = "gongzhi.Account"
AUTHENTICATION_BACKENDS = ["gongzhi.accounts.backend.StaffBackend"]
# The first one hashes; what was hashed by the second before is hashed anew at the next sign-in.
PASSWORD_HASHERS = [
    "gongzhi.accounts.hashing.PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# NIST SP 800-63B-4 (3.1.1.2) asks for length and no common word, not for kinds of characters; 10 is our default.
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ROOT_URLCONF = "gongzhi.web.urls"
WSGI_APPLICATION = "gongzhi.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": _of_packages("templates"),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongzhi.ui.context.ui",
            ],
            "libraries": {"ui": "gongzhi.ui.templatetags.ui"},
        },
    },
]
LOGIN_URL = "sign-in"
GONGZHI_HUMAN_CHANNEL = "gongzhi.channels.portal.context.human_channel"
GONGZHI_STAFF_FRAME = "gongzhi.web.frame.frame"
CSRF_FAILURE_VIEW = "gongzhi.ui.views.csrf_failure"
STATIC_URL = "static/"
STATICFILES_DIRS = _of_packages("static")
# Served from the packages themselves: nothing has to be collected before a start.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

# -- files ------------------------------------------------------------------------------------------

# Photos of cases. Views hand them out to whoever may see the case; no address leads here.
MEDIA_ROOT = home_path() / UPLOADS
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# "default" and, for reports that are not sent yet, "drafts": in the data folder or in a bucket.
STORAGES = {
    **storages(os.environ, home=home_path()),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# -- database ---------------------------------------------------------------------------------------

_saved = saved_addresses() if SERVING_VARIABLE not in os.environ else None
_url = os.environ.get(SERVING_VARIABLE) or (_saved.serving if _saved else "dbname=gongzhi")
_database = django_database(_url)
# Without a pool each request would connect anew, which costs several times the request itself.
# Processes x max_size stays below PostgreSQL's 100 connections.
_database["OPTIONS"]["pool"] = {
    "min_size": 1,
    "max_size": int(os.environ.get("GONGZHI_POOL", "8")),
    "timeout": 5,
}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        # A connection from before a restart of the database is replaced before a request gets it.
        "CONN_HEALTH_CHECKS": True,
        **_database,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# What all processes must know for some minutes; a table, so that nothing else has to run.
# It remembers for minutes: tries, and requests of neighbours. With more than so many, live ones would be dropped.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "gongzhi_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
SESSION_ENGINE = "gongzhi.web.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day with its evening: terminals in halls are shared

# -- limits -----------------------------------------------------------------------------------------

# A text of up to 1 MB comes back with the text kept; the rest is for the other fields of a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576 + 16_384
# Photos come with a form: the whole request may have this size, which five photos of 10 MB fit in.
GONGZHI_LARGEST_REQUEST = 52 * 1_048_576
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1_048_576
# The most photos that come with one report, addition or answer.
GONGZHI_PHOTOS = int(os.environ.get("GONGZHI_PHOTOS", "5"))
# The most departments a town may call to one place by a whistle.
GONGZHI_WHISTLE_DEPARTMENTS = int(os.environ.get("GONGZHI_WHISTLE_DEPARTMENTS", "16"))

# How many processes serve pages: each lets in its share of what an address or a key may ask for.
GONGZHI_WEB_PROCESSES = int(os.environ.get("GONGZHI_WORKERS", "2"))
GONGZHI_SLOW_MILLISECONDS = 2_000

# -- words and time ---------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = _of_packages("locale")
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("GONGZHI_TIME_ZONE", "Asia/Shanghai")
