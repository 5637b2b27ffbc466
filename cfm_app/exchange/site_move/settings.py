"""What belongs to no DocType: settings, counters, passwords and the key of the secrets."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frappe

from cfm_app.exchange.site_move.archive import Archive
from cfm_app.exchange.site_move.rows import batches
from cfm_app.procedures.setup import framework_wizard

AUTH = "__Auth"
SYSTEM_SETTINGS = "System Settings"
AUTH_FIELDS = ["doctype", "name", "fieldname", "password", "encrypted"]


def load_singles(archive: Archive, own: list[str]) -> int:
    """Each value takes the place of the site's; those of the app's settings go altogether."""
    frappe.db.delete("Singles", {"doctype": ["in", own]})
    done = 0
    for bundle in batches(archive.system_rows("singles")):
        for row in bundle:
            frappe.db.delete("Singles", {"doctype": row["doctype"], "field": row["field"]})
        values = [[row["doctype"], row["field"], row["value"]] for row in bundle]
        frappe.db.bulk_insert("Singles", ["doctype", "field", "value"], values)
        done += len(bundle)
    return done


def follow_system_settings(archive: Archive) -> None:
    """Bring the defaults that repeat System Settings in line, and end the wizard where it is done."""
    defaults = dict(
        frappe.get_all(
            "DefaultValue",
            filters={"parent": "__default"},
            fields=["defkey", "defvalue"],
            order_by="creation asc",
            as_list=True,
        )
    )
    for row in archive.system_rows("singles"):
        key, value = row["field"], row["value"]
        if row["doctype"] == SYSTEM_SETTINGS and defaults.get(key, value) != value:
            frappe.db.set_default(key, value)
    if frappe.db.get_single_value(SYSTEM_SETTINGS, "setup_complete"):
        framework_wizard.leave()


def load_series(archive: Archive) -> int:
    """Counters go on where they stood; one that is further here stays."""
    rows = list(archive.system_rows("series"))
    for row in rows:
        current = max(row["current"], series_value(row["name"]) or 0)
        frappe.db.delete("Series", {"name": row["name"]})
        frappe.db.bulk_insert("Series", ["name", "current"], [[row["name"], current]])
    return len(rows)


def series_value(name: str) -> int | None:
    """The last number that a series has given out."""
    found = frappe.db.sql("select `current` from `tabSeries` where name = %s", (name,))
    return found[0][0] if found else None


def auth_rows(archive: Archive, with_secrets: bool) -> Iterator[dict[str, Any]]:
    """Hashes of passwords, and the encrypted secrets when the key comes along."""
    for row in archive.system_rows("auth"):
        if with_secrets or not row["encrypted"]:
            yield row


def load_auth(archive: Archive, with_secrets: bool) -> int:
    done = 0
    for bundle in batches(auth_rows(archive, with_secrets)):
        for row in bundle:
            frappe.db.delete(AUTH, {key: row[key] for key in AUTH_FIELDS[:3]})
        values = [[row[field] for field in AUTH_FIELDS] for row in bundle]
        frappe.db.bulk_insert(AUTH, AUTH_FIELDS, values)
        done += len(bundle)
    return done


def write_key(key: str) -> str | None:
    """Make ``key`` the site's encryption key; returns the one that it had."""
    file = Path(frappe.get_site_path("site_config.json"))
    config = json.loads(file.read_text(encoding="utf-8"))
    before = config.get("encryption_key")
    config["encryption_key"] = key
    aside = file.with_name(f".{file.name}.part")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as target:
        json.dump(config, target, indent=1, sort_keys=True)
    os.replace(aside, file)
    frappe.local.conf["encryption_key"] = key
    return before
