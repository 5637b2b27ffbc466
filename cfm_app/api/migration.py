"""Migration out of SugarCRM, for its page."""

from typing import Any

import frappe
from frappe import _

from cfm_app.exchange.migration import migrations, report, views
from cfm_app.exchange.migration.rest_client import Login
from cfm_app.web.pages import roles


def _enter() -> None:
    """Who imports logs also moves whole offices."""
    frappe.only_for(roles.IMPORT)
    frappe.has_permission("Case", "create", throw=True)


def _uploaded() -> tuple[bytes, str]:
    content = getattr(frappe.local, "uploaded_file", None)
    if not content:
        frappe.throw(_("The file is empty, or it did not arrive. Choose it again."))
    return content, str(frappe.local.uploaded_filename)


@frappe.whitelist(methods=["POST"])
def open_export() -> dict[str, Any]:
    """Start from an export: a ZIP of CSV files and `upload/`, one CSV file, or a dump.

    The file is sent to `upload_file`, with this method as its `method`.
    """
    _enter()
    return _begun(migrations.create(*_uploaded()))


@frappe.whitelist(methods=["POST"])
def connect(
    kind: str,
    address: str,
    username: str = "",
    password: str = "",
    client_id: str = "",
    client_secret: str = "",
) -> dict[str, Any]:
    """Start from a server. Its secrets are stored encrypted until the work is done, and never shown."""
    _enter()
    login = Login(username, password, client_id, client_secret)
    return _begun(migrations.create_from_server(kind, address, login))


def _begun(name: str) -> dict[str, Any]:
    """Scan the source of a new migration at once."""
    migrations.start(name, migrations.SCAN)
    return views.layout(name)


@frappe.whitelist(methods=["POST"])
def renew_login(name: str, password: str = "", client_secret: str = "") -> dict[str, Any]:
    """Enter the secrets of a server again."""
    _enter()
    migrations.renew_login(name, password, client_secret)
    return views.state(name)


@frappe.whitelist(methods=["POST"])
def open_newer() -> dict[str, Any]:
    """Continue a migration with a newer export; file and name are sent to `upload_file`."""
    _enter()
    name = str(frappe.form_dict.get("migration") or "")
    migrations.replace_files(name, *_uploaded())
    return views.layout(name)


@frappe.whitelist()
def layout(name: str) -> dict[str, Any]:
    """A migration with its plan, what was found, and the available choices."""
    _enter()
    return views.layout(name)


@frappe.whitelist()
def state(name: str) -> dict[str, Any]:
    """The progress and results of a migration."""
    _enter()
    return views.state(name)


@frappe.whitelist(methods=["POST"])
def keep_plan(name: str, plan: str) -> None:
    """Store a plan, from the page or from a file."""
    _enter()
    migrations.keep_plan(name, plan)


@frappe.whitelist(methods=["POST"])
def start(name: str, task: str) -> dict[str, Any]:
    """Start or continue a task: scan, dry run, bring, or take back."""
    _enter()
    migrations.start(name, task)
    return views.state(name)


@frappe.whitelist(methods=["POST"])
def stop(name: str) -> dict[str, Any]:
    """Stop the running task after its batch."""
    _enter()
    migrations.stop(name)
    return views.state(name)


@frappe.whitelist(methods=["POST"])
def remove(name: str) -> None:
    """Remove a migration of which no record is here."""
    _enter()
    migrations.remove(name)


@frappe.whitelist()
def list_migrations() -> list[dict[str, Any]]:
    """The migrations of the office, the newest first."""
    _enter()
    return views.list_migrations()


@frappe.whitelist()
def plan_file(name: str) -> None:
    """Download the plan, to store, share or reuse it."""
    _enter()
    text = migrations.plan_of(migrations.own_row(name)).as_json()
    _answer(text.encode("utf-8"), f"{name}-plan.json")


@frappe.whitelist()
def report_file(name: str) -> None:
    """Download the report of the last task as a workbook."""
    _enter()
    _answer(report.write(name), f"{name}.xlsx")


def _answer(content: bytes, file_name: str) -> None:
    frappe.response["filename"] = file_name
    frappe.response["filecontent"] = content
    frappe.response["type"] = "binary"
