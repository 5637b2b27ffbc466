"""A second factor at the log-in: a code of an authenticator app, or one that is sent by e-mail.

Roles ask for it (``two_factor_auth``) once System Settings have it on. The first answer to a right
password names a ``tmp_id``; the log-in is finished by sending that with the code as ``otp``. Secrets
are kept as Frappe keeps them, encrypted among the defaults.
"""

from __future__ import annotations

import secrets
from typing import Any

import pyotp
import segno

from ...kernel.core.context import local
from ...kernel.core.exceptions import AuthenticationError, OutgoingEmailError
from ...kernel.core.hooks import call_hooks, get_hooks
from ...kernel.core.messages import clear_last_message, msgprint, throw
from ...kernel.core.whitelist import whitelist
from ...kernel.document.api import get_doc
from ...kernel.document.passwords import decrypt, encrypt
from ...kernel.i18n import _
from ...kernel.permissions.roles import ADMINISTRATOR, get_roles, only_for_setup
from ...kernel.query.defaults import clear_default, get_defaults_for, set_default
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting
from ...kernel.utils.urls import get_url
from ..notify.sendmail import sendmail
from .lockout import count_attempt, forget_failures, key_of_codes, key_of_user

PARENT = "__2fa"
_SECONDS_FOR_APP = 180
_SECONDS_FOR_MAIL = 300
_MOST_TRIES = 5
_USED_SECONDS = 120
_UNNAMED = "Frappe Framework"
_WINDOW = 1
"""Codes of the half minute before and after count as well: clocks of phones differ."""


class _ByTime(pyotp.TOTP):
    """Sites that moved here from a bench have secrets that are shorter than the library takes by itself."""

    min_secret_length_bits = 80


class _ByNumber(pyotp.HOTP):
    min_secret_length_bits = 80


class WrongCodeError(AuthenticationError):
    """The second step failed; ``user`` is who began, where that is known."""

    def __init__(self, message: str, user: str | None = None) -> None:
        super().__init__(message)
        self.user = user


def is_demanded(user: str) -> bool:
    """Whether a user needs a second factor to log in from where they are now."""
    if not cint(system_setting("enable_two_factor_auth")) or not is_demanded_by_roles(user):
        return False
    if cint(system_setting("bypass_2fa_for_retricted_ip_users")):
        return not is_at_known_address(user)
    return True


def is_demanded_by_roles(user: str) -> bool:
    """Whether one of a user's roles asks for a second factor; of Administrator, whether an app does.

    It says so by the hook ``second_factor_demanded``: each function gets the user.
    """
    if user == ADMINISTRATOR:
        return any(call_hooks("second_factor_demanded", user))
    roles = [role for role in get_roles(user) if role != "Guest"]
    return bool(
        local.db.sql(
            "select 1 from `tabRole` where two_factor_auth = 1 and name in %s limit 1",
            (tuple(roles),),
        )
    )


def is_at_known_address(user: str) -> bool | None:
    """Whether a user comes from one of the addresses that are theirs; ``None`` for a user without any."""
    allowed = str(local.db.get_value("User", user, "restrict_ip") or "").replace("\n", ",")
    starts = tuple(each.strip() for each in allowed.split(",") if each.strip())
    return str(local.request_ip or "").startswith(starts) if starts else None


def has_set_up(user: str) -> bool:
    """Whether a user has shown once that their app gives the right codes."""
    return bool(stored(f"{user}_otplogin"))


def is_spared(user: str) -> bool:
    """Whether an app spares a user the second step here and now, by the hook ``second_factor_spared``.

    Each function gets the user, whose password was right, and says whether it vouches for where they are.
    Whoever has set nothing up is spared nothing.
    """
    return has_set_up(user) and any(call_hooks("second_factor_spared", user))


def stored(key: str) -> Any:
    """What is kept of second factors under a key."""
    return get_defaults_for(PARENT).get(key)


# -- the log-in ----------------------------------------------------------------------


def begin(user: str) -> None:
    """After the right password: remember who it was for a while, and ask for the code."""
    attempt: dict[str, Any] = {"user": user}
    if _method() == "Email":
        secret = secret_of(user)
        attempt["counter"] = int(_ByTime(secret).now())
        _send_code(user, _ByNumber(secret).at(attempt["counter"]))
        verification = {"method": "Email", "setup": True, "token_delivery": True}
        verification["prompt"] = _("A code was sent to {0}.").format(_masked(user))
        seconds = _SECONDS_FOR_MAIL
    else:
        verification = {"method": "OTP App", "setup": has_set_up(user)}
        if verification["setup"]:
            verification.update(_offered(user))
        else:
            # Each log-in that is begun has a secret of its own: whoever looked before has none of the owner's.
            secret = pyotp.random_base32()
            attempt["secret"] = encrypt(secret)
            verification.update(_first_set_up(user, secret))
        seconds = _SECONDS_FOR_APP
    tmp_id = secrets.token_hex(16)
    local.site_state.cache.set_value(_key(tmp_id), attempt, expires_in_sec=seconds)
    local.response["verification"] = verification
    local.response["tmp_id"] = tmp_id


def _offered(user: str) -> dict[str, Any]:
    """What apps offer beside the code, by the hook ``second_factor_offers``: each function gets the user.

    The log-in form knows ``trust_days``: it then asks whether to send ``trust_device`` with the code.
    """
    found: dict[str, Any] = {}
    for offer in call_hooks("second_factor_offers", user):
        found.update(offer or {})
    return found


