"""The DocType Auto Email Report."""

import json
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.exceptions import PermissionError
from ...kernel.core.messages import throw
from ...kernel.document.api import get_doc
from ...kernel.document.controllers import core_controller
from ...kernel.document.document import Document
from ...kernel.document.naming import append_number_if_name_exists
from ...kernel.i18n import _
from ...kernel.i18n.plurals import counted
from ...kernel.permissions.roles import ADMINISTRATOR
from ...kernel.utils.dates import nowdate
from ...kernel.utils.numbers import cint
from ...kernel.utils.settings import system_setting
from ...kernel.utils.validators import validate_email_address
from ..printing.pdf import NotAvailable, library
from .access import open_report
from .email_reports import MOST_ROWS, mark_sent

_FORMATS = ("HTML", "XLSX", "CSV", "PDF")
_MOST_OF_A_USER = 20


@core_controller("Auto Email Report")
class AutoEmailReport(Document):
    """A report that arrives by itself."""

    def autoname(self) -> None:
        self.set("name", append_number_if_name_exists(self.doctype, str(_(self.report))))

    def validate(self) -> None:
        self.check_user()
        self.check_number()
        self.check_addresses()
        if self.format not in _FORMATS:
            throw(
                _(
                    "{0} is not a valid report format. Report format should one of the following {1}"
                ).format(self.format, ", ".join(_FORMATS))
            )
        if self.format == "PDF" and self._is_new_to("format"):
            _check_pdf()
        if cint(self.no_of_rows) > MOST_ROWS:
            throw(counted(_("A mail holds at most {0} lines"), MOST_ROWS))
        self.check_filters()

    def check_user(self) -> None:
        """Nobody has a report sent with rights that they do not have themselves."""
        acting = local.session.user
        if acting != ADMINISTRATOR and self.user != acting and self._is_new_to("user"):
            throw(
                _("A report is sent with your own rights. Choose yourself, {0}.").format(acting),
                PermissionError,
            )
        open_report(self.report, self.user)

    def _is_new_to(self, fieldname: str) -> bool:
        return self.is_new() or self.has_value_changed(fieldname) or self._says_something_else()

    def _says_something_else(self) -> bool:
        """Whether what is sent, or to whom, is changed: that is as good as a new report."""
        return any(self.has_value_changed(name) for name in ("report", "email_to", "filters"))

    def check_number(self) -> None:
        most = cint(system_setting("max_auto_email_report_per_user")) or _MOST_OF_A_USER
        others = local.db.count(
            "Auto Email Report", {"user": self.user, "enabled": 1, "name": ["!=", self.name]}
        )
        if self.enabled and others >= most:
            throw(
                counted(_("Only {0} emailed reports are allowed per user."), most),
                title=_("Report limit reached"),
            )

    def check_addresses(self) -> None:
        given = (self.email_to or "").replace(",", " ").replace(";", " ").split()
        for address in given:
            validate_email_address(address, throw=True)
        self.set("email_to", "\n".join(dict.fromkeys(given)))

    def check_filters(self) -> None:
        """Filters that the report needs are filled in."""
        try:
            filters: Any = json.loads(self.filters or "{}")
        except ValueError:
            throw(_("The argument {0} is not valid JSON").format("filters"))
        report = get_doc("Report", self.report)
        dynamic = {self.from_date_field, self.to_date_field} if self.dynamic_date_period else set()
        self.set(
            "filter_meta",
            json.dumps(
                [
                    {"label": row.label, "fieldname": row.fieldname, "reqd": row.mandatory}
                    for row in report.filters
                ],
                ensure_ascii=False,
            ),
        )
        missing = [
            str(_(row.label))
            for row in report.filters
            if row.mandatory and row.fieldname not in dynamic and not filters.get(row.fieldname)
        ]
        if missing:
            throw(
                _("Following Report Filters have missing values:") + " " + ", ".join(missing),
                title=_("Missing Filters Required"),
            )

    def on_update(self) -> None:
        if self.enabled and not self.is_new() and self.has_value_changed("enabled"):
            mark_sent(str(self.name), nowdate())

    def on_trash(self) -> None:
        local.db.sql(
            "delete from `tabDefaultValue` where parent = '__global' and defkey = %s",
            (f"auto_email_report_sent:{self.name}",),
        )


def _check_pdf() -> None:
    """``NotAvailable`` with what to choose instead, where no PDF can be made."""
    try:
        library()
    except NotAvailable:
        throw(
            _(
                "PDF cannot be made on this machine. Choose HTML, XLSX or CSV as the format, "
                "or ask whoever looks after the machine for PDF."
            ),
            NotAvailable,
        )
