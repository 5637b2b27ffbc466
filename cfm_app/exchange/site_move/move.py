"""The import of an archive, from the first look to the report.

Customisations come first and are committed, because columns cannot be added within a transaction.
All rows follow in one transaction: whatever goes wrong, the site is as it was, and the same command
can be given again.
"""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe import _

from cfm_app.base.counting import counted
from cfm_app.cases.search import index
from cfm_app.exchange.site_move import files, report, rows, settings, target
from cfm_app.exchange.site_move.archive import Archive
from cfm_app.exchange.site_move.report import Compared
from cfm_app.figures.kept_facts import keeping

Say = Callable[[str], None]


@dataclass(frozen=True)
class MoveResult:
    """What the import has done; ``tables`` is empty for a dry run."""

    tables: list[Compared]
    rows: int
    files: int

    @property
    def is_equal(self) -> bool:
        return all(table.is_equal for table in self.tables)


def check(archive: Archive, force: bool, say: Say) -> None:
    """Read all of the archive, and refuse what this site could not take over."""
    say(_("Checking the archive …"))
    archive.verify()
    target.check(archive, force)


def tell(archive: Archive, say: Say) -> MoveResult:
    """What an import would do, in figures; nothing is written."""
    own = target.own_doctypes(archive)
    for doctype, table in archive.tables.items():
        if table["rows"]:
            here = frappe.db.count(doctype) if frappe.db.table_exists(doctype) else 0
            if doctype in own:
                say(counted(_("{0}: {1} rows in the place of {2}"), doctype, table["rows"], here))
            else:
                say(counted(_("{0}: {1} rows beside {2}"), doctype, table["rows"], here))
    for part, table in archive.system.items():
        say(counted(_("{0}: {1} rows"), part, table["rows"]))
    say(counted(_("{0} files"), len(archive.files)))
    return MoveResult([], _row_count(archive), len(archive.files))


def run(archive: Archive, with_secrets: bool, say: Say) -> MoveResult:
    """Import an archive that ``check`` has passed, and compare the site with it."""
    _customise(archive, say)
    own = target.own_doctypes(archive)
    replaced = files.attached_to(own)
    made: list[str] = []
    former_key: str | None = None
    key_written = False
    try:
        _load(archive, own, with_secrets, say)
        files.place(archive, made)
        if with_secrets and archive.has_key:
            former_key = settings.write_key(archive.encryption_key())
            key_written = True
        frappe.db.commit()
    except BaseException:
        frappe.db.rollback()
        files.take_back(made)
        if key_written and former_key:
            settings.write_key(former_key)
        raise
    files.drop_unused(replaced)
    frappe.clear_cache()
    say(_("Comparing the site with the archive …"))
    compared = list(report.compare(archive, own, with_secrets))
    return MoveResult(compared, _row_count(archive), len(archive.files))


def _customise(archive: Archive, say: Say) -> None:
    """Fields and DocTypes of the managers, then the columns that they need."""
    say(_("Customisations …"))
    for doctype in rows.CUSTOMISATIONS:
        if archive.tables.get(doctype, {}).get("rows"):
            rows.load(archive, doctype, replaces=True)
    changed = {row["dt"] for row in archive.rows("Custom Field")}
    changed |= {row["doc_type"] for row in archive.rows("Property Setter") if row.get("doc_type")}
    changed |= set(target.custom_doctypes(archive))
    frappe.db.commit()
    frappe.clear_cache()
    for doctype in sorted(changed):
        # A property may be left over from a DocType that is gone.
        if frappe.db.exists("DocType", doctype) and not frappe.get_meta(doctype).issingle:
            frappe.db.updatedb(doctype)
    for row in archive.system_rows("sequences"):
        frappe.db.set_next_sequence_val(row["name"], row["next"])
    frappe.db.commit()
    frappe.clear_cache()


def _load(archive: Archive, own: list[str], with_secrets: bool, say: Say) -> None:
    rows.clear(own)
    tables = {
        doctype: table
        for doctype, table in archive.tables.items()
        if table["rows"] and doctype not in rows.CUSTOMISATIONS
    }
    # Replacing a row deletes its child rows: those of the archive come after all parents.
    for doctype in sorted(tables, key=lambda name: tables[name]["child"]):
        done = rows.load(archive, doctype, replaces=doctype not in own)
        say(counted(_("{0}: {1} rows"), doctype, done))
    settings.load_singles(archive, own)
    settings.follow_system_settings(archive)
    settings.load_series(archive)
    settings.load_auth(archive, with_secrets)
    index.rebuild()
    keeping.rebuild()


def _row_count(archive: Archive) -> int:
    return sum(table["rows"] for table in (*archive.tables.values(), *archive.system.values()))
