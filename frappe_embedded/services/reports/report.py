"""The Report DocType."""

from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.hooks import is_shipping
from ...kernel.core.messages import throw
from ...kernel.core.whitelist import whitelist
from ...kernel.document.controllers import core_controller
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.permissions.roles import ADMINISTRATOR, only_for
from ...kernel.utils.numbers import cint
from .access import is_permitted
from .queries import check_select
from .runner import run_report
from .settings import read_settings

_WITH_CODE = "Script Manager"


@core_controller("Report")
class Report(Document):
    """A question to the data that somebody keeps under a name."""

    def validate(self) -> None:
        self.set("module", self.get("module") or get_meta(self.ref_doctype).module)
        self.set("is_standard", self.get("is_standard") or "No")
        if not is_shipping():
            self.check_author()
        if self.report_type == "Report Builder":
            self.set("json", self.get("json") or "{}")
            read_settings(self.get("json"), self.ref_doctype)
        if self.report_type == "Query Report" and self.query:
            check_select(self.query)

    def check_author(self) -> None:
        """Shipped reports stay as they are; what runs code is written by who may write code."""
        if self.is_standard == "Yes":
            if local.session.user != ADMINISTRATOR:
                throw(_("Only Administrator can save a standard report. Please rename and save."))
            return
        if self.report_type != "Report Builder":
            only_for(_WITH_CODE, message=True)
        if local.db.get_value("Report", self.name, "is_standard") == "Yes":
            throw(_("Cannot edit a standard report. Please duplicate and create a new report"))

    def before_insert(self) -> None:
        self.set_doctype_roles()

    def on_trash(self) -> None:
        if self.is_standard == "Yes" and not local.conf.developer_mode and not is_shipping():
            throw(_("You are not allowed to delete Standard Report"))

    @whitelist(methods=["POST", "PUT"])
    def set_doctype_roles(self) -> None:
        """A report that names no roles is for those who may see its DocType."""
        if not self.ref_doctype or self.get("roles") or self.is_standard == "Yes":
            return
        meta = get_meta(self.ref_doctype)
        if meta.istable:
            return
        roles = dict.fromkeys(row.role for row in meta.permissions if not cint(row.permlevel))
        self.set("roles", [{"role": role} for role in roles])

    def is_permitted(self) -> bool:
        return is_permitted(self)

    def get_columns(self) -> list[_dict]:
        """The columns that the report itself names."""
        return [row.as_dict() for row in self.columns]

    def get_data(
        self,
        filters: Any = None,
        limit: int | None = None,
        user: str | None = None,
        as_dict: bool = False,
        **others: Any,
    ) -> tuple[list[_dict], list[Any]]:
        """Columns and rows with the rights of a user; the total is the last row."""
        result = run_report(self.name, filters, user, limit or 0)
        names = [column.get("key") or column.fieldname for column in result.columns]
        rows: list[Any] = [[row.get(name) for name in names] for row in result.rows]
        rows += [result.total] if result.total else []
        if as_dict:
            fieldnames = [column.fieldname for column in result.columns]
            rows = [_dict(zip(fieldnames, row, strict=False)) for row in rows]
        return result.columns, rows
