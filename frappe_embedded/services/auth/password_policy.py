"""How strong a password must be."""

from __future__ import annotations

import importlib
from typing import Any

from ...kernel.core.messages import throw
from ...kernel.i18n import _
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting

_LONGEST = 24
"""More than that is not looked at: the rest only makes it harder to guess, and who writes nothing but signs that
stand for letters (``@`` for ``a``) would keep a processor busy for 1.6 s with 72 of them, for 0.16 s with these."""


def check_strength(password: str, about: list[str] | None = None) -> None:
    """``ValidationError`` with advice when the settings ask for a stronger password."""
    found = strength(password, about)
    if not found["feedback"]["password_policy_validation_passed"]:
        warning = found["feedback"].get("warning") or ""
        advice = " ".join(found["feedback"].get("suggestions") or [])
        throw(
            f"{warning} {advice}" if advice or warning else _("Choose a longer password."),
            title=_("Invalid Password"),
        )


def strength(password: str, about: list[str] | None = None) -> dict[str, Any]:
    """What zxcvbn says, and whether that satisfies the settings."""
    if not cint(system_setting("enable_password_policy")):
        return {"feedback": {"password_policy_validation_passed": True}}
    found = _estimated(password[:_LONGEST], [each for each in about or [] if each])
    least = cint(system_setting("minimum_password_score")) or 2
    feedback = {
        "warning": _(found["feedback"]["warning"]),
        "suggestions": [_(each) for each in found["feedback"]["suggestions"]],
        "password_policy_validation_passed": found["score"] >= least,
    }
    return {"score": found["score"], "feedback": feedback}


def _estimated(password: str, about: list[str]) -> Any:
    """The estimate of zxcvbn (https://www.usenix.org/conference/usenixsecurity16/technical-sessions/presentation/wheeler)."""
    # Its lists of words take 14 MB, and most processes never judge a password.
    library: Any = importlib.import_module("zxcvbn")
    return library.zxcvbn(password, user_inputs=about)
