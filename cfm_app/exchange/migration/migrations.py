"""Migrations as records: created, planned, started, stopped, shown, removed."""

from datetime import timedelta
from typing import Any

import frappe
from frappe import _
from frappe.utils import now_datetime

from cfm_app.base import clock_jobs, consts
from cfm_app.exchange import job_runs
from cfm_app.exchange.job_runs import FAILED, STOPPED, UNDER_WAY, WAITING
from cfm_app.exchange.migration import opening, outcomes, plan
from cfm_app.exchange.migration.opening import SourceLocation
from cfm_app.exchange.migration.plan import Plan
from cfm_app.exchange.migration.records import SourceError
from cfm_app.exchange.migration.rest_client import Login

DOCTYPE = "CFM Migration"
SCAN, CHECK, BRING, UNDO = TASKS = ("Look", "Dry run", "Bring", "Take back")
TIMEOUT_SECONDS = 12 * 3600
SECRETS = ("login_password", "client_secret")
SECRETS_KEPT = timedelta(days=1)
# It holds the words of restricted cases as they were there: sealing and erasing do not change it.
FILES_KEPT = timedelta(days=7)
MOST_UPLOADED = 200 << 20


def create(content: bytes, file_name: str) -> str:
    """Create a migration from uploaded files: a ZIP of CSV files and `upload/`, one CSV, a dump."""
    file = _stored_file(content, file_name)
    return _insert(title=file_name, source_type=opening.FILES, file_id=file.name)


def _stored_file(content: bytes, file_name: str) -> Any:
    """The File of a readable upload, under a name that reveals nothing."""
    if len(content) > MOST_UPLOADED:
        frappe.throw(_("This file is too large for the page. Bring it in on the server."))
    try:
        opening.open_source(SourceLocation(content=content, file_name=file_name)).close()
    except SourceError as error:
        frappe.throw(str(error), title=_("The file cannot be read"))
    ending = file_name.rpartition(".")[2]
    stored = f"{consts.IMPORTED_FILE}{frappe.generate_hash(length=12)}.{ending}"
    values = {"doctype": "File", "file_name": stored, "is_private": 1, "content": content}
    return frappe.get_doc(values).insert(ignore_permissions=True)


def create_from_path(path: str) -> str:
    """Create a migration from a folder or a dump of the server. No page calls this."""
    return _insert(title=path.rpartition("/")[2] or path, source_type=opening.FILES, path=path)


def create_from_server(kind: str, address: str, login: Login, path: str = "") -> str:
    """Create a migration from a server. Its secrets are stored encrypted, until the work is done.

    `path` is a folder with what the server does not give; no page calls this with one.
    """
    if kind not in opening.SERVERS:
        frappe.throw(_("Choose what kind of server it is."))
    opening.require_address(address, kind)
    return _insert(
        title=address.partition("//")[2][:140],
        source_type=kind,
        path=path,
        address=address,
        login_name=login.username,
        client_id=login.client_id,
        login_password=login.password,
        client_secret=login.client_secret,
    )


def _insert(**values: Any) -> str:
    doc = frappe.get_doc({"doctype": DOCTYPE, "plan": "{}", "found": "{}", **values})
    return str(doc.insert(ignore_permissions=True).name)


def renew_login(name: str, password: str, client_secret: str) -> None:
    """Store the secrets again; they are deleted when the work is done."""
    doc = frappe.get_doc(DOCTYPE, own_row(name).name)
    doc.login_password, doc.client_secret = password, client_secret
    doc.save(ignore_permissions=True)


def forget_login(name: str) -> None:
    """Delete the secrets of a server."""
    doc = frappe.get_doc(DOCTYPE, name)
    if any(doc.get(each) for each in SECRETS):
        doc.update(dict.fromkeys(SECRETS, ""))
        doc.save(ignore_permissions=True)


def location_of(row: Any) -> SourceLocation:
    """The address or files of a migration's source."""
    if row.source_type in opening.SERVERS:
        doc = frappe.get_doc(DOCTYPE, row.name)
        secrets = {each: doc.get_password(each, raise_exception=False) or "" for each in SECRETS}
        if not any(secrets.values()):
            frappe.throw(_("The password was forgotten when the work was done. Give it again."))
        login = Login(
            row.login_name or "",
            secrets["login_password"],
            row.client_id or "",
            secrets["client_secret"],
        )
        return SourceLocation(
            row.source_type, path=row.path or "", address=row.address, login=login
        )
    if row.path:
        return SourceLocation(path=row.path)
    if not row.file_id or not frappe.db.exists("File", row.file_id):
        frappe.throw(_("The file is no longer there. Upload it again."))
    file = frappe.get_doc("File", row.file_id)
    file.check_permission("read")
    content = file.get_content()
    return SourceLocation(
        content=content.encode("utf-8") if isinstance(content, str) else content,
        file_name=row.title,
    )


