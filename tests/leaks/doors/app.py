"""The pages and methods of the app."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..matrix import Door
from .kinds import call, page, shows


def _changing(name: str, method: str, /, **arguments: Any) -> Door:
    return replace(call(name, method, **arguments), changes=True)


PAGES = [
    page(f"page {name}", f"/cfm{name}")
    for name in ("", "/console", "/new-case", "/approvals", "/import", "/export", "/try-sop")
]
EXPORTS = [
    call(
        f"export_list {doctype}",
        "cfm_app.api.exchange.export_list",
        doctype=doctype,
        columns=columns.split(),
        format=kind,
    )
    for doctype, columns in (
        ("Case", "name sensitivity satisfaction_comment description sop"),
        ("Referral", "name cfm_case reason shared_summary response"),
        ("Consent", "name cfm_case legal_basis"),
    )
    for kind in ("xlsx", "csv")
]
APP: list[Door] = [
    *PAGES,
    *EXPORTS,
    page("console search by number", "/cfm/console", q="{case}"),
    page("console search by phone", "/cfm/console", q="{phone}"),
    shows(call("lookup_caller", "cfm_app.api.console.lookup_caller", phone="{phone}"), "member"),
    call("due_list", "cfm_app.api.console.due_list", limit=200),
    call("my_stubs", "cfm_app.api.console.my_stubs", limit=1000),
    call("my_referrals", "cfm_app.api.approvals.my_referrals", limit=200),
    call("my_referrals done", "cfm_app.api.approvals.my_referrals", done=True, limit=200),
    shows(
        call("get_referral", "cfm_app.api.approvals.get_referral", name="{referral}"), "referral"
    ),
    _changing("accept", "cfm_app.api.approvals.accept", name="{referral}"),
    _changing(
        "return_referral", "cfm_app.api.approvals.return_referral", name="{referral}", reason="x"
    ),
    _changing("answer", "cfm_app.api.approvals.answer", name="{referral}", response="x"),
    page("try the procedures", "/cfm/try-sop", category="Exploitation ou abus sexuel"),
    call("requests for more time", "cfm_app.api.extensions.waiting", limit=200),
    _changing(
        "ask for more time", "cfm_app.api.extensions.ask", case="{case}", hours=5, reason="x"
    ),
    _changing(
        "ask for more time by referral",
        "cfm_app.api.extensions.ask_for_referral",
        referral="{referral}",
        hours=5,
        reason="x",
    ),
    _changing(
        "decide on more time",
        "cfm_app.api.extensions.decide",
        case="{case}",
        request="x",
        decision="Approved",
    ),
    call("list_imports", "cfm_app.api.exchange.list_imports"),
    call("export_count", "cfm_app.api.exchange.export_count", doctype="Case", filters={}),
    call("defaults overview", "cfm_app.api.defaults.overview"),
    call("defaults compare", "cfm_app.api.defaults.compare", doctype="Case", name="{case}"),
    _changing(
        "new_case for a known person",
        "cfm_app.api.console.new_case",
        case={"description": "x"},
        person={"name": "{member}"},
    ),
]
