"""How urgent a case is."""

from frappe.model.document import Document

from cfm_app.cases import recompute


class CasePriority(Document):
    """A change of the limit reaches the open cases."""

    def on_update(self) -> None:
        recompute.after_change(self)
