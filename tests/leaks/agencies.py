"""What is on its way to another agency by the agreement of a restricted class."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.clock import office_day

from .cast import Visitor
from .secret import Secret

PARTNER = "Leaks Network"
API = "cfm_app.api.agencies"
# Nobody is there: what is sent waits, and stands on the page of its agreement.
ADDRESS = "https://network.invalid"


def bring(admin: Visitor, secret: Secret) -> Secret:
    """An agreement of the class of a case, and a referral of the case that is on its way by it."""
    if admin.send("GET", f"/api/resource/CFM Partner/{PARTNER}").status_code != 200:
        admin.create("CFM Partner", partner_name=PARTNER, partner_type="UN agency", enabled=1)
    sensitivity = str(admin.get("Case", secret.case)["sensitivity"])
    filters = f'[["restricted_class","=","{sensitivity}"],["partner","=","{PARTNER}"]]'
    known = admin.list("CFM Exchange Agreement", filters=filters)
    agreement = str(known[0]["name"]) if known else _open(admin, sensitivity)
    admin.create(
        "Referral",
        cfm_case=secret.case,
        partner=PARTNER,
        reason=f"{secret.word}asked",
        shared_summary=f"{secret.word}shared",
        override_basis="Vital interest",
        override_reason=f"{secret.word}override",
    )
    return replace(secret, agreement=agreement)


def _open(admin: Visitor, sensitivity: str) -> str:
    values = {
        "title": "Leaks",
        "purpose": "Help for survivors",
        "partner": PARTNER,
        "direction": "Both ways",
        "shares_referrals": 1,
        "restricted_class": sensitivity,
        "valid_from": str(office_day() - timedelta(days=2)),
        "valid_until": str(office_day() + timedelta(days=300)),
        "address": ADDRESS,
    }
    name = str(admin.call(f"{API}.begin", values=values)["name"])
    admin.call(f"{API}.make_secret", name=name)
    admin.call(f"{API}.submit", name=name)
    admin.call(f"{API}.agree", name=name)
    return name