def replace_files(name: str, content: bytes, file_name: str) -> None:
    """Use a newer export for the same migration: the next run brings what has changed since."""
    row = own_row(name)
    _refuse_while_running(row)
    if row.source_type != opening.FILES:
        frappe.throw(_("This migration reads from a server."))
    file = _stored_file(content, file_name)
    old = row.file_id
    frappe.db.set_value(DOCTYPE, name, {"file_id": file.name, "title": file_name, "path": None})
    _forget_file(old)


def forget_export(name: str) -> None:
    """Delete the uploaded export: all words of all cases are in it, those of restricted ones too."""
    _forget_file(frappe.db.get_value(DOCTYPE, name, "file_id"))
    frappe.db.set_value(DOCTYPE, name, "file_id", None)


def _forget_file(name: str | None) -> None:
    if name and frappe.db.exists("File", name):
        frappe.delete_doc("File", name, ignore_permissions=True, delete_permanently=True)


# --- the plan ---------------------------------------------------------------------------------
def plan_of(row: Any) -> Plan:
    """The stored plan of a migration."""
    return plan.read(row.plan) if (row.plan or "{}") != "{}" else Plan()


def keep_plan(name: str, text: str) -> None:
    """Store a plan, from the page or from a file."""
    row = own_row(name)
    _refuse_while_running(row)
    try:
        found = plan.read(text)
    except SourceError as error:
        frappe.throw(str(error))
    plan.check(found)
    frappe.db.set_value(DOCTYPE, row.name, "plan", found.as_json())


# --- starting and stopping --------------------------------------------------------------------
def start(name: str, task: str) -> None:
    """Queue a task. One that died or was stopped resumes."""
    if task not in TASKS:
        frappe.throw(_("{0} is no task of a migration.").format(task))
    row = own_row(name)
    _refuse_while_running(row)
    if task in (CHECK, BRING):
        plan.check(plan_of(row))
    frappe.db.set_value(DOCTYPE, name, queued_values(row, task))
    frappe.enqueue(
        "cfm_app.exchange.migration.jobs.run",
        queue="long",
        timeout=TIMEOUT_SECONDS,
        enqueue_after_commit=True,
        migration=name,
        run_id=frappe.db.get_value(DOCTYPE, name, "run_id"),
        language=frappe.local.lang,
    )


def queued_values(row: Any, task: str) -> dict[str, Any]:
    """The values of a task that waits for its worker."""
    goes_on = task == row.task and row.status in (STOPPED, FAILED, *UNDER_WAY)
    fresh = {} if goes_on else {"records_done": 0, "started_on": now_datetime(), "cursors": "{}"}
    return {
        **fresh,
        "task": task,
        "status": WAITING,
        "message": None,
        "run_id": frappe.generate_hash(length=10),
        "stop_asked": 0,
        "beat_on": now_datetime(),
        "ended_on": None,
    }


def stop(name: str) -> None:
    """Have the running task end after its batch. What is here stays, and the task can resume."""
    job_runs.stop(DOCTYPE, own_row(name))


def remove(name: str) -> None:
    """Delete a migration of which nothing is here."""
    row = own_row(name)
    _refuse_while_running(row)
    if outcomes.is_anything_here(name):
        frappe.throw(
            _("Take back what it brought first. As long as it is here, its record is needed.")
        )
    frappe.db.delete(outcomes.DOCTYPE, {"migration": name})
    frappe.delete_doc(DOCTYPE, name, ignore_permissions=True, delete_permanently=True)


@clock_jobs.destroys
def tidy() -> None:
    """Delete server secrets that nobody used for a day, and exports with which nobody continued for a week."""
    before = now_datetime() - FILES_KEPT
    # The findings hold samples of the words.
    filters = {"beat_on": ["<", before], "found": ["!=", "{}"]}
    for row in frappe.get_all(DOCTYPE, filters, ["name", "file_id"], order_by="creation asc"):
        _forget_file(row.file_id)
        frappe.db.set_value(DOCTYPE, row.name, {"file_id": None, "found": "{}"})
    before = now_datetime() - SECRETS_KEPT
    filters = {"source_type": ["in", list(opening.SERVERS)], "beat_on": ["<", before]}
    for name in frappe.get_all(DOCTYPE, filters=filters, pluck="name", order_by="creation asc"):
        forget_login(name)


def _refuse_while_running(row: Any) -> None:
    if row.status in UNDER_WAY and not job_runs.is_silent(row):
        frappe.throw(_("This migration is under way. Stop it first."))


# --- showing ----------------------------------------------------------------------------------
def own_row(name: str) -> Any:
    """The row of a migration of the user in the session; nobody else opens it."""
    row = frappe.db.get_value(DOCTYPE, name, "*", as_dict=True)
    if not row:
        frappe.throw(_("This migration is no longer there."), frappe.DoesNotExistError)
    if frappe.session.user not in (row.owner, "Administrator"):
        frappe.throw(
            _("Only {0} may open this migration.").format(row.owner), frappe.PermissionError
        )
    return row
