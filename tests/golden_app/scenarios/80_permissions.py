"""The rights of every role on every DocType of the app, as they work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.golden_app.words import ROLES, a_case, a_consent, a_referral, address, mail, new
from tests.golden_http.harness import Step, call, delete, get, put

TOPIC = "rights of every role on every DocType of the app"
# What a new record of a master needs; `{}` stands for a word that is its own.
MASTERS: dict[str, dict[str, Any]] = {
    "CFM Channel": {"channel_name": "{}"},
    "CFM Language": {"code": "{}", "language_name": "{}"},
    "CFM Programme": {"programme_name": "{}"},
    "CFM Partner": {"partner_name": "{}"},
    "CFM Functional Area": {"area_name": "{}"},
    "Case Priority": {"priority_name": "{}"},
    "Case Sensitivity": {"sensitivity_name": "{}"},
    "Case Category": {"category_name": "{}"},
    "CFM Location": {"location_name": "{}", "pcode": "{}"},
    "CFM SOP": {"title": "{}"},
    "CFM Standard Answer": {"title": "{}", "answer_text": "x"},
    "CFM Call Script": {"title": "{}", "moment": "Greeting", "language": "fra", "script_text": "x"},
    "Consent Statement": {
        "title": "{}",
        "version_no": "9",
        "language": "fra",
        "statement_text": "x",
    },
    "CFM Focal Point": {"user": mail("focal2"), "functional_area": "Logistique", "enabled": 0},
}
HELD = (
    "Case",
    "Referral",
    "Consent",
    "Community Member",
    "Sensitive Report",
    "CFM Access Log",
    "CFM Import",
    "CFM Default Record",
)
RIGHTS = (
    "read",
    "write",
    "create",
    "delete",
    "report",
    "export",
    "import",
    "share",
    "print",
    "email",
    "submit",
)


def steps() -> Iterator[Step]:
    for doctype, values in MASTERS.items():
        for user in ROLES:
            yield from _on_a_master(doctype, values, user)
    yield from _on_what_is_held()
    yield from _on_singles_and_rows()


def _filled(values: dict[str, Any], word: str) -> dict[str, Any]:
    return {key: word if value == "{}" else value for key, value in values.items()}


def _on_a_master(doctype: str, values: dict[str, Any], user: str) -> Iterator[Step]:
    who = f"{doctype}, {user}"
    yield new(
        who, "Administrator", doctype, "record", values=_filled(values, f"gold-{user}"), quiet=True
    )
    path = address(doctype, "{$record}")
    yield get(
        f"{who}: list",
        user,
        address(doctype),
        {"filters": {"name": "{$record}"}},
        keep="pick",
        pick={"names": "data.*.name"},
    )
    yield get(f"{who}: read", user, path, keep="status")
    yield put(f"{who}: write", user, path, {"docstatus": 0}, keep="status")
    yield call(
        f"{who}: rights",
        user,
        "frappe.client.get_doc_permissions",
        {"doctype": doctype, "docname": "{$record}"},
        keep="pick",
        pick={right: f"message.permissions.{right}" for right in RIGHTS},
    )
    yield new(
        f"{who}: create", user, doctype, values=_filled(values, f"gold-by-{user}"), keep="status"
    )
    yield delete(f"{who}: delete", user, path, keep="status")
    body = {
        "doctype": doctype,
        "file_format_type": "CSV",
        "title": "x",
        "fields": f'["`tab{doctype}`.`name`"]',
        "filters": '{"name": "gold-none"}',
        "view": "Report",
    }
    yield Step(
        f"{who}: export",
        user,
        "POST",
        "/api/method/frappe.desk.reportview.export_query",
        form=body,
        keep="status",
    )


def _on_what_is_held() -> Iterator[Step]:
    yield a_case("case")
    yield from a_consent("consent", "case", share_inside="Granted")
    yield a_referral("referral", "case")
    yield new(
        "person",
        "operator",
        "Community Member",
        "person",
        values={"full_name": "Gold person"},
        quiet=True,
    )
    names = {
        "Case": "{$case}",
        "Consent": "{$consent}",
        "Referral": "{$referral}",
        "Community Member": "{$person}",
    }
    for doctype in HELD:
        for user in ROLES:
            who = f"{doctype}, {user}"
            if doctype in names:
                named = {"doctype": doctype, "docname": names[doctype]}
                pick = {right: f"message.permissions.{right}" for right in RIGHTS}
                yield call(
                    f"{who}: rights",
                    user,
                    "frappe.client.get_doc_permissions",
                    named,
                    keep="pick",
                    pick=pick,
                )
                yield get(f"{who}: read", user, address(doctype, names[doctype]), keep="status")
                yield delete(
                    f"{who}: delete", user, address(doctype, names[doctype]), keep="status"
                )
                yield get(
                    f"{who}: print",
                    user,
                    "/printview",
                    {"doctype": doctype, "name": names[doctype]},
                    headers={"Accept": "text/html"},
                    keep="status",
                )
            yield get(f"{who}: list", user, address(doctype), {"limit": 1}, keep="status")
            yield get(
                f"{who}: report",
                user,
                address("Report"),
                {"filters": {"ref_doctype": doctype}},
                keep="status",
            )
            body = {
                "doctype": doctype,
                "file_format_type": "CSV",
                "title": "x",
                "fields": f'["`tab{doctype}`.`name`"]',
                "filters": '{"name": "gold-none"}',
                "view": "Report",
            }
            yield Step(
                f"{who}: export",
                user,
                "POST",
                "/api/method/frappe.desk.reportview.export_query",
                form=body,
                keep="status",
            )
        for user in ("operator", "manager", "dataprotection"):
            yield new(f"{doctype}, {user}: create with nothing", user, doctype, values={})


def _on_singles_and_rows() -> Iterator[Step]:
    for user in ROLES:
        yield get(
            f"CFM Settings, {user}: read",
            user,
            address("CFM Settings", "CFM Settings"),
            keep="pick",
            pick={"office": "data.office_name", "attempts": "data.contact_attempts_required"},
        )
        yield put(
            f"CFM Settings, {user}: write",
            user,
            address("CFM Settings", "CFM Settings"),
            {"retention_months": 24},
            keep="status",
        )
        for child, parent in (
            ("Case Follow Up", "Case"),
            ("Consent Purpose", "Consent"),
            ("CFM Case Handler", "Sensitive Report"),
            ("CFM SOP Step", "CFM SOP"),
            ("CFM Holiday", "CFM Settings"),
        ):
            yield call(
                f"{child}, {user}: rows",
                user,
                "frappe.client.get_list",
                {"doctype": child, "parent": parent, "limit_page_length": 1},
                keep="status",
            )
            yield get(
                f"{child}, {user}: rows without a parent",
                user,
                address(child),
                {"limit": 1},
                keep="status",
            )
        for doctype in (
            "User",
            "Role",
            "DocType",
            "Error Log",
            "Communication",
            "Email Queue",
            "Deleted Document",
        ):
            yield get(
                f"{doctype}, {user}: list", user, address(doctype), {"limit": 1}, keep="status"
            )
