"""Files of sealed reports: bytes and names are encrypted before they are stored.

Frappe then serves ciphertext under a meaningless name; only `download` decrypts.
"""

import mimetypes
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.security import audit
from cfm_app.security.file_contents import file_bytes
from cfm_app.security.file_contents.files import PRIVATE, GuardedFile
from cfm_app.security.markup import check_file_name
from cfm_app.security.sealing import circle, envelope, last_key, unlocking

DOCTYPE, REPORT = "CFM Sealed File", "Sensitive Report"
ENDING = ".age"
# So many names stand in one question to the database.
CHUNK = 500


class SealedFile(GuardedFile):
    """A File whose bytes are sealed if it belongs to a sealed report."""

    def before_insert(self) -> None:
        found = _circle_of(self)
        if found.is_sealed and self.get("content"):
            name = self.file_name or "file"
            check_file_name(name)
            self.flags.cfm_sealed_name = name
            self.take_out_notes()
            self.content = envelope.seal_bytes(self.uploaded_bytes(), found.recipients)
            self.file_name, self.decode, self.is_private = _new_name(), 0, 1
        super().before_insert()

    def validate_file_extension(self) -> None:
        """A bench asks whether the office allows this kind of file: that of the file before it was sealed."""
        if name := self.flags.get("cfm_sealed_name"):
            ending = mimetypes.guess_extension(mimetypes.guess_type(name)[0] or "") or ""
            self.file_type = ending.lstrip(".").upper() or None
        # Only a bench calls this.
        super().validate_file_extension()  # type: ignore[misc]
        if name:
            self.file_type = None

    def after_insert(self) -> None:
        super().after_insert()
        if name := self.flags.pop("cfm_sealed_name", None):
            _note(self.name, _report_of(self), name, _circle_of(self))
        elif _circle_of(self).is_sealed:
            seal(self.name)

    def on_trash(self) -> None:
        super().on_trash()
        frappe.db.delete(DOCTYPE, {"file": self.name})


def follow(case: Document) -> None:
    """Event of a case that became restricted: seal the files that came to its report."""
    if case.flags.in_insert and not case.is_restricted:
        return
    report = frappe.db.get_value(
        REPORT, {"cfm_case": case.name}, ["name", "sensitivity"], as_dict=True
    )
    if report and circle.of(report.sensitivity).is_sealed:
        for name in plain_of(report.name):
            seal(name)


def plain_of(report: str) -> list[str]:
    """The unsealed Files of a report and its case."""
    found = of_report(report)
    sealed = set(frappe.get_all(DOCTYPE, {"file": ["in", found or [""]]}, pluck="file"))
    return [name for name in found if name not in sealed]


def of_report(report: str) -> list[str]:
    """All Files of a report and of its case."""
    case = frappe.db.get_value(REPORT, report, "cfm_case")
    names: list[str] = []
    for doctype, name in ((REPORT, report), ("Case", case)):
        attached = {"attached_to_doctype": doctype, "attached_to_name": name, "is_folder": 0}
        names += frappe.get_all("File", filters=attached, pluck="name", order_by="creation asc")
    return names


def stamps(places: list[str]) -> list[tuple[str, str]]:
    """For each File of some reports and cases: what it is attached to, and its circle's stamp."""
    found: list[Any] = []
    for start in range(0, len(places), CHUNK):
        attached = {"attached_to_name": ["in", places[start : start + CHUNK]], "is_folder": 0}
        attached["attached_to_doctype"] = ["in", [REPORT, "Case"]]
        found += frappe.get_all("File", attached, ["name", "attached_to_name"])
    sealed: dict[str, str] = {}
    for start in range(0, len(found), CHUNK):
        names = [row.name for row in found[start : start + CHUNK]]
        rows = frappe.get_all(DOCTYPE, {"file": ["in", names]}, ["file", "sealed_to"])
        sealed |= {row.file: row.sealed_to or "" for row in rows}
    return [(row.attached_to_name, sealed.get(row.name, "")) for row in found]


def seal(name: str) -> None:
    """Seal a stored File; the plain bytes are overwritten after the commit."""
    file = frappe.get_doc("File", name)
    found = _circle_of(file)
    if not file.file_url or not file_bytes.path_of(file.file_url):
        # An address elsewhere has no bytes here.
        return
    _replace(file, envelope.seal_bytes(_stored_bytes(file), found.recipients), _new_name())
    _note(name, _report_of(file), file.file_name, found)
    _forget_told(file)


