"""Doors that are asked for one document by its name, and tell about it."""

from __future__ import annotations

from ..matrix import Door
from .kinds import CARRIERS, PROTECTED, call, get, page, shows, slug


def _one(doctype: str, name: str, column: str) -> list[Door]:
    seen = name.strip("{}")
    both = {"doctype": doctype, "name": name}
    named = {"doctype": doctype, "docname": name}
    return [
        *_read(doctype, name, column, seen),
        call(f"form side {doctype}", "frappe.desk.form.load.get_docinfo", **both),
        call(f"title {doctype}", "frappe.desk.search.get_link_title", **named),
        call(
            f"validate_link {doctype}",
            "frappe.client.validate_link",
            **named,
            fields=["name", column],
        ),
        call(f"has_permission {doctype}", "frappe.client.has_permission", **named),
        call(f"rights {doctype}", "frappe.client.get_doc_permissions", **named),
        call(f"linked {doctype}", "frappe.desk.form.linked_with.get", **named),
        call(f"open count {doctype}", "frappe.desk.notifications.get_open_count", **both),
        call(f"assigned {doctype}", "frappe.desk.form.assign_to.get", args=both),
        Door(
            f"what assigning {doctype} would do",
            "POST",
            "/app/assignment-effect",
            body={"doctype": doctype, "names": [name], "user": "psea@demo.cfm"},
        ),
        call(f"shared with {doctype}", "frappe.share.get_users", **both),
        call(
            f"followers {doctype}",
            "frappe.desk.form.document_follow.get_follow_users",
            doctype=doctype,
            doc_name=name,
        ),
        call(f"run method {doctype}", "run_doc_method", dt=doctype, dn=name, method="add_seen"),
        call(
            f"transitions {doctype}",
            "frappe.model.workflow.get_transitions",
            doc=both,
        ),
        call(
            f"next {doctype}",
            "frappe.desk.form.utils.get_next",
            doctype=doctype,
            value=name,
            prev=1,
        ),
        call(
            f"print html {doctype}",
            "frappe.www.printview.get_html_and_style",
            doc=doctype,
            name=name,
        ),
        call(f"pdf {doctype}", "frappe.utils.print_format.download_pdf", **both),
        call(
            f"pdfs {doctype}",
            "frappe.utils.print_format.download_multi_pdf",
            doctype=doctype,
            name=f'["{name}"]',
            format="Standard",
        ),
        page(f"printview {doctype}", "/printview", **both, format="Standard"),
        page(f"form {doctype}", f"/app/{slug(doctype)}/{name}"),
        page(f"print page {doctype}", f"/app/print/{slug(doctype)}/{name}"),
        page(f"print sheet {doctype}", f"/app/print-sheet/{slug(doctype)}/{name}"),
        page(f"print several {doctype}", f"/app/print/{slug(doctype)}", names=[name]),
        page(
            f"export rows {doctype}",
            f"/app/export/{slug(doctype)}",
            names=[name],
            format="csv",
        ),
        call(
            f"search by number {doctype}",
            "frappe.desk.search.search_link",
            doctype=doctype,
            txt=name,
        ),
        call(
            f"count by number {doctype}",
            "frappe.client.get_count",
            doctype=doctype,
            filters={"name": name},
        ),
        get(
            f"list by number {doctype}",
            f"/api/resource/{doctype}",
            filters=[["name", "in", [name]]],
            fields=["*"],
        ),
    ]


def _read(doctype: str, name: str, column: str, seen: str) -> list[Door]:
    """The document itself, by each of its doors."""
    both = {"doctype": doctype, "name": name}
    doors = [
        get(f"get {doctype}", f"/api/resource/{doctype}/{name}"),
        get(f"v2 get {doctype}", f"/api/v2/document/{doctype}/{name}"),
        call(f"client.get {doctype}", "frappe.client.get", **both),
        call(
            f"client.get by filter {doctype}",
            "frappe.client.get",
            doctype=doctype,
            filters={"name": name},
        ),
        call(f"getdoc {doctype}", "frappe.desk.form.load.getdoc", **both),
        call(
            f"get_value {doctype}",
            "frappe.client.get_value",
            doctype=doctype,
            filters=name,
            fieldname=["name", column],
        ),
    ]
    told = {"Case": {"case"}, "Sensitive Report": {"report"}}.get(doctype, {seen})
    return [shows(door, seen) if seen in told else door for door in doors]


def _about(doctype: str, kind: str, name: str, column: str) -> list[Door]:
    """Rows about a case by the names of its documents."""
    doors = []
    for target, key, _column in PROTECTED[:2]:
        doors.append(
            get(
                f"{doctype} about {target}",
                f"/api/resource/{doctype}",
                filters=[[kind, "=", target], [name, "=", key]],
                fields=["name", column],
                limit_page_length=0,
            )
        )
        doors.append(
            call(
                f"count {doctype} about {target}",
                "frappe.client.get_count",
                doctype=doctype,
                filters={kind: target, name: key},
            )
        )
    return doors


FILES = [
    shows(page("private file", "{file_url}"), "word"),
    page("public twin of a file", "/files/{word}file0.txt"),
    call("download_file", "frappe.core.doctype.file.file.download_file", file_url="{file_url}"),
    get("download_file by GET", "/api/method/download_file", file_url="{file_url}"),
    call(
        "files in folder",
        "frappe.core.api.file.get_files_in_folder",
        folder="Home/Attachments",
        start=0,
        page_length=1000,
    ),
    call("files by text", "frappe.core.api.file.get_files_by_search_text", text="{word}"),
    page("thumbnail", "/private/files/{word}file1_small.txt"),
]

NAMED: list[Door] = [
    *(door for row in PROTECTED for door in _one(*row)),
    *(door for row in CARRIERS for door in _about(*row)),
    *FILES,
]
