"""One migration out of SugarCRM: its source, its plan, how far it is, what it proved."""

import frappe
from frappe.model.document import Document


class CFMMigration(Document):
    """Only its owner opens it: the export may tell of cases that they alone have seen."""

    def on_trash(self) -> None:
        if self.file_id and frappe.db.exists("File", self.file_id):
            frappe.delete_doc(
                "File", self.file_id, ignore_permissions=True, delete_permanently=True
            )
