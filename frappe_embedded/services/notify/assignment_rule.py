"""The Assignment Rule DocType: which entries go to whom by themselves."""

from collections import Counter
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.messages import msgprint, throw
from ...kernel.document.conditions import check_field_condition
from ...kernel.document.controllers import core_controller
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta
from ...kernel.safe.evaluate import safe_eval
from ...kernel.utils.numbers import cint
from ...kernel.utils.periods import get_weekday
from ..collaborate import assignment
from ..printing.environment import render_template, validate_template

BASED_ON_FIELD = "Based on Field"
_CONDITIONS = ("assign_condition", "unassign_condition", "close_condition")


@core_controller("Assignment Rule")
class AssignmentRule(Document):
    """A condition, and how the next person is chosen for the entries that meet it.

    Its methods are given the entry as a dict, as conditions see it.
    """

    def validate(self) -> None:
        self.check_document_type()
        self.check_days()
        self.check_people()
        self.check_fields()
        validate_template(self.description)
        for fieldname in _CONDITIONS:
            label = _(self.meta.get_label(fieldname))
            check_field_condition(self.get(fieldname), self.document_type, label)

    def check_document_type(self) -> None:
        meta = get_meta(self.document_type)
        if self.document_type == "ToDo" or meta.istable or meta.issingle:
            throw(
                _("Assignment Rule is not allowed on {0} document type").format(
                    _(self.document_type)
                )
            )

    def check_days(self) -> None:
        counted = Counter(row.day for row in self.assignment_days)
        repeated = [str(_(day)) for day, count in counted.items() if count > 1]
        if repeated:
            throw(
                _("The following Assignment Days have been repeated: {0}").format(
                    ", ".join(repeated)
                )
            )

    def check_people(self) -> None:
        if self.rule == BASED_ON_FIELD:
            if not self.field:
                throw(_("Choose the field that holds whom an entry is assigned to."))
        elif not self.users:
            throw(_("Choose at least one person to whom entries are assigned."))

    def check_fields(self) -> None:
        """Fields are those of the entry."""
        known = get_meta(self.document_type).get_valid_columns()
        for name in (self.field, self.due_date_based_on):
            if name and name not in known:
                throw(
                    _("{0} has no field {1}. Choose another one.").format(
                        _(self.document_type), name
                    )
                )

    @property
    def applies_today(self) -> bool:
        days = [row.day for row in self.assignment_days]
        return not days or get_weekday() in days

    def safe_eval(self, fieldname: str, doc: dict[str, Any]) -> bool:
        """Whether a condition of the rule is met; one that fails is told to who saves, and is not."""
        expression = self.get(fieldname)
        if not expression:
            return False
        try:
            return bool(safe_eval(expression, None, doc))
        except Exception as error:
            msgprint(_("Auto assignment failed: {0}").format(str(error)), indicator="orange")
            return False

    def apply_unassign(self, doc: dict[str, Any]) -> bool:
        """Take the entry from everybody if the rule says so; whether it did."""
        if not self.safe_eval("unassign_condition", doc):
            return False
        return assignment.clear(doc["doctype"], doc["name"], ignore_permissions=True)

    def apply_assign(self, doc: dict[str, Any]) -> bool:
        """Assign the entry if the rule is meant for it; whether it did."""
        return self.safe_eval("assign_condition", doc) and self.do_assignment(doc)

    def do_assignment(self, doc: dict[str, Any]) -> bool:
        user = self.get_user(doc)
        if not user:
            return False
        due = doc.get(self.due_date_based_on) if self.due_date_based_on else None
        assignment.add(
            {
                "assign_to": [user],
                "doctype": doc["doctype"],
                "name": doc["name"],
                "description": render_template(self.description, doc, is_path=False),
                "assignment_rule": self.name,
                "date": due,
            },
            ignore_permissions=True,
        )
        self.db_set("last_user", user, update_modified=False)
        return True

    def get_user(self, doc: dict[str, Any]) -> str | None:
        """Whose turn it is; ``None`` if there is nobody who can be given anything."""
        if self.rule == BASED_ON_FIELD:
            user = doc.get(self.field)
            return str(user) if user and _is_enabled(user) else None
        able = [row.user for row in self._from_the_last_on() if _is_enabled(row.user)]
        if self.rule == "Load Balancing":
            able = [row.user for row in self.users if row.user in able]
            return min(able, key=self._open_tasks, default=None)
        return next(iter(able), None)

    def _from_the_last_on(self) -> list[Any]:
        """The people in the order of their turns."""
        names = [row.user for row in self.users]
        at = names.index(self.last_user) + 1 if self.last_user in names else 0
        return [*self.users[at:], *self.users[:at]]

    def _open_tasks(self, user: str) -> int:
        filters = {
            "reference_type": self.document_type,
            "allocated_to": user,
            "status": "Open",
        }
        return cint(local.db.count("ToDo", filters))


def _is_enabled(user: str) -> bool:
    return bool(local.db.get_value("User", user, "enabled"))
