"""How strong a password must be."""

from __future__ import annotations

from typing import Any

from zxcvbn import zxcvbn

from ..core.context import local
from ..core.messages import throw
from ..core.whitelist import whitelist
from ..i18n import _
from ..utils.numbers import cint
from ..utils.settings import system_setting

__all__ = ["check_strength", "test_password_strength"]

_LONGEST = 72
"""More than that is not looked at: guessing strength takes time that grows with length."""


def check_strength(password: str, about: list[str] | None = None) -> None:
    """``ValidationError`` with advice when the settings ask for a stronger password."""
    found = strength(password, about)
    if not found["feedback"]["password_policy_validation_passed"]:
        warning = found["feedback"].get("warning") or ""
        advice = " ".join(found["feedback"].get("suggestions") or [])
        throw(f"{warning} {advice}" if advice or warning else _("Choose a longer password."), title=_("Invalid Password"))


def strength(password: str, about: list[str] | None = None) -> dict[str, Any]:
    """What zxcvbn says, and whether that satisfies the settings."""
    if not cint(system_setting("enable_password_policy")):
        return {"feedback": {"password_policy_validation_passed": True}}
    found = zxcvbn(password[:_LONGEST], user_inputs=[each for each in about or [] if each])
    least = cint(system_setting("minimum_password_score")) or 2
    feedback = {
        "warning": _(found["feedback"]["warning"]),
        "suggestions": [_(each) for each in found["feedback"]["suggestions"]],
        "password_policy_validation_passed": found["score"] >= least,
    }
    return {"score": found["score"], "feedback": feedback}


@whitelist(allow_guest=True)
def test_password_strength(
    new_password: str, key: str | None = None, old_password: str | None = None, user_data: Any = None
) -> dict[str, Any]:
    """What a page tells somebody who types a new password."""
    user = local.session.user
    about: list[Any] = []
    if user != "Guest":
        about = list(local.db.get_value("User", user, ["first_name", "last_name", "email"]) or [])
    return strength(str(new_password or ""), about)
