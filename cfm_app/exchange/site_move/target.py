"""What the site at hand must be like before anything is written to it."""

import hashlib
import re
from pathlib import Path

import frappe
from frappe import _

from cfm_app.base.counting import counted
from cfm_app.exchange.site_move.archive import CHUNK, Archive, BadArchive
from cfm_app.procedures.setup import uninstall

FRAMEWORK = "frappe"


def check(archive: Archive, force: bool) -> None:
    """Refuse what this site could not take over; ``archive`` has been verified."""
    _check_versions(archive)
    _check_patches(archive)
    _check_custom_doctypes(archive)
    _check_columns(archive)
    if not force and frappe.db.count("Case"):
        frappe.throw(
            counted(
                _(
                    "This site has {0} cases, which the import would delete. Import into a new site,"
                    " or use --force after a backup."
                ),
                frappe.db.count("Case"),
            )
        )
    if not force:
        _check_files(archive)


def custom_doctypes(archive: Archive) -> list[str]:
    """The DocTypes that managers have made, which come with the archive."""
    return [row["name"] for row in archive.rows("DocType")]


def own_doctypes(archive: Archive) -> list[str]:
    """The DocTypes whose tables hold, after the import, the archive's rows and no others."""
    return [*uninstall.doctypes(), *custom_doctypes(archive)]


def _check_versions(archive: Archive) -> None:
    installed = frappe.get_installed_apps()
    for app, version in archive.manifest["apps"].items():
        if app not in installed:
            raise BadArchive(
                _("The archive needs the app {0}, which is not installed here.").format(app)
            )
        here = frappe.get_module(app).__version__
        # Of the framework, a site may be moved to any release of the same or a later version.
        parts = 1 if app == FRAMEWORK else 3
        if _numbers(version)[:parts] > _numbers(here)[:parts]:
            raise BadArchive(
                _("The archive was written with {0} {1}; here is {2}. Update the app here.").format(
                    app, version, here
                )
            )


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _check_patches(archive: Archive) -> None:
    """Rows are taken over as they are: what an upgrade would have changed must be changed already."""
    apps = tuple(app for app in archive.manifest["apps"] if app != FRAMEWORK)
    there = {patch for patch in archive.manifest["patches"] if patch.split(".")[0] in apps}
    logged = frappe.get_all("Patch Log", pluck="patch", order_by="patch asc")
    here = {patch for patch in logged if patch.split(".")[0] in apps}
    if here - there:
        raise BadArchive(
            _(
                "The archive is older than the app here: update and migrate the old site, and export again."
            )
        )
    if there - here:
        raise BadArchive(_("This site is older than the archive: run bench migrate first."))


def _check_custom_doctypes(archive: Archive) -> None:
    """DocTypes of managers must not take the place of those that code brings."""
    for row in archive.rows("DocType"):
        here = frappe.db.get_value("DocType", row["name"], "custom")
        if not row.get("custom") or here == 0:
            raise BadArchive(
                _("The archive has a DocType {0} of its own, and so has this bench.").format(
                    row["name"]
                )
            )


def _check_columns(archive: Archive) -> None:
    custom = set(custom_doctypes(archive))
    added = {(row["dt"], row["fieldname"]) for row in archive.rows("Custom Field")}
    for doctype, used in archive.used.items():
        if not used or doctype in custom:
            continue
        if not frappe.db.exists("DocType", doctype) or not frappe.db.table_exists(doctype):
            raise BadArchive(
                _("The archive has rows of {0}, which this site does not know.").format(doctype)
            )
        known = set(frappe.db.get_table_columns(doctype))
        for column in sorted(used - known):
            if (doctype, column) not in added:
                raise BadArchive(
                    _(
                        "The archive has values for {0} in {1}, which has no such column here."
                    ).format(column, doctype)
                )


def _check_files(archive: Archive) -> None:
    for file in archive.files:
        path = file_path(file["url"])
        if path.exists() and digest(path) != file["sha256"]:
            frappe.throw(
                _(
                    "This site has another file at {0}. Import into a new site, or use --force."
                ).format(file["url"])
            )


def file_path(url: str) -> Path:
    """Where the site keeps a file of the archive, whose URL has been checked."""
    folder = "private" if url.startswith("/private/") else "public"
    return Path(frappe.get_site_path(folder, "files")) / url.rpartition("/")[2]


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as source:
        while part := source.read(CHUNK):
            found.update(part)
    return found.hexdigest()
