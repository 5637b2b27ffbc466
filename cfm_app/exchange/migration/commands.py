"""Migrating out of SugarCRM by commands on the server, where files may be of any size: see `docs/sugarcrm.md`.

The password of a server is read from the environment (CFM_MIGRATION_PASSWORD, CFM_MIGRATION_CLIENT_SECRET), so
that no history of commands holds it.
"""

import os
from pathlib import Path
from typing import Any

import frappe
from frappe import _

from cfm_app.exchange import job_runs
from cfm_app.exchange.migration import jobs, migrations, opening, report
from cfm_app.exchange.migration.rest_client import Login


def guess_plan(source: str, plan: str, user: str = "Administrator", **login: str) -> str:
    """Read a source and write a first plan into a file, to be read and changed. Returns the migration's number."""
    frappe.set_user(user)
    name = _create(source, login)
    row = _run_now(name, migrations.SCAN)
    Path(plan).write_text(row.plan, encoding="utf-8")
    for warning in frappe.parse_json(row.found).get("warnings", []):
        print(warning)
    return name


def check(source: str, plan: str, report_file: str, user: str, **login: str) -> str:
    """Dry run: try everything, and write the report. Returns the migration's number."""
    frappe.set_user(user)
    name = _create(source, login)
    migrations.keep_plan(name, Path(plan).read_text(encoding="utf-8"))
    _run_now(name, migrations.CHECK)
    Path(report_file).write_bytes(report.write(name))
    return name


def bring(
    source: str,
    plan: str,
    user: str,
    migration: str = "",
    report_file: str = "",
    **login: str,
) -> str:
    """Migrate everything; if a migration is named, what has changed since. Returns its number.

    `user` is recorded as the user who migrated, and sees its page.
    """
    frappe.set_user(user)
    name = migration or _create(source, login)
    if migration:
        _update_source(migration, source, login)
    migrations.keep_plan(name, Path(plan).read_text(encoding="utf-8"))
    _run_now(name, migrations.BRING)
    if report_file:
        Path(report_file).write_bytes(report.write(name))
    return name


def take_back(migration: str, user: str) -> str:
    """Undo a migration, but for what somebody has worked on since."""
    frappe.set_user(user)
    _run_now(migration, migrations.UNDO)
    return migration


def _create(source: str, login: dict[str, str]) -> str:
    if "://" in source:
        kind, files = login.get("kind", "") or opening.kind_of(source), login.get("files", "")
        return migrations.create_from_server(kind, source, _login(login), files)
    return migrations.create_from_path(source)


def _update_source(migration: str, source: str, login: dict[str, str]) -> None:
    if "://" in source:
        found = _login(login)
        migrations.renew_login(migration, found.password, found.client_secret)
    else:
        frappe.db.set_value(migrations.DOCTYPE, migrations.own_row(migration).name, "path", source)


def _login(given: dict[str, str]) -> Login:
    return Login(
        given.get("username", ""),
        os.environ.get("CFM_MIGRATION_PASSWORD", ""),
        given.get("client_id", ""),
        os.environ.get("CFM_MIGRATION_CLIENT_SECRET", ""),
    )


def _run_now(name: str, task: str) -> Any:
    """Do a task at once; raises if it did not finish."""
    frappe.db.set_value(
        migrations.DOCTYPE, name, migrations.queued_values(migrations.own_row(name), task)
    )
    frappe.db.commit()
    run_id = frappe.db.get_value(migrations.DOCTYPE, name, "run_id")
    jobs.run(name, str(run_id), frappe.local.lang)
    row = migrations.own_row(name)
    if row.status != job_runs.FINISHED:
        frappe.throw(row.message or _("It was stopped. It can go on where it stands."))
    return row
