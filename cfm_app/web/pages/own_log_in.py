"""One's own log-in: second factor, recovery codes, devices and sessions."""

from typing import Any

import frappe
from frappe import _
from frappe.utils import format_datetime

from cfm_app.base.counting import counted
from cfm_app.security.log_in import trusted_devices
from cfm_app.security.second_factor import (
    factor,
    own_sessions,
    passkeys,
    recovery_codes,
    step_up,
)
from cfm_app.web.pages import admission, factor_banner, routes

ROUTE, CONFIRM = factor_banner.ADDRESS, step_up.PAGE
# Fewer say that it is time to make new ones.
FEW = 3


def of_user() -> dict[str, Any]:
    """Second factor, codes and sessions of the user in the session."""
    user = frappe.session.user
    left = recovery_codes.remaining(user)
    sessions = [_session(each) for each in own_sessions.of_user()]
    return {
        "is_asked": factor.is_required(user),
        "is_set_up": factor.is_set_up(user),
        "left": left,
        "codes": counted(_("{0} recovery codes are left."), left),
        "are_few": left < FEW,
        "number": recovery_codes.NUMBER,
        "minutes": step_up.minutes_held(),
        "sessions": sessions,
        "others": len(sessions) - 1,
        "has_passkeys": passkeys.are_possible(),
        "passkeys": [_passkey(each) for each in passkeys.of_user(user)],
        **_trust(user),
    }


def _passkey(each: Any) -> dict[str, Any]:
    used = format_datetime(each.used_on, "d MMM y HH:mm") if each.used_on else ""
    return {**each, "added_on": format_datetime(each.added_on, "d MMM y HH:mm"), "used_on": used}


def _trust(user: str) -> dict[str, Any]:
    """The user's trusted devices, and for how long a device may be trusted."""
    trusted = [_trusted(each) for each in trusted_devices.of_user()]
    return {
        "trust_days": trusted_devices.days_of(user),
        "trusted": trusted,
        "is_trusted": any(each["is_this"] for each in trusted),
    }


def _trusted(each: dict[str, Any]) -> dict[str, Any]:
    moments = {
        field: format_datetime(each[field], "d MMM y HH:mm")
        for field in ("trusted_on", "used_on", "until")
    }
    return {**each, **moments, "device": each["device"] or _("Unknown device")}


def _session(each: dict[str, Any]) -> dict[str, Any]:
    begun = each["begun_on"]
    return {
        **each,
        "device": each["device"] or _("Unknown device"),
        "begun_on": format_datetime(begun, "d MMM y HH:mm") if begun else "",
        "used_on": format_datetime(each["used_on"], "d MMM y HH:mm"),
    }


def way_back(wanted: Any) -> str:
    """Where to go after the code: a page of this site, or the user's first one."""
    return routes.way_back(wanted) or admission.first_page() or routes.desk()