def _method() -> str:
    return str(system_setting("two_factor_method") or "OTP App")


def _key(tmp_id: str) -> str:
    return f"second_factor:{tmp_id}"


def secret_of(user: str) -> str:
    """The secret that a user's app makes codes of; a new one if there is none yet."""
    key = f"{user}_otpsecret"
    kept = stored(key)
    if kept:
        return decrypt(str(kept))
    secret = pyotp.random_base32()
    set_default(key, encrypt(secret), PARENT)
    return secret


def _first_set_up(user: str, secret: str) -> dict[str, str]:
    """What an authenticator app is told once: as a picture, and as letters to type."""
    address = _ByTime(secret).provisioning_uri(name=user, issuer_name=issuer())
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=3, light="#fff")
    return {"qr": picture, "secret": " ".join(_groups(secret))}


def _groups(secret: str) -> list[str]:
    return [secret[at : at + 4] for at in range(0, len(secret), 4)]


def issuer() -> str:
    """The name under which an authenticator app lists this site."""
    given = str(system_setting("otp_issuer_name") or "")
    if given and given != _UNNAMED:
        return given
    named = str(system_setting("app_name") or "")
    titles = get_hooks("app_title")
    if named and named != "Frappe":
        return named
    return str(titles[-1]) if titles else get_url().split("//")[-1]


def _masked(user: str) -> str:
    """An address that its owner recognises and nobody else learns."""
    name, _at, domain = str(local.db.get_value("User", user, "email") or user).partition("@")
    return f"{name[:2]}…@{domain}"


def _send_code(user: str, code: str) -> None:
    try:
        sendmail(
            recipients=[local.db.get_value("User", user, "email")],
            subject=_("Login Verification Code from {0}").format(issuer()),
            message=_("Your code to log in: {0}. It holds for five minutes.").format(
                f"<b>{code}</b>"
            ),
            now=True,
        )
    except OutgoingEmailError:
        clear_last_message()
        throw(
            _(
                "The code could not be sent by e-mail. Ask your manager to look at the mail account."
            ),
            OutgoingEmailError,
        )


def confirm(tmp_id: Any, otp: Any) -> str:
    """The user who began with ``tmp_id``, if the code is theirs; ``WrongCodeError`` if not."""
    attempt = local.site_state.cache.get_value(_key(str(tmp_id)))
    if not attempt:
        raise WrongCodeError(_("Login session expired, refresh page to retry"))
    user = str(attempt["user"])
    for key in (key_of_user(user), key_of_codes(user)):
        count_attempt(key)
    # Counted before the code is looked at, so that many at once are no more than many in a row.
    tries = local.site_state.cache.incr(f"{_key(str(tmp_id))}:tries", _SECONDS_FOR_MAIL)
    if tries >= _MOST_TRIES:
        local.site_state.cache.delete_value(_key(str(tmp_id)))
    is_right = tries <= _MOST_TRIES and _is_right(user, attempt, "".join(str(otp or "").split()))
    if not is_right:
        raise WrongCodeError(_("Incorrect Verification code"), user)
    local.site_state.cache.delete_value(_key(str(tmp_id)))
    for key in (key_of_user(user), key_of_codes(user)):
        forget_failures(key)
    if "secret" in attempt:
        forget(user)
        set_default(f"{user}_otpsecret", attempt["secret"], PARENT)
        set_default(f"{user}_otplogin", 1, PARENT)
    return user


def _is_right(user: str, attempt: dict[str, Any], code: str) -> bool:
    if not (code.isascii() and code.isdigit()):
        return _is_taken_by_app(user, code)
    is_first = "secret" in attempt
    if is_first and has_set_up(user):
        # Somebody else was first.
        return False
    secret = decrypt(str(attempt["secret"])) if is_first else secret_of(user)
    if "counter" in attempt:
        return _ByNumber(secret).verify(code, attempt["counter"])
    if not _ByTime(secret).verify(code, valid_window=_WINDOW):
        return False
    return local.site_state.cache.incr(f"second_factor_used:{user}:{code}", _USED_SECONDS) == 1


def _is_taken_by_app(user: str, code: str) -> bool:
    """Whether an app knows a code that is none of an authenticator, by the hook ``second_factor_codes``.

    Each function gets the user and the code and says whether that lets them in, now and not again. Whoever
    has set nothing up has no such code.
    """
    return bool(code) and has_set_up(user) and any(call_hooks("second_factor_codes", user, code))


# -- looking after it ----------------------------------------------------------------


@whitelist(methods=["POST"])
def reset_otp_secret(user: str) -> None:
    """Let a user set their app up anew at the next log-in: their own, or anybody's for a manager."""
    if local.session.user != user:
        only_for_setup(message=True)
        get_doc("User", user).check_permission("write")
    if not cint(system_setting("enable_two_factor_auth")):
        throw(_("You have to enable Two Factor Auth from System Settings."))
    forget(user)
    msgprint(_("OTP Secret has been reset. Re-registration will be required on next login."))


def forget(user: str) -> None:
    """Forget the secret of a user and that they have set it up."""
    for name in ("otpsecret", "otplogin"):
        clear_default(key=f"{user}_{name}", parent=PARENT)