def bring_up_to_date(name: str, identity: envelope.Identity | None) -> bool:
    """Seal a File for today's circle, or open it if its class is no longer sealed.

    Returns whether it is up to date; a File that cannot be read here stays.
    """
    row = frappe.db.get_value(
        DOCTYPE, {"file": name}, ["name", "sealed_name", "sealed_to"], as_dict=True
    )
    file = frappe.get_doc("File", name)
    found = _circle_of(file)
    if not row:
        if found.is_sealed:
            seal(name)
        return True
    if (row.sealed_to or "") == found.stamp:
        return True
    if identity is None:
        return False
    try:
        content = envelope.unseal_bytes(_stored_bytes(file), identity)
        called = envelope.unseal(row.sealed_name, identity)
    except envelope.Unreadable:
        return False
    frappe.db.delete(DOCTYPE, {"file": name})
    if found.is_sealed:
        _replace(file, envelope.seal_bytes(content, found.recipients), _new_name())
        _note(name, _report_of(file), called, found)
    else:
        stem, dot, ending = called.rpartition(".")
        _replace(
            file,
            content,
            f"{stem or called}-{frappe.generate_hash(length=10)}{dot}{ending if stem else ''}",
        )
        frappe.db.set_value("File", name, "file_name", called)
    return True


def names_of(files: list[str]) -> dict[str, str]:
    """The names of sealed Files; a placeholder for those that the session cannot read."""
    rows = frappe.get_all(DOCTYPE, {"file": ["in", files or [""]]}, ["file", "sealed_name"])
    identity = unlocking.identity()
    return {row.file: _called(row.sealed_name, identity) for row in rows}


def address_of(name: str) -> str:
    """The download address of a sealed File."""
    return f"/api/method/cfm_app.api.sealing.download?name={name}"


def download(name: str) -> tuple[str, bytes]:
    """Name and bytes of a sealed File, for a handler whose key is unlocked. The reading is logged."""
    if not frappe.has_permission("File", "read", doc=name):
        frappe.throw(_("This file was not found."), frappe.DoesNotExistError)
    row = frappe.db.get_value(
        DOCTYPE, {"file": name}, ["sealed_name", "sensitive_report"], as_dict=True
    )
    if not row:
        frappe.throw(_("This file was not found."), frappe.DoesNotExistError)
    identity = unlocking.required()
    try:
        content = envelope.unseal_bytes(_stored_bytes(frappe.get_doc("File", name)), identity)
    except envelope.Unreadable as error:
        frappe.throw(str(error), envelope.Unreadable)
    case = frappe.db.get_value(REPORT, row.sensitive_report, "cfm_case")
    audit.record("Read", "File", name, case)
    return envelope.unseal(row.sealed_name, identity), content


def _called(sealed: str, identity: envelope.Identity | None) -> str:
    try:
        return envelope.unseal(sealed, identity) if identity else _("Sealed file")
    except envelope.Unreadable:
        return _("Sealed file")


def _circle_of(file: Document) -> circle.Circle:
    report = _report_of(file)
    return (
        circle.of(frappe.db.get_value(REPORT, report, "sensitivity")) if report else circle.Circle()
    )


def _report_of(file: Document) -> str | None:
    kind, name = file.get("attached_to_doctype"), file.get("attached_to_name")
    if kind == REPORT:
        return str(name)
    if kind == "Case" and name:
        found: str | None = frappe.db.get_value(REPORT, {"cfm_case": name}, "name")
        return found
    return None


def _stored_bytes(file: Document) -> bytes:
    path = file_bytes.path_of(file.file_url or "")
    if path is None or not path.is_file():
        frappe.throw(_("This file was not found."), frappe.DoesNotExistError)
    return file_bytes.read(path)


def _replace(file: Document, content: bytes, name: str) -> None:
    """Give a File new bytes and name. Old bytes go after the commit, new ones after a rollback."""
    old, url = file.file_url, f"{PRIVATE}{name}"
    path = file_bytes.path_of(url)
    assert path is not None
    file_bytes.write(path, content, name)
    frappe.db.after_rollback.add(lambda: path.unlink(missing_ok=True))
    values: dict[str, Any] = {
        "file_name": name,
        "file_url": url,
        "is_private": 1,
        "file_size": len(content),
    }
    frappe.db.set_value("File", file.name, {**values, "content_hash": None, "thumbnail_url": None})
    others = {"file_url": old, "name": ["!=", file.name]}
    if not frappe.db.exists("File", others):
        frappe.db.after_commit.add(lambda: file_bytes.destroy_all([old]))


def _forget_told(file: Document) -> None:
    """Remove the plain name that Frappe wrote into the history."""
    told = {"reference_doctype": file.attached_to_doctype, "reference_name": file.attached_to_name}
    told |= {"comment_type": ["in", ["Attachment", "Attachment Removed"]]}
    frappe.db.delete("Comment", {**told, "content": ["like", f"%{file.file_name}%"]})


def _note(file: str, report: str | None, name: str, found: circle.Circle) -> None:
    last_key.wait_in_line()
    frappe.get_doc(
        {
            "doctype": DOCTYPE,
            "file": file,
            "sensitive_report": report,
            "sealed_name": envelope.seal(name, found.recipients),
            "sealed_to": found.stamp,
        }
    ).insert(ignore_permissions=True)
    if sensitivity := frappe.db.get_value(REPORT, report, "sensitivity"):
        circle.note_recipients(sensitivity, found)


def _new_name() -> str:
    return f"{frappe.generate_hash(length=20)}{ENDING}"
