"""Loads the provinces and departments of Chad."""

import csv
from pathlib import Path

import frappe

DATA = Path(__file__).resolve().parents[2] / "cfm_app" / "data" / "chad_admin.csv"
LEVELS = {"0": "Country", "1": "Province", "2": "Department", "3": "Sub-prefecture"}
COUNTRY = {"pcode": "TD", "name_fr": "Tchad", "level": "0", "parent_pcode": ""}


def load() -> int:
    """Insert the places that are missing, parents first. Returns how many were added."""
    rows = [COUNTRY, *_read()]
    parents = {row["parent_pcode"] for row in rows}
    added = 0
    for row in sorted(rows, key=lambda row: row["level"]):
        if frappe.db.exists("CFM Location", row["pcode"]):
            continue
        _insert(row, is_group=row["pcode"] in parents)
        added += 1
    return added


def _read() -> list[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _insert(row: dict[str, str], is_group: bool) -> None:
    frappe.get_doc(
        {
            "doctype": "CFM Location",
            "location_name": row["name_fr"],
            "pcode": row["pcode"],
            "parent_cfm_location": row["parent_pcode"] or None,
            "is_group": int(is_group),
            "admin_level": LEVELS[row["level"]],
            "iso_code": row.get("iso_3166_2") or None,
            "chief_town": row.get("chief_town") or None,
            "aliases": _aliases(row["pcode"]),
        }
    ).insert(ignore_permissions=True)


def _aliases(pcode: str) -> str:
    """The spelling of the other published files: TCD instead of TD."""
    return "TCD" + pcode.removeprefix("TD")
