"""A key by which a partner's program gets in, and what is open to it. Its acts are in `setup.program_access`."""

from frappe import _
from frappe.model.document import Document

from cfm_app.security.access_rule.written_by_app import refuse_others


class CFMProgramAccess(Document):
    """A program of a partner, its user, and what it may read and write."""

    def validate(self) -> None:
        self._refuse_others()

    def on_trash(self) -> None:
        self._refuse_others()

    def _refuse_others(self) -> None:
        refuse_others(self, _("Keys of programs are made and ended on the page Keys for programs."))
