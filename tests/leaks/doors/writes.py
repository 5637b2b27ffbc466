"""Doors that change something: what is refused must not tell why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .. import own_records
from ..matrix import Door
from .kinds import PROTECTED, call


def _send(name: str, verb: str, path: str, /, **body: Any) -> Door:
    return Door(name, verb, path, body=body)


def _change(doctype: str, name: str, column: str) -> list[Door]:
    both = {"doctype": doctype, "name": name}
    doc = {**both, column: "x"}
    return [
        _send(f"PUT {doctype}", "PUT", f"/api/resource/{doctype}/{name}", **{column: "x"}),
        _send(f"PUT nothing {doctype}", "PUT", f"/api/resource/{doctype}/{name}"),
        _send(
            f"v2 PATCH {doctype}", "PATCH", f"/api/v2/document/{doctype}/{name}", **{column: "x"}
        ),
        Door(f"DELETE {doctype}", "DELETE", f"/api/resource/{doctype}/{name}"),
        Door(f"v2 DELETE {doctype}", "DELETE", f"/api/v2/document/{doctype}/{name}"),
        call(
            f"set_value {doctype}", "frappe.client.set_value", **both, fieldname=column, value="x"
        ),
        call(f"save {doctype}", "frappe.client.save", doc=doc),
        call(f"save stale {doctype}", "frappe.client.save", doc={**doc, "modified": "2020-01-01"}),
        call(
            f"bulk_update {doctype}",
            "frappe.client.bulk_update",
            docs=[{"doctype": doctype, "docname": name, column: "x"}],
        ),
        call(f"savedocs {doctype}", "frappe.desk.form.save.savedocs", doc=doc, action="Save"),
        call(f"client.delete {doctype}", "frappe.client.delete", **both),
        call(
            f"rename {doctype}",
            "frappe.client.rename_doc",
            doctype=doctype,
            old_name=name,
            new_name="Another name",
        ),
        call(
            f"rename to {doctype}",
            "frappe.model.rename_doc.update_document_title",
            doctype=doctype,
            docname=name,
            name="Another name",
        ),
        call(
            f"delete_items {doctype}",
            "frappe.desk.reportview.delete_items",
            doctype=doctype,
            items=f'["{name}"]',
        ),
        call(
            f"bulk edit {doctype}",
            "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs",
            doctype=doctype,
            docnames=f'["{name}"]',
            action="update",
            data={column: "x"},
        ),
        call(f"share {doctype}", "frappe.share.add", **both, user="analyst@demo.cfm", read=1),
        call(f"like {doctype}", "frappe.desk.like.toggle_like", **both, add="Yes"),
        call(
            f"assign {doctype}",
            "frappe.desk.form.assign_to.add",
            **both,
            assign_to=["analyst@demo.cfm"],
            description="x",
        ),
        call(
            f"unassign {doctype}",
            "frappe.desk.form.assign_to.remove",
            **both,
            assign_to="psea@demo.cfm",
        ),
        call(
            f"tag {doctype}",
            "frappe.desk.doctype.tag.tag.add_tag",
            dt=doctype,
            dn=name,
            tag="x",
        ),
        call(
            f"untag {doctype}",
            "frappe.desk.doctype.tag.tag.remove_tag",
            dt=doctype,
            dn=name,
            tag="x",
        ),
        call(
            f"comment {doctype}",
            "frappe.desk.form.utils.add_comment",
            reference_doctype=doctype,
            reference_name=name,
            content="x",
            comment_email="analyst@demo.cfm",
            comment_by="x",
        ),
        call(
            f"e-mail {doctype}",
            "frappe.core.doctype.communication.email.make",
            **both,
            content="x",
            subject="x",
            recipients="somebody@example.org",
            send_email=0,
        ),
        call(
            f"follow {doctype}",
            "frappe.desk.form.document_follow.update_follow",
            doctype=doctype,
            doc_name=name,
            following=True,
        ),
        call(
            f"action {doctype}", "frappe.model.workflow.apply_workflow", doc=doc, action="Register"
        ),
        call(
            f"bulk action {doctype}",
            "frappe.model.workflow.bulk_workflow_approval",
            doctype=doctype,
            docnames=f'["{name}"]',
            action="Register",
        ),
        *_beside(doctype, name),
    ]


def _beside(doctype: str, name: str) -> list[Door]:
    """New records that would hang on the document."""
    return [
        _send(
            f"new Comment on {doctype}",
            "POST",
            "/api/resource/Comment",
            comment_type="Comment",
            reference_doctype=doctype,
            reference_name=name,
            content="x",
        ),
        _send(
            f"new ToDo on {doctype}",
            "POST",
            "/api/resource/ToDo",
            reference_type=doctype,
            reference_name=name,
            description="x",
        ),
        _send(
            f"new File on {doctype}",
            "POST",
            "/api/resource/File",
            attached_to_doctype=doctype,
            attached_to_name=name,
            file_name="x.txt",
            content="x",
            is_private=1,
        ),
        _send(
            f"new DocShare on {doctype}",
            "POST",
            "/api/resource/DocShare",
            share_doctype=doctype,
            share_name=name,
            user="analyst@demo.cfm",
            read=1,
        ),
        _send(
            f"new Notification Log on {doctype}",
            "POST",
            "/api/resource/Notification Log",
            document_type=doctype,
            document_name=name,
            subject="x",
            for_user="analyst@demo.cfm",
        ),
        _send(
            f"new User Permission on {doctype}",
            "POST",
            "/api/resource/User Permission",
            allow=doctype,
            for_value=name,
            user="analyst@demo.cfm",
        ),
        call(
            f"attach_file {doctype}",
            "frappe.client.attach_file",
            filename="x.txt",
            filedata="eA==",
            doctype=doctype,
            docname=name,
            is_private=1,
        ),
    ]


LINKS = [
    _send(
        f"new {doctype} by {field}", "POST", f"/api/resource/{doctype}", **{field: name}, **values
    )
    for doctype, field, name, values in (
        ("Case", "duplicate_of", "{case}", {"description": "x"}),
        ("Case", "community_member", "{member}", {"description": "x"}),
        ("Referral", "cfm_case", "{case}", {"shared_summary": "x"}),
        ("Referral", "consent", "{consent}", {"shared_summary": "x"}),
        ("Consent", "cfm_case", "{case}", {"giver": "Self"}),
        ("Consent", "supersedes", "{consent}", {"giver": "Self"}),
        ("Consent", "community_member", "{member}", {"giver": "Self"}),
        ("Sensitive Report", "cfm_case", "{case}", {"description": "x"}),
    )
]
ROWS = [
    call(
        "row of an own record",
        "frappe.client.get",
        doctype=own_records.ROWS,
        name="{own_row}",
        parent=own_records.KIND,
    ),
    call(
        "change a row of an own record",
        "frappe.client.set_value",
        doctype=own_records.ROWS,
        name="{own_row}",
        fieldname=own_records.PART,
        value="x",
    ),
    call(
        "delete a row of an own record",
        "frappe.client.delete",
        doctype=own_records.ROWS,
        name="{own_row}",
    ),
    call(
        "own record about a case",
        "frappe.client.insert",
        doc={"doctype": own_records.KIND, "cfm_case": "{case}", "words": "x"},
    ),
    call(
        "share an own record",
        "frappe.share.add",
        doctype=own_records.KIND,
        name="{own}",
        user="leaks.psea@example.org",
    ),
    call(
        "insert a follow-up",
        "frappe.client.insert",
        doc={
            "doctype": "Case Follow Up",
            "parenttype": "Case",
            "parentfield": "follow_ups",
            "parent": "{case}",
            "action": "x",
        },
    ),
    call(
        "insert a handler",
        "frappe.client.insert",
        doc={
            "doctype": "CFM Case Handler",
            "parenttype": "Sensitive Report",
            "parentfield": "handlers",
            "parent": "{report}",
            "user": "leaks.psea@example.org",
        },
    ),
    call(
        "borrow a file",
        "frappe.client.insert",
        doc={"doctype": "File", "file_name": "x.txt", "file_url": "{file_url}", "is_private": 1},
    ),
    call(
        "restore",
        "frappe.core.doctype.deleted_document.deleted_document.restore",
        name="{report}",
    ),
]
# What went before may have opened something.
AFTER = [Door("private file in the end", "GET", "{file_url}", page=True)]
WRITES: list[Door] = [
    replace(door, changes=True)
    for door in (*(door for row in PROTECTED for door in _change(*row)), *LINKS, *ROWS, *AFTER)
]
