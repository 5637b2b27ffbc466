"""The report of a dry run or a run as a workbook: sums, all that did not come and why, the proof, a sample."""

from collections.abc import Iterator
from typing import Any

import frappe
from frappe import _

from cfm_app.base import workbook
from cfm_app.exchange.migration import migrations, outcomes, records

PORTION = 2000
SHOWN = 50


def write(name: str) -> bytes:
    """The workbook of the last task of a migration."""
    row = migrations.own_row(name)
    is_dry = row.task == migrations.CHECK
    proof = frappe.parse_json(row.proof or "{}")
    sums = [_("What"), *sum_labels()]
    return workbook.write_sheets(
        [
            (_("Sums"), sums, _sums(proof)),
            (
                _("What did not come"),
                [_("What"), _("ID in SugarCRM"), _("Outcome"), _("Why"), _("Place")],
                _lines(name, is_dry),
            ),
            (
                _("Proof"),
                [_("By"), _("Value"), _("In SugarCRM"), _("In this office")],
                _parts(proof),
            ),
            (
                _("Sample"),
                [
                    *(_("Number"), _("Created there"), _("Status there")),
                    *(_("Case"), _("Received on"), _("State"), _("Category")),
                ],
                _sample(proof),
            ),
        ]
    )


def sum_labels() -> list[str]:
    """The labels of the sums."""
    return [
        *(_("In SugarCRM"), _("Come"), _("Left out"), _("Failed"), _("Changed here too")),
        _("Without a line"),
    ]


def _sums(proof: dict[str, Any]) -> Iterator[list[Any]]:
    keys = ("there", "brought", "left_out", "failed", "changed", "without_line")
    for row in proof.get("modules", []):
        yield [records.label(row["module"]), *(row[key] for key in keys)]
    files = proof.get("files")
    if files:
        yield [_("Files"), "", files["count"]]
        yield [_("Bytes of files"), "", files["bytes"]]
    for sentence in (*proof.get("lacks", []), *proof.get("waits", [])):
        yield [sentence]


def _parts(proof: dict[str, Any]) -> Iterator[list[Any]]:
    names = {"year": _("Year"), "status": _("Status there"), "owner": _("Owner there")}
    for by, rows in proof.get("by", {}).items():
        for row in rows:
            yield [names[by], row["value"], row["there"], row["here"]]


def _sample(proof: dict[str, Any]) -> Iterator[list[Any]]:
    keys = ("number", "entered", "status", "case", "received", "state", "category")
    for row in proof.get("sample", []):
        yield [row[key] for key in keys]


def _lines(name: str, is_dry: bool) -> Iterator[list[Any]]:
    after = ""
    while rows := missing_records(name, is_dry, after, PORTION):
        after = rows[-1].name
        for row in rows:
            yield [records.label(row.module), row.source_id, _(row.outcome), row.reason, row.place]


def missing_records(name: str, is_dry: bool, after: str = "", limit: int = PORTION) -> list[Any]:
    """What did not come, in portions."""
    return frappe.get_all(
        outcomes.DOCTYPE,
        filters=[
            ["migration", "=", name],
            ["is_dry", "=", int(is_dry)],
            ["outcome", "not in", [outcomes.BROUGHT, outcomes.TAKEN_BACK]],
            ["module", "!=", "Users"],
            ["name", ">", after],
        ],
        fields=["name", "module", "source_id", "outcome", "reason", "place"],
        order_by="name asc",
        limit_page_length=limit,
    )


def first_missing(name: str, is_dry: bool) -> list[Any]:
    """The first records that did not come, failures before those that were left out."""
    return frappe.get_all(
        outcomes.DOCTYPE,
        filters={
            "migration": name,
            "is_dry": int(is_dry),
            "outcome": ["not in", [outcomes.BROUGHT, outcomes.TAKEN_BACK]],
            "module": ["!=", "Users"],
        },
        fields=["module", "source_id", "outcome", "reason", "place"],
        order_by="outcome asc, module asc, name asc",
        limit_page_length=SHOWN,
    )
