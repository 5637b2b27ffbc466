"""One import of a log: its file, what its columns and values mean, how far it is."""

import frappe
from frappe.model.document import Document


class CFMImport(Document):
    """Only its owner opens it: the log may tell of cases that he alone has seen."""

    def on_trash(self) -> None:
        if self.file_id and frappe.db.exists("File", self.file_id):
            frappe.delete_doc(
                "File", self.file_id, ignore_permissions=True, delete_permanently=True
            )
