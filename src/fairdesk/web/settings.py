"""Django's settings, made from ours. Nothing here is read by deciding files."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONE, SELF

from fairdesk import language
from fairdesk import settings as ours

_ours = ours.load()
_here = Path(__file__).parent


def _secret(data: Path) -> str:
    """Return this installation's signing key, made once, readable by its owner alone."""
    path = data / "secret.key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"secret.key.{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(os.urandom(48).hex())
        # It appears whole or not at all, and of two processes that begin at once one key wins.
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return path.read_text()


def database(address: str, data: Path) -> dict[str, object]:
    """Return Django's description of the database at *address* ("sqlite" or postgresql://...)."""
    if address == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(data / "fairdesk.db"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                # FULL: with NORMAL a power cut loses commits that were acknowledged (measured).
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864; "
                "PRAGMA cache_size=-8000",
            },
        }
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
    }


SECRET_KEY = _secret(_ours.data)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"] + ([_ours.behind_proxy] if _ours.behind_proxy else [])
ROOT_URLCONF = "fairdesk.web.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "fairdesk.identity",
    "fairdesk.consent",
    "fairdesk.privacy",
    "fairdesk.rights",
    "fairdesk.sensitive",
    "fairdesk.guidelines",
    "fairdesk.answers",
    "fairdesk.oversight",
    "fairdesk.accountability",
    "fairdesk.accessibility",
    "fairdesk.explainability",
    "fairdesk.money",
    "fairdesk.flows",
    "fairdesk.attachments",
    "fairdesk.desk",
    "fairdesk.replay",
    "fairdesk.fairness",
]
if _ours.oidc_server:
    INSTALLED_APPS += ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fairdesk.web.doors.HouseMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_here / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["fairdesk.web.tags"],
            "context_processors": ["django.template.context_processors.request", "fairdesk.rendering.at_the_door"],
        },
    }
]
DATABASES = {"default": database(_ours.database, _ours.data)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("zh-hans" if code == "zh" else code, name) for code, name in language.OFFERED.items()]
LOCALE_PATHS = [language.LOCALE]
STATIC_URL = "/static/"
STATICFILES_DIRS = [_here / "static"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
_behind_tls = bool(_ours.behind_proxy)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _behind_tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_tls else None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["fairdesk.web.uploads.InMemory"]
CSRF_FAILURE_VIEW = "fairdesk.rendering.expired"
# --- colleagues: one-time links and a second factor, no passwords (web/second_factor.py) ---
LOGIN_URL = "/desk/sign-in"
LOGIN_REDIRECT_URL = "/desk"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "fairdesk.web.second_factor.Accounts"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = False  # wrong codes are counted in the database, for all processes (house/people.py)
MFA_ADAPTER = "fairdesk.web.second_factor.Factors"
MFA_FORMS = {
    "authenticate": "fairdesk.web.second_factor.CodeForm",
    "reauthenticate": "fairdesk.web.second_factor.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # one step of 30 s either way: RFC 6238, section 5.2
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _ours.behind_proxy  # browsers allow passkeys on http://localhost alone
LOGGING_CONFIG = None  # logs are set up in house/opening.py: JSON lines, ids only
if _ours.oidc_server:
    SOCIALACCOUNT_ADAPTER = "fairdesk.web.single_sign_on.CompanyAccounts"
    SOCIALACCOUNT_LOGIN_ON_GET = (
        True  # a form would be stopped by form-action; the state parameter guards the way back
    )
    SOCIALACCOUNT_STORE_TOKENS = False
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "company",
                    "name": _ours.oidc_name,
                    "client_id": _ours.oidc_client,
                    "secret": Path(_ours.oidc_secret_file).read_text().strip() if _ours.oidc_secret_file else "",
                    "settings": {"server_url": _ours.oidc_server},
                }
            ],
        }
    }
